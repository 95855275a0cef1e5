"""One model on one table: the maximum of the likelihood with exact leave-one-out, and the posterior."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Unpack

import numpy as np

from tcreferee.api.datasets import Dataset
from tcreferee.api.models import load_model
from tcreferee.api.records import Fitted, Sampled
from tcreferee.api.trials import Asked, ModelLike, Prepared, prepare
from tcreferee.base.errors import Problem, RefereeError
from tcreferee.base.provenance import seed_from_names
from tcreferee.base.quantities import QUANTITIES
from tcreferee.comparison.criteria import aicc
from tcreferee.comparison.table import difference_of
from tcreferee.comparison.verdict import Difference, sentence
from tcreferee.inference.bind import make_trial
from tcreferee.inference.guards import RefusedError
from tcreferee.inference.infer import integrated, run
from tcreferee.inference.record import goodness, parameter_rows
from tcreferee.inference.store import posterior_tree

Table = Dataset | str | Path | Mapping[str, Any]
_LOG = logging.getLogger(__name__)
CONSTANT = "constant"


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
        Model and table do not fit together, or no honest fit can be made of the rows; the reason is named.

    Examples
    --------
    >>> round(fit("screening", "ybco_jorgensen1990").rmse, 1)
    5.7
    """
    with tempfile.TemporaryDirectory() as folder:
        prepared = prepare(_with_constant(model), dataset, asked, Path(folder))
    return _fitted(prepared, next(iter(prepared.models)))


def beside(models: Sequence[ModelLike], dataset: Table, **asked: Unpack[Asked]) -> tuple[list[Fitted], str]:
    """Fit several models to the same rows, without sampling.

    Returns
    -------
    list of Fitted
        Best first by exact leave-one-out; a model that cannot be fitted is left out.
    str
        What the rows can bear, in a sentence.

    Raises
    ------
    RefereeError
        As for `fit`; or none of the models can be fitted.
    """
    with tempfile.TemporaryDirectory() as folder:
        prepared = prepare(models, dataset, asked, Path(folder))
    found, refused = list[Fitted](), list[Problem]()
    for name in prepared.models:
        try:
            found.append(_fitted(prepared, name))
        except RefereeError as error:
            refused += error.problems
    if not found:
        raise RefereeError("no model can be fitted", refused)
    found.sort(key=lambda each: -float(each.elpd_loo.sum()))
    return found, " ".join([_said(found), *(f"{problem}." for problem in refused)])


def sample(model: ModelLike, dataset: Table, **asked: Unpack[Asked]) -> Sampled:
    """Sample the posterior of one model on one table with emcee, and check it against the exact integrals.

    Parameters, errors: as for `fit`.

    Returns
    -------
    Sampled
    """
    with tempfile.TemporaryDirectory() as folder:
        prepared = prepare(_with_constant(model), dataset, asked, Path(folder))
    name = next(iter(prepared.models))
    settings, rows = prepared.settings(name), prepared.observations
    trial = make_trial(prepared.models[name], rows, settings)
    try:
        result = run(trial, settings, _LOG)
    except RefusedError as refused:
        raise _refusal(name, refused) from None
    seed = seed_from_names(settings.seed, settings.comparison, name, "predictive")
    return Sampled(
        prepared.models[name],
        all(check.passed for check in result.checks),
        tuple(result.checks),
        parameter_rows(result, QUANTITIES[rows.quantities[rows.response]].unit),
        posterior_tree(seed, trial, rows, result.z, result.prior_z),
        result.scores.elpd_loo,
        result.exact.ln_evidence,
    )


def _with_constant(model: ModelLike) -> list[ModelLike]:
    """Return the model and the constant: a comparison has two models at least, and the constant needs no column."""
    loaded = load_model(model)
    return [loaded, CONSTANT]


def _fitted(prepared: Prepared, name: str) -> Fitted:
    model, settings, rows = prepared.models[name], prepared.settings(name), prepared.observations
    trial = make_trial(model, rows, settings)
    try:
        quick = integrated(trial, settings, _LOG)
    except RefusedError as refused:
        raise _refusal(name, refused) from None
    found, names = quick.fit, [p.name for p in trial.model.parameters]
    size = goodness(trial, found)
    return Fitted(
        model=model,
        n=rows.n,
        estimates=dict(zip(names, map(float, found.theta), strict=True)),
        standard_errors=dict(zip(names, map(float, found.standard_errors), strict=True)),
        intervals=found.intervals,
        sigma=found.sigma,
        rmse=size["rmse_K"],
        r2=size["r2"],
        log_likelihood=found.log_likelihood,
        counted=trial.counted,
        aicc=aicc(found.log_likelihood, trial.counted, rows.n),
        elpd_loo=quick.exact.elpd_loo,
        ln_evidence=quick.exact.ln_evidence,
        label=rows.label,
        report=found.report,
        notes=found.notes,
    )


def _refusal(name: str, refused: RefusedError) -> RefereeError:
    return RefereeError(f"model '{name}' is not fitted", [Problem(name, str(refused))])


def differences(found: Sequence[Fitted]) -> list[Difference]:
    """Return the difference of each fit but the first to the first, which is the best."""
    return [difference_of(each.elpd_loo, found[0].elpd_loo, each.label) for each in found[1:]]


def _said(found: Sequence[Fitted]) -> str:
    groups: dict[str, list[str]] = {"best": [found[0].model.name], "not distinguishable": [], "probably worse": []}
    groups["worse"] = []
    for each, difference in zip(found[1:], differences(found), strict=True):
        groups[difference.words].append(each.model.name)
    undefined = [each.model.name for each in found if not np.isfinite(each.elpd_loo).all()]
    said = sentence(groups, {each.model.name: each.model.title for each in found}, found[0].n)
    return said + (f" Without an exact leave-one-out: {', '.join(undefined)}." if undefined else "")
