"""A numbered equation of a paper: a function with its source and checks, found by listing a folder."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

PHYSICS_FOLDER = Path(__file__).resolve().parents[1] / "physics"


@dataclass(frozen=True)
class Expected:
    """What a function must return for given arguments.

    Parameters
    ----------
    arguments : mapping of str to float
        Keyword arguments of the function, in the units of their names.
    value : float
        As printed, or from an independent computation of high precision.
    tolerance : float
        Absolute: half a unit of the last printed digit, or the stated accuracy of the computation.
    location : str
        Where it is printed, or how it was computed.
    """

    arguments: Mapping[str, float]
    value: float
    tolerance: float
    location: str


@dataclass(frozen=True)
class Equation:
    """One numbered equation.

    Parameters
    ----------
    function : callable
        Pure; its first docstring line says what it returns, and in which unit.
    number : str
        "Eq. (5)", or the place in the text.
    equation : str
        Mathtext without dollar signs.
    unit : str
        Unit of what is returned.
    checks : tuple of Expected
        At least one.
    """

    function: Callable[..., float]
    number: str
    equation: str
    unit: str
    checks: tuple[Expected, ...]

    @property
    def name(self) -> str:
        """Name of the function."""
        return self.function.__name__

    @property
    def meaning(self) -> str:
        """First line of the function's docstring, without the verb."""
        return (self.function.__doc__ or "").strip().partition("\n")[0].removeprefix("Return ")


def find_equations() -> dict[str, tuple[Equation, ...]]:
    """Return the equations of each paper: the `EQUATIONS` of the files in `tcreferee.physics`, by file name."""
    names = sorted(path.stem for path in PHYSICS_FOLDER.glob("*.py") if not path.stem.startswith("_"))
    return {name: importlib.import_module(f"tcreferee.physics.{name}").EQUATIONS for name in names}
