"""The packed sources of the court's rows: crystal structures of 3DSC, reports of SuperCon."""

from __future__ import annotations

import csv
import io
import lzma
import tarfile
from pathlib import Path

from tcreferee.base.errors import Problem, RefereeError

STRUCTURES, REPORTS = "structures_3dsc.tar.xz", "supercon_reports.csv.xz"


def read_structures(folder: Path) -> tuple[dict[str, str], list[dict[str, str]]]:
    """Return the text of each CIF by its path in the archive, and the rows of its index.

    Raises
    ------
    RefereeError
        The archive is not in the folder.
    """
    files: dict[str, str] = {}
    with tarfile.open(_there(folder / STRUCTURES), "r:xz") as archive:
        for member in archive:
            content = archive.extractfile(member)
            if content is not None:
                files[member.name] = content.read().decode("utf-8")
    index = files.pop("structures/index.csv")
    return files, list(csv.DictReader(io.StringIO(index)))


def read_reports(folder: Path) -> list[dict[str, str]]:
    """Return the rows of the raw table of reports.

    Raises
    ------
    RefereeError
        The table is not in the folder.
    """
    with lzma.open(_there(folder / REPORTS), "rt", encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _there(path: Path) -> Path:
    if not path.is_file():
        do = "the packed sources lie in data/court of the repository; the installed package does not carry them"
        raise RefereeError("The rows of the court cannot be made", [Problem(str(path), "is not there", do=do)])
    return path
