"""Compare the constants of a formula between sources of an input: which are comparable, and why they differ."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tcreferee.audits import invert
from tcreferee.audits.case import Case, Tried
from tcreferee.audits.refit import estimates
from tcreferee.audits.residuals import orthonormal
from tcreferee.base.priors import Array
from tcreferee.inference.bind import make_trial
from tcreferee.inference.residuals import slopes
from tcreferee.inference.settings import InferSettings
from tcreferee.inference.trial import Trial
from tcreferee.inference.true_inputs import with_populations_as_fitted

ABSORBED, UNMOVED, CURVE = 1e-5, 1e-4, 2
DISAGREE = "the sources disagree"
SHAPE = (
    "one curve common to all sources makes them agree, so the shape of the formula may be wrong rather than a source"
)
UNKNOWN = "the sources disagree, or the shape of the formula is wrong"


def invariant(tried: Tried) -> set[int]:
    """Return the positions of the parameters that do not change if an input is multiplied by a factor.

    The parameters can absorb the factor if d(prediction)/d ln(input) is a linear combination of the derivatives with
    respect to the parameters. Then parameters of weight zero in the combination do not change. If the parameters cannot
    absorb the factor, all positions are returned.
    """
    trial, (theta, _, _) = tried.trial, estimates(tried)
    every = set(range(len(theta)))
    if np.isnan(theta).any() or trial.choices > 1:
        return every
    by_parameter = slopes(trial, theta).T
    size = np.sqrt(np.sum(by_parameter**2, axis=0))
    for name in trial.inputs:
        by_input = trial.inputs[name] * invert.slope(trial, name, theta)
        weight = np.linalg.lstsq(by_parameter / size, by_input, rcond=None)[0]
        left = by_input - (by_parameter / size) @ weight
        if np.sum(left**2) <= ABSORBED**2 * np.sum(by_input**2):
            every -= {j for j in range(len(theta)) if abs(weight[j]) > UNMOVED * np.abs(weight).max()}
    return every


def why(case: Case, tried: Tried) -> str:
    """Return in words why the constants of a formula differ between sources, as far as the rows can tell."""
    trials = _trials(case, tried)
    bound = [name for name, column in tried.columns.items() if isinstance(column, str)]
    if tried.trial.nonlinear or len(bound) != 1 or len(trials) < 2 or len(bound) != len(tried.columns):
        return UNKNOWN
    p = _disagree(trials, bound[0])
    if p is None:
        return UNKNOWN
    return DISAGREE if p <= case.settings.level else SHAPE


def _trials(case: Case, tried: Tried) -> list[tuple[Trial, Array, float]]:
    """Return (trial, estimates, scatter) of the formula on these rows and on those of each related comparison."""
    found = [(tried.trial, estimates(tried)[0], estimates(tried)[2])]
    for other, models in case.related.items():
        for fit in models.values():
            if fit["model"]["name"] == tried.model.name and other in case.related_rows:
                settings = InferSettings.of(fit["settings"])
                trial = with_populations_as_fitted(make_trial(tried.model, case.related_rows[other], settings), fit)
                values = [told["estimate"] for told in fit["parameters"]]
                if None not in values:
                    found.append((trial, np.array(values[:-1], dtype=np.float64), float(values[-1])))
                break
    return found


def _disagree(trials: Sequence[tuple[Trial, Array, float]], name: str) -> float | None:
    """Return the p-value of an F test: do the sources still differ if a common curve in the input is added?

    Both fits give each source its own factor of the input. Rows are weighted by the scatter of their source.
    """
    from scipy.stats import f

    x = np.concatenate([trial.inputs[name] for trial, _, _ in trials])
    if (x <= 0).any():
        return None
    weight = np.concatenate([np.full(len(trial.y), 1 / max(sigma, 1e-12)) for trial, _, sigma in trials])
    y, z = np.concatenate([trial.y for trial, _, _ in trials]), np.log(x / np.median(x))
    own = [slopes(trial, theta).T for trial, theta, _ in trials]
    curve = z[:, np.newaxis] ** np.arange(1, CURVE + 1)
    # a factor of the input changes the formula and the curve, so the slopes of both are added
    both = np.column_stack([np.concatenate(own), curve]) * weight[:, np.newaxis]
    size = np.sqrt(np.sum(both**2, axis=0))
    fitted = np.linalg.lstsq(both / size, y * weight, rcond=None)[0] / size
    theta, bend = fitted[:-CURVE], (fitted[-CURVE:] * np.arange(1, CURVE + 1)) @ (z ** np.arange(CURVE)[:, np.newaxis])
    steep = np.concatenate([trial.inputs[name] * invert.slope(trial, name, theta) for trial, _, _ in trials]) + bend
    ends = np.cumsum([len(trial.y) for trial, _, _ in trials])[:-1]
    factors = [each[:, np.newaxis] for each in np.split(steep, ends)]
    fewer, more = (
        orthonormal(np.column_stack([curve, *columns]) * weight[:, np.newaxis])
        for columns in ([np.concatenate(own), _apart(factors)], [_apart(own), _apart(factors)])
    )
    added, free = more.shape[1] - fewer.shape[1], len(y) - more.shape[1]
    if added < 1 or free < 2:
        return None
    before, after = (float(np.sum((y * weight - b @ (b.T @ (y * weight))) ** 2)) for b in (fewer, more))
    return float(f.sf((before - after) / added / (after / free), added, free)) if after > 0 else 0.0


def _apart(blocks: Sequence[Array]) -> Array:
    """Return the block-diagonal matrix of the blocks."""
    rows, wide = sum(len(b) for b in blocks), sum(b.shape[1] for b in blocks)
    found, at, k = np.zeros((rows, wide)), 0, 0
    for block in blocks:
        found[at : at + len(block), k : k + block.shape[1]] = block
        at, k = at + len(block), k + block.shape[1]
    return found
