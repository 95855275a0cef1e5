"""Exact evidence and leave-one-out scores of many data sets at once: `tcreferee.inference.quadrature`, batched.

Nodes are shared by data sets with alike posteriors; only those that matter for a data set are worked out for it. Where
every second node would not have been enough, or what was left away might matter, a data set is done again with more.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tcreferee.base.priors import Array, Normal
from tcreferee.inference.quadrature import covers, quadrature
from tcreferee.inference.trial import Trial
from tcreferee.simulation.spectrum import Spectrum, spectrum

ALIKE, FEW, STEP, WIDE, NODES = 64, 1000, 0.9, 129, 65
DROP, EDGE, LEVELS, BISECTIONS = 40.0, 8.0, 4, 50
# the trapezoidal rule at least squares its error when the nodes are doubled; over ln s, near a normal density, it takes
# the fourth power
P_ERROR_MAX, SCATTER_ERROR_MAX, EDGE_MAX = 2e-3, 1e-2, 1e-5


@dataclass(frozen=True)
class Scores:
    """Exact scores of many data sets.

    Parameters
    ----------
    ln_evidence : (data sets,) array
    elpd : (data sets, rows) array
        Leave-one-out log predictive densities; NaN where `reason` is given.
    reason : str
        Why there are no scores; "" if there are.
    """

    ln_evidence: Array
    elpd: Array
    reason: str = ""

    def beside(self, other: Scores) -> Scores:
        """Return these scores and those of more data sets of the same model."""
        ln_evidence, elpd = (np.concatenate(each) for each in ((self.ln_evidence, other.ln_evidence),
                                                               (self.elpd, other.elpd)))  # fmt: skip
        return Scores(ln_evidence, elpd, self.reason)


def many(trial: Trial) -> bool:
    """Whether many data sets are scored together: in closed form, one scatter for all rows, a smooth prior."""
    return covers(trial) and not trial.density.known and trial.smooth


def scores(trial: Trial, y: Array, rough: bool = False) -> Scores:
    """Score many data sets by a trial's model.

    Parameters
    ----------
    trial : Trial
        Its response is not used.
    y : (data sets, rows) array
    rough : bool
        With a non-linear parameter take the first set of nodes for good enough, an error of some hundredths of a nat:
        for counting which model is best in many data sets.
    """
    ln_z, elpd = np.full(len(y), math.nan), np.full(y.shape, math.nan)
    if not many(trial):
        return Scores(ln_z, elpd, "no exact integral over many data sets at once for this likelihood or model")
    todo, once = np.arange(len(y)), rough and bool(trial.nonlinear)
    for level in range(1 if once else LEVELS):
        if trial.nonlinear and len(todo) > 1:
            todo = todo[np.argsort(_place(trial, y[todo]), kind="stable")]
        left = []
        size = ALIKE >> (2 * level) if trial.nonlinear else FEW
        for start in range(0, len(todo), max(size, 1)):
            part = todo[start : start + max(size, 1)]
            ln_z[part], elpd[part], good = _scored(trial, y[part], level, checked=not once)
            left.append(part[~good])
        todo = np.concatenate([*left, np.empty(0, np.intp)]).astype(np.intp)
    for i in todo[: 0 if once else None]:
        oracle = quadrature(replace(trial, y=y[i]))
        ln_z[i], elpd[i] = oracle.ln_evidence, oracle.elpd_loo
    return Scores(ln_z, elpd)


@dataclass(frozen=True)
class Posterior:
    """Posteriors of some data sets on common nodes.

    Parameters
    ----------
    found : Spectrum
    p, log_sigma : (points,) and (scatters,) array
        Coordinates of the nodes.
    table : (data sets, points, scatters) array
        ln of likelihood x prior x width of the node in p.
    drop : float
        Nats below a peak that the nodes reach.
    """

    found: Spectrum
    p: Array
    log_sigma: Array
    table: Array
    drop: float


def posterior(trial: Trial, y: Array, level: int) -> Posterior:
    """Return the posteriors of data sets (data sets, rows).

    Each level has twice the nodes of the one before; data sets given together should be alike.
    """
    drop, rows = DROP * (1 + level), y.shape[1]
    p, log_width = _points(trial, y, level)
    found = spectrum(trial, y, p)
    step = STEP if trial.nonlinear else STEP / 2**level
    log_sigma = _scatters(found, trial.scales.sigma_K, rows, drop, step)
    table = found.log_density(log_sigma, trial.sigma_prior) + log_width[:, np.newaxis]
    return Posterior(found, p, log_sigma, table, drop)


def _scored(trial: Trial, y: Array, level: int, checked: bool) -> tuple[Array, Array, NDArray[np.bool_]]:
    """Return ln evidence, leave-one-out scores and whether they are good; all are, if that is not to be checked."""
    on = posterior(trial, y, level)
    found, log_sigma, table, drop = on.found, on.log_sigma, on.table, on.drop
    peak = table.max(axis=(1, 2))
    depth = _depth(found, table - peak[:, np.newaxis, np.newaxis], log_sigma, drop)
    which, point, scatter = np.nonzero(depth > -drop)
    log_weight = table[which, point, scatter] - peak[which]
    first = np.searchsorted(which, np.arange(len(y)))
    each = log_weight[:, np.newaxis] - found.log_left_out(point, which, scatter, log_sigma)
    each = np.concatenate([log_weight[:, np.newaxis], each], axis=1)
    top = np.maximum.reduceat(each, first, axis=0)
    term = np.exp(each - top[which], out=each)
    whole = np.add.reduceat(term, first, axis=0)
    ln_z = top + np.log(whole) + peak[:, np.newaxis] + math.log(log_sigma[1] - log_sigma[0])
    if not checked:
        return ln_z[:, 0], ln_z[:, :1] - ln_z[:, 1:], np.ones(len(y), dtype=bool)
    # every second node; and the outermost nodes that were kept
    half, most = (point % 2 == 0, P_ERROR_MAX) if trial.nonlinear else (scatter % 2 == 0, SCATTER_ERROR_MAX)
    coarse = 2 * np.add.reduceat(term * half[:, np.newaxis], first, axis=0)
    edge = np.add.reduceat(term * (depth[which, point, scatter] < EDGE - drop)[:, np.newaxis], first, axis=0)
    with np.errstate(divide="ignore"):
        error = np.abs(np.log(coarse / whole)).max(axis=1)
    good = (error < most) & ((edge / whole).max(axis=1) < EDGE_MAX)
    return ln_z[:, 0], ln_z[:, :1] - ln_z[:, 1:], good


def _depth(found: Spectrum, table: Array, log_sigma: Array, drop: float) -> Array:
    """Return how far each node (data sets, points, scatters) is below the nearest peak of a data set's posteriors."""
    twice, largest = 2 * np.exp(2 * log_sigma), found.largest_left_out
    if len(found.rss) == 1:
        # few nodes: all of them, down to where even the row that fits worst being left out makes no difference
        depth = np.minimum(table, 0.0)
        return np.where(found.least_left_out.T[..., np.newaxis] < drop * twice, np.maximum(depth, EDGE - drop), depth)
    # without the row that fits worst the density is higher by what that row costs
    without = table + largest.T[..., np.newaxis] / twice + log_sigma
    return np.asarray(np.maximum(table, without - without.max(axis=(1, 2), keepdims=True)))


def _scatters(found: Spectrum, scale: float, rows: int, drop: float, step: float) -> Array:
    """Return even nodes of ln s that hold every posterior, also with a row left out, to `drop` nats below its peak."""
    least = float(found.least_left_out.min())
    highest = math.log(max(float(np.abs(found.residual).max()), scale, float(found.values.max(initial=0.0))))
    lowest = max(0.5 * math.log(max(least / (rows * _variance_ratio(2 * drop / rows)), 1e-300)), highest - 30.0)
    # far out the density of ln s falls by one power for each row and four of the prior
    return np.arange(lowest, highest + drop / (rows + 3) + 1.0, step / math.sqrt(2 * rows))


def _variance_ratio(depth: float) -> float:
    """Return the r > 1 with r - 1 - ln r = depth.

    At a variance r times smaller than the most likely one the log density of n rows is lower by n / 2 times that.
    """
    ratio = 1 + depth + math.sqrt(2 * depth)
    for _ in range(BISECTIONS):
        ratio = 1 + depth + math.log(ratio)
    return ratio


def _points(trial: Trial, y: Array, level: int) -> tuple[Array, Array]:
    """Return nodes of the non-linear parameter for data sets with alike posteriors, and ln of their weights."""
    if not trial.nonlinear:
        return np.zeros(1), np.zeros(1)
    nodes, (low, high) = (NODES - 1) * 2**level + 1, trial.bounds.reach(0)
    prior, bounds = trial.prior(trial.nonlinear[0]), trial.model.parameters[trial.nonlinear[0]].bounds
    p, weight = _dense_near(prior.location, prior.width, low, high, WIDE)
    # between two bounds the posterior may lie in pieces: some of the nodes are spread evenly
    pieces = isinstance(prior, Normal) and bool(np.isfinite(bounds).all())
    for count in (*(WIDE,) * (1 + level), 2 * nodes - 1 if pieces else nodes):
        mean, sd = _moments(trial, y, p, weight)
        # what lies between two nodes is not seen yet
        width = max(float(sd.min()), 0.5 * float(np.diff(p)[1:-1].min()))
        p, weight = _dense_near(float(np.median(mean)), width, low, high, count, 0.5 * pieces)
    with np.errstate(divide="ignore"):
        return p, np.log(weight)


def _place(trial: Trial, y: Array) -> Array:
    """Return roughly where the posterior of the non-linear parameter lies (data sets,)."""
    prior = trial.prior(trial.nonlinear[0])
    return np.concatenate(
        [
            _moments(trial, y[i : i + FEW], *_dense_near(prior.location, prior.width, *trial.bounds.reach(0), WIDE))[0]
            for i in range(0, len(y), FEW)
        ]
    )


def _moments(trial: Trial, y: Array, p: Array, weight: Array) -> tuple[Array, Array]:
    """Return rough mean and sd (data sets,) of the non-linear parameter, the scatter at its best at each node."""
    found, rows = spectrum(trial, y, p), y.shape[1]
    variance = np.maximum(found.rss / rows, 1e-300)
    for _ in range(3):
        shrunk = variance[..., np.newaxis] / (variance[..., np.newaxis] + found.square[:, np.newaxis])
        variance = np.maximum((found.rss + np.sum(shrunk * found.b**2, axis=-1)) / rows, 1e-300)
    total = variance[..., np.newaxis] + found.square[:, np.newaxis]
    log_density = found.log_prior[:, np.newaxis] - 0.5 * (
        (rows - found.square.shape[1]) * np.log(variance) + np.sum(np.log(total), axis=-1)
    )
    with np.errstate(divide="ignore"):
        log_density = np.where(np.isfinite(log_density), log_density, -np.inf) + np.log(weight)[:, np.newaxis]
    share = np.exp(log_density - log_density.max(axis=0))
    share /= share.sum(axis=0)
    mean = p @ share
    return mean, np.sqrt(np.maximum(p**2 @ share - mean**2, 1e-12 * (p[-1] - p[0]) ** 2))


def _dense_near(
    centre: float, width: float, low: float, high: float, nodes: int, even: float = 0.0
) -> tuple[Array, Array]:
    """Return nodes dense within `width` of the centre as those of sinh are, a share `even` of them evenly spread.

    The step vanishes at both ends as the fourth power, so that the trapezoidal rule converges fast at a cut too.
    """
    first, last = math.asinh((low - centre) / width), math.asinh((high - centre) / width)
    s = np.linspace(0.0, 1.0, nodes)
    share = s**4 * (35 - 84 * s + 70 * s**2 - 20 * s**3)
    x = centre + width * np.sinh(first + (last - first) * share)
    if even:
        left, right = np.full(nodes, low), np.full(nodes, high)
        for _ in range(BISECTIONS):
            x = 0.5 * (left + right)
            dense = (np.arcsinh((x - centre) / width) - first) / (last - first)
            short = (1 - even) * dense + even * (x - low) / (high - low) < share
            left, right = np.where(short, x, left), np.where(short, right, x)
    density = (1 - even) / np.hypot(width, x - centre) / (last - first) + even / (high - low)
    return x, 140 * s**3 * (1 - s) ** 3 / (nodes - 1) / density
