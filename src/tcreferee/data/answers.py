"""What the user says of a new table, and what is wrong with it before a sidecar can be written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tcreferee.base.errors import Problem, nearest
from tcreferee.base.own_quantities import known_word
from tcreferee.base.quantities import QUANTITIES
from tcreferee.data import GRADES, ROW_NUMBER, TEXT
from tcreferee.data.schema import ID, LONGEST
from tcreferee.data.table import separator
from tcreferee.data.units import UnitError, factor

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


def answer_faults(csv_path: Path, header: Sequence[str], rows: Sequence[Sequence[str]], known: Known) -> list[Problem]:
    """Return what is wrong with a table and with what is said of it."""
    if fault := list(separator(csv_path, header)):
        return fault
    problems = list(_shape(csv_path, header, rows))
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
            do = known_word(word, [TEXT])
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
    return problems


def _shape(csv_path: Path, header: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[Problem]:
    """Say what no sidecar can mend: a name that is no id, columns without a name, a second line of header."""
    if not re.fullmatch(ID, csv_path.stem):
        plain = re.sub(r"[^a-z0-9_]+", "_", csv_path.stem.lower()).strip("_")[:LONGEST]
        do = f"rename it to {plain if re.match(r'[a-z]', plain) else f'table_{plain}'.rstrip('_')}.csv"
        yield Problem(str(csv_path), "its name is no id", f"small letters, digits and _, at most {LONGEST}", do)
    for i, column in enumerate(header, start=1):
        if not column.strip():
            yield Problem(f"{csv_path}, line 1", f"column {i} has no name", do="give it one, or delete the column")
    units = [cell.strip() for cell in rows[0]] if len(rows) > 1 else []
    if any(units) and all(not cell or re.fullmatch(r"[(\[].*[)\]]", cell) for cell in units):
        do = "write the units into the first line, such as 'Tc (K)', and delete the second"
        yield Problem(f"{csv_path}, line 2", "is a second line of header", "one line of header", do)
