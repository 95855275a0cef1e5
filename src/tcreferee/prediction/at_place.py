"""What is said of the best place: the nearest row, how far apart the predictions are, what is in the way."""

from __future__ import annotations

import numpy as np

from tcreferee.inference.drawn import of_draws
from tcreferee.inference.likelihoods import LIKELIHOODS
from tcreferee.prediction.gain import Gains
from tcreferee.prediction.places import Places
from tcreferee.prediction.sides import Side

# the step, relative to an input, of its slope
STEP = 1e-3


def nearest_row(place: Places, rows: Places) -> str:
    """Return the label of the row that is nearest to a place, in units of the spread of each input."""
    apart = np.zeros(len(rows))
    for name, values in rows.columns.items():
        one, many = float(place.columns[name][0]), values
        if (values > 0).all() and one > 0:
            one, many = float(np.log(one)), np.log(values)
        apart += ((many - one) / (many.std() or 1.0)) ** 2
    apart += 1e6 * np.array([family != place.family[0] for family in rows.family])
    return rows.names[int(np.argmin(apart))]


def apart(sides: tuple[Side, Side], found: Gains, best: int) -> float:
    """Return how far apart the two predictions are, on the scale of the scatter."""
    if not LIKELIHOODS[sides[0].settings.likelihood].log_response:
        return float(found.apart[best])
    place = found.places.some(np.array([best]))
    one, other = (float(np.median(np.log(side.at(place).mean))) for side in sides)
    return abs(one - other)


def in_the_way(side: Side, place: Places) -> dict[str, float]:
    """Return what the errors of the inputs do to a formula at a place, see `NextMeasurement.in_the_way`."""
    density, found = LIKELIHOODS[side.settings.likelihood], dict[str, float]()
    scatter = float(np.median(side.sigma))
    if not density.scatter or scatter <= 0 or len(side.bound["choices"]) > 1:
        return found
    middle = side.own(side.theta.mean(axis=0, keepdims=True)), side.sigma[:1]
    for name in side.columns:
        if density.inputs_known and name in side.settings.input_sigma:
            found[name] = float(side.moved(place, name)[0]) / scatter
            continue
        at = [
            of_draws(side.settings, side.bound, side.model, middle,
                     {c: v * (1 + (STEP if c == name else 0.0) * step) for c, v in place.columns.items()},
                     place.family).mean[0, 0]
            for step in (-1, 1)
        ]  # fmt: skip
        if density.log_response:
            at = [np.log(each) for each in at]
        slope = abs(float(at[1] - at[0])) / (2 * STEP)
        if np.isfinite(slope) and slope > 0:
            found[name] = -scatter / slope
    return found
