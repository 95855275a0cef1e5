"""Cleaning reports, joining them to structures, one row a structure: rules that a reader can check by hand."""

import csv
from pathlib import Path

import pytest

from tcreferee.base.errors import RefereeError
from tcreferee.supercon.archive import read_reports, read_structures
from tcreferee.supercon.groups import far_out, summarise
from tcreferee.supercon.join import (
    Candidate,
    candidates_by_composition,
    choose,
    choose_otherwise,
    composition,
    parents,
)
from tcreferee.supercon.reports import Report, clean, read_formula

ROOT = Path(__file__).parents[2]


def row(num, formula, tc, journal="J. 1", year="1987"):
    return {"num": num, "formula": formula, "tc_K": tc, "journal": journal, "year": year}


def report(formula, tc=90.0, year=1987):
    amounts, opened = read_formula(formula)
    return Report("1", formula, tc, year, amounts, opened)


@pytest.mark.parametrize(
    ("formula", "amounts", "opened"),
    [
        ("La1.85Sr0.15Cu1O4", {"La": 1.85, "Sr": 0.15, "Cu": 1, "O": 4}, ""),
        ("Y1Ba2Cu3O7-X", {"Y": 1, "Ba": 2, "Cu": 3, "O": 7}, "7-X"),
        ("Bi2Sr2Cu1O6+D", {"Bi": 2, "Sr": 2, "Cu": 1, "O": 6}, "6+D"),
        ("Tl1Sr2Ca1Cu2F0.2OZ", {"Tl": 1, "Sr": 2, "Ca": 1, "Cu": 2, "F": 0.2}, "Z"),
        ("Hg1Ba2Cu1Oz", {"Hg": 1, "Ba": 2, "Cu": 1}, "z"),
        ("D3S1", {"H": 3, "S": 1}, ""),
        ("Ba.6K.4Fe2As2", {"Ba": 0.6, "K": 0.4, "Fe": 2, "As": 2}, ""),
    ],
)
def test_formulas_are_read(formula, amounts, opened):
    assert read_formula(formula) == (amounts, opened)


@pytest.mark.parametrize(
    ("formula", "reason"),
    [
        ("Gs1", "'Gs' is not an element"),
        ("Na0.8M0.6Fe1.86Se2", "'M' is not an element"),
        ("Nb1N1+X", r"the amount of N is a symbol, 1\+X"),
        ("Y1Ba2-zCu3O7", "the amount of Ba is a symbol, 2-z"),
        ("7-X", "the formula cannot be read from '7-X' on"),
        ("O0", "holds no element"),
    ],
)
def test_formulas_that_cannot_be_read_say_why(formula, reason):
    with pytest.raises(ValueError, match=reason):
        read_formula(formula)


def test_every_rejected_report_has_its_reason():
    found = clean(
        [row("1", "Y1Ba2Cu3O7", "92"), row("2", "Y1Ba2Cu3O7", "0.0"), row("3", "Gs1", "3"),
         row("4", "Y1Ba2Cu3O7", "92"), row("5", "Y1Ba2Cu3O7", "92", "J. 2", ""), row("6", "Nb1", "?"),
         row("7", "Nb1", "-9")]
    )  # fmt: skip
    assert [(each.number, each.tc_K, each.year) for each in found.used] == [("1", 92.0, 1987), ("5", 92.0, None)]
    assert [(number, reason) for number, _, _, reason in found.rejected] == [
        ("2", "Tc 0 without the temperature down to which was searched: neither a value nor a limit"),
        ("3", "'Gs' is not an element"),
        ("4", "repeats entry 1: same formula, Tc and paper"),
        ("6", "Tc is not a number of kelvin"),
        ("7", "Tc is not between 0 and 1000 K"),
    ]


def test_a_table_without_its_columns_is_refused():
    with pytest.raises(RefereeError, match="columns tc_K, journal, year missing"):
        clean([{"num": "1", "formula": "Nb1"}])


def test_what_lies_far_out_is_flagged_and_stays_in_the_median():
    tc = [90.0, 91.0, 92.0, 93.0, 94.0, 275.0]
    assert far_out(tc) == [False] * 5 + [True]
    group = summarise([report("Er1Ba2Cu3O7", each, 1988 - i) for i, each in enumerate(tc)])
    assert (group.count, group.flagged, group.median_K) == (6, 1, 92.5)
    assert (group.highest_K, group.highest_all_K, group.first_year) == (94.0, 275.0, 1983)
    assert far_out([287.0, 35.0]) == [True, False]
    # reports that agree to a tenth of a kelvin do not make one a kelvin away an outlier
    assert far_out([38.0, 38.0, 38.1, 38.1, 39.0]) == [False] * 5


def candidate(name, formula, layered=True, kind="Cu square 2 A2.0Cu1.0"):
    return Candidate(name, read_formula(formula)[0], layered, kind)


def test_the_rules_of_choice_in_their_order():
    six, seven = candidate("mp-22215", "Y1Ba2Cu3O6"), candidate("mp-20674", "Y1Ba2Cu3O7")
    flat = candidate("mp-1", "Y1Ba2Cu3O6.9", layered=False)
    assert choose(report("Y1Ba2Cu3O6.9"), [six, seven, flat]).name == "mp-20674"
    assert choose(report("Y1Ba2Cu3O6.3"), [six, seven, flat]).name == "mp-22215"
    # without a number for oxygen the two are equally near, and the lower number counts
    assert choose(report("Y1Ba2Cu3Oz"), [six, seven]).name == "mp-20674"
    assert choose_otherwise(report("Y1Ba2Cu3Oz"), [six, seven]).name == "mp-22215"
    # the parent of a mixture, not its ordered supercell
    mixed = candidate("mp-9", "Y1Pr1Ba4Cu6O14")
    assert choose(report("Y0.5Pr0.5Ba2Cu3O7"), [mixed, seven]).name == "mp-20674"
    assert choose_otherwise(report("Y0.5Pr0.5Ba2Cu3O7"), [mixed, seven]).name == "mp-9"


def test_oxygen_does_not_decide_whether_compositions_agree():
    assert composition(read_formula("Y1Ba2Cu3O7-X")[0]) == composition(read_formula("Y2Ba4Cu6O12.4")[0])
    assert composition(read_formula("Y1Ba2Cu3O7")[0]) != composition(read_formula("Y1Ba2Cu2.97O7")[0])


def test_candidates_are_what_the_index_says_and_what_has_the_composition():
    seven = candidate("mp-20674", "Y1Ba2Cu3O7")
    index = [
        {"mp_id": "mp-20674", "supercon_formula": "Ba2Ca0.1Cu3Y0.9O7"},
        {"mp_id": "none", "supercon_formula": "Nb1"},
    ]
    found = candidates_by_composition(index, {seven.name: seven})
    assert set(found) == {composition(read_formula(f)[0]) for f in ("Y1Ba2Cu3O7", "Y0.9Ca0.1Ba2Cu3O6")}


def test_a_doping_goes_to_its_parent():
    known = [
        candidate("mp-20674", "Y1Ba2Cu3O7"),
        candidate("mp-9", "Y1Pr1Ba4Cu6O14"),
        candidate("mp-7", "Y1Ba2Cu4O8", kind="Cu square 2 A2.0Cu2.0"),
        candidate("mp-8", "Y1Pr1Ba2Cu3O9", layered=False),
    ]
    assert parents({each.name: each for each in known}) == {
        "mp-20674": "mp-20674", "mp-9": "mp-20674", "mp-7": "mp-7", "mp-8": "mp-8",
    }  # fmt: skip


def test_the_packed_sources_are_what_the_documentation_says():
    assert len(read_reports(ROOT / "data/court")) == 26_321
    files, index = read_structures(ROOT / "data/court")
    assert (len(files), len(index)) == (794, 3_507)
    with pytest.raises(RefereeError, match=r"supercon_reports\.csv\.xz: is not there"):
        read_reports(ROOT / "data/raw")


def test_known_typing_errors_are_flagged_in_the_rows_of_the_court():
    with (ROOT / "data/raw/court_cuprates.csv").open(encoding="utf-8", newline="") as lines:
        rows = {each["structure"]: each for each in csv.DictReader(lines)}
    # ErBa2Cu3O7-X at 275 K (J. Phys. C 20, 673) counts as a report and is not the highest
    assert rows["mp-622110"]["tc_highest_all"] == "275"
    assert float(rows["mp-622110"]["tc_highest"]) < 100
