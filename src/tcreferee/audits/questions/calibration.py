"""Are our own intervals right on rows like these?"""

from __future__ import annotations

import numpy as np

from tcreferee.audits.case import FIRES, NOT_APPLICABLE, OPEN, QUIET, Case, Row, Tried
from tcreferee.audits.words import chance, percent, quoted
from tcreferee.comparison.thresholds import factor
from tcreferee.simulation.calibration import coverage, ranks
from tcreferee.simulation.scores import many

QUESTION = "Are our own intervals right on rows like these?"
FOUND = "our own intervals are wrong here"
NAME, PER_SCORED, HONEST, STRICTER = "calibration", 4, 0.9, 10.0
FEWER_ROWS = True


def audit(case: Case) -> list[Row]:
    """Calibrate the best theory and the best null model by simulation; see the module.

    ASSUME: what is tested here is this program, on every comparison: the level is a tenth of that of the other audits.
    """
    best = _best(case)
    if not best:
        note = "It takes normal scatter alone and at most one non-linear parameter, which no ranked model here has."
        return [Row(NAME, "", "", NOT_APPLICABLE, note)]
    rows = uniform(case)
    return [*rows, _coverage(case, *best)] if len(best) == 2 else rows


def uniform(case: Case) -> list[Row]:
    """Test whether the ranks of true parameters are uniform: the part of the audit that can fire."""
    best = _best(case)
    return [_ranks(case, tried, len(best)) for tried in best]


def _best(case: Case) -> list[Tried]:
    exact = [t for t in case.tried.values() if t.ranked and many(t.trial)]
    theories, nulls = [t for t in exact if not t.null], [t for t in exact if t.null]
    return [min(group, key=lambda t: int(t.score["rank"])) for group in (theories, nulls) if group]


def _ranks(case: Case, tried: Tried, tests: int) -> Row:
    count = PER_SCORED * case.settings.scored
    found = ranks(tried.trial, count, case.seed("ranks", tried.name))
    worst = int(np.argmin(found.p_value))
    p = float(found.p_value[worst])
    fires = p <= case.settings.level / tests / STRICTER
    what = "not spread evenly over" if fires else "spread evenly over"
    note = (
        f"In {count} data sets made with parameters from the priors of {quoted([tried.label])}, the true parameters "
        f"are {what} their posteriors (least even: {_meaning(found.names[worst])}, as uneven by chance in {chance(p)})."
    )
    statistic = "probability of ranks as uneven as these"
    return Row(NAME, tried.name, statistic, FIRES if fires else QUIET, note, p, p_value=p)


def _coverage(case: Case, theory: Tried, null: Tried) -> Row:
    truth = min((theory, null), key=lambda t: int(t.score["rank"]))
    count = PER_SCORED * case.settings.scored
    rng = np.random.default_rng(case.seed("coverage"))
    at = rng.integers(len(truth.theta), size=count)
    rows = len(truth.trial.y)
    found = coverage(theory.trial, null.trial, truth.trial, truth.theta[at], truth.sigma[at], rng, factor(rows))
    note = (
        f"In {count} data sets made by {quoted([truth.label])}, D ± 2 standard errors holds the true difference "
        f"between {quoted([theory.label, null.label])} in {percent(found.within_2)}, "
        f"± {factor(rows):.1f}, which the verdicts use, in {percent(found.within_c)}."
    )
    verdict = QUIET if found.within_c >= HONEST else OPEN
    return Row(NAME, theory.name, "share of true differences within D ± c(n) SE", verdict, note, found.within_c)


def _meaning(name: str) -> str:
    """Say what a sampled coordinate is: the effect of a parameter on the prediction, a parameter, or the scatter."""
    return "the scatter" if name == "ln_sigma" else name.removeprefix("u_")
