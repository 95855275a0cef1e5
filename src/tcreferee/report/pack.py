"""Pack the report into one file that can be sent: its pages, and every file that they link to or show."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from tcreferee.base.errors import Problem, RefereeError
from tcreferee.base.provenance import atomic

FIRST = "report.html"
ALWAYS = ("datasets.html", "standing.csv", "summary.csv")
MOMENT = (1980, 1, 1, 0, 0, 0)  # the same files make the same archive
_SCRIPT, _LINK = re.compile(r"<script>.*?</script>", re.DOTALL), re.compile(r'(?:href|src)="([^"#]+)')


def pack(results: Path | str, out: Path | str) -> int:
    """Write a zip archive with a folder `report` in it, whose `report.html` opens as the report does here.

    What the report links to outside of the results, and posteriors, which are large, are left out.

    Parameters
    ----------
    results : path
        Folder of the results.
    out : path
        The archive.

    Returns
    -------
    int
        Number of files.

    Raises
    ------
    RefereeError
        If there is no report.
    """
    results = Path(results)
    if not (results / FIRST).is_file():
        raise RefereeError("nothing to pack", [Problem(str(results / FIRST), "does not exist", do="run the workflow")])
    files = linked(results)
    with atomic(out) as temporary, zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files:
            about = zipfile.ZipInfo(f"report/{file.relative_to(results).as_posix()}", MOMENT)
            about.compress_type, about.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(about, file.read_bytes())
    return len(files)


def linked(results: Path) -> list[Path]:
    """Return the pages of a report and the files that they lead to, in the order of their names."""
    pages = [results / FIRST, *sorted((results / "report").rglob("*.html"))]
    found = {*pages, *(path for each in ALWAYS if (path := results / each).is_file())}
    found |= set((results / "report").rglob("*.tex"))
    for page in pages:
        for address in _LINK.findall(_SCRIPT.sub("", page.read_text(encoding="utf-8"))):
            path = Path(page.parent, address).resolve()
            inside = path.is_relative_to(results.resolve()) and path.is_file() and path.suffix != ".nc"
            if inside:
                found.add(results / path.relative_to(results.resolve()))
    return sorted(found)
