"""The verdict in words: what the comparison table supports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from tcreferee.base.priors import Array
from tcreferee.comparison.difference import Difference
from tcreferee.comparison.judge import Judged
from tcreferee.comparison.questions import Answers, as_record
from tcreferee.comparison.sentence import NOT_RANKED, listed, sentence
from tcreferee.comparison.thresholds import FEWEST, SMALL_N, factor, interval

ROWS_PER_PARAMETER = 4  # fewer make AIC and its like rough


def caveats(
    fit: Mapping[str, Any], diagnostics: Mapping[str, Any], khat: Array, waic_variance: Array, ranked: bool
) -> list[str]:
    """Return one sentence per thing a reader must know before using a row of the table."""
    n, p, said = fit["n"], fit["p"], []
    if diagnostics.get("refused"):
        return [f"not fitted: {diagnostics['refused']}"]
    for check in diagnostics["checks"]:
        if not check["passed"]:
            value = "undefined" if check["value"] is None else f"{check['value']:.4g}"
            said.append(f"not converged: {check['name']} = {value}, threshold {check['threshold']:.4g}")
    if not ranked and diagnostics["converged"]:
        said.append("not ranked: no exact leave-one-out for this model")
    if fit.get("hierarchical"):
        said.append("AIC, AICc and BIC undefined: the likelihood does not know the spread between families")
    elif fit["lnL_max"] is None:
        said.append("AIC, AICc and BIC undefined: the likelihood has no maximum")
    elif n - p - 1 < 1:
        said.append(f"AICc undefined at n = {n} with {p} counted parameters")
    elif n / p < ROWS_PER_PARAMETER:
        said.append(f"only {n / p:.1f} rows per counted parameter: AIC, AICc and BIC are rough")
    high = int(np.sum(khat > diagnostics["khat_threshold"]))
    if high:
        said.append(f"PSIS not reliable at {high} of {n} rows (k-hat up to {khat.max():.2f}): use exact LOO")
    if (waic_variance > 0.4).any():
        wide = int(np.sum(waic_variance > 0.4))
        said.append(f"WAIC not reliable: posterior variance above 0.4 at {wide} of {n} rows")
    negative = diagnostics["prior_predictive_negative"]
    if negative is not None and negative > 0.05:
        said.append(f"prior puts {100 * negative:.0f} % of predictions below 0")
    scan = diagnostics.get("tau_scan")
    if scan:
        found = ", ".join(f"{at['elpd_loo']:.2f} (scale {at['scale']:.3g})" for at in scan.values())
        said.append(f"few families: elpd_loo under three priors of their spread is {found}")
    return said + list(fit["notes"])


def verdict(
    comparison: str, rows: Sequence[Mapping[str, Any]], differences: Mapping[str, Difference],
    scan_winners: Mapping[str, str], suspects: Mapping[str, str], constants: Sequence[str], judged: Judged,
    sigma_winners: Mapping[str, Mapping[str, str]] | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Return the verdict of a comparison as a record: sentences, groups, and how far they can be trusted."""
    ranked = [row for row in rows if row["rank"] is not None]
    label = {row["model"]: row["label"] for row in rows}
    groups: dict[str, list[str]] = {"best": [], "not distinguishable": [], "probably worse": [], "worse": []}
    for row in ranked:
        groups[row["words"]].append(row["model"])
    unranked = [row["model"] for row in rows if row["rank"] is None]
    nothing: dict[str, Mapping[str, str]] = {"ln_evidence": {}, "elpd_loo": {}}
    by_sigma = nothing | dict(sigma_winners or {})
    robust = len({*scan_winners.values(), *by_sigma["ln_evidence"].values()}) == 1
    n = rows[0]["n"]
    return {
        "comparison": comparison,
        "n": n,
        "groups": groups | {"not ranked": unranked},
        "differences": {name: _difference_record(d) for name, d in differences.items()},
        "evidence_winner_by_prior_scale": dict(scan_winners),
        "evidence_winner_by_sigma_scale": dict(by_sigma["ln_evidence"]),
        "elpd_winner_by_sigma_scale": dict(by_sigma["elpd_loo"]),
        "evidence_prior_robust": robust,
        "factor": factor(n),
        "sentence": sentence(n, judged.answers, label, judged.leader, judged.outcomes),
        "questions": {name: as_record(each) for name, each in judged.answers.items()},
        "luck": {source: asdict(each) for source, each in judged.luck.items()},
        "leader": None if judged.leader is None else {"label": judged.leader.label, "kind": judged.leader.kind},
        "generated": {each.name: {"columns": each.columns, "elpd_loo": each.elpd} for each in judged.generated},
        "suspect_inputs": dict(suspects),
        "cautions": [
            *(f"The input {name} may have been set with Tc in view: {reason}" for name, reason in suspects.items()),
            *_declared_cautions(judged.answers, label),
            *cautions(groups, label, n, unranked, differences, constants, bool(judged.answers)),
            *_scan_cautions(groups, label, scan_winners, by_sigma),
        ],
    }


def _difference_record(d: Difference) -> dict[str, Any]:
    """Return a difference as plain values."""
    return {
        "d_elpd": d.total,
        "se": d.se,
        "interval_2se": [d.total - 2 * d.se, d.total + 2 * d.se],
        "interval_4se": [d.total - 4 * d.se, d.total + 4 * d.se],
        "interval_95": list(interval(d.total, d.se, d.n)),
        "mcse": d.mcse,
        "p_worse": d.p_worse,
    }


def cautions(
    groups: Mapping[str, Sequence[str]], label: Mapping[str, str], n: int, unranked: Sequence[str],
    differences: Mapping[str, Difference], constants: Sequence[str], formulas: bool = True,
) -> list[str]:  # fmt: skip
    """Return what a reader must know beside the sentence; `formulas`: whether any formula is ranked."""
    said = []
    if n < FEWEST and groups["best"]:
        said.append(
            f"n = {n}: the words use ± {factor(n):.1f} standard errors (SE), as for {FEWEST} rows, the fewest that "
            "this was measured for. With fewer rows, the interval may contain the true difference in less than 95 % of "
            "such data sets."
        )
    elif n < SMALL_N and groups["best"]:
        said.append(
            f"n = {n} < {SMALL_N}: the standard error (SE) of a difference is too small, so the words use ± "
            f"{factor(n):.1f} SE, an interval that contains the true difference in 95 % of such data sets."
        )
    behind = (*groups["probably worse"], *groups["worse"])
    hanging = [name for name in behind if differences[name].hangs_on_one_row or differences[name].turns_without_one_row]
    for name in hanging:
        d = differences[name]
        said.append(
            f"The difference of {label[name]} hangs on one row: without {d.influential_point} it is "
            f"{d.without_it:.1f} ± {d.se_without:.1f} (1 SE) nats in place of {d.total:.1f} ± {d.se:.1f} (1 SE)."
        )
    if unranked:
        said.append(f"{NOT_RANKED}: {listed([label[name] for name in unranked])}.")
    if {*constants} & {*groups["best"], *groups["not distinguishable"]}:
        leads = bool({*constants} & {*groups["best"]})
        what = "formula" if formulas else "other ranked model"
        best = f"No {what} predicts these rows better than a constant."
        said.append(best if leads else "A constant cannot be told apart from the best model of these rows.")
    return said


def _declared_cautions(answers: Mapping[str, Answers], label: Mapping[str, str]) -> list[str]:
    """Return what declarations say of the formulas; what they say of several alike is said once."""
    of: dict[str, list[str]] = {}
    for name, each in answers.items():
        for said in each.declared.sentences:
            of.setdefault(said, []).append(label[name])
    return [f"{listed(names)}: {said}." for said, names in of.items()]


def _scan_cautions(
    groups: Mapping[str, Sequence[str]], label: Mapping[str, str], scan_winners: Mapping[str, str],
    by_sigma: Mapping[str, Mapping[str, str]],
) -> list[str]:  # fmt: skip
    said = []
    for winners, scale in ((scan_winners, "prior scale"), (by_sigma["ln_evidence"], "prior scale of the scatter")):
        if len(set(winners.values())) > 1:
            names = listed(sorted({label[name] for name in winners.values()}))
            said.append(f"The evidence depends on the {scale}: it favours {names} as the scale goes from 1/4 to 4.")
    level = {*groups["best"], *groups["not distinguishable"]}
    other = sorted({label[name] for name in by_sigma["elpd_loo"].values() if name not in level})
    if other:
        said.append(
            f"The best prediction depends on the prior scale of the scatter: from 1/4 to 4, also {listed(other)}."
        )
    return said
