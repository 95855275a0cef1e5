"""Curves without physics that need no sampler: the simple nulls and the generic curves of a comparison.

Each is a mixture of Gaussian priors of the expected response: mean + columns u with u ~ Normal(0, 1). A coefficient has
the prior that it would have in any model here, matched on the effect (`tcreferee.inference.effects`): the mean over the
rows ~ Normal(centre, tau), the spread that one coefficient causes ~ Normal(0, tau). What a curve is not linear in, such
as the place of a step or the length of a smooth curve, is averaged over a grid with prior weights.

Where the logarithm of the response scatters, the curves are curves of that logarithm, with the moments of a log-normal
prior of the response.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from tcreferee.base.priors import Array
from tcreferee.base.scatter_priors import SigmaPrior
from tcreferee.inference.kernel import centred, covariance_of, standardised, standardised_error
from tcreferee.inference.likelihoods import LIKELIHOODS, NO_SIDES
from tcreferee.inference.trial import Trial

# ASSUME: a step is as in the null model 'two_levels': 0.05 sd of the input wide, within 1.5 sd, prior Normal(0, 1).
STEP_REACH, STEP_WIDTH, STEPS, FEW_STEPS = 1.5, 0.05, 121, 61
# ASSUME: lengths of a smooth curve are log-normal about 1 sd of the input, a factor e up or down being one sd: a half
# sd of the input is a wiggle, four are nearly a straight line.
LENGTH_SD, LENGTH_REACH = 1.0, 2.2
LENGTHS = {1: 13, 2: 7, 3: 5, 4: 4}  # nodes for each input
AMPLITUDES = 7
# ASSUME: exponents have the prior Normal(0, 2), as in the model 'power_law'.
EXPONENT_SD = 2.0
SMOOTH_ROWS, KNOTS = 500, 5
# ASSUME: every row misses a smooth curve by a thousandth of the scale of sigma's prior (15 mK for cuprates), beside the
# scatter: a curve through all rows meets two rows with one input and one value exactly, and without this its score is
# infinite.
NUGGET = 1e-3


@dataclass(frozen=True)
class Rows:
    """What every curve of a comparison is scored on.

    Parameters
    ----------
    y : (n,) array
        Response; its logarithm where that scatters.
    likelihood : str
    centre, tau : float
        Prior mean and effect scale, on the scale of `y`.
    sigma_prior : SigmaPrior
    sd : (n,) array
        Known standard deviations of the response; 0 where there are none.
    jacobian : float or (n,) array
        What each log density loses because the response is not `y` but exp(y); nothing for a limit.
    limit : (n,) array
        Which rows are limits, as in `Trial`.
    sides, shifts : (2, n) and (errors, n) array
        Asymmetric errors, and errors that all rows share, as in `Trial`.
    """

    y: Array
    likelihood: str
    centre: float
    tau: float
    sigma_prior: SigmaPrior
    sd: Array
    jacobian: Array
    limit: Array = field(default_factory=lambda: np.zeros(1))
    sides: Array = field(default_factory=lambda: NO_SIDES)
    shifts: Array = field(default_factory=lambda: np.zeros((0, 1)))

    @property
    def gaussian(self) -> bool:
        """Whether scatter and errors are normal and every row a value, so that curves are scored in closed form."""
        return self.likelihood not in ("student_t", "bernoulli") and not (self.limit.any() or self.sides.any())

    def pointwise(self, mean: Array, sd: Array) -> Array:
        """Return the log density (..., rows) on the scale of `y`, the log probability of a limit."""
        word = "normal" if LIKELIHOODS[self.likelihood].log_response else self.likelihood
        return LIKELIHOODS[word].pointwise(self.y, mean, np.sqrt(sd**2 + self.sd**2), self.limit, self.sides)


def rows_of(trial: Trial) -> Rows:
    """Return the rows of a trial."""
    y, centre, tau, prior = trial.y, trial.scales.centre_K, trial.scales.effect_K, trial.sigma_prior
    known = trial.sd if trial.density.known else np.zeros(1)
    sd, jacobian = np.broadcast_to(known, y.shape), np.zeros(len(y))
    if trial.density.log_response:
        spread = math.log1p((tau / centre) ** 2)
        y, jacobian = np.log(y), np.where(trial.limit == 0, np.log(y), 0.0)
        centre, tau = math.log(centre) - spread / 2, math.sqrt(spread)
    return Rows(y, trial.likelihood, centre, tau, prior, sd, jacobian, trial.limit, trial.sides, trial.shifts)


@dataclass(frozen=True)
class Curve:
    """A mixture of Gaussian priors of the expected response, by the eigenvectors of their covariances.

    Parameters
    ----------
    log_weight : (shapes, sizes) array
        Of each member of the mixture; a shape is a covariance, a size its factor.
    mean : (n,) array
    vectors : (shapes, n, r) array
        Orthonormal.
    values : (shapes, sizes, r) array
        Prior variances along them.
    k : int
        Free coefficients, for the table; of a smooth curve its lengths and its amplitude besides the mean.
    nugget : float
        Variance by which every row misses the curve beside the scatter.
    """

    log_weight: Array
    mean: Array
    vectors: Array
    values: Array
    k: int
    nugget: float = 0.0

    @property
    def columns(self) -> Array:
        """Columns (shapes, n, r) whose unit-normal coefficients have this prior; for curves of one size."""
        return self.vectors * np.sqrt(self.values[:, 0, np.newaxis, :])


def levels(rows: Rows, family: Array | None = None) -> Curve:
    """Return the constant, or one level for each family."""
    if family is None:
        return _linear(rows, [], 1)
    member = (family == np.unique(family)[:, np.newaxis]).T.astype(float)
    return _of_columns(rows, rows.tau * member[np.newaxis], np.zeros(1), member.shape[1])


def line(rows: Rows, x: Array) -> Curve:
    """Return the straight line in x; in its logarithm, give that."""
    return _linear(rows, [x], 2)


def parabola(rows: Rows, x: Array) -> Curve:
    """Return the parabola in an input."""
    z = standardised(x)
    return _linear(rows, [z, z * z], 3)


def steps(rows: Rows, x: Array) -> Curve:
    """Return two levels with a step anywhere in the middle of an input."""
    at = np.linspace(-STEP_REACH, STEP_REACH, STEPS if rows.gaussian else FEW_STEPS)
    z = ((x - x.mean()) / (x.std(ddof=1) or 1.0) - at[:, np.newaxis]) / STEP_WIDTH
    off = z / np.sqrt(1 + z * z)
    off = off - off.mean(axis=1, keepdims=True)
    size = np.sqrt(np.mean(off**2, axis=1, keepdims=True))
    columns = rows.tau * np.stack([np.ones_like(off), off / np.where(size > 0, size, 1.0)], axis=-1)
    weight = np.exp(-0.5 * at**2)
    return _of_columns(rows, columns, np.log(weight / weight.sum()), 3)


def powers(rows: Rows, inputs: Sequence[Array]) -> Curve:
    """Return the power product of a logarithm: linear in the logarithms of the inputs, with exponents Normal(0, 2)."""
    logs = [EXPONENT_SD * (np.log(x) - np.log(x).mean()) for x in inputs]
    columns = np.stack([np.full(len(rows.y), rows.tau), *logs], axis=1)
    return _of_columns(rows, columns[np.newaxis], np.zeros(1), 1 + len(inputs))


def smooth(rows: Rows, inputs: Sequence[Array], errors: Sequence[Array] = ()) -> Curve:
    """Return the smooth curve: a Gaussian process up to 500 rows, a regression spline above.

    Parameters
    ----------
    rows : Rows
    inputs : sequence of (n,) arrays
        What the true inputs are expected to be.
    errors : sequence of (n,) arrays, optional
        Their standard deviations; a spline leaves them to the scatter.
    """
    if len(rows.y) > SMOOTH_ROWS:
        return _spline(rows, inputs)
    z, k = np.stack([standardised(x) for x in inputs]), len(inputs)
    # more than four inputs share one length: a grid over all of them would have no end
    count = LENGTHS.get(k, LENGTHS[1])
    nodes = np.linspace(-LENGTH_REACH, LENGTH_REACH, count)
    each = itertools.product(nodes, repeat=k) if k in LENGTHS else ((node,) * k for node in nodes)
    lengths = np.array(list(each))
    log_prior = -0.5 * (lengths if k in LENGTHS else lengths[:, :1]) ** 2
    size, size_weight = _half_normal(AMPLITUDES)
    own = [standardised_error(x, error) for x, error in zip(inputs, errors or np.zeros_like(z), strict=True)]
    covariance = covariance_of(z, np.stack(own), np.exp(LENGTH_SD * lengths))
    n = len(rows.y)
    # the mean over the rows is a direction of its own; the centred curve lives in the others. Among the eigenvectors of
    # the whole covariance it cannot be told from directions in which a long curve hardly varies
    whole = np.linalg.qr(np.column_stack([np.ones(n), np.eye(n)[:, 1:]]))[0]
    others = whole[:, 1:]
    values, vectors = np.linalg.eigh(others.T @ centred(covariance) @ others)
    vectors = np.concatenate([np.broadcast_to(whole[:, :1], (len(vectors), n, 1)), others @ vectors], axis=-1)
    variance = np.full((len(values), len(size), n), n * rows.tau**2)
    variance[..., 1:] = np.maximum(values, 0.0)[:, np.newaxis] * (rows.tau * size[:, np.newaxis]) ** 2
    weight = log_prior.sum(axis=1)[:, np.newaxis] + np.log(size_weight)
    weight = weight - np.logaddexp.reduce(weight, axis=None)
    nugget = (NUGGET * rows.sigma_prior.scale) ** 2
    return Curve(weight, np.full(n, rows.centre), vectors, variance, 2 + lengths.shape[1], nugget)


def _half_normal(count: int) -> tuple[Array, Array]:
    """Return nodes and weights of the spread of one effect: |Normal(0, 1)|, in parts of equal steps of ln."""
    edges = np.concatenate([[0.0], np.geomspace(0.05, 2.5, count - 1), [math.inf]])
    cumulative = np.array([math.erf(edge / math.sqrt(2)) for edge in edges])
    middle = np.concatenate([[0.025], np.sqrt(edges[1:-2] * edges[2:-1]), [2.8]])
    return middle, np.diff(cumulative)


def _spline(rows: Rows, inputs: Sequence[Array]) -> Curve:
    """Return the sum of a cubic regression spline in each input, each with the spread of one effect."""
    from scipy.interpolate import BSpline

    parts = [np.full((len(rows.y), 1), rows.tau)]
    for x in inputs:
        z = standardised(x)
        inner = np.quantile(z, np.linspace(0, 1, KNOTS + 2))
        knots = np.concatenate([[inner[0]] * 3, np.unique(inner), [inner[-1]] * 3])
        basis = BSpline.design_matrix(z, knots, 3).toarray()
        basis = basis - basis.mean(axis=0)
        parts.append(rows.tau * basis / math.sqrt(float((basis**2).sum()) / len(z)))
    columns = np.concatenate(parts, axis=1)
    return _of_columns(rows, columns[np.newaxis], np.zeros(1), columns.shape[1])


def _linear(rows: Rows, columns: Sequence[Array], k: int) -> Curve:
    return _of_columns(rows, _columns(rows, columns)[np.newaxis], np.zeros(1), k)


def _columns(rows: Rows, columns: Sequence[Array]) -> Array:
    """Return (n, 1 + columns): the level, and each column centred with the spread of one effect."""
    off = [column - column.mean() for column in columns]
    sizes = [math.sqrt(float(np.mean(each**2))) for each in off]
    each = [rows.tau * column / size for column, size in zip(off, sizes, strict=True) if size > 0]
    return np.stack([np.full(len(rows.y), rows.tau), *each], axis=1)


def _of_columns(rows: Rows, columns: Array, log_weight: Array, k: int) -> Curve:
    """Return the curve with unit-normal coefficients of columns (shapes, n, r), about the prior mean."""
    vectors, size, _ = np.linalg.svd(columns, full_matrices=False)
    mean = np.full(len(rows.y), rows.centre)
    return Curve(log_weight[:, np.newaxis], mean, vectors, (size**2)[:, np.newaxis, :], k)
