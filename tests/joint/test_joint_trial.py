"""Joint trials, held against direct joint likelihoods by scipy, the groups alone, and planted truths."""

import numpy as np
import pytest
from scipy import integrate, stats

from tcreferee.base.errors import RefereeError
from tcreferee.formulas.loading import find_models, load_model
from tcreferee.inference.exact import row_sets
from tcreferee.inference.quadrature import quadrature
from tcreferee.inference.trial import Scales, Trial
from tcreferee.joint.evidence import curves_of
from tcreferee.joint.scores import common, pooled, separate
from tcreferee.joint.trial import joint_trial

CENTRE, EFFECT, SIGMA = 80.0, 52.5, 30.0
MODELS = find_models()
X = [np.array([1.0, 2.0, 3.0, 4.0]), np.array([0.8, 1.5, 2.2, 3.9, 4.4])]
Y = [np.array([70.0, 82.0, 77.0, 95.0]), np.array([40.0, 60.0, 55.0, 88.0, 99.0])]


def trial(model, x, y):
    return Trial(load_model(MODELS[model]), {"x": x} if x is not None else {}, y, Scales(CENTRE, EFFECT, SIGMA))


def sigma_density(sigma):
    """Half-t(4) prior of the scatter."""
    return 2 * stats.t.pdf(sigma, 4, scale=SIGMA)


def of_scatter(ln_likelihood):
    """Integrate exp(ln_likelihood(sigma)) over the prior of the scatter, in ln sigma."""

    def density(s):
        return np.exp(ln_likelihood(np.exp(s)) + s) * sigma_density(np.exp(s))

    return integrate.quad(density, np.log(0.05), np.log(3000), limit=300, points=[1, 2, 3, 4])[0]


@pytest.mark.slow
def test_one_level_with_a_scatter_of_each_group_is_the_direct_joint_likelihood():
    """Level t ~ Normal(80, 52.5) in common, sigma of each group free: scipy, all rows and without one."""

    def direct(groups):
        def density(t):
            each = [of_scatter(lambda s, y=y: stats.norm.logpdf(y, t, s).sum()) for y in groups]
            return stats.norm.pdf(t, CENTRE, EFFECT) * np.prod(each)

        return np.log(integrate.quad(density, 0, 160, limit=200, points=[60, 70, 80, 90])[0])

    trials = {str(i): trial("constant", None, y) for i, y in enumerate(Y)}
    found = joint_trial(trials, ["c"])
    whole = direct(Y)
    assert found.common.ln_evidence == pytest.approx(whole, abs=2e-5)
    assert found.common.elpd[1] == pytest.approx(whole - direct([np.delete(Y[0], 1), Y[1]]), abs=5e-5)


def direct_line(t, x, y, whole_x):
    """Likelihood of an intercept t, slope and scatter integrated out; the slope's prior is that given the intercept."""
    spread = whole_x.std()
    # a = level - b mean(x), level ~ N(80, 52.5), b ~ N(0, 52.5/sd(x))
    sd_b, mean_x = EFFECT / spread, whole_x.mean()
    variance_a = EFFECT**2 + (sd_b * mean_x) ** 2
    covariance = -mean_x * sd_b**2
    mean_b = covariance / variance_a * (t - CENTRE)
    variance_b = sd_b**2 - covariance**2 / variance_a

    def ln_likelihood(s):
        return stats.multivariate_normal.logpdf(y, t + mean_b * x, s**2 * np.eye(len(x)) + variance_b * np.outer(x, x))

    return of_scatter(ln_likelihood)


@pytest.mark.slow
def test_an_intercept_in_common_with_a_slope_of_each_group_is_the_direct_joint_likelihood():
    groups = [trial("linear", x, y) for x, y in zip(X, Y, strict=True)]
    curves = [curves_of(each, "a", row_sets(each)) for each in groups]
    prior = (70.0, 40.0)

    def direct(xs, ys):
        def density(t):
            each = [direct_line(t, x, y, whole) for x, y, whole in zip(xs, ys, X, strict=True)]
            return stats.norm.pdf(t, *prior) * np.prod(each) * 1e15

        return np.log(integrate.quad(density, -60, 160, limit=100, points=[20, 40, 60])[0]) - np.log(1e15)

    score, posterior, _ = common(curves, prior)
    whole = direct(X, Y)
    assert score.ln_evidence == pytest.approx(whole, abs=5e-5)
    without = direct([X[0], np.delete(X[1], 2)], [Y[0], np.delete(Y[1], 2)])
    assert score.elpd[4 + 2] == pytest.approx(whole - without, abs=1e-4)
    assert posterior.quantile(0.025) < posterior.mean < posterior.quantile(0.975)


def test_with_all_free_for_each_group_it_is_the_sum_of_the_groups_alone():
    groups = [trial("linear", x, y) for x, y in zip(X, Y, strict=True)]
    alone = [quadrature(each) for each in groups]
    for each, oracle in zip(groups, alone, strict=True):
        curves = curves_of(each, "a", row_sets(each))
        score, _ = separate([curves], curves.prior)
        assert score.ln_evidence == pytest.approx(oracle.ln_evidence, abs=1e-4)
        np.testing.assert_allclose(score.elpd, oracle.elpd_loo, atol=2e-4)


def test_a_spread_near_zero_is_one_value_for_all():
    groups = [trial("linear", x, y) for x, y in zip(X, Y, strict=True)]
    curves = [curves_of(each, "a", row_sets(each)) for each in groups]
    prior = (80.0, 100.0)
    one, _, _ = common(curves, prior)
    narrow, tau = pooled(curves, prior, 1e-4)
    assert narrow.ln_evidence == pytest.approx(one.ln_evidence, abs=2e-3)
    assert tau.quantile(0.975) < 1e-2


@pytest.mark.slow
def test_a_curved_parameter_in_common_is_summed_over():
    """One group alone: a parameter "in common" to it is that of the group, whatever its kind."""
    x, y = np.linspace(0.5, 4, 9), 20 * np.linspace(0.5, 4, 9) ** 1.2 + np.tile([2.0, -3.0, 1.0], 3)
    one = trial("power_law", x, y)
    found = joint_trial({"one": one}, ["p"])
    oracle = quadrature(one)
    assert found.common.ln_evidence == pytest.approx(oracle.ln_evidence, abs=2e-3)
    np.testing.assert_allclose(found.common.elpd, oracle.elpd_loo, atol=5e-3)
    assert found.shared["p"].mean == pytest.approx(oracle.mean[1], abs=2e-3)


def planted(rng, intercepts, scatters=(2.0, 4.0, 6.0, 3.0)):
    """Groups of nine rows: an intercept each, a slope of its own, and a scatter of its own."""
    found = {}
    for i, (intercept, scatter) in enumerate(zip(intercepts, scatters, strict=True)):
        x = np.sort(rng.uniform(0.5, 5, 9))
        y = intercept + rng.uniform(10, 30) * x + scatter * rng.standard_normal(9)
        found[f"group_{i}"] = trial("linear", x, y)
    return found


@pytest.mark.slow
def test_planted_groups_that_disagree_are_told_apart():
    rng = np.random.default_rng(3)
    apart = joint_trial(planted(rng, (10.0, 60.0, -40.0, 30.0)), ["a"])
    assert (apart.common.elpd - apart.separate.elpd).sum() < -20
    assert 15 < apart.pooled[1.0][1].quantile(0.5) < 120
    alike = joint_trial(planted(rng, (10.0,) * 4), ["a"])
    assert (alike.common.elpd - alike.separate.elpd).sum() > -2
    assert alike.pooled[1.0][1].quantile(0.5) < 10


@pytest.mark.slow
def test_a_planted_value_lies_in_its_interval_as_often_as_said():
    rng = np.random.default_rng(11)
    tables, inside = 200, 0
    for _ in range(tables):
        groups = planted(rng, (10.0,) * 4)
        curves = [curves_of(each, "a", row_sets(each)[:1]) for each in groups.values()]
        _, density, _ = common(curves, (80.0, 150.0))
        inside += density.quantile(0.025) <= 10 <= density.quantile(0.975)
    low, high = stats.binom.interval(0.99, tables, 0.95)
    assert low <= inside <= high


@pytest.mark.parametrize(
    ("model", "shared", "said"),
    [("linear", ["q"], "is no parameter"), ("linear", ["a", "b"], "in common"), ("linear", [], "nothing in common")],
)
def test_what_cannot_be_shared_is_refused(model, shared, said):
    with pytest.raises(RefereeError, match=said):
        joint_trial({"one": trial(model, X[0], Y[0])}, shared)


def test_a_likelihood_without_closed_form_is_refused():
    heavy = Trial(load_model(MODELS["linear"]), {"x": X[0]}, Y[0], Scales(CENTRE, EFFECT, SIGMA), "student_t")
    with pytest.raises(RefereeError, match="no closed form"):
        joint_trial({"one": heavy}, ["a"])
