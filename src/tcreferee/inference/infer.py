"""Fit, sample and score one model on the rows of one comparison."""

from __future__ import annotations

import logging
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from tcreferee.data.observations import Observations, read_observations
from tcreferee.inference import diagnostics, guards, oracle, store
from tcreferee.inference.fit import Fit, maximise
from tcreferee.inference.sample import SamplerSettings, sample
from tcreferee.inference.score import Scores, khat_threshold, score
from tcreferee.inference.trial import Scales, Trial
from tcreferee.loading import load_model, verify
from tcreferee.model import ANY_INPUT, TcModel
from tcreferee.priors import Array
from tcreferee.provenance import seed_from_names, sha256, versions, write_text
from tcreferee.quantities import QUANTITIES
from tcreferee.results import write_record, write_rows

QUANTILES = {"q2.5": 0.025, "q25": 0.25, "q50": 0.5, "q75": 0.75, "q97.5": 0.975}
PRIOR_DRAWS = 2000
POINTWISE = (
    "point_id", "label", "observed_K", "fitted_K", "elpd_loo", "elpd_psis", "khat", "elpd_waic",
    "waic_variance", "lppd", *(f"predictive_{q}_K" for q in QUANTILES),
)  # fmt: skip


@dataclass(frozen=True)
class InferSettings:
    """What `infer` needs besides rows and model; part of every result.

    Parameters
    ----------
    comparison, entry : str
        Names in the configuration; seeds derive from them.
    inputs : mapping of str to str
        The model's input -> column of the rows.
    likelihood : str
    centre_K, effect_K : float
        Prior scales of the comparison, see `Scales`.
    seed : int
    sampler : SamplerSettings
    """

    comparison: str
    entry: str
    inputs: Mapping[str, str]
    likelihood: str
    centre_K: float
    effect_K: float
    seed: int
    sampler: SamplerSettings = field(default_factory=SamplerSettings)


@dataclass(frozen=True)
class Inference:
    """All that is known of one model on one comparison, before it is written."""

    trial: Trial
    fit: Fit
    scores: Scores
    checks: list[diagnostics.GateCheck]
    exact: oracle.Oracle | None
    prior_scan: dict[float, float]
    z: Array
    prior_z: Array


def make_trial(model: TcModel, observations: Observations, settings: InferSettings) -> Trial:
    """Bind a model to rows; the null models' input is scaled by its quantity's typical magnitude."""
    inputs = {}
    for name, column in settings.inputs.items():
        values = observations.columns[column]
        if name == ANY_INPUT:
            values = values / QUANTITIES[observations.quantities[column]].scale
        inputs[name] = values
    # ASSUME: the scatter's prior scale is the spread of the response, the same for every rival
    scales = Scales(settings.centre_K, settings.effect_K, float(np.std(observations.y, ddof=1)))
    return Trial(model, inputs, observations.y, scales, settings.likelihood)


def run(trial: Trial, settings: InferSettings, log: logging.Logger) -> Inference:
    """Fit, sample, integrate and score."""

    def seed(step: str) -> int:
        return seed_from_names(settings.seed, settings.comparison, settings.entry, step)

    where = f"{settings.comparison} / {settings.entry}"
    guards.refuse_hopeless_rows(trial, where)
    fit = maximise(trial, seed("fit"))
    guards.refuse_exact_fit(trial, fit, where)
    log.debug("lmfit: %d of %d starts agree, RMSE %.4g K", fit.starts_agreeing, fit.starts, fit.sigma)
    exact = oracle.quadrature(trial) if oracle.covers(trial) else None
    draws = sample(trial, trial.coordinates(fit.theta, fit.sigma), settings.sampler, seed("sample"), log)
    z = draws.thinned(settings.sampler.keep)
    scores = score(trial.log_likelihood(z), exact)
    checks = diagnostics.gate_checks(fit, draws, settings.sampler, exact)
    prior_z = trial.draw_prior(PRIOR_DRAWS, np.random.default_rng(seed("prior")))
    scan = oracle.prior_scan(trial) if exact is not None else {}
    return Inference(trial, fit, scores, checks, exact, scan, z, prior_z)


def infer(
    observations_path: Path | str, model_path: Path | str, settings: InferSettings, out: Mapping[str, Path | str],
    log: logging.Logger,
) -> None:  # fmt: skip
    """Run one (comparison, model) and write its results.

    Parameters
    ----------
    observations_path, model_path : path
    settings : InferSettings
    out : mapping
        Paths under the keys fit, posterior, pointwise, diagnostics, report.
    log : logging.Logger

    Raises
    ------
    RefereeError
        If rows or model cannot be used.
    """
    observations = read_observations(observations_path)
    model = load_model(model_path)
    verify(model, model_path)
    trial = make_trial(model, observations, settings)
    log.debug("%s on %d rows, %d counted parameters", trial.model.title, len(trial.y), trial.dimension)
    result = run(trial, settings, log)
    seed = seed_from_names(settings.seed, settings.comparison, settings.entry, "predictive")
    tree = store.posterior_tree(trial, observations, result.z, result.prior_z, seed)
    predictive = np.quantile(tree.posterior_predictive[observations.response], list(QUANTILES.values()), axis=(0, 1))
    store.write_tree(out["posterior"], tree)
    write_rows(out["pointwise"], POINTWISE, _pointwise(result, observations, predictive))
    write_record(out["diagnostics"], _diagnostics(result))
    checksums = {"observations": observations.sha256, "model": sha256(model_path)}
    write_record(out["fit"], _fit_record(result, observations, settings, checksums))
    write_text(out["report"], result.fit.report.rstrip("\n") + "\n")
    failed = [check.name for check in result.checks if not check.passed]
    log.info(
        "sigma %.3g K, %s",
        result.fit.sigma,
        f"NOT CONVERGED ({', '.join(failed)})" if failed else "converged",
    )


def _pointwise(result: Inference, observations: Observations, predictive: Array) -> list[dict[str, Any]]:
    trial, scores = result.trial, result.scores
    fitted = trial.model(trial.inputs, result.fit.theta)
    return [
        {
            "point_id": observations.point_id[i],
            "label": observations.label[i],
            "observed_K": trial.y[i],
            "fitted_K": fitted[i],
            **{name: getattr(scores, name)[i]
               for name in ("elpd_loo", "elpd_psis", "khat", "elpd_waic", "waic_variance", "lppd")},
            **{f"predictive_{q}_K": predictive[j, i] for j, q in enumerate(QUANTILES)},
        }
        for i in range(len(trial.y))
    ]  # fmt: skip


def _diagnostics(result: Inference) -> dict[str, Any]:
    exact, trial = result.exact, result.trial
    record: dict[str, Any] = {
        "converged": all(check.passed for check in result.checks),
        "checks": [asdict(check) for check in result.checks],
        "khat_threshold": khat_threshold(result.z.shape[0] * result.z.shape[1]),
        "prior_predictive_negative": float(np.mean(trial.mean(result.prior_z) < 0)),
        "evidence": None,
    }
    if exact is not None:
        record["evidence"] = {
            "method": "quadrature over ln sigma and at most one exponent",
            "ln_evidence": exact.ln_evidence,
            "mcse_ln_evidence": exact.error_ln_evidence,
            "prior_scan": result.prior_scan,
        }
        record["exact_moments"] = {
            name: {"mean": exact.mean[i], "sd": exact.sd[i]} for i, name in enumerate(trial.names)
        }
    return record


def _fit_record(
    result: Inference, observations: Observations, settings: InferSettings, checksums: Mapping[str, str]
) -> dict[str, Any]:
    trial, fit, model = result.trial, result.fit, result.trial.model
    residual = trial.y - trial.model(trial.inputs, fit.theta)
    total = float(np.sum((trial.y - trial.y.mean()) ** 2))
    return {
        "comparison": settings.comparison,
        "entry": settings.entry,
        "model": {
            "name": model.name, "title": model.title, "equation": model.equation, "source": asdict(model.source),
            "assumptions": model.assumptions,
        },
        "response": observations.response,
        "unit": QUANTITIES[observations.quantities[observations.response]].unit,
        "n": len(trial.y),
        "k": len(model.parameters),
        "p": trial.dimension,
        "parameters": _parameter_rows(result),
        "correlations": {"names": [p.name for p in model.parameters], "matrix": fit.correlations},
        "lnL_max": fit.log_likelihood,
        "rmse_K": math.sqrt(float(np.mean(residual**2))),
        "r2": 1 - float(np.sum(residual**2)) / total if total > 0 else None,
        "starts": fit.starts,
        "starts_agreeing": fit.starts_agreeing,
        "notes": fit.notes,
        "settings": asdict(settings) | {"sigma_scale_K": trial.scales.sigma_K},
        "checksums": checksums,
        "versions": versions("numpy", "scipy", "lmfit", "emcee", "arviz-base", "arviz-stats", "tc-referee"),
    }  # fmt: skip


def _parameter_rows(result: Inference) -> list[dict[str, Any]]:
    """Return one row a parameter, sigma last: estimate, error, intervals, posterior and prior quantiles."""
    trial, fit = result.trial, result.fit
    posterior = np.concatenate([trial.physical(result.z), np.exp(result.z[..., -1:])], axis=-1)
    prior = np.concatenate([trial.physical(result.prior_z), np.exp(result.prior_z[..., -1:])], axis=-1)
    rows = []
    for j, p in enumerate(trial.model.parameters):
        rows.append(
            {
                "name": p.name, "symbol": p.symbol, "unit": p.unit, "meaning": p.meaning, "prior": repr(p.prior),
                "bounds": p.bounds, "estimate": fit.theta[j], "standard_error": fit.standard_errors[j],
                "intervals": fit.intervals.get(p.name, {}),
            }
        )  # fmt: skip
    rows.append(
        {
            "name": "sigma_K", "symbol": r"\sigma", "unit": "K", "meaning": "scatter of the rows about the formula",
            "prior": f"half-t(4), scale {trial.scales.sigma_K:.3g} K", "bounds": (0.0, math.inf),
            "estimate": fit.sigma, "standard_error": math.nan, "intervals": {},
        }
    )  # fmt: skip
    for j, row in enumerate(rows):
        row["posterior"] = {q: np.quantile(posterior[..., j], level) for q, level in QUANTILES.items()}
        row["prior_quantiles"] = {q: np.quantile(prior[..., j], level) for q, level in QUANTILES.items()}
    return rows
