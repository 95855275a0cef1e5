"""The contents of one inference's fit.json, diagnostics.json and pointwise.csv."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import numpy as np

from tcreferee.base.pieces import pieces
from tcreferee.base.priors import Array, Spread
from tcreferee.base.provenance import versions
from tcreferee.data.observations import Observations
from tcreferee.inference.bind import family_names
from tcreferee.inference.columns import choice_columns, standards
from tcreferee.inference.constants import printed_rows
from tcreferee.inference.fit import Fit
from tcreferee.inference.likelihoods import LIKELIHOODS
from tcreferee.inference.over_inputs import to_first_order
from tcreferee.inference.predictive import SIGMA, Predictive
from tcreferee.inference.result import Inference
from tcreferee.inference.score import Scores, khat_threshold
from tcreferee.inference.settings import InferSettings, flat
from tcreferee.inference.trial import Trial

QUANTILES = {"q2.5": 0.025, "q25": 0.25, "q50": 0.5, "q75": 0.75, "q97.5": 0.975}
VERSIONED = ("numpy", "scipy", "lmfit", "emcee", "arviz-base", "arviz-stats", "tc-referee")
SCORES = ("elpd_loo", "elpd_psis", "khat", "elpd_waic", "waic_variance", "lppd")
POINTWISE = (
    "point_id", "label", "observed_K", "fitted_K", *SCORES, *(f"predictive_{q}_K" for q in QUANTILES), "family",
)  # fmt: skip


def predictive_quantiles(predictive: Predictive) -> Array:
    """Return `QUANTILES` (quantiles, rows) of a new measurement; of its probability where it is yes or no."""
    shown = predictive.new if LIKELIHOODS[predictive.likelihood].scatter else predictive.mean
    return np.asarray(np.quantile(shown, list(QUANTILES.values()), axis=(0, 1)))


def pointwise_rows(
    trial: Trial, observations: Observations, fit: Fit, scores: Scores, quantiles: Array
) -> list[dict[str, Any]]:
    """Return one row a point: measured, fitted, scores, posterior predictive quantiles (quantiles, rows)."""
    fitted = fitted_response(trial, fit)
    rows = empty_rows(trial, observations)
    for i, row in enumerate(rows):
        row["fitted_K"] = fitted[i]
        row |= {name: getattr(scores, name)[i] for name in SCORES}
        row |= {f"predictive_{q}_K": quantiles[j, i] for j, q in enumerate(QUANTILES)}
    return rows


def empty_rows(trial: Trial, observations: Observations) -> list[dict[str, Any]]:
    """Return the points with nothing but what was measured."""
    family = observations.family or ("",) * observations.n
    own = zip(observations.point_id, observations.label, trial.y, family, strict=True)
    return [
        dict.fromkeys(POINTWISE) | {"point_id": point, "label": label, "observed_K": y, "family": word}
        for point, label, y, word in own
    ]


def fitted_response(trial: Trial, fit: Fit) -> Array:
    """Return the expected response (rows,) at the maximum of the likelihood; NaN where there is none."""
    theta = np.where([isinstance(p.prior, Spread) for p in trial.model.parameters], 1.0, fit.theta)
    if not np.isfinite(theta).all():
        return np.full(len(trial.y), math.nan)
    sd = np.array([fit.sigma])
    return Predictive(
        trial.model, to_first_order(trial).inputs, theta, sd, trial.likelihood, len(trial.y), trial.choices, 0
    ).mean


def diagnostics_record(result: Inference) -> dict[str, Any]:
    """Return the named checks, the evidence with its prior scan, and the exact moments."""
    exact, trial = result.exact, result.trial
    return {
        "converged": all(check.passed for check in result.checks),
        "checks": [asdict(check) for check in result.checks],
        "khat_threshold": khat_threshold(result.z.shape[0] * result.z.shape[1]),
        "prior_predictive_negative": _prior_negative(result) if trial.density.scatter and not trial.flat else None,
        "evidence": {
            "method": exact.method,
            "ln_evidence": exact.ln_evidence,
            "mcse_ln_evidence": exact.error_ln_evidence,
            "prior_scan": result.prior_scan,
            "sigma_scan": {f: at.ln_evidence for f, at in exact.sigma_scan.items() if np.isfinite(at.ln_evidence)},
        },
        "loo": {
            "khat_max": exact.khat,
            "mcse_max": exact.error_loo,
            "mcse_elpd": exact.error_elpd,
            "sigma_scan": {
                factor: float(at.elpd_loo.sum())
                for factor, at in exact.sigma_scan.items()
                if np.isfinite(at.elpd_loo).all()
            },
        },
        "elpd_family": exact.elpd_family,
        "tau_scan": result.tau_scan,
        "probabilities": exact.probabilities,
        "exact_moments": {name: {"mean": exact.mean[i], "sd": exact.sd[i]} for i, name in enumerate(trial.names)},
    }


def _prior_negative(result: Inference) -> float:
    """Return the share of negative predictions, over draws of the prior and rows."""
    trial, draws = result.trial, result.prior_z
    each = trial.held * trial.choices
    negative = sum(int(np.count_nonzero(trial.mean(draws[part]) < 0)) for part in pieces(len(draws), each))
    return negative / (len(draws) * trial.choices * len(trial.y))


def fit_record(
    trial: Trial, observations: Observations, settings: InferSettings, checksums: Mapping[str, str],
    result: Inference | None,
) -> dict[str, Any]:  # fmt: skip
    """Return the fit with all that is needed to repeat it; without numbers if no fit could be made."""
    model, unit = trial.model, observations.quantity(observations.response).unit
    families = family_names(observations.family) if any(observations.family) else ()
    fit = None if result is None else result.fit
    rows = [] if result is None else parameter_rows(result, unit)
    return {
        "comparison": settings.comparison,
        "entry": settings.entry,
        "model": {
            "name": model.name, "title": model.title, "equation": model.equation, "source": asdict(model.source),
            "assumptions": model.assumptions, "constraints": model.constraints, "kind": model.kind,
            "constant": model.constant,
        },
        "response": observations.response,
        "unit": unit,
        "n": len(trial.y),
        "k": len(trial.own),
        "p": trial.counted,
        "hierarchical": any(isinstance(p.prior, Spread) for p in model.parameters),
        "parameters": [row for row in rows if row["name"] not in trial.populations],
        "populations": [row for row in rows if row["name"] in trial.populations],
        "printed": [] if fit is None else printed_rows(model, fit),
        "correlations": {
            "names": [model.parameters[j].name for j in trial.own],
            "matrix": fit.correlations[np.ix_(trial.own, trial.own)] if fit else None,
        },
        "lnL_max": None if fit is None else fit.log_likelihood,
        **(goodness(trial, fit) if fit is not None else {"rmse_K": None, "r2": None}),
        "starts": 0 if fit is None else fit.starts,
        "starts_agreeing": 0 if fit is None else fit.starts_agreeing,
        "notes": () if fit is None else fit.notes,
        "bound": {
            "families": families,
            "choices": choice_columns(settings.inputs),
            "standards": standards(settings.inputs, observations.columns),
            "quantities": {c: observations.quantities[c] for c in _used(settings)},
        },
        "settings": asdict(settings),
        "checksums": checksums,
        "versions": versions(*VERSIONED),
    }  # fmt: skip


def _used(settings: InferSettings) -> list[str]:
    """Return the columns a model is bound to."""
    return sorted(set(flat(settings.inputs.values())))


def goodness(trial: Trial, fit: Fit) -> dict[str, float | None]:
    """Return RMSE and R2 of the maximum; undefined for yes or no."""
    if not trial.density.scatter:
        return {"rmse_K": None, "r2": None}
    # a limit has no residual
    measured = np.broadcast_to(trial.limit == 0, trial.y.shape)
    y, residual = trial.y[measured], (trial.y - fitted_response(trial, fit))[measured]
    total = float(np.sum((y - y.mean()) ** 2))
    square = float(np.sum(residual**2))
    return {"rmse_K": math.sqrt(square / len(y)), "r2": 1 - square / total if total > 0 else None}


def parameter_rows(result: Inference, unit: str) -> list[dict[str, Any]]:
    """Return one row a parameter, sigma last: estimate, error, intervals, posterior and prior quantiles."""
    trial, fit = result.trial, result.fit
    posterior, prior = trial.physical(result.z), trial.physical(result.prior_z)
    rows: list[dict[str, Any]] = []
    for j, p in enumerate(trial.model.parameters):
        rows.append(
            {
                "name": p.name, "symbol": p.symbol, "unit": unit if p.unit == "response" else p.unit,
                "meaning": p.meaning, "prior": repr(p.prior),
                "bounds": p.bounds, "expects": p.expects,
                "estimate": fit.theta[j], "standard_error": fit.standard_errors[j],
                "intervals": fit.intervals.get(p.name, {}),
                "posterior": _quantiles(posterior[..., j]), "prior_quantiles": _quantiles(prior[..., j]),
            }
        )  # fmt: skip
    if trial.density.scatter:
        unit, of = ("", " of ln y") if trial.density.log_response else (unit, "")
        rows.append(
            {
                "name": SIGMA, "symbol": r"\sigma", "unit": unit,
                "meaning": f"scatter of the rows about the formula{of}",
                "prior": trial.sigma_prior.words, "bounds": (0.0, math.inf),
                "estimate": fit.sigma, "standard_error": math.nan, "intervals": {},
                "posterior": _quantiles(np.exp(result.z[..., -1])),
                "prior_quantiles": _quantiles(np.exp(result.prior_z[..., -1])),
            }
        )  # fmt: skip
    return rows


def _quantiles(draws: Array) -> dict[str, float]:
    return {q: float(np.quantile(draws, level)) for q, level in QUANTILES.items()}
