"""A model on several groups of rows: one value of a parameter for all, one for each, or values that scatter."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from tcreferee.base.errors import Problem, RefereeError
from tcreferee.base.priors import Integer, Share, Spread
from tcreferee.inference.bind import TAU_FRACTION
from tcreferee.inference.exact import row_sets
from tcreferee.inference.infer import TAU_FACTORS
from tcreferee.inference.quadrature import Grid, covers, dense_near
from tcreferee.inference.trial import Trial
from tcreferee.joint.evidence import Curves, curves_of, fixed, log_sum
from tcreferee.joint.scores import Density, Score, common, common_prior, density, pooled, separate

SEARCH, NODES, ROUNDS = 33, 49, 4


@dataclass(frozen=True)
class Group:
    """What is found of one group.

    Parameters
    ----------
    name : str
    rows : int
    alone : Density or None
        Posterior of the shared coefficient from this group alone.
    without : Density or None
        From all other groups.
    own : mapping of str to float
        Its other linear parameters, expected where the shared ones have their posterior means.
    sigma : float
        Its scatter there.
    """

    name: str
    rows: int
    alone: Density | None
    without: Density | None
    own: Mapping[str, float]
    sigma: float


@dataclass(frozen=True)
class JointTrial:
    """One model on all groups.

    Parameters
    ----------
    shared : mapping of str to Density
        Posterior of each shared parameter, one value for all groups.
    common, separate : Score
        With the shared parameters in common; with all parameters free for each group.
    groups : tuple of Group
    pooled : mapping of float to (Score, Density)
        By the factor on the scale of the prior of tau: the score of values that scatter, and the posterior of tau. For
        one shared coefficient.
    tau_scale : float
        Scale of the prior of tau at factor 1, in the unit of the shared coefficient.
    """

    shared: Mapping[str, Density]
    common: Score
    separate: Score
    groups: tuple[Group, ...]
    pooled: Mapping[float, tuple[Score, Density]] = field(default_factory=dict)
    tau_scale: float = math.nan


def joint_trial(trials: Mapping[str, Trial], shared: Sequence[str], where: str = "") -> JointTrial:
    """Try one model on several groups of rows together.

    Parameters
    ----------
    trials : mapping of str to Trial
        The model bound to the rows of each group.
    shared : sequence of str
        Parameters in common: a coefficient the model is linear in, a parameter it is not linear in, or one of each. All
        others, and the scatter, are free for each group.
    where : str
        Name used in messages.

    Raises
    ------
    RefereeError
        A name is no parameter, two are of one kind, or the quadrature does not cover the model.
    """
    linear, curved = _kinds(next(iter(trials.values())), shared, where)
    _check(trials, linear, curved, where)
    sets = {name: row_sets(trial) for name, trial in trials.items()}
    alone = [curves_of(trial, "" if curved else linear, sets[name]) for name, trial in trials.items()]
    own_scores, own = separate(alone, common_prior(alone))
    if curved:
        return _with_curved(trials, linear, curved, own_scores)
    prior = common_prior(alone)
    score, posterior, without = common(alone, prior)
    scale = TAU_FRACTION * prior[1]
    spread = {factor: pooled(alone, prior, factor * scale) for factor in TAU_FACTORS}
    groups = _groups(trials, alone, posterior.mean, linear, own, without)
    return JointTrial({linear: posterior}, score, own_scores, groups, spread, scale)


def _kinds(trial: Trial, shared: Sequence[str], where: str) -> tuple[str, str]:
    """Return the shared coefficient, and the shared parameter that the model is not linear in; "" for none."""
    named = {p.name: p for p in trial.model.parameters}
    if unknown := [name for name in shared if name not in named]:
        what = f"'{unknown[0]}' is no parameter of model '{trial.model.name}'"
        raise RefereeError("No joint trial", [Problem(f"{where}.shared", what, f"one of {', '.join(named)}")])
    linear, curved = ([n for n in shared if named[n].linear is kind] for kind in (True, False))
    if not shared or len(linear) > 1 or len(curved) > 1:
        what = f"{', '.join(shared) or 'nothing'} in common"
        need = "one coefficient that the model is linear in, one parameter that it is not linear in, or one of each"
        raise RefereeError("No joint trial", [Problem(f"{where}.shared", what, need)])
    return (linear or [""])[0], (curved or [""])[0]


def _check(trials: Mapping[str, Trial], linear: str, curved: str, where: str) -> None:
    """Refuse what the closed forms do not cover."""
    problems = []
    for name, trial in trials.items():
        bounded = [p.name for p in trial.model.parameters if p.linear and any(map(math.isfinite, p.bounds))]
        if not covers(trial) or trial.integers or (curved and len(trial.nonlinear) != 1):
            what = f"model '{trial.model.name}' on '{name}' has no closed form at a given scatter"
            need = "normal scatter, and at most one parameter that the model is not linear in"
            problems.append(Problem(where, what, need))
        elif linear and bounded:
            problems.append(Problem(where, f"bounds on {', '.join(bounded)} of '{trial.model.name}'", "no bounds"))
    if problems:
        raise RefereeError("No joint trial", problems)


def _groups(
    trials: Mapping[str, Trial], curves: Sequence[Curves], t: float, linear: str, alone: Sequence[Density | None],
    without: Sequence[Density | None],
) -> tuple[Group, ...]:  # fmt: skip
    found = []
    for (name, trial), each, its, others in zip(trials.items(), curves, alone, without, strict=True):
        values, sigma = each.given(t)
        names = [trial.model.parameters[j].name for j in trial.linear]
        own = {word: float(v) for word, v in zip(names, values, strict=True) if word != linear}
        found.append(Group(name, len(trial.y), its, others, own, sigma))
    return tuple(found)


def _with_curved(trials: Mapping[str, Trial], linear: str, curved: str, own: Score) -> JointTrial:
    """Sum over a shared parameter that the model is not linear in, with or without a shared coefficient."""
    first = next(iter(trials.values()))
    prior = first.prior(first.nonlinear[0])
    if isinstance(prior, Spread | Share | Integer):
        raise TypeError(f"'{curved}' has no density that a grid can hold")
    inside = prior.mass(*first.model.parameters[first.nonlinear[0]].bounds)
    grid = _grid(trials, linear, curved)
    values = prior.physical(grid.nodes)
    found = [_at(trials, linear, curved, value) for value in values]
    with np.errstate(divide="ignore"):
        log_mass = prior.logpdf(grid.nodes) + np.log(grid.weights) - math.log(inside)
    ln_z = np.array([each.score.ln_evidence for each in found])
    without = ln_z - np.array([each.score.elpd for each in found]).T
    whole = float(log_sum(ln_z + log_mass))
    score = Score(whole, whole - log_sum(without + log_mass))
    shared = {curved: density(values, ln_z + log_mass)}
    best = int(np.argmax(ln_z + log_mass))
    if linear:
        at = np.concatenate([each.posterior.at for each in found])
        mass = np.concatenate(
            [share * each.posterior.mass for share, each in zip(shared[curved].mass, found, strict=True)]
        )
        order = np.argsort(at)
        shared[linear] = Density(at[order], mass[order])
    nothing = [None] * len(trials)
    held = {name: fixed(trial, curved, float(values[best])) for name, trial in trials.items()}
    t = found[best].posterior.mean
    return JointTrial(shared, score, own, _groups(held, found[best].curves, t, linear, nothing, nothing))


@dataclass(frozen=True)
class _Held:
    """The groups at one value of a shared parameter: score, posterior of the shared coefficient, what each says."""

    score: Score
    posterior: Density
    curves: list[Curves]


def _at(trials: Mapping[str, Trial], linear: str, curved: str, value: float, every: bool = True) -> _Held:
    """Return the groups at one value, with each row left out or, faster, with all rows only."""
    held = [fixed(trial, curved, float(value)) for trial in trials.values()]
    curves = [curves_of(trial, linear, row_sets(trial)[: None if every else 1]) for trial in held]
    score, posterior, _ = common(curves, common_prior(curves))
    return _Held(score, posterior, curves)


def _grid(trials: Mapping[str, Trial], linear: str, curved: str) -> Grid:
    """Return a grid of the sampled coordinate of the shared parameter, dense where its posterior is."""
    first = next(iter(trials.values()))
    prior, reach = first.prior(first.nonlinear[0]), first.bounds.reach(0)
    grid = dense_near(prior.location, prior.width, *reach, SEARCH)
    for nodes in (*(SEARCH,) * (ROUNDS - 1), NODES):
        held = [_at(trials, linear, curved, value, every=False) for value in prior.physical(grid.nodes)]
        log_density = np.array([each.score.ln_evidence for each in held]) + prior.logpdf(grid.nodes)
        weight = np.exp(log_density - np.nanmax(log_density)) * grid.weights
        weight = np.nan_to_num(weight) / np.nansum(weight)
        centre = float(weight @ grid.nodes)
        width = math.sqrt(float(weight @ (grid.nodes - centre) ** 2))
        grid = dense_near(centre, max(width, 0.5 * float(np.min(np.diff(grid.nodes)[1:-1]))), *reach, nodes)
    return grid
