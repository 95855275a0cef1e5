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
from tcreferee.data.decimals import as_points
from tcreferee.data.detect import detect
from tcreferee.data.error_headers import error_owners, two_sides
from tcreferee.data.guess import Guess, counts, guess, header_parts, is_missing, row_key
from tcreferee.data.layout import Layout, read_printed

_HEAD = """\
# Fill in what is empty and confirm the rest; then: tcreferee check {csv}
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
#     or a word of your own, defined at the end of this file or in config.yaml, such as
#     quantities: {{doping_distance_nm: {{unit: nm, symbol: x, label: doping distance, positive: true}}}}
#   unit: as printed, such as K or 1e21/cm**3; none for a pure number
#   grade: {grades}
#   uncertainty: unknown, {{column: ...}}, {{printed: true}}, {{printed: sides}}, {{absolute: ...}} or
#     {{rounding: true}}; none for a text
#   origin, of an input: {{independent: what it was measured by}}; nothing if unknown; or instead of it
#     suspect: why its author may have known Tc. A formula stands only if each of its inputs is independent
#   if needed, required: false (cells may be empty); limits: allowed (cells such as <2)
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
RESPONSE = "tc_K"  # its origin is not asked for


def columns(csv_path: Path, known: Known) -> tuple[str, dict[str, Guess]]:
    """Return the row key, and a guess of what each other column holds.

    Raises
    ------
    RefereeError
        The table cannot be read or has no header; a column, quantity or unit that is named does not exist.
    """
    printed = read_printed(csv_path, known.layout)
    header = printed.header
    rows = [
        [cell if is_missing(cell) else as_points(cell, known.layout) for cell in cells] for _, cells in printed.rows
    ]
    if not header:
        problem = Problem(str(csv_path), "is empty", "a header and at least one row")
        raise RefereeError("There is nothing to describe", [problem])
    raise_if(f"{csv_path} is not described", answer_faults(csv_path, printed, known))
    key = known.key or row_key(header, rows, [*known.quantities, *known.units])
    found: dict[str, Guess] = {}
    errors = _errors(header, [key, *known.quantities, *known.unused], key)
    for i, column in enumerate(header):
        if column not in (key, *(each for beside in errors.values() for each in beside), *known.unused):
            every = [row[i] for row in rows]
            cells = [cell for cell in every if cell.strip() and not is_missing(cell)]
            if not cells or (column.startswith("(column ") and column not in known.quantities):
                continue  # nothing to read, or nobody says what: it is listed as unused
            taken = [each.name for each in found.values()]
            given = known.quantities.get(column, ""), known.units.get(column)
            about = guess(column, cells, taken, *given)
            found[column] = replace(about, empty=len(cells) < len(every))
    for owner, beside in errors.items():
        if owner in found:
            rule = _rule(beside, found[owner].unit, known)
            found[owner] = replace(found[owner], uncertainty=rule, errors=beside)
    return key, found


def _errors(header: Sequence[str], taken: Sequence[str], key: str) -> dict[str, tuple[str, ...]]:
    """Return the column of uncertainties, or the two of them upwards and downwards, of each column that has any."""
    sides = {owner: pair for owner, pair in two_sides(header).items() if owner != key and not {*pair} & {*taken}}
    both = {column for pair in sides.values() for column in pair}
    owners = {column: owner for column, owner in error_owners(header).items() if column not in (*taken, *both)}
    found: dict[str, tuple[str, ...]] = {owner: (column,) for column, owner in owners.items() if owner != key}
    return {**found, **sides}


def unused(header: Sequence[str], key: str, found: Mapping[str, Guess]) -> list[str]:
    """Return the columns that are neither the key, nor read, nor uncertainties."""
    used = {key, *found, *(column for about in found.values() for column in about.errors)}
    return [column for column in header if column not in used]


def repeats(csv_path: Path, known: Known, label: str) -> dict[str, int]:
    """Return the labels that several rows share, the most frequent first, and in how many rows they stand."""
    printed = read_printed(csv_path, known.layout)
    if label not in printed.header:
        return {}
    at = printed.header.index(label)
    counts = Counter(cells[at].strip() for _, cells in printed.rows if at < len(cells))
    return {name: count for name, count in counts.most_common() if count > 1}


def _rule(columns: Sequence[str], unit: str, known: Known) -> str:
    """Return the rule of columns of uncertainties as YAML, with their unit if that is not the one of the values."""
    own = known.units.get(columns[0]) or header_parts(columns[0])[1]
    words = ("column",) if len(columns) == 1 else ("upper", "lower")
    said = [f"{word}: {text_of(column)}" for word, column in zip(words, columns, strict=True)]
    return f"{{{', '.join([*said, f'unit: {text_of(own)}'] if own and own != unit else said)}}}"


def inputs(found: Mapping[str, Guess]) -> list[str]:
    """Return the columns whose origin is asked for: numbers other than Tc."""
    return [column for column, about in found.items() if about.quantity not in (TEXT, RESPONSE)]


def draft(csv_path: Path, known: Known | None = None) -> str:
    """Return a draft of a sidecar; `check` then lists what is still empty.

    Parameters
    ----------
    csv_path : Path
        The table.
    known : Known, optional
        Without it only the layout of the file is recognised.

    Raises
    ------
    RefereeError
        As for `columns`.
    """
    known = known or Known(layout=detect(csv_path)[0])
    key, found = columns(csv_path, known)
    words = {word: text_of(known.words.get(word, "")) for word in QUESTIONS}
    authors = [name.strip() for name in known.words.get("authors", "").split(";") if name.strip()]
    words["authors"] = json.dumps(authors, ensure_ascii=False)
    words["complete"] = words["complete"] and f"{{complete: {words['complete']}}}"
    words["year"] = known.words.get("year", "")
    further = [
        f"  {word}: {text_of(known.words[word])}\n" for word in ("arxiv", "url", "note") if known.words.get(word)
    ]
    head = _HEAD.format(
        csv=csv_path.name,
        id=csv_path.stem,
        sha256=sha256(csv_path),
        key=text_of(key),
        label=text_of(label_of(key, found)),
        layout=_layout(known.layout),
        missing=_missing(csv_path, known.layout),
        quantities=_listed([*QUANTITIES, TEXT]),
        grades=_listed(GRADES),
        place="".join(further),
        **words,
    )
    text = head + "".join(column_text(column, about, known) for column, about in found.items())
    left = unused(read_printed(csv_path, known.layout).header, key, found)
    if left:
        text += "# columns of the table that are not read\nunused:\n" + "".join(
            f"  - {text_of(each)}\n" for each in left
        )
    return "".join(f"{line.rstrip()}\n" for line in text.splitlines())


def label_of(key: str, found: Mapping[str, Guess]) -> str:
    """Return the column by which a reader recognises a row: words, if there are any."""
    counted = key == ROW_NUMBER or (counts(key) and key.strip().lower() not in ("sample", "id"))
    texts = [column for column, about in found.items() if about.quantity == TEXT and not about.empty]
    return next(iter(texts), key) if counted else key


def _layout(layout: Layout) -> str:
    """Return the line that says how the table is laid out; "" for the usual way."""
    said = layout.model_dump(exclude_defaults=True)
    parts = (f"{key}: {f'[{", ".join(value)}]' if isinstance(value, list) else value}" for key, value in said.items())
    return f"layout: {{{', '.join(parts)}}}\n" if said else ""


def tokens(csv_path: Path, layout: Layout) -> list[str]:
    """Return which texts of the table mean "no value"."""
    cells = (cell.strip() for _, row in read_printed(csv_path, layout).rows for cell in row)
    return list(dict.fromkeys(cell for cell in cells if is_missing(cell)))


def _missing(csv_path: Path, layout: Layout) -> str:
    """Return the line that lists them; "" if there are none."""
    found = tokens(csv_path, layout)
    return f"missing: [{', '.join(map(text_of, found))}] # texts that mean 'no value'\n" if found else ""


def column_text(column: str, about: Guess, known: Known) -> str:
    """Return the entry of one column."""
    layout = _TEXT if about.quantity == TEXT else _COLUMN + _ORIGIN if inputs({column: about}) else _COLUMN
    said, rule, grade = known.origins.get(column), about.uncertainty, known.grade
    origin = f"{{independent: {text_of(said)}}}" if said else ""
    layout += "    limits: allowed\n" * about.limits + "    required: false\n" * about.empty
    return layout.format(
        column=text_of(column), name=about.name, quantity=about.quantity, unit=about.unit and text_of(about.unit),
        grade=grade, uncertainty=rule, origin=origin,
    )  # fmt: skip


def text_of(words: str) -> str:
    """Return a text as YAML; "" for an empty one."""
    return json.dumps(words, ensure_ascii=False) if words else ""


def _listed(words: Sequence[str]) -> str:
    return textwrap.fill(", ".join(words), width=110, subsequent_indent="#     ")
