"""A dataset on the terminal: its source, columns, corrections and rows."""

from __future__ import annotations

import re
import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from tcreferee.data import KEY_COLUMNS, TEXT

WIDTH = 110
SHOWN_EXCLUSIONS = 20  # rows excluded for one reason are listed up to so many, and counted beyond
# Control characters and marks that turn the direction of writing: a table cannot take over a terminal.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
# A number with more digits than anybody prints: it is computed.
_LONG = re.compile(r"-?(?=.{11})[0-9]*\.[0-9]{6,}(?:e[+-]?[0-9]+)?")


def printable(text: str) -> str:
    """Return `text` with control characters escaped, except line ends and tabs."""
    return _CONTROL.sub(lambda found: f"\\x{ord(found[0]):02x}", text)


def report(record: Mapping[str, Any], rows: Sequence[Mapping[str, str]], rejected: Sequence[Mapping[str, str]]) -> str:
    """Return the report of `tcreferee check`.

    Parameters
    ----------
    record : mapping
        What `tidy` writes beside a table.
    rows, rejected : sequence of mapping
        The rows of the processed table and of the excluded ones.
    """
    lines = [f"{record['dataset']}: {record['title']}", f"  {record['citation']} {record['location']}.", ""]
    lines += _columns(record, rows)
    for title, items in (*_changes(record, rejected), ("labels that repeat", _repeated(rows))):
        lines += _items(title, items)
    return "\n".join(lines)


def _repeated(rows: Sequence[Mapping[str, str]], most: int = 5) -> list[str]:
    """Say which labels stand for several rows: they may be one compound that is counted several times."""
    counts = [(label, times) for label, times in Counter(row["label"] for row in rows).most_common() if times > 1]
    said = [f"{label}: {times} rows" for label, times in counts[:most]]
    return said + [f"and {len(counts) - most} more"] * (len(counts) > most)


def _chosen(rows: Mapping[str, str | None] | None) -> str:
    """Say how the rows were chosen."""
    said = [f"{word}: {text}" for word, text in (rows or {}).items() if text]
    return said[0] if said else "not declared how they were chosen"


def page(record: Mapping[str, Any], rows: Sequence[Mapping[str, str]], rejected: Sequence[Mapping[str, str]]) -> str:
    """Return all that is known about a dataset, with its rows; parameters as for `report`."""
    source = record["source"]
    facts = {
        "source": f"{record['citation']} {source['note'] or ''}",
        "place": record["location"],
        "obtained": record["obtained"],
        "licence": record["licence"],
        "rows": _chosen(record.get("rows_chosen")),
        "notes": record["notes"] or "",
    }
    lines = [record["title"], ""]
    lines += [line for word, fact in facts.items() if fact for line in _wrapped(f"{word:10s}", fact)]
    lines += ["", *_columns(record, rows)]
    for name, about in _ordered(record, rows):
        for word in ("origin", "suspect", "note"):
            if about.get(word):
                lines += _wrapped(f"  {name}, {word}: ", about[word], "      ")
    for title, items in _changes(record, rejected):
        lines += _items(title, items)
    lines += _items("problems", record["problems"])
    lines += _items("compounds", [record["compounds_note"]] if record["compounds_note"] else [])
    header = [name for name in rows[0] if name not in KEY_COLUMNS] if rows else []
    table = [[_row_key(row), row["label"], *(_short(row[name]) for name in header)] for row in rows]
    lines += ["", "rows, in the units above; computed numbers to 7 digits", *_table(["row", "label", *header], table)]
    return "\n".join(lines)


def _columns(record: Mapping[str, Any], rows: Sequence[Mapping[str, str]]) -> Iterator[str]:
    header = ["column", "quantity", "unit", "printed as", "grade", "uncertainty", "values", "smallest", "largest"]
    table = []
    for name, about in _ordered(record, rows):
        numbers = sorted((float(row[name]), row[name]) for row in rows if row[name] and about["quantity"] != TEXT)
        limits = sum(bool(row[limit]) for row in rows for limit in about["limits"])
        count = sum(bool(row[name]) for row in rows)
        ends = [_short(numbers[0][1]), _short(numbers[-1][1])] if numbers else ["", ""]
        shown = f"{count} + {limits} limit{'s' * (limits > 1)}" if limits else str(count)
        rule = about["uncertainty"] or ""
        table.append(
            [name, about["quantity"], about["unit"] or "", _printed(about), grade(about, rows), rule, shown, *ends]
        )
    yield f"{len(rows)} rows"
    yield from _table(header, table)


def _printed(about: Mapping[str, Any]) -> str:
    if about["derived"]:
        return f"computed: {about['derived']['recipe']}"
    named = re.search(r"[(\[].+[)\]]$", about["printed_column"] or "")  # the header shows its unit
    unit = f" ({about['printed_unit']})" if about["printed_unit"] and not named else ""
    return f"{about['printed_column']}{unit}"


def grade(about: Mapping[str, Any], rows: Iterable[Mapping[str, str]]) -> str:
    """Return a column's grade, or the number of cells with each grade."""
    if about["grade"]:
        return str(about["grade"])
    counts = Counter(row[about["grade_column"]] for row in rows)
    return ", ".join(f"{count} {word}" for word, count in sorted(counts.items()) if word)


def _changes(record: Mapping[str, Any], rejected: Sequence[Mapping[str, str]]) -> Iterator[tuple[str, list[str]]]:
    derived = {name: about["derived"] for name, about in sorted(record["columns"].items()) if about["derived"]}
    yield "derived", [f"{name}: {about['formula']}. {about['source']}" for name, about in derived.items()]
    yield (
        "corrections",
        [
            f"row {c['row']}, column {c['column']}: '{c['printed']}' is read as '{c['used']}'. {c['reason']}"
            for c in record["corrections"]
        ],
    )
    counts = Counter(row["reason"] for row in rejected)
    many = {reason for reason, count in counts.items() if count > SHOWN_EXCLUSIONS}
    yield (
        "exclusions",
        [f"{counts[reason]} rows: {reason}" for reason in counts if reason in many]
        + [
            f"row {row['row']}{f', column {row["column"]}' if row['column'] else ''}: {row['reason']}"
            for row in rejected
            if row["reason"] not in many
        ],
    )


def _ordered(record: Mapping[str, Any], rows: Sequence[Mapping[str, str]]) -> list[tuple[str, Mapping[str, Any]]]:
    """Return the columns in the order of the table; JSON sorts them by name."""
    order = list(rows[0]) if rows else []
    return sorted(record["columns"].items(), key=lambda item: order.index(item[0]) if item[0] in order else 0)


def _short(text: str) -> str:
    return f"{float(text):.7g}" if _LONG.fullmatch(text) else text


def _row_key(row: Mapping[str, str]) -> str:
    return row["point_id"].partition(":")[2]


def _items(title: str, items: Sequence[str]) -> list[str]:
    return ["", title, *(line for item in items for line in _wrapped("  - ", item))] if items else []


def _wrapped(start: str, text: str, indent: str = "") -> list[str]:
    plain = " ".join(text.split())
    return textwrap.wrap(
        plain, WIDTH, initial_indent=start, subsequent_indent=indent or " " * len(start), break_long_words=False,
        break_on_hyphens=False,
    )  # fmt: skip


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(len(cell) for cell in column) for column in zip(header, *rows, strict=True)]
    return [
        "  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in (header, *rows)
    ]
