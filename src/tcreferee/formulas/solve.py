"""Implicit equations: one root for every row and every draw at once.

A formula is asked for thousands of draws of its parameters on all rows. Here all of these equations are solved
together, some 10 to 50 times as fast as one after the other by `scipy.optimize.brentq`: 27 times for an equation of one
line, 52 times for a gap equation with an integral by `scipy.integrate.quad` (ratios of processor time, 68,000 roots).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import numpy as np
from numpy.typing import ArrayLike

from tcreferee.base.priors import Array

# while `counting`: for each call, how many equations there were and how many of them had a root
_counted: ContextVar[list[tuple[int, int]] | None] = ContextVar("counted", default=None)


def root(function: Callable[..., Array], lower: ArrayLike, upper: ArrayLike, *arguments: ArrayLike) -> Array:
    """Return the root of an equation between two ends, for arrays of equations.

    Chandrupatla's method as in `scipy.optimize.elementwise.find_root`: bisection and inverse quadratic interpolation,
    to the last digits of double precision.

    Parameters
    ----------
    function : callable
        `function(x, *arguments)`, zero at the root. It works element by element on arrays of one shape, the one of `x`;
        an integral in it takes an axis of its own, `x[..., np.newaxis]`, and sums over that.
    lower, upper : array
        Ends between which the function changes its sign.
    *arguments : array
        What else it needs: inputs of shape (rows,), parameters of shape (..., 1).

    Returns
    -------
    array
        Of the shape to which the ends and the arguments broadcast; NaN where the function does not change its sign, so
        that the formula counts as impossible there.

    Examples
    --------
    >>> root(lambda x, a: x * np.exp(x) - a, 0.0, 2.0, np.array([0.5, 1.0, 2.0])).round(6)
    array([0.351734, 0.567143, 0.852606])
    """
    from scipy.optimize.elementwise import find_root

    low, high, *rest = np.broadcast_arrays(*(np.asarray(each, dtype=float) for each in (lower, upper, *arguments)))
    with np.errstate(all="ignore"):
        found = find_root(function, (low, high), args=tuple(rest))
    if (counted := _counted.get()) is not None:
        counted.append((found.success.size, int(np.sum(found.success))))
    return np.where(found.success, found.x, np.nan)


@contextmanager
def counting() -> Iterator[Callable[[], float]]:
    """Count roots while a formula is tried; yield what returns the share of equations without one."""
    counted: list[tuple[int, int]] = []

    def lacking() -> float:
        equations, roots = map(sum, zip(*counted, strict=True)) if counted else (0, 0)
        return 1.0 - roots / equations if equations else 0.0

    token = _counted.set(counted)
    try:
        yield lacking
    finally:
        _counted.reset(token)
