"""What a Tc model is: parameters, inputs, source, equation, and checks against printed values.

A model is one file with a module-level `model = TcModel(...)`. Files are found by listing a folder;
nothing is registered anywhere.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from tcreferee.base.priors import Array, Prior, Straight
from tcreferee.formulas.scope import Domain, Expected, Printed
from tcreferee.formulas.tabulated import Tabulated

ANY_INPUT = "x"
STANDARD_INPUT = "x_standard"
ANY_RESPONSE = "any"
LOG_ODDS = "log_odds"
Kind = Literal["theory", "rival", "null", "generic"]
KINDS: tuple[Kind, ...] = get_args(Kind)
CREDITED: tuple[Kind, ...] = ("theory", "rival")
Predict = Callable[[Mapping[str, Array], Mapping[str, Array]], Array]


# kinds of numpy types that are no real numbers, in words
UNREAL = {"c": "complex numbers", "U": "text", "S": "text", "O": "objects"}


class FormulaError(Exception):
    """A formula failed, or returned no real numbers of the right shape; the message goes after the model's name."""


@dataclass(frozen=True)
class Parameter:
    """A free parameter of a model.

    Parameters
    ----------
    name : str
        Word with its unit (`t_u_K`).
    symbol : str
        Mathtext without dollar signs.
    unit : str
        Unit as physicists write it; "" when dimensionless; "response" for that of what is explained.
    meaning : str
        One line.
    prior : Level, Effect, Coefficient, Flat, Normal, LogNormal, Uniform, HalfNormal or Integer
        The first four promise that the prediction is linear in this parameter when the others are fixed; a test holds
        every model to it.
    bounds : (float, float)
        Open interval.
    families : "", "separate" or "pooled"
        For a `Level`: one value for each family of materials in the rows, each with a prior of its own
        ("separate"), or scattered about a common value by a spread tau that is estimated too ("pooled").
    start : float, optional
        Value at which one of the fit's starts begins, if the model is not linear in it. The prior gives the other
        starts.
    expects : "", "positive", "negative" or (float, float)
        The sign or range that the source expects. It does not enter the fit, but a formula whose fit contradicts it
        does not stand.
    """

    name: str
    symbol: str
    unit: str
    meaning: str
    prior: Prior
    bounds: tuple[float, float] = (-math.inf, math.inf)
    families: str = ""
    start: float | None = None
    expects: Expected = ""

    def __post_init__(self) -> None:
        """Keep the bounds within what the prior allows."""
        support = getattr(self.prior, "support", (-math.inf, math.inf))
        ends = max(self.bounds[0], support[0]), min(self.bounds[1], support[1])
        object.__setattr__(self, "bounds", ends)

    @property
    def linear(self) -> bool:
        """Whether the prediction is linear in this parameter."""
        return isinstance(self.prior, Straight)


@dataclass(frozen=True)
class Source:
    """Where an equation comes from, and what it was proposed for.

    Parameters
    ----------
    reference, identifier, equation : str
        All its authors (year), title; DOI or the like; number of the equation.
    valid_for : Domain, optional
        The materials it was proposed for: only their rows judge it. Without a domain, all rows do.
    fitted_on : tuple of str
        Tables ("dataset") or rows ("dataset:row") that its printed constants came from.
    fitted_constants : int
        How many numbers of the equation were fitted to these tables or rows, where they count as parameters.
    freed : tuple of str
        Parameters that the source prints as numbers of the shape, such as an exponent. With them free, the formula
        tests that of the source and is not what the source prints: it takes no sign.
    """

    reference: str
    identifier: str
    equation: str
    valid_for: Domain | None = None
    fitted_on: tuple[str, ...] = ()
    fitted_constants: int = 1
    freed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Check:
    """Inputs and parameters that must return a printed value.

    Parameters
    ----------
    inputs, parameters : mapping of str to float
        In the units of their names.
    printed : str
        The value as printed; the tolerance is half a unit of its last digit.
    location : str
        Where it is printed.
    """

    inputs: Mapping[str, float]
    parameters: Mapping[str, float]
    printed: str
    location: str

    @property
    def tolerance(self) -> float:
        """Half a unit of the last printed digit."""
        mantissa, _, exponent = self.printed.lower().partition("e")
        decimals = len(mantissa.partition(".")[2])
        return 0.5 * 10.0 ** (int(exponent or 0) - decimals)


@dataclass(frozen=True)
class TcModel:
    """A formula for Tc (or another response) with all a fair trial needs to know about it.

    Parameters
    ----------
    title : str
        Short label for tables and figures.
    equation : str
        Mathtext without dollar signs.
    inputs : tuple of str
        Words of `tcreferee.base.quantities`; for a null model that takes any input "x" (in units of its quantity's
        scale) or "x_standard" (less its mean over the rows, in units of its sd over the rows). A null model may
        need none.
    parameters : tuple of Parameter
        May be empty: a formula without free coefficient.
    predict : callable
        `predict(inputs, parameters) -> array`, pure numpy. Inputs have shape (rows,), parameters (..., 1) or,
        where they differ between families, (..., rows), the result (..., rows): plain arithmetic broadcasts.
    source : Source
    checks : tuple of Check
        At least one.
    constraints : tuple of str
        Inequalities between parameters, such as "t_1_K < t_2_K": the prior is cut off where one does not hold.
    assumptions : tuple of str
        Choices made here that the source does not state; shown in the report.
    response : str
        What is predicted: a word of `tcreferee.base.quantities`, "log_odds" of being superconducting, or "any" for a
        formula that may explain whatever the comparison asks for.
    kind : "theory", "rival", "null" or "generic"
        A theory is a formula that its source derives from a mechanism, a rival an empirical rule that its source
        states; both are credited to the source. A null is the least that a formula must beat: a constant, a line.
        A generic curve is flexible and without physics, a parabola for example: what the inputs can say at all.
    name : str
        The file's stem; set on loading.
    printed : tuple of Printed
        Constants that the source prints and that a fit also yields: the two are always compared.
    interpolated : tuple of Tabulated
        Tables of the response that `predict` interpolates: every fit says their error beside the scatter.
    """

    title: str
    equation: str
    inputs: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    predict: Predict
    source: Source
    checks: tuple[Check, ...]
    assumptions: tuple[str, ...] = ()
    constraints: tuple[str, ...] = ()
    response: str = "tc_K"
    kind: Kind = "theory"
    name: str = ""
    printed: tuple[Printed, ...] = ()
    interpolated: tuple[Tabulated, ...] = ()

    @property
    def credited(self) -> bool:
        """Whether a source is credited with it: a theory or a rival, not a curve without physics."""
        return self.kind in CREDITED

    @property
    def constant(self) -> bool:
        """Whether it is the constant: the null without input, with one level for all rows."""
        own = self.parameters
        return self.kind == "null" and not self.inputs and len(own) == 1 and not own[0].families

    def __call__(self, inputs: Mapping[str, Array], theta: Array, rows: int = 1) -> Array:
        """Predict the response.

        Parameters
        ----------
        inputs : mapping of str to (rows,) or (..., rows) array
        theta : (..., parameters) array
            In the order of `self.parameters`.
        rows : int
            Number of rows of a model without inputs.

        Returns
        -------
        (..., rows) array

        Raises
        ------
        FormulaError
            `predict` raises, or returns another shape, or anything but real numbers.
        """
        values = {p.name: theta[..., j, np.newaxis] for j, p in enumerate(self.parameters)}
        rows = next((np.shape(values)[-1] for values in inputs.values()), rows)
        try:
            returned = self.predict(inputs, values)
            predicted = np.asarray(returned)
        except Exception as error:  # whatever a formula of somebody else raises
            raise FormulaError(f"fails with {type(error).__name__}: {error}") from error
        if returned is None:
            raise FormulaError("returns nothing: its last line must be 'return ...'")
        if predicted.dtype.kind not in "fiub":
            kind = UNREAL.get(predicted.dtype.kind, "things")
            raise FormulaError(f"returns {kind} where real numbers are needed")
        try:
            return np.broadcast_to(predicted, (*theta.shape[:-1], rows))
        except ValueError:
            shapes = f"shape {predicted.shape}, not {(*theta.shape[:-1], rows)}"
            raise FormulaError(f"does not return one number for each of the {rows} rows ({shapes})") from None
