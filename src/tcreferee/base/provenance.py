"""Where a result comes from: checksums, seeds, versions, source files, and writing files completely or not at all."""

from __future__ import annotations

import ast
import csv
import hashlib
import io
import json
import os
import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any

from tcreferee.base.errors import Problem, RefereeError

SCHEMA_VERSION = 1
PACKAGE = Path(__file__).resolve().parents[1]
# What a spreadsheet would take for a formula: a formula sign, also in full width, or a plus or minus before anything
# but numbers and the signs between them. It may also begin at a semicolon, a tab or a new line, at which some
# spreadsheets end a cell.
_SUM = r"(?:(?<!\w)[0-9.]++(?:[eE][+-]?[0-9]+)?|[-+*/^() ,%±]|inf\b|nan\b)*"
_FORMULA = re.compile(rf"\s*(?:[=@＝＠]|[+＋－-](?!{_SUM}$))")
_ENDS_CELL = re.compile(r"([;\t\n])")
_IMPORT = re.compile(
    r"^[ \t]*((?:import|from[ \t]+[\w.]+[ \t]+import)[ \t]+(?:\([^)]*\)|[^\n(#]+))[ \t]*(?:#.*)?$", re.MULTILINE
)


def sha256(path: Path | str) -> str:
    """Return the hexadecimal SHA-256 of a file's bytes."""
    with Path(path).open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def seed_from_names(seed: int, *names: str) -> int:
    """Return a 32-bit seed that depends on names, never on the order in which jobs run.

    Parameters
    ----------
    seed : int
        The configuration's seed.
    *names : str
        Usually comparison, model, step.
    """
    text = "|".join([str(seed), *names])
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big")


def versions(*distributions: str) -> dict[str, str]:
    """Return the installed versions of `distributions`."""
    from importlib.metadata import version

    return {name: version(name) for name in sorted(distributions)}


@contextmanager
def atomic(path: Path | str) -> Iterator[Path]:
    """Yield a temporary path beside `path` that takes its place only if the block ends well.

    A killed or failing job therefore never leaves half a file under the final name.
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=path.suffix, dir=path.parent)
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        temporary.chmod(0o666 & ~_umask())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


@cache
def _umask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask


def write_text(path: Path | str, text: str) -> None:
    """Write UTF-8 text atomically."""
    with atomic(path) as temporary:
        temporary.write_text(text, encoding="utf-8", newline="\n")


def csv_text(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a table as CSV; a text that a spreadsheet would run as a formula gets an apostrophe before it."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([_inert(cell) for cell in row] for row in rows)
    return buffer.getvalue()


def _inert(cell: object) -> object:
    if not isinstance(cell, str):
        return cell
    text = cell.replace("\r\n", "\n").replace("\r", "\n")  # the writer would not quote a lone return
    parts = _ENDS_CELL.split(text)
    inert = "".join(f"'{part}" if _FORMULA.match(part) else part for part in parts)
    return f"'{inert}" if text[:1] in ("\t", "\n") else inert


def write_json(path: Path | str, record: Mapping[str, Any]) -> None:
    """Write `record` atomically as JSON with sorted keys; NaN and infinity are refused."""
    write_text(path, json.dumps(record, indent=1, sort_keys=True, allow_nan=False, ensure_ascii=False) + "\n")


class NewerResultError(RefereeError):
    """A result that a newer version of this program has written."""


def check_schema(path: Path | str, record: Any) -> None:
    """Check the schema version of a record that was read from `path`.

    Raises
    ------
    NewerResultError
        It is newer than this program.
    RefereeError
        There is none, or it is no whole number from 1.
    """
    found = record.get("schema_version") if isinstance(record, dict) else None
    if isinstance(found, bool) or not isinstance(found, int) or found < 1:
        what = f"has the schema version {found}" if found is not None else "has no schema version"
        problem = Problem(str(path), what, f"a whole number from 1 to {SCHEMA_VERSION}", "delete it and run again")
        raise RefereeError("result file", [problem])
    if found > SCHEMA_VERSION:
        do = "update tc-referee, or delete the results and run again"
        problem = Problem(
            str(path), f"schema version {found} is newer than this program", f"at most {SCHEMA_VERSION}", do
        )
        raise NewerResultError("result file", [problem])


def source_files(module: str) -> list[str]:
    """List the package's source files that `module` runs: itself and all it imports, transitively.

    Snakemake does not notice edits in imported modules, so rules carry their checksum. They are
    found by reading the import statements (those inside functions too), without importing anything.

    Parameters
    ----------
    module : str
        Dotted name inside this package, e.g. "tcreferee.inference.infer".

    Returns
    -------
    list of str
        Sorted paths, relative to the working directory where they lie below it.
    """
    parts = module.split(".")
    return _closure([_module_file(".".join(parts[:i])) for i in range(1, len(parts) + 1)])


def checksum(files: Iterable[Path | str]) -> str:
    """Return one checksum of the names and contents of files, whatever their folders and their order."""
    parts = sorted(f"{Path(file).name} {sha256(file)}" for file in files)
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def sources_of(path: Path) -> list[str]:
    """List a file (a model's, say, of the package or a user's own) and the package's files it imports, transitively."""
    return _closure([path.absolute()])


def _closure(waiting: list[Path | None]) -> list[str]:
    found: set[Path] = set()
    while waiting:
        path = waiting.pop()
        if path is None or path in found:
            continue
        found.add(path)
        waiting.extend(_imports(path))
    return sorted(map(_named, found))


@cache
def _named(path: Path) -> str:
    return str(from_here(path))


def from_here(path: Path) -> Path:
    """Return `path` relative to the working directory where it lies below it.

    Snakemake remembers the inputs of a job by name. Relative names keep results up to date if the repository is moved.
    """
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


@cache
def _module_file(module: str) -> Path | None:
    parts = module.split(".")
    if parts[0] != PACKAGE.name:
        return None
    base = PACKAGE.joinpath(*parts[1:])
    for candidate in (base.with_suffix(".py"), base / "__init__.py"):
        if candidate.is_file():
            return candidate
    return None


def _statements(body: Iterable[ast.AST]) -> Iterator[ast.AST]:
    """Yield all statements, nested ones too. Expressions are skipped: they import nothing and are most of a file."""
    for statement in body:
        yield statement
        for part in ("body", "orelse", "finalbody", "handlers", "cases"):
            yield from _statements(getattr(statement, part, ()))


def _own_imports(text: str) -> Iterator[ast.AST]:
    """Yield the import statements of a file of this package, ten times faster than to parse all of it.

    In this package each stands on lines of its own (the linter sees to it); elsewhere that is not known.
    """
    for found in _IMPORT.findall(text):
        with suppress(SyntaxError):  # words of a docstring
            yield from ast.parse(found).body


@cache
def _imports(path: Path) -> tuple[Path | None, ...]:
    names: list[str] = []
    text = path.read_text(encoding="utf-8")
    for node in _own_imports(text) if path.is_relative_to(PACKAGE) else _statements(ast.parse(text).body):
        if isinstance(node, ast.Import):
            names.extend(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names.append(node.module)
            names.extend(f"{node.module}.{alias.name}" for alias in node.names)
    own = [name.split(".") for name in names if name.split(".")[0] == PACKAGE.name]
    # importing a module runs the __init__.py of every package it lies in
    return tuple({_module_file(".".join(parts[:i])) for parts in own for i in range(1, len(parts) + 1)})
