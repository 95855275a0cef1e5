"""Errors of the curves without physics: those that all rows share."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tcreferee.inference.curves import Curve, Rows


def with_shifts(curve: Curve, rows: Rows) -> Curve:
    """Return a curve whose response has the errors that all rows share, each with a unit-normal coefficient.

    Its level carries the mean prediction, whatever they add to it, as in a formula.
    """
    if not len(rows.shifts):
        return curve
    off = rows.shifts - rows.shifts.mean(axis=1, keepdims=True)
    own = curve.vectors[:, np.newaxis] * np.sqrt(curve.values)[:, :, np.newaxis, :]
    shared = np.broadcast_to(off.T, (*own.shape[:-1], len(off)))
    columns = np.concatenate([own, shared], axis=-1).reshape(-1, own.shape[2], own.shape[3] + len(off))
    vectors, size, _ = np.linalg.svd(columns, full_matrices=False)
    weight = curve.log_weight.reshape(-1, 1)
    return replace(curve, log_weight=weight, vectors=vectors, values=(size**2)[:, np.newaxis, :], k=curve.k + len(off))
