import pytest
from toy_results import CLASSES, DECADES, FAMILIES, TOY, model_files, write_toy

from tcreferee.comparison.read import read_results
from tcreferee.comparison.table import compare
from tcreferee.formulas.loading import load_model

MAIN = {"toy": "n_m3", "classes": "valence", "families": "xi_small_A", "decades": "n_m3"}


def written(folder, toy):
    """Write a comparison made by hand, and compare it; return its folder."""
    write_toy(folder, toy)
    labels = {name: label for name, (_, label, *_) in toy.models.items()}
    tables = folder / "comparison.csv", folder / "comparison.json"
    compare(toy.name, folder / "observations.csv", {name: folder / name for name in labels}, labels, 7, *tables)
    return folder


@pytest.fixture(scope="session")
def decades(tmp_path_factory):
    return read_results(written(tmp_path_factory.mktemp("decades") / "decades", DECADES))


@pytest.fixture(scope="session")
def by_name(results, classes, families, decades):
    """Results, models by the name of their file, and main column of every toy."""
    toys = {"toy": TOY, "classes": CLASSES, "families": FAMILIES, "decades": DECADES}
    read = {"toy": results, "classes": classes, "families": families, "decades": decades}
    files = {name: {path.stem: load_model(path) for path in model_files(toy)} for name, toy in toys.items()}
    return {name: (read[name], files[name], MAIN[name]) for name in toys}
