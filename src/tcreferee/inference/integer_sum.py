"""Sums over the values of parameters that are whole numbers: fit, evidence, leave-one-out scores, moments.

At each value (or combination of values) the formula is one of the others, and everything about it is known exactly.
ln Z is the logarithm of the sum of prior probability times Z, also with a row left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product

import numpy as np

from tcreferee.base.priors import Array, Integer
from tcreferee.inference.exact import FACTORS, Oracle, SigmaScan
from tcreferee.inference.fit import Fit, maximise
from tcreferee.inference.trial import Trial

MOST = 200
Integrate = Callable[[Trial, Array, Array, int], Oracle]


@dataclass(frozen=True)
class Case:
    """A trial with its whole numbers fixed.

    Parameters
    ----------
    whole : Trial
        With the whole numbers among its parameters.
    values : mapping of int to float
        Position of each whole number and its value.
    """

    whole: Trial
    values: Mapping[int, float]

    @cached_property
    def trial(self) -> Trial:
        """The trial without these parameters."""
        model, names = self.whole.model, {self.whole.model.parameters[j].name: v for j, v in self.values.items()}
        fixed = {name: np.array([value]) for name, value in names.items()}

        def predict(inputs: Mapping[str, Array], values: Mapping[str, Array]) -> Array:
            return model.predict(inputs, {**values, **fixed})

        left = tuple(p for p in model.parameters if p.name not in names)
        return replace(self.whole, model=replace(model, parameters=left, predict=predict))

    @property
    def words(self) -> str:
        """Names and values."""
        return ", ".join(f"{self.whole.model.parameters[j].name} = {v:g}" for j, v in self.values.items())

    @cached_property
    def kept(self) -> list[int]:
        """Positions, among the coordinates of the whole trial, of those of this one."""
        first = len(self.whole.effects.names)
        gone = {first + i for i, j in enumerate(self.whole.nonlinear) if j in self.values}
        return [i for i in range(self.whole.dimension) if i not in gone]

    @property
    def log_share(self) -> float:
        """Return ln of the prior probability."""
        priors = [(_integer(self.whole, j), value) for j, value in self.values.items()]
        return float(sum(np.log(prior.shares[round(value) - prior.low]) for prior, value in priors))

    def turned(self) -> Array:
        """Return the sign (u,) of each effect coordinate against that of the whole trial."""
        at = {j: _integer(self.whole, j).coordinate(value) for j, value in self.values.items()}
        beside = {j: self.whole.prior(j).location for j in self.whole.nonlinear if j not in self.values}
        whole = self.whole.design(np.array([at.get(j, beside.get(j, 0.0)) for j in self.whole.nonlinear]))
        own = self.trial.design(np.array(list(beside.values())))
        return np.where(np.sum(whole.matrix * own.matrix, axis=0) < 0, -1.0, 1.0)


def _integer(trial: Trial, j: int) -> Integer:
    prior = trial.model.parameters[j].prior
    if not isinstance(prior, Integer):
        raise TypeError(f"parameter {j} of '{trial.model.name}' is no whole number")
    return prior


def count(trial: Trial) -> int:
    """Return the number of combinations of values of all whole numbers."""
    return int(np.prod([len(_integer(trial, j).values) for j in trial.integers]))


def cases(trial: Trial) -> Iterator[Case]:
    """Yield the trial at every combination of values of its whole numbers."""
    every = [_integer(trial, j).values for j in trial.integers]
    for values in product(*every):
        yield Case(trial, dict(zip(trial.integers, map(float, values), strict=True)))


def scan(trial: Trial, seed: int) -> Fit:
    """Return the fit at the values of greatest likelihood; the errors of other parameters hold at these values."""
    found = [(case, maximise(case.trial, seed)) for case in cases(trial)]
    # where the likelihood of one value has no maximum, it is the greatest
    case, best = max(found, key=lambda each: np.nan_to_num(each[1].log_likelihood, nan=np.inf))
    total = len(trial.model.parameters)
    kept = [j for j in range(total) if j not in case.values]
    theta, errors = np.full(total, np.nan), np.full(total, np.nan)
    theta[kept], errors[kept] = best.theta, best.standard_errors
    theta[list(case.values)] = list(case.values.values())
    correlations = np.eye(total)
    correlations[np.ix_(kept, kept)] = best.correlations
    for j in case.values:
        correlations[j, kept] = correlations[kept, j] = np.nan
    note = (
        f"the likelihood is greatest at {case.words}, of {len(found)} values or combinations; standard errors and "
        "intervals of the other parameters are at these"
    )
    report = f"{best.report}\n{note}\n"
    return replace(
        best, theta=theta, standard_errors=errors, correlations=correlations, notes=(*best.notes, note), report=report
    )


def integrate(trial: Trial, start: Array, root: Array, seed: int, each: Integrate) -> Oracle:
    """Return what the sums over all values give.

    Parameters
    ----------
    trial, start, root, seed
        As for `tcreferee.inference.oracle.integrate`.
    each : callable
        Integrates the trial at one combination of values.
    """
    every, found = list(cases(trial)), list[Oracle]()
    for case in every:
        found.append(each(case.trial, start[case.kept], root[np.ix_(case.kept, case.kept)], seed))
    log_share = np.array([case.log_share for case in every])
    ln_z = np.array([one.ln_evidence for one in found])
    total = float(np.logaddexp.reduce(log_share + ln_z))
    loo = _left_out(log_share, ln_z, [one.elpd_loo for one in found])
    family = _left_out(log_share, ln_z, [one.elpd_family for one in found])
    share = np.exp(log_share + ln_z - total)
    # a value counts in an error as much as it does in the sum where it counts most
    most = np.maximum(share, _largest_shares(log_share, ln_z, [one.elpd_loo for one in found]))
    mean, sd = _moments(every, found, share)
    nothing = np.zeros(len(mean))
    return Oracle(
        total, float(share @ [one.error_ln_evidence for one in found]), loo, family, mean, sd,
        *_errors(every, found, share, nothing),
        f"sum over {len(every)} values of whole numbers; at each {found[int(np.argmax(share))].method}",
        khat=max(one.khat for one, its in zip(found, most, strict=True) if its > 1e-3),
        error_loo=float(most @ [one.error_loo for one in found]),
        error_elpd=float(most @ [one.error_elpd for one in found]),
        sigma_scan=_sigma_scan(log_share, found),
        probabilities=_probabilities(trial, every, share),
    )  # fmt: skip


def ln_evidence(trial: Trial, of_case: Callable[[Case], float]) -> float:
    """Return ln of the sum of prior probability times evidence."""
    return float(np.logaddexp.reduce([case.log_share + of_case(case) for case in cases(trial)]))


def _left_out(log_share: Array, ln_z: Array, elpd: list[Array]) -> Array:
    """Return the scores (sets,): ln Z of all rows less that of the sets, both summed over the values."""
    without = np.logaddexp.reduce((log_share + ln_z)[:, np.newaxis] - np.array(elpd), axis=0)
    return np.asarray(np.logaddexp.reduce(log_share + ln_z) - without)


def _largest_shares(log_share: Array, ln_z: Array, elpd: list[Array]) -> Array:
    """Return the largest posterior probability (values,) of each value with one row left out."""
    each = (log_share + ln_z)[:, np.newaxis] - np.array(elpd)
    return np.asarray(np.exp(each - np.logaddexp.reduce(each, axis=0)).max(axis=1))


def _moments(every: list[Case], found: list[Oracle], share: Array) -> tuple[Array, Array]:
    """Return mean and sd (d,) of all coordinates: those of the values, mixed."""
    d = every[0].whole.dimension
    mean, square = np.empty((len(every), d)), np.empty((len(every), d))
    for i, (case, one) in enumerate(zip(every, found, strict=True)):
        sign, effects = np.ones(len(one.mean)), len(case.trial.effects.names)
        sign[:effects] = case.turned()
        mean[i, case.kept], square[i, case.kept] = sign * one.mean, one.mean**2 + one.sd**2
        for j, value in case.values.items():
            prior, at = _integer(case.whole, j), len(case.whole.effects.names) + case.whole.nonlinear.index(j)
            first, second = prior.moments()
            mean[i, at], square[i, at] = first[round(value) - prior.low], second[round(value) - prior.low]
    mixed = share @ mean
    return mixed, np.sqrt(np.maximum(share @ square - mixed**2, 0.0))


def _errors(every: list[Case], found: list[Oracle], share: Array, nothing: Array) -> tuple[Array, Array]:
    """Return the Monte Carlo errors (d,) of mean and variance: those of the values, as much as each counts."""
    errors = np.zeros((2, len(nothing)))
    for case, one, its in zip(every, found, share, strict=True):
        errors[0, case.kept] += its * one.error_mean
        errors[1, case.kept] += its * one.error_variance
    return errors[0], errors[1]


def _sigma_scan(log_share: Array, found: list[Oracle]) -> dict[float, SigmaScan]:
    if not all(one.sigma_scan for one in found):
        return {}
    scan = {}
    for factor in FACTORS:
        ln_z = np.array([one.sigma_scan[factor].ln_evidence for one in found])
        elpd = _left_out(log_share, ln_z, [one.sigma_scan[factor].elpd_loo for one in found])
        scan[factor] = SigmaScan(float(np.logaddexp.reduce(log_share + ln_z)), elpd)
    return scan


def _probabilities(trial: Trial, every: list[Case], share: Array) -> dict[str, dict[str, float]]:
    """Return the posterior probability of each value of each whole number."""
    found: dict[str, dict[str, float]] = {}
    for j in trial.integers:
        name, values = trial.model.parameters[j].name, _integer(trial, j).values
        found[name] = {
            f"{value:g}": float(sum(its for case, its in zip(every, share, strict=True) if case.values[j] == value))
            for value in values
        }
    return found
