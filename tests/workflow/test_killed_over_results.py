"""A job that dies over older results: none of its outputs survives, and the next runs end with the right numbers."""

from __future__ import annotations

import os
import shutil
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from workflow.runs import TINY, Workspace, repository
from workflow.slurm_run import OnSlurm, differing, process_end, results
from workflow.test_interrupted import COMMAND, OWN_MOUNTS, start

from tcreferee.base.provenance import sha256

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="jobs are found in /proc"),
]
TABLE = "data/raw/ybco_jorgensen1990.csv"
PROCESSED = TABLE.replace("raw", "processed")
PREDICT = """\
predict:
  two:
    title: "Two densities"
    comparison: ybco
    rows: [{ label: low, n_m3: 1.0e+27 }, { label: high, n_m3: 3.0e+27 }]
"""


def with_another_tc(workspace: Workspace) -> None:
    """Change the Tc of one row; the sidecar's checksum follows."""
    before = sha256(workspace.path / TABLE)
    workspace.edit(TABLE, "6.84,88.85", "6.84,70.85")
    workspace.edit(TABLE.replace(".csv", ".yaml"), before, sha256(workspace.path / TABLE))


@pytest.fixture(scope="module")
def older(finished, tmp_path_factory) -> Workspace:
    """A finished run with a prediction, whose table was changed afterwards."""
    path = tmp_path_factory.mktemp("older") / "repository"
    shutil.copytree(finished[0].path, path, ignore=shutil.ignore_patterns("__pycache__"))
    workspace = Workspace(path)
    (path / "config.yaml").write_text(TINY + PREDICT)
    run = workspace.snakemake()
    assert run.returncode == 0, run.text
    with_another_tc(workspace)
    return workspace


@pytest.fixture
def over_older_results(older, tmp_path) -> Workspace:
    path = tmp_path / "repository"
    shutil.copytree(older.path, path, ignore=shutil.ignore_patterns("__pycache__"))
    return Workspace(path)


@pytest.fixture(scope="module")
def right(tmp_path_factory) -> dict[str, bytes]:
    """What the changed table gives from nothing."""
    workspace = repository(tmp_path_factory.mktemp("right") / "repository", TINY + PREDICT)
    with_another_tc(workspace)
    run = workspace.snakemake()
    assert run.returncode == 0, run.text
    return results(workspace.path)


def jobs_of(folder: Path, rules: set[str]) -> Iterator[tuple[int, str]]:
    """Processes and rules of the jobs that run in a folder."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                if entry.joinpath("cwd").resolve() != folder:
                    continue
                words = entry.joinpath("cmdline").read_text().split("\0")
            except OSError:  # it has ended
                continue
            script = next((Path(word).name for word in words if word.endswith(".py") and "/scripts/" in word), "")
            if len(parts := script.split(".")) == 3 and parts[1] in rules:
                yield int(entry.name), parts[1]


@contextmanager
def killing(folder: Path, rules: set[str], written: Path | None) -> Iterator[set[str]]:
    """Kill each job of some rules as soon as it runs, or has written a file; yield the rules that were killed."""
    killed, over = set[str](), threading.Event()

    def watch() -> None:
        while not over.wait(0.02):
            for process, rule in jobs_of(folder, rules):
                if written is None or written.exists():
                    os.kill(process, signal.SIGKILL)
                    killed.add(rule)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield killed
    finally:
        over.set()
        watcher.join()


def test_every_rule_killed_over_older_results(over_older_results, right):
    """One run after the other, each loses the jobs it could do next; the last one is left alone."""
    workspace, folder = over_older_results, over_older_results.path.resolve()
    older_page = (folder / "results/report.html").read_text()
    steps = {
        ("tidy", "tables", "claims"): ["results/datasets.html", "results/claims.csv", PROCESSED],
        ("select",): ["results/ybco/observations.csv"],
        # when the first of two models has been written
        ("infer",): [f"results/ybco/{model}/fit.json" for model in ("screening", "linear")],
        ("compare", "predict"): ["results/ybco/comparison.csv", "results/predictions/two.csv"],
        ("audit", "plot", "paper_tables"): ["results/ybco/audits.csv", "results/ybco/figures/data.svg"],
        ("report",): ["results/report.html", "results/standing.csv"],
    }  # fmt: skip
    for rules, outputs in steps.items():
        written = folder / outputs[0] if rules == ("infer",) else None
        with killing(folder, set(rules), written) as killed:
            run = workspace.snakemake()
        assert run.returncode == 1, run.text
        assert killed == set(rules), run.text
        assert not [file for file in outputs if (folder / file).exists()]
    assert not (folder / "results/report.html").exists()
    page = (folder / "results/report_older.html").read_text()
    assert "This report is older than the other results here" in page
    assert page.replace(page[page.index('<p class="older"') : page.index("</p>") + 5], "", 1) == older_page

    run = workspace.snakemake()
    assert run.returncode == 0, run.text
    assert differing(results(folder), right) == []
    assert "Nothing to be done" in workspace.snakemake().text


@OWN_MOUNTS
def test_a_disk_that_fills_up_over_older_results(over_older_results, right):
    """`results` on a small disk, which has no room left as soon as the audit begins."""
    workspace = over_older_results
    run = " ".join(COMMAND)
    fill = "(while [ ! -e results/logs/audit/ybco.log ]; do sleep 0.05; done; cat /dev/zero > results/fill 2>&-)"
    lines = [
        "mv results before; mkdir results after",
        "mount -t tmpfs -o size=90m tmpfs results",
        "cp -a before/. results/; rm -rf results/logs",
        f"{fill} & {run}; echo first: $?",
        "wait; rm results/fill",
        f"{run}; echo second: $?",
        "cp -a results/. after/",
    ]
    code, text = process_end(start(workspace, "unshare", "--mount", "sh", "-c", "\n".join(lines)), 300)
    assert code == 0, text
    assert "first: 1" in text, text
    assert "the disk is full" in text
    assert "second: 0" in text, text
    (workspace.path / "results").rmdir()
    (workspace.path / "after").rename(workspace.path / "results")
    assert differing(results(workspace.path), right) == []


def test_jobs_of_slurm_killed_over_older_results(slurm, over_older_results, right):
    """As above; the report is made on the head node, all else that is killed on a node of the cluster."""
    there, folder = OnSlurm(over_older_results.path, slurm), over_older_results.path.resolve()
    steps = {
        ("infer",): ["results/ybco/screening/fit.json", "results/ybco/inference.json"],
        ("audit", "plot"): ["results/ybco/audits.csv", "results/ybco/figures/data.svg"],
        ("report",): ["results/report.html", "results/standing.csv"],
    }
    for rules, outputs in steps.items():
        with killing(folder, set(rules), None) as killed:
            code, text = there.run("jobs", "--retries", "0")
        assert (code, killed) == (1, set(rules)), text
        assert not [file for file in outputs if (folder / file).exists()], text
    assert "This report is older than the other results here" in (folder / "results/report_older.html").read_text()
    code, text = there.run("jobs")
    assert code == 0, text
    assert differing(results(folder), right) == []
