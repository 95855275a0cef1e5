"""A specification curve in sentences."""

from __future__ import annotations

from tcreferee.comparison.questions import Predicts
from tcreferee.specifications.choice import DECISIONS
from tcreferee.specifications.curve import SpecificationCurve, Specified, verdicts

SAID = {
    Predicts.YES: "predicts better than every null model",
    Predicts.LEVEL: "is not told apart from a null model",
    Predicts.WORSE: "is worse than a null model",
}
NAMED = 3


def sentence(curve: SpecificationCurve) -> str:
    """Return in one or two sentences whether the verdict hangs on a choice; mathtext allowed."""
    if curve.why:
        return f"No other specification was computed: {curve.why}."
    counted, same = len(curve.counted), len(curve.same)
    verdict = SAID[Predicts(curve.declared.predicts)]
    if counted == 1:
        return f"The formula {verdict}; no other specification could be computed."
    where = f"in all {counted} specifications" if same == counted else f"in {same} of {counted} specifications"
    said = f"The formula {verdict} {where}"
    others = [f"it {SAID[word]} with {_listed(some)}" for word, some in verdicts(curve)]
    said = "; ".join([said, *others]) + "."
    return f"{said} {most(curve)}" if curve.shares else said


def most(curve: SpecificationCurve) -> str:
    """Say which decision moves D most."""
    decision, share = next(iter(curve.shares.items()))
    d = [each.d for each in curve.counted]
    return (
        f"The decision that moves D most is the {DECISIONS[decision]}: {100 * share:.0f} % of the variance of D. "
        f"D lies between {min(d):.1f} and {max(d):.1f} nats."
    )


def _listed(some: list[Specified]) -> str:
    labels = [each.label for each in some[:NAMED]]
    if len(some) > NAMED:
        return f"{'; '.join(labels)}; and {len(some) - NAMED} more"
    return " and with ".join(labels) if len(labels) < NAMED else f"{'; '.join(labels[:-1])}; and {labels[-1]}"
