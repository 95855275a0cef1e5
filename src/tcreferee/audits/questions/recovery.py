"""Could these rows tell the models apart at all?

They do if the interval of the share of data sets in which the truth is picked lies above 80 %. As many data sets are
simulated as decide it (`tcreferee.simulation.enough`), up to a number; that may leave it open, which is not the same as
few rows.
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
    """Simulate from each theory and from the best null model, and count how often the truth is picked; see the module.

    A row for all models together, and one for each of these, by exact leave-one-out where it is defined for the truth
    and else by AICc.
    """
    ranked = [t for t in case.tried.values() if t.ranked]
    if len(ranked) < 2:
        return [Row(NAME, "", "", NOT_APPLICABLE, "Fewer than two models are ranked: there is nothing to tell apart.")]
    found = {t.name: _found(case, t) for t in ranked}
    each = [_told(case, t, picked) if (picked := found.get(t.name)) else _none(t) for t in case.told]
    return [*_whole([f for f in found.values() if f]), *each]


@dataclass(frozen=True)
class _Found:
    """What a criterion picks in data sets of one truth."""

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
    note = f"Not simulated: {why}." if truth.ranked else "The table does not rank it on these rows; see its caveats."
    return Row(NAME, truth.name, "share picked", NOT_APPLICABLE, note)


def _whole(found: list[_Found]) -> list[Row]:
    """Say how often the truth is picked whichever it is, each being as likely."""
    if not found:
        return []
    share = sum(f.own.fraction for f in found) / len(found)
    guess = sum(1 / (1 + len(f.others)) for f in found) / len(found)
    # as many data sets as would give the mean of equal shares the same error
    effective = len(found) ** 2 / sum(1 / f.own.replicates for f in found)
    low, high = interval(share, effective)
    used = {f.criterion for f in found}
    word = (
        CRITERIA[used.pop()] if len(used) == 1 else f"{CRITERIA[ELPD]} (or {CRITERIA[AICC]}, where that is undefined)"
    )
    if low >= ENOUGH:
        end = "these rows tell the formulas apart"
    elif high >= ENOUGH:
        end = f"too few data sets to say whether {percent(ENOUGH)} are reached"
    else:
        end = "no better than guessing" if low <= guess else "better than guessing, but not reliably"
    note = (
        f"If each of {len(found)} models in turn were the truth, {word} would pick it on these rows in {percent(share)}"
        f" of cases on average, guessing in {percent(guess)}: {end}."
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
    note = f"Of {n} data sets made by {quoted([truth.label])} on these rows, {word} picks it in {percent(share)}{other}"
    verdict = QUIET if low >= ENOUGH else OPEN
    if high < ENOUGH:
        note += _needed(case, truth)
    elif low < ENOUGH:
        note += f"; so few data sets do not say whether {percent(ENOUGH)} are reached"
    if own.failed > 1 - ENOUGH:
        note += f"; in {percent(own.failed)} of the data sets its fit found no maximum"
    return Row(NAME, truth.name, f"share picked by {word}", verdict, f"{note}.", share, low, high)


def _needed(case: Case, truth: Tried) -> str:
    """Say how many rows would tell a theory from every model without physics; "" where that was not simulated."""
    nulls = [not uncovered(t.trial) for t in case.tried.values() if t.null and t.ranked]
    if truth.name not in case.rows_needed or not any(nulls):
        return ""
    every = "every model without physics" if all(nulls) else "every model without physics that can be refitted"
    count = case.rows_needed[truth.name]
    if count is None:
        most = number(TIMES[-1] * case.observations.n)
        return f"; even {most} such rows would not make AICc prefer it to {every} in 90 % of cases"
    if count == case.observations.n:
        return f"; AICc prefers it to {every} in 90 % of cases with these rows already"
    return f"; AICc would prefer it to {every} in 90 % of cases with about {count} such rows"
