"""Exact leave-one-out, evidence and posterior moments of a trial: by quadrature where it covers it, else sampled.

The sampled posterior is compared with these numbers in every run.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tcreferee.base.priors import Array
from tcreferee.inference import importance, plane
from tcreferee.inference.exact import FACTORS, Oracle
from tcreferee.inference.quadrature import covers, ln_evidence, quadrature
from tcreferee.inference.trial import Trial

__all__ = ["FACTORS", "Oracle", "covers", "integrate", "prior_scan", "quadrature"]


def integrate(trial: Trial, start: Array, root: Array, seed: int) -> Oracle:
    """Integrate the posterior of `trial`.

    Parameters
    ----------
    trial : Trial
    start : (d,) array
        Coordinates near the mode, and
    root : (d, d) array
        a rough square root of the posterior covariance: where importance sampling starts.
    seed : int
    """
    if covers(trial):
        return quadrature(trial)
    found = plane.integrate(trial) if plane.covers(trial) else None
    return importance.integrate(trial, start, root, seed) if found is None else found


def prior_scan(trial: Trial, start: Array, root: Array, seed: int, known: float) -> dict[float, float]:
    """Return ln evidence with the effect scale multiplied by each of `FACTORS`; `known` is that of factor 1."""
    scan = {}
    for factor in FACTORS:
        scaled = replace(trial, scales=replace(trial.scales, effect_K=trial.scales.effect_K * factor))
        if factor == 1.0:
            scan[factor] = known
        elif covers(trial):
            scan[factor] = ln_evidence(scaled)
        else:
            # effects count in units of the scale: the posterior lies elsewhere in them, farther than learning reaches
            moved = 1 / _stretch(trial, factor)
            scan[factor] = importance.ln_evidence(scaled, moved * start, moved[:, np.newaxis] * root, seed)
    return scan


def _stretch(trial: Trial, factor: float) -> Array:
    """Return by how much a step in each coordinate (d,) grows with the effect scale."""
    stretch, effects = np.ones(trial.dimension), len(trial.effects.names)
    stretch[:effects] = np.where(trial.effects.scaled, factor, 1.0)
    return stretch
