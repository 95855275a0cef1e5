"""One claim as the report shows it: the printed number beside the recomputed one, the verdict and the tolerance."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup, escape

from tcreferee.base.records import number
from tcreferee.papers.claim import Precision, Verdict
from tcreferee.papers.ledger import shown_unit
from tcreferee.papers.words import SIGNS, WORDS, printed_digits
from tcreferee.text.html import math_html
from tcreferee.text.mathtext import split_mathtext
from tcreferee.text.numbers import MISSING, significant, tabulated
from tcreferee.text.typeset import typeset

MEANINGS = {
    Precision.EXACT: "a count, a power or a factor of a formula: nothing",
    Precision.DIGITS: "half a unit of the last printed digit",
    Precision.ABOUT: "“about”: one unit of the last printed digit, but at least 5 % and at most 10 %",
    Precision.ORDER: "an order of magnitude: half a decade either way",
    Precision.AT_MOST: "an upper bound",
    Precision.AT_LEAST: "a lower bound",
}
MARKS = {
    Verdict.REPRODUCED: "✓", Verdict.WITHIN_ROUNDING: "≈", Verdict.CANNOT_FAIL: "○", Verdict.DIFFERS: "≠",
    Verdict.NOT_DEFINED: "∅", Verdict.NOT_RECOVERABLE: "?",
}  # fmt: skip
NOISE = 1e-6  # of the tolerance
LOST = Markup('<span class="missing" title="the number is lost in the copy">lost</span>')
_POWER = re.compile(r"(?:\^|\*\*)([+-]?\d+(?:\.\d+)?|\([+-]?\d+(?:[./]\d+)?\))")


@dataclass(frozen=True)
class ClaimView:
    """One row of claims.csv, for the template.

    Parameters
    ----------
    row : mapping of str to str
    """

    row: Mapping[str, str]

    @property
    def anchor(self) -> str:
        """Name of the row for links."""
        return "claim-" + self.row["claim_id"].replace("/", "-")

    @property
    def verdict(self) -> Verdict:
        """The verdict."""
        return Verdict(self.row["verdict"])

    @property
    def words(self) -> str:
        """The verdict in words."""
        return WORDS[self.verdict][0]

    @property
    def implied(self) -> bool:
        """Whether the paper does not print the number itself."""
        return self.row["implied"] == "true"

    @property
    def mark(self) -> str:
        """A sign for the verdict, so that readers need not rely on colour."""
        return MARKS[self.verdict]

    @property
    def unit(self) -> Markup:
        """A space and the unit, powers raised; nothing for a pure number."""
        unit = raised(shown_unit(self.row["unit"]))
        return Markup(' <span class="unit">{}</span>').format(unit) if unit else unit

    @property
    def location(self) -> Markup:
        """Where it is printed, powers raised."""
        return raised(self.row["location"])

    @property
    def quantity(self) -> Markup:
        """What it is, powers raised."""
        return raised(self.row["quantity"])

    @property
    def printed(self) -> Markup:
        """The number as printed, with a sign for "about", "below" and the like."""
        if not self.row["printed"]:
            return LOST
        sign = SIGNS.get(Precision(self.row["precision"]), "")
        return Markup("{}{}").format(f"{sign}\N{THIN SPACE}" if sign else "", as_printed(self.row["printed"]))

    @property
    def recomputed(self) -> Markup:
        """The recomputed number with one digit more than the printed one; 0 if only a rounding error is left."""
        value, tolerance = number(self.row["recomputed"]), number(self.row["tolerance"])
        if abs(value) < NOISE * tolerance:
            return Markup('<data value="{}">0</data>').format(self.row["recomputed"])
        return tabulated(self.row["recomputed"], max(3, printed_digits(self.row["printed"]) + 1))

    @property
    def difference(self) -> Markup:
        """The relative difference in percent."""
        value = number(self.row["rel_diff"])
        if not math.isfinite(value):
            return MISSING
        shown = significant(100 * value, 2 if abs(value) < 10 else 1)
        inner, plus = re.sub(r"</?data[^>]*>", "", shown), "+" if value > 0 else ""
        if abs(value) < 1e-5:
            inner, plus = ("&lt;0.001" if value else "0"), ""
        return Markup('<data value="{}">{}{}\N{NARROW NO-BREAK SPACE}%</data>').format(
            self.row["rel_diff"], plus, Markup(inner)
        )

    @property
    def tolerance(self) -> Markup:
        """The tolerance of the rule, in words and as a number."""
        precision, value = Precision(self.row["precision"]), self.row["tolerance"]
        words = escape(MEANINGS[precision])
        if not value or precision in (Precision.ORDER, Precision.EXACT):
            return words
        return Markup("{}; with the rounding of the inputs {}{}").format(words, tabulated(value, 3), self.unit)

    @property
    def inputs(self) -> list[Markup]:
        """Name, value, unit and source of each input."""
        return [raised(each) for each in re.split(r"; (?=[^;=()]+ = )", self.row["inputs"]) if each]

    @property
    def formula(self) -> Markup:
        """The formula, powers raised."""
        return raised(self.row["formula"])

    @property
    def headline(self) -> Markup:
        """The first line of the explanation: the reason if there is one, otherwise the formula."""
        return raised(self.row["note"]) or self.formula


def as_printed(text: str) -> Markup:
    """Return a number with its printed digits, inside a `<data>` element that holds its value."""
    mantissa, _, exponent = text.lower().replace("-", "−").partition("e")
    shown = escape(mantissa)
    if exponent:
        shown = Markup("{}×10<sup>{}</sup>").format(mantissa, exponent.removeprefix("+"))
    return Markup('<data value="{}">{}</data>').format(text, shown)


def raised(text: str) -> Markup:
    """Return text as HTML with powers ("m^-3", "m**-3") raised and symbols ("xi_alpha") as print has them."""
    pieces = split_mathtext(typeset(text)) if "$" not in text else None
    if pieces is None:
        return _raised(text)
    return Markup("").join(math_html(piece) if i % 2 else _raised(piece) for i, piece in enumerate(pieces))


def _raised(text: str) -> Markup:
    pieces = _POWER.split(text)
    done = [
        Markup("<sup>{}</sup>").format(piece.strip("()").replace("-", "−")) if i % 2 else escape(piece)
        for i, piece in enumerate(pieces)
    ]
    return Markup("").join(done)
