"""Which further measurement tells a formula from a null, and how many of them it takes.

Definitions: docs/statistics.md (Which measurement would decide), decision record 0037.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from tcreferee.base.priors import Array
from tcreferee.formulas.scope import Domain
from tcreferee.inference.likelihoods import LIKELIHOODS
from tcreferee.inference.some_rows import evenly
from tcreferee.prediction.at_place import apart, in_the_way, nearest_row
from tcreferee.prediction.gain import Gains, gains, measured_as
from tcreferee.prediction.more_rows import TRIED, Clear, MoreRows, more_rows
from tcreferee.prediction.places import Places, places_around, rows_as_places, widened, within
from tcreferee.prediction.refits import TRIED as TRIED_EXACT
from tcreferee.prediction.refits import exact_rows, refitted
from tcreferee.prediction.sides import Side

# rows at hand of which it is asked what a repeat is worth
ROWS = 60


@dataclass(frozen=True)
class Effort:
    """How much work is put into one question.

    Parameters
    ----------
    draws : int
        Posterior draws of each side.
    places : int
        Places that are tried, of each family.
    simulations : int
        Data sets with further rows, half of them from each side.
    exact : bool
        Whether both are refitted to each data set where that can be done many at once.
    """

    draws: int = 160
    places: int = 16
    simulations: int = 40
    exact: bool = False


IN_A_RUN = Effort()
ON_DEMAND = Effort(draws=800, places=33, simulations=100, exact=True)


@dataclass(frozen=True)
class NextMeasurement:
    """The answer for one formula and the null that it is not told apart from, as plain values.

    Parameters
    ----------
    formula, null : str
        Labels.
    response : str
        Quantity of the response.
    ranges : mapping of str to (float, float)
        Where a further row was looked for: the range of each input, widened.
    place : mapping of str to float
        The best place: input columns.
    family, nearest : str
        Its family; the row at hand that is nearest to it, or the name of the material if it is a real one.
    real : bool
        Whether it is a real material: a row at hand or one of a pool.
    gain, error : float
        Expected log predictive ratio of one row there, the smaller of the two; its Monte Carlo error. Nats.
    interval : (float, float)
        Between which it lies in 90 % of the posterior of the one it belongs to.
    if_formula, if_null : float
        The ratio if the formula is true, and if the null is.
    repeated : float
        Mean gain of a row if the rows at hand were only repeated.
    apart, scatter : float
        Distance of the two predictions there, and scatter of a measurement about the narrower, in the unit of the
        response (of its logarithm where that scatters); for yes or no, of the probability and 0.
    without : float
        Probability that a sample does not superconduct there, by the one that says more; 0 where that cannot be.
    rows : tuple of (int or None)
        Further rows there after which the words change in 5, 50 and 95 % of the simulated data sets; None: more than
        `most`.
    most, simulations : int
        Most further rows that were tried, and data sets.
    changed : float
        Share of data sets in which the words have changed after `most` rows.
    exact : bool
        Whether both were refitted to every data set.
    in_the_way : mapping of str to float
        By input: for one with a declared error that is used, what it moves over the scatter; otherwise the relative
        error of the input that would make all of the scatter, negative to tell them apart.
    logarithm : bool
        Whether it is the logarithm of the response that scatters.
    line : str
        Input along which the places lie; "" for several inputs.
    as_good : tuple of (float, float)
        Along the line: ends of each stretch of places that is worth as much within the Monte Carlo error; nothing if
        that is the place with its neighbours.
    curve : mapping
        Along the line: `at`, `gain`, `if_formula`, `if_null`, lists.
    """

    formula: str
    null: str
    response: str
    ranges: Mapping[str, tuple[float, float]]
    place: Mapping[str, float]
    family: str
    nearest: str
    real: bool
    gain: float
    error: float
    interval: tuple[float, float]
    if_formula: float
    if_null: float
    repeated: float
    apart: float
    scatter: float
    without: float
    rows: tuple[int | None, int | None, int | None]
    most: int
    simulations: int
    changed: float
    exact: bool
    in_the_way: Mapping[str, float]
    logarithm: bool
    line: str
    as_good: Sequence[tuple[float, float]] = ()
    curve: Mapping[str, Sequence[float]] = field(default_factory=dict)

    @property
    def decides(self) -> bool:
        """Whether the rows that were tried change the words in half of the data sets."""
        return self.rows[1] is not None


def next_measurement(
    sides: tuple[Side, Side], elpd: tuple[Array, Array], clear: Clear, seed: int, effort: Effort = IN_A_RUN,
    domain: Domain | None = None, pool: Places | None = None,
) -> NextMeasurement | None:  # fmt: skip
    """Find the place where one further row tells a formula from a null best.

    Parameters
    ----------
    sides : (Side, Side)
        The formula and the null.
    elpd : ((rows,) array, (rows,) array)
        Exact leave-one-out scores of the rows at hand.
    clear : callable
        Whether differences of scores (data sets, rows) tell two models apart.
    seed : int
    effort : Effort
    domain : Domain, optional
        Of the formula.
    pool : Places, optional
        Real candidate materials, of which those in the range of the rows, widened by half, go first; by default any
        places in that range.

    Returns
    -------
    NextMeasurement or None
        None if no place is left where both have a finite value.
    """
    rows = sides[0].observations
    columns = list(dict.fromkeys([*sides[0].columns, *sides[1].columns]))
    response = rows.quantities[rows.response]
    at_hand = rows_as_places(rows, columns)
    ranges = {name: widened(rows, name) for name in columns if np.ptp(rows.columns[name]) > 0}
    tried = places_around(rows, columns, effort.places, domain) if pool is None else within(pool, ranges)
    # of a long table, what some of its rows say if repeated they all say
    some = evenly(len(at_hand), ROWS, np.empty(0))
    found, old = gains(*sides, tried, response), gains(*sides, at_hand.some(some), response)
    if not len(found.places):
        return None
    best = found.best
    place = found.places.some(np.array([best]))
    needed = _rows(sides, elpd, place, response, clear, seed, effort)
    return NextMeasurement(
        formula=sides[0].label, null=sides[1].label, response=response,
        ranges=ranges,
        place={name: float(values[0]) for name, values in place.columns.items()},
        family=place.family[0], nearest=place.names[0] or nearest_row(place, at_hand), real=bool(place.names[0]),
        gain=float(found.gain[best]), error=float(found.error[best]), interval=found.interval(best),
        if_formula=float(found.first[best]), if_null=float(found.second[best]),
        repeated=float(old.gain.mean()) if len(old.places) else 0.0,
        apart=apart(sides, found, best), scatter=float(found.scatter[:, best].min()),
        without=float(found.none[:, best].max()),
        rows=needed.numbers, most=needed.tried[-1], simulations=needed.simulations, changed=needed.changed[-1],
        exact=needed.exact, in_the_way=in_the_way(sides[0], place),
        logarithm=LIKELIHOODS[sides[0].settings.likelihood].log_response, line=found.places.line,
        as_good=found.as_good(best), curve=_curve(found),
    )  # fmt: skip


def _rows(
    sides: tuple[Side, Side], elpd: tuple[Array, Array], place: Places, response: str, clear: Clear, seed: int,
    effort: Effort,
) -> MoreRows:  # fmt: skip
    if effort.exact and measured_as(response) != "class" and all(refitted(side, place) for side in sides):
        return exact_rows(sides, place, clear, effort.simulations, seed, TRIED_EXACT)
    return more_rows(sides, elpd, place, response, clear, effort.simulations, seed, TRIED)


def _curve(found: Gains) -> dict[str, list[float]]:
    line = found.places.line
    if not line or len(set(found.places.family)) > 1:
        return {}
    each = {"at": found.places.columns[line], "gain": found.gain, "if_formula": found.first, "if_null": found.second}
    return {name: [float(f"{value:.4g}") for value in values] for name, values in each.items()}


def as_record(found: NextMeasurement) -> dict[str, Any]:
    """Return plain values, for comparison.json."""
    return {name: getattr(found, name) for name in found.__dataclass_fields__}


def from_record(record: Mapping[str, Any]) -> NextMeasurement:
    """Return what a record holds."""
    made = NextMeasurement(**{name: record[name] for name in NextMeasurement.__dataclass_fields__})
    as_good = tuple((low, high) for low, high in made.as_good)
    ranges = {name: (float(low), float(high)) for name, (low, high) in record["ranges"].items()}
    return replace(made, ranges=ranges, interval=tuple(record["interval"]), rows=tuple(record["rows"]),
                   as_good=as_good)  # fmt: skip
