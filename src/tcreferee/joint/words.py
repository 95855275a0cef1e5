"""A joint trial in words: the shared parameter, whether the groups agree on it, and what the source prints."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tcreferee.comparison.difference import Difference, difference_of
from tcreferee.joint.read import Tried
from tcreferee.joint.scores import Density, Score


def sentences(each: Tried) -> Iterator[str]:
    """Yield what one model says on all groups."""
    found = each.found
    names = " and ".join(found.shared)
    count, rows = len(found.groups), sum(group.rows for group in found.groups)
    free = "all other parameters and the scatter free for each"
    yield f"{each.label}: {names} in common to {count} groups ({rows} rows), {free}."
    for name, density in found.shared.items():
        yield f"{name} = {interval(density)}{_printed(each, name, density)}."
    against = agreement(found.common, found.separate)
    said = f"D = {against.total:+.1f} ± {against.se:.1f} (1 SE) nats, ln evidence {_evidence(each):+.1f}"
    words = "ahead" if against.total > 0 else against.words
    yield f"In common against a value for each group: {said}: {_agree(against)} ({words})."
    if 1.0 in found.pooled:
        spread = found.pooled[1.0][1]
        scans = ", ".join(f"{tau.quantile(0.5):.3g}" for _, tau in found.pooled.values())
        priors = "medians with the prior scale of the spread / 3, as it is, and x 3"
        yield f"Spread of {names} between groups: {interval(spread, middle=True)}; {priors}: {scans}."


def _evidence(each: Tried) -> float:
    return each.found.common.ln_evidence - each.found.separate.ln_evidence


def _agree(against: Difference) -> str:
    """Say whether groups agree; to say that they do not takes 4 nats and c(n) standard errors."""
    if against.total < 0 and against.words == "worse":
        return "the groups do not agree"
    if against.total < 0 and against.words == "probably worse":
        return "the groups may not agree"
    return "nothing says that the groups differ"


def agreement(common: Score, separate: Score) -> Difference:
    """Return how far one value for all groups is ahead of a value for each, by exact leave-one-out."""
    return difference_of(common.elpd, separate.elpd, [""] * len(common.elpd))


def against_best(tried: Sequence[Tried]) -> dict[str, Difference]:
    """Return how far each model, with its parameter in common, is from the one that predicts best."""
    best = max(tried, key=lambda each: float(each.found.common.elpd.sum()))
    rows = [""] * len(best.found.common.elpd)
    return {each.name: difference_of(each.found.common.elpd, best.found.common.elpd, rows) for each in tried}


def interval(density: Density, middle: bool = False) -> str:
    """Return mean (or median) and central 95 % of a posterior."""
    centre = density.quantile(0.5) if middle else density.mean
    return f"{centre:.4g} (95 %: {density.quantile(0.025):.4g} to {density.quantile(0.975):.4g})"


def _printed(each: Tried, name: str, density: Density) -> str:
    printed = next((p for p in each.model.printed if p.name == name), None)
    if printed is None:
        return ""
    low, high = density.quantile(0.025), density.quantile(0.975)
    side = "inside" if low <= printed.value <= high else "outside"
    return f"; the source prints {printed.value:g}, {side} of it"
