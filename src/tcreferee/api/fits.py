"""One model, or several, on one table: the maximum of the likelihood with exact leave-one-out, without sampling."""

from __future__ import annotations

import logging
import math
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Unpack

import numpy as np

from tcreferee.api.datasets import Dataset
from tcreferee.api.models import load_model
from tcreferee.api.records import Fitted
from tcreferee.api.trials import Asked, ModelLike, Prepared, know, prepare
from tcreferee.base.errors import Problem, RefereeError
from tcreferee.base.progress import step, told
from tcreferee.comparison.criteria import aicc
from tcreferee.comparison.difference import Difference, difference_of
from tcreferee.comparison.errors_used import CURVES, Said, declared_errors, states_errors_of_inputs
from tcreferee.comparison.judge import judge_scored
from tcreferee.comparison.lead import Scored
from tcreferee.comparison.nulls import SORTS
from tcreferee.comparison.same import same_curves
from tcreferee.comparison.sentence import sentence
from tcreferee.comparison.verdict import cautions, caveats
from tcreferee.formulas.typed import is_formula
from tcreferee.inference.diagnostics import GateCheck, exact_checks
from tcreferee.inference.fit import Fit
from tcreferee.inference.infer import PRIOR_DRAWS
from tcreferee.inference.quick import integrated
from tcreferee.inference.record import goodness
from tcreferee.inference.refused import RefusedError
from tcreferee.inference.settings import InferSettings, flat
from tcreferee.inference.trial import Trial
from tcreferee.text.html import plain_text

Table = Dataset | str | Path | Mapping[str, Any]
_LOG = logging.getLogger(__name__)
CONSTANT = "constant"


@told("fitting")
def fit(model: ModelLike, dataset: Table, **asked: Unpack[Asked]) -> Fitted:
    """Fit one model to one table.

    Parameters
    ----------
    model : str, path or TcModel
    dataset : Dataset, str, path or mapping of columns
    **asked
        See `Asked`.

    Returns
    -------
    Fitted

    Raises
    ------
    RefereeError
        The model cannot be applied to the table, or the rows cannot determine its parameters. The message says why.

    Examples
    --------
    >>> round(fit("screening", "ybco_jorgensen1990").rmse, 1)
    5.7
    """
    with tempfile.TemporaryDirectory() as folder:
        prepared = prepare(with_constant(model, dataset), dataset, asked, Path(folder))
    return _fitted(prepared, next(iter(prepared.models)))


@told("fitting")
def beside(models: Sequence[ModelLike], dataset: Table, **asked: Unpack[Asked]) -> tuple[list[Fitted], str]:
    """Fit several models to the same rows, without sampling.

    Returns
    -------
    list of Fitted
        Best first by exact leave-one-out, unranked ones last; a model that cannot be fitted is left out.
    str
        What the rows can support: the verdict and the cautions of the comparison table.

    Raises
    ------
    RefereeError
        As for `fit`; or none of the models can be fitted.
    """
    with tempfile.TemporaryDirectory() as folder:
        prepared = prepare(models, dataset, asked, Path(folder))
    found, refused = list[Fitted](), list[Problem]()
    for i, name in enumerate(prepared.models, start=1):
        step(name, i, len(prepared.models))
        try:
            found.append(_fitted(prepared, name))
        except RefereeError as error:
            refused += error.problems
    if not found:
        raise RefereeError("no model can be fitted", refused)
    step("comparing the fits")
    found.sort(key=lambda each: (not each.ranked, -float(each.elpd_loo.sum())))
    further = [prepared.doubtful] if prepared.doubtful else []
    return found, plain_text(" ".join([_said(found, prepared), *further, *(f"{problem}." for problem in refused)]))


def with_constant(model: ModelLike, dataset: Table) -> list[ModelLike]:
    """Return the model and the constant: a comparison needs at least two models, and the constant needs no column."""
    know(dataset)
    loaded = model if is_formula(model) else load_model(model)
    return [loaded, CONSTANT]


def _fitted(prepared: Prepared, name: str) -> Fitted:
    model, settings, rows = prepared.models[name], prepared.settings(name), prepared.observations
    trial = prepared.trial(name)
    try:
        quick = integrated(trial, settings, _LOG)
    except RefusedError as refused:
        raise refusal(name, refused) from None
    trial, found, exact = quick.trial, quick.fit, quick.exact
    own = {trial.model.parameters[j].name: j for j in trial.own}
    checks = tuple(exact_checks(found, exact))
    size = goodness(trial, found)
    return Fitted(
        model=model,
        n=rows.n,
        estimates={name: float(found.theta[j]) for name, j in own.items()},
        standard_errors={name: float(found.standard_errors[j]) for name, j in own.items()},
        intervals=found.intervals,
        sigma=found.sigma,
        rmse=size["rmse_K"],
        r2=size["r2"],
        log_likelihood=found.log_likelihood,
        counted=trial.counted,
        aicc=aicc(found.log_likelihood, trial.counted, rows.n),
        elpd_loo=exact.elpd_loo,
        ln_evidence=exact.ln_evidence,
        label=rows.label,
        report=found.report,
        notes=found.notes,
        converged=all(check.passed for check in checks),
        checks=checks,
        error_elpd=exact.error_elpd,
        error_ln_evidence=exact.error_ln_evidence,
        khat=exact.khat,
        starts=found.starts,
        starts_agreeing=found.starts_agreeing,
        caveats=(
            *_errors(prepared, [name], settings).unused,
            *_caveats(trial, found, checks, settings),
            *([prepared.doubtful] if prepared.doubtful else []),
        ),
        errors=_errors(prepared, [name], settings).used,
    )


def _errors(prepared: Prepared, names: Iterable[str], settings: InferSettings) -> Said:
    """Return what is said of the errors that the table declares for the columns of some models."""
    columns = [column for name in names for column in flat(prepared.settings(name).inputs.values())]
    return declared_errors(prepared.observations, columns, asdict(settings))


def _caveats(trial: Trial, found: Fit, checks: Sequence[GateCheck], settings: InferSettings) -> list[str]:
    """Return the caveats of the comparison table, except those about PSIS and WAIC, which are not computed here."""
    converged = all(check.passed for check in checks)
    fit = {
        "n": len(trial.y), "p": trial.counted, "lnL_max": found.log_likelihood, "notes": found.notes,
        "hierarchical": trial.effects.pooled is not None,
    }  # fmt: skip
    if not np.isfinite(found.log_likelihood):
        fit["lnL_max"] = None
    prior = trial.draw_prior(PRIOR_DRAWS, np.random.default_rng(settings.seed_of("prior")))
    negative = float(np.mean(trial.mean(prior) < 0)) if trial.density.scatter and not trial.flat else None
    known = {"converged": converged, "checks": [asdict(check) for check in checks], "khat_threshold": np.inf}
    nothing = np.zeros(len(trial.y))
    return caveats(fit, known | {"prior_predictive_negative": negative}, nothing, nothing, converged)


def refusal(name: str, refused: RefusedError) -> RefereeError:
    """Return the error of a model that no honest fit can be made of."""
    return RefereeError(f"model '{name}' is not fitted", [Problem(name, str(refused))])


def differences(found: Sequence[Fitted]) -> list[Difference]:
    """Return the difference of each fit from the first, which is the best."""
    best = found[0]
    return [
        difference_of(each.elpd_loo, best.elpd_loo, each.label, math.hypot(each.error_elpd, best.error_elpd))
        for each in found[1:]
    ]


def _said(found: Sequence[Fitted], prepared: Prepared) -> str:
    """Return the sentence and the cautions of the comparison table, by the same functions."""
    ranked = [each for each in found if each.ranked]
    groups: dict[str, list[str]] = {"best": [], "not distinguishable": [], "probably worse": [], "worse": []}
    by_name = dict(zip((each.model.name for each in ranked[1:]), differences(ranked) if ranked else (), strict=True))
    groups["best"] = [each.model.name for each in ranked[:1]]
    for name, difference in by_name.items():
        groups[difference.words].append(name)
    label, n = {each.model.name: each.model.title for each in found}, found[0].n
    unranked = [each.model.name for each in found if not each.ranked]
    scored = [
        Scored(
            m.name,
            m.title,
            m.kind,
            tuple(flat(prepared.settings(m.name).inputs.values())),
            each.elpd_loo,
            m.constant,
            m.name,
            SORTS.get(m.name, ""),
            same_curves(m, prepared.settings(m.name).inputs, prepared.observations) if m.credited else {},
        )
        for each in ranked
        for m in (each.model,)
    ]
    judged = judge_scored(prepared.observations, prepared.settings(found[0].model.name), scored) if scored else None
    answers, leader = (judged.answers, judged.leader) if judged else ({}, None)
    settings = prepared.settings(found[0].model.name)
    errors = _errors(prepared, prepared.models, settings)
    stated = states_errors_of_inputs(prepared.observations, settings.input_sigma)
    curves = [CURVES] if leader is not None and stated else []
    told = [sentence(n, answers, label, leader), *errors.unused, *curves, *errors.used]
    return " ".join([*told, *cautions(groups, label, n, unranked, by_name, (CONSTANT,), bool(answers))])
