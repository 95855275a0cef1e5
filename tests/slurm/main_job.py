"""The whole main job on a SLURM of one node: in one allocation, then as SLURM jobs, killed and resumed.

    python tests/slurm/main_job.py FOLDER SCRATCH

FOLDER is a clone whose main job has run locally: each way has to give the same CSV and JSON files. Part of .ci/run.
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from slurm.lab import Lab
from workflow.slurm_run import OnSlurm, differing, kill, process_end, results, wait_until

PORT = 19817
SITE = {"cpus": 2, "mem_mb": 8000, "minutes": 60, "check_seconds": 8}


def tables(folder: Path) -> dict[str, bytes]:
    """The files that have to be the same."""
    return {name: content for name, content in results(folder).items() if name.endswith((".csv", ".json"))}


def clone(folder: Path, scratch: Path) -> Path:
    """A clean clone where nothing has run."""
    subprocess.run(["git", "clone", "--quiet", folder, scratch], check=True)
    return scratch


def expect(right: bool, what: str, text: str) -> None:
    """End with the last words of a run if it was not as it should be."""
    if not right:
        sys.exit(f"main job on SLURM: {what}\n{text[-5000:]}")


def same(folder: Path, local: dict[str, bytes], way: str) -> None:
    """End if results differ from those of the local run."""
    changed = differing(tables(folder), local)
    expect(not changed, f"{way}: not as the local run: {', '.join(changed[:10])}", "")
    print(f"main job on SLURM, {way}: {len(local)} CSV and JSON files as in the local run", flush=True)


def killed_and_resumed(folder: Path, lab: Lab) -> str:
    """Run as jobs; kill Snakemake while the first jobs run; resume when they have ended."""
    there = OnSlurm(folder, lab, **SITE)
    process = there.start("jobs")
    wait_until("jobs of SLURM run", lambda: lab.ask("squeue", "-h", "-t", "R"), 300)
    time.sleep(10)
    kill(process)
    made = list(folder.glob("results/*/observations.csv"))
    before = {path: path.stat().st_mtime_ns for path in made}
    wait_until("the jobs that were left end", lambda: not lab.ask("squeue", "-h"), 900)
    code, text = there.snakemake("--cores", "1", "--workflow-profile", "workflow/profiles/default", "--unlock")
    expect(code == 0, "unlock", text)
    code, text = process_end(there.start("jobs"), 1800)
    expect(code == 0, "resumed run", text)
    expect(bool(made) and all(path.stat().st_mtime_ns == before[path] for path in made), "complete, made again", text)
    return text


def main(local: Path, scratch: Path) -> None:
    """Run both ways."""
    lab = Lab(scratch, PORT)
    lab.start()
    try:
        known = tables(local)
        one = clone(local, scratch / "one")
        code, text = OnSlurm(one, lab, **SITE).run("allocation", seconds=1800)
        expect(code == 0, "one allocation", text)
        same(one, known, "one allocation")
        many = clone(local, scratch / "many")
        killed_and_resumed(many, lab)
        same(many, known, "as jobs, killed and resumed")
        code, text = OnSlurm(many, lab, **SITE).run("jobs")
        expect(code == 0 and "Nothing to be done" in text, "a second run found something to do", text)
    finally:
        lab.stop("--wipe")


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve())
