"""Does a formula without the physics predict as well?

The answer comes from `tcreferee.comparison.questions`, which signs, tables and sentences also use. A formula predicts
if it is ahead of every null model. Every comparison is given null models of the inputs of its formulas.
"""

from __future__ import annotations

from tcreferee.audits.case import FIRES, NOT_APPLICABLE, OPEN, QUIET, Case, Row, Tried
from tcreferee.audits.words import between, quoted
from tcreferee.comparison.questions import Answers, Predicts, from_record

QUESTION = "Does a formula without the physics predict as well?"
FOUND = "a formula predicts no better than a null model"
NAME, STATISTIC = "rivals", "D against the null model that decides, nats"
VERDICTS = {Predicts.YES: QUIET, Predicts.LEVEL: OPEN, Predicts.WORSE: FIRES}
ENDS = {
    Predicts.YES: "it is better than every null model",
    Predicts.LEVEL: "the two cannot be told apart",
    Predicts.WORSE: "it is worse",
}


def audit(case: Case) -> list[Row]:
    """Compare every theory with each null model; see the module."""
    asked = {name: from_record(each) for name, each in case.record["questions"].items()}
    theories = [t for t in case.tried.values() if not t.null]
    answered = [t for t in theories if t.ranked and t.name in asked and asked[t.name].null]
    if not answered:
        missing = "theory" if not any(t.ranked for t in theories) else "null model"
        return [
            Row(NAME, "", "", NOT_APPLICABLE, f"The comparison ranks no {missing}, so there is nothing to compare.")
        ]
    found = [_against(tried, asked[tried.name]) for tried in answered]
    why = "The table does not rank this model; see its caveats."
    unranked = [Row(NAME, t.name, STATISTIC, NOT_APPLICABLE, why) for t in theories if not t.ranked]
    return [_whole(answered, found), *found, *unranked]


def _whole(answered: list[Tried], found: list[Row]) -> Row:
    """Return the row of the whole comparison: the best verdict of a theory, and its largest D with that verdict."""
    beat = [t.label for t, row in zip(answered, found, strict=True) if row.verdict == QUIET]
    order = (QUIET, OPEN, FIRES)
    leader = min(found, key=lambda row: (order.index(row.verdict), -(row.value or 0.0)))
    if beat:
        note = f"{quoted(beat)} {'predicts' if len(beat) == 1 else 'predict'} better than every null model."
    elif leader.verdict == OPEN:
        note = "No theory predicts these rows distinguishably better than every null model."
    else:
        note = "Every theory predicts these rows worse than a null model."
    return Row(NAME, "", STATISTIC, leader.verdict, note, leader.value, leader.lower, leader.upper)


def _against(tried: Tried, answers: Answers) -> Row:
    """Return D of a theory to the null model that decides, with the interval that every verdict uses."""
    null = answers.null
    assert null is not None
    low, high = null.interval
    note = (
        f"In predicting each row from the others it is {null.words} (95 % interval of D, for "
        f"{null.n} rows: {between(low, high)}): {ENDS[answers.predicts]}."
    )
    return Row(NAME, tried.name, STATISTIC, VERDICTS[answers.predicts], note, null.total, low, high)
