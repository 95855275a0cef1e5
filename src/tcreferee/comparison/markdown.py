"""The comparison tables of a results folder as a Markdown page, for docs/comparisons.md."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from tcreferee.base.records import number, read_record, read_rows
from tcreferee.data.catalogue import plain

HEAD = """# The comparisons of the default run

Made by `tcreferee verdicts --markdown` from the results of `make`; `.ci/run` fails when it is out of step.
k: free parameters of the formula (sigma is counted besides). elpd: exact leave-one-out log predictive density, nats.
D: difference to the best model, with its standard error; two models closer than 4 nats are not distinguishable.
"""


def page(results: Path | str) -> str:
    """Return the page for every comparison found in `results`, in alphabetical order."""
    parts = [HEAD]
    for path in sorted(Path(results).glob("*/comparison.json")):
        record = read_record(path)
        parts.append(f"## {record['comparison']}\n\n{plain(record['sentence'])}\n")
        parts.append("\n".join(f"- {plain(caution)}" for caution in record["cautions"]) + "\n")
        parts.append(_table(read_rows(path.with_suffix(".csv"))))
    return "\n".join(parts)


def _table(rows: list[dict[str, str]]) -> str:
    lines = [
        "| model | k | RMSE (K) | elpd | D ± SE | ln evidence | stacking weight (95 %) | verdict |",
        "|---|---|---|---|---|---|---|---|",
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
        plain(row["label"]), row["k"], _short(row["rmse_K"]), _short(row["elpd_loo"]), difference,
        _short(row["ln_evidence"]), weight, row["words"],
    ]  # fmt: skip


def _short(cell: str) -> str:
    return f"{number(cell):.1f}" if cell else "–"
