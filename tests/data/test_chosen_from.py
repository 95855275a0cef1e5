"""Columns a value was chosen among: declared, checked, recorded."""

import json

import pytest

from tcreferee.base.errors import RefereeError


def add(pair, chosen_from):
    column = pair.sidecar["columns"]["n"] | {"name": "other_m3"}
    pair.sidecar["columns"]["n"]["chosen_from"] = chosen_from
    pair.sidecar["columns"]["n2"] = column
    pair.table = b"sample,n,n2,Tc\nA1,1.25,1.3,92.1\nA2,0.98,0.9,80\nA3,0.71,0.7,63.0\n"
    return pair


def test_alternatives_are_recorded(pair):
    add(pair, ["other_m3"]).tidy()
    record = json.loads(pair.outputs[2].read_text())
    assert record["columns"]["n_m3"]["chosen_from"] == ["other_m3"]
    assert record["columns"]["tc_K"]["chosen_from"] == []


@pytest.mark.parametrize(
    ("chosen_from", "said"),
    [
        (["othr_m3"], "'othr_m3' is no other column"),
        (["n_m3"], "'n_m3' is no other column"),
        (["tc_K"], "column 'tc_K' holds 'tc_K'"),
    ],
)
def test_alternatives_that_cannot_be_are_refused(pair, chosen_from, said):
    with pytest.raises(RefereeError) as error:
        add(pair, chosen_from).tidy()
    assert said in pair.message(error.value)
