"""Process long axes in pieces, so that memory does not grow with their length.

Small work is done in one piece, so its numbers do not depend on the pieces.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

import numpy as np

from tcreferee.base.priors import Array

# numbers held at a time in each of a handful of arrays: 32 MB of double precision
MOST_VALUES = 4_000_000


def pieces(count: int, each: int, most: int = MOST_VALUES) -> Iterator[slice]:
    """Cut `count` entries of `each` values into slices of at most `most` values, but at least one entry."""
    size = max(most // max(each, 1), 1)
    for start in range(0, count, size):
        yield slice(start, min(start + size, count))


def walked(function: Callable[[Array], Array], z: Array, each: int) -> Array:
    """Return `function(z)` for coordinates (..., d), computed piece by piece along the leading axes.

    Parameters
    ----------
    function : callable
        Of (draws, d) arrays to (draws, ...) arrays; each draw by itself.
    z : (..., d) array
    each : int
        How many numbers one draw needs in memory meanwhile.
    """
    lead = z.shape[:-1]
    if math.prod(lead) * each <= MOST_VALUES:
        return function(z)
    flat = z.reshape(-1, z.shape[-1])
    found = np.concatenate([function(flat[part]) for part in pieces(len(flat), each)])
    return found.reshape(*lead, *found.shape[1:])
