"""Errors a user can act on: where, what, what was expected, what to do; all of one kind at once."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong.

    Parameters
    ----------
    where : str
        File and line, file and column, or key of the configuration.
    what : str
        What is wrong with which value.
    expected : str, optional
        What would have been right.
    do : str, optional
        What the user can do about it.
    """

    where: str
    what: str
    expected: str = ""
    do: str = ""

    def __str__(self) -> str:
        text = f"{self.where}: {self.what}"
        if self.expected:
            text += f"; expected {self.expected}"
        if self.do:
            text += f". {self.do[0].upper()}{self.do[1:]}"
        return text


class RefereeError(Exception):
    """A user's mistake, or input the referee refuses; carries every problem of its kind.

    Parameters
    ----------
    title : str
        What could not be done, e.g. "config.yaml cannot be used".
    problems : iterable of Problem
        At least one.
    """

    def __init__(self, title: str, problems: Iterable[Problem]) -> None:
        self.title = title
        self.problems = tuple(problems)
        super().__init__(str(self))

    def __reduce__(self) -> tuple[Any, ...]:
        """Tell pickle how to rebuild the error, so that the parent of a child process receives all of it."""
        return type(self), (self.title, self.problems)

    def __str__(self) -> str:
        count = len(self.problems)
        head = f"{self.title} ({count} problem{'s' if count != 1 else ''}):"
        return "\n".join([head, *(f"  - {problem}" for problem in self.problems)])


def raise_if(title: str, problems: Sequence[Problem]) -> None:
    """Raise one `RefereeError` for all `problems`; do nothing when there are none."""
    if problems:
        raise RefereeError(title, problems)


def nearest(word: str, known: Iterable[str]) -> str:
    """Return advice that names the known word nearest to `word`, or lists the known words."""
    known = sorted(known)
    match = difflib.get_close_matches(word, known, n=1, cutoff=0.6)
    if match:
        return f"did you mean '{match[0]}'?"
    return f"known: {', '.join(known)}" if known else "none is known"
