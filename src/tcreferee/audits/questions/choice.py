"""Does the fit come from choosing one of several values in each row after seeing Tc?

The audit fires in three cases. First, the published choice beats every fixed rule and is the best of all choices, and
the same freedom of choice fits permuted Tc equally well; then the freedom explains the fit. Second, the choice follows
Tc more closely than it would if the formula were true. Third, the choice is the best of all and its column is declared
suspect; then these rows cannot distinguish it from a choice made with Tc known.

A choice that is only nearly the best does not fire. If the scatter is large, the true values of a true formula also
fit better than 95 % of all choices; an audit that fired on them was wrong on one such table in four. With fewer than
ten rows the first case is open: of few choices the true one is often the best, and most permuted Tc are easy to fit.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tcreferee.audits import columns
from tcreferee.audits.case import FIRES, NOT_APPLICABLE, OPEN, QUIET, Case, Row, Tried
from tcreferee.audits.choices import Choices, choices
from tcreferee.audits.permute import permutations
from tcreferee.audits.refit import in_place
from tcreferee.audits.rule import fewest_misses, luck
from tcreferee.audits.words import between, chance, many, number, rows
from tcreferee.base.priors import Array
from tcreferee.comparison.difference import standard_error
from tcreferee.comparison.thresholds import factor, interval, is_clear

QUESTION = "Does the fit come from choosing one of several values in each row after seeing Tc?"
FOUND = "an input may have been chosen with Tc known"
NAME = "choice"
FEWER_ROWS = True
# with fewer rows the freedom to choose is no objection to a formula; measured, see docs/audits.md
ENOUGH_ROWS = 10


@dataclass(frozen=True)
class _Asked:
    """One theory, and the values among which one of its inputs was chosen.

    Parameters
    ----------
    tried : Tried
    column : str
        Column of the published choice.
    names : list of str
        Columns of the alternatives; the last one is the published choice.
    values : (alternatives, rows) array
        In the units of the input; NaN if a row has no such value.
    options : Choices
    """

    tried: Tried
    column: str
    names: list[str]
    values: Array
    options: Choices

    @property
    def published(self) -> NDArray[np.intp]:
        """Position (rows,) of the published choice in `names`."""
        return np.full(len(self.options.y), len(self.names) - 1)

    @property
    def free(self) -> NDArray[np.bool_]:
        """True (rows,) if a row has more than one value to choose from."""
        return np.asarray(np.nanmin(self.values, axis=0) < np.nanmax(self.values, axis=0))

    def rms(self, square: float) -> float:
        """Return the rms residual that belongs to a sum of squares."""
        return float(np.sqrt(max(square, 0.0) / len(self.options.y)))


def audit(case: Case) -> list[Row]:
    """Audit every theory with an input whose column declares `chosen_from`; see the module."""
    found = []
    for tried in (each for each in case.tried.values() if not each.null):
        for name, column in tried.columns.items():
            if isinstance(column, str) and alternatives(case, column):
                found += [replace(row, column=column) for row in _audit(case, tried, name, column)]
    if found:
        return found
    note = "No input of a theory is declared as chosen row by row among several columns."
    return [Row(NAME, "", "", NOT_APPLICABLE, note)]


def alternatives(case: Case, column: str) -> list[str]:
    """Return the columns, of those in these rows, among which the values of `column` were chosen."""
    told = columns.about(case, column)
    declared = [each for part in told.get("by_dataset", {"": told}).values() for each in part.get("chosen_from") or []]
    names = dict.fromkeys(columns.named(case, column, other) for other in declared)
    return [name for name in names if name in case.observations.columns]


def _audit(case: Case, tried: Tried, name: str, column: str) -> list[Row]:
    trial, names = tried.trial, alternatives(case, column)
    values = np.array([*(case.observations.columns[each] for each in names), case.observations.columns[column]])
    scatter, free = trial.density.scatter, len(trial.model.parameters)
    if free > 1 or trial.nonlinear or not scatter:
        why = "The best of all choices is searched only for formulas whose only parameter, if any, is a scale."
        no_size = "A yes-or-no response has no value that a choice could fit."
        return [Row(NAME, tried.name, f"choice of {column}", NOT_APPLICABLE, why if scatter else no_size)]
    # do not count a published value twice if it is one of the alternatives
    values[:-1][values[:-1] == values[-1]] = np.nan
    asked = _Asked(tried, column, [*names, column], values, choices(trial, name, values))
    if not asked.free.any():
        note = f"No row has more than one value from which {column} could be chosen."
        return [Row(NAME, tried.name, f"choice of {column}", NOT_APPLICABLE, note)]
    lost = int(np.sum(~asked.options.present[-1]))
    if lost:
        note = f"With the published {column} the formula has no value in {rows(lost)}, so choices cannot be compared."
        return [Row(NAME, tried.name, f"choice of {column}", OPEN, note)]
    rules, beats = _rules(case, asked)
    rank, informed = _rank(case, asked)
    return [rules, rank, _shuffled(case, asked, beats and informed), _rule(case, asked), *_latent(case, asked)]


def _rules(case: Case, asked: _Asked) -> tuple[Row, bool]:
    """Compare the published choice with every rule that does not use Tc."""
    last, options = len(asked.names) - 1, asked.options
    found = {}
    for a, word in enumerate(asked.names[:-1]):
        same = np.where(np.isfinite(case.observations.columns[word]), a, -1)
        if (same >= 0).all():
            # an alternative that equals the published value was set to NaN above
            found[f"{word} throughout"] = options.fixed(np.where(np.isnan(asked.values[a]), last, a))
    found["the smallest"] = options.fixed(np.nanargmin(asked.values, axis=0))
    found["the largest"] = options.fixed(np.nanargmax(asked.values, axis=0))
    published = options.fixed(asked.published)
    beats = published < min(found.values())
    unit = f"in ln {case.measured}" if asked.tried.trial.density.log_response else case.unit
    told = many([f"{number(asked.rms(square))} with {rule}" for rule, square in found.items()])
    note = f"The rms residual is {number(asked.rms(published))} {unit} with the published choice, {told}: " + (
        "no fixed rule does as well." if beats else "a fixed rule does as well."
    )
    statistic = f"rms of the published choice of {asked.column} / rms of the best fixed rule"
    ratio = asked.rms(published) / max(asked.rms(min(found.values())), 1e-300)
    return Row(NAME, asked.tried.name, statistic, OPEN if beats else QUIET, note, ratio), beats


def _rank(case: Case, asked: _Asked) -> tuple[Row, bool]:
    """Rank the published choice among all choices."""
    rng = np.random.default_rng(case.seed(NAME, asked.tried.name, asked.column, "rank"))
    squares, exact = asked.options.all(rng)
    published = asked.options.fixed(asked.published)
    better = int(np.sum(squares < published * (1 - 1e-9)))
    share = (better + 1) / len(squares) if exact else (better + 1) / (len(squares) + 1)
    best = float(asked.options.best(asked.options.y[np.newaxis])[0])
    informed = share <= case.settings.level and published <= best * (1 + 1e-9) + 1e-300
    amount = f"all {len(squares)} ways to choose" if exact else f"{len(squares)} random ways to choose"
    verb = "fits" if better == 1 else "fit"
    note = (
        f"Of {amount} {asked.column} in {rows(int(asked.free.sum()))}, {better or 'none'} {verb} better than the "
        f"published choice{in_place(asked.tried.trial)}"
    )
    verdict, end = QUIET, "."
    if informed and columns.about(case, asked.column).get("suspect"):
        verdict = FIRES
        known = f"these rows cannot distinguish it from a choice made with {case.measured} known"
        end = f": it is the best possible choice, it is declared suspect, and {known}."
    elif informed:
        verdict, end = OPEN, f": it is the best possible choice, as if it had been made with {case.measured} known."
    statistic = f"share of the choices of {asked.column} that fit as well as the published one"
    return Row(NAME, asked.tried.name, statistic, verdict, note + end, share), informed


def _shuffled(case: Case, asked: _Asked, suspicious: bool) -> Row:
    """Give the same freedom of choice to permuted Tc."""
    y = asked.options.y
    order = permutations(case, len(y), NAME, asked.tried.name, asked.column)
    best, squares = float(asked.options.best(y[np.newaxis])[0]), asked.options.best(y[order.order])
    p = order.p_value(best, squares)
    note = (
        f"With the best choice in each row the rms residual is {number(asked.rms(best))}. If {case.measured} is "
        f"permuted over the rows, the best choices give {number(asked.rms(float(np.median(squares))))} in the median, "
        f"and as little as for the table in {chance(p)} of {order.words}"
    )
    if p <= case.settings.level:
        verdict, end = QUIET, "the freedom to choose does not explain this fit."
    elif suspicious and len(y) >= ENOUGH_ROWS:
        verdict, end = FIRES, "the freedom to choose explains the fit, not the formula."
    else:
        verdict, end = OPEN, "the freedom to choose may explain the fit."
    statistic = f"rms of the best choice of {asked.column} / median with {case.measured} permuted"
    ratio = asked.rms(best) / max(asked.rms(float(np.median(squares))), 1e-300)
    return Row(NAME, asked.tried.name, statistic, verdict, f"{note}: {end}", ratio, None, None, p)


def _rule(case: Case, asked: _Asked) -> Row:
    """Find the simplest rule in Tc that reproduces the published choice."""
    y, values, free = case.observations.y, asked.values[:, asked.free], int(asked.free.sum())
    statistic = f"rows in which the best rule in {case.measured} misses the published {asked.column}"
    largest, smallest = values[-1] == np.nanmax(values, axis=0), values[-1] == np.nanmin(values, axis=0)
    if free < 4:
        note = f"Only {rows(free)} offer a choice, which is too few to look for a rule."
        return Row(NAME, asked.tried.name, statistic, OPEN, note)
    misses, threshold, up = fewest_misses(y[asked.free], largest, smallest)
    plain, with_formula = luck(
        case, asked.options, asked.values, asked.free, asked.published, NAME, asked.tried.name, asked.column
    )
    one, other = ("largest", "smallest") if up else ("smallest", "largest")
    where = "throughout" if not np.isfinite(threshold) else f"above {number(threshold)} {case.unit}, else the {other}"
    note = (
        f"The rule 'the {one} {where}' gives the published value in {free - misses} of {free} rows. Chance alone gives "
        f"as many in {chance(plain)} of cases; a true formula with a blind choice gives as many in "
        f"{chance(with_formula)}"
    )
    if with_formula <= case.settings.level:
        verdict, end = FIRES, f"the choice follows {case.measured} more closely than the formula explains."
    elif plain <= case.settings.level:
        verdict, end = OPEN, f"the choice follows {case.measured}, but it would do so if the formula were true."
    else:
        verdict, end = QUIET, "chance alone may give as good a rule."
    found = Row(NAME, asked.tried.name, statistic, verdict, f"{note}: {end}", misses, None, None, with_formula)
    return replace(found, tests=True)


def _latent(case: Case, asked: _Asked) -> list[Row]:
    """Compare the published choice with the version of the formula that pays for choosing, if there is one."""
    found = []
    for other in case.tried.values():
        several = any(not isinstance(column, str) for column in other.columns.values())
        if several and other.model.name == asked.tried.model.name and np.isfinite(other.elpd + asked.tried.elpd).all():
            d = other.elpd - asked.tried.elpd
            total, error = float(d.sum()), standard_error(d)
            low, high = interval(total, error, len(d))
            known = total < 0 and is_clear(total, error, len(d))
            ahead = "the published choice uses something that the formula does not know"
            end = ahead if known else "the two cannot be told apart"
            note = (
                f"The version in which each row chooses, and that pays for the choice, is "
                f"{'ahead of' if total > 0 else 'behind'} the published choice by {number(abs(total))} nats "
                f"(D {between(low, high)} with {factor(len(d)):.1f} standard errors): {end}."
            )
            statistic = f"D of '{other.label}' against the published choice, nats"
            found.append(Row(NAME, asked.tried.name, statistic, OPEN if known else QUIET, note, total, low, high))
    return found
