"""Can these rows distinguish the models? Simulate data sets from each model; refit and score them with all models."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from tcreferee.base.priors import Array
from tcreferee.inference.trial import Trial
from tcreferee.simulation.draw import draw_datasets
from tcreferee.simulation.enough import decided
from tcreferee.simulation.refit import Refits, refit, uncovered
from tcreferee.simulation.scores import Scores, scores

Draws = Mapping[str, tuple[Array, Array]]
AICC, BIC, ELPD, EVIDENCE = "aicc", "bic", "elpd_loo", "ln_evidence"
TIMES, ENOUGH = (1, 2, 4, 8, 16), 0.9
TIE = 1e-7


@dataclass(frozen=True)
class RecoveryRow:
    """How often a criterion chooses a model if a given model is the truth.

    Parameters
    ----------
    truth, criterion, chosen : str
        Models by name; the criterion is "aicc", "bic", "elpd_loo" or "ln_evidence".
    fraction : float
        Share of the replicates; a replicate that cannot decide between models is divided equally among them.
    replicates : int
    failed : float
        Share of the refits of the chosen model to these replicates that found no maximum; they are counted
        nevertheless. 0 if the criterion needs no refit.
    note : str
        Which models the criterion is not defined for, and why.
    """

    truth: str
    criterion: str
    chosen: str
    fraction: float
    replicates: int
    failed: float
    note: str


def recovery(
    trials: Mapping[str, Trial], draws: Draws, replicates: int, seed_of: Callable[[str], int],
    scored: int | None = None, told: Collection[str] = (),
) -> list[RecoveryRow]:  # fmt: skip
    """Simulate data sets from each model, refit and score them with all models, and tabulate what is chosen.

    Parameters
    ----------
    trials : mapping of str to Trial
        All models of a comparison.
    draws : mapping of str to (theta (draws, parameters), sigma (draws,))
        Posterior draws; a model without draws is not simulated.
    replicates : int
        Data sets of each truth.
    seed_of : callable
        Name of a truth -> seed.
    scored : int, optional
        Data sets of each truth that are scored exactly too; all if not given.
    told : collection of str, optional
        Truths of which more data sets are scored, twice as many each time up to half of all, until it is decided
        whether exact leave-one-out picks them often enough.

    Returns
    -------
    list of RecoveryRow
        For each truth, criterion and model that the criterion is defined for.
    """
    rows = []
    for truth in (name for name in trials if name in draws):
        y = simulated(trials[truth], draws[truth], replicates, np.random.default_rng(seed_of(truth)))
        fits = {name: refit(trial, y) for name, trial in trials.items()}
        exact = _scored(trials, truth, y, scored or len(y), truth in told)
        for criterion, (values, missing) in _criteria(trials, fits, exact).items():
            if not values:
                continue
            note = "; ".join(f"{name}: {reason}" for name, reason in missing.items())
            share = chosen(np.stack(list(values.values())))
            count = len(next(iter(values.values())))
            rows += [
                RecoveryRow(truth, criterion, name, float(part), count, _failed(criterion, fits[name]), note)
                for name, part in zip(values, share.mean(axis=1), strict=True)
            ]
    return rows


def _scored(trials: Mapping[str, Trial], truth: str, y: Array, count: int, told: bool) -> dict[str, Scores]:
    """Return the exact scores of the first data sets by each model, of more where so few do not decide."""
    found = {name: scores(trial, y[:count], rough=True) for name, trial in trials.items()}
    while told and not found[truth].reason and count < len(y) // 2:
        elpd = [each.elpd.sum(axis=1) for each in found.values() if not each.reason]
        names = [name for name, each in found.items() if not each.reason]
        if decided(float(chosen(np.stack(elpd))[names.index(truth)].mean()), count):
            break
        more = y[count : min(2 * count, len(y) // 2)]
        found = {name: each.beside(scores(trials[name], more, rough=True)) for name, each in found.items()}
        count += len(more)
    return found


def _failed(criterion: str, fits: Refits) -> float:
    return float(1 - fits.converged.mean()) if criterion in (AICC, BIC) else 0.0


def simulated(trial: Trial, draws: tuple[Array, Array], replicates: int, rng: np.random.Generator) -> Array:
    """Return data sets (replicates, rows) from a model, each from a different posterior draw."""
    theta, sigma = draws
    at = rng.integers(len(theta), size=replicates)
    return draw_datasets(trial, theta[at], sigma[at], rng)


def chosen(values: Array) -> Array:
    """Return the share (models, replicates) of each model in the best value, from values (models, replicates)."""
    with np.errstate(invalid="ignore"):
        best = values >= values.max(axis=0) - TIE
    return np.asarray(best / best.sum(axis=0))


def _criteria(
    trials: Mapping[str, Trial], fits: Mapping[str, Refits], scored: Mapping[str, Scores]
) -> dict[str, tuple[dict[str, Array], dict[str, str]]]:
    """Return, for each criterion, its values by model (larger is better) and why others have none."""
    found: dict[str, tuple[dict[str, Array], dict[str, str]]] = {c: ({}, {}) for c in (AICC, BIC, ELPD, EVIDENCE)}
    for name, trial in trials.items():
        exact, reason = scored[name], fits[name].reason
        for criterion, value in ((ELPD, exact.elpd.sum(axis=1)), (EVIDENCE, exact.ln_evidence)):
            if exact.reason:
                found[criterion][1][name] = exact.reason
            else:
                found[criterion][0][name] = value
        for criterion, value in ((AICC, aicc(trial, fits[name])), (BIC, _bic(trial, fits[name]))):
            if reason:
                found[criterion][1][name] = reason
            elif np.isfinite(value).any():
                found[criterion][0][name] = np.nan_to_num(value, nan=-np.inf)
            else:
                found[criterion][1][name] = "too few rows for its parameters"
    return found


def aicc(trial: Trial, fits: Refits) -> Array:
    """Return minus half the small-sample AIC (data sets,), in nats; NaN where it is undefined (n - p - 1 < 1).

    Source: 10.1093/biomet/76.2.297.
    """
    p, n = trial.counted, len(trial.y)
    if n - p - 1 < 1:
        return np.full(len(fits.rss), np.nan)
    return np.asarray(fits.log_likelihood - p - p * (p + 1) / (n - p - 1))


def _bic(trial: Trial, fits: Refits) -> Array:
    return np.asarray(fits.log_likelihood - 0.5 * trial.counted * np.log(len(trial.y)))


def rows_needed(
    trials: Mapping[str, Trial], draws: Draws, truths: Sequence[str], against: Sequence[str], replicates: int,
    seed_of: Callable[[str], int],
) -> dict[str, int | None]:  # fmt: skip
    """Return how many rows like these AICc would need to prefer each truth to all of some other models.

    Parameters
    ----------
    trials, draws, replicates, seed_of
        As of `recovery`.
    truths : sequence of str
        Models that are simulated, each in turn; those that cannot be refitted are left out.
    against : sequence of str
        Models that a truth must match; those that cannot be refitted are left out.

    Returns
    -------
    dict of str to int or None
        For each truth the rows of the smallest of 1, 2, 4, 8 and 16 times the design with which, and with every
        larger one, its AICc is at least that of each of the others in 90 % of the replicates or more; None if 16 times
        is too few.
    """
    rivals = [name for name in against if not uncovered(trials[name])]
    needed: dict[str, int | None] = {}
    for truth in (name for name in truths if not uncovered(trials[name])):
        needed[truth] = None
        for times in reversed(TIMES):
            longer = {name: repeated(trials[name], times) for name in {truth: 0, **dict.fromkeys(rivals)}}
            y = simulated(longer[truth], draws[truth], replicates, np.random.default_rng([seed_of(truth), times]))
            value = {name: np.nan_to_num(aicc(t, refit(t, y)), nan=-np.inf) for name, t in longer.items()}
            best = np.max(list(value.values()), axis=0)
            if np.mean(np.isfinite(value[truth]) & (value[truth] >= best - TIE)) < ENOUGH:
                break
            needed[truth] = times * len(trials[truth].y)
    return needed


def repeated(trial: Trial, times: int) -> Trial:
    """Return a trial on its rows repeated; the alternatives of a choice stay one after the other."""

    def tiled(values: Array) -> Array:
        return np.tile(values.reshape(trial.choices, -1), (1, times)).ravel()

    family = np.tile(trial.family, times)
    sd = np.tile(np.broadcast_to(trial.sd, trial.y.shape), times)
    inputs = {name: tiled(values) for name, values in trial.inputs.items()}
    input_sd = {
        source: {name: tiled(values) for name, values in moves.items()} for source, moves in trial.input_sd.items()
    }
    y, limit = np.tile(trial.y, times), np.tile(np.broadcast_to(trial.limit, trial.y.shape), times)
    sides = np.tile(np.broadcast_to(trial.sides, (2, *trial.y.shape)), times)
    shifts = np.tile(np.broadcast_to(trial.shifts, (len(trial.shifts), len(trial.y))), times)
    return replace(
        trial, inputs=inputs, y=y, family=family, sd=sd, input_sd=input_sd, limit=limit, sides=sides, shifts=shifts
    )
