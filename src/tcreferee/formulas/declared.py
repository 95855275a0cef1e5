"""What is wrong with a model as its file declares it: words, names, priors, bounds."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

import numpy as np

from tcreferee.base.errors import Problem, nearest
from tcreferee.base.own_quantities import known_word
from tcreferee.base.priors import Coefficient, Curved, Flat, Integer, Level, Own, Spread, Straight
from tcreferee.base.quantities import QUANTITIES
from tcreferee.formulas.constraint import Constraint, faults_of
from tcreferee.formulas.model import ANY_INPUT, ANY_RESPONSE, KINDS, LOG_ODDS, STANDARD_INPUT, Parameter, TcModel
from tcreferee.formulas.scope import SIGNS

PRIORS = "Level(), Effect(), Coefficient, Flat(), Normal, LogNormal, Uniform, HalfNormal or Integer"


def faults(model: TcModel, where: str) -> Iterator[Problem]:
    """Say what is wrong with a model, beginning each place with `where`."""
    for word in model.inputs:
        if word not in (ANY_INPUT, STANDARD_INPUT) and word not in QUANTITIES:
            yield Problem(f"{where}, inputs", f"unknown quantity '{word}'", do=known_word(word))
    if model.response not in (ANY_RESPONSE, LOG_ODDS) and model.response not in QUANTITIES:
        what = f"unknown quantity '{model.response}'"
        yield Problem(f"{where}, response", what, do=known_word(model.response))
    if model.kind not in KINDS:
        yield Problem(f"{where}, kind", f"'{model.kind}'", f"one of {', '.join(KINDS)}")
    if not model.inputs and model.kind != "null":
        yield Problem(f"{where}, inputs", "none", "at least one; only a model of the kind 'null' may have none")
    names = [p.name for p in model.parameters]
    for name in sorted({n for n in names if names.count(n) > 1}):
        yield Problem(f"{where}, parameters", f"'{name}' is declared twice")
    for p in model.parameters:
        yield from _parameter_faults(p, f"{where}, parameter '{p.name}'")
    yield from _together(model, f"{where}, parameters")
    yield from _constraint_faults(model, f"{where}, constraints")
    yield from _source_faults(model, where)
    if not model.checks:
        yield Problem(f"{where}, checks", "none", "at least one Check against a printed value")


def _source_faults(model: TcModel, where: str) -> Iterator[Problem]:
    """Say what is wrong with what a source is said to hold for, to print and to expect."""
    source, names = model.source, [p.name for p in model.parameters]
    if source.valid_for:
        for column, rule in source.valid_for.columns.items():
            if not rule or not (_words(rule) or _range(rule)):
                yield Problem(f"{where}, valid_for, '{column}'", f"{rule!r}", "('word', ...), or (lowest, highest)")
    if isinstance(source.fitted_on, str):
        yield Problem(f"{where}, fitted_on", f"'{source.fitted_on}'", "a tuple: ('dataset',) or ('dataset:row', ...)")
    if source.fitted_constants < 1:
        yield Problem(f"{where}, fitted_constants", f"{source.fitted_constants}", "1 or more")
    if isinstance(source.freed, str):
        yield Problem(f"{where}, freed", f"'{source.freed}'", "a tuple: ('p',)")
    else:
        for name in source.freed:
            if name not in names:
                yield Problem(f"{where}, freed", f"'{name}' is no parameter", do=nearest(name, names))
    for each in model.printed:
        if each.quantity is None and each.name not in names:
            yield Problem(f"{where}, printed", f"'{each.name}' is not a parameter", do=nearest(each.name, names))
    for p in model.parameters:
        if p.expects and p.expects not in SIGNS and not _range(p.expects):
            expected = "'positive', 'negative' or (lowest, highest)"
            yield Problem(f"{where}, parameter '{p.name}', expects", f"{p.expects!r}", expected)


def _words(rule: object) -> bool:
    return isinstance(rule, tuple) and all(isinstance(word, str) for word in rule)


def _range(rule: object) -> bool:
    if not isinstance(rule, tuple) or len(rule) != 2 or not all(isinstance(end, int | float) for end in rule):
        return False
    return bool(rule[0] < rule[1])


def _parameter_faults(p: Parameter, place: str) -> Iterator[Problem]:
    if not re.fullmatch(r"[A-Za-z_]\w*", p.name):
        yield Problem(place, "not a name", "letters, digits and underscores")
    if not isinstance(p.prior, Straight | Curved):
        yield Problem(place, f"prior {p.prior!r}", f"one of {PRIORS}")
        return
    if not p.bounds[0] < p.bounds[1]:
        yield Problem(place, f"bounds {p.bounds} are empty", "lower < upper, within what the prior allows")
    if p.families and not (isinstance(p.prior, Level) and p.families in ("separate", "pooled")):
        yield Problem(place, f"families '{p.families}'", "'separate' or 'pooled', of a Level()")
    yield from _prior_faults(p, place)
    if p.start is not None and (p.linear or not p.bounds[0] < p.start < p.bounds[1]):
        expected = "a value within the bounds, of a parameter the model is not linear in"
        yield Problem(place, f"start {p.start:g}", expected, "leave it out" if p.linear else "")


def _prior_faults(p: Parameter, place: str) -> Iterator[Problem]:
    """Say what is wrong with the numbers of a prior of one's own."""
    prior = p.prior
    if isinstance(prior, Coefficient | Own) and not prior.sound:
        yield Problem(place, f"{prior} is not a prior", "finite numbers; widths, medians and high - low above 0")
    elif isinstance(prior, Integer):
        if not prior.sound:
            expected = "whole numbers, low < high, and one positive probability for each value or none"
            yield Problem(place, f"{prior} is not a prior", expected)
        elif p.bounds != prior.support:
            yield Problem(place, f"bounds {p.bounds} beside the prior {prior}", "no bounds: the range is in the prior")
    elif isinstance(prior, Own) and not p.bounds[0] < _middle(prior) < p.bounds[1]:
        yield Problem(place, f"prior {prior} does not fit the bounds {p.bounds}", "its middle within the bounds")


def _middle(prior: Own) -> float:
    """Return the middle of a prior, in the parameter's unit."""
    return float(prior.physical(np.array(prior.location)))


def _constraint_faults(model: TcModel, where: str) -> Iterator[Problem]:
    """Say which inequalities between parameters cannot be kept."""
    wrong = list(faults_of(model.constraints, [p.name for p in model.parameters]))
    for what, expected in wrong:
        yield Problem(where, what, expected)
    if wrong or not model.constraints:
        return
    for p in model.parameters:
        kind = "families" if p.families else type(p.prior).__name__
        used = any(p.name in Constraint(text).names for text in model.constraints)
        # a mass that depends on a whole number would change the probability of its values
        if isinstance(p.prior, Integer) or (used and (p.families or isinstance(p.prior, Flat))):
            yield Problem(where, f"beside parameter '{p.name}' with {kind}", "one of the two")


def _together(model: TcModel, where: str) -> Iterator[Problem]:
    """Say which parameters a model must not combine."""
    levels = [p for p in model.parameters if isinstance(p.prior, Level)]
    if len(levels) > 1 and any(p.families for p in levels):
        what = f"{len(levels)} parameters with the prior Level(), one of them with families"
        yield Problem(where, what, "families where a single Level() carries the mean prediction")
    if sum(isinstance(p.prior, Spread) for p in model.parameters):
        yield Problem(where, "a prior Spread", "families='pooled' of a Level(), which brings its own")
    bounded = [p.name for p in model.parameters if p.linear and any(map(math.isfinite, p.bounds))]
    if len(bounded) > 1:
        yield Problem(
            where,
            f"bounds on {len(bounded)} linear parameters ({', '.join(bounded)})",
            "bounds on one of them at most: what two bounds cut off together has no closed form",
            "leave the others out: the rows may then contradict the sign the theory wants",
        )
