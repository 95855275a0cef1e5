#!/usr/bin/env bash
# Pack what a rerun without a network needs into dist/tc-referee-bundle.tar.gz: the committed sources, the locked packages
# for this platform and this Python, uv, and the results at hand. `make` in the unpacked folder installs from it.
set -euo pipefail
cd -P "$(dirname "${BASH_SOURCE[0]}")/.."
name=tc-referee-bundle
fail() { echo "bundle: $1" >&2; exit 1; }

[ -z "$(git status --porcelain)" ] || fail "there are changes that are not committed and would be missing; commit them first"
[ -s results/report.html ] || fail "there are no results; run make first"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir -p dist "$scratch/$name/wheels"
git archive HEAD | tar -x -C "$scratch/$name"
for list in envs/requirements.lock envs/uv.txt; do
  .venv/bin/python -m pip download --quiet --disable-pip-version-check --no-deps --no-build-isolation --require-hashes \
    --dest "$scratch/$name/wheels" --requirement "$list" || fail "packages of $list could not be fetched"
done
cp -R results "$scratch/$name/"
mkdir -p "$scratch/$name/data"
cp -R data/processed "$scratch/$name/data/"
git rev-parse HEAD >"$scratch/$name/COMMIT"
tar -czf "dist/$name.tar.gz" -C "$scratch" "$name"
echo "bundle: dist/$name.tar.gz ($(du -m "dist/$name.tar.gz" | cut -f1) MB), for $(uname -sm) and $(.venv/bin/python --version)"
