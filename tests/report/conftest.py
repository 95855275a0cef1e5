import logging
from pathlib import Path

import pytest
from toy_results import DATASET, MODELS, SETTINGS, model_files, write_ledger, write_model, write_observations

from tcreferee.comparison.table import compare
from tcreferee.provenance import write_json
from tcreferee.report.document import write_report
from tcreferee.report.draw import draw
from tcreferee.report.read import read_results


@pytest.fixture(scope="session")
def toy(tmp_path_factory) -> Path:
    """Folder with results/toy, processed/toy.json, the figures, report.html and summary.csv."""
    root = tmp_path_factory.mktemp("toy")
    folder = root / "results" / "toy"
    checksum, names = write_observations(folder)
    for name in MODELS:
        write_model(folder / name, name, checksum, names)
    compare(
        "toy", folder / "observations.csv", {name: folder / name for name in MODELS},
        {name: label for name, (label, *_) in MODELS.items()}, 7, folder / "comparison.csv", folder / "comparison.json",
    )  # fmt: skip
    write_json(root / "processed" / "toy.json", DATASET)
    write_ledger(root / "results")
    draw(folder, model_files(), "n_m3", folder / "figures", logging.getLogger("test"))
    write_report(root / "results", root / "processed", SETTINGS, root / "report.html", root / "summary.csv")
    return root


@pytest.fixture(scope="session")
def results(toy):
    return read_results(toy / "results" / "toy")
