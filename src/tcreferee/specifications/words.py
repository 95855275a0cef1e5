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
    """Return in two or three sentences whether the verdict hangs on a choice; mathtext allowed."""
    if curve.why:
        return f"No other specification was computed: {curve.why}."
    counted, same = len(curve.counted), len(curve.same)
    verdict = SAID[Predicts(curve.declared.predicts)]
    if counted == 1:
        return f"It {verdict}; no other specification could be computed."
    where = f"in all {counted} specifications" if same == counted else f"in {same} of {counted} specifications"
    said = [f"It {verdict} {where}."]
    said += [f"It {SAID[word]} in {len(some)}: {_listed(some)}." for word, some in verdicts(curve)]
    return " ".join([*said, *([most(curve)] if curve.shares else [])])


def most(curve: SpecificationCurve) -> str:
    """Say which decision moves D most."""
    decision, share = next(iter(curve.shares.items()))
    d = [each.d for each in curve.counted]
    return (
        f"What moves D most is the {DECISIONS[decision]}, with {100 * share:.0f} % of the variance of D. "
        f"D lies between {signed(min(d))} and {signed(max(d))} nats."
    )


def signed(value: float) -> str:
    """Return a number of nats with its sign, as it is printed."""
    return f"{value:+.1f}".replace("-", "−")


def _listed(some: list[Specified]) -> str:
    labels = [f"with {each.label}" for each in some[:NAMED]]
    more = [f"and {len(some) - NAMED} more"] if len(some) > NAMED else []
    return ", ".join([*labels, *more])
