"""Results of two runs: the same numbers, or the first that differs, by file, row and column."""

import shutil

import netCDF4
import numpy as np
import pytest

from tcreferee.base.differences import differences
from tcreferee.base.provenance import write_json


@pytest.fixture
def runs(tmp_path):
    """The results of two runs that gave the same."""
    one, other = tmp_path / "one", tmp_path / "other"
    (one / "trial/line").mkdir(parents=True)
    (one / "trial/comparison.csv").write_text("model,elpd_loo\nline,-31.25\nconstant,-40.5\n")
    write_json(one / "trial/line/fit.json", {"n": 12, "parameters": [{"estimate": 1.5}], "versions": {"numpy": "2"}})
    with netCDF4.Dataset(one / "trial/line/posterior.nc", "w") as file:
        group = file.createGroup("posterior")
        group.createDimension("draw", 3)
        group.createVariable("t_K", "f8", ("draw",))[:] = [1.0, np.nan, 3.0]
    (one / "report.html").write_text("made at ten")
    write_json(one / "trial/inference.json", {"outputs": {"trial/line/posterior.nc": "a"}})
    shutil.copytree(one, other)
    return one, other


def edit(path, old, new):
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_same_numbers(runs):
    one, other = runs
    # pages say when they were made; records of checksums and versions of programs are no numbers
    (other / "report.html").write_text("made at eleven")
    write_json(other / "trial/inference.json", {"outputs": {"trial/line/posterior.nc": "b"}})
    edit(other / "trial/line/fit.json", '"numpy": "2"', '"numpy": "3"')
    assert differences(one, other) == (3, [])


def test_the_first_difference_of_each_file_with_both_values(runs):
    one, other = runs
    edit(other / "trial/comparison.csv", "-40.5", "-40.6")
    edit(other / "trial/line/fit.json", "1.5", "1.6")
    with netCDF4.Dataset(other / "trial/line/posterior.nc", "a") as file:
        file["posterior/t_K"][2] = 4.0
    count, found = differences(one, other)
    assert count == 3
    assert [f"{each.file}: {each}" for each in found] == [
        "trial/line/fit.json: parameters[0].estimate: 1.5 before, 1.6 now",
        "trial/line/posterior.nc: posterior/t_K, value 2: 3.0 before, 4.0 now",
        "trial/comparison.csv: row 2 (constant), column elpd_loo: -40.5 before, -40.6 now",
    ]


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (
            "trial/comparison.csv",
            "constant,-40.5\n",
            "",
            "row 2 (constant), column model: constant before, nothing now",
        ),
        ("trial/comparison.csv", "elpd_loo", "elpd", "header, column 2: elpd_loo before, elpd now"),
        ("trial/line/fit.json", '"n": 12', '"m": 12', "n: 12 before, nothing now"),
    ],
)
def test_a_place_that_only_one_of_them_has(runs, file, old, new, said):
    one, other = runs
    edit(other / file, old, new)
    assert [str(each) for each in differences(one, other)[1]] == [said]


def test_a_file_that_only_one_of_them_has(runs):
    one, other = runs
    (one / "trial/comparison.csv").unlink()
    (other / "trial/line/fit.json").unlink()  # not made by the second run: nothing to compare
    count, (found,) = differences(one, other)
    assert (count, found.file, str(found)) == (2, "trial/comparison.csv", "no such file before, there is one now")


def test_last_digits_may_be_forgiven(runs):
    one, other = runs
    edit(other / "trial/comparison.csv", "-40.5", "-40.500001")
    assert len(differences(one, other)[1]) == 1
    assert differences(one, other, within=1e-6)[1] == []
    edit(other / "trial/comparison.csv", "constant", "constants")
    assert len(differences(one, other, within=1e-6)[1]) == 1
