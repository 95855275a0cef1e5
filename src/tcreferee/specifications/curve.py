"""The specification curve of each formula: D to the best null, and the verdict, under every choice.

ASSUME: the choices are those that a careful analyst could defend. How often a verdict recurs among them says how much
it hangs on choices; it is no probability, because nobody drew the choices from anything.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from tcreferee.base.priors import Array
from tcreferee.comparison.lead import Lead, Scored, lead
from tcreferee.comparison.questions import Predicts, predicted
from tcreferee.inference.bind import make_trial
from tcreferee.specifications.apply import UndefinedError, applied
from tcreferee.specifications.choice import DECISIONS, DECLARED, Specification, specifications, words_of
from tcreferee.specifications.offered import FEWEST, offered
from tcreferee.specifications.scores import Nulls, score
from tcreferee.specifications.subject import Formula, Subject

# Monte Carlo error of D, nats, above which a specification does not count; rows above which nothing is computed
ERROR_MAX, MOST_ROWS = 0.25, 200


@dataclass(frozen=True)
class Specified:
    """A formula under one specification.

    Parameters
    ----------
    words : mapping of str to str
        Decision -> alternative; "as declared" where nothing is changed.
    label : str
        The choices in words, mathtext allowed.
    n : int
        Rows.
    null : str
        The best null; mathtext allowed.
    d, se, error : float
        D of the formula to the best null, its standard error and its Monte Carlo error, nats.
    predicts : str
        Whether it predicts, by the rule of every trial.
    why : str
        Why the specification does not count; "" if it does.
    """

    words: Mapping[str, str]
    label: str
    n: int = 0
    null: str = ""
    d: float = math.nan
    se: float = math.nan
    error: float = 0.0
    predicts: str = ""
    why: str = ""


@dataclass(frozen=True)
class SpecificationCurve:
    """All specifications of one formula.

    Parameters
    ----------
    model, label : str
    specified : tuple of Specified
        As declared first.
    why : str
        Why there is no curve; "" if there is one.
    """

    model: str
    label: str
    specified: tuple[Specified, ...] = ()
    why: str = ""

    @property
    def counted(self) -> list[Specified]:
        """Those that have a D, as declared first."""
        return [each for each in self.specified if not each.why]

    @property
    def declared(self) -> Specified:
        """The specification of the comparison."""
        return self.specified[0]

    @property
    def same(self) -> list[Specified]:
        """Those with the verdict of the declared one, itself among them."""
        return [each for each in self.counted if each.predicts == self.declared.predicts]

    @cached_property
    def shares(self) -> dict[str, float]:
        """Share of each decision in the variance of D that the decisions make one by one, the largest first.

        Of each decision the variance of D over its alternatives, "as declared" among them, the other decisions held
        fixed; averaged over the ways to fix them.
        """
        variance = dict[str, float]()
        for decision in DECISIONS:
            fixed = dict[tuple[str, ...], list[float]]()
            for each in self.counted:
                others = tuple(word for other, word in each.words.items() if other != decision)
                fixed.setdefault(others, []).append(each.d)
            if some := [float(np.var(d)) for d in fixed.values() if len(d) > 1]:
                variance[decision] = float(np.mean(some))
        total = sum(variance.values())
        return {each: variance[each] / total for each in sorted(variance, key=lambda d: -variance[d]) if total > 0}


def specify(subject: Subject, depth: int | None = 1) -> list[SpecificationCurve]:
    """Return the specification curve of every formula.

    Parameters
    ----------
    subject : Subject
    depth : int, optional
        Decisions that are made otherwise at once: 1, or 2 for pairs; None for the full product.
    """
    if subject.observations.n > MOST_ROWS and depth == 1:
        why = f"more than {MOST_ROWS} rows: `tcreferee specify` computes it"
        return [SpecificationCurve(each.name, each.label, why=why) for each in subject.formulas]
    nulls = Nulls(subject.nulls)
    return [_Specifier(subject, formula, nulls).curve(depth) for formula in subject.formulas]


@dataclass(frozen=True)
class _Specifier:
    subject: Subject
    formula: Formula
    nulls: Nulls

    def curve(self, depth: int | None) -> SpecificationCurve:
        name, label = self.formula.name, self.formula.label
        if len(self.formula.inside) < FEWEST:
            return SpecificationCurve(name, label, why=f"fewer than {FEWEST} rows")
        declared, parts = self._specified(())
        if declared.why:
            return SpecificationCurve(name, label, why=declared.why)
        influential = int(np.argmax(np.abs(parts - parts.mean())))
        choices = offered(self.subject, self.formula, influential)
        others = (self._specified(each)[0] for each in specifications(choices, depth) if each)
        return SpecificationCurve(name, label, (declared, *others))

    def _specified(self, specification: Specification) -> tuple[Specified, Array]:
        """Return a formula under one specification, and the parts of D (rows,)."""
        words, label = words_of(specification), _label(specification)
        nothing = np.empty(0)
        try:
            rows, settings = applied(specification, self.subject.rows_of(self.formula), self.formula.settings)
        except UndefinedError as why:
            return Specified(words, label, why=str(why)), nothing
        own = score(make_trial(self.formula.model, rows, settings), settings, self.formula.theta, self.formula.sigma)
        if not np.isfinite(own.elpd).all():
            return Specified(words, label, rows.n, why="some row has no finite score"), nothing
        columns = [column for column in settings.inputs.values() if isinstance(column, str)] or self.formula.columns
        nulls = self.nulls.beside(rows, settings, columns)
        leads, errors = list[Lead](), list[float]()
        scored = Scored("", "", "theory", (), own.elpd)
        for (sort, names), (text, each) in nulls.items():
            if np.isfinite(each.elpd).all():
                leads.append(lead(scored, Scored("_".join([sort, *names]), text, "null", names, each.elpd)))
                errors.append(math.hypot(own.error, each.error))
        best = int(np.argmin([each.total for each in leads]))
        found = leads[best]
        doubt = f"its Monte Carlo error is {errors[best]:.2f} nats" if errors[best] > ERROR_MAX else ""
        parts = own.elpd - list(nulls.values())[best][1].elpd
        return Specified(
            words, label, rows.n, found.label, found.total, found.se, errors[best], str(predicted(leads)[0]), doubt
        ), parts


def _label(specification: Specification) -> str:
    return ", ".join(each.label for each in specification) or DECLARED


def verdicts(curve: SpecificationCurve) -> Iterator[tuple[Predicts, list[Specified]]]:
    """Yield each other verdict with the specifications that give it, the most frequent first."""
    others = [each for each in curve.counted if each.predicts != curve.declared.predicts]
    found = {word: [each for each in others if each.predicts == word] for word in Predicts}
    yield from sorted(((word, some) for word, some in found.items() if some), key=lambda each: -len(each[1]))
