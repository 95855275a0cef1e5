"""Posterior sampling with emcee: independent ensembles, differential-evolution moves, automatic lengthening."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from tcreferee.base.errors import Problem, RefereeError
from tcreferee.base.priors import Array
from tcreferee.inference.proposal import spread_about
from tcreferee.inference.settings import SamplerSettings
from tcreferee.inference.trial import Trial
from tcreferee.inference.walk import Walk


@dataclass(frozen=True)
class Draws:
    """Draws of all ensembles after burn-in.

    Parameters
    ----------
    chain : (ensembles, steps, walkers, d) array
        Sampled coordinates.
    acceptance : float
        Mean acceptance fraction.
    rhat, ess_bulk, ess_tail, tau : (d,) arrays
    steps : int
        Steps kept of each ensemble.
    """

    chain: Array
    acceptance: float
    rhat: Array
    ess_bulk: Array
    ess_tail: Array
    tau: Array
    steps: int = field(default=0)

    def thinned(self, keep: int) -> Array:
        """Return (ensembles, keep, d) draws evenly spaced over steps and walkers."""
        ensembles, steps, walkers, d = self.chain.shape
        flat = self.chain.reshape(ensembles, steps * walkers, d)
        return flat[:, np.linspace(0, steps * walkers - 1, min(keep, steps * walkers)).astype(int)]

    def gates(self, settings: SamplerSettings) -> dict[str, tuple[float, float, bool]]:
        """Return the named checks: value, threshold, passed."""
        low, high = settings.acceptance
        length = self.steps / float(self.tau.max())
        return {
            "rhat": (float(self.rhat.max()), settings.rhat_max, bool(self.rhat.max() < settings.rhat_max)),
            "ess_bulk": (
                float(self.ess_bulk.min()),
                settings.ess_min,
                bool(self.ess_bulk.min() >= settings.ess_min),
            ),
            "ess_tail": (
                float(self.ess_tail.min()),
                settings.ess_min,
                bool(self.ess_tail.min() >= settings.ess_min),
            ),
            "length_in_tau": (length, settings.tau_multiple, length > settings.tau_multiple),
            "acceptance_min": (self.acceptance, low, self.acceptance >= low),
            "acceptance_max": (self.acceptance, high, self.acceptance <= high),
        }


def sample(
    trial: Trial,
    start: Array,
    settings: SamplerSettings,
    seed: int,
    log: Any = None,
    agrees: Callable[[Draws], bool] = lambda _: True,
) -> Draws:
    """Sample the posterior until the gates pass or the cap is reached.

    Parameters
    ----------
    trial : Trial
    start : (d,) array
        Coordinates near the maximum, e.g. of the fit.
    settings : SamplerSettings
    seed : int
    log : logging.Logger, optional
        Told the gates after each lengthening.
    agrees : callable, optional
        Whether draws agree with exact numbers. Where they do not the walk goes on: an excursion by chance fades, and a
        wrong sampler is off by more and more standard errors.

    Returns
    -------
    Draws
    """
    walk = Walk(trial)
    sampler, state = _sampler(walk, walk.from_trial(start), settings, seed)
    # the scatter of very few rows has heavy tails: a variance needs more draws than a mean
    length = min(settings.steps * (2 if walk.few else 1), settings.max_steps)
    while True:
        state = sampler.run_mcmc(state, length - sampler.iteration, skip_initial_state_check=True)
        chain = walk.to_trial(_chain(sampler, settings.ensembles))
        tau = _tau(chain)
        # a quarter is thrown away; go as far as the autocorrelation time needs before anything else is computed
        needed = math.ceil(min(1.1 * settings.tau_multiple * float(tau.max()) * 4 / 3, settings.max_steps))
        if length < needed and chain.shape[1] <= settings.tau_multiple * tau.max():
            length = needed
            continue
        draws = _collect(sampler, chain, tau)
        failed = [name for name, (_, _, passed) in draws.gates(settings).items() if not passed]
        failed += [] if failed or agrees(draws) else ["agreement with the exact numbers"]
        if log is not None:
            log.debug(
                "%d steps x %d walkers x %d ensembles: R-hat %.4f, ESS %.0f, tau %.1f, acceptance %.2f, failing: %s",
                length, settings.walkers, settings.ensembles, draws.rhat.max(),
                min(draws.ess_bulk.min(), draws.ess_tail.min()), draws.tau.max(), draws.acceptance,
                ", ".join(failed) or "none",
            )  # fmt: skip
        # a longer walk is accepted as often: no length mends that
        longer = any(not name.startswith("acceptance") for name in failed)
        if not longer or length >= settings.max_steps:
            return draws
        length = min(2 * length, settings.max_steps)


def _sampler(walk: Walk, start: Array, settings: SamplerSettings, seed: int) -> tuple[Any, Any]:
    import emcee

    from tcreferee.inference.moves import IndependentDEMove, IndependentLeapMove

    d, blocks = walk.trial.dimension, settings.ensembles
    walkers = max(settings.walkers + settings.walkers % 2, 2 * d + 2)
    rng = np.random.default_rng(seed)
    spread = spread_about(walk.log_density, start)
    coordinates = np.concatenate([_overdispersed(walk, start, spread, walkers, rng) for _ in range(blocks)])
    # no snooker move: its variance is wrong (decision record 0003); gamma 1 jumps between modes
    # in one dimension evolution alone is fast, and leaps would be accepted nearly always
    fresh = walk.standard_normal
    leaps = 0.35 if d - fresh > 1 else 0.0
    moves = [
        (IndependentDEMove(blocks, fresh=fresh), 0.9 - leaps),
        (IndependentDEMove(blocks, gamma0=1.0, fresh=fresh), 0.1),
        (IndependentLeapMove(blocks, fresh), leaps),
    ]
    sampler = emcee.EnsembleSampler(blocks * walkers, d, walk.log_density, vectorize=True, moves=moves)
    random = np.random.RandomState(int(rng.integers(2**32)))
    return sampler, emcee.State(coordinates, random_state=random.get_state())


def _overdispersed(walk: Walk, start: Array, spread: Array, walkers: int, rng: np.random.Generator) -> Array:
    """Draw finite starting points (walkers, d) about twice as wide as the posterior."""
    kept: list[Array] = []
    shrink = 1.0
    for _ in range(50):
        z = start + shrink * rng.standard_normal((4 * walkers, len(start))) @ spread.T
        good = z[np.isfinite(walk.log_density(z))]
        kept.append(good)
        if sum(map(len, kept)) >= walkers:
            return np.concatenate(kept)[:walkers]
        shrink *= 0.7
    problem = Problem(
        walk.trial.model.name, "the posterior is zero or infinite around the best fit", "a finite likelihood",
        "widen the bounds of its parameters, or state the formula with fewer of them",
    )  # fmt: skip
    raise RefereeError("sampling cannot start", [problem])


def _chain(sampler: Any, ensembles: int) -> Array:
    """Return the chain after burn-in, (ensembles, steps, walkers, d)."""
    joint = sampler.get_chain(discard=sampler.iteration // 4)
    steps, _, d = joint.shape
    return np.ascontiguousarray(joint.reshape(steps, ensembles, -1, d).swapaxes(0, 1))


def _collect(sampler: Any, chain: Array, tau: Array) -> Draws:
    from arviz_stats.base import array_stats

    ensembles, steps, walkers, d = chain.shape
    # between ensembles and between time halves: one sequence per ensemble, in order of time
    rhat = array_stats.rhat(np.moveaxis(chain.reshape(ensembles, steps * walkers, d), -1, 0))
    # within: every walker its own sequence, so that the autocorrelation is that of the Markov chain
    walks = np.moveaxis(chain, -1, 0).swapaxes(2, 3).reshape(d, ensembles * walkers, steps)
    bulk = array_stats.ess(walks, method="bulk")
    tail = array_stats.ess(walks, method="tail", prob=(0.05, 0.95))
    # walkers of an ensemble are coupled: never claim more than draws / tau
    ceiling = ensembles * walkers * steps / tau
    acceptance = float(np.mean(sampler.acceptance_fraction))
    return Draws(chain, acceptance, np.asarray(rhat), np.minimum(bulk, ceiling), np.minimum(tail, ceiling), tau, steps)


def _tau(chain: Array) -> Array:
    """Return the largest integrated autocorrelation time (d,) over the ensembles.

    The estimator is emcee's (walkers averaged, Sokal's window of 5 tau), for all walkers at once.
    """
    from scipy.fft import irfft, next_fast_len, rfft

    deviation = np.moveaxis(chain - chain.mean(axis=1, keepdims=True), 1, -1)
    steps = chain.shape[1]
    size = next_fast_len(2 * steps, real=True)
    covariance = irfft(np.abs(rfft(deviation, size)) ** 2, size)[..., :steps]
    with np.errstate(invalid="ignore", divide="ignore"):
        taus = 2 * np.cumsum((covariance / covariance[..., :1]).mean(axis=1), axis=-1) - 1
        beyond = np.arange(steps) >= 5 * taus
    window = np.where(beyond.any(axis=-1), beyond.argmax(axis=-1), steps - 1)
    found = np.take_along_axis(taus, window[..., np.newaxis], axis=-1)[..., 0]
    return np.asarray(np.where(np.isfinite(found), found, math.inf).max(axis=0))
