"""Clean the raw reports by declared rules; every report keeps its place, and each that is not used has its reason."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from tcreferee.base.errors import Problem, RefereeError
from tcreferee.data.elements import SYMBOLS

COLUMNS = ("num", "formula", "tc_K", "journal", "year")
# an amount such as 7-X, 4+y, 1=z: a number and a symbol
_PART = re.compile(r"(?P<symbol>[A-Z][a-z]?)(?P<amount>\d+(?:\.\d*)?|\.\d+)?(?P<open>[+=-](?:[A-Za-z]|\d*\.?\d*))?")
# oxygen at the end whose amount is a symbol alone (Y is none of yttrium there: no formula of the table ends in it)
_BARE = re.compile(r"O(?P<symbol>[xyzdXYZ])$")


@dataclass(frozen=True)
class Report:
    """One reported Tc.

    Parameters
    ----------
    number : str
        Number of the entry in SuperCon.
    formula : str
    tc_K : float
    year : int or None
    amounts : dict of str to float
        Atoms of each element; oxygen without its symbol (7 of O7-X), and left out where it has no number (Oz).
    open_oxygen : str
        The oxygen content as written, if it is a symbol.
    """

    number: str
    formula: str
    tc_K: float
    year: int | None
    amounts: dict[str, float]
    open_oxygen: str = ""


@dataclass
class Cleaned:
    """Reports that can be used, and those that cannot: each with its reason."""

    used: list[Report] = field(default_factory=list)
    rejected: list[tuple[str, str, str, str]] = field(default_factory=list)


def read_formula(formula: str) -> tuple[dict[str, float], str]:
    """Return the amounts of a formula of SuperCon, and its oxygen content as written if that is a symbol.

    Parameters
    ----------
    formula : str
        Symbols and amounts, "La1.85Sr0.15Cu1O4-Y".

    Raises
    ------
    ValueError
        The formula cannot be read: an unknown symbol, or a symbol for the amount of an element other than oxygen.
    """
    amounts: dict[str, float] = {}
    opened, at = "", 0
    bare = _BARE.search(formula)
    if bare:  # Ba2Cu3Oz, ...OX: oxygen without a number
        opened, formula = bare["symbol"], formula[: bare.start()]
    while at < len(formula):
        part = _PART.match(formula, at)
        if part is None:
            raise ValueError(f"the formula cannot be read from '{formula[at : at + 12]}' on")
        at = part.end()
        symbol = "H" if part["symbol"] == "D" else part["symbol"]
        if symbol not in SYMBOLS:
            raise ValueError(f"'{symbol}' is not an element")
        if part["open"]:
            if symbol != "O":
                raise ValueError(f"the amount of {symbol} is a symbol, {part['amount'] or ''}{part['open']}")
            opened = f"{part['amount'] or ''}{part['open']}"
        amounts[symbol] = amounts.get(symbol, 0.0) + float(part["amount"] or 1)
    amounts = {symbol: amount for symbol, amount in amounts.items() if amount > 0}
    if not amounts:
        raise ValueError("the formula holds no element")
    return amounts, opened


def clean(rows: Iterable[Mapping[str, str]]) -> Cleaned:
    """Clean raw reports: text cells of `COLUMNS`.

    Raises
    ------
    RefereeError
        A column is missing.
    """
    found = Cleaned()
    seen: dict[tuple[str, str, str], str] = {}
    for row in rows:
        missing = [column for column in COLUMNS if column not in row]
        if missing:
            what = f"column{'s' if len(missing) > 1 else ''} {', '.join(missing)} missing"
            raise RefereeError("The reports cannot be read", [Problem("reports", what, ", ".join(COLUMNS))])
        try:
            report = _report(row)
            same = row["formula"], row["tc_K"], row["journal"]
            if (first := seen.setdefault(same, row["num"])) != row["num"]:
                raise ValueError(f"repeats entry {first}: same formula, Tc and paper")
        except ValueError as error:
            found.rejected.append((row["num"], row["formula"], row["tc_K"], str(error)))
        else:
            found.used.append(report)
    return found


def _report(row: Mapping[str, str]) -> Report:
    try:
        tc_K = float(row["tc_K"])
    except ValueError:
        raise ValueError("Tc is not a number of kelvin") from None
    if tc_K == 0:
        raise ValueError("Tc 0 without the temperature down to which was searched: neither a value nor a limit")
    if not 0 < tc_K < 1000:
        raise ValueError("Tc is not between 0 and 1000 K")
    amounts, opened = read_formula(row["formula"].strip())
    year = int(row["year"]) if row["year"].strip().isdigit() else None
    return Report(row["num"], row["formula"], tc_K, year, amounts, opened)
