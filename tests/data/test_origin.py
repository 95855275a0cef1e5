"""How columns and rows were obtained relative to Tc: declared, inherited by derived columns, kept by combinations."""

import json

import pytest

from tcreferee.base.errors import RefereeError
from tcreferee.data.check import process
from tcreferee.data.combine import combined_columns
from tcreferee.data.inherited import column_origins
from tcreferee.data.sidecar import read_sidecar

HALL = {"independent": "Hall effect"}


def complaints(pair, name, about):
    pair.sidecar["columns"][name] |= about
    pair.write()
    with pytest.raises(RefereeError) as error:
        read_sidecar(pair.yaml)
    return pair.message(error.value)


def origins(pair):
    return column_origins(read_sidecar(pair.write().yaml))


def test_an_origin_is_independent_or_nothing(pair):
    assert origins(pair)["n_m3"].independent is None
    pair.sidecar["columns"]["n"]["origin"] = None
    assert origins(pair)["n_m3"].independent is None
    pair.sidecar["columns"]["n"]["origin"] = HALL
    assert origins(pair)["n_m3"].independent == "Hall effect"


@pytest.mark.parametrize("given", ["independent", {"measured": "Hall effect"}, {"independent": ""}])
def test_another_origin_is_refused(pair, given):
    assert "films.yaml, columns.n.origin" in complaints(pair, "n", {"origin": given})


def test_a_column_is_not_independent_and_suspect(pair):
    said = complaints(pair, "n", {"origin": HALL, "suspect": "chosen by hand"})
    assert "columns.n: has 'origin' and 'suspect'; expected one of them" in said


def derived(*columns):
    return {
        "quantity": "n_m3", "grade": "computed", "recipe": "largest", "arguments": {"columns": list(columns)},
        "formula": "max", "source": "here",
    }  # fmt: skip


def test_a_derived_column_is_independent_only_if_all_it_is_computed_from_is(pair):
    pair.sidecar["columns"]["m"] = pair.sidecar["columns"]["n"] | {"name": "n_2_m3"}
    pair.table = b"sample,n,Tc,m\nA1,1.25,92.1,2\nA2,0.98,80,2\nA3,0.71,63.0,2\n"
    pair.sidecar["columns"]["n"] = pair.sidecar["columns"]["n"] | {"origin": HALL}
    pair.sidecar["derived"] = {"first_m3": derived("n_m3"), "second_m3": derived("first_m3", "n_2_m3")}
    found = origins(pair)
    assert found["first_m3"].independent == "computed from n_m3: Hall effect"
    assert (found["second_m3"].independent, found["second_m3"].suspect) == (None, None)
    pair.sidecar["columns"]["m"]["suspect"] = "chosen with Tc in view"
    assert origins(pair)["second_m3"].suspect == "computed from n_2_m3: chosen with Tc in view"
    pair.tidy()
    columns = json.loads((pair.out / "films.json").read_text())["columns"]
    assert columns["first_m3"]["origin"].endswith("Hall effect")
    assert columns["second_m3"]["suspect"].startswith("computed from n_2_m3")
    pair.sidecar["derived"]["first_m3"]["origin"] = dict(HALL)
    with pytest.raises(RefereeError, match=r"derived\.first_m3\.origin: follows from the columns"):
        origins(pair)


@pytest.mark.parametrize(("other", "expected"), [("Hall effect", "Hall effect"), (None, None)])
def test_a_shared_column_is_independent_only_if_it_is_in_every_table(other, expected):
    about = {
        "quantity": "n_m3", "grade": "read", "sigma": None, "limits": [], "grade_column": None, "required": True,
        "suspect": None, "note": None, "uncertainty": None, "parts": {}, "origin": "Hall effect",
    }  # fmt: skip
    tables = {"films": {"n_m3": about}, "foils": {"n_m3": about | {"origin": other}}}
    assert combined_columns(tables, "stack")["n_m3"]["origin"] == expected


@pytest.mark.parametrize("said", [{"complete": "all samples of Table 2"}, {"selected": "the best ten"}, None])
def test_how_the_rows_were_chosen_reaches_the_rows_of_a_comparison(pair, said):
    pair.sidecar["rows_chosen"] = said
    record = process(pair.write().yaml).record
    given = said and {"complete": None, "selected": None} | said
    assert record["rows_chosen"] == given


@pytest.mark.parametrize(
    "given", ["complete", {}, {"complete": ""}, {"complete": "all", "selected": "some"}, {"all": "of them"}]
)
def test_another_choice_of_rows_is_refused(pair, given):
    pair.sidecar["rows_chosen"] = given
    pair.write()
    with pytest.raises(RefereeError) as error:
        read_sidecar(pair.yaml)
    said = pair.message(error.value)
    assert "films.yaml, rows_chosen" in said
    assert "expected {complete: all of what they are} or {selected: how and by whom}" in said
