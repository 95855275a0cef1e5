"""What is declared of a formula and its inputs, held against the rows of a comparison.

Origins of inputs, the choice of rows, the materials it was proposed for, the signs its source expects, the constants it
prints, and the rows these came from: none of it enters a fit, and all of it bears on the verdict.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from tcreferee.comparison.constants import Constant, constants_of
from tcreferee.comparison.entry import Entry
from tcreferee.comparison.errors_used import CURVE_ROWS
from tcreferee.comparison.thresholds import FEWEST
from tcreferee.data.observations import Observations
from tcreferee.data.spoken import aside
from tcreferee.formulas.scope import Domain, Inside, limits

SUSPECT = "an input may have been set with Tc in view"
SELECTED = "rows may have been chosen for how they fit"


@dataclass(frozen=True)
class Declared:
    """What the declarations say of one formula on the rows of a comparison.

    Parameters
    ----------
    unknown : tuple of str
        Inputs of which nobody declared how they were obtained relative to Tc.
    unknown_rows : tuple of str
        Tables of which nobody declared how their rows were chosen.
    against : tuple of str
        Coefficients that these rows give against the sign or range that the source expects, in words.
    in_sample : int
        Rows that its printed constants came from.
    fitted : int
        Constants that then count as parameters.
    constants : tuple of Constant
    domain : str
        The materials it was proposed for, in words; "" where nothing is declared.
    outside : tuple of str
        Labels of the rows outside of it.
    inside, not_known : int
        Rows inside of it, and rows that do not say.
    """

    unknown: tuple[str, ...] = ()
    unknown_rows: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    in_sample: int = 0
    fitted: int = 0
    constants: tuple[Constant, ...] = ()
    domain: str = ""
    outside: tuple[str, ...] = ()
    inside: int = 0
    not_known: int = 0

    @property
    def judged(self) -> bool:
        """Whether these rows judge it: none lies outside of its domain, or enough rows lie inside."""
        return not self.outside or self.inside + self.not_known >= FEWEST

    @property
    def objections(self) -> list[str]:
        """What keeps it from standing, in words; mathtext allowed."""
        said = [f"against its source: {each}" for each in self.against]
        if self.in_sample:
            said.append("in-sample: its printed constants came from these rows")
        return said + [each.objection for each in self.constants if each.far]

    @property
    def sentences(self) -> list[str]:
        """All of it, for the cautions of a comparison; mathtext allowed."""
        return [*(f"against its source: {each}" for each in self.against), *self.notes]

    @property
    def notes(self) -> list[str]:
        """What a reader should know besides; mathtext allowed."""
        said = [each.words for each in self.constants]
        if self.in_sample:
            total = self.inside + self.not_known + len(self.outside)
            which = "all" if self.in_sample == total else f"{self.in_sample} of the"
            said.append(f"in-sample: its printed constants came from {which} {_rows(total)}")
        if self.outside:
            said.append(f"outside of the domain ({self.domain}): {_rows(len(self.outside))}, {_some(self.outside)}")
        if self.domain and self.not_known:
            said.append(f"not known whether inside of the domain ({self.domain}): {_rows(self.not_known)}")
        return said


def _rows(count: int) -> str:
    return f"{count} row{'s' * (count != 1)}"


def _some(labels: Sequence[str], most: int = 4) -> str:
    more = f" and {len(labels) - most} more" if len(labels) > most else ""
    return ", ".join(labels[:most]) + more


def row_names(observations: Observations) -> list[set[str]]:
    """Return the names of each row, "dataset:row": its own and those of the rows that were matched with it."""
    matched = {names[0]: names for names in observations.record.get("matched", ())}
    return [set(matched.get(point, [point])) for point in observations.point_id]


@dataclass(frozen=True)
class Where:
    """The rows of a comparison as declarations see them.

    Parameters
    ----------
    observations : Observations
    cells : sequence of mapping
        The rows as text.
    """

    observations: Observations
    cells: Sequence[Mapping[str, str]]
    points: list[set[str]] = field(init=False)

    def __post_init__(self) -> None:
        """Collect the names of each row: its own, those matched with it, and their tables."""
        names = row_names(self.observations)
        points = [each | {point.partition(":")[0] for point in each} for each in names]
        object.__setattr__(self, "points", points)

    def inside(self, domain: Domain | None) -> list[Inside]:
        """Return for each row whether it is inside of a domain."""
        return [Inside.YES] * self.observations.n if domain is None else domain.of_rows(self.cells)


def declare(e: Entry, where: Where) -> Declared:
    """Hold what is declared of a formula against the rows."""
    about, source = where.observations.record["columns"], e.fit["model"].get("source", {})
    fitted_on = set(source.get("fitted_on", ()))
    in_sample = sum(bool(fitted_on & names) for names in where.points)
    tables = where.observations.record.get("tables", ())
    domain, labels = domain_of(e), where.observations.label
    inside = where.inside(domain)
    everywhere = " (fitted to all rows, those outside of its domain too)" if Inside.NO in inside else ""
    return Declared(
        unknown=tuple(c for c in dict.fromkeys(e.columns) if not (about[c].get("origin") or about[c].get("suspect"))),
        unknown_rows=tuple(table["dataset"] for table in tables if not table.get("rows_chosen")),
        against=tuple(each + everywhere for each in map(_against, e.fit.get("parameters", ())) if each),
        in_sample=in_sample,
        fitted=int(source.get("fitted_constants", 1)) if in_sample else 0,
        constants=tuple(constants_of(e, where.points)),
        domain=domain.words if domain else "",
        outside=tuple(label for label, each in zip(labels, inside, strict=True) if each == Inside.NO),
        inside=inside.count(Inside.YES),
        not_known=inside.count(Inside.UNKNOWN),
    )


def objections_to(columns: Iterable[str], declared: Declared, observations: Observations) -> list[str]:
    """Return what is declared against a formula, its inputs and the rows; mathtext allowed.

    Parameters
    ----------
    columns : iterable of str
        That the formula uses.
    declared : Declared
        What is declared of the formula.
    observations : Observations
        The rows.
    """
    about, names = observations.record["columns"], observations.spoken
    suspect = [column for column in dict.fromkeys(columns) if about.get(column, {}).get("suspect")]
    tables = observations.record.get("tables", ())
    curve = [CURVE_ROWS] if any(table.get("evaluated_curve") for table in tables) else []
    selected = any((table.get("rows_chosen") or {}).get("selected") for table in tables)
    said = [*declared.objections, *(SUSPECT + aside(column, names) for column in suspect)]
    return said + curve + ([SELECTED] if selected else [])


def domain_of(e: Entry) -> Domain | None:
    """Return the domain that the source of a formula declares."""
    found = e.fit["model"].get("source", {}).get("valid_for")
    if not found:
        return None
    rules = {column: tuple(rule) for column, rule in found["columns"].items()}
    return Domain(found["words"], rules, found.get("within", ""))


def _against(p: Mapping[str, Any]) -> str:
    """Say that the posterior of a coefficient lies outside of what its source expects; "" if it does not."""
    expected = p.get("expects")
    if not expected:
        return ""
    expected = expected if isinstance(expected, str) else tuple(expected)
    (low, high), posterior = limits(expected), p["posterior"]
    middle, first, last = (float(posterior[q]) for q in ("q50", "q2.5", "q97.5"))
    if last >= low and first <= high:
        return ""
    wanted = expected if isinstance(expected, str) else f"between {low:g} and {high:g}"
    return f"${p['symbol']}$ = {middle:.3g} (95 %: {first:.3g} to {last:.3g}), expected {wanted}"


def as_record(declared: Declared) -> dict[str, Any]:
    """Return declarations as plain values, for comparison.json."""
    return asdict(declared)


def from_record(record: Mapping[str, Any] | None) -> Declared:
    """Return the declarations of a record; none of one that was written before there were any."""
    if not record:
        return Declared()
    given: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in record.items()}
    # JSON has no NaN
    constants = (each | {"error": math.nan if each["error"] is None else each["error"]} for each in given["constants"])
    return Declared(**given | {"constants": tuple(Constant(**each) for each in constants)})
