#!/usr/bin/env bash
# Make the project's environment in .venv from envs/requirements.lock. Nothing is done while .venv is
# complete and the lock's content is the one it was made from (a touched file is not a change).
set -euo pipefail
cd -P "$(dirname "${BASH_SOURCE[0]}")/.."
lock=envs/requirements.lock
stamp=.venv/requirements.lock.made # written last: without it the installation was interrupted
log=.venv.log

up_to_date() {
  cmp -s "$lock" "$stamp" &&
    .venv/bin/python -c '' 2>/dev/null &&
    head -n 2 .venv/bin/tcreferee | grep -qF "$PWD/.venv/bin/" # else the folder was moved or copied
}

suitable() { "$1" -c 'import sys, venv, ensurepip; sys.exit(not (3, 12) <= sys.version_info[:2] <= (3, 13))' >/dev/null 2>&1; }
find_python() {
  local name path
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
  echo "environment: no Python 3.12 or 3.13 with its venv module on PATH, in pyenv or in uv; install one, e.g. the system package python3.12-venv, 'pyenv install 3.12' or 'uv python install 3.12'" >&2
  return 1
}

install() {
  rm -rf .venv &&
    "$1" -m venv .venv &&
    .venv/bin/python -m pip install --progress-bar off --require-hashes --requirement "$lock" &&
    .venv/bin/python -m pip install --no-deps --no-build-isolation --editable .
}

if up_to_date; then exit 0; fi
if command -v flock >/dev/null && exec 9<>"$lock"; then # two makes at once: the second waits
  flock 9 || true
  if up_to_date; then exit 0; fi
fi
python=$(find_python)
echo "environment: .venv from $lock with $("$python" --version) (about a minute, once)"
export PIP_DISABLE_PIP_VERSION_CHECK=1
if ! install "$python" >"$log" 2>&1; then
  grep -v 'is ignored: it is neither a file nor a directory' "$log" | tail -n 25 >&2
  echo "environment: installation failed; all of pip's output is in $log" >&2
  exit 1
fi
cp "$lock" "$stamp"
