"""Printed constants and their estimates from the rows of a comparison: too far apart, or nearer than chance allows."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from scipy.special import stdtr

from tcreferee.base.priors import Array
from tcreferee.comparison.entry import Entry
from tcreferee.formulas.scope import Printed

# a printed constant contradicts the rows if a fit comes so far from it by chance less often than this
FAR = 0.01
# and was fitted to them, as far as can be told, if an independent constant would come so near less often than this
NEAR = 0.02
FACTOR = "factor"


@dataclass(frozen=True)
class Constant:
    """A printed constant beside what these rows give.

    Parameters
    ----------
    name, symbol, unit, location : str
    printed, estimate, error : float
        As printed; by the fit, with its standard error.
    freedom : int
        Degrees of freedom of the error.
    """

    name: str
    symbol: str
    unit: str
    location: str
    printed: float
    estimate: float
    error: float
    freedom: int

    @property
    def chance_nearer(self) -> float:
        """Chance that an independent constant comes at least as near, if the formula is true; NaN without an error."""
        if not self.error > 0 or self.freedom < 1:
            return math.nan
        return 1 - 2 * float(stdtr(self.freedom, -abs(self.printed - self.estimate) / self.error))

    @property
    def far(self) -> bool:
        """Whether the rows contradict it. The factor of a formula without free constant is such a constant, 1."""
        return 1 - self.chance_nearer < FAR

    @property
    def objection(self) -> str:
        """What it has against the formula where it is contradicted; mathtext allowed."""
        if self.name == FACTOR:
            return "the printed formula is off by a factor"
        return f"a printed constant is contradicted (${self.symbol}$)"

    @property
    def near(self) -> bool:
        """Whether it lies nearer to the fit than an independent constant would."""
        return self.chance_nearer < NEAR

    @property
    def words(self) -> str:
        """Both values, mathtext allowed."""
        unit = f" {self.unit}" if self.unit else ""
        given = _with_error(self.estimate, self.error)
        end = f"{unit} (1 SE)" if self.error > 0 else unit
        said = f"these rows give ${self.symbol}$ = {given}{end}, the source prints {self.printed:.5g}"
        if self.name == FACTOR:
            said = f"these rows ask for a factor of {given}{end} on the printed formula"
        if self.far:
            said += ": contradicted"
        if self.near:
            chance = "less than 0.1" if self.chance_nearer < 0.001 else f"only {100 * self.chance_nearer:.1g}"
            said += f": an independent constant would come as close in {chance} % of cases"
        return said


def _with_error(value: float, error: float) -> str:
    """Return a value and its error with two digits of the error; a power of ten stands apart."""
    if not error > 0:
        return f"{value:.5g}"
    places = 1 - math.floor(math.log10(error))
    if -1 <= places < 5:
        return f"{value:.{max(places, 0)}f} ± {error:.{max(places, 0)}f}"
    power = math.floor(math.log10(max(abs(value), error)))
    digits = max(0, places + power)
    return f"({value / 10**power:.{digits}f} ± {error / 10**power:.{digits}f}) × $10^{{{power}}}$"


def constants_of(e: Entry, points: Sequence[Collection[str]]) -> list[Constant]:
    """Return the printed constants of a formula beside what these rows give.

    Parameters
    ----------
    e : Entry
    points : sequence of collection of str
        The tables that each row stands in.
    """
    freedom = int(e.fit["n"]) - int(e.fit["k"])
    found = []
    for row in e.fit.get("printed", ()):
        if row["estimate"] is None or not Printed("", 0.0, "", tuple(row["datasets"])).said_of(points):
            continue
        error = math.nan if row["standard_error"] is None else float(row["standard_error"])
        given = {key: row[key] for key in ("name", "symbol", "unit", "location")}
        found.append(Constant(**given, printed=row["value"], estimate=row["estimate"], error=error, freedom=freedom))
    return found + ([] if e.fit["k"] else _factor(e))


def _factor(e: Entry) -> list[Constant]:
    """Return the factor by which these rows would scale a formula without free constant; printed, it is 1."""
    if "fitted_K" not in e.rows[0] or e.fit["settings"]["likelihood"] not in ("normal", "lognormal"):
        return []
    measured, fitted, n = e.column("observed_K"), e.column("fitted_K"), len(e.rows)
    if not _finite(measured, fitted) or n < 2:
        return []
    if e.fit["settings"]["likelihood"] == "lognormal":
        if min(measured.min(), fitted.min()) <= 0:
            return []
        ratio = measured / fitted
        factor = math.exp(float(sum(map(math.log, ratio))) / n)
        spread = [math.log(each / factor) for each in ratio]
        error = factor * math.sqrt(sum(each**2 for each in spread) / (n - 1) / n)
    else:
        square = float(fitted @ fitted)
        factor = float(measured @ fitted) / square if square else math.nan
        rest = measured - factor * fitted
        error = math.sqrt(float(rest @ rest) / (n - 1) / square) if square else math.nan
    return [Constant(FACTOR, r"\mathrm{factor}", "", "the formula as printed", 1.0, factor, error, n - 1)]


def _finite(*columns: Array) -> bool:
    return all(bool((abs(each) < math.inf).all()) for each in columns)
