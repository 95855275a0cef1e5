#!/usr/bin/env bash
# Make the project's environment in .venv from envs/requirements.lock, by uv, or by pip where uv cannot be had. Nothing is
# done while .venv is complete and the lock's content is the one it was made from (a touched file is not a change).
#   envs/make_venv.sh            what local runs, tests and documentation need
#   envs/make_venv.sh executors  the executors of Snakemake for clusters too
#   ASKED_PYTHON=python3.13      with this Python (make PYTHON=python3.13), instead of the first that suits
set -euo pipefail
cd -P "$(dirname "${BASH_SOURCE[0]}")/.."
lock=envs/requirements.lock
log=.venv.log
stamp=.venv/requirements.lock.made # written last: without it the installation was interrupted
executors_stamp=.venv/executors.made
executors='^snakemake-executor-plugin-' # Snakemake loads all that are installed at each start

fail() { echo "environment: $1" >&2; exit 1; }

# Snakemake starts its jobs with the path of Python unquoted, so found out before anything is built
case $PWD in
  *[[:space:]\'\"\\\$\&\;\|\<\>\(\)\{\}\*\?\`]*)
    fail "Snakemake cannot start jobs with a Python below $PWD: a blank, a quote or one of \$&;|<>(){}*?\\\` is in the path; move this folder to a path without" ;;
esac
if [ "${1:-}" = executors ]; then
  command -v which >/dev/null || fail "the executor for SLURM calls the command 'which', which is not on PATH; install it (the package is called which or debianutils)"
fi

asked=${ASKED_PYTHON:-}
version() { "$1" -c 'import platform; print(platform.python_version())' 2>/dev/null; }
up_to_date() {
  cmp -s "$lock" "$stamp" &&
    .venv/bin/python -c '' 2>/dev/null &&
    { [ -z "$asked" ] || [ "$(version .venv/bin/python)" = "$(version "$asked")" ]; } &&
    head -n 2 .venv/bin/tcreferee | grep -qF "$PWD/.venv/bin/" && # else the folder was moved or copied
    { [ "${1:-}" != executors ] || [ -e "$executors_stamp" ]; }
}

wanted=$(cat wheels/python 2>/dev/null || true) # a bundle's packages are those of one Python
suitable() {
  "$1" -c 'import sys, venv, ensurepip; sys.exit(not (3, 12) <= sys.version_info[:2] <= (3, 13) or
    sys.argv[1] not in ("", "%d.%d" % sys.version_info[:2]))' "$wanted" >/dev/null 2>&1
}
find_python() {
  local name path
  if [ -n "$asked" ]; then
    path=$(command -v "$asked" || true)
    if [ -n "$path" ] && suitable "$path"; then echo "$path"; return; fi
    fail "PYTHON=$asked is not Python ${wanted:-3.12 or 3.13} with its venv module; leave it out, and the first that suits is taken"
  fi
  for name in python3.13 python3.12 python3; do
    path=$(command -v "$name" || true)
    if [ -n "$path" ] && suitable "$path"; then echo "$path"; return; fi
  done
  for path in "${PYENV_ROOT:-${HOME:-}/.pyenv}"/versions/3.1[23].*/bin/python; do
    if [ -x "$path" ] && suitable "$path"; then echo "$path"; return; fi
  done
  if command -v uv >/dev/null; then
    path=$(uv python find --system '>=3.12,<3.14' 2>/dev/null || true)
    if [ -n "$path" ] && suitable "$path"; then echo "$path"; return; fi
  fi
  [ -z "$wanted" ] || fail "no Python $wanted with its venv module, for which the packages of this bundle are, on PATH, in pyenv or in uv; install it"
  fail "no Python 3.12 or 3.13 with its venv module on PATH, in pyenv or in uv; install one, e.g. the system package python3.12-venv, 'pyenv install 3.12' or 'uv python install 3.12'"
}

# Entries of the lock whose name does, or (with !) does not, match a pattern. The second line of an entry is indented.
entries() { awk -v pattern="${1#!}" -v not="$([ "${1#!}" = "$1" ] || echo 1)" '/^[^ #]/ { keep = ($0 ~ pattern) != (not != "") } keep' "$lock"; }

pip() { .venv/bin/python -m pip --disable-pip-version-check "$@"; }
find_uv() {
  if command -v uv; then return; fi
  pip install --quiet --target .venv/uv --only-binary :all: --require-hashes --requirement envs/uv.txt >&2 && echo .venv/uv/bin/uv
}

# Two of the locked packages come as source: setuptools, locked too, is there before they are built.
install_by_uv() {
  local uv
  if ! uv=$(find_uv); then return 1; fi
  export VIRTUAL_ENV=$PWD/.venv
  set -- "$uv" pip install --compile-bytecode
  if [ -d wheels ]; then set -- "$@" --no-index --find-links wheels; fi
  "$@" --require-hashes --requirement .venv/first.txt &&
    "$@" --require-hashes --no-build-isolation --requirement .venv/rest.txt &&
    "$@" --no-deps --no-build-isolation --editable .
}
install_by_pip() {
  pip install --progress-bar off --require-hashes --requirement .venv/first.txt &&
    pip install --progress-bar off --require-hashes --no-build-isolation --requirement .venv/rest.txt &&
    pip install --no-deps --no-build-isolation --editable .
}
install() {
  rm -rf .venv && "$1" -m venv .venv && entries '^setuptools==' >.venv/first.txt && entries "!$executors" >.venv/rest.txt || return 1
  if ! install_by_uv; then
    echo "environment: uv cannot be had or failed; pip does it"
    install_by_pip || return 1
  fi
  rm -rf .venv/uv .venv/first.txt .venv/rest.txt
}
install_executors() {
  entries "$executors" >.venv/executors.txt
  pip install --progress-bar off --no-deps --require-hashes --requirement .venv/executors.txt
}
logged() {
  if ! "$@" >>"$log" 2>&1; then
    grep -v 'is ignored: it is neither a file nor a directory' "$log" | tail -n 25 >&2
    fail "installation failed; all of its output is in $log"
  fi
}

if up_to_date "$@"; then exit 0; fi
if command -v flock >/dev/null && exec 9<>"$lock"; then # two makes at once: the second waits
  flock 9 || true
  if up_to_date "$@"; then exit 0; fi
fi
: >"$log"
if [ -d wheels ]; then # a bundle (docs/how-to/bundle.md): nothing comes from the network
  export PIP_NO_INDEX=1 PIP_FIND_LINKS=$PWD/wheels
fi
if ! up_to_date; then
  python=$(find_python)
  echo "environment: .venv from $lock with $("$python" --version) (once; half a minute with a fast network)"
  logged install "$python"
  cp "$lock" "$stamp"
fi
if [ "${1:-}" = executors ]; then
  echo "environment: Snakemake's executors for clusters join .venv"
  logged install_executors
  touch "$executors_stamp"
fi
