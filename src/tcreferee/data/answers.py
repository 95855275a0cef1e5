"""What the user says of a new table, and what is wrong with it before a sidecar can be written."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from tcreferee.base.errors import Problem, nearest
from tcreferee.base.quantities import QUANTITIES
from tcreferee.data import GRADES, ROW_NUMBER, TEXT
from tcreferee.data.schema import ID, LONGEST
from tcreferee.data.units import UnitError, factor

ID_WORDS = f"small letters, digits and _, at most {LONGEST}"
# keys of the head that only the user knows, and what they are asked
QUESTIONS = {
    "title": "title of the table, one line",
    "authors": "authors of the source, 'Family, Given', separated by semicolons",
    "year": "year of the source",
    "paper": "title of the source",
    "doi": "DOI of the source (empty if it has none)",
    "location": "place in the source, such as Table 2",
    "obtained": "how the numbers came into the file, such as typed",
    "licence": "under what terms the numbers are passed on",
    "complete": "the rows are all of (such as: the samples of Table 2; empty if some may be left out for how they fit)",
}

_FORMS = {
    "year": (r"[0-9]{4}", "four digits"),
    "doi": (r"10\.[0-9]{4,9}/\S+", "a DOI such as 10.1103/PhysRev.167.331, without an address before it"),
    "url": (r"https?://\S+", "an address that begins with http:// or https://"),
}


@dataclass(frozen=True)
class Known:
    """What the user says of a table.

    Parameters
    ----------
    words : mapping of str to str
        Answers to `QUESTIONS`, and "arxiv", "url" or "note" for a source without DOI.
    quantities, units : mapping of str to str
        By column.
    grade : str
        Of every column.
    key : str
        Column that names the row.
    origins : mapping of str to str
        By column: what it was measured by, independently of Tc.
    """

    words: Mapping[str, str] = field(default_factory=dict)
    quantities: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    grade: str = ""
    key: str = ""
    origins: Mapping[str, str] = field(default_factory=dict)

    def with_answer(self, place: str, text: str, at: str = "") -> Known:
        """Return what is known with one more answer: in `place`, under the key `at` if that is a mapping."""
        about: dict[str, Any] = {place: {**getattr(self, place), at: text} if at else text}
        return replace(self, **about)


def answer_faults(csv_path: Path, header: Sequence[str], known: Known) -> list[Problem]:
    """Return what is wrong with a table and with what is said of it."""
    problems = list(_shape(csv_path, header))
    named = {
        "--quantity": known.quantities,
        "--unit": known.units,
        "--origin": known.origins,
        "--key": {known.key: ""} if known.key not in ("", ROW_NUMBER) else {},
    }
    for option, given in named.items():
        for column in given:
            if column not in header:
                what = f"there is no column '{column}'"
                problems.append(Problem(f"{csv_path}, {option}", what, do=nearest(column, header)))
    for column, word in known.quantities.items():
        if word not in (*QUANTITIES, TEXT):
            do = nearest(word, [*QUANTITIES, TEXT])
            problems.append(Problem(f"{csv_path}, --quantity {column}", f"'{word}' is not a quantity", do=do))
    for column, unit in known.units.items():
        wanted = known.quantities.get(column, "")
        try:
            factor(unit, QUANTITIES[wanted].unit if wanted in QUANTITIES else unit)
        except UnitError as error:
            problems.append(Problem(f"{csv_path}, --unit {column}", str(error)))
    if known.grade and known.grade not in GRADES:
        what, do = f"'{known.grade}' is not a grade", nearest(known.grade, GRADES)
        problems.append(Problem(f"{csv_path}, --grade", what, do=do))
    return problems + list(_source(csv_path, known))


def _source(csv_path: Path, known: Known) -> Iterator[Problem]:
    """Say which words about the source the sidecar would refuse."""
    for word, (pattern, expected) in _FORMS.items():
        if (said := known.words.get(word, "")) and not re.fullmatch(pattern, said):
            yield Problem(f"{csv_path}, --{word}", f"'{said}' is not understood", expected)


def _shape(csv_path: Path, header: Sequence[str]) -> Iterator[Problem]:
    """Say what no sidecar can mend: a name that is no id, columns that share a name."""
    if not re.fullmatch(ID, csv_path.stem):
        yield Problem(str(csv_path), "its name is no id", ID_WORDS, f"rename it to {free_id(csv_path.stem)}.csv")
    for column, count in Counter(header).items():
        if count > 1:
            yield Problem(f"{csv_path}, line 1", f"column '{column}' appears {count} times", do="rename all but one")


def free_id(stem: str) -> str:
    """Return the name of a file as an id."""
    plain = re.sub(r"[^a-z0-9_]+", "_", stem.lower()).strip("_")
    return (plain if re.match(r"[a-z]", plain) else f"table_{plain}".rstrip("_"))[:LONGEST]
