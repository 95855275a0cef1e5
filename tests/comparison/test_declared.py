"""Declarations held against rows: domains, signs, printed constants, rows that constants came from."""

import math
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from tcreferee.comparison.constants import Constant, _with_error, constants_of
from tcreferee.comparison.declared import Where, declare
from tcreferee.comparison.entry import Entry


def rows(n=8, columns=(), matched=(), **cells):
    """Rows of one table, with one column of unknown, one of independent and one of suspect origin."""
    about = {
        "n_m3": {"origin": None, "suspect": None}, "xi_A": {"origin": "diffraction", "suspect": None},
        "m_pair_me": {"origin": None, "suspect": "chosen"},
    }  # fmt: skip
    points = tuple(f"films:{i}" for i in range(n))
    observations = SimpleNamespace(
        n=n, point_id=points, label=tuple(f"A{i}" for i in range(n)), record={"columns": about, "matched": matched}
    )
    return Where(observations, [{name: values[i] for name, values in cells.items()} for i in range(n)])


def entry(inputs=("n_m3",), parameters=(), printed=(), k=1, measured=None, fitted=None, likelihood="normal", **source):
    fit = {
        "n": 8, "k": k, "p": k + 1, "parameters": parameters, "printed": printed,
        "model": {"source": source, "kind": "theory"},
        "settings": {"inputs": {f"i{j}": column for j, column in enumerate(inputs)}, "likelihood": likelihood},
    }  # fmt: skip
    pointwise = [{}] if measured is None else [
        {"observed_K": repr(float(y)), "fitted_K": repr(float(f))} for y, f in zip(measured, fitted, strict=True)
    ]  # fmt: skip
    return Entry("own", fit, {}, pointwise)


def test_an_input_is_unknown_unless_its_origin_is_declared():
    assert declare(entry(("n_m3", "xi_A", "m_pair_me")), rows()).unknown == ("n_m3",)


def test_a_table_is_unknown_unless_it_declares_how_its_rows_were_chosen():
    where = rows()
    said = {"films": None, "foils": {"complete": "all samples"}, "wires": {"selected": "by hand"}}
    where.observations.record["tables"] = [{"dataset": name, "rows_chosen": each} for name, each in said.items()]
    assert declare(entry(("xi_A",)), where).unknown_rows == ("films",)


def coefficient(middle, low, high, expects="positive"):
    return {"name": "b", "symbol": "b", "expects": expects, "posterior": {"q50": middle, "q2.5": low, "q97.5": high}}


@pytest.mark.parametrize(
    ("found", "said"),
    [
        # the elements with a Fermi energy: the source wants b > 0
        (coefficient(-0.43, -0.85, -0.14), ("$b$ = -0.43 (95 %: -0.85 to -0.14), expected positive",)),
        (coefficient(-0.43, -0.85, 0.02), ()),  # not told apart from zero
        (coefficient(0.4, 0.1, 0.9), ()),
        (coefficient(0.4, 0.1, 0.9, "negative"), ("$b$ = 0.4 (95 %: 0.1 to 0.9), expected negative",)),
        (coefficient(2.0, 1.5, 2.5, [0.1, 1.0]), ("$b$ = 2 (95 %: 1.5 to 2.5), expected between 0.1 and 1",)),
        (coefficient(2.0, 1.5, 2.5, ""), ()),
    ],
)
def test_a_sign_against_the_source_is_said(found, said):
    declared = declare(entry(parameters=(found,)), rows())
    assert declared.against == said
    assert declared.objections == [f"against its source: {each}" for each in said]


def test_constants_that_came_from_these_rows():
    assert declare(entry(fitted_on=["foils"]), rows()).in_sample == 0
    found = declare(entry(fitted_on=["films"], fitted_constants=2), rows())
    assert (found.in_sample, found.fitted) == (8, 2)
    assert found.objections == ["in-sample: its printed constants came from these rows"]
    assert found.notes == ["in-sample: its printed constants came from all 8 rows"]
    assert declare(entry(fitted_on=["films:1"]), rows()).notes == [
        "in-sample: its printed constants came from 1 of the 8 rows"
    ]
    # single rows, and rows matched with those of another table
    assert declare(entry(fitted_on=["films:1", "films:5"]), rows()).in_sample == 2
    assert declare(entry(fitted_on=["foils"]), rows(matched=[["films:3", "foils:7"]])).in_sample == 1


DOMAIN = {"words": "metals with free electrons", "columns": {"free": ["yes"]}, "within": ""}


@pytest.mark.parametrize(
    ("words", "outside", "judged"),
    [
        ("yyyyyyyy", 0, True),
        ("yyyyyynn", 2, True),
        ("yyyyynnn", 3, False),
        ("yyyy  nn", 2, True),
        ("nnnnnnnn", 8, False),
    ],
)
def test_a_formula_is_judged_by_six_rows_inside_of_its_domain(words, outside, judged):
    cells = [{"y": "yes", "n": "no", " ": ""}[each] for each in words]
    found = declare(entry(valid_for=DOMAIN), rows(free=cells))
    assert (len(found.outside), found.judged) == (outside, judged)
    assert found.inside + found.not_known + outside == 8


# T_U of one laboratory, the constant of Harshman and Fiory
T_U = Constant("t_u_K", "T_U", "K", "text", 212.46, 503.0, 32.0, 16)
BETA = Constant("beta_KA2", r"\\beta", "K", "abstract", 1247.4, 1247.446, 3.71, 28)


def test_a_printed_constant_is_held_against_the_rows():
    assert T_U.far
    assert not T_U.near
    assert T_U.words == "these rows give $T_U$ = 503 ± 32 K (1 SE), the source prints 212.46: contradicted"
    assert BETA.near
    assert not BETA.far
    # the share of a t distribution of 28 degrees of freedom within 0.0124 of its middle: 2 x 0.0124 x 0.3954
    assert BETA.chance_nearer == pytest.approx(0.0098, abs=2e-4)
    assert BETA.words.endswith("1247.4: an independent constant would come as close in only 1 % of cases")
    exact = replace(BETA, estimate=1247.4)
    assert exact.words.endswith("an independent constant would come as close in less than 0.1 % of cases")
    assert math.isnan(Constant("p", "p", "", "text", 2.0, 2.1, math.nan, 5).chance_nearer)


def printed(value, datasets=()):
    return {
        "name": "t_u_K", "symbol": "T_U", "unit": "K", "value": value, "location": "text", "datasets": datasets,
        "estimate": 503.0, "standard_error": 32.0,
    }  # fmt: skip


def test_a_constant_counts_for_its_material_only():
    one, other = entry(printed=(printed(212.46, ["films"]),)), entry(printed=(printed(212.46, ["foils"]),))
    assert [each.far for each in declare(one, rows()).constants] == [True]
    assert declare(other, rows()).constants == ()


def test_a_formula_without_free_constant_has_a_factor():
    rng = np.random.default_rng(1)
    fitted = rng.uniform(20, 90, 8)
    measured = 1.5 * fitted + rng.normal(0, 1, 8)
    (factor,) = constants_of(entry(k=0, measured=measured, fitted=fitted), rows().points)
    slope = np.linalg.lstsq(fitted[:, None], measured)[0][0]
    rest = measured - slope * fitted
    assert factor.estimate == pytest.approx(slope)
    assert factor.error == pytest.approx(math.sqrt(rest @ rest / 7 / (fitted @ fitted)))
    # a factor beside a printed formula says what a free constant beside a printed one would: both are contradicted
    assert (factor.far, factor.objection) == (True, "the printed formula is off by a factor")
    assert factor.words.endswith("on the printed formula: contradicted")
    (same,) = constants_of(entry(k=0, measured=1.5 * fitted, fitted=fitted, likelihood="lognormal"), rows().points)
    assert same.estimate == pytest.approx(1.5)


def test_a_constant_fitted_to_the_rows_and_then_printed_is_near():
    """Of 200 tables, an independent constant is called near in about 2 %, a fitted one rounded to four digits often."""
    rng, independent, fitted = np.random.default_rng(2), 0, 0
    for _ in range(200):
        x = rng.uniform(20, 90, 8)
        y = 1.0 * x + rng.normal(0, 4, 8)
        slope = float(f"{(x @ y) / (x @ x):.4g}")
        independent += constants_of(entry(k=0, measured=y, fitted=x), rows().points)[0].near
        fitted += constants_of(entry(k=0, measured=y, fitted=slope * x), rows().points)[0].near
    assert independent <= 10
    assert fitted >= 190


@pytest.mark.parametrize(
    ("value", "error", "words"),
    [
        (503.2, 31.7, "503 ± 32"),
        (1.08391, 0.00918, "1.0839 ± 0.0092"),
        (-2.312e-11, 7.398e-10, "(-0.2 ± 7.4) × $10^{-10}$"),
        (2.5e-26, 3.1e-28, "(2.500 ± 0.031) × $10^{-26}$"),
        (1.23456e9, 4.5e6, "(1.2346 ± 0.0045) × $10^{9}$"),
        (7.0, 0.0, "7"),
    ],
)
def test_two_digits_of_the_error_are_printed(value, error, words):
    assert _with_error(value, error) == words
