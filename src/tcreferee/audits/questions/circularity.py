"""Was an input computed from Tc?

The audit solves the formula for the input: which value would give the measured Tc exactly? If the tabulated values are
close to these, they may have been computed from Tc. A true theory looks the same. Therefore the audit fires only if the
column is declared suspect, or if the agreement is closer than errors or digits of independent numbers allow.

If a suspect column was computed from Tc, the slope between the logarithms of solved and tabulated values is 1. Errors
in the tabulated values make the fitted slope smaller. The slope of the reversed regression is made smaller only by
errors in Tc; its inverse is an upper bound (Frisch's bounds).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from tcreferee.audits import columns, invert
from tcreferee.audits.case import FIRES, NOT_APPLICABLE, OPEN, QUIET, Case, Row, Tried
from tcreferee.audits.digits import too_close
from tcreferee.audits.permute import permutations
from tcreferee.audits.refit import estimates, in_place
from tcreferee.audits.words import between, chance, number, percent, ratio, spread
from tcreferee.base.priors import Array
from tcreferee.inference.residuals import FAR

QUESTION = "Was an input computed from Tc, so that the formula only returns what was put in?"
FOUND = "an input may have been computed from Tc"
NAME, FEWEST = "circularity", 4
FEWER_ROWS = True
SLOPE = "slope of ln(input that would give the measured response) against ln(tabulated input)"


def audit(case: Case) -> list[Row]:
    """Audit every input of every theory; see the module."""
    tested = [(tried, name) for tried in case.tried.values() if not tried.null for name in tried.columns]
    found = []
    for tried, name in tested:
        found += _ancestry(case, tried, name)
        column, row = tried.columns[name], _inverted(case, tried, name)
        found.append(replace(row, column=column) if isinstance(column, str) else row)
        if isinstance(column, str) and row.verdict != NOT_APPLICABLE:
            found += too_close(case, tried, name, column)
    return found


def _ancestry(case: Case, tried: Tried, name: str) -> list[Row]:
    """Return a row if the tables declare that an input is derived from a measured response."""
    column, quantity = tried.columns[name], case.observations.quantities[case.observations.response]
    for each in [column] if isinstance(column, str) else column:
        for ancestor, way in columns.ancestors(case, each).items():
            if columns.about(case, ancestor).get("quantity") == quantity:
                formula = columns.about(case, way[-2])["derived"]["formula"]
                note = f"{each} is derived from the measured response ({formula}), so it is not independent of it."
                steps = f"steps from {ancestor} to {each}"
                return [Row(NAME, tried.name, steps, FIRES, note, len(way) - 1, column=each)]
    return []


@dataclass(frozen=True)
class _Line:
    """A straight line of ln(solved input) against ln(tabulated input).

    `most` is the upper bound of the slope if the tabulated values have errors, from the reversed regression.
    """

    ratio: float
    scatter: float
    slope: float
    lower: float
    upper: float
    most: float


def _inverted(case: Case, tried: Tried, name: str) -> Row:
    column, trial = tried.columns[name], tried.trial
    why = _why_not(case, tried, name)
    if why or not isinstance(column, str):
        return Row(NAME, tried.name, f"{SLOPE}: {column}", NOT_APPLICABLE, why)
    theta, _, _ = estimates(tried)
    x, solved = trial.inputs[name], invert.inverted(trial, name, theta)
    good = np.isfinite(solved)
    statistic, reason = f"{SLOPE}: {column}", columns.about(case, column).get("suspect")
    lost = f" ({int(np.sum(~good))} of {len(x)} rows have no such value, or several)" if not good.all() else ""
    if good.sum() < FEWEST:
        note = (
            f"Exactly one {column} gives the measured {case.measured} in {int(good.sum())} of {len(x)} rows, which is "
            f"too few to tell."
        )
        return Row(NAME, tried.name, statistic, OPEN, note)
    line = _line(np.log(x[good]), np.log(solved[good]))
    order = permutations(case, len(x), NAME, tried.name, name)
    squares = invert.permuted_squares(trial, name, order.order)
    p = order.p_value(invert.permuted_squares(trial, name, np.arange(len(x))[np.newaxis])[0], squares)
    failed = np.mean(~(squares < FAR))
    ends = f"{between(line.lower, line.upper)}{_errors(line) if reason else ''}"
    text = (
        f"The {column} that would give the measured {case.measured} is {ratio(line.ratio)} times the tabulated value "
        f"with a scatter of {spread(line.scatter)}, log-log slope {number(line.slope)} (95 %: {ends}){lost}; "
        f"{chance(p)} of {order.words} of {column} fit as well"
    )
    if failed:
        text += f"; {percent(float(failed))} of the permutations give the formula no value, which counts as a worse fit"
    text += in_place(trial)
    verdict, end = _judged(case.measured, reason, p <= case.settings.level, line)
    return Row(NAME, tried.name, statistic, verdict, f"{text}: {end}.", line.slope, line.lower, line.upper, p)


def _errors(line: _Line) -> str:
    return f", at most {number(line.most)} if it has errors" if line.most > line.upper else ""


def _judged(measured: str, reason: str | None, better: bool, line: _Line) -> tuple[str, str]:
    """Return verdict and words; `better` is True if the fit is better than with the input permuted."""
    if not reason:
        return QUIET, f"the table does not say that it was computed from {measured}"
    if better and line.lower <= 1 <= line.most:
        return FIRES, f"it is declared suspect, and these rows cannot distinguish it from one computed from {measured}"
    if not better and line.lower <= 1 <= line.upper:
        return OPEN, f"it is declared suspect, and these rows are too few to say whether it follows {measured}"
    return QUIET, f"it is declared suspect, but it does not follow {measured} as one computed from it would"


def _why_not(case: Case, tried: Tried, name: str) -> str:
    """Return in words why the formula cannot be solved for an input; "" if it can."""
    trial, column = tried.trial, tried.columns[name]
    if not isinstance(column, str):
        return "Each row chooses between columns of this input: see the audit 'choice'."
    if not trial.density.scatter:
        return "A formula for a yes-or-no response cannot be solved for an input."
    if len(trial.model.parameters) > 1:
        count = len(trial.model.parameters)
        return f"{count} parameters were fitted to these rows, so solving the formula for {column} tells nothing new."
    if np.isnan(estimates(tried)[0]).any():
        return "The formula has no best fit on these rows."
    values = trial.inputs[name]
    if (values <= 0).any() or not np.ptp(values):
        return f"{column} is not positive in all rows, or does not vary."
    return ""


def _line(x: Array, y: Array) -> _Line:
    """Return the line of y against x, with the upper bound of its slope from the line of x against y."""
    from scipy.stats import t

    ratio = y - x
    if not np.ptp(x) or not np.ptp(y):
        return _Line(float(np.exp(ratio.mean())), float(ratio.std(ddof=1)), np.nan, -np.inf, np.inf, np.inf)
    (slope, error), (least, other_error) = _slope(x, y), _slope(y, x)
    # the solution is found only to rounding errors, so the interval must not be narrower than these
    reach = float(t.ppf(0.975, len(x) - 2))
    half, least = reach * error + 1e-9, least - reach * other_error - 1e-9
    # without a significant rise there is no slope that errors could have made smaller
    most = max(slope + half, 1 / least) if least > 0 else slope + half
    return _Line(float(np.exp(ratio.mean())), float(ratio.std(ddof=1)), slope, slope - half, slope + half, most)


def _slope(x: Array, y: Array) -> tuple[float, float]:
    """Return the least-squares slope of y against x, and its standard error."""
    x, y = x - x.mean(), y - y.mean()
    square = float(x @ x)
    slope = float(x @ y) / square
    left = y - slope * x
    return slope, float(np.sqrt(left @ left / (len(x) - 2) / square))
