"""Fit, sample and score one model on the rows of one comparison."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np

from tcreferee.base.priors import Array, Spread
from tcreferee.base.provenance import sha256
from tcreferee.data.observations import Observations, read_observations
from tcreferee.formulas.loading import load_model, verify
from tcreferee.formulas.model import TcModel
from tcreferee.inference import diagnostics, oracle, record
from tcreferee.inference.bind import TAU_FRACTION, make_trial
from tcreferee.inference.predictive import log_likelihoods, parts_of_trial
from tcreferee.inference.predictive_checks import Replicates
from tcreferee.inference.quick import fit_and_integrate
from tcreferee.inference.refused import RefusedError, formula_faults
from tcreferee.inference.result import Inference, Inferred
from tcreferee.inference.sample import sample
from tcreferee.inference.score import score
from tcreferee.inference.settings import InferSettings
from tcreferee.inference.sizes import Size
from tcreferee.inference.trial import Trial
from tcreferee.inference.write import write_inference

Log = logging.Logger | logging.LoggerAdapter[logging.Logger]
PRIOR_DRAWS = 2000
TAU_FACTORS = (1 / 3, 1.0, 3.0)


def run(trial: Trial, settings: InferSettings, log: Log) -> Inference:
    """Fit, sample, integrate and score.

    Raises
    ------
    RefusedError
        If no honest fit can be made of the rows.
    """
    Size(len(trial.y), settings.sampler.ensembles * settings.sampler.keep).say(log)
    with formula_faults(trial.model.name):
        return _run(trial, settings, log)


def _run(trial: Trial, settings: InferSettings, log: Log) -> Inference:
    seed = settings.seed_of
    quick = fit_and_integrate(trial, settings, log)
    trial, fit, exact, start, root = quick.trial, quick.fit, quick.exact, quick.start, quick.root
    draws = sample(trial, start, settings.sampler, seed("sample"), log, lambda drawn: diagnostics.agree(drawn, exact))
    z = draws.thinned(settings.sampler.keep)
    scores = score(log_likelihoods(trial, z), exact)
    checks = diagnostics.gate_checks(fit, draws, settings.sampler, exact)
    prior_z = trial.draw_prior(PRIOR_DRAWS, np.random.default_rng(seed("prior")))
    scan = oracle.prior_scan(trial, start, root, seed("scan"), exact.ln_evidence)
    return Inference(trial, fit, scores, checks, exact, scan, _tau_scan(trial, start, root, seed("tau")), z, prior_z)


def _tau_scan(trial: Trial, start: Array, root: Array, seed: int) -> dict[float, dict[str, float]]:
    """Return evidence, exact LOO and the mean of ln tau, as tau, under three priors of the spread between families."""
    scan = {}
    where = [j for j, p in enumerate(trial.model.parameters) if isinstance(p.prior, Spread)]
    for factor in TAU_FACTORS if where else ():
        parameters = list(trial.model.parameters)
        scale = factor * TAU_FRACTION * trial.scales.effect_K
        parameters[where[0]] = replace(parameters[where[0]], prior=Spread(scale))
        scaled = replace(trial, model=replace(trial.model, parameters=tuple(parameters)))
        found = oracle.integrate(scaled, start, root, seed)
        at = trial.names.index(parameters[where[0]].name)
        scan[factor] = {
            "scale": scale,
            "ln_evidence": found.ln_evidence,
            "elpd_loo": float(found.elpd_loo.sum()),
            "geometric_mean_tau": float(np.exp(found.mean[at])),
        }
    return scan


def infer(
    observations_path: Path | str, model_path: Path | str, settings: InferSettings, out: Mapping[str, Path | str],
    log: Log,
) -> None:  # fmt: skip
    """Run one (comparison, model) and write its results.

    A model that no honest fit can be made of is written too, with the reason and without numbers: the table shows
    it unranked.

    Parameters
    ----------
    observations_path, model_path : path
    settings : InferSettings
    out : mapping
        Paths under the keys fit, posterior, pointwise, diagnostics, report.
    log : Logger or LoggerAdapter

    Raises
    ------
    RefereeError
        If rows or model file cannot be used.
    """
    observations = read_observations(observations_path)
    model = load_model(model_path)
    verify(model, model_path)
    write_inference(infer_model(observations, model, sha256(model_path), settings, log), out)


def infer_model(
    observations: Observations, model: TcModel, its_checksum: str, settings: InferSettings, log: Log
) -> Inferred:
    """Run one model that is already loaded on rows that are already read.

    Parameters
    ----------
    observations : Observations
    model : TcModel
        Verified.
    its_checksum : str
        Of its file; "" for a model that has none.
    settings, log
        As for `infer`.

    Returns
    -------
    Inferred
        What `tcreferee.inference.write.write_inference` writes.
    """
    trial = make_trial(model, observations, settings)
    checksums = {"observations": observations.sha256, "model": its_checksum}
    log.debug("%s on %d rows, %d counted parameters", trial.model.title, len(trial.y), trial.counted)
    try:
        result = run(trial, settings, log)
    except RefusedError as refused:
        log.warning("not fitted: %s", refused)
        return Inferred(trial, observations, settings, checksums, None, str(refused))
    trial = result.trial
    quantiles, replicates = np.empty((len(record.QUANTILES), len(trial.y))), Replicates(trial.likelihood)
    for part, predictive in parts_of_trial(trial, result.z, settings.seed_of("predictive")):
        quantiles[:, part] = record.predictive_quantiles(predictive)
        replicates.add(predictive)
    said = f"NOT CONVERGED ({', '.join(result.failed)})" if result.failed else "converged"
    evidence = "undefined" if trial.flat else f"{result.exact.ln_evidence:.4g}"
    log.info("ln evidence %s, %s", evidence, said)
    # a limit is no measurement to hold replicated ones against
    checks = [] if trial.limit.any() else replicates.checks(trial.y)
    return Inferred(trial, observations, settings, checksums, result, "", quantiles, checks)


def write_died(
    reason: str, observations: Observations, model: TcModel, its_checksum: str, settings: InferSettings,
    out: Mapping[str, Path | str],
) -> None:  # fmt: skip
    """Write one model whose inference died, as not fitted; `DIED` in diagnostics.json marks it.

    Parameters
    ----------
    reason : str
        What it died of, as a part of a sentence.
    observations, model, its_checksum, settings
        As for `infer_model`.
    out : mapping
        As for `infer`.
    """
    checksums = {"observations": observations.sha256, "model": its_checksum}
    trial = make_trial(model, observations, settings)
    write_inference(Inferred(trial, observations, settings, checksums, None, reason, died=True), out)
