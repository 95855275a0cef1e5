"""Differential evolution for several independent ensembles that advance together.

Most of the time of a short run is Python's work per step, so all ensembles take each step in one call of the
likelihood. They stay independent: a walker is proposed from walkers of its own ensemble only.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from emcee.moves import DEMove

from tcreferee.priors import Array


class IndependentDEMove(DEMove):  # type: ignore[misc]
    """emcee's differential-evolution move, with the walkers in consecutive blocks, one an ensemble.

    The halves of an ensemble are its even and odd walkers, always the same, so that a block can be told from
    the order of the walkers.

    Parameters
    ----------
    ensembles : int
        Number of blocks; each must hold an even number of walkers.
    gamma0 : float, optional
        Step in units of the difference of two walkers; emcee's 2.38 / sqrt(2 d) by default.
    """

    def __init__(self, ensembles: int, gamma0: float | None = None) -> None:
        super().__init__(gamma0=gamma0, randomize_split=False)
        self.ensembles = ensembles

    def get_proposal(self, s: Array, c: Sequence[Array], random: Any) -> tuple[Array, Array]:
        """Propose for the walkers `s` (half of all) from differences of the other half `c`, block by block."""
        half = len(s) // self.ensembles
        others = np.concatenate(c).reshape(self.ensembles, half, -1)
        block = np.arange(len(s)) // half
        first = random.randint(half, size=len(s))
        second = (first + 1 + random.randint(half - 1, size=len(s))) % half
        gamma = self.g0 * (1 + self.sigma * random.randn(len(s), 1))
        return s + gamma * (others[block, second] - others[block, first]), np.zeros(len(s))
