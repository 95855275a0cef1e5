"""What the table bears, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tcreferee.base.priors import Array

SMALL_DIFFERENCE = 4.0
SMALL_N = 100
ROWS_PER_PARAMETER = 4  # fewer make AIC and its like rough


@dataclass(frozen=True)
class Difference:
    """Difference of exact LOO to the best model.

    Parameters
    ----------
    total, se : float
        D and its standard error, nats.
    p_worse : float
        Probability that the model predicts worse than the best, normal approximation with twice the SE.
    influential_point : str
        Row whose difference departs most from the mean.
    without_it : float
        D without that row.
    """

    total: float
    se: float
    p_worse: float
    influential_point: str
    without_it: float

    @property
    def words(self) -> str:
        """Verdict words: `not distinguishable` below 4 nats, `worse` only if D + 4 SE is still negative."""
        if abs(self.total) < SMALL_DIFFERENCE:
            return "not distinguishable"
        return "worse" if self.total + 4 * self.se < 0 else "probably worse"


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
    scan_winners: Mapping[str, str], suspects: Mapping[str, str], constants: Sequence[str] = (),
) -> dict[str, Any]:  # fmt: skip
    """Return the verdict of a comparison as a record: sentences, groups, and how far they can be trusted."""
    ranked = [row for row in rows if row["rank"] is not None]
    label = {row["model"]: row["label"] for row in rows}
    groups: dict[str, list[str]] = {"best": [], "not distinguishable": [], "probably worse": [], "worse": []}
    for row in ranked:
        groups[row["words"]].append(row["model"])
    unranked = [row["model"] for row in rows if row["rank"] is None]
    robust = len(set(scan_winners.values())) == 1
    return {
        "comparison": comparison,
        "n": rows[0]["n"],
        "groups": groups | {"not ranked": unranked},
        "differences": {
            name: {
                "d_elpd": d.total,
                "se": d.se,
                "interval_2se": [d.total - 2 * d.se, d.total + 2 * d.se],
                "interval_4se": [d.total - 4 * d.se, d.total + 4 * d.se],
                "p_worse": d.p_worse,
            }
            for name, d in differences.items()
        },
        "evidence_winner_by_prior_scale": dict(scan_winners),
        "evidence_prior_robust": robust,
        "sentence": sentence(groups, label, rows[0]["n"]),
        "suspect_inputs": dict(suspects),
        "cautions": [
            *(f"The input {name} may have been set with Tc in view: {reason}" for name, reason in suspects.items()),
            *_cautions(groups, label, rows[0]["n"], unranked, robust, scan_winners, constants),
        ],
    }


def sentence(groups: Mapping[str, Sequence[str]], label: Mapping[str, str], n: int) -> str:
    """Return the one sentence that says what these rows decide."""
    if not groups["best"]:
        return "No model converged: these rows decide nothing yet."
    best = label[groups["best"][0]]
    equal = [label[name] for name in groups["not distinguishable"]]
    worse = [label[name] for name in groups["worse"]]
    maybe = [label[name] for name in groups["probably worse"]]
    if equal:
        text = f"These {n} rows cannot tell {_list([best, *equal])} apart"
    else:
        text = f"On these {n} rows {best} predicts best"
    if worse:
        text += f"; {_list(worse)} {'predicts' if len(worse) == 1 else 'predict'} worse"
    if maybe:
        text += f"; {_list(maybe)} probably {'predicts' if len(maybe) == 1 else 'predict'} worse, within the error"
    return text + "."


def _cautions(
    groups: Mapping[str, Sequence[str]], label: Mapping[str, str], n: int, unranked: Sequence[str], robust: bool,
    scan_winners: Mapping[str, str], constants: Sequence[str],
) -> list[str]:  # fmt: skip
    said = []
    if n < SMALL_N:
        said.append(f"n = {n} < 100: standard errors of the differences are too small, so words use twice the error.")
    if scan_winners and not robust:
        names = _list(sorted({label[name] for name in scan_winners.values()}))
        said.append(f"The evidence depends on the prior scale: it favours {names} as the scale goes from 1/4 to 4.")
    if unranked:
        said.append(f"Not ranked, because a check failed: {_list([label[name] for name in unranked])}.")
    if {*constants} & {*groups["best"], *groups["not distinguishable"]}:
        said.append("A constant predicts these rows as well as the best formula.")
    return said


def _list(words: Sequence[str]) -> str:
    if len(words) == 1:
        return words[0]
    return f"{', '.join(words[:-1])} and {words[-1]}"
