"""Constants that a source prints, beside what a fit gives for them."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from tcreferee.base.priors import Array
from tcreferee.formulas.model import TcModel
from tcreferee.formulas.scope import Printed
from tcreferee.inference.fit import Fit

STEP = 1e-4  # of a derivative, in standard errors


def printed_rows(model: TcModel, fit: Fit) -> list[dict[str, Any]]:
    """Return each printed constant of a model with the estimate and standard error of the fit.

    The error of a constant that follows from several parameters is of first order, with their correlations. A parameter
    that has a value for each family has no single constant, and is left out.
    """
    symbols = {p.name: (p.symbol, p.unit) for p in model.parameters}
    if not np.isfinite(fit.theta).all():
        return []
    return [
        {
            "name": each.name, "symbol": each.symbol or symbols[each.name][0],
            "unit": each.unit if each.quantity else symbols[each.name][1], "value": each.value,
            "location": each.location, "datasets": each.datasets, "estimate": each.of(_named(model, fit.theta)),
            "standard_error": _error(model, fit, each),
        }
        for each in model.printed
        if each.quantity or each.name in symbols
    ]  # fmt: skip


def _named(model: TcModel, theta: Array) -> dict[str, float]:
    return {p.name: float(value) for p, value in zip(model.parameters, theta, strict=True)}


def _error(model: TcModel, fit: Fit, constant: Printed) -> float:
    """Return the standard error of a constant; NaN where the fit has none."""
    errors = np.asarray(fit.standard_errors, dtype=np.float64)
    correlations = np.eye(len(errors)) if fit.correlations is None else np.asarray(fit.correlations, dtype=np.float64)
    slope = np.zeros(len(errors))
    for j, error in enumerate(errors):
        if not math.isfinite(error):
            continue
        ends = [fit.theta.copy(), fit.theta.copy()]
        ends[0][j] -= STEP * error
        ends[1][j] += STEP * error
        low, high = (constant.of(_named(model, end)) for end in ends)
        slope[j] = (high - low) / (2 * STEP)
    variance = float(slope @ np.where(np.isfinite(correlations), correlations, 0.0) @ slope)
    needed = constant.quantity is not None or math.isfinite(
        dict(zip(_named(model, errors), errors, strict=True))[constant.name]
    )
    return math.sqrt(variance) if variance > 0 and needed else math.nan
