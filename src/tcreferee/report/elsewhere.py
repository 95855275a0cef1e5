"""Results that a run does not make, because they take long: whether they are there, and how to get them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path


@dataclass(frozen=True)
class Elsewhere:
    """Results in a folder of their own.

    Parameters
    ----------
    target : str
        Of `make`.
    what : str
        What it makes, as a clause.
    folder : str
        In the folder of the results.
    file : str
        A file in that folder that is there when it is finished.
    page : str
        Address of a page of its own, from the folder of the results; "" if it has none.
    date : str
        Day of the last results; "" if there are none.
    """

    target: str
    what: str
    folder: str
    file: str
    page: str = ""
    date: str = ""


FOLDERS = (
    Elsewhere(
        "papers", "what the papers say beyond the default run", "papers", "results/report.html",
        "papers/results/report.html",
    ),
    Elsewhere(
        "court", "formulas on hundreds of crystal structures", "court", "results/report.html",
        "court/results/report.html",
    ),
)  # fmt: skip


def elsewhere(results: Path, folders: Sequence[Elsewhere] = FOLDERS) -> list[Elsewhere]:
    """Return what else there is, with the day of the last results.

    Parameters
    ----------
    results : Path
    folders : sequence of Elsewhere
    """
    found = []
    for each in folders:
        path = results / each.folder / each.file
        day = datetime.fromtimestamp(path.stat().st_mtime, UTC).date().isoformat() if path.is_file() else ""
        found.append(Elsewhere(each.target, each.what, each.folder, each.file, each.page, day))
    return found
