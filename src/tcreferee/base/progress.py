"""A line on what is being computed, for whoever has waited for two seconds.

It goes to standard error, so that results can still be piped. On a terminal one line is renewed every second and
disappears at the end; elsewhere (a notebook, a log file) a line is written after two seconds and then every ten.
With TCREFEREE_PROGRESS=off in the environment nothing is written.
"""

from __future__ import annotations

import functools
import math
import os
import shutil
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

AFTER_S = 2.0
EVERY_S = 10.0  # between two lines; on a terminal the line is renewed at each beat
BEAT_S = 1.0
SWITCH = "TCREFEREE_PROGRESS"
_CLEAR = "\r\x1b[K"


class Teller:
    """Says what is being computed, and for how long.

    Parameters
    ----------
    what : str
        What was asked for, "fit".
    stream : text stream, optional
        By default standard error.
    clock : callable
        Returns seconds.
    """

    def __init__(self, what: str, stream: TextIO | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self.what, self.step = what, ""
        self._stream, self._clock = stream or sys.stderr, clock
        self._start, self._told, self._shown = clock(), -math.inf, False
        self._lock = threading.Lock()
        self._on_terminal = self._stream.isatty()

    def beat(self) -> None:
        """Write a line if it is time for one."""
        with self._lock:
            now = self._clock()
            waited = now - self._start
            if waited < AFTER_S or (not self._on_terminal and now - self._told < EVERY_S):
                return
            self._told, said = now, f"{self.what}: {self.step}" if self.step else self.what
            line = f"{said} ({waited:.0f} s)"
            if self._on_terminal:
                self._write(_CLEAR + line[: shutil.get_terminal_size().columns - 1])
                self._shown = True
            else:
                self._write(f"{line}\n")

    def clear(self) -> None:
        """Remove the line from a terminal, where something else is going to be written."""
        with self._lock:
            if self._shown:
                self._write(_CLEAR)
                self._shown = False

    def forgive(self, seconds: float) -> None:
        """Leave out seconds in which nothing was computed."""
        self._start += seconds

    def now(self) -> float:
        """Return the seconds of the clock."""
        return self._clock()

    def _write(self, text: str) -> None:
        try:
            self._stream.write(text)
            self._stream.flush()
        except (OSError, ValueError):  # closed: nobody reads it, and the computation goes on
            self._shown = False


class _Heart:
    """The thread in which a teller says its lines."""

    def __init__(self, teller: Teller) -> None:
        self.teller = teller
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="progress", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        while not self._stop.wait(BEAT_S):
            self.teller.beat()

    def stop(self) -> None:
        self._stop.set()
        self._thread.join()
        self.teller.clear()


_heart: _Heart | None = None


@contextmanager
def telling(what: str) -> Iterator[None]:
    """Say what is being computed, until the block ends. Inside another such block it is a step of that one."""
    global _heart
    if os.environ.get(SWITCH) == "off":
        yield
        return
    if _heart is not None:
        before = _heart.teller.step
        step(what)
        try:
            yield
        finally:
            step(before)
        return
    _heart = _Heart(Teller(what))
    try:
        yield
    finally:
        heart, _heart = _heart, None
        if heart is not None:
            heart.stop()


def told[**P, T](what: str) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Say that a function is at work, see `telling`."""

    def wrap(function: Callable[P, T]) -> Callable[P, T]:
        @functools.wraps(function)
        def wrapped(*args: P.args, **kwargs: P.kwargs) -> T:
            with telling(what):
                return function(*args, **kwargs)

        return wrapped

    return wrap


def step(what: str, number: int = 0, of: int = 0) -> None:
    """Say which step comes next: nothing is written before it is time for a line."""
    if _heart is not None:
        _heart.teller.step = f"{what}, {number} of {of}" if of > 1 else what


def clear() -> None:
    """Remove the line from a terminal, before something else is written there."""
    if _heart is not None:
        _heart.teller.clear()


@contextmanager
def paused() -> Iterator[None]:
    """Say nothing inside the block, and have no thread: a process is forked, or a question is asked.

    A process that was forked inside the block stays silent; its parent goes on.
    """
    global _heart
    heart, process = _heart, os.getpid()
    if heart is None:
        yield
        return
    heart.stop()
    _heart, since = None, heart.teller.now()
    try:
        yield
    finally:
        if os.getpid() == process:
            heart.teller.forgive(heart.teller.now() - since)
            _heart = _Heart(heart.teller)
