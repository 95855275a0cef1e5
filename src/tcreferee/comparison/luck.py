"""How often a worthless formula predicts on the rows of a comparison.

Tc is permuted among the rows, so that no input carries information about it. Every formula of a source, and every null
over its inputs, is then fitted again. The share of permutations in which any of the formulas *predicts* is what luck
alone gives the source. The scores are exact, for many data sets at once (`tcreferee.simulation.scores`); nothing is
sampled. Nulls are computed only where a formula is ahead of the constant, which is rare. Audits are not run again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tcreferee.base.priors import Array
from tcreferee.comparison.thresholds import SMALL_DIFFERENCE, factor
from tcreferee.data.observations import Observations, some_rows
from tcreferee.formulas.loading import find_models, load_model
from tcreferee.formulas.model import ANY_INPUT, STANDARD_INPUT, TcModel
from tcreferee.inference.bind import make_trial
from tcreferee.inference.settings import InferSettings
from tcreferee.inference.some_rows import evenly
from tcreferee.simulation.scores import many, scores

EXCHANGES = 200
# ASSUME: what luck gives on so many rows, evenly spaced in the table, it gives on all of them: the factor c(n) that a
# lead has to clear hardly changes there, and 200 exchanges of thousands of rows take gigabytes
MOST_ROWS = 200
# the nulls over one input, and those without; of a comparison with families, the mean of each as well
NULLS, PLAIN, FAMILIES = ("linear", "logarithm", "two_levels"), "constant", "family_mean"


@dataclass(frozen=True)
class Candidate:
    """A formula of a source.

    Parameters
    ----------
    source : str
        Reference of its source.
    model : TcModel
    settings : InferSettings
    """

    source: str
    model: TcModel
    settings: InferSettings


@dataclass(frozen=True)
class Luck:
    """What luck gives to one source on the rows of one comparison.

    Parameters
    ----------
    hits : tuple of int
        Numbers, from 0, of the permutations of Tc in which one of its formulas predicts.
    exchanges : int
        Number of permutations. They are independent between comparisons. The exchanges of one number, taken from
        every comparison, make one draw of all trials of a source.
    tried, left_out : int
        Its formulas; those left out, which have no free parameter or no exact integral.
    rows : str
        Which rows were asked, in words; "" for all of them.
    """

    hits: tuple[int, ...]
    exchanges: int
    tried: int
    left_out: int
    rows: str = ""

    def beside(self, other: Luck | None) -> Luck:
        """Return the luck in two sets of trials together."""
        if other is None:
            return self
        hits = tuple(sorted({*self.hits, *other.hits}))
        rows = "; ".join(sorted({self.rows, other.rows} - {""}))
        return Luck(hits, self.exchanges, self.tried + other.tried, self.left_out + other.left_out, rows)


def luck(candidates: Iterable[Candidate], observations: Observations, seed: int) -> dict[str, Luck]:
    """Return for each source how often one of its formulas predicts after Tc is permuted among the rows.

    With more than `MOST_ROWS` rows, that many of them are used, and `Luck.rows` says so.

    Parameters
    ----------
    candidates : iterable of Candidate
    observations : Observations
    seed : int
    """
    rows = ""
    if observations.n > MOST_ROWS:
        family = np.unique(observations.family, return_inverse=True)[1].astype(np.float64)
        some = some_rows(observations, evenly(observations.n, MOST_ROWS, family))
        rows, observations = f"{some.n} of {observations.n} rows, evenly spaced in the table", some
    exchanged = np.random.default_rng(seed).permuted(np.tile(observations.y, (EXCHANGES, 1)), axis=1)
    tables = _Tables(observations, exchanged)
    found: dict[str, Luck] = {}
    for each in candidates:
        which = tables.predicts(each)
        hits, tried = (() if which is None else tuple(which.tolist())), int(which is not None)
        own = Luck(hits, EXCHANGES, tried, 1 - tried, rows)
        found[each.source] = own.beside(found.get(each.source))
    return found


class _Tables:
    """Exchanged data sets with the scores of nulls worked out so far."""

    def __init__(self, observations: Observations, exchanged: Array) -> None:
        self._observations, self._exchanged = observations, exchanged
        self._files = find_models()

    def _scored(self, model: TcModel, settings: InferSettings, which: NDArray[np.intp]) -> Array | None:
        """Return scores (data sets, rows) of some of the data sets; None without an exact integral over many."""
        trial = make_trial(model, self._observations, settings)
        return scores(trial, self._exchanged[which], rough=True).elpd if many(trial) else None

    def predicts(self, each: Candidate) -> NDArray[np.intp] | None:
        """Return the data sets in which a formula predicts; None where that cannot be told."""
        if not each.model.parameters or any(not isinstance(c, str) for c in each.settings.inputs.values()):
            return None
        left = np.arange(len(self._exchanged))
        own = self._scored(each.model, each.settings, left)
        if own is None:
            return None
        for name, inputs in self._nulls(each.settings):
            null = self._scored(load_model(self._files[name]), replace(each.settings, inputs=inputs), left)
            if null is not None:
                ahead = _ahead(own - null)
                left, own = left[ahead], own[ahead]
            if not len(left):
                break
        return left

    def _nulls(self, settings: InferSettings) -> Sequence[tuple[str, Mapping[str, str]]]:
        """Name the nulls over the inputs of a formula, with their inputs; the constant first, which most fall to."""
        found: list[tuple[str, Mapping[str, str]]] = [(PLAIN, {})]
        if any(self._observations.family):
            found.append((FAMILIES, {}))
        for column in sorted({str(column) for column in settings.inputs.values()}):
            values = self._observations.columns[column]
            if np.ptp(values) > 0:
                found += [(name, inputs) for name in NULLS if (inputs := self._bound(name, column, values))]
        return found

    def _bound(self, name: str, column: str, values: Array) -> dict[str, str]:
        if name == "logarithm" and not (values > 0).all():
            return {}
        word = next(w for w in load_model(self._files[name]).inputs if w in (ANY_INPUT, STANDARD_INPUT))
        return {word: column}


def _ahead(d: Array) -> NDArray[np.bool_]:
    """Return which differences (data sets, rows) are 4 nats or more, beyond c(n) standard errors."""
    n, total = d.shape[1], d.sum(axis=1)
    least = np.maximum(SMALL_DIFFERENCE, factor(n) * np.sqrt(n * d.var(axis=1, ddof=1)))
    return np.asarray(total >= least)
