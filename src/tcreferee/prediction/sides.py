"""One side of an undecided question: a formula, or a null, with posterior draws, asked at any place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from tcreferee.base.priors import Array
from tcreferee.data.observations import Observations
from tcreferee.formulas.loading import find_models, load_model
from tcreferee.formulas.model import STANDARD_INPUT, TcModel
from tcreferee.inference.bind import make_trial
from tcreferee.inference.curves import rows_of
from tcreferee.inference.drawn import of_draws, stored
from tcreferee.inference.likelihoods import LIKELIHOODS
from tcreferee.inference.predictive import Predictive
from tcreferee.inference.scatter import sd_at
from tcreferee.inference.settings import InferSettings, flat
from tcreferee.inference.trial import Trial
from tcreferee.prediction.places import Places
from tcreferee.prediction.posterior import draws_of

# sorts of generated nulls -> the model file that is the same curve
FILES = {"constant": "constant", "families": "family_mean", "line": "linear", "logarithm": "logarithm",
         "steps": "two_levels"}  # fmt: skip


@dataclass(frozen=True)
class Side:
    """A formula or a null with its posterior.

    Parameters
    ----------
    name, label : str
    model, declared : TcModel
        What predicts the response, and as its file declares it: of a curve of ln y, the first is the exponential.
    trial : Trial
        Bound to the rows at hand.
    settings : InferSettings
    bound : mapping
        Families, choices, quantities and standards, as `fit.json` has them.
    theta, sigma : (draws, parameters) and (draws,) array
        Posterior draws, thinned; of the parameters of `trial.model`, in their order.
    observations : Observations
        The rows at hand.
    logarithm : bool
        Whether `trial` is that of a curve of ln y.
    """

    name: str
    label: str
    model: TcModel
    declared: TcModel
    trial: Trial
    settings: InferSettings
    bound: Mapping[str, Any]
    theta: Array
    sigma: Array
    observations: Observations
    logarithm: bool = False

    @property
    def columns(self) -> list[str]:
        """Columns of the rows that it uses."""
        return list(dict.fromkeys(flat(self.settings.inputs.values())))

    def at(self, places: Places) -> Predictive:
        """Return what it predicts at some places, of (draws, places).

        ASSUME: a further row is measured as well as the median of those at hand: their declared errors of the response
        and, to first order, of the inputs are added to the free scatter.
        """
        columns = {name: places.columns[name] for name in self.columns}
        columns = columns or {"": np.zeros(len(places))}
        with np.errstate(all="ignore"):
            draws = self.own(self.theta), self.sigma
            found = of_draws(self.settings, self.bound, self.model, draws, columns, places.family)
            known = self.known_variance(places)
        return replace(found, sd=np.sqrt(found.sd**2 + known)) if known.any() else found

    def own_trial(self, trial: Trial) -> Trial:
        """Return a trial as it is fitted: of a curve of ln y, that of the logarithm."""
        return _of_logarithm(trial) if self.logarithm else trial

    def own(self, theta: Array) -> Array:
        """Return the parameters that a further row feels: not the errors and populations of the rows at hand."""
        return theta[..., : theta.shape[-1] - len(self.trial.nuisances) - len(self.trial.populations)]

    def old(self) -> Predictive:
        """Return what it predicts for the rows at hand, each with its own errors; of ln y if `logarithm`."""
        trial = self.trial
        return Predictive(
            trial.model, trial.inputs, self.theta, sd_at(trial, self.theta, self.sigma), trial.likelihood,
            len(trial.y), trial.choices, 0, trial.limit, trial.sides,
        )  # fmt: skip

    def known_variance(self, places: Places) -> Array:
        """Return the variance (places,) that declared errors make at some places; 0 where none is used."""
        density, rows = LIKELIHOODS[self.settings.likelihood], self.observations
        total = np.zeros(len(places))
        if not density.known or len(self.bound["choices"]) > 1:
            return total
        if self.settings.sigma:
            total += float(np.nanmedian(rows.columns[self.settings.sigma])) ** 2
        if density.inputs_known:
            for column in self.settings.input_sigma:
                total += self.moved(places, column) ** 2
        return np.nan_to_num(total)

    def moved(self, places: Places, column: str) -> Array:
        """Return by how much the declared error of an input moves the prediction (places,), at the mean parameters."""
        if column not in self.columns or column not in self.settings.input_sigma:
            return np.zeros(len(places))
        rows = self.observations
        relative = np.nanmedian(rows.columns[self.settings.input_sigma[column]] / np.abs(rows.columns[column]))
        middle = (self.own(self.theta.mean(axis=0, keepdims=True)), self.sigma[:1])
        found = []
        for factor in (1.0, 1.0 + float(relative)):
            columns = {name: places.columns[name] * (factor if name == column else 1.0) for name in self.columns}
            found.append(of_draws(self.settings, self.bound, self.model, middle, columns, places.family).mean[0])
        return np.asarray(np.abs(found[1] - found[0]))


def fitted_side(
    name: str, label: str, model: TcModel, fit: Mapping[str, Any], posterior: Path, observations: Observations,
    draws: int,
) -> Side:  # fmt: skip
    """Return the side of a model that the comparison has sampled."""
    settings = InferSettings.of(fit["settings"])
    trial = make_trial(model, observations, settings)
    names = [p.name for p in trial.model.parameters]
    theta, sigma = stored(posterior, names, settings.likelihood)
    some = slice(None, None, max(len(sigma) // draws, 1))
    return Side(name, label, model, model, trial, settings, fit["bound"], theta[some], sigma[some], observations)


def generated_side(
    name: str, label: str, columns: tuple[str, ...], settings: InferSettings, observations: Observations, draws: int,
    seed: int,
) -> Side | None:  # fmt: skip
    """Return the side of a generated null, see `tcreferee.comparison.nulls`; None where it has no posterior draws."""
    sort = next((each for each in FILES if name.startswith(f"generated_{each}")), "")
    if not sort:
        return None
    model = load_model(find_models()[FILES[sort]])
    inputs: dict[str, str | Sequence[str]] = {word: columns[0] for word in model.inputs}  # noqa: C420
    settings = replace(settings, entry=name, inputs=inputs)
    return exact_side(name, label, model, settings, observations, draws, seed)


def exact_side(
    name: str, label: str, model: TcModel, settings: InferSettings, observations: Observations, draws: int, seed: int
) -> Side | None:
    """Return the side of a model that is not sampled; None where it has no posterior draws.

    Where the logarithm of the response scatters, it is a curve of that logarithm, as `tcreferee.inference.curves` has.
    """
    trial, logarithm = make_trial(model, observations, settings), LIKELIHOODS[settings.likelihood].log_response
    own = _of_logarithm(trial) if logarithm else trial
    drawn = draws_of(own, draws, np.random.default_rng(seed))
    if drawn is None:
        return None
    bound = _bound(model, tuple(flat(settings.inputs.values())), observations)
    shown = _exponential(model) if logarithm else model
    return Side(name, label, shown, model, own, settings, bound, *drawn, observations, logarithm)


def _bound(model: TcModel, columns: tuple[str, ...], observations: Observations) -> dict[str, Any]:
    """Return what `fit.json` would hold of a null that is not sampled."""
    families = list(dict.fromkeys(observations.family)) if any(p.families for p in model.parameters) else []
    standards = {}
    if STANDARD_INPUT in model.inputs:
        values = observations.columns[columns[0]]
        standards[STANDARD_INPUT] = (float(values.mean()), float(values.std(ddof=1)) or 1.0)
    quantities = {name: observations.quantities[name] for name in columns}
    return {"families": families, "choices": [], "quantities": quantities, "standards": standards}


def _of_logarithm(trial: Trial) -> Trial:
    """Return the trial of a curve of ln y, with the prior that `tcreferee.inference.curves` gives such a curve."""
    rows = rows_of(trial)
    scales = replace(trial.scales, centre_K=rows.centre, effect_K=rows.tau)
    return replace(trial, y=rows.y, scales=scales, likelihood="normal")


def _exponential(model: TcModel) -> TcModel:
    def predict(inputs: Mapping[str, Array], parameters: Mapping[str, Array]) -> Array:
        return np.asarray(np.exp(model.predict(inputs, parameters)))

    return replace(model, predict=predict)
