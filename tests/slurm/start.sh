#!/usr/bin/env bash
# A private single-node SLURM on this machine, for tests only.
#
#   tests/slurm/start.sh [--accounting] [--install] [--cpus N] [--mem-mb N] [--owner PID]
#   . "$SLURM_LAB_DIR/env.sh"        # then sbatch, squeue, sinfo work
#   tests/slurm/stop.sh --wipe
#
# Runs as root and without systemd. All it writes lies below SLURM_LAB_DIR, but for the link /etc/slurm/slurm.conf. What
# runs already is left as it is. SLURM_LAB_PORT is the first of four ports. --install fetches missing Debian packages;
# --accounting adds slurmdbd and refuses unknown accounts.
# --owner names the process the lab is for: once that has ended, the next lab stops what it left behind.
# The daemon `NAME` alone is started again by: tests/slurm/start.sh after it has ended.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$here/lab.sh"
port=${SLURM_LAB_PORT:-16817}
accounting=no install=no cpus=$(nproc) mem_mb="" owner=""
while [ $# -gt 0 ]; do
  case $1 in
    --accounting) accounting=yes ;;
    --install) install=yes ;;
    --cpus) cpus=$2; shift ;;
    --mem-mb) mem_mb=$2; shift ;;
    --owner) owner=$2; shift ;;
    *) echo "slurm lab: unknown argument: $1" >&2; exit 2 ;;
  esac
  shift
done
say() { echo "slurm lab: $*"; }
die() { echo "slurm lab: $*" >&2; exit 1; }

[ "$(id -u)" = 0 ] || die "needs root: slurmd starts jobs as the user who submits them"
command -v dpkg-query >/dev/null || die "needs Debian or a relative of it"

# ---- packages
wanted=(slurmctld slurmd slurm-client munge)
[ "$accounting" = no ] || wanted+=(slurmdbd mariadb-server)
missing=()
for package in "${wanted[@]}"; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
done
if [ ${#missing[@]} -gt 0 ]; then
  [ "$install" = yes ] || die "missing packages: ${missing[*]}"
  say "installing ${missing[*]}"
  export DEBIAN_FRONTEND=noninteractive
  own_policy=no
  if [ ! -e /usr/sbin/policy-rc.d ]; then # keeps the packages' own service scripts from starting anything
    printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d
    chmod 755 /usr/sbin/policy-rc.d
    own_policy=yes
  fi
  trap '[ "$own_policy" = no ] || rm -f /usr/sbin/policy-rc.d' EXIT
  log=$(mktemp)
  try() { apt-get install -y -q --no-install-recommends "${missing[@]}" >"$log" 2>&1; }
  try || { apt-get update -q >>"$log" 2>&1 && try; } || { tail -n 20 "$log" >&2; die "apt-get failed, see $log"; }
  rm -f "$log"
fi

# ---- settings
umask 022
mkdir -p "$lab"/{run,log,ctld,slurmd,munge}
chmod 700 "$lab/munge"
[ -z "$owner" ] || note owner "$owner"
node=$(hostname -s)
getent hosts "$node" >/dev/null || die "the name $node does not resolve; add it to /etc/hosts"
[ -n "$mem_mb" ] || mem_mb=$(awk '/^MemTotal:/ {printf "%d", $2 / 1024 * 0.8}' /proc/meminfo)
[ -s "$lab/munge/key" ] || (umask 077; head -c 128 /dev/urandom >"$lab/munge/key")
storage="AccountingStorageType=accounting_storage/none"
if [ "$accounting" = yes ]; then
  storage="AccountingStorageType=accounting_storage/slurmdbd
AccountingStorageHost=localhost
AccountingStoragePort=$((port + 2))
AccountingStoragePass=$lab/run/munge.socket
AccountingStorageEnforce=associations"
fi
new=$(mktemp)
cat >"$new" <<CONF
ClusterName=lab
SlurmctldHost=$node(127.0.0.1)
SlurmctldPort=$port
SlurmdPort=$((port + 1))
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$lab/run/munge.socket
CredType=cred/munge
StateSaveLocation=$lab/ctld
SlurmdSpoolDir=$lab/slurmd
SlurmctldPidFile=$lab/run/slurmctld.self.pid
SlurmdPidFile=$lab/run/slurmd.self.pid
SlurmctldLogFile=$lab/log/slurmctld.log
SlurmdLogFile=$lab/log/slurmd.log
MpiDefault=none
SwitchType=switch/none
ReturnToService=2
SlurmdParameters=config_overrides
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU_Memory
SchedulerType=sched/backfill
SchedulerParameters=bf_interval=1,sched_min_interval=100000,batch_sched_delay=0
DefMemPerCPU=200
MinJobAge=600
KillWait=10
InactiveLimit=0
JobRequeue=0
JobCompType=jobcomp/filetxt
JobCompLoc=$lab/log/jobcomp.log
JobAcctGatherFrequency=task=1
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/linux
JobAcctGatherParams=OverMemoryKill
$storage
NodeName=$node NodeAddr=127.0.0.1 CPUs=$cpus RealMemory=$mem_mb State=UNKNOWN
PartitionName=main Nodes=$node Default=YES MaxTime=02:00:00 DefaultTime=00:10:00 State=UP
PartitionName=short Nodes=$node MaxTime=00:01:00 State=UP
PartitionName=closed Nodes=$node State=DOWN
CONF
if [ -e "$lab/slurm.conf" ] && ! cmp -s "$new" "$lab/slurm.conf" && { alive slurmctld || alive slurmd; }; then
  diff "$lab/slurm.conf" "$new" >&2 || true
  rm -f "$new"
  die "already runs with other settings; run stop.sh first"
fi
mv "$new" "$lab/slurm.conf"
chmod 644 "$lab/slurm.conf"
export SLURM_CONF=$lab/slurm.conf
echo "export SLURM_CONF=$lab/slurm.conf" >"$lab/env.sh"
# The executor's srun inside a job does not see SLURM_CONF, so the file must also lie where SLURM looks by itself.
mkdir -p /etc/slurm
if [ -e /etc/slurm/slurm.conf ] && [ ! -L /etc/slurm/slurm.conf ]; then
  die "/etc/slurm/slurm.conf is a real file: this machine belongs to a cluster"
fi
other=$(readlink /etc/slurm/slurm.conf || true)
other=${other%/slurm.conf}
if [ -n "$other" ] && [ "$other" != "$lab" ] && [ -d "$other" ]; then
  if in_use "$other"; then die "/etc/slurm/slurm.conf points to $other/slurm.conf: another lab runs here"; fi
  say "stopping what an ended process left in $other"
  SLURM_LAB_DIR=$other "$here/stop.sh" --wipe
fi
ln -sfn "$lab/slurm.conf" /etc/slurm/slurm.conf

# ---- daemons, each in the foreground of a session of its own, so that the pid noted is its own
launch() { # name, command ...
  local name=$1; shift
  if alive "$name"; then return; fi
  setsid "$@" >>"$lab/log/$name.out" 2>&1 </dev/null &
  note "$name" $!
}
wait_for() { # seconds, what, command ...
  local limit=$1 what=$2 i; shift 2
  for ((i = 0; i < limit * 10; i++)); do
    if "$@" >/dev/null 2>&1; then return 0; fi
    sleep 0.1
  done
  tail -n 5 "$lab"/log/*.out "$lab"/log/*.log >&2 2>/dev/null || true
  die "$what did not come up within $limit s; logs are in $lab/log"
}
launch munged munged --foreground --force --key-file="$lab/munge/key" --socket="$lab/run/munge.socket" \
  --pid-file="$lab/run/munged.self.pid" --log-file="$lab/log/munged.log" --seed-file="$lab/munge/seed" --num-threads=2
wait_for 20 munged munge -s x --socket="$lab/run/munge.socket"

if [ "$accounting" = yes ]; then
  if [ ! -d "$lab/mysql/mysql" ]; then
    mkdir -p "$lab/mysql"
    mariadb-install-db --no-defaults --user=root --datadir="$lab/mysql" --auth-root-authentication-method=normal \
      --skip-test-db >"$lab/log/mariadb-install.log" 2>&1 || die "mariadb-install-db failed, see $lab/log"
  fi
  launch mariadbd mariadbd --no-defaults --user=root --datadir="$lab/mysql" --socket="$lab/run/mysql.sock" \
    --pid-file="$lab/run/mariadbd.self.pid" --bind-address=127.0.0.1 --port=$((port + 3)) \
    --innodb-buffer-pool-size=64M --innodb-log-file-size=32M --innodb-lock-wait-timeout=900 \
    --innodb-flush-log-at-trx-commit=0 --skip-name-resolve
  sql() { mariadb --no-defaults --socket="$lab/run/mysql.sock" -u root "$@"; }
  wait_for 60 mariadbd sql -e 'select 1'
  sql -e "create database if not exists slurm_lab; create user if not exists 'slurm'@'127.0.0.1' identified by 'slurm';
          grant all on slurm_lab.* to 'slurm'@'127.0.0.1';"
  (umask 077; cat >"$lab/slurmdbd.conf" <<CONF # slurmdbd looks for it beside SLURM_CONF
AuthType=auth/munge
AuthInfo=socket=$lab/run/munge.socket
DbdHost=localhost
DbdPort=$((port + 2))
SlurmUser=root
PidFile=$lab/run/slurmdbd.self.pid
LogFile=$lab/log/slurmdbd.log
StorageType=accounting_storage/mysql
StorageHost=127.0.0.1
StoragePort=$((port + 3))
StorageUser=slurm
StoragePass=slurm
StorageLoc=slurm_lab
CONF
  )
  launch slurmdbd slurmdbd -D
  wait_for 60 slurmdbd sacctmgr -n list cluster
  known() { sacctmgr -n list "$1" format="$1" | grep -qw "$2"; }
  known cluster lab || sacctmgr -i add cluster lab >/dev/null
  known account lab || sacctmgr -i add account lab >/dev/null
  sacctmgr -n list assoc user=root format=account | grep -qw lab ||
    sacctmgr -i add user root account=lab defaultaccount=lab >/dev/null
fi

launch slurmctld slurmctld -D -f "$lab/slurm.conf"
wait_for 30 slurmctld scontrol ping
launch slurmd slurmd -D -f "$lab/slurm.conf" -N "$node"
node_ready() { sinfo -h -N -n "$node" -o %t | grep -Eqw 'idle|mix|alloc'; }
wait_for 30 "node $node" node_ready
say "ready: $cpus CPUs, $mem_mb MB, accounting $accounting; now: . $lab/env.sh"
