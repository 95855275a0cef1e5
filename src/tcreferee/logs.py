"""Logging: everything to the job's log file, one short line per step to the screen."""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tcreferee.errors import RefereeError


class _Elapsed(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line = f"{record.relativeCreated / 1000:7.2f} s  {record.levelname.lower():7s} {record.getMessage()}"
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line


@contextmanager
def job_log(path: Path | str, name: str) -> Iterator[logging.Logger]:
    """Log a job's steps to `path`; lines at level INFO also go to the screen, headed by `name`.

    A `RefereeError` is logged and ends the process with its message and without a traceback; any other
    exception leaves its traceback in the log file and one line on the screen.
    """
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    logger = logging.getLogger("tcreferee")
    logger.setLevel(logging.DEBUG)
    file_handler = logging.FileHandler(path, mode="w", encoding="utf-8")
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
    except Exception:
        logger.removeHandler(screen)
        logger.exception("unexpected error: please report it with this file")
        print(f"  {name}: unexpected error, the full story is in {path}", file=sys.stderr)
        raise SystemExit(1) from None
    finally:
        for handler in (file_handler, screen):
            handler.close()
        logger.handlers = []
