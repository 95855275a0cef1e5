"""Compounds by which tables are matched: the same word for the same phase, and what is counted from its formula."""

import re
from pathlib import Path

import pytest

from tcreferee.data.check import process
from tcreferee.data.sidecar import find_datasets, read_sidecar

DATASETS = find_datasets([Path(__file__).parents[2] / "data/raw"])
NAMED = {name: sidecar for name, path in DATASETS.items() if (sidecar := read_sidecar(path)).compounds}
ELEMENTS = ("allen_dynes1975", "metals_channel_valence")
HALL = "metals_channel_hall"
TABLES = ["bec_table1_cuprates", "quantum_well_table1_cuprates", "ionicity_table1"]


@pytest.fixture(scope="module")
def planes():
    return {row["compound_key"]: row for row in process(DATASETS["cuprate_planes"]).rows}


def test_compounds_are_named_once_and_alike(planes):
    assert {*TABLES, "cuprate_planes"} <= set(NAMED)
    for name, sidecar in NAMED.items():
        words = list(sidecar.compounds.values())
        assert len(words) == len(set(words)), name
        if name not in (*ELEMENTS, HALL):
            assert set(words) <= set(planes), name


def test_elements_are_named_by_their_symbols():
    for name in (*ELEMENTS, HALL):
        assert all(key == word for key, word in NAMED[name].compounds.items()), name
    common = set.intersection(*(set(NAMED[name].compounds.values()) for name in ELEMENTS))
    assert common == {"Pb", "In", "Sn", "Hg", "Tl", "Ta"}


def test_planes_are_the_copper_atoms_that_are_in_no_chain(planes):
    assert len(planes) == 18
    for compound, row in planes.items():
        copper = re.search(r"Cu(\d*)O", compound)
        assert float(row["copper_per_formula"]) == float(copper[1] or 1), compound
        chains = {"YBa2Cu3O7": 1, "YBa2Cu4O8": 2}.get(compound, 0)
        assert float(row["n_planes"]) == float(row["copper_per_formula"]) - chains, compound
        assert float(row["copper_in_chains"]) == chains
        # one calcium (or yttrium) layer between two planes of a stack
        between = re.search(r"(?:Ca|Y)(\d*)", compound)
        assert float(row["n_planes"]) == 1 + (float(between[1] or 1) if between else 0), compound


def test_the_ionicity_of_a_formula_is_that_of_the_printed_table(planes):
    shared = 0
    for row in process(DATASETS["ionicity_table1"]).rows:
        if row["compound_key"]:
            shared += 1
            other = float(planes[row["compound_key"]]["ionicity_handbook"])
            # the printed number, to half its last digit
            assert other == pytest.approx(float(row["ionicity_printed"]), abs=0.00051), row["compound_key"]
    assert shared == 6


def test_rows_of_one_compound_have_like_tc():
    """The same phase at comparable doping: no two tables of the papers differ by more than a tenth."""
    measured = {}
    for name in TABLES:
        for row in process(DATASETS[name]).rows:
            if row["compound_key"]:
                measured.setdefault(row["compound_key"], []).append(float(row["tc_K"]))
    several = {compound: tc for compound, tc in measured.items() if len(tc) > 1}
    assert sorted(several) == [
        "Bi2Sr2Ca2Cu3O10", "Bi2Sr2CaCu2O8", "HgBa2Ca2Cu3O8", "HgBa2CuO4", "Tl2Ba2Ca2Cu3O10", "YBa2Cu3O7",
    ]  # fmt: skip
    for compound, tc in several.items():
        assert max(tc) < 1.1 * min(tc), compound
