"""The results that the library returns: a fit and a posterior."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from tcreferee.base.priors import Array
from tcreferee.formulas.model import TcModel
from tcreferee.inference.diagnostics import GateCheck


@dataclass(frozen=True)
class Fitted:
    """A maximum-likelihood fit and the exact leave-one-out predictive density.

    Parameters
    ----------
    model : TcModel
    n : int
        Rows.
    estimates, standard_errors : dict of str to float
        By parameter, in its unit.
    intervals : dict of str to {level: (lower, upper)}
        Profile intervals at 68.3 and 95.4 %.
    sigma : float
        Scatter of the rows about the formula, in the unit of the response.
    rmse, r2 : float or None
    log_likelihood : float
    counted : int
        Number of parameters in the information criteria, sigma included.
    aicc : float
        NaN where it is undefined.
    elpd_loo : (rows,) array
        Exact leave-one-out log predictive densities, nats.
    ln_evidence : float
    label : tuple of str
        Label of each row.
    report : str
        lmfit's fit report.
    notes : tuple of str
        What could not be computed, and why.
    converged : bool
        Whether every check passed. A fit that failed one is not ranked.
    checks : tuple of GateCheck
        Starts of the fit that agree, errors and k-hat of the integrals: name, meaning, value, threshold, passed.
    error_elpd, error_ln_evidence : float
        Errors of the sum of `elpd_loo` and of `ln_evidence`.
    khat : float
        Largest Pareto k-hat of importance sampling; 0 for a quadrature.
    starts, starts_agreeing : int
        Starts of the fit, and how many of them end at its maximum.
    caveats : tuple of str
        Caveats about the numbers, as in the comparison table; declared errors that are not used come first.
    errors : tuple of str
        Which of the errors that the table declares are used.
    """

    model: TcModel
    n: int
    estimates: dict[str, float]
    standard_errors: dict[str, float]
    intervals: dict[str, dict[str, tuple[float, float]]]
    sigma: float
    rmse: float | None
    r2: float | None
    log_likelihood: float
    counted: int
    aicc: float
    elpd_loo: Array
    ln_evidence: float
    label: tuple[str, ...] = field(repr=False)
    report: str = field(repr=False)
    notes: tuple[str, ...] = ()
    converged: bool = True
    checks: tuple[GateCheck, ...] = field(default=(), repr=False)
    error_elpd: float = 0.0
    error_ln_evidence: float = 0.0
    khat: float = 0.0
    starts: int = 0
    starts_agreeing: int = 0
    caveats: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()

    @property
    def ranked(self) -> bool:
        """Whether the fit may be ranked: every check passed, with an exact leave-one-out."""
        return self.converged and bool(np.isfinite(self.elpd_loo).all())


@dataclass(frozen=True)
class Sampled:
    """A posterior, checked against an exact calculation.

    Parameters
    ----------
    model : TcModel
    converged : bool
        Whether every check passed. Do not use a posterior that has not converged.
    checks : tuple of GateCheck
        Name, meaning, value, threshold, passed.
    parameters : list of dict
        Estimate, error, intervals, posterior and prior quantiles of each parameter, sigma last; as in fit.json.
    tree : xarray.DataTree
        For ArviZ: posterior, log_likelihood, posterior_predictive, prior, observed_data.
    elpd_loo : (rows,) array
    ln_evidence : float
    """

    model: TcModel
    converged: bool
    checks: tuple[GateCheck, ...] = field(repr=False)
    parameters: list[dict[str, Any]] = field(repr=False)
    tree: Any = field(repr=False)
    elpd_loo: Array
    ln_evidence: float
