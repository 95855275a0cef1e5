"""The comparison table: every model on the same rows, best first by exact leave-one-out."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from tcreferee.base.errors import Problem, raise_if
from tcreferee.base.provenance import seed_from_names, sha256
from tcreferee.base.records import number, read_record, read_rows, write_record, write_rows
from tcreferee.comparison.answered import cells_of
from tcreferee.comparison.columns import COLUMNS
from tcreferee.comparison.criteria import aic, aicc, bic
from tcreferee.comparison.declared import Where, declare
from tcreferee.comparison.difference import Difference, difference_of, standard_error
from tcreferee.comparison.entry import Entry, read_entry, symbols
from tcreferee.comparison.errors_used import declared_errors
from tcreferee.comparison.judge import ModelLike, judge
from tcreferee.comparison.nulls import Generated
from tcreferee.comparison.thresholds import interval, is_clear
from tcreferee.comparison.undecided import Undecided
from tcreferee.comparison.verdict import caveats, verdict
from tcreferee.comparison.weights import akaike, weigh
from tcreferee.data.observations import read_observations
from tcreferee.data.spoken import in_words


def compare(
    comparison: str, observations_csv: Path | str, folders: Mapping[str, Path | str], labels: Mapping[str, str],
    seed: int, out_table: Path | str, out_record: Path | str, models: Mapping[str, ModelLike] | None = None,
) -> str:  # fmt: skip
    """Compare models on the same rows and write table and verdict.

    Parameters
    ----------
    comparison : str
    observations_csv : path
        The rows that every result must have used.
    folders : mapping of model entry to its results folder
    labels : mapping of model entry to the label shown
    seed : int
    out_table, out_record : path
    models : mapping of model entry to path or TcModel, optional
        To judge formulas by the rows of their domain, and to see what luck gives.

    Returns
    -------
    str
        The verdict in one sentence.

    Raises
    ------
    RefereeError
        If the results are not comparable: other rows, order, response, unit, likelihood or prior scales.
    """
    entries = [read_entry(name, folder) for name, folder in folders.items()]
    raise_if(f"comparison '{comparison}' is refused", _mismatches(entries, observations_csv))
    where = Where(read_observations(observations_csv), read_rows(observations_csv))
    rows, record = _compared(comparison, entries, where, labels, seed, models, folders)
    write_rows(out_table, COLUMNS, rows)
    write_record(out_record, record)
    return str(record["sentence"])


def _compared(
    comparison: str, entries: Sequence[Entry], where: Where, labels: Mapping[str, str], seed: int,
    models: Mapping[str, ModelLike] | None, folders: Mapping[str, Path | str],
) -> tuple[list[dict[str, Any]], dict[str, Any]]:  # fmt: skip
    """Return the rows of the table, best first and generated curves last, and the record of the verdict."""
    entries = [replace(e, fitted_here=declare(e, where).fitted) for e in entries]
    suspects = _suspects(entries, where.observations.record)
    ranked = sorted((e for e in entries if e.ranked), key=lambda e: -float(e.column("elpd_loo").sum()))
    order = ranked + [e for e in entries if not e.ranked]
    shared = _shared(ranked, seed_from_names(seed, comparison, "weights"))
    differences = {e.name: difference(e, ranked[0]) for e in ranked[1:]}
    judged = judge(ranked, labels, where, models)
    rows = [
        _row(e, i, labels[e.name], shared, differences.get(e.name))
        | {"caveats": _caveats(e, suspects, where)}
        | cells_of(e, judged)
        for i, e in enumerate(order)
    ]
    made = [_generated_row(each, ranked[0]) for each in judged.generated]
    constants = [e.name for e in entries if e.fit["model"]["constant"]]
    record = verdict(
        comparison, rows, differences, shared["scan_winners"], suspects, constants, judged, shared["sigma_winners"]
    )
    inputs = [column for e in entries for column in e.columns]
    errors = declared_errors(where.observations, inputs, entries[0].fit["settings"], curves=bool(made))
    curves = {each.name: each for each in judged.generated}
    undecided = Undecided(ranked, labels, judged.answers, curves, models or {}, folders, where.observations)
    record["next"] = undecided.record()
    names = where.observations.spoken
    record["errors"] = [in_words(each, names) for each in errors.used]
    record["cautions"] = [in_words(each, names) for each in (*errors.unused, *record["cautions"])]
    return rows + made, record


def _mismatches(entries: Sequence[Entry], observations_csv: Path | str) -> list[Problem]:
    """Return every reason why these results must not stand in one table."""
    problems = []
    rows_sha = sha256(observations_csv)
    rows = read_rows(observations_csv)
    ids = [row["point_id"] for row in rows]
    response = read_record(Path(observations_csv).with_suffix(".json"))["response"]
    measured = np.array([number(row[response]) for row in rows])
    first = entries[0]
    for e in entries:
        if e.fit["checksums"]["observations"] != rows_sha:
            problems.append(Problem(e.name, "was fitted to other rows", f"rows with checksum {rows_sha[:12]}"))
        own = [row["point_id"] for row in e.rows]
        if own != ids:
            what = "has the same points in another order" if sorted(own) == sorted(ids) else "has other points"
            problems.append(Problem(e.name, what, "the points of the comparison, in their order"))
        for key, word in (("response", "response"), ("unit", "unit")):
            if e.fit[key] != first.fit[key]:
                problems.append(Problem(e.name, f"{word} is {e.fit[key]}", f"{first.fit[key]} as in {first.name}"))
        for key in ("likelihood", "centre_K", "effect_K", "sigma_scale_K", "sigma", "input_sigma"):
            mine, theirs = e.fit["settings"].get(key), first.fit["settings"].get(key)
            if mine != theirs:
                problems.append(Problem(e.name, f"{key} is {mine}", f"{theirs} as in {first.name}"))
        if own == ids and not np.allclose(e.column("observed_K"), measured, rtol=1e-9, atol=0):
            problems.append(Problem(e.name, "has other measured values", "those of the comparison's rows"))
    return problems


def _suspects(entries: Sequence[Entry], record: Mapping[str, Any]) -> dict[str, str]:
    """Return the inputs in use whose sidecar says that they may have been set with Tc in view, with the reason."""
    used = {column for e in entries for column in e.columns}
    return {name: about["suspect"] for name, about in record["columns"].items() if name in used and about["suspect"]}


def difference(entry: Entry, best: Entry) -> Difference:
    """Return the difference of exact LOO to the best model, its error and the most influential row.

    Source of the error and its limits: Sivula et al., 10.1214/25-BA1569; ddof 1. What the words make of it:
    `tcreferee.comparison.thresholds`.
    """
    labels, mcse = [row["label"] for row in entry.rows], math.hypot(entry.mcse_elpd, best.mcse_elpd)
    return difference_of(entry.column("elpd_loo"), best.column("elpd_loo"), labels, mcse)


def _shared(ranked: Sequence[Entry], seed: int) -> dict[str, Any]:
    """Return what is computed over all ranked models together: weights and the winners of the prior scan."""
    if not ranked:
        return {"weights": None, "akaike": {}, "scan_winners": {}, "sigma_winners": {}, "lofo": None}
    weights = weigh(np.array([e.column("elpd_loo") for e in ranked]), seed)
    criterion = np.array([_criteria(e)["aicc"] for e in ranked])
    defined = np.isfinite(criterion).any()
    # a model with a flat prior has no evidence: it takes no part
    evidence = {e.name: e.diagnostics["evidence"] or {} for e in ranked}
    evidence = {name: each for name, each in evidence.items() if each.get("prior_scan")}
    scans = {name: each["prior_scan"] for name, each in evidence.items()}
    factors = next(iter(scans.values())) if scans else {}
    families = [e.elpd_lofo for e in ranked if e.elpd_lofo is not None]
    return {
        "lofo": max(families, default=None),
        "weights": weights,
        "akaike": dict(zip((e.name for e in ranked), akaike(criterion), strict=True)) if defined else {},
        "scan_winners": {f: max(scans, key=lambda name: scans[name][f]) for f in factors},
        "sigma_winners": {
            "ln_evidence": _winners({name: each.get("sigma_scan") or {} for name, each in evidence.items()}),
            "elpd_loo": _winners({e.name: (e.diagnostics.get("loo") or {}).get("sigma_scan") or {} for e in ranked}),
        },
    }


def _winners(scans: Mapping[str, Mapping[str, float]]) -> dict[str, str]:
    """Return the model with the largest value by factor, where every model has one."""
    shared = set.intersection(*(set(scan) for scan in scans.values())) if scans else set()
    return {f: max(scans, key=lambda name: scans[name][f]) for f in sorted(shared, key=float)}


def _criteria(e: Entry) -> dict[str, float]:
    if e.counted is None:
        return dict.fromkeys(("aic", "aicc", "bic"), math.nan)
    best, p, n = e.fit["lnL_max"], e.counted, e.fit["n"]
    return {"aic": aic(best, p), "aicc": aicc(best, p, n), "bic": bic(best, p, n)}


def _row(e: Entry, position: int, label: str, shared: dict[str, Any], d: Difference | None) -> dict[str, Any]:
    fit, n = e.fit, e.fit["n"]
    loo, waic = e.column("elpd_loo"), e.column("elpd_waic")
    evidence = e.diagnostics["evidence"] or {}
    row: dict[str, Any] = dict.fromkeys(COLUMNS)
    row |= {
        "model": e.name, "label": label, "kind": e.kind, "generated": False,
        "n": n, "k": fit["k"], "converged": bool(e.diagnostics["converged"]),
        "rmse_K": fit["rmse_K"], "r2": fit["r2"], "lnL_max": fit["lnL_max"],
        **_criteria(e),
        "elpd_waic": waic.sum(), "se_waic": standard_error(waic), "p_waic": e.column("waic_variance").sum(),
        "elpd_loo": loo.sum(), "se_loo": standard_error(loo), "p_loo": (e.column("lppd") - loo).sum(),
        "elpd_psis": e.column("elpd_psis").sum(), "khat_max": e.column("khat").max(),
        "elpd_lofo": e.elpd_lofo, "prior_negative": e.diagnostics.get("prior_predictive_negative"),
        "ln_evidence": evidence.get("ln_evidence"), "mcse_ln_evidence": evidence.get("mcse_ln_evidence"),
        "words": "not ranked", "mcse_elpd_loo": e.mcse_elpd if np.isfinite(loo).all() else None,
    }  # fmt: skip
    if e.ranked:
        w = shared["weights"]
        row |= {
            "rank": position + 1, "d_elpd_lofo": _above(e.elpd_lofo, shared["lofo"]),
            "d_elpd": 0.0 if d is None else d.total, "words": "best" if d is None else d.words,
            "evidence_prior_robust": len(set(shared["scan_winners"].values())) == 1,
            "w_aicc": shared["akaike"].get(e.name), "w_stacking": w.stacking[position],
            "w_stacking_lo": w.lower[position], "w_stacking_hi": w.upper[position], "w_pbma": w.pseudo_bma[position],
        }  # fmt: skip
    if d is not None:
        row |= {
            "se_d_elpd": d.se, "p_worse": d.p_worse, "influential_point": d.influential_point,
            "d_elpd_without_it": d.without_it, "mcse_d_elpd": d.mcse,
        }  # fmt: skip
        row["d_elpd_lo"], row["d_elpd_hi"] = interval(d.total, d.se, d.n)
    return row


def _caveats(e: Entry, suspects: Mapping[str, str], where: Where) -> str:
    """Return what a reader must know before using a row; columns and parameters are named by their symbols."""
    said = caveats(e.fit, e.diagnostics, e.column("khat"), e.column("waic_variance"), e.ranked)
    said += [f"input {column} may have been set with Tc in view" for column in e.columns if column in suspects]
    names = where.observations.spoken | symbols(e.fit)
    return "; ".join(in_words(each, names) for each in said)


def _above(value: float | None, best: float | None) -> float | None:
    return None if value is None or best is None else value - best


def _generated_row(made: Generated, best: Entry) -> dict[str, Any]:
    """Return the row of a generated curve: not ranked, its D to the best model that is, above zero if it leads."""
    n, error = len(made.elpd), made.scores.error
    labels, mcse = [row["label"] for row in best.rows], math.hypot(error, best.mcse_elpd)
    d = difference_of(made.elpd, best.column("elpd_loo"), labels, mcse)
    low, high = interval(d.total, d.se, n)
    words = d.words if d.total < 0 else "better" if is_clear(d.total, d.se, n) else "not distinguishable"
    return dict.fromkeys(COLUMNS) | {
        "model": made.name, "label": made.label, "kind": made.kind, "generated": True, "n": n, "k": made.k,
        "elpd_loo": made.elpd.sum(), "se_loo": standard_error(made.elpd), "d_elpd": d.total,
        "se_d_elpd": d.se, "d_elpd_lo": low, "d_elpd_hi": high, "mcse_elpd_loo": error, "mcse_d_elpd": mcse,
        "p_worse": d.p_worse, "influential_point": d.influential_point, "d_elpd_without_it": d.without_it,
        "ln_evidence": made.scores.ln_evidence, "words": words,
        "caveats": "",
    }  # fmt: skip
