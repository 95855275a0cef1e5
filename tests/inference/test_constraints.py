"""Inequalities between parameters: the fit against closed forms, evidence and scores against brute force."""

import math

import numpy as np
import pytest
from brute_force import Grid, ln_prior_of_ln_sigma
from scipy import stats

from tcreferee.base.priors import Effect, Flat, Integer, Level, LogNormal, Normal
from tcreferee.formulas.constraint import Constraint
from tcreferee.formulas.declared import faults
from tcreferee.formulas.model import Parameter
from tcreferee.inference.diagnostics import oracle_z
from tcreferee.inference.fit import maximise
from tcreferee.inference.guards import refuse_hopeless_rows
from tcreferee.inference.quick import integrated
from tcreferee.inference.refused import RefusedError
from tcreferee.inference.sample import sample
from tcreferee.inference.settings import InferSettings, SamplerSettings
from tcreferee.simulation.refit import uncovered

X = np.array([1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0])
Y = np.array([60.0, 66.0, 58.0, 63.0, 52.0, 55.0, 49.0])
LOW = X < 3.5
SETTINGS = InferSettings("c", "e", {"x": "x"}, "normal", 80.0, 52.5, 30.0, 1)


class Quiet:
    def __getattr__(self, _):
        return lambda *args, **keywords: None


@pytest.fixture
def two_levels(make_model):
    """One level for the rows below 3.5 and one for those above; `constraints` holds between them."""
    from dataclasses import replace

    def predict(inputs, p):
        return np.where(inputs["x"] < 3.5, p["t_1_K"], p["t_2_K"])

    parameters = [Parameter(name, name[:3], "K", "", Level()) for name in ("t_1_K", "t_2_K")]

    def make(*constraints):
        return replace(make_model(predict, *parameters), constraints=constraints)

    return make


def test_a_fit_within_the_region_is_untouched(make_trial, two_levels):
    free, kept = (maximise(make_trial(two_levels(*c), Y, x=X), 1) for c in ((), ("t_1_K > t_2_K",)))
    np.testing.assert_allclose(kept.theta, free.theta, rtol=1e-9)
    np.testing.assert_allclose(kept.theta, [Y[LOW].mean(), Y[~LOW].mean()], rtol=1e-9)
    assert kept.notes == free.notes == ()


def test_a_fit_on_the_edge_is_the_pooled_one(make_trial, two_levels):
    fit = maximise(make_trial(two_levels("t_1_K < t_2_K"), Y, x=X), 1)
    np.testing.assert_allclose(fit.theta, [Y.mean(), Y.mean()], rtol=1e-6)
    error = math.sqrt(np.sum((Y - Y.mean()) ** 2) / (len(Y) - 2) / len(Y))
    np.testing.assert_allclose(fit.standard_errors, [error, error], rtol=1e-5)
    assert fit.sigma == pytest.approx(Y.std(), rel=1e-8)
    assert fit.notes == (
        "t_1_K < t_2_K holds with equality: without it the fit would be beyond it; standard errors are those of a fit "
        "along it, and there are no profile intervals",
    )
    assert fit.starts_agreeing >= 2


def test_a_weighted_inequality_is_restricted_least_squares(make_trial, two_levels):
    # 2 t_1 + t_2 < 150 by Lagrange's multiplier: b - A^-1 r (r'b - 150) / (r'A^-1 r), A = diag(3, 4)
    fit = maximise(make_trial(two_levels("2 * t_1_K + t_2_K < 150"), Y, x=X), 1)
    b, inverse, r = np.array([Y[LOW].mean(), Y[~LOW].mean()]), np.diag([1 / 3, 1 / 4]), np.array([2.0, 1.0])
    wanted = b - inverse @ r * (r @ b - 150) / (r @ inverse @ r)
    np.testing.assert_allclose(fit.theta, wanted, rtol=1e-6)


def test_another_likelihood_keeps_it_too(make_trial, two_levels):
    fit = maximise(make_trial(two_levels("t_1_K < t_2_K"), Y, likelihood="student_t", x=X), 1)
    shift, scale = _student_of_one_level()
    np.testing.assert_allclose(fit.theta, [shift, shift], rtol=1e-4)
    assert fit.sigma == pytest.approx(scale, rel=1e-3)
    assert any(note.startswith("t_1_K < t_2_K holds with equality") for note in fit.notes)
    assert np.isnan(fit.standard_errors).all()


def _student_of_one_level():
    _, shift, scale = stats.t.fit(Y, fdf=4)
    return shift, scale


def brute(sign):
    """Grid over both levels and ln sigma; the prior of the levels cut at t_1 = t_2 holds one half of the mass."""

    def ln_sets(z):
        # coordinates: t_1, the distance to t_2 as a logarithm, ln sigma
        one, other = z[:, 0], z[:, 0] + sign * np.exp(z[:, 1])
        s = z[:, 2]
        ln = np.log(2) + z[:, 1] + ln_prior_of_ln_sigma(s)
        ln = ln + sum(stats.norm(70.0, 25.0).logpdf(each) for each in (one, other))
        mean = np.where(LOW, one[:, None], other[:, None])
        rows = stats.norm.logpdf(Y, mean, np.exp(s)[:, None])
        without = [np.delete(rows, i, axis=1).sum(axis=1) for i in range(len(Y))]
        return ln[:, None] + np.stack([rows.sum(axis=1), *without], axis=1)

    return Grid(ln_sets, (0.0, -12.0, -1.0), (130.0, 5.5, 6.0), 80)


@pytest.mark.parametrize(
    ("text", "sign"), [("t_1_K < t_2_K", 1.0), pytest.param("t_1_K > t_2_K", -1.0, marks=pytest.mark.slow)]
)
def test_evidence_and_scores_are_those_of_the_cut_prior(make_trial, make_model, text, sign):
    from dataclasses import replace

    def predict(inputs, p):
        return np.where(inputs["x"] < 3.5, p["t_1_K"], p["t_2_K"])

    # sampled as they are, so that the prior of each is the normal one
    parameters = [Parameter(name, name[:3], "K", "", Normal(70.0, 25.0)) for name in ("t_1_K", "t_2_K")]
    model = replace(make_model(predict, *parameters), constraints=(text,))
    trial = make_trial(model, Y, x=X)
    quick = integrated(trial, SETTINGS, Quiet())
    grid = brute(sign)
    assert trial.joint_prior.log_mass_allowed == pytest.approx(math.log(0.5), abs=1e-3)
    assert quick.exact.ln_evidence == pytest.approx(grid.ln_evidence, abs=0.01)
    np.testing.assert_allclose(quick.exact.elpd_loo, grid.elpd_loo, atol=0.01)
    assert quick.exact.khat < 0.5


def test_linear_coefficients_keep_it_in_evidence_and_draws(make_trial, two_levels):
    # each level has, in its 3 or 4 of 7 rows, half of the mean prediction: normal, and so is their distance; Z of the
    # whole is the sum of the parts, each with its prior mass
    whole, *parts = (
        integrated(make_trial(two_levels(*c), Y, x=X), SETTINGS, Quiet()).exact.ln_evidence
        for c in ((), ("t_1_K < t_2_K",), ("t_1_K > t_2_K",))
    )
    mean, sd = 40.0 * 7 / np.array([3, 4]), 52.5 / math.sqrt(2) * 7 / np.array([3, 4])
    rising = stats.norm.cdf((mean[1] - mean[0]) / math.hypot(*sd))
    assert np.logaddexp(*(np.log([rising, 1 - rising]) + parts)) == pytest.approx(whole, abs=0.01)
    trial = make_trial(two_levels("t_1_K < t_2_K"), Y, x=X)
    quick = integrated(trial, SETTINGS, Quiet())
    draws = sample(trial, quick.start, SamplerSettings(), seed=1)
    theta = trial.physical(draws.chain)
    assert (theta[..., 0] < theta[..., 1]).all()
    assert np.abs(oracle_z(draws, quick.exact)).max() < 4
    prior = trial.physical(trial.draw_prior(500, np.random.default_rng(1)))
    assert (prior[:, 0] < prior[:, 1]).all()


def test_the_mass_of_a_region_of_other_priors(make_trial, make_model):
    from dataclasses import replace

    parameters = (
        Parameter("k_K", "K", "K", "", Level()),
        Parameter("p", "p", "", "", LogNormal(1.0, 0.5)),
        Parameter("q", "q", "", "", Normal(0.5, 0.4)),
    )

    def predict(inputs, p):
        return p["k_K"] * inputs["x"] ** p["p"] / (1 + inputs["x"]) ** p["q"]

    trial = make_trial(replace(make_model(predict, *parameters), constraints=("p > q + 0.5",)), Y, x=X)
    nodes = np.linspace(-8, 8, 4001)
    wanted = np.trapezoid(stats.norm.pdf(nodes) * stats.norm(0.5, 0.4).cdf(np.exp(0.5 * nodes) - 0.5), nodes)
    assert trial.joint_prior.log_mass_allowed == pytest.approx(math.log(wanted), abs=2e-3)
    assert "inequalities" in uncovered(trial)


@pytest.mark.parametrize(
    ("text", "names", "gap"),
    [("a < b", ("a", "b"), 1.0), ("2 * a + b > 1", ("a", "b"), 6.0), ("a ** 2 < -b / 4 + 9", ("a", "b"), 4.25)],
)
def test_reading_an_inequality(text, names, gap):
    found = Constraint(text)
    assert found.names == names
    assert float(found.gap({"a": np.array(2.0), "b": np.array(3.0)})) == gap


@pytest.mark.parametrize(
    "text",
    ["a", "a <= b", "a < b < 1", "a < __import__('os').sep", "a < b.c", "a < [b]", "a < True", "a <", "", "a < 'b'"],
)
def test_what_is_no_inequality_is_named_and_never_run(two_levels, text):
    (fault,) = faults(two_levels(text), "m.py")
    assert str(fault).startswith(f"m.py, constraints: '{text}' is no inequality; expected one inequality, < or >")


def test_what_cannot_be_kept_is_named(two_levels, make_model):
    from dataclasses import replace

    said = [str(each) for each in faults(two_levels("t_1_K < t_3_K", "t_1_K < 5"), "m.py")]
    assert said == [
        "m.py, constraints: 't_1_K < t_3_K' names t_3_K; expected parameters of the model: t_1_K, t_2_K",
        "m.py, constraints: 't_1_K < 5' binds 1 parameter; expected two or more; else bounds",
    ]
    parameters = (
        Parameter("a", "a", "K", "", Flat()),
        Parameter("b", "b", "K", "", Effect()),
        Parameter("m", "m", "", "", Integer(1, 2)),
    )
    model = replace(make_model(lambda inputs, p: p["a"] + p["b"] * inputs["x"] ** p["m"], *parameters),
                    constraints=("a < b",))  # fmt: skip
    assert [str(each) for each in faults(model, "m.py")] == [
        "m.py, constraints: beside parameter 'a' with Flat; expected one of the two",
        "m.py, constraints: beside parameter 'm' with Integer; expected one of the two",
    ]


def test_a_region_without_prior_mass_is_refused(make_trial, two_levels):
    trial = make_trial(two_levels("t_1_K > 1000 + t_2_K"), Y, x=X)
    with pytest.raises(RefusedError, match="the prior leaves no room for t_1_K > 1000 \\+ t_2_K"):
        refuse_hopeless_rows(trial)
