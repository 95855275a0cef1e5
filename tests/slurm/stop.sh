#!/usr/bin/env bash
# Stop what start.sh started, and nothing else: by pid, after comparing the process's start time.
#
#   tests/slurm/stop.sh [--wipe]          --wipe also removes SLURM_LAB_DIR
#   tests/slurm/stop.sh --only slurmctld  one daemon; jobs go on, and start.sh starts it again
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$here/lab.sh"
names=(slurmd slurmctld slurmdbd mariadbd munged) wipe=no only=no
case ${1:-} in
  --wipe) wipe=yes ;;
  --only) only=yes; names=("${2:?name of a daemon}") ;;
  "") ;;
  *) echo "slurm lab: unknown argument: $1" >&2; exit 2 ;;
esac
[ -d "$lab/run" ] || { echo "slurm lab: nothing at $lab"; exit 0; }
export SLURM_CONF=$lab/slurm.conf

# Running jobs have processes of their own, so they go first.
if [ "$only" = no ] && alive slurmctld && alive slurmd; then
  ids() { timeout 10 squeue -h -o %A 2>/dev/null | sort -u; }
  # shellcheck disable=SC2046
  [ -z "$(ids)" ] || timeout 10 scancel $(ids) || true
  for _ in $(seq 150); do [ -n "$(ids)" ] || break; sleep 0.1; done
fi
for name in "${names[@]}"; do
  pid=$(pid_of "$name") || { rm -f "$lab/run/$name.note"; continue; }
  kill -TERM "$pid" 2>/dev/null || true
  for _ in $(seq 150); do alive "$name" || break; sleep 0.1; done
  if alive "$name"; then
    echo "slurm lab: $name (pid $pid) did not end in 15 s and is killed" >&2
    kill -KILL "$pid" 2>/dev/null || true
    sleep 0.2
  fi
  rm -f "$lab/run/$name.note"
done
[ "$only" = no ] || exit 0
if [ "$(readlink /etc/slurm/slurm.conf 2>/dev/null)" = "$lab/slurm.conf" ]; then rm -f /etc/slurm/slurm.conf; fi
if [ "$wipe" = yes ] && [ -e "$lab/slurm.conf" ]; then rm -rf --one-file-system "$lab"; fi
echo "slurm lab: stopped"
