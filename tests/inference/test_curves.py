"""Curves without physics against the models that are the same curve, brute-force refits and importance sampling."""

import math
import tracemalloc
from dataclasses import replace

import numpy as np
import pytest

from tcreferee.base.pieces import pieces
from tcreferee.inference import curve_grid, curve_scores, curves, importance, kernel
from tcreferee.inference import power_product as products
from tcreferee.inference.curve_scores import members, score
from tcreferee.inference.power_product import power_product
from tcreferee.inference.quadrature import quadrature

N = 13
X = np.array([0.4, 0.7, 0.8, 1.1, 1.5, 1.9, 2.0, 2.6, 3.1, 3.3, 3.9, 4.4, 4.6])
OTHER = np.array([2.0, 1.1, 3.7, 0.6, 1.9, 2.8, 0.9, 3.1, 1.2, 2.2, 0.8, 1.6, 2.9])


@pytest.fixture
def y():
    return 40 * X**0.6 + 5 * np.random.default_rng(3).standard_normal(N)


@pytest.fixture
def rows(make_trial, y):
    def make(response=y, **keywords):
        return curves.rows_of(make_trial("constant", response, **keywords))

    return make


@pytest.mark.parametrize(
    ("name", "curve", "inputs", "near"),
    [
        ("constant", curves.levels, {}, 1e-4),
        ("linear", lambda rows: curves.line(rows, X), {"x": X}, 1e-4),
        ("logarithm", lambda rows: curves.line(rows, np.log(X)), {"x": X}, 1e-4),
        # its threshold is averaged over a grid instead of integrated
        ("two_levels", lambda rows: curves.steps(rows, X), {"x_standard": (X - X.mean()) / X.std(ddof=1)}, 0.02),
    ],
)
def test_is_the_model_of_the_same_curve(rows, make_trial, y, name, curve, inputs, near):
    found, exact = score(curve(rows()), rows()), quadrature(make_trial(name, y, **inputs))
    np.testing.assert_allclose(found.elpd, exact.elpd_loo, atol=near)
    assert found.ln_evidence == pytest.approx(exact.ln_evidence, abs=near)


def test_families_have_levels_of_their_own(rows, y):
    family = np.arange(N) % 3
    shifted = y + 60.0 * family
    own = score(curves.levels(rows(shifted), family), rows(shifted)).elpd.sum()
    assert own > score(curves.levels(rows(shifted)), rows(shifted)).elpd.sum() + 4
    np.testing.assert_allclose(
        score(curves.levels(rows(), np.zeros(N)), rows()).elpd, score(curves.levels(rows()), rows()).elpd
    )


def brute(curve, rows, log_sigma):
    """ln of the evidence of the mixture, from dense covariances and nothing else."""
    total = []
    for shape, (vectors, sizes) in enumerate(zip(curve.vectors, curve.values, strict=True)):
        for size, values in enumerate(sizes):
            for at in log_sigma:
                covariance = (vectors * values) @ vectors.T + np.diag(np.exp(2 * at) + curve.nugget + rows.sd**2)
                miss = rows.y - curve.mean
                log_det = np.linalg.slogdet(covariance)[1]
                quadratic = miss @ np.linalg.solve(covariance, miss)
                value = -0.5 * (len(miss) * math.log(2 * math.pi) + log_det + quadratic)
                total.append(value + curve.log_weight[shape, size] + rows.sigma_prior.logpdf_of_log(at))
    return np.logaddexp.reduce(total) + math.log(log_sigma[1] - log_sigma[0])


def without(curve, rows, i):
    """The same prior of the curve, on the rows without row i."""
    keep = np.arange(len(rows.y)) != i
    few = replace(rows, y=rows.y[keep], sd=rows.sd[keep], jacobian=rows.jacobian[keep])
    return replace(curve, mean=curve.mean[keep], vectors=curve.vectors[:, keep]), few


@pytest.mark.parametrize("known", [0.0, 3.0])
@pytest.mark.parametrize("inputs", [(X,), (X, OTHER)])
def test_smooth_curve_leaves_rows_out_as_refits_do(rows, monkeypatch, known, inputs):
    monkeypatch.setattr(curves, "LENGTHS", {1: 4, 2: 2})
    monkeypatch.setattr(curves, "AMPLITUDES", 4)
    given = replace(rows(), sd=np.linspace(0, known, N))
    curve = curves.smooth(given, inputs)
    log_sigma = np.linspace(-6, 5, 120)
    whole = brute(curve, given, log_sigma)
    refits = [whole - brute(*without(curve, given, i), log_sigma) for i in range(N)]
    found = score(curve, given)
    np.testing.assert_allclose(found.elpd, refits, atol=2e-3)
    assert found.ln_evidence == pytest.approx(whole, abs=2e-3)


def test_directions_of_a_long_curve_are_at_right_angles(rows):
    """A long curve hardly varies in most directions; the mean over the rows is still a direction of its own."""
    curve = curves.smooth(rows(), (np.array([1.0, 1, 1, 2, 2, 2, 3, 3, *np.full(N - 8, 3.0)]),))
    product = np.swapaxes(curve.vectors, 1, 2) @ curve.vectors
    np.testing.assert_allclose(product, np.broadcast_to(np.eye(N), product.shape), atol=1e-12)
    np.testing.assert_allclose(np.abs(curve.vectors[:, :, 0]), 1 / math.sqrt(N), rtol=1e-12)


@pytest.mark.parametrize("same_response", [False, True])
def test_rows_with_one_input_leave_a_curve_a_finite_score(rows, monkeypatch, same_response):
    """Two rows with one input and one value are met exactly by every such curve, at any scatter."""
    monkeypatch.setattr(curves, "LENGTHS", {1: 3})
    monkeypatch.setattr(curves, "AMPLITUDES", 3)
    x, given = X.copy(), rows()
    x[1] = x[0]
    y = given.y.copy()
    y[1] = y[0] if same_response else y[0] + 9
    given = replace(given, y=y)
    curve = curves.smooth(given, (x,))
    log_sigma = np.linspace(-12, 6, 400)
    whole = brute(curve, given, log_sigma)
    refits = [whole - brute(*without(curve, given, i), log_sigma) for i in range(N)]
    np.testing.assert_allclose(score(curve, given).elpd, refits, atol=2e-3)


def test_known_errors_of_nothing_change_nothing(rows):
    given = rows()
    curve = curves.smooth(given, (X,))
    log_sigma = np.linspace(-1, 4, 9)
    plain = members(curve, given, log_sigma)
    known = members(curve, replace(given, sd=np.full(N, 1e-9)), log_sigma)
    np.testing.assert_allclose(known[0], plain[0], rtol=1e-6)
    np.testing.assert_allclose(known[1], plain[1], rtol=1e-4)


def test_smooth_curve_follows_a_dome_and_leaves_a_line_alone(rows):
    x = np.linspace(0, 1, 25)

    def ahead(y):
        given = rows(y)
        return score(curves.smooth(given, (x,)), given).elpd.sum() - score(curves.line(given, x), given).elpd.sum()

    noise = np.random.default_rng(8).standard_normal((12, 25))
    assert ahead(90 - 200 * (x - 0.5) ** 2 + noise[0]) > 20
    straight = np.mean([ahead(40 + 60 * x + 4 * each) for each in noise])
    assert -3 < straight < 0.5


def test_spline_of_many_rows(rows):
    x = np.random.default_rng(0).uniform(1, 5, 700)
    given = rows(80 + 20 * np.sin(2 * x) + np.random.default_rng(1).standard_normal(700))
    curve = curves.smooth(given, (x,))
    assert curve.vectors.shape[2] < 15
    # of 700 rows about a sine with sd 1, the best there is loses 700 (0.5 ln 2 pi + 0.5) nats
    best = -700 * (0.5 * math.log(2 * math.pi) + 0.5)
    assert best - 60 < score(curve, given).elpd.sum() < best + 60


def test_power_of_one_input_is_the_power_law(rows, make_trial, y):
    exact = quadrature(make_trial("power_law", y, x=X))
    found = power_product(rows(), [X], seed=4)
    assert found.elpd.sum() == pytest.approx(exact.elpd_loo.sum(), abs=0.06)
    np.testing.assert_allclose(found.elpd, exact.elpd_loo, atol=0.03)


@pytest.mark.slow
def test_powers_of_two_inputs_against_importance_sampling(rows, make_trial):
    y = 30 * X**0.5 / OTHER + 2 * np.random.default_rng(5).standard_normal(N)
    trial = make_trial("bec_power_law", y, n_pair_m3=1e27 * X, m_pair_me=OTHER)
    found = power_product(rows(y), [X, OTHER], seed=4)
    # exponents of the model have priors about those of its theory: the rows decide here
    exact = importance.integrate(trial, trial.coordinates(np.array([30.0, 0.5, 1.0]), 2.0), 0.1 * np.eye(4), 3)
    assert found.elpd.sum() == pytest.approx(exact.elpd_loo.sum(), abs=0.5)


@pytest.mark.parametrize("likelihood", ["bernoulli", "student_t"])
def test_other_scatter_against_importance_sampling(rows, make_trial, y, likelihood):
    y = (y > np.median(y)) * 1.0 if likelihood == "bernoulli" else y
    y[3] = 1 - y[3] if likelihood == "bernoulli" else y[3]
    scales = replace(make_trial("linear", y, x=X).scales, centre_K=0.0, effect_K=1.5) if max(y) == 1 else None
    given = {"likelihood": likelihood} | ({"scales": scales} if scales else {})
    trial = make_trial("linear", y, x=X, **given)
    start = trial.draw_prior(4000, np.random.default_rng(1))
    start = start[np.argmax(trial.log_posterior(start))]
    exact = importance.integrate(trial, start, 0.3 * np.eye(len(start)), 7)
    found = score(curves.line(rows(y, **given), X), rows(y, **given))
    np.testing.assert_allclose(found.elpd, exact.elpd_loo, atol=0.02)
    assert found.ln_evidence == pytest.approx(exact.ln_evidence, abs=0.02)


def test_scatter_of_the_logarithm_counts_per_unit_of_the_response(rows, y):
    kelvin, millikelvin = rows(y, likelihood="lognormal"), rows(1000 * y, likelihood="lognormal")
    # the same curve in another unit: the density is a thousand times smaller in each row
    other = replace(millikelvin, centre=kelvin.centre + math.log(1000), tau=kelvin.tau)
    shifted = score(curves.line(other, X), other).elpd
    np.testing.assert_allclose(shifted, score(curves.line(kelvin, X), kelvin).elpd - math.log(1000), atol=1e-6)


@pytest.mark.parametrize("likelihood", ["normal", "student_t", "lognormal"])
def test_members_in_parts_are_the_whole(rows, y, monkeypatch, likelihood):
    own = rows(np.abs(y), likelihood=likelihood)

    def scores():
        made = [curves.steps(own, X), curves.parabola(own, X)]
        found = [score(each, own) for each in made]
        return [*found, power_product(own, [X, OTHER], 1)] if own.gaussian else found

    whole = scores()
    for module in (curve_scores, curve_grid, products):
        monkeypatch.setattr(module, "pieces", lambda count, each, *_: pieces(count, each, 700))
    for one, parts in zip(whole, scores(), strict=True):
        np.testing.assert_allclose(parts.elpd, one.elpd, rtol=1e-10)
        assert parts.ln_evidence == pytest.approx(one.ln_evidence, rel=1e-12)
        assert parts.error == pytest.approx(one.error, rel=1e-6)


@pytest.mark.slow
def test_memory_of_a_mixture_does_not_grow_with_members_times_rows(make_trial):
    n = 3000
    x = np.random.default_rng(1).uniform(1.0, 5.0, n)
    own = curves.rows_of(make_trial("constant", 40 * x**0.6 + np.random.default_rng(2).standard_normal(n)))
    curve = curves.steps(own, x)
    tracemalloc.start()
    found = score(curve, own)
    most = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    assert np.isfinite(found.elpd).all()
    # all members at once hold 121 x 49 x 3,000 numbers in each of several arrays of 140 MB
    assert most < 350


@pytest.mark.parametrize(
    ("least_sd", "near"),
    # a row without an error of its own beside rows with one: the inverse loses digits where the scatter is tiny
    [(0.5, 1e-9), (0.0, 1e-5)],
)
def test_errors_of_many_rows_need_no_inverse_of_their_covariance(rows, y, monkeypatch, least_sd, near):
    own = replace(rows(likelihood="normal_known"), sd=np.linspace(least_sd, 6.0, N))
    made = [curves.levels(own), curves.steps(own, X), curves.parabola(own, X)]
    dense = [score(each, own) for each in made]
    monkeypatch.setattr(curve_scores, "FEW_ROWS", 0)
    monkeypatch.setattr(curve_scores, "_by_inverse", None)
    for one, other in zip(dense, [score(each, own) for each in made], strict=True):
        np.testing.assert_allclose(other.elpd, one.elpd, atol=near)
        assert other.ln_evidence == pytest.approx(one.ln_evidence, abs=near)


def test_the_covariance_between_uncertain_inputs_is_that_of_many_curves_there():
    """Of 1,000,000 pairs of true inputs each; a row keeps the variance of the curve."""
    z, error = np.array([[0.0, 0.8, 1.0, 2.5]]), np.array([[0.0, 0.5, 0.2, 1.0]])
    found = kernel.covariance_of(z, error, np.array([[0.7], [2.0]]))
    rng = np.random.default_rng(4)
    true = z[0] + error[0] * rng.standard_normal((1_000_000, 4))
    for i, length in enumerate((0.7, 2.0)):
        for a in range(4):
            for b in range(4):
                drawn = kernel.matern(((true[:, a] - true[:, b]) / length) ** 2).mean()
                assert found[i, a, b] == pytest.approx(drawn, abs=3e-3)
    exact = kernel.matern(((z[0][:, np.newaxis] - z[0]) / 0.7) ** 2)
    np.testing.assert_allclose(kernel.covariance_of(z, 0 * error, np.array([[0.7]]))[0], exact, atol=1e-15)


def test_two_uncertain_inputs():
    z = np.array([[0.0, 0.8, 1.7], [1.0, 0.2, 0.4]])
    error = np.array([[0.3, 0.5, 0.0], [0.2, 0.0, 0.4]])
    found = kernel.covariance_of(z, error, np.array([[0.9, 1.5]]))[0]
    true = z + error * np.random.default_rng(5).standard_normal((1_000_000, 2, 3))
    for a, b in ((0, 1), (0, 2), (1, 2)):
        square = ((true[:, :, a] - true[:, :, b]) / [0.9, 1.5]) ** 2
        assert found[a, b] == pytest.approx(kernel.matern(square.sum(axis=1)).mean(), abs=3e-3)


def test_a_row_of_which_the_input_is_unknown_says_little_of_a_smooth_curve(rows):
    given, error = rows(), np.zeros(N)
    error[3] = 3 * np.ptp(X)
    far = replace(given, y=given.y + 40 * (np.arange(N) == 3))
    spoiled = score(curves.smooth(far, (X,)), far).elpd
    told = score(curves.smooth(far, (X,), (error,)), far).elpd
    others = np.arange(N) != 3
    assert told[others].sum() > spoiled[others].sum()
