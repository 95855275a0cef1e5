"""A working directory of the user's own: configuration, example formula, example table, Snakefile."""

from __future__ import annotations

from pathlib import Path

from tcreferee.base.errors import Problem, raise_if
from tcreferee.base.provenance import write_text

TEMPLATE = Path(__file__).resolve().parent / "folder"


def files() -> list[Path]:
    """List the files of the template, relative to it."""
    found = (path for path in TEMPLATE.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return sorted(path.relative_to(TEMPLATE) for path in found)


def make_folder(folder: Path | str) -> list[Path]:
    """Write the template into a folder, which is created if it does not exist.

    Returns
    -------
    list of Path
        The new files.

    Raises
    ------
    RefereeError
        The folder is a file, or a file would be overwritten. Nothing is written in this case.
    """
    folder = Path(folder)
    if folder.exists() and not folder.is_dir():
        raise_if("Nothing is written", [Problem(str(folder), "is a file", "a folder, or the name of a new one")])
    problems = [
        Problem(str(folder / name), "exists already", do="name another folder, or move it away")
        for name in files()
        if (folder / name).exists()
    ]
    raise_if("Nothing is written", problems)
    for name in files():
        write_text(folder / name, (TEMPLATE / name).read_text(encoding="utf-8"))
    return [folder / name for name in files()]
