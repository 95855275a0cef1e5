"""A table without a sidecar, read by its headers; a table in memory."""

import csv

import numpy as np
import pytest

import tcreferee
from tcreferee.api import beside

TABLE = (
    "compound,n_m3,M,Tc (K),Tc error (K),how\n"
    "a,1e27,2.1,31,1,\nb,2e27,2.2,44,2,see\nc,3e27,2.4,<55,,text\nd,4e27,2.3,n.d.,,\n"
)


@pytest.fixture
def desk(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "My films.csv").write_text(TABLE)
    return tmp_path


def test_a_table_is_read_by_its_headers_and_what_was_read_as_what_is_said(desk):
    data = tcreferee.load_dataset("My films.csv")
    assert data.quantities == {"n_m3": "n_m3", "M": "general", "tc_K": "tc_K"}
    assert (data.name, data.label) == ("my_films", ("a", "b", "c", "d"))
    np.testing.assert_array_equal(data.columns["M"], [2.1, 2.2, 2.4, 2.3])
    assert data.read_as.splitlines() == [
        "My films.csv has no sidecar, so it is read by its headers:",
        "  compound: names the row",
        "  n_m3: carrier density in 1/m**3",
        "  M: number as printed",
        "  Tc (K): critical temperature in K, called tc_K, limits, not in every row, uncertainties in Tc error (K)",
        "  how: text, not in every row",
        "No source or grade of its numbers is declared. To declare them: rename it to my_films.csv, then "
        "tcreferee new-dataset my_films.csv",
    ]


def test_a_unit_that_is_not_converted_and_errors_beside_the_values(desk):
    (desk / "films.csv").write_text("film,mass (u),Tc (K)\na,111.9,3.80(1)\nb,113.5,3.77±0.02\nc,116.1,3.74(1)\n")
    assert tcreferee.load_dataset("films.csv").read_as.splitlines()[2:4] == [
        "  mass (u): number as printed, called mass",
        "  Tc (K): critical temperature in K, called tc_K, uncertainties beside the values",
    ]


@pytest.mark.parametrize("header", ["compound,n_m3,tc_K,tc_K_sigma", "compound\tn (1e27 m^-3)\tTc (K)\tdTc"])
def test_what_is_said_of_a_fit_names_the_missing_source(desk, header):
    mark = "\t" if "\t" in header else ","
    n = (1, 2, 3) if "1e27" in header else (1e27, 2e27, 3e27)
    rows = zip("abc", n, (31, 44, 55), (1, 2, 1), strict=True)
    with (desk / "films.csv").open("w", newline="") as file:
        writer = csv.writer(file, delimiter=mark)
        writer.writerow(header.split(mark))
        writer.writerows(rows)
    found, sentence = beside(["a*n_m3**b", "constant"], "films.csv")
    assert "numbers without a declared source or grade in 3 of 3 rows, which no headline comparison does" in sentence
    assert "declared errors of tc_K enter" in sentence
    np.testing.assert_allclose(found[0].estimates["b"], 0.5, atol=0.1)


def test_columns_in_memory_are_not_called_read():
    data = tcreferee.load_dataset({"n_m3": [1e27, 2e27, 3e27], "tc_K": [31.0, 44.0, 55.0]})
    assert {about["grade"] for about in data.record["columns"].values()} == {"undeclared"}
    assert "without a declared source or grade in 3 of 3 rows" in beside(["power_law", "constant"], data)[1]


def test_what_is_wrong_is_said_of_the_file_itself(desk):
    (desk / "torn.csv").write_text("n_m3,tc_K\n1e27,3\n1e27\n")
    with pytest.raises(tcreferee.RefereeError) as torn:
        tcreferee.load_dataset("torn.csv")
    assert "  - torn.csv, line 3: is one cell" in str(torn.value)
    with pytest.raises(tcreferee.RefereeError, match=r"absent\.csv: the file does not exist"):
        tcreferee.load_dataset("absent.csv")
    (desk / "cell.csv").write_text("n_m3,tc_K,tc_K_sigma\n1e27,3,1\n1e27,,1\n")
    with pytest.raises(tcreferee.RefereeError, match=r"Mend it, or write a sidecar: tcreferee new-dataset cell\.csv"):
        tcreferee.load_dataset("cell.csv")
