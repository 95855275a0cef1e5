"""Logging: everything to the job's log file, one short line per step to the screen."""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tcreferee.base.checksums import DO, changed_files
from tcreferee.base.disk import in_words, netcdf_in_words
from tcreferee.base.errors import Problem, RefereeError


class _Elapsed(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line = f"{record.relativeCreated / 1000:7.2f} s  {record.levelname.lower():7s} {record.getMessage()}"
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line


class _File(logging.FileHandler):
    def handleError(self, record: logging.LogRecord) -> None:
        """Drop the line: if the disk is full, the message on the screen is enough."""

    def close(self) -> None:
        with suppress(OSError):
            super().close()


def damaged(results: Path | str = "results") -> RefereeError | None:
    """Return the results that are not as they were written: reading one of them may fail in any way."""
    problems = [Problem(str(path), "is not as it was written: it was edited or cut short", do=DO)
                for path in changed_files(results)]  # fmt: skip
    return RefereeError("damaged results", problems) if problems else None


@contextmanager
def job_log(path: Path | str, name: str) -> Iterator[logging.Logger]:
    """Log a job's steps to `path`; lines at level INFO also go to the screen, headed by `name`.

    A `RefereeError` is logged and ends the process with its message and without a traceback; any other
    exception leaves its traceback in the log file and one line on the screen. A disk that is full, a folder
    that cannot be written, and results that were damaged are told in words.
    """
    logger = logging.getLogger("tcreferee")
    logger.setLevel(logging.DEBUG)
    try:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        file_handler = _File(path, mode="w", encoding="utf-8")
    except OSError as error:
        print(f"  {name}: {in_words(error) or error}", file=sys.stderr)
        raise SystemExit(1) from None
    file_handler.setFormatter(_Elapsed())
    screen = logging.StreamHandler(sys.stderr)
    screen.setLevel(logging.INFO)
    screen.setFormatter(logging.Formatter(f"  {name}: %(message)s"))
    logger.handlers = [file_handler, screen]
    start = time.monotonic()
    try:
        yield logger
        logger.debug("done in %.2f s", time.monotonic() - start)
    except RefereeError as error:
        logger.error("%s", error)
        raise SystemExit(1) from None
    except Exception as error:
        if said := in_words(error) or damaged() or netcdf_in_words(error):
            logger.error("%s", said)
            raise SystemExit(1) from None
        logger.removeHandler(screen)
        logger.exception("unexpected error: please report it with this file")
        print(f"  {name}: unexpected error, the full story is in {path}", file=sys.stderr)
        raise SystemExit(1) from None
    finally:
        for handler in (file_handler, screen):
            handler.close()
        logger.handlers = []
