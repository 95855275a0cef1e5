"""The affine structure of a prediction in its effect coordinates."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tcreferee.base.priors import Array


@dataclass(frozen=True)
class Design:
    """Affine structure of the prediction at fixed values of the non-linear parameters.

    `mean = offset + columns @ u` and `coefficients = shift + matrix @ u`, with u the effect coordinates: one for
    each coefficient, and one more, the common value, if the levels of families are pooled.

    Parameters
    ----------
    offset : (..., rows) array
    columns : (..., rows, u) array
    shift : (..., k) array
    matrix : (..., k, u) array
    """

    offset: Array
    columns: Array
    shift: Array
    matrix: Array


def product(matrix: Array, vector: Array) -> Array:
    """Return matrix (..., i, j) times vector (..., j)."""
    return np.asarray((matrix @ vector[..., np.newaxis])[..., 0])
