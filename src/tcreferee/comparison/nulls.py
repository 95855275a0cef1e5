"""The simple nulls and the generic curves that every comparison is given, over every input of its formulas.

A null is the least that a formula has to beat: a constant, the mean of each family, a straight line, a logarithm or two
levels in one of its inputs. A generic curve is flexible and without physics: a parabola in an input, a product of
powers of all inputs, a smooth curve through all of them. They show what the inputs can say at all. None of them is
credited to a source. They are scored by exact integrals only (`tcreferee.inference.curves`), without sampling.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property

import numpy as np

from tcreferee.base.priors import Array
from tcreferee.base.provenance import seed_from_names
from tcreferee.data.observations import Observations
from tcreferee.formulas.loading import find_models, load_model
from tcreferee.formulas.model import Kind, TcModel
from tcreferee.inference import curves
from tcreferee.inference.bind import make_trial
from tcreferee.inference.curve_errors import with_shifts
from tcreferee.inference.curve_scores import score
from tcreferee.inference.kernel import positive
from tcreferee.inference.known_errors import true_column
from tcreferee.inference.mixture import CurveScore
from tcreferee.inference.power_product import power_product
from tcreferee.inference.settings import InferSettings

# the model file that is the same curve: where a comparison ranks it, it is not made a second time
SAME = {"constant": "constant", "families": "family_mean", "line": "linear", "logarithm": "logarithm",
        "steps": "two_levels", "powers": "power_law"}  # fmt: skip
SORTS = {model: sort for sort, model in SAME.items()}
TITLES = {"constant": "constant", "families": "mean of each family", "line": "straight line in {}",
          "logarithm": "logarithm of {}", "steps": "two levels in {}", "parabola": "parabola in {}",
          "powers": "product of powers of {}", "smooth": "smooth curve of {}"}  # fmt: skip
SPARE_ROWS = 3  # a product of powers of k inputs needs k + 3 rows
LEVEL_ROWS = 4  # two levels meet two rows exactly: with one row left out, three must be left


@dataclass(frozen=True)
class Generated:
    """A curve without physics with its scores.

    Parameters
    ----------
    name, label : str
        Label with mathtext.
    kind : "null" or "generic"
    columns : tuple of str
        Columns of the rows that it uses.
    k : int
        Free coefficients.
    scores : CurveScore
    """

    name: str
    label: str
    kind: Kind
    columns: tuple[str, ...]
    k: int
    scores: CurveScore

    @property
    def elpd(self) -> Array:
        """Exact leave-one-out log densities (rows,)."""
        return self.scores.elpd


@dataclass(frozen=True)
class Maker:
    """Makes the curves of one comparison.

    Parameters
    ----------
    observations : Observations
    settings : InferSettings
    rows : curves.Rows
    seed : int
    """

    observations: Observations
    settings: InferSettings
    rows: curves.Rows
    seed: int

    @classmethod
    def of(cls, observations: Observations, settings: InferSettings) -> Maker:
        """Return the maker for some rows; likelihood and prior scales are those of `settings`."""
        trial = make_trial(_constant(), observations, replace(settings, inputs={}))
        seed = seed_from_names(settings.seed, settings.comparison, "curves")
        return cls(observations, settings, curves.rows_of(trial), seed)

    def column(self, name: str) -> Array:
        """Return an input (rows,)."""
        return np.asarray(self.observations.columns[name])

    def simple(self, inputs: Sequence[str]) -> Iterator[tuple[str, Kind, tuple[str, ...]]]:
        """Name the nulls over some inputs: sort of curve, kind and columns."""
        yield "constant", "null", ()
        if any(self.observations.family) and self.rows.gaussian:
            yield "families", "null", ()
        for name in inputs:
            yield "line", "null", (name,)
            if positive(self.column(name)):
                yield "logarithm", "null", (name,)
            if self.observations.n >= LEVEL_ROWS:
                yield "steps", "null", (name,)

    def generic(self, inputs: Sequence[str]) -> Iterator[tuple[str, Kind, tuple[str, ...]]]:
        """Name the generic curves over all of some inputs."""
        for name in inputs:
            yield "parabola", "generic", (name,)
        if not self.rows.gaussian or not inputs:
            return  # yes or no, and heavy tails: the parabola takes the place of the smooth curve
        if all(positive(self.column(name)) for name in inputs) and self.observations.n >= len(inputs) + SPARE_ROWS:
            yield "powers", "generic", tuple(inputs)
        yield "smooth", "generic", tuple(inputs)

    def made(self, sort: str, kind: Kind, names: tuple[str, ...]) -> Generated:
        """Return one curve, scored."""
        rows, x = self.rows, [self.column(name) for name in names]
        name = "_".join(["generated", sort, *names])
        if sort == "powers" and not np.any(rows.jacobian):
            seed, k = seed_from_names(self.seed, name), 1 + len(x) + len(rows.shifts)
            return Generated(name, self.label(sort, names), kind, names, k, power_product(rows, x, seed))
        curve = self.curve(sort, names)
        return Generated(name, self.label(sort, names), kind, names, curve.k, score(curve, rows))

    def curve(self, sort: str, names: tuple[str, ...]) -> curves.Curve:
        """Return one curve; not a product of powers of a response whose logarithm does not scatter."""
        rows, x = self.rows, [self.column(name) for name in names]
        made = {
            "constant": lambda: curves.levels(rows),
            "families": lambda: curves.levels(rows, self._families),
            "line": lambda: curves.line(rows, x[0]),
            "logarithm": lambda: curves.line(rows, np.log(x[0])),
            "steps": lambda: curves.steps(rows, x[0]),
            "parabola": lambda: curves.parabola(rows, x[0]),
            "powers": lambda: curves.powers(rows, x),
            "smooth": lambda: self._smooth(names),
        }[sort]()
        return with_shifts(made, rows)

    def _smooth(self, names: Sequence[str]) -> curves.Curve:
        found = [true_column(self.observations, self.settings, name) for name in names]
        return curves.smooth(self.rows, [x for x, _ in found], [error for _, error in found])

    @property
    def _families(self) -> Array:
        words = list(dict.fromkeys(self.observations.family))
        return np.array([words.index(word) for word in self.observations.family])

    def label(self, sort: str, names: tuple[str, ...]) -> str:
        """Return the label of a curve, with mathtext."""
        return TITLES[sort].format(", ".join(self._names[name] for name in names))

    @cached_property
    def _names(self) -> dict[str, str]:
        return self.observations.spoken


@cache
def _constant() -> TcModel:
    return load_model(find_models()["constant"])


def generate(
    observations: Observations, settings: InferSettings, inputs: Sequence[Sequence[str]],
    ranked: Sequence[tuple[str, tuple[str, ...]]],
) -> list[Generated]:  # fmt: skip
    """Make every null and generic curve of a comparison that it does not rank already.

    Parameters
    ----------
    observations : Observations
    settings : InferSettings
        Of any of its models: likelihood and prior scales are those of all.
    inputs : sequence of sequences of str
        Columns of each formula that is judged.
    ranked : sequence of (str, tuple of str)
        Model file and columns of each curve without physics that the comparison ranks.

    Returns
    -------
    list of Generated
        Nulls first, in the order of the inputs.
    """
    maker = Maker.of(observations, settings)
    varied = [[name for name in sorted({*each}) if np.ptp(maker.column(name)) > 0] for each in inputs]
    wanted = {named: None for each in varied for named in maker.simple(each)}
    wanted |= {named: None for each in varied for named in maker.generic(each)}
    return [maker.made(*named) for named in wanted if (SAME.get(named[0], ""), named[2]) not in ranked]
