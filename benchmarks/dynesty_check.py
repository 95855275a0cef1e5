"""The stored evidence held against nested sampling, which shares with it the likelihood and nothing else.

dynesty draws from the prior through a map of the unit cube; no start, no covariance, no grid of the run is used.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tcreferee.base.priors import Array, Curved, HalfT, Normal, Share, Spread
from tcreferee.base.provenance import seed_from_names, sha256
from tcreferee.base.records import read_record
from tcreferee.data.observations import read_observations
from tcreferee.formulas.loading import load_model
from tcreferee.inference.bind import make_trial
from tcreferee.inference.settings import InferSettings
from tcreferee.inference.trial import Trial

LIVE, SIGMAS = 500, 4.0
INSIDE = (1e-12, 1 - 1e-12)
WAY, INSIDE = "rwalk", (1e-12, 1 - 1e-12)
IMPOSSIBLE = -1e300  # dynesty wants a number where the likelihood is zero
# what a pair may be found to be; only the first two let a run pass
AGREES, NOT_FITTED, DIFFERS, STALE = "agrees", "not fitted", "DIFFERS", "STALE: run make first"


@dataclass(frozen=True)
class Nested:
    """Evidence by nested sampling.

    Parameters
    ----------
    ln_evidence, error : float
        Its error is dynesty's own.
    calls : int
        Calls of the likelihood.
    draws : (draws, d) array
        Sampled coordinates, and
    log_weight : (draws,) array
        ln of their posterior weights, which add to one.
    """

    ln_evidence: float
    error: float
    calls: int
    draws: Array
    log_weight: Array


@dataclass(frozen=True)
class Row:
    """What became of one (comparison, model).

    Parameters
    ----------
    comparison, entry : str
    verdict : str
        One of `AGREES`, `NOT_FITTED`, `DIFFERS`, `STALE`.
    stored, mcse : float
        ln evidence of the run and its error; NaN where there is none.
    nested, error : float
        The same by nested sampling.
    """

    comparison: str
    entry: str
    verdict: str
    stored: float = math.nan
    mcse: float = math.nan
    nested: float = math.nan
    error: float = math.nan

    @property
    def passed(self) -> bool:
        """Whether there is nothing to explain."""
        return self.verdict in (AGREES, NOT_FITTED)

    @property
    def z(self) -> float:
        """Difference in units of its error."""
        return (self.nested - self.stored) / math.hypot(self.error, self.mcse)


def from_cube(trial: Trial, cube: Array) -> Array:
    """Return the coordinates (..., d) that a point (..., d) of the unit cube stands for: the inverse of the prior,
    but for what `log_ratio` makes good.

    The non-linear parameters come first, because bounds and widths of the effect coordinates move with them.

    Parameters
    ----------
    trial : Trial
    cube : (..., d) array
        Between 0 and 1; uniform there means drawn from the prior over `log_ratio`.
    """
    from scipy.special import ndtr, ndtri

    z = np.empty_like(cube)
    effects, q = len(trial.effects.names), len(trial.nonlinear)
    for i, j in enumerate(trial.nonlinear, start=effects):
        z[..., i] = _curved(trial.prior(j), trial.model.parameters[j].bounds, cube[..., i])
    nonlinear = z[..., effects : effects + q]
    z[..., :effects] = ndtri(cube[..., :effects])
    if trial.bounds.cut is not None:  # one coefficient is bounded: the normal along it is cut, those across it are not
        along, low, high = trial.bounds.of_effect(trial.design(nonlinear))
        free = np.sum(z[..., :effects] * along, axis=-1)
        cut = _truncated(low, high, ndtr(free))
        z[..., :effects] += along * (cut - free)[..., np.newaxis]
    if trial.density.scatter:
        z[..., -1] = _wide(trial.sigma_prior.scale, cube[..., -1])
    return z


def _curved(prior: Curved, bounds: tuple[float, float], cube: Array) -> Array:
    if isinstance(prior, Normal):
        low, high = ((end - prior.mean) / prior.sd for end in bounds)
        return prior.mean + prior.sd * _truncated(np.asarray(low), np.asarray(high), cube)
    if isinstance(prior, Share):
        # of Beta(1, b): 1 - share = (1 - cube)^(1/b)
        log_rest = np.log1p(-cube) / prior.others
        return np.asarray(np.log(-np.expm1(log_rest)) - log_rest)
    return _wide(prior.scale, cube)


def _truncated(low: Array, high: Array, cube: Array) -> Array:
    """Return the quantiles of a standard normal between two ends; from the side where digits are not lost."""
    from scipy.special import ndtr, ndtri

    flip = low > 0
    a, b = np.where(flip, -high, low), np.where(flip, -low, high)
    below, share = ndtr(a), np.where(flip, 1 - cube, cube)
    z = ndtri(below + share * (ndtr(b) - below))
    return np.asarray(np.where(flip, -z, z))


def log_ratio(trial: Trial, z: Array) -> Array:
    """Return ln of the prior density (...) over that of the map at coordinates (..., d), to be added to ln likelihood.

    ln sigma and ln tau are drawn more widely than their priors: a formula that misses by many decades has its posterior
    where less than 1e-30 of the prior is, and no point of the unit cube is told from its neighbours that far out.
    """
    total = np.zeros(z.shape[:-1])
    for at, prior in _half_t(trial):
        s = z[..., at] - math.log(prior.scale)
        total = total + prior.logpdf_of_log(z[..., at]) + 1.5 * np.log(2 + s * s)
    if trial.density.log_response:  # the prior holds positive predictions only, and is renormalised to them
        possible = np.isfinite(trial.log_prior(z))
        total = np.where(possible, total - trial.joint_prior.log_mass_allowed, -np.inf)
    return total


def _half_t(trial: Trial) -> list[tuple[int, HalfT]]:
    """Return where the logarithms with a half-t prior stand among the coordinates, and these priors."""
    priors = enumerate(map(trial.prior, trial.nonlinear), start=len(trial.effects.names))
    found = [(i, HalfT(prior.scale)) for i, prior in priors if isinstance(prior, Spread)]
    return [*found, (trial.dimension - 1, trial.sigma_prior)] if trial.density.scatter else found


def _wide(scale: float, cube: Array) -> Array:
    """Return quantiles of a Student t with two degrees of freedom about ln of a scale: density (2 + s^2)^(-3/2)."""
    return np.asarray(math.log(scale) + (2 * cube - 1) / np.sqrt(2 * cube * (1 - cube)))


def nested(
    trial: Trial, seed: int, live: int = LIVE, log_likelihood: Callable[[Array], float] | None = None, way: str = WAY
) -> Nested:
    """Return the evidence of a trial by dynesty's static nested sampling.

    Parameters
    ----------
    trial : Trial
    seed : int
    live : int
        Live points; the error falls as their square root.
    log_likelihood : callable, optional
        The trial's own likelihood of coordinates (d,), written to be fast at one point at a time.
    way : str
        How dynesty draws: "unif" is its own choice up to ten dimensions and the fastest here, but in a funnel (pooled
        families) or at a step (two levels) it hardly ever ends; the steps of a walk can be counted.
    """
    import dynesty

    def finite_log_likelihood(z: Array) -> float:
        with np.errstate(all="ignore"):
            value = float(log_likelihood(z) if log_likelihood else trial.log_likelihood(z).sum())
            value += float(log_ratio(trial, z))
        return value if math.isfinite(value) else IMPOSSIBLE

    def prior_transform(cube: Array) -> Array:
        return from_cube(trial, np.clip(cube, *INSIDE))

    sampler = dynesty.NestedSampler(
        finite_log_likelihood, prior_transform, trial.dimension, nlive=live, sample=way,
        rstate=np.random.default_rng(seed),
    )  # fmt: skip
    with warnings.catch_warnings():
        # told that uniform draws may be inefficient: they are, and they are the ones without a step size to tune
        warnings.filterwarnings("ignore", "The enlargement factor", UserWarning)
        sampler.run_nested(print_progress=False, dlogz=0.01)
    found = sampler.results
    ln_z, error = float(found.logz[-1]), float(found.logzerr[-1])
    return Nested(ln_z, error, int(np.sum(found.ncall)), np.asarray(found.samples), np.asarray(found.logwt) - ln_z)


def check(folder: Path, model_paths: Mapping[str, Path], live: int = LIVE) -> Row:
    """Compare the stored evidence of one model with nested sampling.

    Parameters
    ----------
    folder : path
        results/{comparison}/{entry}.
    model_paths : mapping of str to path
        Model files by name.
    live : int

    Raises
    ------
    RefereeError
        If a file of the results is missing or not whole, or the model file cannot be used.
    """
    fit, stored = read_record(folder / "fit.json"), read_record(folder / "diagnostics.json")["evidence"]
    name = (str(fit["comparison"]), str(fit["entry"]))
    if stored is None:
        return Row(*name, NOT_FITTED)
    path, observations = model_paths.get(fit["model"]["name"]), read_observations(folder.parent / "observations.csv")
    made_of = {"model": path and sha256(path), "observations": observations.sha256}
    if path is None or made_of != fit["checksums"]:
        return Row(*name, STALE, stored["ln_evidence"])
    settings = InferSettings.of(fit["settings"])
    trial = make_trial(load_model(path), observations, settings)
    found = nested(trial, seed_from_names(settings.seed, *name, "nested"), live)
    row = Row(*name, AGREES, stored["ln_evidence"], stored["mcse_ln_evidence"], found.ln_evidence, found.error)
    return row if abs(row.z) <= SIGMAS else Row(*name, DIFFERS, row.stored, row.mcse, row.nested, row.error)


def table(rows: Sequence[Row]) -> str:
    """Return a Markdown table of what was found."""
    lines = [
        "| comparison | model | ln Z stored | ± | ln Z nested | ± | difference / error | |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for r in rows:
        numbers = f"{r.stored:.3f} | {r.mcse:.1g} | {r.nested:.3f} | {r.error:.2f} | {r.z:+.1f}"
        shown = numbers if r.verdict in (AGREES, DIFFERS) else " | | | | "
        lines.append(f"| {r.comparison} | {r.entry} | {shown} | {r.verdict} |")
    return "\n".join(lines)
