"""Permutation tests: all permutations if there are few, otherwise random ones from a seed."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tcreferee.audits.case import Case
from tcreferee.base.priors import Array

MOST_EXACT = 5040
# ASSUME: sums of squares whose relative difference is below this are equal, so a permutation that changes nothing ties
TIE = 1e-9


@dataclass(frozen=True)
class Permutations:
    """Permutations of the rows.

    Parameters
    ----------
    order : (permutations, rows) array of int
    exact : bool
        True if these are all permutations, including the order of the table.
    """

    order: NDArray[np.intp]
    exact: bool

    def p_value(self, observed: float, permuted: Array) -> float:
        """Return the share of permutations whose statistic is at most `observed`.

        If the permutations are random, the table counts as one more, so that the probability of p <= a is at most a
        (Phipson & Smyth 2010). Source: 10.2202/1544-6115.1585.
        """
        as_small = int(np.sum(permuted <= observed + TIE * abs(observed)))
        if self.exact:
            return max(as_small, 1) / len(permuted)
        return (as_small + 1) / (len(permuted) + 1)

    @property
    def words(self) -> str:
        """The number of permutations, for a sentence."""
        return f"all {len(self.order)} permutations" if self.exact else f"{len(self.order)} random permutations"


def permutations(case: Case, rows: int, *names: str) -> Permutations:
    """Return all permutations of `rows` rows or, if there are too many, random ones, seeded by names."""
    if math.factorial(rows) <= MOST_EXACT:
        return Permutations(np.array(list(itertools.permutations(range(rows)))), exact=True)
    rng = np.random.default_rng(case.seed(*names))
    order = np.tile(np.arange(rows), (case.settings.permutations, 1))
    return Permutations(rng.permuted(order, axis=1), exact=False)
