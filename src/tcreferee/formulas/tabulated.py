"""A slow function of a few numbers, computed on a grid once and interpolated in between, with the error of that."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike

from tcreferee.base.priors import Array
from tcreferee.formulas.program import say_progress

# points of an axis: a cubic needs four, and every second of them is left out to see the error
FEWEST = 7


class TableError(ValueError):
    """A table is too coarse or cannot be made; the message says why."""


class Tabulated:
    """A function on a grid, interpolated by cubic splines.

    The grid is computed when a value is first needed, one call for each point. `error` is the largest difference at
    the points of the grid from a table of every second point of each axis. The full table has half the step, so its own
    error is smaller, by 16 times where the function is smooth.

    Parameters
    ----------
    function : callable
        Takes one number for each axis by name and returns one number, such as a
        `tcreferee.formulas.program.Program`.
    tolerance : float
        Largest error allowed, in the unit of the function. Choose it well below the scatter of the rows.
    **axes : array
        The points of each axis, ascending, an odd number of at least 7. An axis with equal ratios (`numpy.geomspace`)
        is interpolated in the logarithm.

    Raises
    ------
    TableError
        An axis cannot be used; or, when the grid is computed, the error is above the tolerance.

    Examples
    --------
    >>> table = Tabulated(lambda x: np.exp(-1 / x), 1e-4, x=np.linspace(0.2, 1.0, 41))
    >>> round(float(table(x=0.513)), 4), table.error < 1e-4
    (0.1424, True)
    """

    def __init__(self, function: Callable[..., ArrayLike], tolerance: float, **axes: ArrayLike) -> None:
        self._function = function
        self.tolerance = tolerance
        self.axes = {name: np.asarray(points, dtype=float) for name, points in axes.items()}
        if not axes or len(axes) > 3:
            raise TableError(f"a table has one to three axes, not {len(axes)}")
        for name, points in self.axes.items():
            if points.ndim != 1 or len(points) < FEWEST or len(points) % 2 == 0 or not np.all(np.diff(points) > 0):
                raise TableError(f"axis {name}: an odd number of points, at least {FEWEST}, that ascend is needed")

    def __call__(self, **values: ArrayLike) -> Array:
        """Return interpolated values, NaN outside of the grid: there the formula counts as impossible."""
        if set(values) != set(self.axes):
            raise TableError(f"the table has the axes {', '.join(self.axes)}, and is asked for {', '.join(values)}")
        arrays = np.broadcast_arrays(*(self._straight(name, values[name]) for name in self.axes))
        if self.error > self.tolerance:
            what = f"the interpolation error is up to {self.error:.2g}, more than the tolerance {self.tolerance:g}"
            raise TableError(f"{what}: use more points")
        places = np.stack([each.ravel() for each in arrays], axis=-1)
        return np.asarray(self._interpolator(places)).reshape(arrays[0].shape)

    @cached_property
    def table(self) -> Array:
        """The function at all points of the grid, one axis after the other."""
        points = list(itertools.product(*self.axes.values()))
        found = np.empty(len(points))
        for i, point in enumerate(points):
            found[i] = float(np.asarray(self._function(**dict(zip(self.axes, map(float, point), strict=True)))))
            say_progress("points of the table", i + 1, len(points))
        return found.reshape([len(axis) for axis in self.axes.values()])

    @cached_property
    def error(self) -> float:
        """Largest difference of the table from one with every second point."""
        half = tuple(slice(None, None, 2) for _ in self.axes)
        coarse = self._of([axis[::2] for axis in self._straight_axes], self.table[half])
        every = np.stack(np.meshgrid(*self._straight_axes, indexing="ij"), axis=-1)
        return float(np.max(np.abs(coarse(every) - self.table)))

    @cached_property
    def _interpolator(self) -> Callable[[Array], Array]:
        return self._of(self._straight_axes, self.table)

    @property
    def _straight_axes(self) -> list[Array]:
        return [self._straight(name, points) for name, points in self.axes.items()]

    def _straight(self, name: str, values: ArrayLike) -> Array:
        """Return values of an axis, as logarithms if its points have equal ratios."""
        points = self.axes[name]
        if points[0] > 0 and np.allclose(points, np.geomspace(points[0], points[-1], len(points)), rtol=1e-6):
            with np.errstate(all="ignore"):
                return np.log(np.asarray(values, dtype=float))
        return np.asarray(values, dtype=float)

    @staticmethod
    def _of(axes: list[Array], table: Array) -> Callable[[Array], Array]:
        from scipy.interpolate import RegularGridInterpolator

        found: Callable[[Array], Array] = RegularGridInterpolator(
            axes, table, method="cubic", bounds_error=False, fill_value=np.nan
        )
        return found
