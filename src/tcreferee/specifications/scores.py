"""Leave-one-out scores of formulas and nulls under many specifications, none of them twice."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from tcreferee.base.priors import Array
from tcreferee.comparison.nulls import Maker
from tcreferee.data.observations import Observations
from tcreferee.inference import oracle
from tcreferee.inference.bind import make_trial
from tcreferee.inference.curve_scores import of_formula
from tcreferee.inference.curves import rows_of
from tcreferee.inference.few_draws import FewDraws, few_draws
from tcreferee.inference.quick import integrated
from tcreferee.inference.refused import RefusedError
from tcreferee.inference.settings import InferSettings
from tcreferee.inference.several_curves import scores_of
from tcreferee.inference.trial import Trial
from tcreferee.simulation.scores import many, scores
from tcreferee.specifications.subject import Formula

# multiples of an estimated scatter from which the search for a mode starts
SCATTERS = np.geomspace(0.25, 16.0, 7)
# the generated curve that is the same as a null which a comparison names
SAME = {
    "constant": "constant",
    "linear": "line",
    "logarithm": "logarithm",
    "two_levels": "steps",
    "family_mean": "families",
}
# rows above which the quadrature of a linear formula is no longer the fastest
FEW_ROWS, MOST_LEVELS = 60, 2
# ASSUME: a step so far (nats) behind the best null with normal scatter is not the best null with Student-t scatter
HEAVY, STEPS, NEAR = "student_t", "steps", 4.0
Null = tuple[str, tuple[str, ...]]
_LOG = logging.getLogger(__name__)


def score(trial: Trial, settings: InferSettings, theta: Array, sigma: float) -> FewDraws:
    """Score a formula row by row: by an exact integral where it is a matter of milliseconds, else by few draws.

    Parameters
    ----------
    trial : Trial
    settings : InferSettings
        For its seed.
    theta : (parameters,) array
        Estimates under the declared specification.
    sigma : float
        The scatter there.
    """
    if trial.integers:
        try:
            return FewDraws(integrated(trial, settings, _LOG).exact.elpd_loo, 0.0)
        except RefusedError:
            return FewDraws(np.full(len(trial.y), -np.inf), np.inf)
    if many(trial):
        return FewDraws(scores(trial, trial.y[np.newaxis]).elpd[0], 0.0)
    if oracle.covers(trial) and not trial.nonlinear and len(trial.y) <= FEW_ROWS:
        return FewDraws(oracle.quadrature(trial).elpd_loo, 0.0)
    curve = None if oracle.covers(trial) else of_formula(trial)
    if curve is not None and curve.vectors.shape[-1] <= MOST_LEVELS:
        return FewDraws(scores_of([curve], rows_of(trial))[0].elpd, 0.0)
    return few_draws(trial, _starts(trial, theta, sigma))


def _starts(trial: Trial, theta: Array, sigma: float) -> Array:
    """Return coordinates (starts, d) at the estimates, with several scatters."""
    scatters = SCATTERS * (sigma if np.isfinite(sigma) and sigma > 0 else 0.1 * trial.scales.sigma_K)
    if trial.density.log_response:
        scatters = SCATTERS * 0.1
    none = np.full((1, trial.dimension), np.nan)
    theta = np.append(theta, np.zeros(len(trial.populations)))
    if len(theta) != len(trial.model.parameters) or not np.isfinite(theta).all():
        return none
    with np.errstate(all="ignore"):
        try:
            first = trial.coordinates(trial.bounds.inside(theta), 1.0)
        except np.linalg.LinAlgError:
            return none
    if not trial.density.scatter:
        return first[np.newaxis]
    starts = np.repeat(first[np.newaxis], len(scatters), axis=0)
    starts[:, -1] = np.log(scatters)
    return starts


@dataclass
class Nulls:
    """The nulls of a comparison, scored once for each rows, likelihood and prior.

    Parameters
    ----------
    named : sequence of Formula
        Nulls that the comparison names: they count for every formula.
    """

    named: Sequence[Formula] = ()
    _makers: dict[object, Maker] = field(default_factory=dict)
    _known: dict[tuple[object, Null], tuple[str, FewDraws]] = field(default_factory=dict)

    def beside(
        self, observations: Observations, settings: InferSettings, columns: Sequence[str]
    ) -> dict[Null, tuple[str, FewDraws]]:
        """Return label and scores of the nulls that count for a formula.

        Parameters
        ----------
        observations, settings
            Of the specification.
        columns : sequence of str
            That the formula uses.
        """
        about = (
            observations.point_id, observations.response, settings.likelihood, settings.sigma, settings.effect_K,
            settings.sigma_scale_K, float(observations.columns[settings.sigma].sum()) if settings.sigma else 0.0,
        )  # fmt: skip
        maker = self._makers.get(about)
        if maker is None:
            maker = self._makers[about] = Maker.of(observations, settings)
        varied = [name for name in sorted({*columns}) if np.ptp(maker.column(name)) > 0]
        wanted: list[Null] = [(sort, names) for sort, _, names in maker.simple(varied)]
        formulas = dict[Null, Formula]()
        for each in self.named:
            null = (SAME.get(each.model.name, ""), () if each.model.constant else tuple(each.columns))
            if not null[0]:
                formulas["", (each.name,)] = each
            elif null not in wanted and (null[0] != "families" or maker.rows.gaussian):
                wanted.append(null)
        if settings.likelihood == HEAVY:
            wanted = self._near(wanted, observations, settings, columns)
        missing = [null for null in wanted if (about, null) not in self._known]
        if missing:
            found = scores_of([maker.curve(*null) for null in missing], maker.rows)
            for null, its in zip(missing, found, strict=True):
                self._known[about, null] = maker.label(*null), FewDraws(its.elpd, 0.0)
        for null, formula in formulas.items():
            if (about, null) not in self._known:
                own = replace(settings, inputs=formula.settings.inputs, input_sigma={})
                trial = make_trial(formula.model, observations, own)
                self._known[about, null] = formula.label, score(trial, own, formula.theta, formula.sigma)
        return {null: self._known[about, null] for null in (*wanted, *formulas)}

    def _near(
        self, wanted: list[Null], observations: Observations, settings: InferSettings, columns: Sequence[str]
    ) -> list[Null]:
        """Leave out steps that are far behind with normal scatter: with heavy tails they take longest of all."""
        if not any(null[0] == STEPS for null in wanted):
            return wanted
        normal = self.beside(observations, replace(settings, likelihood="normal"), columns)
        total = {null: float(each.elpd.sum()) for null, (_, each) in normal.items()}
        best = max(total.values())
        return [null for null in wanted if null[0] != STEPS or total.get(null, best) > best - NEAR]
