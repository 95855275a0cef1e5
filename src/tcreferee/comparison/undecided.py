"""Which measurement would tell each undecided formula of a comparison from the null that decides."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tcreferee.base.priors import Array
from tcreferee.base.provenance import seed_from_names
from tcreferee.comparison.declared import domain_of
from tcreferee.comparison.entry import Entry
from tcreferee.comparison.nulls import Generated, Maker
from tcreferee.comparison.questions import Answers, Predicts
from tcreferee.comparison.thresholds import SMALL_DIFFERENCE, factor
from tcreferee.data.observations import Observations
from tcreferee.formulas.loading import load_model
from tcreferee.formulas.model import TcModel
from tcreferee.inference.settings import InferSettings
from tcreferee.prediction.next_measurement import IN_A_RUN, Effort, NextMeasurement, as_record, next_measurement
from tcreferee.prediction.places import Places
from tcreferee.prediction.said import sentence
from tcreferee.prediction.sides import FILES, Side, fitted_side, generated_side


@dataclass(frozen=True)
class Undecided:
    """The undecided formulas of one comparison.

    Parameters
    ----------
    entries : sequence of Entry
        Ranked models.
    labels : mapping of entry name to label
    answers : mapping of entry name to Answers
        About the formulas.
    generated : mapping of name to Generated
        Curves without physics.
    models : mapping of entry name to path or TcModel
    folders : mapping of entry name to path
        With the posterior of each.
    observations : Observations
    effort : Effort
    """

    entries: Sequence[Entry]
    labels: Mapping[str, str]
    answers: Mapping[str, Answers]
    generated: Mapping[str, Generated]
    models: Mapping[str, Path | str | TcModel]
    folders: Mapping[str, Path | str]
    observations: Observations
    effort: Effort = IN_A_RUN
    _sides: dict[str, tuple[Side, Array] | None] = field(default_factory=dict)

    @property
    def names(self) -> list[str]:
        """The formulas that these rows judge and do not tell from the null that decides, if their draws are kept."""
        kept = {name for name, folder in self.folders.items() if (Path(folder) / "posterior.nc").is_file()}
        known = {e.name for e in self.entries} & {*self.models} & kept
        return [
            name for name, each in self.answers.items()
            if each.predicts == Predicts.LEVEL and each.declared.judged and each.null is not None and name in known
        ]  # fmt: skip

    def found(self, pool: Places | None = None, names: Sequence[str] = ()) -> Iterator[tuple[str, NextMeasurement]]:
        """Yield the next measurement of each undecided formula, or of some.

        ASSUME: where a formula is judged by the rows inside of its domain only, both are taken as fitted to all rows.
        """
        entries = {e.name: e for e in self.entries}
        for name in names or self.names:
            e, null = entries[name], self.answers[name].null
            sides = self._fitted(e), self._null(null.name, null.label, e) if null else None
            if sides[0] is None or sides[1] is None:
                continue
            (one, own), (other, its) = sides[0], sides[1]
            seed = seed_from_names(one.settings.seed, one.settings.comparison, name, "next")
            found = next_measurement((one, other), (own, its), tells_apart, seed, self.effort, domain_of(e), pool)
            if found is not None:
                yield name, found

    def columns(self, name: str) -> list[str]:
        """Return the inputs of an undecided formula and of the null that decides."""
        e, null = next(each for each in self.entries if each.name == name), self.answers[name].null
        other = None if null is None else self._null(null.name, null.label, e)
        return list(dict.fromkeys([*e.columns, *(other[0].columns if other else [])]))

    def record(self) -> dict[str, Any]:
        """Return the next measurement of each, with the sentence that says it, for comparison.json."""
        rows = self.observations
        return {
            name: as_record(each) | {"sentence": sentence(each, rows.quantities, rows.spoken)}
            for name, each in self.found()
        }

    def _fitted(self, e: Entry) -> tuple[Side, Array] | None:
        if e.name not in self._sides:
            given = self.models[e.name]
            model = given if isinstance(given, TcModel) else _loaded(given)
            posterior = Path(self.folders[e.name]) / "posterior.nc"
            side = fitted_side(
                e.name, self.labels[e.name], model, e.fit, posterior, self.observations, self.effort.draws
            )
            self._sides[e.name] = side, e.column("elpd_loo")
        return self._sides[e.name]

    def _null(self, name: str, label: str, own: Entry) -> tuple[Side, Array] | None:
        """Return the null that decides: one that the comparison ranks, or a generated one."""
        entries = {e.name: e for e in self.entries}
        if name in entries and name in self.models:
            return self._fitted(entries[name])
        if name not in self._sides:
            settings = InferSettings.of(own.fit["settings"])
            sort = next((each for each in FILES if name.startswith(f"generated_{each}")), "")
            made = self.generated.get(name)
            if made is None and sort:
                rest = name.removeprefix(f"generated_{sort}").removeprefix("_")
                made = Maker.of(self.observations, settings).made(sort, "null", (rest,) if rest else ())
            if made is None:
                return None
            seed = seed_from_names(settings.seed, settings.comparison, name, "posterior")
            side = generated_side(name, label, made.columns, settings, self.observations, self.effort.draws, seed)
            self._sides[name] = None if side is None else (side, made.elpd)
        return self._sides[name]


@cache
def _loaded(path: Path | str) -> TcModel:
    return load_model(path)


def tells_apart(d: Array) -> NDArray[np.bool_]:
    """Return which differences of scores (data sets, rows) are 4 nats or more, and beyond c(n) standard errors."""
    n, total = d.shape[1], np.abs(d.sum(axis=1))
    return np.asarray(total >= np.maximum(SMALL_DIFFERENCE, factor(n) * np.sqrt(n * d.var(axis=1, ddof=1))))
