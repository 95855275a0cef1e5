"""Exact leave-one-out, evidence and posterior moments of a trial: by quadrature where it covers it, else sampled.

The sampled posterior is compared with these numbers in every run.
"""

from __future__ import annotations

from dataclasses import replace

from tcreferee.inference import importance
from tcreferee.inference.exact import Oracle
from tcreferee.inference.quadrature import covers, ln_evidence, quadrature
from tcreferee.inference.trial import Trial
from tcreferee.priors import Array

__all__ = ["Oracle", "covers", "integrate", "prior_scan", "quadrature"]

FACTORS = (0.25, 0.5, 1.0, 2.0, 4.0)


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
    return quadrature(trial) if covers(trial) else importance.integrate(trial, start, root, seed)


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
            scan[factor] = importance.ln_evidence(scaled, start, root, seed)
    return scan
