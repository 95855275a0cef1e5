"""A theory that is a program: a command that is called once for each set of inputs, and whose answers are kept."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike

from tcreferee.base.priors import Array
from tcreferee.base.provenance import sha256, write_text

# where answers are kept, below the working directory
KEPT = Path(".tcreferee/programs")


class ProgramError(RuntimeError):
    """The program failed, or printed no number."""


@dataclass(frozen=True)
class Program:
    """A command that computes one number.

    Calling it with numbers or arrays by name runs the command once for each different set of values, and returns an
    array of the shape to which they broadcast. Answers are kept in the folder `kept`, under a checksum of the command,
    its values and its files: an edited program computes again, everything else is read.

    Parameters
    ----------
    command : sequence of str
        Program and arguments; `{name}` stands for a value. No shell is involved. The last word that it prints on its
        standard output is the answer.
    files : sequence of path
        What the answer depends on, such as the program itself.
    seconds : float
        After which a call counts as failed.
    kept : path
        Folder of the answers, relative to the working directory.

    Examples
    --------
    >>> import sys, tempfile
    >>> double = Program([sys.executable, "-c", "print(2 * {x})"], kept=tempfile.mkdtemp())
    >>> double(x=[1.0, 1.5, 1.0])
    array([2., 3., 2.])
    """

    command: Sequence[str]
    files: Sequence[Path | str] = ()
    seconds: float = 3600.0
    kept: Path | str = KEPT
    _known: dict[str, float] = field(default_factory=dict, repr=False, compare=False)

    def __call__(self, **values: ArrayLike) -> Array:
        """Return the answers, one for each element.

        Raises
        ------
        ProgramError
            A call ended with another exit code than 0, took too long, or printed no number.
        """
        names = list(values)
        arrays = np.broadcast_arrays(*(np.asarray(values[name], dtype=float) for name in names))
        rows = np.stack([each.ravel() for each in arrays], axis=-1)
        different, place = np.unique(rows, axis=0, return_inverse=True)
        answers = np.array([self._answer(dict(zip(names, map(float, row), strict=True))) for row in different])
        return answers[place.ravel()].reshape(arrays[0].shape)

    def _answer(self, values: dict[str, float]) -> float:
        command = [part.format(**{name: repr(value) for name, value in values.items()}) for part in self.command]
        key = hashlib.sha256(json.dumps([command, [sha256(path) for path in self.files]]).encode()).hexdigest()
        if key not in self._known:
            path = Path(self.kept) / f"{key}.json"
            if path.is_file():
                self._known[key] = float(json.loads(path.read_text(encoding="utf-8"))["answer"])
            else:
                self._known[key] = self._run(command)
                write_text(path, json.dumps({"values": values, "answer": self._known[key]}) + "\n")
        return self._known[key]

    def _run(self, command: list[str]) -> float:
        try:
            done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=self.seconds)
        except subprocess.TimeoutExpired:
            raise ProgramError(f"'{' '.join(command)}' took more than {self.seconds:g} s") from None
        except OSError as error:
            raise ProgramError(f"'{' '.join(command)}' cannot be started: {error.strerror}") from None
        if done.returncode:
            last = (done.stderr.strip().splitlines() or ["it says nothing"])[-1]
            raise ProgramError(f"'{' '.join(command)}' ended with {done.returncode}: {last}")
        try:
            return float(done.stdout.split()[-1])
        except (IndexError, ValueError):
            shown = done.stdout.strip()[-60:] or "nothing"
            raise ProgramError(f"'{' '.join(command)}' printed {shown}, and a number is needed last") from None


def say_progress(what: str, done: int, total: int) -> None:
    """Write how far a long computation is to the terminal, in one line that is overwritten."""
    if sys.stderr.isatty():
        print(f"\r{what}: {done} of {total}", end="\n" if done == total else "", file=sys.stderr, flush=True)
