r"""Evidence and exact leave-one-out: groups share a coefficient, have one each, or scatter about a common one.

With p(t) the prior of the shared coefficient and L_g(t) what group g says of it, the three hypotheses are

.. math:: Z_\mathrm{common} = \int p(t) \prod_g L_g(t)\,dt, \qquad Z_\mathrm{separate} = \prod_g \int p(t) L_g(t)\,dt,

.. math:: Z_\mathrm{pooled} = \int p(\tau) \int p(\mu) \prod_g \int N(t; \mu, \tau^2) L_g(t)\,dt\,d\mu\,d\tau.

A row left out changes L_g of its own group only. The inner integrals have a closed form, the outer ones are sums on
grids.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tcreferee.base.priors import Array, Normal
from tcreferee.base.scatter_priors import HalfT
from tcreferee.inference.quadrature import Grid, dense_near, even
from tcreferee.joint.evidence import Curves, log_sum

NODES, WIDE_NODES, ROUNDS = 401, 201, 8
# reach of the grid, in standard deviations of the prior
REACH = 8.0
# the spread between groups, by the scale of its prior
SPREADS = 65
LEAST, MOST = 1e-4, 30.0


@dataclass(frozen=True)
class Score:
    """One hypothesis about the shared coefficient.

    Parameters
    ----------
    ln_evidence : float
    elpd : (rows,) array
        Exact leave-one-out log densities, group after group.
    """

    ln_evidence: float
    elpd: Array


@dataclass(frozen=True)
class Density:
    """A posterior density on a grid.

    Parameters
    ----------
    at, mass : (nodes,) arrays
        Nodes, and the probability at each.
    """

    at: Array
    mass: Array

    @property
    def mean(self) -> float:
        """Posterior mean."""
        return float(self.mass @ self.at)

    @property
    def sd(self) -> float:
        """Posterior standard deviation."""
        return math.sqrt(float(self.mass @ (self.at - self.mean) ** 2))

    def quantile(self, level: float) -> float:
        """Return the value below which the share `level` lies."""
        below = np.cumsum(self.mass) - 0.5 * self.mass
        return float(np.interp(level, below / self.mass.sum(), self.at))


def common_prior(groups: Sequence[Curves]) -> tuple[float, float]:
    """Return mean and standard deviation of the prior of the shared coefficient.

    ASSUME: the mean of the groups' own means, and the root mean square of their own standard deviations; each of these
    follows from the priors of the comparison and from the inputs of the group, not from its response.
    """
    own = np.array([group.prior for group in groups])
    return float(own[:, 0].mean()), float(np.sqrt(np.mean(own[:, 1] ** 2)))


def _normal(t: Array, prior: tuple[float, float]) -> Array:
    return Normal(*prior).logpdf(t)


def _grid(groups: Sequence[Curves], prior: tuple[float, float], nodes: int) -> Grid:
    """Return a grid of the shared coefficient, dense where the posterior of all rows is."""
    low, high = prior[0] - REACH * prior[1], prior[0] + REACH * prior[1]
    grid = even(low, high, nodes)
    for _ in range(ROUNDS):
        table = _normal(grid.nodes, prior) + sum(_table(group, grid.nodes, 0) for group in groups)
        weight = np.exp(table - table.max()) * grid.weights
        weight /= weight.sum()
        centre = float(weight @ grid.nodes)
        width = math.sqrt(float(weight @ (grid.nodes - centre) ** 2))
        grid = dense_near(centre, max(width, 0.5 * float(np.min(np.diff(grid.nodes)[1:-1]))), low, high, nodes)
    return grid


def _table(group: Curves, t: Array, which: int | slice = slice(None), spread: float = 0.0) -> Array:
    return group.log_averaged(t, np.full(len(t), spread**2), which)


def common(groups: Sequence[Curves], prior: tuple[float, float]) -> tuple[Score, Density, list[Density]]:
    """Return the score of one value for all groups, its posterior, and the posteriors without each group."""
    grid = _grid(groups, prior, NODES)
    base = _normal(grid.nodes, prior) + np.log(np.maximum(grid.weights, 1e-300))
    tables = [_every_set(group, grid.nodes) for group in groups]
    total = base + sum(table[0] for table in tables)
    ln_z = float(log_sum(total))
    elpd = [ln_z - log_sum(total - table[0] + table[1:]) for table in tables]
    without = [density(grid.nodes, total - table[0]) for table in tables]
    return Score(ln_z, np.concatenate(elpd)), density(grid.nodes, total), without


def _every_set(group: Curves, t: Array, spread: float = 0.0) -> Array:
    """Return ln L (sets, t), one set after the other to save memory."""
    return np.stack([_table(group, t, which, spread) for which in range(len(group.log_height))])


def density(at: Array, log_mass: Array) -> Density:
    """Return the posterior density on a grid, from ln of the unnormalised mass at each node."""
    mass = np.exp(log_mass - log_mass.max())
    return Density(at, mass / mass.sum())


def separate(groups: Sequence[Curves], prior: tuple[float, float]) -> tuple[Score, list[Density]]:
    """Return the score of a value of its own for each group, and their posteriors."""
    mean, variance = np.array([prior[0]]), np.array([prior[1] ** 2])
    ln_z = [group.log_averaged(mean, variance)[:, 0] for group in groups]
    found = []
    for group in groups:
        grid = _grid([group], prior, NODES)
        log_mass = _normal(grid.nodes, prior) + _table(group, grid.nodes, 0)
        found.append(density(grid.nodes, log_mass + np.log(np.maximum(grid.weights, 1e-300))))
    elpd = np.concatenate([each[0] - each[1:] for each in ln_z])
    return Score(float(sum(each[0] for each in ln_z)), elpd), found


def pooled(groups: Sequence[Curves], prior: tuple[float, float], scale: float) -> tuple[Score, Density]:
    """Return the score of values that scatter about a common one, and the posterior of the spread tau.

    Parameters
    ----------
    groups : sequence of Curves
    prior : (float, float)
        Of the common value.
    scale : float
        Of the half-t(4) prior of tau.
    """
    grid = _grid(groups, prior, WIDE_NODES)
    log_tau = even(math.log(LEAST * scale), math.log(MOST * scale), SPREADS)
    base = _normal(grid.nodes, prior) + np.log(np.maximum(grid.weights, 1e-300))
    log_prior = HalfT(scale).logpdf_of_log(log_tau.nodes) + np.log(log_tau.weights)
    by_tau, without = [], []
    for tau, its_prior in zip(np.exp(log_tau.nodes), log_prior, strict=True):
        tables = [_every_set(group, grid.nodes, tau) for group in groups]
        total = base + sum(table[0] for table in tables)
        by_tau.append(its_prior + log_sum(total))
        without.append(its_prior + np.concatenate([log_sum(total - table[0] + table[1:]) for table in tables]))
    ln_z = float(log_sum(np.array(by_tau)))
    elpd = ln_z - log_sum(np.array(without).T)
    return Score(ln_z, elpd), density(np.exp(log_tau.nodes), np.array(by_tau))
