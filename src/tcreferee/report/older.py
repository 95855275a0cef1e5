"""Keep the previous report readable, marked as older, until the new one is complete."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tcreferee.base.kept import FOLDER, link
from tcreferee.base.provenance import write_text

KEPT = FOLDER / "report.html"
BODY = "<body>\n"
WORDS = (
    "This report is older than the other results here: it is of the last run that could be finished. "
    "Run again to get a new one. Pages that it links to may be missing until then."
)


@contextmanager
def previous_kept(page: Path | str, kept: Path = KEPT) -> Iterator[None]:
    """Leave the previous report beside `page` as `report_older.html`, unless the block ends well.

    Snakemake has deleted `page` before its job starts, so that no report survives a job that failed. The previous one
    has a second name, `kept`.

    Parameters
    ----------
    page : path
        The report, which the block writes.
    kept : Path
    """
    page = Path(page)
    leave_previous(page, kept)
    yield
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.unlink(missing_ok=True)
    link(page, kept)
    _older(page).unlink(missing_ok=True)


def leave_previous(page: Path | str, kept: Path = KEPT) -> None:
    """Write the previous report, marked as older, if there is one and `page` does not exist."""
    page = Path(page)
    if kept.is_file() and not page.exists():
        text = kept.read_text(encoding="utf-8")
        mark = f'<p class="older" role="alert"><strong>{WORDS}</strong></p>\n'
        write_text(_older(page), text.replace(BODY, BODY + mark, 1))


def _older(page: Path) -> Path:
    return page.with_name(f"{page.stem}_older{page.suffix}")
