"""Files beside a new table: its copy under the name .csv, and an existing sidecar brought up to date."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from tcreferee.base.errors import Problem, RefereeError
from tcreferee.base.provenance import sha256, write_text
from tcreferee.data import ROW_NUMBER
from tcreferee.data.answers import Known
from tcreferee.data.draft import block, columns, look
from tcreferee.data.strict_yaml import read_yaml
from tcreferee.data.table import MEGABYTES
from tcreferee.data.textfile import read_text

TEXTS = (".tsv", ".tab", ".txt", ".dat")
_COLUMNS = re.compile(r"^columns:[ \t]*(?:#.*)?\n(?P<indent> +)\S.*\n(?:(?:[ \t]+.*|#.*|)\n)*", re.MULTILINE)
BOOKS = (".xlsx", ".xls", ".ods")


def as_csv(path: Path, say: Callable[[str], None]) -> Path:
    """Return a table under a name that ends in .csv; that of a .tsv is written beside it, with the same text.

    Raises
    ------
    RefereeError
        The file is no text table, or another table has that name already.
    """
    if path.suffix.lower() in BOOKS:
        do = "save the sheet as CSV, one table a file: a workbook keeps rounded, hidden and computed cells apart"
        raise RefereeError("Nothing is written", [Problem(str(path), "is a workbook", "a table as text", do)])
    if path.suffix == ".csv":
        return path
    if path.suffix.lower() not in TEXTS:
        expected = "a table as text with a header: .csv, .tsv or .txt"
        raise RefereeError("Nothing is written", [Problem(str(path), "does not end in .csv", expected)])
    table, text = path.with_suffix(".csv"), read_text(path, MEGABYTES)
    if table.exists() and read_text(table, MEGABYTES) != text:
        what, do = "exists already and is another table", f"rename {path.name}"
        raise RefereeError("Nothing is written", [Problem(str(table), what, do=do)])
    if not table.exists():
        write_text(table, text)
        say(f"wrote {table}, the same text as {path.name}; it is the table from now on")
    return table


def updated(path: Path, sidecar: Path, known: Known) -> tuple[str, list[str]]:
    """Return the text of a sidecar that fits its table again, and what has changed in it.

    Everything that is written there is kept: the checksum is replaced, new columns are added.

    Parameters
    ----------
    path, sidecar : Path
        The pair.
    known : Known
        What is said of the new columns.

    Raises
    ------
    RefereeError
        The table or the sidecar cannot be read, or the sidecar has no block of columns to which lines can be added.
    """
    text, content = read_text(sidecar, MEGABYTES).rstrip("\n") + "\n", read_yaml(sidecar)
    table, checksum = look(path), sha256(path)
    found = columns(path, known, table)[1]
    content = content if isinstance(content, dict) else {}
    declared = _declared(content)
    changes = ["sha256: that of the table as it is now"] if content.get("sha256") != checksum else []
    text, times = re.subn(r"(?m)^sha256:.*$", f"sha256: {checksum}", text)
    at = _COLUMNS.search(text)
    if not times or at is None:
        what, do = "has no line 'sha256:', or no block 'columns:' with lines of its own", "write them"
        raise RefereeError("Nothing is written", [Problem(str(sidecar), what, do=do)])
    added = {column: about for column, about in found.items() if column not in declared}
    end = at.start() + len(at.group().rstrip()) + 1
    text = text[:end] + block(added, known, at["indent"]) + text[end:]
    changes += [f"{column}: added" for column in added]
    gone = sorted(declared - {*table.header, ROW_NUMBER})
    changes += [f"{column}: is no longer in the table; remove it" for column in gone]
    return text, changes or ["nothing has changed"]


def _declared(content: Mapping[str, Any]) -> set[str]:
    """Return the columns that a sidecar names, even if it is not complete yet."""
    named = {content.get("row_key"), content.get("label")}
    about = content.get("columns")
    for column, said in about.items() if isinstance(about, dict) else ():
        named.add(column)
        rules = [said.get(word) for word in ("uncertainty", "common", "grade")] if isinstance(said, dict) else []
        named |= {rule.get(word) for rule in rules if isinstance(rule, dict) for word in ("column", "upper", "lower")}
    return {str(each) for each in named if each}
