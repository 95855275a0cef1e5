"""The specification curve of a formula on the page: one line a specification, with D drawn in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from markupsafe import Markup

from tcreferee.comparison.questions import Predicts
from tcreferee.comparison.thresholds import SMALL_DIFFERENCE, interval
from tcreferee.specifications.curve import SpecificationCurve, Specified
from tcreferee.specifications.words import sentence

WIDTH, HEIGHT = 200.0, 14.0  # CSS pixels
SHOWN = 60.0  # nats; what lies beyond is cut off at the edge
# all marks are of a formula, so all are filled; those where it does not predict are grey
KINDS = {Predicts.YES: "theory", Predicts.LEVEL: "theory level", Predicts.WORSE: "theory level"}


@dataclass(frozen=True)
class CurveView:
    """The specification curve of one formula, for the template.

    Parameters
    ----------
    curve : SpecificationCurve
    """

    curve: SpecificationCurve

    @property
    def label(self) -> str:
        """Label of the formula; mathtext allowed."""
        return self.curve.label

    @property
    def sentence(self) -> str:
        """What the curve says; mathtext allowed."""
        return sentence(self.curve)

    @property
    def lines(self) -> list[tuple[Specified, Markup]]:
        """The specifications, as declared first and the others by D, each with its drawing."""
        first, *others = self.curve.specified
        ordered = sorted(others, key=lambda each: (bool(each.why), each.d))
        return [(each, Markup("") if each.why else self._drawn(each)) for each in [first, *ordered]]

    @cached_property
    def _ends(self) -> tuple[float, float]:
        reach: Sequence[float] = [end for each in self.curve.counted for end in interval(each.d, each.se, each.n)]
        return max(min(*reach, -1.5 * SMALL_DIFFERENCE), -SHOWN), min(max(*reach, 1.5 * SMALL_DIFFERENCE), SHOWN)

    def _x(self, value: float) -> float:
        low, high = self._ends
        return round(4 + (WIDTH - 8) * (min(max(value, low), high) - low) / (high - low), 1)

    def _drawn(self, each: Specified) -> Markup:
        """Return D with D +- c(n) SE on the scale of all of them; the band is where nothing is told apart."""
        low, high = (self._x(end) for end in interval(each.d, each.se, each.n))
        band, middle = (self._x(-SMALL_DIFFERENCE), self._x(SMALL_DIFFERENCE)), HEIGHT / 2
        return Markup(
            '<svg class="mini" viewBox="0 0 {0:g} {1:g}" width="{0:g}" height="{1:g}" aria-hidden="true">'
            '<rect class="alike" x="{2:g}" width="{3:.1f}" height="{1:g}"/><path class="zero" d="M{4:g} 0v{1:g}"/>'
            '<path class="se" d="M{5:g} {7:g}H{6:g}"/><circle class="{8}" cx="{9:g}" cy="{7:g}" r="2.6"/></svg>'
        ).format(
            WIDTH, HEIGHT, band[0], band[1] - band[0], self._x(0), low, high, middle,
            KINDS[Predicts(each.predicts)], self._x(each.d),
        )  # fmt: skip
