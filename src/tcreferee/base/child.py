"""Run a heavy step in a child process, so that the job survives if the step is killed.

The child is a fork and has all data of the parent; its result comes back through a pipe. If a process cannot be forked
or has several threads of Python (as a notebook has: one may hold a lock that the child would wait for), the step
runs in the parent.
"""

from __future__ import annotations

import os
import pickle
import signal
import threading
import warnings
from collections.abc import Callable
from typing import BinaryIO

from tcreferee.base.progress import paused


class NotComputedError(Exception):
    """A heavy step died; the message is the cause, worded as part of a sentence."""


def in_child[T](step: Callable[[], T]) -> T:
    """Return what `step` returns, computed in a child process.

    Raises
    ------
    NotComputedError
        If the child was killed, or had too little memory.
    Exception
        Whatever else `step` raises.
    """
    with paused():  # the thread that tells of the progress is not one that may hold a lock
        fork = _forked() if hasattr(os, "fork") and threading.active_count() == 1 else None
    if fork is None:
        return step()
    child, reading, writing = fork
    if child == 0:
        os.close(reading)
        with os.fdopen(writing, "wb") as pipe:
            _answer(step, pipe)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        told = pipe.read()
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        raise NotComputedError(_killed(os.WTERMSIG(status)))
    try:
        good, value = pickle.loads(told)
    except (EOFError, pickle.UnpicklingError):
        raise NotComputedError("the process ended without a result") from None
    if good:
        result: T = value
        return result
    if isinstance(value, MemoryError):
        raise NotComputedError(of_what(value)) from None
    raise value


def _forked() -> tuple[int, int, int]:
    """Fork; return the child's number, which is 0 in the child itself, and both ends of a pipe."""
    reading, writing = os.pipe()
    with warnings.catch_warnings():
        # Python warns of the threads of numerical libraries, too, which prepare themselves for a fork
        warnings.simplefilter("ignore", DeprecationWarning)
        return os.fork(), reading, writing


def of_what(error: NotComputedError | MemoryError) -> str:
    """Return the cause of a heavy step's death, worded as part of a sentence."""
    if isinstance(error, NotComputedError):
        return str(error)
    return f"too little memory ({error})" if str(error) else "too little memory"


def _answer[T](step: Callable[[], T], pipe: BinaryIO) -> None:
    """Write the result of a step, or its exception, and end the child process."""
    try:
        told = pickle.dumps((True, step()))
    except BaseException as error:
        told = _as_bytes(error)
    try:
        pipe.write(told)
        pipe.flush()
    except OSError:
        os._exit(1)


def _as_bytes(error: BaseException) -> bytes:
    try:
        told = pickle.dumps((False, error))
        pickle.loads(told)
    except Exception:
        return pickle.dumps((False, RuntimeError(f"{type(error).__name__}: {error}")))
    return told


def _killed(number: int) -> str:
    name = signal.Signals(number).name
    if number == signal.SIGKILL:
        return f"the process was killed ({name}), most often for want of memory"
    return f"the process was ended by a signal ({name})"
