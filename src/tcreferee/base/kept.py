"""What a job has made before and need not make again.

A job of several parts (models, comparisons) keeps a record: for each part a mark, the checksum of everything it was
made from, and the checksums of the files that were written. A part is made anew if its mark has changed, or a file
is missing, cut short or edited.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path

from tcreferee.base.errors import RefereeError
from tcreferee.base.provenance import NewerResultError, sha256
from tcreferee.base.records import read_record, write_record


def mark(parts: Iterable[str]) -> str:
    """Return one checksum of the words a part was made from."""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


class Kept:
    """The record of a job.

    Parameters
    ----------
    path : path
        JSON file; one that is missing or damaged costs time only.

    Raises
    ------
    NewerResultError
        If a newer version of this program wrote it.
    """

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path)
        self._now: dict[str, dict[str, object]] = {}
        try:
            self._before: Mapping[str, Mapping[str, object]] = dict(read_record(path)["parts"])
        except NewerResultError:  # an older program must not write over it without a word
            raise
        except (OSError, RefereeError, KeyError, TypeError):
            self._before = {}

    def whole(self, part: str, its_mark: str, files: Iterable[Path]) -> bool:
        """Whether the files of a part are all there, as they were written, and made of what is there now."""
        known, found = self._before.get(part), list(files)
        if not known or known["mark"] != its_mark or not all(path.is_file() for path in found):
            return False
        return known["files"] == self._checksums(found)

    def add(self, part: str, its_mark: str, files: Iterable[Path]) -> None:
        """Note a part that is whole."""
        self._now[part] = {"mark": its_mark, "files": self._checksums(files)}

    def write(self) -> None:
        """Write the record."""
        write_record(self.path, {"parts": self._now})

    def _checksums(self, files: Iterable[Path]) -> dict[str, str]:
        return {path.relative_to(self.path.parent).as_posix(): sha256(path) for path in files}
