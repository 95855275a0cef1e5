"""The posterior of one model on one table."""

from __future__ import annotations

import logging
import tempfile
from pathlib import Path
from typing import Unpack

from tcreferee.api.fits import Table, refusal, with_constant
from tcreferee.api.records import Sampled
from tcreferee.api.trials import Asked, ModelLike, prepare
from tcreferee.base.progress import told
from tcreferee.base.provenance import seed_from_names
from tcreferee.inference.infer import run
from tcreferee.inference.record import parameter_rows
from tcreferee.inference.refused import RefusedError
from tcreferee.inference.store import posterior_tree

_LOG = logging.getLogger(__name__)


@told("sampling")
def sample(model: ModelLike, dataset: Table, **asked: Unpack[Asked]) -> Sampled:
    """Sample the posterior of one model on one table with emcee, and check it against the exact integrals.

    Parameters, errors: as for `fit`.

    Returns
    -------
    Sampled
    """
    with tempfile.TemporaryDirectory() as folder:
        prepared = prepare(with_constant(model, dataset), dataset, asked, Path(folder))
    name = next(iter(prepared.models))
    settings, rows, trial = prepared.settings(name), prepared.observations, prepared.trial(name)
    try:
        result = run(trial, settings, _LOG)
    except RefusedError as refused:
        raise refusal(name, refused) from None
    seed = seed_from_names(settings.seed, settings.comparison, name, "predictive")
    told = parameter_rows(result, rows.quantity(rows.response).unit)
    return Sampled(
        prepared.models[name],
        all(check.passed for check in result.checks),
        tuple(result.checks),
        [row for row in told if row["name"] not in trial.populations],
        posterior_tree(seed, result.trial, rows, result.z, result.prior_z),
        result.scores.elpd_loo,
        result.exact.ln_evidence,
    )
