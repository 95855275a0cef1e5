"""Do data sets drawn from a fitted model look like the measured one? Posterior predictive checks.

The rows took part in the fit, so the p-values are conservative: a small one is a finding, a large one is none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tcreferee.base.priors import Array
from tcreferee.inference.likelihoods import LIKELIHOODS
from tcreferee.inference.predictive import Predictive

LEVELS = {"q2.5": 0.025, "q50": 0.5, "q97.5": 0.975}


def predictive_checks(predictive: Predictive, y: Array) -> list[dict[str, Any]]:
    """Compare statistics of the measured rows with those of replicated rows.

    Parameters
    ----------
    predictive : Predictive
        Of the measured rows; each of its draws is one replicated data set.
    y : (rows,) array
        Measured response.

    Returns
    -------
    list of dict
        For mean, sd, smallest and largest of the rows, or of a yes-or-no response for the number of ones: statistic,
        scale ("response", or "ln response" where it is the logarithm that scatters), observed, quantiles of the
        replicates, and p_value, see `two_sided`.
    """
    replicates = Replicates(predictive.likelihood)
    replicates.add(predictive)
    return replicates.checks(y)


class Replicates:
    """Statistics of replicated data sets, gathered from some of their rows after the others.

    Parameters
    ----------
    likelihood : str
        Word of `LIKELIHOODS`.
    """

    def __init__(self, likelihood: str) -> None:
        self._density = LIKELIHOODS[likelihood]
        self._sums: _Sums | None = None

    def add(self, predictive: Predictive) -> None:
        """Take in further rows of every data set."""
        new = predictive.new.reshape(-1, predictive.new.shape[-1])
        possible = np.ones(len(new), dtype=bool)
        if self._density.log_response:
            # a formula below zero has no logarithm: such replicates are left out
            possible = (new > 0).all(axis=1)
            new = np.log(np.where(possible[:, np.newaxis], new, 1.0))
        found = _Sums.of(new, possible)
        self._sums = found if self._sums is None else self._sums.with_rows(found)

    def checks(self, y: Array) -> list[dict[str, Any]]:
        """Return what `predictive_checks` returns."""
        if self._sums is None:
            return []
        if not self._density.scatter:
            return [_check("number of ones", "response", float(y.sum()), self._sums.total)]
        scale = "ln response" if self._density.log_response else "response"
        one = np.log(y) if self._density.log_response else y
        replicated = self._sums.statistics()
        observed = _Sums.of(one[np.newaxis], np.ones(1, dtype=bool)).statistics()
        return [_check(name, scale, float(observed[name][0]), replicated[name]) for name in replicated]


@dataclass(frozen=True)
class _Sums:
    """Sum, sum of squares, smallest and largest of the rows of each data set, and whether it has all of them."""

    total: Array
    square: Array
    smallest: Array
    largest: Array
    possible: NDArray[np.bool_]
    rows: int

    @classmethod
    def of(cls, rows: Array, possible: NDArray[np.bool_]) -> _Sums:
        """Return those of rows (data sets, rows)."""
        square = np.einsum("ij,ij->i", rows, rows)
        return cls(rows.sum(axis=1), square, rows.min(axis=1), rows.max(axis=1), possible, rows.shape[1])

    def with_rows(self, more: _Sums) -> _Sums:
        """Return those of these rows and of more."""
        return _Sums(
            self.total + more.total,
            self.square + more.square,
            np.minimum(self.smallest, more.smallest),
            np.maximum(self.largest, more.largest),
            self.possible & more.possible,
            self.rows + more.rows,
        )

    def statistics(self) -> dict[str, Array]:
        """Return statistics (data sets,) of the data sets that have all rows."""
        n, kept = self.rows, self.possible
        mean = self.total / n
        square = self.square / n - mean**2 if n > 1 else np.zeros(len(mean))
        sd = np.sqrt(np.maximum(square, 0.0) * n / max(n - 1, 1))
        found = {"mean": mean, "sd": sd, "smallest": self.smallest, "largest": self.largest}
        return {name: values[kept] for name, values in found.items()}


def _check(statistic: str, scale: str, observed: float, replicated: Array) -> dict[str, Any]:
    known = {"statistic": statistic, "scale": scale, "observed": observed}
    if not len(replicated):
        return known | dict.fromkeys([*LEVELS, "p_value"])
    quantiles = np.quantile(replicated, list(LEVELS.values()))
    return known | dict(zip(LEVELS, quantiles, strict=True)) | {"p_value": two_sided(observed, replicated)}


def two_sided(observed: float, replicated: Array) -> float:
    """Return twice the smaller tail share, at most 1; each share is (b + 1)/(m + 1) for b of m replicates.

    The observed value counts as one of its own replicates, so that no p-value is zero.
    """
    m = len(replicated)
    tails = np.sum(replicated <= observed), np.sum(replicated >= observed)
    return min(1.0, 2.0 * (float(min(tails)) + 1.0) / (m + 1.0))
