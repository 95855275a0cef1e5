"""A second measurement of an input: from the table itself, from another table, or by row; and what is refused."""

import hashlib
import json

import pytest
import yaml

from tcreferee.base.errors import RefereeError
from tcreferee.data.check import process
from tcreferee.data.sidecar import find_datasets

SAID = {"of": "n_m3", "method": "Hall effect", "source": "a later paper"}
COMPOUNDS = {"compounds": {"A1": "one", "A2": "two"}, "compounds_note": "ASSUME: the same phase"}


def second(pair, name="n_hall_m3", **about):
    pair.sidecar["second"] = {name: {**SAID, **about}}
    return pair


def refused(pair):
    with pytest.raises(RefereeError) as error:
        pair.tidy()
    return pair.message(error.value)


def other(pair, rows="x,1.5,0.2,one\n", **more):
    """Write another table beside the pair, with a density and its error."""
    (pair.folder / "hall.csv").write_text(f"sample,n,err,what\n{rows}", encoding="utf-8")
    said = {
        **{k: v for k, v in pair.sidecar.items() if k not in ("second", "columns", "compounds", "compounds_note")},
        "id": "hall", "sha256": hashlib.sha256((pair.folder / "hall.csv").read_bytes()).hexdigest(),
        "columns": {
            "n": {"name": "n_m3", "quantity": "n_m3", "unit": "1e21/cm**3", "grade": "recalled",
                  "uncertainty": {"column": "err"}},
            "what": {"name": "what", "quantity": "text", "grade": "read"},
        },
        "compounds": {"x": "one"}, "compounds_note": "ASSUME: as made", **more,
    }  # fmt: skip
    (pair.folder / "hall.yaml").write_text(yaml.safe_dump(said), encoding="utf-8")


def test_values_by_row_have_their_errors_and_grade(pair):
    second(pair, values={"A1": "1.5(2)", "A3": "0.9"}, unit="1e21/cm**3", grade="read").tidy()
    found = process(pair.yaml)
    assert [row["n_hall_m3"] for row in found.rows] == ["1.5e+27", "", "9e+26"]
    assert [row["n_hall_m3_sigma"] for row in found.rows] == ["2e+26", "", ""]
    about = json.loads(pair.outputs[2].read_text())["columns"]["n_hall_m3"]
    assert (about["second_of"], about["second_method"], about["second_grade"]) == ("n_m3", "Hall effect", "read")


def test_another_table_is_joined_by_compound(pair):
    pair.sidecar |= COMPOUNDS
    other(pair)
    second(pair, dataset="hall", column="n_m3").tidy()
    found = process(pair.yaml)
    assert [row["n_hall_m3"] for row in found.rows] == ["1.5e+27", "", ""]
    assert float(found.rows[0]["n_hall_m3_sigma"]) == pytest.approx(2e26)
    assert found.record["columns"]["n_hall_m3"]["second_grade"] == "recalled"


def test_a_column_of_the_same_table_is_named_alone(pair):
    pair.sidecar["derived"] = {
        "n_again_m3": {"quantity": "n_m3", "grade": "computed", "recipe": "linear", "formula": "2 n", "source": "made",
                       "arguments": {"x": "n_m3", "intercept": "0", "slope": "2"}}
    }  # fmt: skip
    second(pair, "n_again_m3").tidy()
    assert process(pair.yaml).record["columns"]["n_again_m3"]["second_of"] == "n_m3"


@pytest.mark.parametrize(
    ("name", "about", "said"),
    [
        ("n_hall_m3", {}, "second.n_hall_m3: there is no column of numbers 'n_hall_m3'"),
        ("n_hall_m3", {"of": "n_m4"}, "there is no column of numbers 'n_m4'; did you mean 'n_m3'?"),
        ("tc_K", {}, "second.tc_K: holds 'tc_K', and 'n_m3' holds 'n_m3'; expected the same quantity"),
        ("n_m3", {}, "second.n_m3: measures itself"),
        ("hall", {"values": {"A1": "1"}, "grade": "read"}, "expected one that ends in '_m3'"),
        ("n_hall_m3", {"values": {"A1": "1"}}, "has values without a grade"),
        ("n_hall_m3", {"values": {"A1": "1"}, "grade": "guessed"}, "'guessed' is not allowed"),
        ("n_hall_m3", {"dataset": "hall"}, "has one of 'dataset' and 'column'"),
        ("n_hall_m3", {"dataset": "hall", "column": "n_m3"}, "this sidecar has no 'compounds'"),
        ("n_hall_m3", {"unit": "1/m**3"}, "has a unit or a grade but no values"),
        ("n_hall_m3", {"recipe": "linear"}, "has a recipe without 'dataset'"),
        ("n_hall_m3", {"valves": {}}, "valves: is not a key here"),
        ("n_hall_m3", {"values": {"A4": "1"}, "grade": "read", "unit": "1e21/cm**3"}, "there is no row 'A4' that"),
        ("n_hall_m3", {"values": {"A1": "~1"}, "grade": "read", "unit": "1/m**3"}, "'~1' is an approximate value"),
        ("n_hall_m3", {"values": {"A1": "1"}, "grade": "read", "unit": "K"}, "second.n_hall_m3.unit"),
    ],
)  # fmt: skip
def test_what_cannot_be_a_second_measurement_is_said(pair, name, about, said):
    assert said in refused(second(pair, name, **about))


@pytest.mark.parametrize(
    ("rows", "column", "said"),
    [
        ("x,1.5,0.2,one\n", "n_m4", "'hall' has no column of numbers 'n_m4'. Did you mean 'n_m3'?"),
        ("x,1.5,0.2,other\n", "n_m3", "no compound of this table has a value in 'hall'"),
        ("x,1.5,a,one\n", "n_m3", "'hall' cannot be used"),
    ],
)
def test_another_table_that_does_not_fit_is_said(pair, rows, column, said):
    pair.sidecar |= COMPOUNDS
    other(pair, rows, compounds={"x": rows.strip().rpartition(",")[2]})
    assert said in refused(second(pair, dataset="hall", column=column))


def test_an_unknown_table_and_a_compound_twice_are_said(pair):
    pair.sidecar |= COMPOUNDS
    assert "unknown dataset 'hal'" in refused(second(pair, dataset="hal", column="n_m3"))
    other(pair, "x,1.5,0.2,one\ny,1.6,0.2,one\n", compounds={"x": "one", "y": "one"})
    assert "'hall' has a value of one twice" in refused(second(pair, dataset="hall", column="n_m3"))


def test_the_pairs_that_come_with_the_program():
    """Truth from outside: m/(mu0 e^2 lambda^2) at 130(10) nm and 12 electron masses, halved; half of 3.1(3)e21."""
    from scipy.constants import e, m_e, mu_0

    rows = {row["label"]: row for row in process(find_datasets(["data/raw"])["bec_table1_cuprates"]).rows}
    depth = 12 * m_e / (mu_0 * e**2 * 130e-9**2) / 2
    assert float(rows["YBa2Cu3O7"]["n_pair_london_m3"]) == pytest.approx(depth)
    assert float(rows["YBa2Cu3O7"]["n_pair_london_m3_sigma"]) == pytest.approx(2 * depth * 10 / 130, rel=1e-5)
    assert float(rows["Bi2Sr2CaCu2O8"]["n_pair_hall_m3"]) == pytest.approx(1.55e27)
    assert sum(bool(row["n_pair_hall_m3"]) for row in rows.values()) == 1
