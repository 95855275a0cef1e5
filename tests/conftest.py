import logging
from pathlib import Path

import pytest

MAIN = {"toy": "n_m3", "classes": "valence", "families": "xi_small_A"}


@pytest.fixture(scope="session")
def toy(tmp_path_factory) -> Path:
    """Folder with the results of every toy, processed/toy.json, figures, PDFs, the report and the tables beside it."""
    from toy_results import AUDITS, DATASET, RECOVERY, SETTINGS, TOYS, model_files, write_ledger, write_toy

    from tcreferee.audits.case import COLUMNS, RECOVERY_COLUMNS
    from tcreferee.base.provenance import write_json
    from tcreferee.base.records import write_rows
    from tcreferee.comparison.table import compare
    from tcreferee.figures.draw import draw, draw_pdfs
    from tcreferee.report.document import write_report

    root = tmp_path_factory.mktemp("toy")
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
    return root


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
