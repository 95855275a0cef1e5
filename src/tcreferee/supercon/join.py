"""Give each report to one structure, by rules that do not look at Tc."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tcreferee.structures.lengths import LANTHANIDES, Lengths
from tcreferee.supercon.reports import Report, read_formula

# Two compositions agree if the share of no metal differs by more than this (of all atoms but oxygen).
DIGITS = 3
# ASSUME: cations that replace each other: alkali metals and alkaline earths (A), heavy p metals and mercury (H)
CLASSES = {
    **dict.fromkeys(["Li", "Na", "K", "Rb", "Cs", "Mg", "Ca", "Sr", "Ba"], "A"),
    **dict.fromkeys(["Hg", "Tl", "Pb", "Bi"], "H"),
    **dict.fromkeys([*LANTHANIDES, "R"], "R"),
}


@dataclass(frozen=True)
class Candidate:
    """A structure that a formula may belong to.

    Parameters
    ----------
    name : str
        Its id, mp-6562.
    amounts : dict of str to float
        Its composition.
    layered : bool
        Whether planes were found in it.
    kind : str
        Planes, their number in a stack and what lies between stacks, in classes: the same for a doping and its parent.
    """

    name: str
    amounts: Mapping[str, float]
    layered: bool
    kind: str = ""

    @property
    def number(self) -> int:
        """The number in its id; low numbers are early entries, most of them from experiments."""
        return int(self.name.rpartition("-")[2])


def composition(amounts: Mapping[str, float]) -> tuple[tuple[str, float], ...]:
    """Return the shares of all elements but oxygen, rounded: what a report and a structure's formula must agree in."""
    rest = {element: amount for element, amount in amounts.items() if element != "O"} or dict(amounts)
    total = sum(rest.values())
    return tuple(sorted((element, round(amount / total, DIGITS)) for element, amount in rest.items()))


def distance(one: Mapping[str, float], two: Mapping[str, float]) -> float:
    """Return the sum of the differences of all atomic shares; without oxygen if one of the two does not state it."""
    if ("O" in one) != ("O" in two):
        one, two = ({e: amount for e, amount in each.items() if e != "O"} or each for each in (one, two))
    totals = sum(one.values()), sum(two.values())
    return sum(abs(one.get(e, 0) / totals[0] - two.get(e, 0) / totals[1]) for e in {*one, *two})


def candidates_by_composition(
    index: Iterable[Mapping[str, str]], known: Mapping[str, Candidate]
) -> dict[tuple[tuple[str, float], ...], list[Candidate]]:
    """Return for each composition the structures that 3DSC matches to it, and those that have it themselves."""
    found: dict[tuple[tuple[str, float], ...], dict[str, Candidate]] = defaultdict(dict)
    for candidate in known.values():
        found[composition(candidate.amounts)][candidate.name] = candidate
    for row in index:
        amounts, _ = read_formula(row["supercon_formula"])
        if matched := known.get(row["mp_id"]):
            found[composition(amounts)][matched.name] = matched
    return {key: list(each.values()) for key, each in found.items()}


def choose(report: Report, candidates: Iterable[Candidate]) -> Candidate:
    """Return the structure of a report: with planes; of the fewest elements (the parent); nearest; lowest number."""
    return min(
        candidates,
        key=lambda c: (not c.layered, len(c.amounts), round(distance(report.amounts, c.amounts), 6), c.number, c.name),
    )


def choose_otherwise(report: Report, candidates: Iterable[Candidate]) -> Candidate:
    """Return the alternative, shown beside the rule: with planes; nearest; of the fewest elements; highest number."""
    return min(
        candidates,
        key=lambda c: (not c.layered, round(distance(report.amounts, c.amounts), 6), len(c.amounts), -c.number, c.name),
    )


def kind_of(lengths: Lengths) -> str:
    """Return what a doping has in common with its parent: metal of the planes, planes in a stack, classes between."""
    between: dict[str, float] = defaultdict(float)
    for element, amount in lengths.reservoir.items():
        between[CLASSES.get(element, element)] += amount
    shares = "".join(f"{name}{amount:.1f}" for name, amount in sorted(between.items()))
    apex = "" if lengths.shape == "tetrahedral" or lengths.apical_A is not None else " no apex"
    return f"{lengths.around[0].plane.metal} {lengths.shape} {lengths.n_planes} {shares}{apex}"


def parents(known: Mapping[str, Candidate]) -> dict[str, str]:
    """Return for each structure the one of which it is a doping, or itself.

    A doping has all elements of its parent and further ones, and the same kind of planes. Of several parents the one
    of the fewest elements, the nearest composition, the lowest number counts.
    """
    found = {}
    for name, each in known.items():
        fewer = [
            other
            for other in known.values()
            if each.layered and other.layered and other.kind == each.kind and set(other.amounts) < set(each.amounts)
        ]
        nearest = [(len(o.amounts), round(distance(each.amounts, o.amounts), 6), o.number, o.name) for o in fewer]
        found[name] = min(nearest)[-1] if nearest else name
    return found
