"""Check our own intervals: simulation-based calibration, and coverage of the differences of elpd."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from tcreferee.base.priors import Array
from tcreferee.inference.trial import Trial
from tcreferee.simulation.draw import draw_datasets
from tcreferee.simulation.scores import Posterior, many, posterior, scores
from tcreferee.simulation.spectrum import LN_2PI

LEVEL, TOGETHER, HERMITE, DROP = 2, 250, 21, 25.0
# nats below its peak at which a density is nothing; above its highest node a spline may still rise
FINER, FAR_BELOW, MOST_ABOVE = 8, 200.0, 5.0


@dataclass(frozen=True)
class Ranks:
    """Simulation-based calibration of a model on its rows.

    Parameters
    ----------
    names : tuple of str
        The sampled coordinates.
    pit : (replicates, d) array
        Posterior probability below the true value: the limit of the rank for many draws, uniform if all is right.
    p_value : (d,) array
        Kolmogorov-Smirnov test of uniformity for each coordinate, times the number of coordinates (Bonferroni).
    """

    names: tuple[str, ...]
    pit: Array
    p_value: Array


@dataclass(frozen=True)
class Coverage:
    """How often the true expected difference of elpd lies within D +- 2, +- 4 and +- c(n) standard errors.

    Parameters
    ----------
    difference, error, expected : (replicates,) array
        D and its standard error from exact leave-one-out; the expected difference for fresh data from the truth.
    within_2, within_4, within_c : float
        Shares of the replicates.
    """

    difference: Array
    error: Array
    expected: Array
    within_2: float
    within_4: float
    within_c: float


def ranks(trial: Trial, replicates: int, seed: int) -> Ranks:
    """Draw truths from the prior and data from the model, and place each truth in the exact posterior of its data.

    Source: 10.1214/23-BA1404.

    Raises
    ------
    ValueError
        If the posterior is not exact for this likelihood and model.
    """
    from scipy.stats import kstest

    if not many(trial):
        raise ValueError(f"no exact posterior for model '{trial.model.name}'")
    rng = np.random.default_rng(seed)
    z = trial.draw_prior(replicates, rng)
    y = draw_datasets(trial, trial.physical(z), np.exp(z[:, -1]), rng)
    # one at a time with a non-linear parameter: data from the whole prior are not alike
    size = 1 if trial.nonlinear else TOGETHER
    parts = [slice(i, i + size) for i in range(0, replicates, size)]
    pit = np.concatenate([_pit(trial, posterior(trial, y[s], LEVEL), z[s]) for s in parts])
    tests = [float(kstest(column, "uniform").pvalue) for column in pit.T]
    return Ranks(trial.names, pit, np.minimum(np.array(tests) * len(tests), 1.0))


def _pit(trial: Trial, on: Posterior, z: Array) -> Array:
    """Return the posterior probability (data sets, d) below the coordinates z (data sets, d)."""
    from scipy.special import ndtr

    weight = np.exp(on.table - on.table.max(axis=(1, 2), keepdims=True))
    weight /= weight.sum(axis=(1, 2), keepdims=True)
    u, nonlinear, log_sigma = trial.split(z)
    found, variance = on.found, np.exp(2 * on.log_sigma)
    shrunk = variance / (variance + found.square[..., np.newaxis])
    # E[u] = V S b / (s^2 + S^2); the covariance is V s^2 / (s^2 + S^2) V', and 1 outside the span of V
    turned = np.einsum("pke,pk,pdk,pks->dpse", found.right, found.values, found.b, shrunk / variance)
    spread = np.sqrt(np.maximum(1 - np.einsum("pke,pks->pse", found.right**2, 1 - shrunk), 1e-300))
    below = ndtr((u[:, np.newaxis, np.newaxis] - turned) / spread)
    if found.bounded:
        low, high = (ndtr((end[:, np.newaxis, np.newaxis] - turned) / spread) for end in (found.low, found.high))
        below = np.clip((below - low) / np.maximum(high - low, 1e-300), 0.0, 1.0)
    columns = [np.einsum("dps,dpse->de", weight, below)]
    for i in range(len(trial.nonlinear)):
        columns.append(_below(on.p, weight.sum(axis=2), nonlinear[:, i])[:, np.newaxis])
    with np.errstate(divide="ignore"):
        log_share = np.logaddexp.reduce(on.table, axis=1)
    columns.append(_smoothly_below(on.log_sigma, log_share, log_sigma)[:, np.newaxis])
    return np.concatenate(columns, axis=1)


def _below(nodes: Array, share: Array, truth: Array) -> Array:
    """Return the probability (data sets,) below a true value, by linear interpolation between dense nodes."""
    # half of a node's weight lies below it
    middle = np.cumsum(share, axis=1) - 0.5 * share
    return np.array([np.interp(t, nodes, m) for t, m in zip(truth, middle, strict=True)])


def _smoothly_below(nodes: Array, log_share: Array, truth: Array) -> Array:
    """Return the probability (data sets,) below a true value for a smooth log density on few even nodes.

    It is nearly a parabola: a cubic spline through it fills in nodes between. Nodes far below the peak are left out:
    a spline through values that say no more than that would swing, also where the density is large.
    """
    from scipy.interpolate import CubicSpline

    found = np.empty(len(truth))
    for i, (log_density, t) in enumerate(zip(log_share - log_share.max(axis=1, keepdims=True), truth, strict=True)):
        near = np.flatnonzero(log_density > -FAR_BELOW)
        kept = slice(near[0], near[-1] + 1)
        at = nodes[kept]
        fine = np.linspace(at[0], at[-1], FINER * (len(at) - 1) + 1)
        filled = np.exp(np.minimum(CubicSpline(at, log_density[kept])(fine), MOST_ABOVE))
        found[i] = _below(fine, (filled / filled.sum())[np.newaxis], np.array([t]))[0]
    return found


def coverage(
    one: Trial, other: Trial, truth: Trial, theta: Array, sigma: Array, rng: np.random.Generator, errors: float
) -> Coverage:  # fmt: skip
    """Compare D of two models with what it estimates, for data sets of a third on the same rows.

    Parameters
    ----------
    one, other : Trial
        With normal scatter and at most one non-linear parameter.
    truth : Trial
        Any model with normal scatter.
    theta, sigma : (replicates, parameters) and (replicates,) array
        Its parameters, those of one data set each.
    rng : numpy.random.Generator
    errors : float
        c(n), how many standard errors the words use.
    """
    y, mean = draw_datasets(truth, theta, sigma, rng), truth.predict(theta)
    each = scores(one, y).elpd - scores(other, y).elpd
    difference, error = each.sum(axis=1), np.sqrt(y.shape[1] * each.var(axis=1, ddof=1))
    expected = expected_elpd(one, y, mean, sigma) - expected_elpd(other, y, mean, sigma)
    within = [float(np.mean(np.abs(difference - expected) <= width * error)) for width in (2, 4, errors)]
    return Coverage(difference, error, expected, *within)


def expected_elpd(trial: Trial, y: Array, mean: Array, sigma: Array) -> Array:
    """Return the expected log predictive density (data sets,) of fresh rows N(mean, sigma^2), the model fitted to y.

    Uses Gauss-Hermite quadrature over the fresh row.

    ASSUME: a bound on an effect weighs the nodes, but does not cut the predictive density at each.
    """
    nodes, weights = np.polynomial.hermite_e.hermegauss(HERMITE)
    size, found = (1, np.empty(len(y))) if trial.nonlinear else (TOGETHER, np.empty(len(y)))
    for start in range(0, len(y), size):
        part = slice(start, start + size)
        on = posterior(trial, y[part], 1)
        for d, (table, m, s) in enumerate(zip(on.table, mean[part], sigma[part], strict=True)):
            fresh = m + s * nodes[:, np.newaxis]
            found[start + d] = weights @ _log_predictive(on, d, table, y[start + d], fresh).sum(axis=1)
    return np.asarray(found / math.sqrt(2 * math.pi))


def _log_predictive(on: Posterior, d: int, table: Array, y: Array, fresh: Array) -> Array:
    """Return the log predictive density (fresh, rows) of one data set."""
    point, scatter = np.nonzero(table > table.max() - DROP)
    weight = np.exp(table[point, scatter] - table.max())
    u, variance = on.found.u[point], np.exp(2 * on.log_sigma)[scatter]
    grown = on.found.square[point] / (variance[:, np.newaxis] + on.found.square[point])
    centre = y - on.found.residual[point, d] + np.einsum("enk,ek,ek->en", u, grown, on.found.b[point, d])
    spread = variance[:, np.newaxis] * (1 + np.einsum("enk,ek->en", u**2, grown))
    density = np.exp(-0.5 * (fresh[:, np.newaxis] - centre) ** 2 / spread) / np.sqrt(spread)
    return np.asarray(np.log(np.einsum("e,fen->fn", weight / weight.sum(), density)) - 0.5 * LN_2PI)
