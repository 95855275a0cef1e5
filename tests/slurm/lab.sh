# shellcheck shell=bash
# Shared by start.sh and stop.sh: which daemons are ours. A note is "<pid> <start time>", since a pid alone could have
# been given to another process in the meantime.
lab=${SLURM_LAB_DIR:-${TMPDIR:-/tmp}/tc-referee-slurm}

start_time() { # pid -> field 22 of its stat line, counted after the name, which may hold blanks
  sed 's/^.*) //' "/proc/$1/stat" 2>/dev/null | awk '{print $20}'
}
note() { echo "$2 $(start_time "$2")" >"$lab/run/$1.note"; } # name, pid
pid_of() { # name -> pid, or nothing
  local pid when
  [ -s "$lab/run/$1.note" ] || return 1
  read -r pid when <"$lab/run/$1.note"
  [ -n "$when" ] && [ "$(start_time "$pid")" = "$when" ] || return 1
  echo "$pid"
}
alive() { pid_of "$1" >/dev/null; }

in_use() ( # folder of a lab -> its owner runs; without a named owner: one of its daemons does
  lab=$1
  if [ -e "$lab/run/owner.note" ]; then alive owner; return; fi
  for name in slurmctld slurmd; do if alive "$name"; then return 0; fi; done
  return 1
)
