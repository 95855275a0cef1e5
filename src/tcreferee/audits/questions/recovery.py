"""Could these rows tell the formulas apart at all, if one of them were true?

They can if a criterion picks the true model in more than 80 % of simulated data sets, with the interval of this share
above 80 %. The audit simulates data sets until this is decided (`tcreferee.simulation.enough`), up to a largest number.
If it is then undecided, the note asks for more data sets, not for more rows.
"""

from __future__ import annotations

from dataclasses import dataclass

from tcreferee.audits.case import NOT_APPLICABLE, OPEN, QUIET, Case, Row, Tried
from tcreferee.audits.words import number, percent, quoted
from tcreferee.simulation.enough import ENOUGH, interval
from tcreferee.simulation.recovery import AICC, ELPD, TIMES, RecoveryRow
from tcreferee.simulation.refit import uncovered

QUESTION = "Could these rows tell the formulas apart at all, if one of them were true?"
NAME = "recovery"
FEWER_ROWS = True
CRITERIA = {ELPD: "exact leave-one-out", AICC: "AICc"}


def audit(case: Case) -> list[Row]:
    """Simulate from each theory and from the best null model, and count how often the true model is picked.

    Returns a row for all models together and a row for each of these. The criterion is exact leave-one-out if it is
    defined for the true model, otherwise AICc.
    """
    ranked = [t for t in case.tried.values() if t.ranked]
    if len(ranked) < 2:
        return [Row(NAME, "", "", NOT_APPLICABLE, "Fewer than two models are ranked; there is nothing to tell apart.")]
    found = {t.name: _found(case, t) for t in ranked}
    each = [_told(case, t, picked) if (picked := found.get(t.name)) else _none(t) for t in case.told]
    return [*_whole([f for f in found.values() if f]), *each]


@dataclass(frozen=True)
class _Found:
    """How often a criterion picks each model in data sets simulated from one of them."""

    criterion: str
    own: RecoveryRow
    others: list[RecoveryRow]


def _found(case: Case, truth: Tried) -> _Found | None:
    for criterion in CRITERIA:
        picked = {r.chosen: r for r in case.recovery if (r.truth, r.criterion) == (truth.name, criterion)}
        if truth.name in picked:
            own = picked.pop(truth.name)
            return _Found(criterion, own, list(picked.values()))
    return None


def _none(truth: Tried) -> Row:
    why = uncovered(truth.trial) or "too few rows for its parameters"
    note = f"Not simulated: {why}." if truth.ranked else "The table does not rank this model; see its caveats."
    return Row(NAME, truth.name, "share picked", NOT_APPLICABLE, note)


def _whole(found: list[_Found]) -> list[Row]:
    """Report how often the true model is picked, averaged over the models."""
    if not found:
        return []
    share = sum(f.own.fraction for f in found) / len(found)
    guess = sum(1 / (1 + len(f.others)) for f in found) / len(found)
    # effective number of data sets: that of a single share with the same standard error
    effective = len(found) ** 2 / sum(1 / f.own.replicates for f in found)
    low, high = interval(share, effective)
    used = {f.criterion for f in found}
    word = (
        CRITERIA[used.pop()] if len(used) == 1 else f"{CRITERIA[ELPD]} (or {CRITERIA[AICC]}, where that is undefined)"
    )
    if low >= ENOUGH:
        end = "these rows tell the formulas apart"
    elif high >= ENOUGH:
        end = f"too few data sets to say whether the share is {percent(ENOUGH)}"
    else:
        end = "no better than guessing" if low <= guess else "better than guessing, but not reliably"
    note = (
        f"If each of {len(found)} models in turn were true, {word} would pick it on these rows in {percent(share)} of "
        f"cases on average; guessing would in {percent(guess)}: {end}."
    )
    verdict = QUIET if low >= ENOUGH else OPEN
    return [Row(NAME, "", "mean share of truths picked", verdict, note, share, low, high)]


def _told(case: Case, truth: Tried, found: _Found) -> Row:
    own, word = found.own, CRITERIA[found.criterion]
    n, share = own.replicates, own.fraction
    low, high = interval(share, n)
    rival = max(found.others, key=lambda r: r.fraction, default=None)
    other = (
        f", {quoted([case.tried[rival.chosen].label])} in {percent(rival.fraction)}"
        if rival and rival.fraction > 0
        else ""
    )
    note = f"In {n} data sets simulated from {quoted([truth.label])}, {word} picks it in {percent(share)}{other}"
    verdict = QUIET if low >= ENOUGH else OPEN
    if high < ENOUGH:
        note += _needed(case, truth)
    elif low < ENOUGH:
        note += f"; these are too few data sets to say whether the share is {percent(ENOUGH)}"
    if own.failed > 1 - ENOUGH:
        note += f"; in {percent(own.failed)} of the data sets its likelihood has no maximum"
    return Row(NAME, truth.name, f"share picked by {word}", verdict, f"{note}.", share, low, high)


def _needed(case: Case, truth: Tried) -> str:
    """Return in words how many rows would tell a theory from every null model; "" if that was not simulated."""
    nulls = [not uncovered(t.trial) for t in case.tried.values() if t.null and t.ranked]
    if truth.name not in case.rows_needed or not any(nulls):
        return ""
    every = "every null model" if all(nulls) else "every null model that can be refitted"
    count = case.rows_needed[truth.name]
    if count is None:
        most = number(TIMES[-1] * case.observations.n)
        return f"; even {most} such rows would not make AICc prefer it to {every} in 90 % of cases"
    if count == case.observations.n:
        return f"; these rows are enough for AICc to prefer it to {every} in 90 % of cases"
    return f"; AICc would prefer it to {every} in 90 % of cases with about {count} such rows"
