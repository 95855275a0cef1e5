"""The command that measures a crystal."""

from __future__ import annotations

import argparse
from pathlib import Path

from tcreferee.base.errors import Problem, RefereeError
from tcreferee.cli.say import Command, say


def add(command: Command) -> None:
    """Add the command of this module."""
    explanation = "measure the planes of a crystal in a CIF: ξ, planes in a stack, apical distance, anion height"
    sub = command("structure", structure, explanation, "structure my.cif")
    sub.add_argument("files", nargs="+", metavar="FILE", help="a CIF; several blocks are several crystals")


def structure(given: argparse.Namespace) -> None:
    """Print the lengths of each crystal; then complain of all files that cannot be read."""
    from tcreferee.structures.crystal import read_crystals
    from tcreferee.structures.said import describe

    problems: list[Problem] = []
    for file in given.files:
        try:
            crystals = read_crystals(_text(Path(file)), file)
        except RefereeError as error:
            problems.extend(error.problems)
            continue
        for crystal in crystals:
            say("\n".join(describe(crystal)) + "\n")
    if problems:
        raise RefereeError("Not measured", problems)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise RefereeError("Not measured", [Problem(str(path), error.strerror or "cannot be read")]) from None
    except UnicodeDecodeError:
        raise RefereeError("Not measured", [Problem(str(path), "is not a text file in UTF-8")]) from None
