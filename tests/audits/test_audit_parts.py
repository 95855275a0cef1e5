"""What the audits compute, against brute force and closed forms."""

import itertools
import math

import numpy as np
import planted
import pytest
from scipy.stats import kstest

from tcreferee.audits import columns
from tcreferee.audits.case import NOT_APPLICABLE, OPEN, QUIET
from tcreferee.audits.choices import Choices
from tcreferee.audits.invert import inverted, permuted_squares, slope
from tcreferee.audits.permute import Permutations, permutations
from tcreferee.audits.questions import definition, identifiability, influence, resolution
from tcreferee.audits.refit import without_each
from tcreferee.audits.rule import fewest_misses
from tcreferee.base.priors import Scales
from tcreferee.formulas.loading import load_model
from tcreferee.inference.fit import maximise
from tcreferee.inference.trial import Trial


def trial_of(model, y, likelihood="normal", **inputs):
    return Trial(load_model(planted.MODELS[model]), inputs, np.asarray(y), Scales(80.0, 52.5, 30.0), likelihood)


@pytest.fixture
def rng():
    return np.random.default_rng(7)


def test_few_rows_are_permuted_in_all_ways_and_many_reproducibly(rng):
    found = planted.clean(rng, fit=False)
    few = permutations(found, 6, "a")
    assert few.exact
    assert len(np.unique(few.order, axis=0)) == 720
    one, same, other = (permutations(found, 9, name).order for name in ("a", "a", "b"))
    assert (one == same).all()
    assert (one != other).any()
    assert (np.sort(one, axis=1) == np.arange(9)).all()


def test_p_values_count_the_table_itself():
    seeded, every = (Permutations(np.zeros((4, 3), dtype=int), exact) for exact in (False, True))
    assert seeded.p_value(1.0, np.array([0.5, 1.0, 2.0, 3.0])) == 3 / 5
    assert every.p_value(1.0, np.array([0.5, 1.0, 2.0, 3.0])) == 2 / 4


def test_a_formula_is_solved_for_its_input(rng):
    xi = rng.uniform(2, 5, 9)
    trial = trial_of("quantum_well", 500 / (1.1 * xi) ** 2, xi_A=xi)
    assert inverted(trial, "xi_A", np.array([500.0])) == pytest.approx(1.1 * xi, rel=1e-9)
    assert slope(trial, "xi_A", np.array([500.0])) == pytest.approx(-1000 / xi**3, rel=1e-6)
    # no length gives a negative Tc, and a parabola gives each Tc twice
    none = trial_of("quantum_well", -trial.y, xi_A=xi)
    assert np.isnan(inverted(none, "xi_A", np.array([500.0]))).all()
    dome = trial_of("presland_tallon", [20.0, 30.0], doping=np.array([0.1, 0.2]))
    assert np.isnan(inverted(dome, "doping", np.array([36.0]))).all()


@pytest.mark.parametrize("likelihood", ["normal", "lognormal"])
def test_permuted_fits_are_those_of_lmfit(rng, likelihood):
    xi, y = rng.uniform(2, 5, 5), rng.uniform(40, 90, 5)
    order = np.array(list(itertools.permutations(range(5))))[::17]
    found = permuted_squares(trial_of("quantum_well", y, likelihood, xi_A=xi), "xi_A", order)
    for square, each in zip(found, order, strict=True):
        trial = trial_of("quantum_well", y, likelihood, xi_A=xi[each])
        own = maximise(trial, 1).sigma ** 2 * 5
        # the scale is exact for normal scatter, and one of 61 for scatter of the logarithm
        assert square == pytest.approx(own, rel=1e-8 if likelihood == "normal" else 0.02)


def test_the_best_choice_is_that_of_all_combinations(rng):
    for _ in range(20):
        offset, column = rng.normal(0, 5, (3, 6)), rng.uniform(0.5, 3, (3, 6))
        offset[2, :3] = np.nan
        y = rng.uniform(5, 20, 6)
        options = Choices(offset, column, y, (-math.inf, math.inf))
        squares = []
        for which in itertools.product(*(range(2 if i < 3 else 3) for i in range(6))):
            o, c = offset[which, range(6)], column[which, range(6)]
            scale = (y - o) @ c / (c @ c)
            squares.append(np.sum((y - o - scale * c) ** 2))
            assert options.fixed(np.array(which)) == pytest.approx(squares[-1], abs=1e-9)
        found, exact = options.all(rng)
        assert exact
        assert np.sort(found) == pytest.approx(np.sort(squares), abs=1e-8)
        assert options.best(y[np.newaxis])[0] == pytest.approx(min(squares), abs=1e-8)


def test_the_best_choice_without_a_scale_is_made_row_by_row(rng):
    offset = rng.normal(0, 5, (2, 6))
    y = rng.normal(0, 5, 6)
    options = Choices(offset, np.zeros((2, 6)), y, (0.0, 0.0))
    assert options.best(y[np.newaxis])[0] == pytest.approx(np.sum(np.abs(y - offset).min(axis=0) ** 2))


def test_the_best_rule_is_that_of_all_thresholds(rng):
    for _ in range(30):
        y = np.round(rng.uniform(0, 6, 7))
        largest = rng.random(7) < 0.5
        count = []
        for above, below in ((largest, ~largest), (~largest, largest)):
            for threshold in (*(np.unique(y)[1:] - 0.5), -1.0):
                count.append(np.sum(~np.where(y > threshold, above, below)))
        assert fewest_misses(y, largest, ~largest)[0] == min(count)
    assert fewest_misses(np.array([1.0, 2, 3, 4]), np.array([0, 0, 1, 1]) > 0, np.array([1, 1, 0, 0]) > 0) == (
        0,
        2.5,
        True,
    )


@pytest.mark.parametrize(
    ("model", "likelihood"),
    [
        pytest.param("screening_exponent", "normal", marks=pytest.mark.slow),
        ("quantum_well", "lognormal"),
        ("linear", "student_t"),
        ("two_levels", "normal"),
    ],
)
def test_estimates_without_each_row_are_those_of_full_fits(rng, model, likelihood):
    x = np.linspace(1.0, 3.0, 8)
    inputs = {"screening_exponent": {"n_m3": 1e27 * x}, "quantum_well": {"xi_A": x}, "linear": {"x": x},
              "two_levels": {"x_standard": (x - 2) / 0.7}}[model]  # fmt: skip
    y = (
        150 - 90 * x**-0.8 + 2 * rng.standard_normal(8)
        if model == "screening_exponent"
        else 30 * x + rng.normal(0, 4, 8)
    )
    trial = trial_of(model, y, likelihood, **inputs)
    fit = maximise(trial, 1)
    found = without_each(trial, fit.theta, fit.sigma)
    for i in (0, 3):
        part = trial_of(model, np.delete(y, i), likelihood, **{k: np.delete(v, i) for k, v in inputs.items()})
        full, mine = maximise(part, 1), part.predict(found[i])
        if model == "two_levels":
            assert np.sum((part.y - mine) ** 2) <= 1.05 * np.sum((trial.y - trial.predict(fit.theta)) ** 2)
        else:
            assert mine == pytest.approx(part.predict(full.theta), rel=2e-4)


def test_estimates_without_each_row_where_the_declared_errors_explain_the_scatter(rng):
    y = 90 + rng.normal(0, 1, 8)
    rows = planted.observed({"tc_K": y, "tc_K_sd": np.full(8, 5.0)})
    bind = {"likelihood": "normal_known", "sigma": "tc_K_sd"}
    trial = planted.case(rows, {"constant": ("constant", {})}, bind=bind).tried["constant"].trial
    fit = maximise(trial, 1)
    assert fit.sigma == 0
    others = (y.sum() - y) / 7  # equal errors: the mean of the other rows
    assert without_each(trial, fit.theta, fit.sigma)[:, 0] == pytest.approx(others, rel=1e-6)


def test_shifts_of_a_straight_line_are_the_closed_form(rng):
    found = planted.case(
        planted.observed({"tc_K": rng.uniform(40, 160, 9), "xi_A": rng.uniform(2, 5, 9)}), planted.THEORY
    )
    tried = found.tried["quantum_well"]
    c, y = tried.trial.inputs["xi_A"] ** -2.0, found.observations.y
    scale, error = tried.fit["parameters"][0]["estimate"], tried.fit["parameters"][0]["standard_error"]
    without = (c @ y - c * y) / (c @ c - c**2)
    row = next(row for row in influence.audit(found) if row.statistic.startswith("largest shift"))
    assert row.value == pytest.approx(np.max(np.abs(without - scale)) / error, rel=1e-6)


def test_a_fit_without_standard_errors_has_no_shift_in_units_of_them(rng):
    found = planted.clean(rng)
    for tried in found.tried.values():
        for each in tried.fit["parameters"]:
            each["standard_error"] = None
    rows = [row for row in influence.audit(found) if row.statistic.startswith("largest shift")]
    assert "The fit has no standard errors on these rows." in {row.note for row in rows}
    assert {row.verdict for row in rows} == {NOT_APPLICABLE}


def test_resolution_of_a_power_is_its_exponent(rng):
    row = resolution.audit(planted.clean(rng))[0]
    assert (row.value, row.verdict) == (pytest.approx(2.0, rel=1e-6), OPEN)
    assert "to 5 %" in row.note
    known = resolution.audit(planted.known_to(rng, 0.01))[0]
    assert known.verdict == QUIET
    assert "it is known to 1 %" in known.note


def test_an_uncertainty_is_propagated_to_what_is_computed(rng):
    told = {"sigma": "lambda_nm_sigma", "quantity": "penetration_depth_nm"}
    given = {"tc_K": [1.0, 2, 3], "lambda_nm": [100.0, 200, 300], "lambda_nm_sigma": [0.1, 0.1, 0.1],
               "inverse": [1e2, 25, 100 / 9]}  # fmt: skip
    recipe = planted.derived("inverse_square", penetration_depth="lambda_nm") | {"quantity": "inv_lambda2_um2"}
    found = planted.case(planted.observed(given, lambda_nm=told, inverse=recipe), {})
    assert columns.uncertainty(found, "inverse") == pytest.approx(np.array([0.2, 0.025, 0.2 / 27]), rel=2e-3)
    assert columns.uncertainty(found, "tc_K") is None


def test_names_are_those_of_the_joined_table(rng):
    about = {"tc_K": {"from_dataset": "a"}, "tc_K_b": {"from_dataset": "b"},
             "xi": {"from_dataset": "b"} | planted.derived("linear", x="tc_K", intercept="0", slope="1")}  # fmt: skip
    found = planted.case(planted.observed({"tc_K": [1.0], "tc_K_b": [2.0], "xi": [3.0]}, **about), {})
    assert columns.ancestors(found, "xi") == {"tc_K_b": ["xi", "tc_K_b"]}
    assert columns.computed(found, "xi", {"tc_K_b": 5.0}) == 5.0


def test_printed_digits_give_the_rounding():
    assert columns.half_steps(np.array([93.0, 110.0, 92.5])) == pytest.approx([0.5, 5.0, 0.05])
    assert columns.half_steps(np.array([1.0e27, 1.25e27])) == pytest.approx([0.5e27, 0.5e25])


def test_sources_that_agree_give_uniform_p_values():
    """Cochran's Q on normal estimates with known errors."""
    rng = np.random.default_rng(1)
    found = []
    for _ in range(400):
        sd = rng.uniform(0.5, 3, 4)
        middle = 100 + sd * rng.standard_normal(4)
        values = [
            definition._Value("s", m - 1.959964 * s, m, m + 1.959964 * s) for m, s in zip(middle, sd, strict=True)
        ]
        found.append(definition.cochran(values, 1))
    assert kstest(found, "uniform").pvalue > 0.01


def test_without_a_free_form_identifiability_does_not_apply(rng):
    assert [row.verdict for row in identifiability.audit(planted.clean(rng))] == [NOT_APPLICABLE]
