import logging
import os
from pathlib import Path

import pytest
from hypothesis import settings
from shared import shared

# What a command prints does not depend on how busy the machine is; tests/base/test_progress.py turns it on.
os.environ["TCREFEREE_PROGRESS"] = "off"
# The same examples in every run; HYPOTHESIS_PROFILE=default looks for new ones.
settings.register_profile("same", derandomize=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))

# Modules whose tests take long and share nothing that is made in memory: each test may go to another worker.
APART = ("tests/workflow/", "tests/models/")
MAIN = {"toy": "n_m3", "classes": "valence", "families": "xi_small_A"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Keep the tests of a module on one worker of pytest-xdist, so that what they share is made once; longest first."""
    for item in items:
        module = item.nodeid.partition("::")[0]
        scopes = {found[-1].scope for found in item._fixtureinfo.name2fixturedefs.values()}
        if "slurm" in item.fixturenames:  # /etc/slurm holds one link, so one worker at a time brings up a SLURM
            item.add_marker(pytest.mark.xdist_group("slurm"))
        elif not module.startswith(APART) or "module" in scopes:
            item.add_marker(pytest.mark.xdist_group(module))
    items.sort(key=_turn)
    first = next((item for item in items if _turn(item) == 1), None)
    if first:  # one worker makes the shared run while the others have something else to do
        items.insert(0, items.pop(items.index(first)))


def _turn(item) -> int:
    """Return 0 for a test of the workflow that runs on its own, 1 for one that needs the shared run, 2 for the rest."""
    if not item.nodeid.startswith("tests/workflow/"):
        return 2
    found = item._fixtureinfo.name2fixturedefs.get("finished")
    return 1 if found and found[-1].scope == "session" else 0


@pytest.fixture(scope="session")
def toy(tmp_path_factory) -> Path:
    """Folder with the results of every toy, processed/toy.json, figures, PDFs, the report and the tables beside it."""
    return shared(tmp_path_factory, "toy", make_toys)


def make_toys(root: Path) -> None:
    from toy_results import AUDITS, DATASET, RECOVERY, SETTINGS, TOYS, model_files, write_ledger, write_toy

    from tcreferee.audits.case import COLUMNS, RECOVERY_COLUMNS
    from tcreferee.base.provenance import write_json
    from tcreferee.base.records import write_rows
    from tcreferee.comparison.table import compare
    from tcreferee.figures.draw import draw, draw_pdfs
    from tcreferee.report.document import write_report

    for each in TOYS:
        folder = root / "results" / each.name
        write_toy(folder, each)
        labels = {name: label for name, (_, label, *_) in each.models.items()}
        compare(
            each.name, folder / "observations.csv", {name: folder / name for name in each.models}, labels, 7,
            folder / "comparison.csv", folder / "comparison.json",
        )  # fmt: skip
        write_rows(folder / "audits.csv", COLUMNS, AUDITS.get(each.name, AUDITS[""]))
        write_rows(folder / "recovery.csv", RECOVERY_COLUMNS, RECOVERY if each.name == "toy" else [])
        for drawn in (draw, draw_pdfs):
            drawn(folder, model_files(each), MAIN[each.name], folder / "figures", logging.getLogger("test"))
    write_json(root / "processed" / "toy.json", DATASET)
    write_ledger(root / "results")
    write_report(
        root / "results",
        root / "processed",
        SETTINGS,
        root / "report.html",
        root / "summary.csv",
        root / "standing.csv",
    )


@pytest.fixture(scope="session")
def results(toy):
    from tcreferee.comparison.read import read_results

    return read_results(toy / "results" / "toy")


@pytest.fixture(scope="session")
def classes(toy):
    from tcreferee.comparison.read import read_results

    return read_results(toy / "results" / "classes")


@pytest.fixture(scope="session")
def families(toy):
    from tcreferee.comparison.read import read_results

    return read_results(toy / "results" / "families")
