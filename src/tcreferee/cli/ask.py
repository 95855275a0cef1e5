"""Questions on the terminal about a new table. Each answer is checked as it is given."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial

from tcreferee.base.errors import Problem
from tcreferee.base.progress import paused
from tcreferee.base.quantities import QUANTITIES
from tcreferee.cli.say import say
from tcreferee.data import GRADES, TEXT
from tcreferee.data.answers import (
    QUESTIONS,
    Known,
    grade_fault,
    header_fault,
    quantity_fault,
    unit_fault,
    word_fault,
)
from tcreferee.data.guess import header_parts, in_unit

UNUSED = "-"
SHOWN = 5  # quantities that are offered for a unit


def ask(known: Known, unknown: Sequence[str]) -> Known:
    """Ask what columns hold and where the table comes from; an empty answer leaves the place empty.

    Parameters
    ----------
    known : Known
        What is said already is not asked.
    unknown : sequence of str
        Columns that were not recognised.
    """
    say("An empty answer leaves the place empty, to be filled in later.")
    words, quantities, units, unused = dict(known.words), dict(known.quantities), dict(known.units), [*known.unused]
    for column in unknown:
        fitting = in_unit(header_parts(column)[1])[:SHOWN]
        words_of = f"{', '.join(fitting)} or another word" if fitting else "a word"
        question = (
            f"column '{column}' holds ({words_of} of 'tcreferee quantities', text, or {UNUSED} if it is not read)"
        )
        word = answer(question, partial(_quantity, column))
        if word == UNUSED:
            unused.append(column)
        elif word:
            quantities[column] = word
            own = "" if word == TEXT else QUANTITIES[word].unit
            if own and column not in units and not header_parts(column)[1]:
                question = f"column '{column}' is printed in the unit (empty: {own})"
                units[column] = answer(question, partial(unit_fault, column, quantity=word)) or own
    grade = known.grade or answer(f"the numbers are {', '.join(GRADES)}", partial(grade_fault, "grade"))
    for word, question in QUESTIONS.items():
        words[word] = words.get(word) or answer(question, partial(word_fault, word, word))
    return replace(known, words=words, quantities=quantities, units=units, grade=grade, unused=unused)


def ask_origins(known: Known, inputs: Sequence[str]) -> Known:
    """Ask how each input was obtained; a formula stands only on inputs that are independent of Tc."""
    origins = dict(known.origins)
    for column in inputs:
        question = f"column '{column}' was measured independently of Tc, by (empty: not known)"
        origins[column] = origins.get(column) or answer(question)
    return replace(known, origins={column: word for column, word in origins.items() if word})


def _quantity(column: str, given: str) -> Iterator[Problem]:
    if given != UNUSED:
        yield from quantity_fault(column, given)
        yield from header_fault(column, column, given)


def _none(_: str) -> Iterator[Problem]:
    return iter(())


def answer(question: str, faults: Callable[[str], Iterator[Problem]] = _none) -> str:
    """Ask until the answer is empty or can be used; the end of the input is an empty answer."""
    while True:
        try:
            with paused():
                given = input(f"{question}: ").strip()
        except EOFError:
            return ""
        problems = list(faults(given)) if given else []
        if not problems:
            return given
        for problem in problems:
            say(f"  {problem}")
