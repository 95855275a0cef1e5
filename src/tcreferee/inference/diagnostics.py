"""Named checks of one posterior: value, threshold, passed. A model that fails one is not ranked."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tcreferee.base.priors import Array
from tcreferee.inference.exact import Oracle
from tcreferee.inference.fit import Fit
from tcreferee.inference.importance import ERROR_MAX, KHAT_MAX
from tcreferee.inference.sample import Draws
from tcreferee.inference.settings import SamplerSettings

Z_MAX = 4.0


@dataclass(frozen=True)
class GateCheck:
    """One named check.

    Parameters
    ----------
    name, meaning : str
    value, threshold : float
    passed : bool
    """

    name: str
    meaning: str
    value: float
    threshold: float
    passed: bool


MEANINGS = {
    "rhat": "largest rank-normalised split R-hat between ensembles and time halves (below)",
    "ess_bulk": "smallest effective number of draws for means (at least)",
    "ess_tail": "smallest effective number of draws for 5 % and 95 % quantiles (at least)",
    "length_in_tau": "chain length in integrated autocorrelation times (above)",
    "acceptance_min": "acceptance fraction (at least)",
    "acceptance_max": "acceptance fraction (at most)",
    "starts_agreeing": "starts of the least-squares fit that end at the best minimum (at least)",
    "oracle_error": "error of ln evidence by the exact integration (below)",
    "loo_error": "largest error of a leave-one-out ln evidence (below)",
    "loo_khat": "largest Pareto k-hat of the importance sampling, over all leave-one-out sets (below)",
    "oracle_z": "largest |z| of sampled means and variances against the exact ones (at most)",
}


Found = dict[str, tuple[float, float, bool]]


def gate_checks(fit: Fit, draws: Draws, settings: SamplerSettings, oracle: Oracle) -> list[GateCheck]:
    """Return all checks of one model on one comparison."""
    z = _worst(draws, oracle)
    return _named(draws.gates(settings) | _exact(fit, oracle) | {"oracle_z": (z, Z_MAX, z <= Z_MAX)})


def exact_checks(fit: Fit, oracle: Oracle) -> list[GateCheck]:
    """Return the checks of a fit and its exact integrals, without a sampled posterior."""
    return _named(_exact(fit, oracle))


def _exact(fit: Fit, oracle: Oracle) -> Found:
    found: Found = {}
    if np.isfinite(fit.log_likelihood):
        least = min(2, fit.starts)
        found["starts_agreeing"] = (fit.starts_agreeing, least, fit.starts_agreeing >= least)
    found["oracle_error"] = (oracle.error_ln_evidence, ERROR_MAX, oracle.error_ln_evidence < ERROR_MAX)
    found["loo_error"] = (oracle.error_loo, ERROR_MAX, oracle.error_loo < ERROR_MAX)
    if oracle.khat != 0:
        found["loo_khat"] = (oracle.khat, KHAT_MAX, oracle.khat < KHAT_MAX)
    return found


def _named(found: Found) -> list[GateCheck]:
    return [
        GateCheck(name, MEANINGS[name], float(value), float(threshold), bool(passed))
        for name, (value, threshold, passed) in found.items()
    ]


def agree(draws: Draws, oracle: Oracle) -> bool:
    """Whether sampled means and variances are within their errors of the exact ones; also where no error is known."""
    return not _worst(draws, oracle) > Z_MAX


def _worst(draws: Draws, oracle: Oracle) -> float:
    return float(np.abs(oracle_z(draws, oracle)).max())


def oracle_z(draws: Draws, oracle: Oracle) -> Array:
    """Return z scores (2, d) of the sampled means and variances against the exact ones.

    The Monte Carlo error of a mean is sd / sqrt(ESS). That of a variance is the same for the squared
    deviations, with their own, smaller ESS: at n = 6 the posteriors have heavy tails. Where both sides are drawn, the
    larger spread of the two tells the error of both: with a kurtosis of thousands either may have missed the tail.
    """
    from arviz_stats.base import array_stats

    square = (draws.chain - oracle.mean) ** 2
    ensembles, steps, walkers, d = square.shape
    walks = np.moveaxis(square, -1, 0).swapaxes(2, 3).reshape(d, ensembles * walkers, steps)
    ess_square = np.minimum(array_stats.ess(walks, method="mean"), np.minimum(draws.ess_bulk, draws.ess_tail))
    # between the ensembles the scatter of rare far excursions shows that one ensemble cannot
    between = square.mean(axis=(1, 2)).std(axis=0, ddof=1) / np.sqrt(ensembles)
    error = np.maximum(square.std(axis=(0, 1, 2)) / np.sqrt(ess_square), between)
    # draws that missed far excursions do not know how uncertain they are; those of the other side may have met them
    sd = np.maximum(oracle.sd, draws.chain.std(axis=(0, 1, 2)))
    share = oracle.error_mean / oracle.sd
    error_mean = np.hypot(sd / np.sqrt(draws.ess_bulk), share * sd)
    of_oracle = np.maximum(oracle.error_variance, share * square.std(axis=(0, 1, 2)))
    z_mean = (draws.chain.mean(axis=(0, 1, 2)) - oracle.mean) / error_mean
    z_variance = (square.mean(axis=(0, 1, 2)) - oracle.sd**2) / np.hypot(error, of_oracle)
    return np.stack([z_mean, z_variance])
