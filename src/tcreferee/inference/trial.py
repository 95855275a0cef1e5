"""One model on one set of rows: prior, likelihood, and coordinates in which both are well behaved.

The linear coefficients are sampled in effect coordinates, see `tcreferee.inference.effects`; the others as their
priors say; the scatter as ln sigma.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from tcreferee.base.pieces import walked
from tcreferee.base.priors import Array, Curved, Flat, Integer, Scales
from tcreferee.base.scatter_priors import SigmaPrior
from tcreferee.formulas.constraint import Constraint, gaps
from tcreferee.formulas.model import TcModel
from tcreferee.inference.bounds import Bounds
from tcreferee.inference.design import Design, product
from tcreferee.inference.effects import Effects
from tcreferee.inference.joint_prior import JointPrior
from tcreferee.inference.likelihoods import LIKELIHOODS, NO_SIDES, Likelihood
from tcreferee.inference.row_densities import row_densities


@dataclass(frozen=True)
class Trial:
    """A model, the rows it is tried on, and the priors.

    Parameters
    ----------
    model : TcModel
        Bound to the rows: with one parameter for each family, and the shares of a latent choice.
    inputs : mapping of str to (choices * rows,) array
        By the model's own input names; the alternatives of a latent choice one after the other.
    y : (rows,) array
        Response.
    scales : Scales
    likelihood : str
        Word of `LIKELIHOODS`.
    family : (rows,) array of int
        Family of each row, if the rows fall in families.
    choices : int
        Alternatives of a latent choice of the inputs; 1 if there is none.
    sd : (rows,) array
        Known standard deviation of the response, for likelihoods that use it.
    input_sd : mapping of str to mapping of str to (choices * rows,) array
        By independent source, what one standard deviation of it moves: inputs by name, the response under "" if it too.
    unit : str
        Of the response, for sentences.
    limit : (rows,) array
        1 where the response is an upper limit, -1 where it is a lower one, 0 where it is a value.
    sides : (2, rows) array
        Lower and upper uncertainty of responses whose error is asymmetric; 0 for the others.
    nuisances, shifts : tuple of str, (errors, rows) array
        Parameters of errors that all rows share, and what these add to a curve that is generated beside the formulas.
    populations : tuple of str
        Parameters of the populations that the true inputs come from, see `tcreferee.inference.true_inputs`.
    nodes : bool
        Whether the likelihood is integrated over the true inputs; else errors of inputs enter to first order.
    """

    model: TcModel
    inputs: Mapping[str, Array]
    y: Array
    scales: Scales
    likelihood: str = "normal"
    family: Array = field(default_factory=lambda: np.empty(0))
    choices: int = 1
    sd: Array = field(default_factory=lambda: np.zeros(1))
    input_sd: Mapping[str, Mapping[str, Array]] = field(default_factory=dict)
    unit: str = ""
    limit: Array = field(default_factory=lambda: np.zeros(1))
    sides: Array = field(default_factory=lambda: NO_SIDES)
    nuisances: tuple[str, ...] = ()
    shifts: Array = field(default_factory=lambda: np.zeros((0, 1)))
    populations: tuple[str, ...] = ()
    nodes: bool = False

    @cached_property
    def effects(self) -> Effects:
        """The affine structure on these rows."""
        rows, family = self.choices * len(self.y), np.tile(self.family, self.choices)
        return Effects(self.model, self.inputs, rows, self.scales.centre_K, self.scales.effect_K, family)

    @property
    def linear(self) -> tuple[int, ...]:
        """Positions of the linear parameters; the levels first."""
        return self.effects.linear

    @property
    def nonlinear(self) -> tuple[int, ...]:
        """Positions of the parameters the model is not linear in."""
        return self.effects.nonlinear

    @property
    def integers(self) -> tuple[int, ...]:
        """Positions of the parameters that are whole numbers: what depends on them is summed, not integrated."""
        return tuple(j for j, p in enumerate(self.model.parameters) if isinstance(p.prior, Integer))

    @property
    def flat(self) -> tuple[str, ...]:
        """Names of the parameters with a flat prior: it is improper, and the evidence has no value."""
        return tuple(p.name for p in self.model.parameters if isinstance(p.prior, Flat))

    @cached_property
    def constraints(self) -> tuple[Constraint, ...]:
        """Inequalities between the parameters."""
        return tuple(map(Constraint, self.model.constraints))

    def gaps(self, theta: Array) -> Array:
        """Return the gaps (..., constraints) at physical parameters (..., parameters); all above 0 where allowed."""
        return gaps(self.constraints, [p.name for p in self.model.parameters], theta)

    @cached_property
    def density(self) -> Likelihood:
        """The likelihood."""
        return LIKELIHOODS[self.likelihood]

    @cached_property
    def bounds(self) -> Bounds:
        """Bounds of the parameters."""
        return Bounds(self.effects)

    def design(self, nonlinear: Array) -> Design:
        """Return the affine structure at the coordinates (..., q) of the non-linear parameters."""
        return self.effects.design(nonlinear)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Names of the sampled coordinates: effects, non-linear parameters, ln sigma."""
        p = self.model.parameters
        scatter = ("ln_sigma",) if self.density.scatter else ()
        return (*self.effects.names, *(p[j].name for j in self.nonlinear), *scatter)

    @property
    def own(self) -> list[int]:
        """Positions of the parameters that tables and audits show: all but the populations of true inputs."""
        return [j for j, p in enumerate(self.model.parameters) if p.name not in self.populations]

    @property
    def dimension(self) -> int:
        """Number of sampled coordinates."""
        return len(self.names)

    @property
    def counted(self) -> int:
        """Number of parameters that information criteria count, sigma included, populations of inputs not."""
        return len(self.own) + self.density.scatter

    @cached_property
    def joint_prior(self) -> JointPrior:
        """Prior of the sampled coordinates."""
        density = self.density
        sigma = self.scales.sigma if density.scatter else None
        return JointPrior(self.effects, self.bounds, sigma, self.choices, density.log_response, self.constraints)

    @property
    def sigma_prior(self) -> SigmaPrior:
        """Prior of the scatter."""
        return self.scales.sigma

    def split(self, z: Array) -> tuple[Array, Array, Array]:
        """Split coordinates (..., d) into effects, non-linear parameters and ln sigma (0 where there is none)."""
        k, end = len(self.effects.names), len(self.effects.names) + len(self.nonlinear)
        return z[..., :k], z[..., k:end], z[..., end] if self.density.scatter else np.zeros(z.shape[:-1])

    def physical(self, z: Array) -> Array:
        """Return the physical parameters (..., parameters) of coordinates (..., d), in the model's order."""

        def of(part: Array) -> Array:
            u, nonlinear, _ = self.split(part)
            return self.effects.parameters(u, nonlinear, self.design(nonlinear))

        return walked(of, z, self.held)

    @property
    def held(self) -> int:
        """How many numbers one draw needs in memory."""
        return self.effects.held

    def coordinates(self, theta: Array, sigma: float) -> Array:
        """Return the coordinates (d,) of physical parameters (parameters,) and a scatter."""
        nonlinear = np.array([self.prior(j).coordinate(float(theta[j])) for j in self.nonlinear])
        design = self.design(nonlinear)
        u = np.linalg.lstsq(design.matrix, theta[list(self.linear)] - design.shift)[0] if self.linear else np.empty(0)
        return np.concatenate([u, nonlinear, [math.log(sigma)] if self.density.scatter else []])

    def predict(self, theta: Array) -> Array:
        """Return the prediction (..., choices * rows) for physical parameters (..., parameters)."""
        return self.model(self.inputs, theta, self.choices * len(self.y))

    def mean(self, z: Array) -> Array:
        """Return the prediction (..., choices * rows) at coordinates (..., d)."""
        u, nonlinear, _ = self.split(z)
        design = self.design(nonlinear)
        return np.asarray(design.offset + product(design.columns, u))

    def log_likelihood(self, z: Array) -> Array:
        """Return the pointwise log likelihood (..., rows)."""
        u, nonlinear, log_sigma = self.split(z)
        return self._log_likelihood(u, nonlinear, log_sigma, self.design(nonlinear))

    def _log_likelihood(self, u: Array, nonlinear: Array, log_sigma: Array, design: Design) -> Array:
        mean = design.offset + product(design.columns, u)
        theta = self.effects.parameters(u, nonlinear, design) if self.density.known else u
        return row_densities(self, theta, mean, np.exp(log_sigma), nonlinear)

    @property
    def smooth(self) -> bool:
        """Whether the prior is smooth within its bounds: no whole numbers, no inequalities between parameters."""
        return not self.integers and not self.constraints

    def log_prior(self, z: Array) -> Array:
        """Return the log prior density (...) of the sampled coordinates; -inf outside the bounds."""

        def of(part: Array) -> Array:
            return self.joint_prior.log_density(*self.split(part), self.design(self.split(part)[1]))

        return walked(of, z, self.held)

    def prior(self, j: int) -> Curved:
        """Return the prior of non-linear parameter `j`."""
        return self.effects.prior(j)

    def log_posterior(self, z: Array) -> Array:
        """Return the unnormalised log posterior (...); -inf wherever it is not finite."""

        def of(part: Array) -> Array:
            log_prior, pointwise = self.log_prior_and_likelihood(part)
            with np.errstate(invalid="ignore"):
                value = log_prior + pointwise.sum(axis=-1)
            return np.where(np.isfinite(value), value, -np.inf)

        return walked(of, z, self.held)

    def log_prior_and_likelihood(self, z: Array) -> tuple[Array, Array]:
        """Return the log prior density (...) and the pointwise log likelihood (..., rows)."""
        u, nonlinear, log_sigma = self.split(z)
        with np.errstate(all="ignore"):
            design = self.design(nonlinear)
            log_prior = self.joint_prior.log_density(u, nonlinear, log_sigma, design)
            return log_prior, self._log_likelihood(u, nonlinear, log_sigma, design)

    def draw_prior(self, size: int, rng: np.random.Generator) -> Array:
        """Draw `size` coordinates (size, d) from the prior, bounds respected by rejection."""
        return self.joint_prior.draw(size, rng)
