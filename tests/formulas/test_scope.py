"""What a source says of its formula beside the equation."""

import math
from dataclasses import replace

import pytest

from tcreferee.formulas.declared import faults
from tcreferee.formulas.loading import find_models, load_model
from tcreferee.formulas.scope import Domain, Inside, Printed, limits

HOLES = Domain("underdoped cuprates doped with holes", {"carriers": ("holes",), "doping": (0.05, 0.16)})


@pytest.mark.parametrize(
    ("row", "found"),
    [
        ({"carriers": "holes", "doping": "0.1"}, Inside.YES),
        ({"carriers": "holes", "doping": "0.16"}, Inside.YES),
        ({"carriers": "holes", "doping": "0.2"}, Inside.NO),
        ({"carriers": "electrons"}, Inside.NO),  # one column that says no is enough
        ({"carriers": "holes", "doping": ""}, Inside.UNKNOWN),
        ({}, Inside.UNKNOWN),
    ],
)
def test_a_row_is_inside_outside_or_not_known(row, found):
    assert HOLES.holds(row) is found


def test_a_law_within_a_series_holds_in_one_series_at_a_time():
    series = Domain("cuprates of one series", within="series")
    rows = [{"series": word} for word in ("Hg12", "Tl22", "Hg12", "")]
    assert series.of_rows(rows) == [Inside.YES, Inside.NO, Inside.YES, Inside.NO]
    assert series.of_rows([{}, {}]) == [Inside.UNKNOWN, Inside.UNKNOWN]
    assert HOLES.of_rows([{"carriers": "electrons"}]) == [Inside.NO]


def test_what_is_expected_of_a_coefficient():
    assert limits("positive") == (0, math.inf)
    assert limits("negative") == (-math.inf, 0)
    assert limits((0.1, 1)) == (0.1, 1)


def test_a_printed_constant_may_follow_from_several_parameters():
    zero = Printed("zero", 3.5e26, "Eq. (6)", ("ybco",), lambda p: (p["b"] / p["t"]) ** 6)
    assert zero.of({"b": 4.0, "t": 2.0}) == 64
    assert zero.said_of([{"ybco"}, {"lsco", "ybco"}])  # a matched row stands in several tables
    assert not zero.said_of([{"ybco"}, {"lsco"}])
    assert Printed("t", 1.0, "text").said_of([{"lsco"}])


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"valid_for": Domain("some", {"doping": (0.2, 0.1)})}, "valid_for, 'doping'"),
        ({"fitted_on": "lsco"}, "fitted_on"),
        ({"fitted_constants": 0}, "fitted_constants"),
        ({"freed": ("power",)}, "freed"),
        ({"freed": "p"}, "freed"),
    ],
)
def test_a_wrong_declaration_of_a_source_is_named(change, words):
    model = load_model(find_models()["screening"])
    wrong = replace(model, source=replace(model.source, **change))
    assert any(words in each.where for each in faults(wrong, "screening.py"))


def test_a_wrong_sign_and_a_constant_of_no_parameter_are_named():
    model = load_model(find_models()["screening"])
    upwards = replace(model.parameters[0], expects="upwards")
    wrong = replace(model, parameters=(upwards, model.parameters[1]), printed=(Printed("t_u", 1.0, "text"),))
    said = [each.where for each in faults(wrong, "screening.py")]
    assert said == ["screening.py, printed", "screening.py, parameter 't_u_K', expects"]
