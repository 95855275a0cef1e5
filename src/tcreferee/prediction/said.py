"""The next measurement in words, with mathtext."""

from __future__ import annotations

import math
from collections.abc import Mapping

from tcreferee.base.quantities import CLASS, QUANTITIES, TC, display_unit
from tcreferee.data.spoken import spoken
from tcreferee.prediction.next_measurement import NextMeasurement

# what a declared error of an input does, over the scatter, from which on it is in the way
FELT = 0.5
# a probability that a sample does not superconduct that is worth saying
WORTH = 0.05


def sentence(found: NextMeasurement, quantities: Mapping[str, str], names: Mapping[str, str] | None = None) -> str:
    """Return the next measurement in two or three sentences.

    Parameters
    ----------
    found : NextMeasurement
    quantities : mapping of str to str
        Quantity of each column of the rows.
    names : mapping of str to str, optional
        How a sentence names each column; by default by the symbol of its quantity.
    """
    names = spoken(quantities) if names is None else names
    what = _measured(found.response)
    return _decides(found, quantities, names, what) if found.decides else _none(found, quantities, names, what)


def _measured(response: str) -> str:
    if response == CLASS:
        return "whether it superconducts"
    return "$T_c$" if response == TC else f"${QUANTITIES[response].symbol}$"


def _decides(found: NextMeasurement, quantities: Mapping[str, str], names: Mapping[str, str], what: str) -> str:
    place = _where(found, quantities, names)
    low, middle, high = found.rows
    rows = "one such row changes" if middle == 1 else f"{middle} such rows change"
    ends = f"5 %: {_count(low, found.most)}; 95 %: {_count(high, found.most)}"
    return (
        f"To tell {found.formula} from {found.null}, measure {what} {place}. One row there is {_worth(found)}."
        f"{_as_good(found, quantities, names)} "
        f"In half of the simulated cases, {rows} the verdict ({ends}).{_without(found)}"
    )


def _none(found: NextMeasurement, quantities: Mapping[str, str], names: Mapping[str, str], what: str) -> str:
    what = "test for superconductivity" if found.response == CLASS else f"measurement of {what}"
    share = f"{100 * found.changed:.0f} %"
    return (
        f"No {what}{_ranges(found, quantities, names)} will decide between {found.formula} and {found.null}. The best "
        f"place is {_where(found, quantities, names)}: one row there is {_worth(found)}."
        f"{_as_good(found, quantities, names)} After {found.most} such rows "
        f"the verdict has changed in {share} of the simulated cases.{_way(found, quantities, names)}{_without(found)}"
    )


def _where(found: NextMeasurement, quantities: Mapping[str, str], names: Mapping[str, str]) -> str:
    """Return the place in words."""
    if found.real:
        return f"on {found.nearest}{_beyond(found, quantities, names)}"
    said = ", ".join(f"{names.get(name, name)} = {amount(value, quantities[name])}" for name, value in _told(found))
    family = f" in the family {found.family}" if found.family else ""
    return f"at {said}{family} (nearest row: {found.nearest})" if said else "anywhere"


def _beyond(found: NextMeasurement, quantities: Mapping[str, str], names: Mapping[str, str]) -> str:
    """Say of a real material where it lies outside of the widened ranges of the rows."""
    out = [
        f"{names.get(name, name)} = {amount(found.place[name], quantities[name])}"
        for name, (low, high) in found.ranges.items()
        if not low <= found.place[name] <= high
    ]
    return f" (an extrapolation: {', '.join(out)} is outside of the widened range of the rows)" if out else ""


def _told(found: NextMeasurement) -> list[tuple[str, float]]:
    return [(name, value) for name, value in found.place.items() if name in found.ranges]


def _ranges(found: NextMeasurement, quantities: Mapping[str, str], names: Mapping[str, str]) -> str:
    if found.real:
        return " on these materials"
    if len(found.ranges) != 1:
        return " in the range of these rows, widened by half,"
    ((name, (low, high)),) = found.ranges.items()
    return f" with {names.get(name, name)} from {amount(low, quantities[name])} to {amount(high, quantities[name])}"


def _worth(found: NextMeasurement) -> str:
    low, high = (_signed(end) for end in found.interval)
    return (
        f"worth {_nats(found.gain)} nats on average ({low} to {high} in 90 % of the posterior); a repeat of a row at "
        f"hand is worth {_nats(found.repeated)}"
    )


def _as_good(found: NextMeasurement, quantities: Mapping[str, str], names: Mapping[str, str]) -> str:
    """Say which other places are the best one within the error of the draws."""
    ends = [(amount(low, quantities[found.line]), amount(high, quantities[found.line])) for low, high in found.as_good]
    if not ends:
        return ""
    name = names.get(found.line, found.line)
    stretches = [f"from {low} to {high}" if low != high else f"of {low}" for low, high in ends]
    return f" Within the Monte Carlo error it is worth as much at any {name} {' or '.join(stretches)}."


def _nats(value: float) -> str:
    return f"{value:.1f}" if value >= 1 else f"{max(value, 0.0):.2f}"


def _signed(value: float) -> str:
    return f"{value:.1f}".replace("-", "−").replace("−0.0", "0.0")


def _count(number: int | None, most: int) -> str:
    return f"more than {most}" if number is None else str(number)


def _without(found: NextMeasurement) -> str:
    if found.without < WORTH:
        return ""
    return f" The sample there may not superconduct (probability up to {found.without:.1f})."


def _way(found: NextMeasurement, quantities: Mapping[str, str], names: Mapping[str, str]) -> str:
    """Say what is in the way of a decision."""
    if found.response == CLASS:
        return ""
    unit = display_unit(QUANTITIES[found.response].unit)
    sizes = found.apart, found.scatter
    apart, scatter = (f"{100 * v:.2g} %" if found.logarithm else f"{v:.2g} {unit}".strip() for v in sizes)
    said = f" The two predictions are {apart} apart there, and the scatter is {scatter}"
    used = {name: share for name, share in found.in_the_way.items() if share >= 0}
    worst = max(used, key=lambda name: used[name], default="")
    if worst and used[worst] >= FELT:
        moved = f"the declared error of {names.get(worst, worst)} moves the formula by {used[worst]:.1f} times as much"
        return f"{said}; {moved}, and is in the way."
    free = {name: -share for name, share in found.in_the_way.items() if share < 0}
    if not free:
        return f"{said}."
    most = min(free, key=lambda name: free[name])
    error = 100 * free[most]
    if error > 100:
        return f"{said}, which no error of an input explains."
    return f"{said}; an error of {error:.2g} % in {names.get(most, most)} alone would make that scatter."


def refitted_words(found: NextMeasurement) -> str:
    """Say how the number of rows was found."""
    how = "both refitted exactly to each" if found.exact else "without refits"
    return f"({found.simulations} simulated data sets, {how}.)"


def amount(value: float, quantity: str) -> str:
    r"""Return a number with its unit, as sentences say it: $6.1 \times 10^{27}$ m$^{-3}$."""
    unit = display_unit(QUANTITIES[quantity].unit) if quantity in QUANTITIES else ""
    power = math.floor(math.log10(abs(value))) if value else 0
    if -3 <= power < 5:
        number = f"{value:.{max(0, 2 - power)}f}" if value else "0"
    else:
        number = f"${value / 10.0**power:.2f} \\times 10^{{{power}}}$"
    return f"{number} {unit}".strip()
