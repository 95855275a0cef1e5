"""Printing. Text from tables and files cannot send control characters to the terminal."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

from tcreferee.base.errors import RefereeError
from tcreferee.base.progress import clear

SHOWN = 200


class Command(Protocol):
    """Adds a command: its name, function, explanation and examples."""

    def __call__(
        self, name: str, run: Callable[[argparse.Namespace], int | None], explanation: str, *examples: str
    ) -> argparse.ArgumentParser:
        """Return the parser of its arguments."""


def say(text: str) -> None:
    """Print text without control characters."""
    from tcreferee.data.display import printable

    clear()
    print(printable(text))


def complain(error: RefereeError) -> None:
    """Print what is wrong, at most `SHOWN` lines of it."""
    from tcreferee.data.display import printable

    clear()
    lines = printable(str(error)).splitlines()
    print("\n".join(lines[: SHOWN + 1]), file=sys.stderr)
    if len(lines) > SHOWN + 1:
        print(f"  ... and {len(lines) - SHOWN - 1} lines more", file=sys.stderr)


def aligned(header: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Return the lines of a table; the first column is left-aligned, the others right-aligned."""
    widths = [max(len(row[i]) for row in (header, *rows)) for i in range(len(header))]
    for row in (header, *rows):
        cells = [row[0].ljust(widths[0]), *(cell.rjust(w) for cell, w in zip(row[1:], widths[1:], strict=True))]
        yield "  ".join(cells).rstrip()
