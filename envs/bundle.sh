#!/usr/bin/env bash
# Pack what a rerun without a network needs into dist/tc-referee-bundle.tar.gz: the committed sources, the locked packages
# for this platform and this Python, uv, and the results at hand. `make` in the unpacked folder installs from it.
#   WHEELS=folder  packages that were fetched before, instead of fetching them
set -euo pipefail
cd -P "$(dirname "${BASH_SOURCE[0]}")/.."
name=tc-referee-bundle
fail() { echo "bundle: $1" >&2; exit 1; }

[ -z "$(git status --porcelain)" ] || fail "there are changes that are not committed and would be missing; commit them first"
[ -s results/report.html ] || fail "there are no results; run make first"
.venv/bin/tcreferee verify >/dev/null || fail "the results are damaged; run make first"
planned=$(.venv/bin/snakemake --cores 1 --workflow-profile workflow/profiles/default --dry-run 2>&1 || true)
grep -q "Nothing to be done" <<<"$planned" || fail "the results are not those of these sources; run make first"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir -p dist "$scratch/$name/wheels"
git archive HEAD | tar -x -C "$scratch/$name"
# older than the results, which were just found to be theirs: `make` there has nothing to do
find "$scratch/$name" -exec touch -d 2000-01-01 {} +
if [ -n "${WHEELS:-}" ]; then
  cp -R "$WHEELS"/. "$scratch/$name/wheels/"
else
  for list in envs/requirements.lock envs/uv.txt; do
    .venv/bin/python -m pip download --quiet --disable-pip-version-check --no-deps --no-build-isolation --require-hashes \
      --dest "$scratch/$name/wheels" --requirement "$list" || fail "packages of $list could not be fetched"
  done
fi
for made in results data/processed; do # either may be a link to another disk
  mkdir -p "$scratch/$name/$made"
  cp -a "$made/." "$scratch/$name/$made/"
done
.venv/bin/python -c 'import sys; print("%d.%d" % sys.version_info[:2])' >"$scratch/$name/wheels/python"
git rev-parse HEAD >"$scratch/$name/COMMIT"
tar -czf "dist/$name.tar.gz" -C "$scratch" "$name"
echo "bundle: dist/$name.tar.gz ($(du -m "dist/$name.tar.gz" | cut -f1) MB), for $(uname -sm) and $(.venv/bin/python --version)"
