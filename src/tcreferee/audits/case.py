"""The input of every audit (`Case`) and its answer (`Row`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from tcreferee.base.priors import Array
from tcreferee.base.provenance import seed_from_names
from tcreferee.base.quantities import display_unit
from tcreferee.data.observations import Observations, some_rows
from tcreferee.formulas.model import TcModel
from tcreferee.inference.some_rows import evenly, on_rows
from tcreferee.inference.trial import Trial

if TYPE_CHECKING:
    from tcreferee.simulation.recovery import RecoveryRow

FIRES, QUIET, OPEN, NOT_APPLICABLE = "fires", "quiet", "open", "not-applicable"
# ASSUME: a formula behaves in data sets simulated for this many rows as it does for all rows, only less clearly
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
        Name of the model in the comparison; "" if the finding is about the whole comparison.
    statistic : str
        What `value` measures, with its unit.
    verdict : str
        One of `VERDICTS`: problem found; not found; the rows cannot tell; the question does not apply.
    note : str
        One sentence for the reader.
    value, lower, upper, p_value : float, optional
        None if there is no such number.
    column : str
        Column that the finding is about; it then concerns every formula that uses the column. "" if the finding is
        about the formula.
    tests : bool
        True if `p_value` is the probability that a true formula looks as bad. Such rows share the level of the audits.
    most : float
        The test cannot fire if its p-value is above this. Below it, the p-value of a true formula is uniform or larger.
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
        Probability that at least one of all tests of a true formula fires.
    permutations : int
        Number of random permutations, if there are too many to try all.
    replicates : int
        Number of data sets that are simulated from each model and refitted by all models.
    scored : int
        How many of them are also scored by exact leave-one-out. Calibration simulates four times as many data sets.
    """

    seed: int
    level: float = 0.05
    permutations: int = 10000
    replicates: int = 200
    scored: int = 25


@dataclass(frozen=True)
class Tried:
    """One model of the comparison, with its fit, its score and its posterior draws.

    Parameters
    ----------
    name, label : str
    model : TcModel
        The model as its file declares it.
    trial : Trial
        The model bound to the rows, with its priors.
    columns : mapping of str to str or sequence of str
        Column of the rows for each input of the model; several columns if each row chooses one of them.
    fit : mapping
        Content of `fit.json`.
    score : mapping
        Row of the model in `comparison.csv`, cells as text.
    elpd : (rows,) array
        Exact leave-one-out log densities; NaN if there is none.
    theta : (draws, parameters) array
        Posterior draws of the parameters of `trial.model`, in physical units; empty if the model was refused.
    sigma : (draws,) array
        Posterior draws of the scatter.
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
        """True for a null model: a model without physics."""
        return not self.model.credited

    @property
    def ranked(self) -> bool:
        """True if the comparison table ranks the model."""
        return bool(self.score["rank"])


@dataclass(frozen=True)
class Case:
    """One comparison, as the audits see it.

    Parameters
    ----------
    comparison : str
    observations : Observations
    tried : mapping of str to Tried
        All models, in the order of the configuration.
    record : mapping
        Content of `comparison.json`.
    settings : Settings
    predictions : mapping of str to mapping
        Records of the predictions made by models of this comparison, by name. "rows" of a record holds the rows of its
        table, cells as text.
    related : mapping of str to mapping
        Content of `fit.json` by comparison and model, for comparisons that take the same input from another source.
    related_rows : mapping of str to Observations
        The rows of those comparisons.
    report_sd_K : (float, float, float), optional
        Quartiles over compounds of the scatter of repeated reports of one stated composition, K.
    """

    comparison: str
    observations: Observations
    tried: Mapping[str, Tried]
    record: Mapping[str, Any]
    settings: Settings
    predictions: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    related: Mapping[str, Mapping[str, Mapping[str, Any]]] = field(default_factory=dict)
    related_rows: Mapping[str, Observations] = field(default_factory=dict)
    report_sd_K: tuple[float, float, float] | None = None

    @property
    def measured(self) -> str:
        """Name of the response in sentences: Tc, or the column of another response."""
        response = self.observations.response
        return "Tc" if self.observations.quantities[response] == "tc_K" else response

    @property
    def unit(self) -> str:
        """Unit of the response, as physicists write it."""
        return display_unit(self.observations.quantity(self.observations.response).unit)

    @cached_property
    def fewer(self) -> Case:
        """The same case on at most `MOST_ROWS` of its rows, for audits that simulate data sets or permute rows.

        Fits and leave-one-out densities are still those of all rows.
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
        """How often each criterion picks each model, in data sets simulated from each model on the rows of `fewer`."""
        if self.fewer is not self:
            return self.fewer.recovery
        from tcreferee.simulation.recovery import recovery

        sizes, told = (self.settings.replicates, self.settings.scored), [t.name for t in self.told]
        return recovery(self._trials, self._draws, sizes[0], lambda truth: self.seed("recovery", truth), sizes[1], told)

    @property
    def told(self) -> list[Tried]:
        """The models on which the audit `recovery` reports: all theories, and the best null model."""
        nulls = [t for t in self.tried.values() if t.null and t.ranked]
        theories = [t for t in self.tried.values() if not t.null]
        return [*theories, *([min(nulls, key=lambda t: int(t.score["rank"]))] if nulls else [])]

    @cached_property
    def rows_needed(self) -> dict[str, int | None]:
        """How many such rows AICc needs to prefer each theory to all null models; see `simulation.recovery`."""
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
        """Return the random seed of one step, computed from names alone."""
        return seed_from_names(self.settings.seed, self.comparison, *names)
