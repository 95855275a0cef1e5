"""Weak priors for the parameters of a formula that was typed, from the columns it uses.

ASSUME: every choice here. They serve a quick look, and the output says them; a formula that is to be judged has a model
file with priors and reasons of its own.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from tcreferee.base.priors import Array, Effect, Level, LogNormal, Normal, Prior
from tcreferee.formulas.typed import Typed

# powers of ten from which on numbers are far from one
FAR = 6
# how often a formula is tried to see in which parameters it is linear; the step, and what counts as nothing
_TRIES, _STEP, _SMALL = 4, 0.3, 1e-9


def weak_priors(formula: Typed, columns: Mapping[str, Array]) -> dict[str, tuple[Prior, str]]:
    """Return for each parameter of a formula a prior, and in words why.

    Parameters
    ----------
    formula : Typed
    columns : mapping of str to (rows,) array
        By the names in the formula; every other name is a parameter.
    """
    by_place = {name: _of_place(name, formula, columns) for name in formula.names if name not in columns}
    tried = _Tried(formula, columns, {name: prior for name, (prior, _) in by_place.items()})
    linear = tried.linear()
    level = ([name for name in linear if tried.moves_rows_alike(name)] or linear)[:1]
    found: dict[str, tuple[Prior, str]] = {}
    for name in by_place:
        if name in level:
            found[name] = Level(), "carries the mean prediction, with the prior of every rival"
        elif name in linear:
            found[name] = Effect(), "spreads the predictions, with the prior of every rival"
        else:
            found[name] = by_place[name]
    return found


@dataclass(frozen=True)
class _Tried:
    """A formula at typical values of its parameters, to see by differences in which it is linear."""

    formula: Typed
    columns: Mapping[str, Array]
    priors: Mapping[str, Normal | LogNormal]

    def linear(self) -> list[str]:
        """Return parameters in which the formula is linear together."""
        found: list[str] = []
        for name in self.priors:
            if all(self._no_curvature(name, other) for other in (name, *found)):
                found.append(name)
        return found

    def moves_rows_alike(self, name: str) -> bool:
        """Whether a step of a linear parameter moves all rows alike."""
        steps = [self._at(at, name) - self._at(at) for at in self._typical()]
        return all(np.any(step) and np.ptp(np.atleast_1d(step)) <= _SMALL * np.max(np.abs(step)) for step in steps)

    def _no_curvature(self, first: str, second: str) -> bool:
        for at in self._typical():
            a, b, c, d = (self._at(at, *moved) for moved in ((), (first,), (second,), (first, second)))
            size = np.max(np.abs([a, b, c, d]), axis=0)
            if not np.all(np.abs(a - b - c + d) <= _SMALL * size):  # also where it is not a number
                return False
        return True

    def _typical(self) -> Iterator[dict[str, float]]:
        random = np.random.default_rng(0)
        for _ in range(_TRIES):
            yield {
                name: prior.median * random.uniform(0.6, 1.6) if isinstance(prior, LogNormal)
                else prior.mean + prior.sd * random.uniform(0.1, 0.5)
                for name, prior in self.priors.items()
            }  # fmt: skip

    def _at(self, typical: Mapping[str, float], *moved: str) -> Array:
        """Return the formula with some parameters moved by a share of their size; a name given twice moves twice."""
        values = dict(typical)
        for name in moved:
            values[name] += _STEP * abs(typical[name])
        return self.formula({**self.columns, **values})


def _of_place(
    name: str, formula: Typed, columns: Mapping[str, Array], above: tuple[str, ...] = ()
) -> tuple[Normal | LogNormal, str]:
    """Return a prior by the place of a parameter in the formula: an exponent, a position or a scale of a column.

    What it stands beside may hold other parameters (but not those `above`, whose own prior is being sought): these are
    taken at the middle of their priors.
    """
    for node in ast.walk(formula.tree):
        if not isinstance(node, ast.BinOp):
            continue
        if isinstance(node.op, ast.Pow) and name in _names(node.right):
            return Normal(0.0, 2.0), f"an exponent, probably between -4 and 4{_far_from_one(node.left, columns)}"
        for own, other in ((node.left, node.right), (node.right, node.left)):
            names = _names(other)
            if not isinstance(own, ast.Name) or own.id != name or not names & set(columns) or names & {name, *above}:
                continue
            further = {each: _of_place(each, formula, columns, (name, *above))[0] for each in names - set(columns)}
            middle = {each: p.median if isinstance(p, LogNormal) else p.mean for each, p in further.items()}
            values = np.atleast_1d(Typed("", other)({**columns, **middle}))
            if np.all(np.isfinite(values)) and np.any(values):
                return _beside(node, own is node.right, values)
    return Normal(0.0, 3.0), "of order one"


def _far_from_one(base: ast.expr, columns: Mapping[str, Array]) -> str:
    """Say how to write a column whose numbers are so large or small that the coefficient of its power means nothing."""
    if not isinstance(base, ast.Name) or base.id not in columns:
        return ""
    power = float(np.log10(np.median(np.abs(columns[base.id]))))
    if not abs(power) > FAR:
        return ""
    return f"; written ({base.id}/1e{round(power)})**..., the coefficient would have a size that can be read"


def _names(node: ast.expr) -> set[str]:
    return {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}


def _beside(node: ast.BinOp, behind: bool, values: Array) -> tuple[Normal | LogNormal, str]:
    """Return the prior of a parameter that stands beside a column in a sum, a product or a quotient."""
    size = float(np.median(np.abs(values)[np.abs(values) > 0]))
    if isinstance(node.op, ast.Add | ast.Sub):
        centre, wide = float(np.mean(values)), 2.0 * max(float(np.std(values)), 0.1 * size)
        sign = -1.0 if isinstance(node.op, ast.Add) else 1.0
        return Normal(
            sign * centre, wide
        ), f"a position among the values of the column, {sign * centre:.3g} ± {wide:.2g}"
    if isinstance(node.op, ast.Div) and behind:
        return LogNormal(size, 1.0), f"a positive scale of the column, about {size:.3g} within a factor of e"
    scale = 2.0 * size if isinstance(node.op, ast.Div) else 2.0 / size
    return Normal(0.0, scale), f"of either sign, up to about {scale:.2g}, which moves the argument by about two"
