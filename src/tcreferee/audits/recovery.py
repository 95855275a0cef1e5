"""Could these rows tell the models apart at all?"""

from __future__ import annotations

import math

from tcreferee.audits._words import number
from tcreferee.audits.case import NOT_APPLICABLE, OPEN, QUIET, Case, Row, Tried
from tcreferee.simulation.recovery import AICC, ELPD, RecoveryRow

QUESTION = "Could these rows tell the formulas apart at all, if one of them were true?"
NAME, ENOUGH, TIMES = "recovery", 0.8, 16
CRITERIA = {ELPD: "exact leave-one-out", AICC: "AICc"}


def audit(case: Case) -> list[Row]:
    """Simulate from each theory and from the best null model, and count how often the truth is picked; see the module.

    A row for each, by exact leave-one-out where it is defined for the truth and else by AICc.
    """
    nulls = [t for t in case.tried.values() if t.null and t.ranked]
    truths = [t for t in case.tried.values() if t.ranked and not t.null]
    if nulls:
        truths.append(min(nulls, key=lambda t: int(t.score["rank"])))
    found = [row for t in truths if (row := _row(case, t)) is not None]
    if found:
        return found
    return [Row(NAME, "", "", NOT_APPLICABLE, "No model of this comparison is refitted to simulated data sets.")]


def _row(case: Case, truth: Tried) -> Row | None:
    for criterion, word in CRITERIA.items():
        picked = {r.chosen: r for r in case.recovery if (r.truth, r.criterion) == (truth.name, criterion)}
        if truth.name in picked:
            return _told(case, truth, picked, word)
    return None


def _told(case: Case, truth: Tried, picked: dict[str, RecoveryRow], word: str) -> Row:
    own = picked[truth.name]
    n, share = own.replicates, own.fraction
    low, high = _wilson(share, n)
    rival = max((r for r in picked.values() if r.chosen != truth.name), key=lambda r: r.fraction, default=None)
    other = f", {case.tried[rival.chosen].label} in {rival.fraction:.0%}" if rival and rival.fraction > 0 else ""
    note = f"Of {n} data sets made by {truth.label} on these rows, {word} picks it in {share:.0%}{other}."
    verdict = QUIET if share >= ENOUGH else OPEN
    if verdict == OPEN and truth.name in case.rows_needed:
        rows = case.rows_needed[truth.name]
        most = number(TIMES * case.observations.n)
        enough = f"AICc would pick it in 90 % with about {rows} such rows" if rows else (
            f"even {most} such rows would not let AICc pick it in 90 %"
        )  # fmt: skip
        note = f"{note[:-1]}; {enough}."
    if own.failed > 1 - ENOUGH:
        note = f"{note[:-1]}; in {own.failed:.0%} its fit found no maximum."
    return Row(NAME, truth.name, f"share picked by {word}", verdict, note, share, low, high)


def _wilson(share: float, n: int) -> tuple[float, float]:
    """Return the 95 % score interval of a share (Wilson 1927, 10.1080/01621459.1927.10502953)."""
    z2 = 1.959964**2
    centre = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = math.sqrt(z2 * (share * (1 - share) / n + z2 / (4 * n * n))) / (1 + z2 / n)
    return max(centre - half, 0.0), min(centre + half, 1.0)
