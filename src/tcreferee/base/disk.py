"""Messages for full disks and for folders that cannot be written."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from tcreferee.base.errors import Problem, RefereeError, raise_if
from tcreferee.base.provenance import from_here

NEEDED_MB = 50  # less than a tenth of what the default run writes; it only has to tell a disk that is full
FULL = {errno.ENOSPC, errno.EDQUOT}
CLOSED = {errno.EROFS, errno.EACCES, errno.EPERM}
CHANGE = "change its permissions or run in a copy"
TITLE = "results cannot be written"


def check_storage(folders: Iterable[Path | str], needed_MB: float = NEEDED_MB) -> None:
    """Raise if a folder, the one it would be made in, or one below cannot be read and written, or the disk is full.

    A file in the place of a folder is named, too.

    Raises
    ------
    RefereeError
        With every such folder.
    """
    problems = []
    for folder in map(Path, folders):
        there, free_MB = _existing(folder), _free_MB(folder)
        if not there.is_dir():
            problems.append(Problem(str(from_here(there)), "is a file", "a folder", "move it away"))
            continue
        below = (Path(path) for path, _, _ in os.walk(folder))
        if closed := next((path for path in (there, *below) if not os.access(path, os.R_OK | os.W_OK | os.X_OK)), None):
            problems.append(_closed(folder if closed == there else closed))
        elif free_MB < needed_MB:
            problems.append(_full(folder, f" ({free_MB:.0f} MB are left, {needed_MB:.0f} MB are the least)"))
    raise_if(TITLE, problems)


def in_words(error: BaseException) -> RefereeError | None:
    """Return what a failed write means, or nothing if the error is of another kind."""
    seen: BaseException | None = error
    while seen is not None:  # libraries wrap it
        of_write = isinstance(seen, OSError) and seen.errno in FULL | CLOSED
        if of_write or (isinstance(seen, RuntimeError) and "NetCDF" in str(seen)):
            name = getattr(seen, "filename", None)
            place = from_here(Path(os.fsdecode(name)).parent) if name else Path("results")
            # netCDF calls a full disk an HDF error or a missing permission
            if getattr(seen, "errno", 0) in FULL or _free_MB(place) < NEEDED_MB:
                return RefereeError(TITLE, [_full(place)])
            if of_write:
                return _refused(Path(os.fsdecode(name)) if name else place)
        seen = seen.__cause__ or seen.__context__
    return None


def netcdf_in_words(error: BaseException) -> RefereeError | None:
    """Return what may stand behind an error of netCDF that has no reason in it, or nothing if it is another error."""
    if not (isinstance(error, RuntimeError) and "NetCDF" in str(error)):
        return None
    do = (
        "look for a limit on the size of files (ulimit -f) or a quota; on a network disk without locks set "
        "HDF5_USE_FILE_LOCKING=FALSE; then run again"
    )
    return RefereeError(TITLE, [Problem("results", f"the netCDF library failed and does not say why ({error})", do=do)])


def _refused(path: Path) -> RefereeError:
    """Return what a missing permission means: a file that may not be read, or a folder that may not be written."""
    if path.is_file() and not os.access(path, os.R_OK):
        return RefereeError("a file cannot be read", [Problem(str(from_here(path)), "may not be read", do=CHANGE)])
    return RefereeError(TITLE, [_closed(from_here(path.parent if path.suffix else path))])


def _existing(folder: Path) -> Path:
    return next(path for path in (folder.absolute(), *folder.absolute().parents) if path.exists())


def _free_MB(folder: Path) -> float:
    return shutil.disk_usage(_existing(folder)).free / 1e6


def _full(folder: Path, how: str = "") -> Problem:
    return Problem(str(folder), f"the disk is full{how}", do="make room and run again: what is complete is kept")


def _closed(folder: Path) -> Problem:
    return Problem(str(folder), "cannot be written", "a folder of your own", CHANGE)
