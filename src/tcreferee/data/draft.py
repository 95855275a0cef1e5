"""Draft the sidecar of a new table from the table itself and the user's answers."""

from __future__ import annotations

import json
import textwrap
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from tcreferee.base.errors import Problem, RefereeError, raise_if
from tcreferee.base.provenance import sha256
from tcreferee.base.quantities import QUANTITIES
from tcreferee.data import GRADES, ROW_NUMBER, TEXT
from tcreferee.data.answers import QUESTIONS, Known, answer_faults
from tcreferee.data.error_headers import error_owners
from tcreferee.data.guess import Guess, guess, header_parts, is_missing, row_key
from tcreferee.data.recognise import Recognised, recognise

_HEAD = """\
# Fill in what is empty and confirm the rest; the keys are explained in docs/how-to/add_a_dataset.md and in the README
# of the tables that come with the program. Then: tcreferee check {csv}
schema_version: 1
id: {id}
title: {title} # one line for tables and figures
source:
  authors: {authors} # ["Family, Given", ...]
  year: {year}
  title: {paper}
  doi: {doi} # or instead of it: arxiv, url, note
{place}location: {location} # Table 2; Fig. 3, squares
obtained: {obtained} # typed, digitised with what, from which database
licence: {licence} # under what terms the numbers are passed on
# How the rows were chosen: {{complete: all of what they are}}, or {{selected: how and by whom}}; nothing if unknown.
# A formula stands only on rows that are complete: a table without its worst rows looks like one with less scatter
rows_chosen: {complete}
sha256: {sha256}
{layout}{missing}row_key: {key} # names the row, never repeats
label: {label} # what a reader recognises the point by
# For each column
#   name: in the processed table, with the unit of the quantity: tc_K, n_hall_m3
#   quantity: one of {quantities}
#   unit: as printed, such as K or 1e21/cm**3; none for a pure number
#   grade: {grades}
#   uncertainty: unknown, {{column: ...}}, {{printed: true}}, {{absolute: ...}} or {{rounding: true}}; none for a text
#   origin, of an input: {{independent: what it was measured by}}; nothing if unknown; or instead of it
#     suspect: why its author may have known Tc. A formula stands only if each of its inputs is independent
#   if needed, required: false; limits: allowed
columns:
"""
_COLUMN = """\
  {column}:
    name: {name}
    quantity: {quantity}
    unit: {unit}
    grade: {grade}
    uncertainty: {uncertainty}
"""
_ORIGIN = """\
    origin: {origin}
"""
_TEXT = """\
  {column}:
    name: {name}
    quantity: text
    grade: {grade}
"""
UNKNOWN = "not recognised; see 'tcreferee quantities' ('general' takes any number, 'text' anything)"
RESPONSE = "tc_K"  # its origin is not asked for


def columns(csv_path: Path, known: Known, table: Recognised | None = None) -> tuple[str, dict[str, Guess]]:
    """Return the row key, and a guess of what each other column holds.

    Raises
    ------
    RefereeError
        The table cannot be read or has no header; a column, quantity or unit that is named does not exist.
    """
    table = table or look(csv_path)
    raise_if(f"{csv_path} is not described", answer_faults(csv_path, table.header, known))
    return described(table, known)


def look(csv_path: Path) -> Recognised:
    """Return a table as it is laid out.

    Raises
    ------
    RefereeError
        The table cannot be read or is empty.
    """
    table = recognise(csv_path)
    if table is None or not table.rows:
        problem = Problem(str(csv_path), "is empty", "a header and at least one row")
        raise RefereeError("There is nothing to describe", [problem])
    return table


def described(table: Recognised, known: Known) -> tuple[str, dict[str, Guess]]:
    """Return the row key, and a guess of what each other column holds."""
    header = table.header
    key = known.key or row_key(header, table.rows, [name for name, what in known.quantities.items() if what != TEXT])
    found: dict[str, Guess] = {}
    owners = error_owners(table.words) if len({*table.words}) == len(header) else {}
    names = dict(zip(table.words, header, strict=True))
    errors = {
        names[column]: names[owner] for column, owner in owners.items()
        if names[owner] != key and names[column] not in (key, *known.quantities)
    }  # fmt: skip
    units = dict(zip(header, table.units, strict=True))
    for column, word, every in zip(header, table.words, table.columns, strict=True):
        if column != key and column not in errors:
            cells = [cell for cell in every if cell and not is_missing(cell)]
            taken = [each.name for each in found.values()]
            unit = known.units.get(column, units[column] or None)
            what = known.quantities.get(column, "" if cells else TEXT)
            about = guess(word, cells, taken, what, unit)
            found[column] = replace(about, empty=len(cells) < len(every))
    for column, owner in errors.items():
        if owner in found:
            own = known.units.get(column) or units[column] or header_parts(column)[1]
            rule = _rule(column, own, found[owner].unit)
            found[owner] = replace(found[owner], uncertainty=rule, errors=column)
    return key, found


def _rule(column: str, own: str, unit: str) -> str:
    """Return the rule of a column of uncertainties as YAML, with its unit if that is not the one of the values."""
    return f"{{column: {_text(column)}" + (f", unit: {_text(own)}}}" if own and own != unit else "}")


def inputs(found: Mapping[str, Guess]) -> list[str]:
    """Return the columns whose origin is asked for: numbers other than Tc."""
    return [column for column, about in found.items() if about.quantity not in (TEXT, RESPONSE)]


def draft(csv_path: Path, known: Known | None = None, table: Recognised | None = None) -> str:
    """Return a draft of a sidecar; `check` then lists what is still empty.

    Parameters
    ----------
    csv_path : Path
        The table.
    known : Known, optional
    table : Recognised, optional
        The same, if it has been looked at already.

    Raises
    ------
    RefereeError
        As for `columns`.
    """
    known = known or Known()
    table = table or look(csv_path)
    key, found = columns(csv_path, known, table)
    words = {word: _text(known.words.get(word, "")) for word in QUESTIONS}
    authors = [name.strip() for name in known.words.get("authors", "").split(";") if name.strip()]
    words["authors"] = json.dumps(authors, ensure_ascii=False)
    words["complete"] = words["complete"] and f"{{complete: {words['complete']}}}"
    words["year"] = known.words.get("year", "")
    further = [f"  {word}: {_text(known.words[word])}\n" for word in ("arxiv", "url", "note") if known.words.get(word)]
    head = _HEAD.format(
        csv=csv_path.name,
        id=csv_path.stem,
        sha256=sha256(csv_path),
        key=_text(key),
        label=_text(_label(key, found)),
        missing=_missing(table),
        layout=f"layout: {table.layout.declared}\n" if table.layout.declared else "",
        quantities=_listed([*QUANTITIES, TEXT]),
        grades=_listed(GRADES),
        place="".join(further),
        **words,
    )
    return "".join(f"{line.rstrip()}\n" for line in head.splitlines()) + block(found, known)


def block(found: Mapping[str, Guess], known: Known, indent: str = "  ") -> str:
    """Return the lines of columns in a sidecar."""
    lines = "".join(_column(column, about, known) for column, about in found.items()).splitlines()
    return "".join(f"{line.replace('  ', indent, 1).rstrip()}\n" for line in lines)


def told(table: Recognised, key: str, found: Mapping[str, Guess]) -> list[str]:
    """Say how the table was understood, a line each: its layout, its row key, its columns."""
    lines = [f"  {table.layout.words}"] if table.layout.words else []
    lines.append("  no column names the rows, so they are counted" if key == ROW_NUMBER else f"  {key}: names the row")
    for column, about in found.items():
        unit = f" in {about.unit}" if about.unit else ""
        more = "".join((", limits" * about.limits, ", not in every row" * about.empty))
        more += f", uncertainties in {about.errors}" * bool(about.errors)
        lines.append(f"  {column}: {about.quantity + unit + more if about.quantity else UNKNOWN}")
    label = _label(key, found)
    if label in table.header:
        counts = Counter(table.columns[table.header.index(label)])
        often = [f"{name} {times} times" for name, times in counts.most_common(3) if name and times > 1]
        if often:
            several = sum(times > 1 for name, times in counts.items() if name)
            lines.append(f"  {label}: {several} names repeat ({', '.join(often)}{', ...' * (several > 3)})")
    return lines


def _label(key: str, found: Mapping[str, Guess]) -> str:
    """Return the column that a reader recognises a row by: its key, or the first text that every row has."""
    texts = [column for column, about in found.items() if about.quantity == TEXT and not about.empty]
    return key if key != ROW_NUMBER else next(iter(texts), key)


def _missing(table: Recognised) -> str:
    """Return the line that lists which texts of the table mean "no value"; "" if there are none."""
    cells = (cell.strip() for row in table.rows for cell in row)
    found = list(dict.fromkeys(cell for cell in cells if is_missing(cell)))
    return f"missing: [{', '.join(map(_text, found))}] # texts that mean 'no value'\n" if found else ""


def _column(column: str, about: Guess, known: Known) -> str:
    lines = _TEXT if about.quantity == TEXT else _COLUMN + _ORIGIN if inputs({column: about}) else _COLUMN
    said, rule, grade = known.origins.get(column), about.uncertainty, known.grade
    origin = f"{{independent: {_text(said)}}}" if said else ""
    lines += "    limits: allowed\n" * about.limits + "    required: false\n" * about.empty
    return lines.format(
        column=_text(column), name=about.name, quantity=about.quantity, unit=about.unit and _text(about.unit),
        grade=grade, uncertainty=rule, origin=origin,
    )  # fmt: skip


def _text(words: str) -> str:
    """Return a text as YAML; "" for an empty one."""
    return json.dumps(words, ensure_ascii=False) if words else ""


def _listed(words: Sequence[str]) -> str:
    return textwrap.fill(", ".join(words), width=110, subsequent_indent="#     ")
