"""Are the intervals of this program right on rows like these?"""

from __future__ import annotations

import numpy as np

from tcreferee.audits.case import FIRES, NOT_APPLICABLE, OPEN, QUIET, Case, Row, Tried
from tcreferee.audits.words import chance, percent, quoted
from tcreferee.comparison.thresholds import factor
from tcreferee.simulation.calibration import coverage, ranks
from tcreferee.simulation.scores import many

QUESTION = "Are the intervals of this program right on rows like these?"
FOUND = "the intervals of this program are wrong here"
NAME, PER_SCORED, HONEST, STRICTER = "calibration", 4, 0.9, 10.0
FEWER_ROWS = True


def audit(case: Case) -> list[Row]:
    """Calibrate the best theory and the best null model by simulation; see the module.

    ASSUME: this audit tests the program, in every comparison, so its level is a tenth of that of the other audits.
    """
    best = _best(case)
    if not best:
        note = "No ranked model has normal scatter and at most one non-linear parameter, which this audit needs."
        return [Row(NAME, "", "", NOT_APPLICABLE, note)]
    rows = uniform(case)
    return [*rows, _coverage(case, *best)] if len(best) == 2 else rows


def uniform(case: Case) -> list[Row]:
    """Test whether the ranks of the true parameters are uniform; only this part of the audit can fire."""
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
    what = "not uniform" if fires else "uniform"
    note = (
        f"In {count} data sets simulated with parameters from the priors of {quoted([tried.label])}, the ranks of the "
        f"true parameters in their posteriors are {what} (least uniform: {_meaning(found.names[worst])}; chance alone "
        f"gives as much in {chance(p)} of cases)."
    )
    statistic = "probability that ranks are as far from uniform as these"
    return Row(NAME, tried.name, statistic, FIRES if fires else QUIET, note, p, p_value=p)


def _coverage(case: Case, theory: Tried, null: Tried) -> Row:
    truth = min((theory, null), key=lambda t: int(t.score["rank"]))
    count = PER_SCORED * case.settings.scored
    rng = np.random.default_rng(case.seed("coverage"))
    at = rng.integers(len(truth.theta), size=count)
    rows = len(truth.trial.y)
    found = coverage(theory.trial, null.trial, truth.trial, truth.theta[at], truth.sigma[at], rng, factor(rows))
    note = (
        f"In {count} data sets simulated from {quoted([truth.label])}, D ± 2 standard errors contains the true "
        f"difference between {quoted([theory.label, null.label])} in {percent(found.within_2)} of cases; "
        f"D ± {factor(rows):.1f} standard errors, which the verdicts use, in {percent(found.within_c)}."
    )
    verdict = QUIET if found.within_c >= HONEST else OPEN
    return Row(NAME, theory.name, "share of true differences within D ± c(n) SE", verdict, note, found.within_c)


def _meaning(name: str) -> str:
    """Return the name of a sampled coordinate: an effect of a parameter, a parameter, or the scatter."""
    return "the scatter" if name == "ln_sigma" else name.removeprefix("u_")
