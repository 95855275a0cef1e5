"""Moves for several independent ensembles that advance together: differential evolution, and leaps.

Most of the time of a short run is Python's work per step, so all ensembles take each step in one call of the
likelihood. They stay independent: a walker is proposed from walkers of its own ensemble only.
"""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
from emcee.moves import DEMove, RedBlueMove

from tcreferee.base.priors import Array


class _Proposes(Protocol):
    fresh: int

    def get_proposal(self, s: Array, others: Array, random: Any) -> tuple[Array, Array]: ...


def _step_by_halves(move: _Proposes, model: Any, state: Any) -> tuple[Any, Array]:
    """Take emcee's red-blue step: the even walkers from the odd ones, then the odd from the even.

    emcee asks walker by walker whether a proposal is accepted, which costs more than a likelihood of few rows; here
    all are asked at once, and the vectorised likelihood is called as it is.

    The first `fresh` coordinates are standard normal whatever the others are, or nearly: they are drawn anew, the
    others are proposed as the move says, and both are accepted together. So the walk is one in the few other
    coordinates. The Hastings factor counts the new draws, so that a density that is not quite normal is sampled
    rightly, too.
    """
    fresh = move.fresh
    accepted = np.zeros(len(state.coords), dtype=bool)
    for half in (0, 1):
        s, log_prob = state.coords[half::2], state.log_prob[half::2]
        proposed, factor = move.get_proposal(s[:, fresh:], state.coords[1 - half :: 2, fresh:], model.random)
        if fresh:
            new = model.random.randn(len(s), fresh)
            factor = factor + 0.5 * np.sum(new**2 - s[:, :fresh] ** 2, axis=1)
            proposed = np.concatenate([new, proposed], axis=1)
        new_log_prob = model.log_prob_fn(proposed)
        taken = factor + new_log_prob - log_prob > np.log(model.random.rand(len(s)))
        s[taken], log_prob[taken] = proposed[taken], new_log_prob[taken]
        accepted[half::2] = taken
    return state, accepted


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
    fresh : int
        Number of leading coordinates that are drawn anew, see `_step_by_halves`.
    """

    def __init__(self, ensembles: int, gamma0: float | None = None, fresh: int = 0) -> None:
        super().__init__(gamma0=gamma0)
        self.ensembles, self.fresh = ensembles, fresh

    def propose(self, model: Any, state: Any) -> tuple[Any, Array]:
        """Advance every walker by one step."""
        self.setup(state.coords[:, self.fresh :])
        return _step_by_halves(self, model, state)

    def get_proposal(self, s: Array, others: Array, random: Any) -> tuple[Array, Array]:
        """Propose for the walkers `s` (half of all) from differences of the other half, block by block."""
        half = len(s) // self.ensembles
        block = half * (np.arange(len(s)) // half)
        first = random.randint(half, size=len(s))
        second = (first + 1 + random.randint(half - 1, size=len(s))) % half
        gamma = self.g0 * (1 + self.sigma * random.randn(len(s), 1))
        return s + gamma * (others[block + second] - others[block + first]), np.zeros(len(s))


class IndependentLeapMove(RedBlueMove):  # type: ignore[misc]
    """Propose anywhere in the posterior, from a multivariate t fitted to the other half of the same ensemble.

    Where walkers cover the posterior, most leaps are accepted and a walker forgets where it was; differential
    evolution, which mixes them in, brings walkers where none has been. The proposal depends on the other half
    only, so the Hastings factor is that of an independence sampler.

    Parameters
    ----------
    ensembles : int
        Number of consecutive blocks of walkers.
    fresh : int
        Number of leading coordinates that are drawn anew, see `_step_by_halves`.
    """

    NU, WIDEN = 5.0, 1.2

    def __init__(self, ensembles: int, fresh: int = 0) -> None:
        super().__init__()
        self.ensembles, self.fresh = ensembles, fresh

    def propose(self, model: Any, state: Any) -> tuple[Any, Array]:
        """Advance every walker by one step."""
        return _step_by_halves(self, model, state)

    def get_proposal(self, s: Array, others: Array, random: Any) -> tuple[Array, Array]:
        """Propose for the walkers `s` (half of all) from the moments of the other half, block by block."""
        d = s.shape[1]
        blocks, others = (each.reshape(self.ensembles, -1, d) for each in (s, others))
        centre = others.mean(axis=1, keepdims=True)
        deviation = others - centre
        covariance = self.WIDEN * np.swapaxes(deviation, 1, 2) @ deviation / (others.shape[1] - 1)
        floor = 1e-12 * np.trace(covariance, axis1=1, axis2=2)[:, np.newaxis, np.newaxis] + 1e-300
        root = np.linalg.cholesky(covariance + floor * np.eye(d))
        stretch = np.sqrt(self.NU / random.chisquare(self.NU, (*blocks.shape[:2], 1)))
        step = random.randn(*blocks.shape) * stretch
        proposed = centre + step @ np.swapaxes(root, 1, 2)
        back = np.swapaxes(np.linalg.solve(root, np.swapaxes(blocks - centre, 1, 2)), 1, 2)
        kernel = (self.NU + d) / 2
        factor = kernel * (np.log1p(np.sum(step**2, axis=2) / self.NU) - np.log1p(np.sum(back**2, axis=2) / self.NU))
        return proposed.reshape(-1, d), factor.reshape(-1)
