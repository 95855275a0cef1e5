"""Recovery and calibration with many data sets: chunks are simulated separately and summed exactly.

The random numbers of a chunk depend only on the seed and on the names of comparison, truth and chunk. Therefore chunks
may run anywhere and in any order, and an interrupted study continues with the missing chunks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from tcreferee.audits.case import RECOVERY_COLUMNS, Case, Tried
from tcreferee.base.records import number, read_rows, write_rows
from tcreferee.comparison.thresholds import factor
from tcreferee.simulation.calibration import coverage, ranks
from tcreferee.simulation.recovery import recovery
from tcreferee.simulation.scores import many

BINS = 20
COUNTED = ("model", "coordinate", *(f"bin_{i}" for i in range(1, BINS + 1)))
RANKS = (*COUNTED, "replicates", "chi2", "p_value")
COVERED = ("truth", "model", "against", "replicates", "within_2se", "within_4se", "within_cse")


def study_chunk(case: Case, chunk: int, replicates: int, scored: int, out: Mapping[str, Path | str]) -> None:
    """Simulate one chunk of a study and write its counts.

    Parameters
    ----------
    case : Case
    chunk : int
        Number of the chunk.
    replicates, scored : int
        Number of data sets simulated from each model, and number of these that are also scored by exact leave-one-out.
        The calibration uses `scored` data sets, too.
    out : mapping
        Paths under `STUDY_FILES`.
    """
    case = case.fewer
    ranked = {name: t for name, t in case.tried.items() if t.ranked}
    rows = recovery(
        {name: t.trial for name, t in ranked.items()}, {name: (t.theta, t.sigma) for name, t in ranked.items()},
        replicates, lambda truth: case.seed("study", truth, f"chunk {chunk}"), scored,
    )  # fmt: skip
    write_rows(out["recovery"], RECOVERY_COLUMNS, map(asdict, rows))
    exact = [t for t in ranked.values() if many(t.trial)]
    write_rows(out["ranks"], COUNTED, (row for t in exact for row in _counts(case, t, chunk, scored)))
    write_rows(out["coverage"], COVERED, _coverage(case, exact, chunk, scored))


def _counts(case: Case, tried: Tried, chunk: int, replicates: int) -> list[dict[str, Any]]:
    found = ranks(tried.trial, replicates, case.seed("study ranks", tried.name, f"chunk {chunk}"))
    counts = [np.histogram(column, bins=BINS, range=(0.0, 1.0))[0] for column in found.pit.T]
    return [
        {"model": tried.name, "coordinate": name, **dict(zip(COUNTED[2:], map(int, each), strict=True))}
        for name, each in zip(found.names, counts, strict=True)
    ]


def _coverage(case: Case, exact: Sequence[Tried], chunk: int, replicates: int) -> list[dict[str, Any]]:
    """Count how often D +- 2, 4 and c(n) SE contain the expected difference of the best model and each other one."""
    if len(exact) < 2:
        return []
    truth, *others = sorted(exact, key=lambda t: int(t.score["rank"]))
    rows = []
    for other in others:
        rng = np.random.default_rng(case.seed("study coverage", other.name, f"chunk {chunk}"))
        at = rng.integers(len(truth.theta), size=replicates)
        errors = factor(len(truth.trial.y))
        found = coverage(truth.trial, other.trial, truth.trial, truth.theta[at], truth.sigma[at], rng, errors)
        counts = {"within_2se": found.within_2 * replicates, "within_4se": found.within_4 * replicates}
        counts["within_cse"] = found.within_c * replicates
        named = {"truth": truth.name, "model": truth.name, "against": other.name}
        rows.append({**named, "replicates": replicates, **{word: round(count) for word, count in counts.items()}})
    return rows


def gather(chunks: Mapping[str, Iterable[Path | str]], out: Mapping[str, Path | str]) -> None:
    """Add up the chunks of a comparison.

    Parameters
    ----------
    chunks : mapping
        Files of all chunks, by the names in `STUDY_FILES`.
    out : mapping
        Paths by the names in `STUDY_FILES`. recovery.csv has the columns that the audit writes, ranks.csv a chi-squared
        test of each coordinate over 20 bins, coverage.csv shares.
    """
    write_rows(out["recovery"], RECOVERY_COLUMNS, _recovered(_all(chunks["recovery"])))
    write_rows(out["ranks"], RANKS, _ranked(_all(chunks["ranks"])))
    write_rows(out["coverage"], COVERED, _covered(_all(chunks["coverage"])))


def _all(files: Iterable[Path | str]) -> list[dict[str, str]]:
    return [row for file in files for row in read_rows(file)]


def _grouped(rows: Iterable[dict[str, str]], *keys: str) -> dict[tuple[str, ...], list[dict[str, str]]]:
    found: dict[tuple[str, ...], list[dict[str, str]]] = {}
    for row in rows:
        found.setdefault(tuple(row[key] for key in keys), []).append(row)
    return found


def _recovered(rows: Iterable[dict[str, str]]) -> Iterable[dict[str, Any]]:
    for (truth, criterion, chosen), parts in _grouped(rows, "truth", "criterion", "chosen").items():
        sizes = np.array([number(part["replicates"]) for part in parts])
        share, failed = (
            sizes @ [number(part[word]) for part in parts] / sizes.sum() for word in ("fraction", "failed")
        )
        named = {"truth": truth, "criterion": criterion, "chosen": chosen, "note": parts[0]["note"]}
        yield {**named, "fraction": share, "failed": failed, "replicates": int(sizes.sum())}


def _ranked(rows: Iterable[dict[str, str]]) -> Iterable[dict[str, Any]]:
    from scipy.stats import chisquare

    for (model, coordinate), parts in _grouped(rows, "model", "coordinate").items():
        counts = [sum(int(part[word]) for part in parts) for word in COUNTED[2:]]
        test = chisquare(counts)
        named = {"model": model, "coordinate": coordinate, **dict(zip(COUNTED[2:], counts, strict=True))}
        yield {**named, "replicates": sum(counts), "chi2": test.statistic, "p_value": test.pvalue}


def _covered(rows: Iterable[dict[str, str]]) -> Iterable[dict[str, Any]]:
    for (truth, model, against), parts in _grouped(rows, "truth", "model", "against").items():
        total = sum(int(part["replicates"]) for part in parts)
        within = {word: sum(int(part[word]) for part in parts) / total for word in COVERED[4:]}
        yield {"truth": truth, "model": model, "against": against, "replicates": total, **within}
