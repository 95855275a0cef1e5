"""Exact leave-one-out, evidence and posterior moments of a trial: by quadrature where it applies, else sampled.

The sampled posterior is compared with these numbers in every run.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from tcreferee.base.priors import Array
from tcreferee.inference import importance, integer_sum, plane
from tcreferee.inference.exact import FACTORS, Oracle, SigmaScan
from tcreferee.inference.quadrature import covers, ln_evidence, quadrature
from tcreferee.inference.trial import Trial

__all__ = ["FACTORS", "Oracle", "covers", "integrate", "prior_scan", "quadrature"]


def integrate(trial: Trial, start: Array, root: Array, seed: int) -> Oracle:
    """Integrate the posterior of `trial`; the evidence is NaN where a prior is improper.

    Parameters
    ----------
    trial : Trial
    start : (d,) array
        Coordinates near the mode, and
    root : (d, d) array
        a rough square root of the posterior covariance: where importance sampling starts.
    seed : int
    """
    found = _integrate(trial, start, root, seed)
    if not trial.flat:
        return found
    scan = {factor: SigmaScan(math.nan, at.elpd_loo) for factor, at in found.sigma_scan.items()}
    return replace(found, ln_evidence=math.nan, sigma_scan=scan)


def _integrate(trial: Trial, start: Array, root: Array, seed: int) -> Oracle:
    if trial.integers:
        return integer_sum.integrate(trial, start, root, seed, _integrate)
    if covers(trial):
        return quadrature(trial)
    found = plane.integrate(trial) if plane.covers(trial) else None
    return importance.integrate(trial, start, root, seed) if found is None else found


def prior_scan(trial: Trial, start: Array, root: Array, seed: int, known: float) -> dict[float, float]:
    """Return ln evidence with the effect scale multiplied by each of `FACTORS`; `known` is that of factor 1.

    Empty where a prior is improper.
    """
    scan: dict[float, float] = {}
    for factor in () if trial.flat else FACTORS:
        scan[factor] = known if factor == 1.0 else _scaled(trial, start, root, seed, factor)
    return scan


def _scaled(trial: Trial, start: Array, root: Array, seed: int, factor: float) -> float:
    if trial.integers:
        return integer_sum.ln_evidence(
            trial, lambda case: _scaled(case.trial, start[case.kept], root[np.ix_(case.kept, case.kept)], seed, factor)
        )
    scaled = replace(trial, scales=replace(trial.scales, effect_K=trial.scales.effect_K * factor))
    if covers(trial):
        return ln_evidence(scaled)
    # effects count in units of the scale: the posterior lies elsewhere in them, farther than learning reaches
    moved = 1 / _stretch(trial, factor)
    return importance.ln_evidence(scaled, moved * start, moved[:, np.newaxis] * root, seed)


def _stretch(trial: Trial, factor: float) -> Array:
    """Return by how much a step in each coordinate (d,) grows with the effect scale."""
    stretch, effects = np.ones(trial.dimension), len(trial.effects.names)
    stretch[:effects] = np.where(trial.effects.scaled, factor, 1.0)
    return stretch
