"""Ask on the terminal for what only the user knows of a table; each answer is checked when it is given."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tcreferee.cli.say import say

if TYPE_CHECKING:
    from tcreferee.data.answers import Known
    from tcreferee.data.recognise import Recognised


def asked(known: Known, path: Path, table: Recognised) -> Known:
    """Return what is known of a table with the answers; an empty answer leaves the place empty.

    Raises
    ------
    RefereeError
        What is known already does not fit the table.
    """
    from tcreferee.data import GRADES
    from tcreferee.data import draft as drafts
    from tcreferee.data.answers import QUESTIONS, answer_faults

    say("An empty answer leaves the place empty, to be filled in later.")

    def answer(question: str, known: Known, field: str, at: str = "") -> Known:
        """Ask until the answer can be used."""
        while text := read_line(question):
            new = known.with_answer(field, text, at)
            faults = answer_faults(path, table.header, new)
            if not faults:
                return new
            for fault in faults:
                say(f"  {fault}")
        return known

    for column in [name for name, about in drafts.columns(path, known, table)[1].items() if not about.quantity]:
        question = f"column '{column}' holds (a word of 'tcreferee quantities', or text)"
        known = answer(question, known, "quantities", column)
    if not known.grade:
        known = answer(f"the numbers are {', '.join(GRADES)}", known, "grade")
    for word, question in QUESTIONS.items():
        if not known.words.get(word):
            known = answer(question, known, "words", word)
    for column in drafts.inputs(drafts.columns(path, known, table)[1]):
        if column not in known.origins:
            question = f"column '{column}' was measured independently of Tc, by (empty: not known)"
            known = answer(question, known, "origins", column)
    return known


def read_line(question: str) -> str:
    """Return what is typed; an end of input is an empty answer."""
    try:
        return input(f"{question}: ").strip()
    except EOFError:
        return ""
