"""Two columns of uncertainties, upwards and downwards, in a sidecar: what is written, and what is refused."""

import csv
import json
import math

import pytest

from tcreferee.base.errors import RefereeError


@pytest.fixture
def asymmetric(pair):
    pair.table = b"sample,Tc,up,down,n\nA,38,2,3,1\nB,40,,,2\nC,55,0.5,4,3\n"
    pair.sidecar["columns"]["Tc"]["uncertainty"] = {"upper": "up", "lower": "down"}
    return pair


def test_both_sides_and_the_standard_deviation_are_written(asymmetric):
    with asymmetric.tidy().outputs[0].open(encoding="utf-8") as file:
        first, unstated, last = csv.DictReader(file)
    assert (first["tc_K_sigma_upper"], first["tc_K_sigma_lower"]) == ("2.0", "3.0")
    # Wallis 2014, 10.1214/13-STS417: variance (1 - 2/pi)(s2 - s1)^2 + s1 s2
    assert float(first["tc_K_sigma"]) == pytest.approx(math.sqrt((1 - 2 / math.pi) + 6))
    assert [unstated[f"tc_K_sigma{end}"] for end in ("", "_upper", "_lower")] == [""] * 3
    assert float(last["tc_K_sigma_lower"]) == 4
    about = json.loads(asymmetric.outputs[2].read_text())["columns"]["tc_K"]
    assert about["sides"] == ["tc_K_sigma_lower", "tc_K_sigma_upper"]
    assert about["uncertainty"] == "columns up upwards and down downwards"


def test_another_unit(asymmetric):
    asymmetric.sidecar["columns"]["Tc"]["uncertainty"]["unit"] = "mK"
    with asymmetric.tidy().outputs[0].open(encoding="utf-8") as file:
        assert float(next(csv.DictReader(file))["tc_K_sigma_lower"]) == pytest.approx(0.003)


@pytest.mark.parametrize(
    "cell",
    [
        "38+2-3",
        "38 +2 -3",
        "38 +2/-3",
        "38-3+2",
        "38(+2,-3)",
        "38 (-3, +2)",
        "38^{+2}_{-3}",
        "38_{−3}^{+2}",
        "3.8e1+2.0-3",
    ],
)
def test_both_sides_stand_beside_the_value(pair, cell):
    pair.table = f'sample,Tc,n\nA,"{cell}",1\nB,40 ± 2,2\nC,55,3\n'.encode()
    pair.sidecar["columns"]["Tc"]["uncertainty"] = {"printed": "sides"}
    with pair.tidy().outputs[0].open(encoding="utf-8") as file:
        first, even, unstated = csv.DictReader(file)
    assert [first[f"tc_K{end}"] for end in ("", "_sigma_upper", "_sigma_lower")] == ["38.0", "2.0", "3.0"]
    assert float(first["tc_K_sigma"]) == pytest.approx(math.sqrt((1 - 2 / math.pi) + 6))
    assert [even[f"tc_K_sigma{end}"] for end in ("", "_upper", "_lower")] == ["2.0", "2.0", "2.0"]
    assert [unstated[f"tc_K_sigma{end}"] for end in ("", "_upper", "_lower")] == [""] * 3
    about = json.loads(pair.outputs[2].read_text())["columns"]["tc_K"]
    assert about["sides"] == ["tc_K_sigma_lower", "tc_K_sigma_upper"]
    assert about["uncertainty"] == "printed beside them, upwards and downwards"


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("38+0-3", "states an uncertainty of zero"),
        ("38+2-39", "is 38 kelvin with an error of 39 kelvin"),
        ("38+2", "is not a plain number"),
        ("38+2-3-4", "has more than a value and its two uncertainties"),
    ],
)
def test_two_sides_beside_a_value_that_cannot_be_meant(pair, cell, words):
    pair.table = f'sample,Tc,n\nA,"{cell}",1\nB,40,2\n'.encode()
    pair.sidecar["columns"]["Tc"]["uncertainty"] = {"printed": "sides"}
    assert f"column 'Tc': '{cell}' {words}" in refused(pair)


def refused(pair):
    with pytest.raises(RefereeError) as error:
        pair.tidy()
    return str(error.value)


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        (
            "A,38,2,,1",
            "down",
            "belongs to a row that states its upper uncertainty, '2' in column 'up', and not its lower",
        ),
        (
            "A,38,,3,1",
            "down",
            "belongs to a row that states its lower uncertainty, '3' in column 'down', and not its upper",
        ),
        ("A,38,0,3,1", "up", "is not a positive uncertainty"),
        ("A,38,2,-3,1", "down", "is not a positive uncertainty"),
        ("A,38,2,39,1", "down", "is 38 kelvin with an error of 39 kelvin, and"),
        ("A,38,2,x,1", "down", "is not a plain number"),
    ],
)
def test_a_bad_cell_is_named_with_its_row(asymmetric, row, column, words):
    asymmetric.table = asymmetric.table.replace(b"A,38,2,3,1", row.encode())
    said = refused(asymmetric)
    assert f"films.csv, line 2, column '{column}'" in said
    assert words in said
    assert "exclusion of row 'A'" in said


def test_an_upper_error_may_exceed_the_value(asymmetric):
    asymmetric.table = asymmetric.table.replace(b"A,38,2,3,1", b"A,38,60,3,1")
    with asymmetric.tidy().outputs[0].open(encoding="utf-8") as file:
        assert next(csv.DictReader(file))["tc_K_sigma_upper"] == "60.0"


def test_one_of_the_two_columns_only(asymmetric):
    asymmetric.sidecar["columns"]["Tc"]["uncertainty"] = {"upper": "up"}
    assert "states one side only: 'lower' is missing; expected {upper: COLUMN, lower: COLUMN}" in refused(asymmetric)


def test_a_column_of_the_table_is_no_column_of_errors(asymmetric):
    asymmetric.sidecar["columns"]["Tc"]["uncertainty"]["lower"] = "n"
    assert "columns.Tc.uncertainty.lower: column 'n' is declared as something else" in refused(asymmetric)
