"""The input of every audit (`Case`) and its answer (`Row`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from tcreferee.base.priors import Array
from tcreferee.base.provenance import seed_from_names
from tcreferee.base.quantities import QUANTITIES, display_unit
from tcreferee.data.observations import Observations, some_rows
from tcreferee.formulas.model import TcModel
from tcreferee.inference.some_rows import evenly, on_rows
from tcreferee.inference.trial import Trial

if TYPE_CHECKING:
    from tcreferee.simulation.recovery import RecoveryRow

FIRES, QUIET, OPEN, NOT_APPLICABLE = "fires", "quiet", "open", "not-applicable"
# ASSUME: what so many rows say of a formula's behaviour in simulated data sets, all rows would say more clearly
MOST_ROWS = 200
VERDICTS = (FIRES, QUIET, OPEN, NOT_APPLICABLE)
COLUMNS = ("audit", "model", "statistic", "value", "lower", "upper", "p_value", "verdict", "note", "column")
RECOVERY_COLUMNS = ("truth", "criterion", "chosen", "fraction", "replicates", "failed", "note")


@dataclass(frozen=True)
class Row:
    """One row of audits.csv.

    Parameters
    ----------
    audit : str
        Name of the audit: the stem of its file.
    model : str
        Entry of the comparison; "" where the finding is about the comparison as a whole.
    statistic : str
        What `value` is, with its unit.
    verdict : str
        Word of `VERDICTS`: a problem was found, was looked for and not found, the rows cannot tell, does not apply.
    note : str
        One plain sentence.
    value, lower, upper, p_value : float, optional
        None where there is no such number.
    column : str
        The column the finding is about, for every formula that uses it; "" where it is about the formula.
    tests : bool
        Whether `p_value` is the chance that a true formula looks as bad: such rows share the level of the audits.
    most : float
        Above this p-value a test cannot fire, and below it the p-value of a true formula is evenly spread or larger.
    """

    audit: str
    model: str
    statistic: str
    verdict: str
    note: str
    value: float | None = None
    lower: float | None = None
    upper: float | None = None
    p_value: float | None = None
    column: str = ""
    tests: bool = False
    most: float = 1.0


@dataclass(frozen=True)
class Settings:
    """Sizes and levels of the audits.

    Parameters
    ----------
    seed : int
    level : float
        Chance that any of the tests objects to a true formula, all tests of this formula together.
    permutations : int
        Of a permutation test that cannot go through all of them.
    replicates : int
        Data sets simulated from each model and refitted by all.
    scored : int
        How many of them are scored exactly too; also the sizes of what is simulated for calibration, times four.
    """

    seed: int
    level: float = 0.05
    permutations: int = 10000
    replicates: int = 200
    scored: int = 25


@dataclass(frozen=True)
class Tried:
    """One model of the comparison with what is known of it.

    Parameters
    ----------
    name, label : str
    model : TcModel
        As its file declares it.
    trial : Trial
        Bound to the rows, with its priors.
    columns : mapping of str to str or sequence of str
        The model's input -> column of the rows; several columns are a latent choice.
    fit : mapping
        What `fit.json` holds.
    score : mapping
        Its row of `comparison.csv`, cells as text.
    elpd : (rows,) array
        Exact leave-one-out log densities; NaN where there is none.
    theta : (draws, parameters) array
        Posterior draws of the physical parameters of `trial.model`; empty for a refused model.
    sigma : (draws,) array
    """

    name: str
    label: str
    model: TcModel
    trial: Trial
    columns: Mapping[str, str | Sequence[str]]
    fit: Mapping[str, Any]
    score: Mapping[str, str]
    elpd: Array
    theta: Array
    sigma: Array

    @property
    def null(self) -> bool:
        """Whether it is a model without physics."""
        return not self.model.credited

    @property
    def ranked(self) -> bool:
        """Whether it has a place in the table."""
        return bool(self.score["rank"])


@dataclass(frozen=True)
class Case:
    """One comparison before the auditors.

    Parameters
    ----------
    comparison : str
    observations : Observations
    tried : mapping of str to Tried
        All models, in the order of the configuration.
    record : mapping
        What `comparison.json` holds.
    settings : Settings
    predictions : mapping of str to mapping
        Records of the predictions that ask this comparison's models, by name, each with the rows of its table under
        "rows", cells as text.
    related : mapping of str to mapping
        Fit records of comparisons that measure the same input otherwise: comparison -> model -> fit.json.
    related_rows : mapping of str to Observations
        The rows of those comparisons.
    """

    comparison: str
    observations: Observations
    tried: Mapping[str, Tried]
    record: Mapping[str, Any]
    settings: Settings
    predictions: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    related: Mapping[str, Mapping[str, Mapping[str, Any]]] = field(default_factory=dict)
    related_rows: Mapping[str, Observations] = field(default_factory=dict)

    @property
    def measured(self) -> str:
        """What the formulas predict, as sentences call it: Tc, or the column of another response."""
        response = self.observations.response
        return "Tc" if self.observations.quantities[response] == "tc_K" else response

    @property
    def unit(self) -> str:
        """Unit of the response, as physicists write it."""
        return display_unit(QUANTITIES[self.observations.quantities[self.observations.response]].unit)

    @cached_property
    def fewer(self) -> Case:
        """The case on at most `MOST_ROWS` of its rows, for audits that simulate data sets or exchange rows.

        Fits and leave-one-out densities stay those of all rows.
        """
        rows = max((len(t.trial.y) for t in self.tried.values()), default=0)
        if rows <= MOST_ROWS:
            return self
        family: Array = np.empty(0)
        if any(self.observations.family):
            family = np.unique(self.observations.family, return_inverse=True)[1].astype(np.float64)
        kept = evenly(rows, MOST_ROWS, family)
        tried = {name: replace(t, trial=on_rows(t.trial, kept)) for name, t in self.tried.items()}
        return replace(self, observations=some_rows(self.observations, kept), tried=tried)

    @cached_property
    def recovery(self) -> list[RecoveryRow]:
        """Which model each criterion picks in data sets simulated from each model, on the rows of `fewer`."""
        if self.fewer is not self:
            return self.fewer.recovery
        from tcreferee.simulation.recovery import recovery

        sizes, told = (self.settings.replicates, self.settings.scored), [t.name for t in self.told]
        return recovery(self._trials, self._draws, sizes[0], lambda truth: self.seed("recovery", truth), sizes[1], told)

    @property
    def told(self) -> list[Tried]:
        """The models of which the audit `recovery` tells: all theories, and the best model without physics."""
        nulls = [t for t in self.tried.values() if t.null and t.ranked]
        theories = [t for t in self.tried.values() if not t.null]
        return [*theories, *([min(nulls, key=lambda t: int(t.score["rank"]))] if nulls else [])]

    @cached_property
    def rows_needed(self) -> dict[str, int | None]:
        """How many rows like these would let AICc prefer each theory to all null models; see `simulation.recovery`."""
        from tcreferee.simulation.recovery import rows_needed

        ranked = [t for t in self.tried.values() if t.ranked]
        truths, nulls = ([t.name for t in ranked if t.null is null] for null in (False, True))
        half = self.settings.replicates // 2
        return rows_needed(
            self._trials, self._draws, truths, nulls, half, lambda truth: self.seed("rows_needed", truth)
        )

    @property
    def _trials(self) -> dict[str, Trial]:
        return {name: t.trial for name, t in self.tried.items() if t.ranked}

    @property
    def _draws(self) -> dict[str, tuple[Array, Array]]:
        return {name: (t.theta, t.sigma) for name, t in self.tried.items() if t.ranked}

    def seed(self, *names: str) -> int:
        """Return the seed of one step, from names alone."""
        return seed_from_names(self.settings.seed, self.comparison, *names)
