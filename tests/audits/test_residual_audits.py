"""The arithmetic of the audits of residuals against brute force, and the words they use."""

import itertools
import tracemalloc
from dataclasses import replace

import audit_tables as tables
import numpy as np
import planted
import pytest
from scipy.sparse.csgraph import connected_components
from scipy.stats import binom, f, kstest, linregress, norm

from tcreferee.audits import residuals
from tcreferee.audits.beside import beside
from tcreferee.audits.case import FIRES, NOT_APPLICABLE, OPEN, QUIET, Row
from tcreferee.audits.digits import _within
from tcreferee.audits.questions import (
    autocorrelation,
    between_families,
    compounds,
    constants,
    covariate,
    dropped,
    searched,
    sign,
)
from tcreferee.audits.together import together
from tcreferee.data.repeats import NEAR


def rng(*seed):
    return np.random.default_rng([7, *seed])


def test_pairs_are_the_mean_over_all_orders_of_equal_values():
    x, e = np.array([1.0, 2.0, 2.0, 3.0, 3.0, 4.0]), rng().standard_normal(6)
    orders = [o for o in itertools.permutations(range(6)) if (np.diff(x[list(o)]) >= 0).all()]
    wanted = np.mean([sum(e[a] * e[b] for a, b in itertools.pairwise(order)) for order in orders])
    assert e @ autocorrelation.neighbours(x) @ e == pytest.approx(wanted)
    assert autocorrelation.neighbours(np.array([1.0, 1.0, 2.0, 3.0])) is None


def test_residuals_and_a_refit_are_those_of_least_squares():
    case = tables.expected_sign(rng(), 12, 1)
    left, x, y = residuals.left(case.tried["line"]), case.observations.columns["a_A"], case.observations.y
    line = linregress(x, y)
    np.testing.assert_allclose(left.rest, y - line.intercept - line.slope * x, atol=1e-9)
    other = rng(1).standard_normal(12)
    again = linregress(x, other)
    np.testing.assert_allclose(left.refitted(other), other - again.intercept - again.slope * x, atol=1e-9)
    assert left.free == 10


def test_a_formula_beside_families_is_the_analysis_of_covariance():
    case = tables.expected_sign(rng(), 12, 1)
    left, x, y = residuals.left(case.tried["line"]), case.observations.columns["a_A"], case.observations.y
    two = np.arange(12) % 2 * 1.0
    full = np.column_stack([np.ones(12), x, two])
    fitted, rss, *_ = np.linalg.lstsq(full, y)
    before = float(np.sum(left.rest**2))
    found = beside(left, two[:, np.newaxis])
    assert found.differ == pytest.approx(f.sf((before - rss[0]) / (rss[0] / 9), 1, 9))
    # the line leaves one direction, which is that of the F test too
    assert 2 * min(found.flatter, 1 - found.flatter) == pytest.approx(found.differ)
    assert found.trend == pytest.approx(fitted[1] / case.tried["line"].fit["parameters"][1]["estimate"])
    assert found.lower < found.trend < found.upper


def test_a_flatter_trend_is_found_as_often_as_its_level_says():
    """A scale alone is fitted; beside a level and a column its trend is compared with the formula's own."""
    random, n, p_values, flat = rng(3), 7, [], []
    for _ in range(1500):
        g, z = random.uniform(40, 120, n), random.standard_normal((n, 1))
        for y, found in ((g + 5 * random.standard_normal(n), p_values), (80 + 5 * random.standard_normal(n), flat)):
            scale = float(g @ y / (g @ g))
            left = residuals.Left(y - scale * g, residuals.orthonormal(g[:, np.newaxis]), scale * g)
            found.append(beside(left, z).flatter)
    assert kstest(p_values, "uniform").pvalue > 0.01
    assert np.mean(np.array(flat) <= 0.05) > 0.9


def test_the_press_of_groups_is_that_of_refits():
    case = tables.expected_sign(rng(), 12, 1)
    left, x, y = residuals.left(case.tried["line"]), case.observations.columns["a_A"], case.observations.y
    group, total = np.repeat(np.arange(4), 3), 0.0
    for k in range(4):
        line = linregress(x[group != k], y[group != k])
        total += np.sum((y - line.intercept - line.slope * x)[group == k] ** 2)
    assert compounds.press(left.rest, left.base, group) == pytest.approx(total)


def test_compounds_are_told_by_labels_and_inputs():
    a = np.array([2.0, 2.0005, 3.1, 3.7, 4.2, 5.0])
    labels = ["A", "B", "C", "D", "C", "E"]
    tc = 1000 / a**2 + rng().standard_normal(6)
    case = tables.case(tables.observed({"tc_K": tc, "a_A": a}, (), labels), *tables.BOUND[1])
    group = compounds.groups(case, case.tried["well"])
    assert group[0] == group[1]
    assert group[2] == group[4]
    assert len(set(group)) == 4
    (row, *_) = compounds.audit(case)
    assert row.note.startswith("6 rows are 4 compounds. Rows of a compound share")


def test_compounds_of_many_rows_are_those_of_all_pairs_without_their_memory():
    rows = 1500
    a = np.round(rng(3).uniform(2.0, 5.0, rows), 3)  # many chains of neighbours
    labels = [f"S{i}" for i in rng(4).integers(0, rows, rows)]
    case = tables.case(tables.observed({"tc_K": 1000 / a**2, "a_A": a}, (), labels), *tables.BOUND[1])
    tracemalloc.start()
    group = compounds.groups(case, case.tried["well"])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 0.1 * rows**2 * 8
    name = np.array(labels)
    pairs = (name[:, np.newaxis] == name) | (np.abs(a[:, np.newaxis] - a) <= NEAR * np.ptp(a))
    count, wanted = connected_components(pairs)
    assert 1 < count < rows
    assert len({*zip(group.tolist(), wanted.tolist(), strict=True)}) == count == group.max() + 1


def test_copies_share_their_scatter_and_repetitions_do_not():
    group, own = np.repeat(np.arange(400), 3), rng().standard_normal(400)
    each = rng(1).standard_normal(1200)
    assert compounds.shared(own[group], group) == 1.0
    assert compounds.shared(each, group) == pytest.approx(0.0, abs=0.06)
    assert compounds.shared(own[group] + each, group) == pytest.approx(0.5, abs=0.06)


@pytest.mark.parametrize(("reach", "own"), [(0.1, 1.0), (0.6, 1.0), (3.0, 1.0)])
def test_the_chance_of_agreeing_digits_is_that_of_drawn_ones(reach, own):
    u, v = rng().uniform(-own, own, 400_000), rng(1).uniform(-reach, reach, 400_000)
    drawn = np.mean(np.abs(u + v) <= reach)
    assert _within(np.array([reach]), np.array([own]))[0] == pytest.approx(drawn, abs=3e-3)


def rows_of(*p_values, verdict=FIRES):
    return [Row("some", "m", "s", verdict, f"Number {p}.", p_value=p, tests=True) for p in p_values]


def test_the_level_is_kept_together_by_holms_rule():
    rows = [*rows_of(0.04, 0.002, 0.02), Row("other", "m", "s", FIRES, "No test."), *rows_of(0.3, verdict=QUIET)]
    found = together(rows, 0.05)
    assert [row.verdict for row in found] == [OPEN, FIRES, OPEN, FIRES, QUIET]
    assert found[2].note.endswith(
        "But 4 tests were made of this formula; corrected for their number, the chance is 6 %."
    )
    # another formula has its own level
    assert together(rows_of(0.04), 0.05)[0].verdict == FIRES
    random = rng().random((4000, 6))
    fired = sum(any(r.verdict == FIRES for r in together(rows_of(*p), 0.05)) for p in random)
    assert binom.cdf(fired, 4000, 0.05) > 0.001
    assert binom.sf(fired, 4000, 0.05) > 0.001


@pytest.mark.parametrize("inside", [0.0, 0.5, 3.0])
def test_a_coefficient_on_the_expected_side_takes_no_share_of_the_level(inside):
    """The other tests share the level as if its sign had not been tested; on the other side its chance is doubled."""
    tested = replace(rows_of(0.7, verdict=QUIET)[0], most=0.5)
    assert together([*rows_of(0.02, 0.3), tested], 0.05)[0].verdict == FIRES
    against = replace(tested, p_value=0.02, verdict=FIRES)
    assert [together([*rows_of(0.3), against], 0.05)[1].verdict, together([against], 0.05)[0].verdict] == [OPEN, FIRES]
    random, fired = rng(4), 0
    # a true coefficient lies on the expected side, by so many standard errors
    for p in norm.cdf(random.standard_normal(4000) + inside):
        told = replace(tested, p_value=float(p), verdict=FIRES if p <= 0.05 else QUIET)
        found = together([*rows_of(*random.random(3)), told], 0.05)
        fired += any(row.verdict == FIRES for row in found)
    assert binom.sf(fired - 1, 4000, 0.05) > 0.001
    assert binom.cdf(fired, 4000, 0.04) > 0.001


@pytest.mark.parametrize("audit", [autocorrelation, dropped, constants, between_families, covariate])
def test_p_values_of_a_true_formula_are_uniform_at_six_rows(audit):
    make = tables.true_constants if audit is constants else tables.clean
    found = [audit.audit(make(rng(k), 6, 1))[0].p_value for k in range(100)]
    # several refits share their p-value, which is then only bounded
    alternative = "less" if audit is constants else "two-sided"
    assert kstest(found, "uniform", alternative="greater" if alternative == "less" else alternative).pvalue > 1e-3


def test_questions_that_do_not_arise_are_said_not_to():
    case = tables.unrelated(rng(), 12, 1)
    for audit in (between_families, covariate, constants, compounds):
        assert {row.verdict for row in audit.audit(case)} == {NOT_APPLICABLE}
    bare = tables.case(case.observations, tables.formula("bare", ("a_A",), (), lambda x, _: 1000 / x["a_A"] ** 2 + 1),
                       {"a_A": "a_A"})  # fmt: skip
    assert {row.verdict for row in sign.audit(bare)} == {NOT_APPLICABLE}


def test_printed_constants_that_meet_every_row_were_fitted_here():
    a = np.linspace(2.0, 5.0, 8)
    case = tables.case(
        tables.observed({"tc_K": 1000 / a**2, "a_A": a}), tables.printed(lambda x: 1000 / x**2), {"a_A": "a_A"}
    )
    (row,) = constants.audit(case)
    assert (row.verdict, row.p_value) == (FIRES, 0.0)


def test_residuals_of_logarithms_are_held_against_logarithms():
    """A response of 1e10: residuals of its logarithm are small beside it, and no exact agreement."""
    x, e = np.linspace(1.0, 3.0, 12), 0.3 * rng().standard_normal(12)
    rows = planted.observed({"y": 1e10 * x * np.exp(e), "xi_A": x}, response="y")
    entries = {"linear": ("linear", {"x": "xi_A"})}
    case = planted.case(rows, entries, fit=False, bind={"likelihood": "lognormal"})
    assert residuals.why_none(case.tried["linear"]) == ""


def test_a_search_finds_as_good_a_formula_where_nothing_is():
    beyond = [searched.audit(tables.clean(rng(k), 12, 1))[0] for k in range(5)]
    assert {row.verdict for row in beyond} == {QUIET}
    none = [searched.audit(tables.unrelated(rng(k), 12, 1))[0] for k in range(20)]
    assert sum(row.verdict == OPEN for row in none) >= 17
    assert "a search finds equally good formulas" in none[0].note or none[0].verdict == QUIET


def test_a_reversed_sign_is_said_in_the_sources_words():
    row = sign.audit(tables.reversed_sign(rng(), 40, 1, 20.0))[0]
    assert row.verdict == FIRES
    assert row.note.startswith("The source expects b_K to be positive; these rows give -")
    assert row.note.endswith("the rows contradict the source.")
