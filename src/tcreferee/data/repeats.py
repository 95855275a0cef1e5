"""Rows that stand for one compound."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

# ASSUME: rows whose inputs agree to this share of their range, and are no whole numbers, are of one compound
NEAR = 1e-3


def compounds(labels: Sequence[str], inputs: Iterable[NDArray[np.float64]]) -> NDArray[np.intp]:
    """Return the compound (rows,) of each row: of one label, or with inputs that agree, also by way of other rows.

    Row by row, so that memory grows no faster than the rows.

    Parameters
    ----------
    labels : sequence of str
    inputs : iterable of (rows,) arrays
    """
    label, inputs = np.unique(np.array(labels), return_inverse=True)[1], list(inputs)
    near = [(x, NEAR * np.ptp(x)) for x in inputs] if any((x != np.round(x)).any() for x in inputs) else []
    found, left = np.zeros(len(label), np.intp), np.arange(len(label))
    compound = 0
    while len(left):
        waiting, left = [left[0]], left[1:]
        while waiting:
            i = waiting.pop()
            found[i], same = compound, label[left] == label[i]
            if near:
                same |= np.all([np.abs(x[left] - x[i]) <= most for x, most in near], axis=0)
            waiting, left = [*waiting, *left[same]], left[~same]
        compound += 1
    return found
