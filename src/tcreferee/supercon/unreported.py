"""Structures with planes whose Tc nobody has reported to SuperCon: materials for predictions before the measurement.

No Tc is looked at. The rule is strict, because a reported doping of a compound is a hint at its Tc.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from tcreferee.structures.table import Row
from tcreferee.supercon.join import Candidate, composition
from tcreferee.supercon.reports import read_formula

# planes that the formulas of the court speak of
PLANES = ("CuO2", "NiO2", "FeP", "FeAs", "FeS", "FeSe", "FeTe")
# ASSUME: the sum of the differences of all shares, oxygen apart, up to which a compound is a doping of another
NEAR = 0.2
Composition = tuple[tuple[str, float], ...]


def unreported(
    layers: Iterable[Row], known: Mapping[str, Candidate], parent: Mapping[str, str], used: Collection[str],
    reports: Iterable[str], index: Iterable[Mapping[str, str]],
) -> list[str]:  # fmt: skip
    """Return the structures of planes of copper, nickel or iron without a report, one a composition.

    Left out is a structure if

    - a report belongs to it, by either rule of choice;
    - a report, used or rejected, has its composition (oxygen apart), or one that 3DSC matches to the structure;
    - a structure to which a report belongs has its composition;
    - a report of the same elements is near, as La1.6Sr0.4CuO4 is to La3SrCu2O8;
    - it is a doping of another structure, or its formula has broken numbers;
    - another one of the same composition has a lower number.

    Parameters
    ----------
    layers : iterable of Row
        Rows of `crystal_layers`.
    known, parent : mapping
        Candidates, and the parent of each, by id.
    used : collection of str
        Structures to which a report belongs.
    reports : iterable of str
        Formulas of all reports, also of those that are rejected.
    index : iterable of mapping
        The index of 3DSC.
    """
    reported = {*_compositions(reports), *(composition(known[name].amounts) for name in used)}
    matched: dict[str, set[Composition]] = {}
    for row in index:
        matched.setdefault(row["mp_id"], set()).update(_compositions([row["supercon_formula"]]))
    found: dict[Composition, Candidate] = {}
    for row in layers:
        name = row["structure"]
        if row.get("planes") not in PLANES or not row.get("xi_all"):
            continue
        each, own = known[name], composition(known[name].amounts)
        if parent[name] != name or "." in row["formula"]:
            continue
        if name in used or own in reported or matched.get(name, set()) & reported or _near(own, reported):
            continue
        if own not in found or each.number < found[own].number:
            found[own] = each
    return [each.name for each in found.values()]


def _near(own: Composition, reported: Collection[Composition]) -> bool:
    """Whether a report of the same elements is near."""
    mine = dict(own)
    alike = (dict(other) for other in reported if len(other) == len(own) and all(e in mine for e, _ in other))
    return any(sum(abs(share - mine[element]) for element, share in other.items()) <= NEAR for other in alike)


def _compositions(formulas: Iterable[str]) -> Iterable[Composition]:
    for formula in formulas:
        try:
            yield composition(read_formula(formula)[0])
        except ValueError:  # no formula, so that it names no compound either
            continue
