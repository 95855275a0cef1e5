"""One choice that an analyst could have made otherwise, and a specification: the choices made at once."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

# the decisions, in the order in which they are applied to rows and settings
DECISIONS = {
    "convention": "convention of Tc",
    "definition": "definition of an input",
    "rows": "rows",
    "errors": "declared errors",
    "prior": "prior scale",
    "likelihood": "likelihood",
}
DECLARED = "as declared"


@dataclass(frozen=True)
class Choice:
    """One alternative to what a comparison declares.

    Parameters
    ----------
    decision : str
        Key of `DECISIONS`.
    word : str
        For tables, short and without spaces where possible.
    label : str
        For sentences, after "with": "Student-t scatter".
    value : object
        What it stands for: a likelihood, a factor, the rows that stay, columns.
    """

    decision: str
    word: str
    label: str
    value: Any


Specification = tuple[Choice, ...]


def specifications(choices: Sequence[Choice], depth: int | None) -> Iterator[Specification]:
    """Yield the declared specification, and those with up to `depth` decisions made otherwise at once.

    Parameters
    ----------
    choices : sequence of Choice
    depth : int, optional
        1 for each choice alone, 2 for pairs as well; None for the full product.
    """
    by_decision = {each: [c for c in choices if c.decision == each] for each in DECISIONS}
    by_decision = {each: some for each, some in by_decision.items() if some}
    for count in range(len(by_decision) + 1 if depth is None else min(depth, len(by_decision)) + 1):
        for some in itertools.combinations(by_decision, count):
            yield from itertools.product(*(by_decision[each] for each in some))


def words_of(specification: Specification) -> Mapping[str, str]:
    """Return the word of each decision, for a row of a table."""
    made = {each.decision: each.word for each in specification}
    return {decision: made.get(decision, DECLARED) for decision in DECISIONS}
