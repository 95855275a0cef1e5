"""The comparison tables of a results folder as a Markdown page, for docs/comparisons.md."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from tcreferee.base.records import number, read_record, read_rows
from tcreferee.comparison.fitted import fitted
from tcreferee.comparison.questions import SIGNS, WORDS, Outcome
from tcreferee.comparison.side_by_side import side_by_side
from tcreferee.comparison.unseen import unseen
from tcreferee.data.catalogue import plain as escaped
from tcreferee.text.html import plain_text

HEAD = """# {title}

{made}
k: free parameters of the formula (sigma is counted besides). elpd: exact leave-one-out log predictive density, nats.
D: difference to the best ranked model, ± 1 standard error; two models closer than 4 nats are not distinguishable.
predicts: D to the null model that decides, ± 1 SE. complete: D to the best generic curve over its inputs, ± 1 SE;
undefined: no such curve is clearly better than a constant. predicts and complete use only rows inside the domain that
the source of the formula declares; all other columns use all rows.
Nulls and generic curves without a stacking weight are made by the program; a D above zero means that they score higher
than the best ranked model.
grade: the lowest of the response and the inputs.
The sentences and cautions know what is declared of formulas and inputs. Audits come later: the signs below each
comparison, one a source, count them, too, as the report does.
"""
DEFAULT = {
    "title": "The comparisons of the default run",
    "made": "Made by `tcreferee verdicts --markdown` from the results of `make`; `.ci/run` fails when it is out of "
    "step.",
}
PAPERS = {
    "title": "What else the papers say: comparisons beyond the default run",
    "made": "Made by `tcreferee verdicts results/papers/results --markdown` from the results of `make papers`.",
}
COURT = {
    "title": "The court of hundreds: verdicts",
    "made": "Made by `tcreferee verdicts results/court/results --markdown` from the results of `make court`;\n"
    "[the rules](court.md) were written before the first run, with the changes that they list.",
}
# by the folder that a target makes its results in
PAGES = {"papers": PAPERS, "court": COURT}
TOGETHER = """## Every formula, with the conventions side by side

predicts, D ± 1 SE to the null model that decides, and whether a curve without physics predicts better from the same
inputs. Families left out: D ± 1 SE over the families, to the null that predicts them best; with fewer than six families
there is no standard error, and there is never a verdict. The objections of the audits are below each comparison.
"""


def page(results: Path | str) -> str:
    """Return the page for every comparison found in `results`, in alphabetical order."""
    folder = Path(results).resolve().parent.name
    parts = [HEAD.format(**PAGES.get(folder, DEFAULT))]
    if folder == "court":
        parts += [TOGETHER, side_by_side(results), unseen(results), fitted(results)]
    standing = Path(results) / "standing.csv"
    trials = read_rows(standing) if standing.exists() else []
    for path in sorted(Path(results).glob("*/comparison.json")):
        record = read_record(path)
        parts.append(f"## {record['comparison']}\n\n{plain(record['sentence'])}\n")
        parts.append("\n".join(f"- {plain(caution)}" for caution in record["cautions"]) + "\n")
        rows = read_rows(path.with_suffix(".csv"))
        parts.append(_table(rows))
        here = [trial for trial in trials if trial["comparison"] == record["comparison"]]
        if here:
            labels = {row["model"]: row["label"] for row in rows}
            parts.append("Signs, audits included:\n")
            parts.append("\n".join(f"- {plain(_sign(trial, labels))}" for trial in here) + "\n")
    return "\n".join(parts)


def _sign(trial: Mapping[str, str], labels: Mapping[str, str]) -> str:
    """Return the sign of a source, the formula that carries it, and what speaks against that."""
    outcome = Outcome(trial["outcome"])
    against = f". Against it: {trial['objections']}" if trial["objections"] else ""
    label = labels.get(trial["model"], trial["model"])
    return f"{SIGNS[outcome]} {label}, by {trial['source']}: {WORDS[outcome]}{against}."


def _table(rows: list[dict[str, str]]) -> str:
    lines = [
        "| model | kind | k | RMSE (K) | elpd | D ± SE | ln evidence | stacking weight (95 %) | beside the best model |"
        " predicts | complete | grade |",
        "|---|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    lines += [f"| {' | '.join(_cells(row))} |" for row in rows]
    return "\n".join(lines) + "\n"


def _cells(row: Mapping[str, str]) -> list[str]:
    # one decimal: what is stable between CPU types, and more than these n bear
    total = round(number(row["d_elpd"]), 1) + 0.0  # not -0.0
    difference = f"{total:.1f} ± {number(row['se_d_elpd']):.1f}" if row["se_d_elpd"] else "–"
    weight = "–"
    if row["w_stacking"]:
        low, high = number(row["w_stacking_lo"]), number(row["w_stacking_hi"])
        weight = f"{number(row['w_stacking']):.2f} ({low:.1f} to {high:.1f})"
    return [
        plain(row["label"]), plain(row["kind"]), plain(row["k"]), _short(row["rmse_K"]), _short(row["elpd_loo"]),
        difference, _short(row["ln_evidence"]), weight, plain(row["words"]), _against(row, "predicts", "null"),
        _against(row, "complete", "generic"), plain(row["grade"]) or "–",
    ]  # fmt: skip


def _against(row: Mapping[str, str], word: str, curve: str) -> str:
    """Return the answer to a question with the curve that decides it."""
    if not row[word] or not row[curve]:
        return plain(row[word]) or "–"
    d, se = round(number(row[f"d_{curve}"]), 1) + 0.0, number(row[f"se_d_{curve}"])  # not -0.0
    return f"{plain(row[word])}: {d:.1f} ± {se:.1f} to {plain(row[curve])}"


def plain(text: str) -> str:
    """Return a text without mathtext, escaped for Markdown."""
    return escaped(plain_text(text))


def _short(cell: str) -> str:
    return f"{number(cell):.1f}" if cell else "–"
