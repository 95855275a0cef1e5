"""The files of a folder of tables: tables, sidecars, and halves that have no other half."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from tcreferee.base.errors import Problem
from tcreferee.data.layout import TABLES


def without_sidecar(folders: Iterable[Path | str]) -> dict[str, Path]:
    """Find the tables in folders that nothing describes; they are passed over until somebody asks for them."""
    found: dict[str, Path] = {}
    for folder in map(Path, folders):
        tables, sidecars = halves(folder)
        found |= {table.stem: table for table in tables if table.stem not in sidecars}
    return found


def halves(folder: Path) -> tuple[list[Path], dict[str, Path]]:
    """Return the tables of a folder, and the sidecar of each name."""
    tables = [path for end in TABLES for path in sorted(folder.glob(f"*{end}"))]
    return tables, {path.stem: path for path in sorted(folder.glob("*.yaml"))}


def links(folder: Path, files: Iterable[Path]) -> Iterable[Problem]:
    """Refuse links: a table from elsewhere could otherwise read files in other folders of the user."""
    for path in files:
        if path.is_symlink() and not path.resolve().is_relative_to(folder.resolve()):
            yield Problem(str(path), "is a link to a file outside of its folder", do="put the file itself there")
