"""One cell of a printed table: its number, or the reason why it has none.

Numbers are read as text and kept as decimals, so that "3.330" keeps the four digits it was printed with and
nothing that merely resembles a number (a limit, a range, a decimal comma) becomes one.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from decimal import Decimal

EXPECTED = "a plain number such as 93, 93.5 or 1.2e21"
EMPTY_REASON = "is empty, but the column is required"
LIMIT_REASON = "is a limit, not a value"
NOT_FOUND_REASON = "says that no transition was found, but not down to which temperature it was searched"
NOT_FOUND_EXPECTED = "a limit such as <1.8, the lowest temperature that was searched, with 'limits: allowed'"
NOT_DECLARED_REASON = "has an uncertainty beside it, but the column does not declare such uncertainties"
TWO_SIDES_REASON = "has one uncertainty upwards and one downwards, but the column does not declare such uncertainties"
BRACKETS_REASON = "has brackets that may be an uncertainty, a reference or damaged print"
BRACKETS_EXPECTED = "93.5(12) or 93.5 ± 1.2"
COMMA_REASON = "has a comma, which may separate decimals or thousands"
OPEN_REASON = "leaves the number open, so that it states no value"
OPEN_EXPECTED = "a number; a text that means 'no value' is listed under 'missing', with 'required: false'"
LIMIT_EXPECTED = "a limit such as <0.3 or >=55"

_DIGITS = r"(?P<sign>[+-]?)(?P<digits>[0-9]{1,40}(?:\.[0-9]{0,40})?|\.[0-9]{1,40})"
_EXPONENT = r"(?:[eE](?P<exponent>[+-]?[0-9]{1,3}))?"
_NUMBER = re.compile(_DIGITS + r"(?:\((?P<sigma>[0-9]{1,9})\))?" + _EXPONENT)
_PLAIN = re.compile(_DIGITS + _EXPONENT)
# a power of ten as it is printed; "1.2 x 1021" lost its superscript, and may mean anything
_TIMES = r"[ \t\xa0\u2009\u202f]*[×xX·⋅∙*][ \t\xa0\u2009\u202f]*"
_TEN = re.compile(
    rf"(?P<number>.*[0-9.)]){_TIMES}10"
    r"(?:(?:\^|\*\*)\{?(?P<power>[+-]?[0-9]{1,3})\}?|(?P<raised>[⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}))"
)
_RAISED = str.maketrans("⁺⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "+-0123456789")
_MINUS = re.compile(r"(?:^|(?<=[eE^{(]))\u2212(?=[0-9.])")  # Unicode's minus sign; a dash may be anything
_PLUS_MINUS = re.compile(r"\(?(?P<value>[^()]*?)[ \t]*\(?(?:±|\+/-)[ \t]*(?P<sigma>[^()]*?)[ \t]*\)?")
_SEARCHED = re.compile(
    r"(?:n\.?s\.?c?\.?|(?:not|non)[- ]*supercond\w*|no\s+(?:superconductivity|transition))\s+"
    r"(?:found\s+)?(?:down\s+to|above|to)\s+(?P<number>\S+)",
    re.IGNORECASE,
)

# a value with an uncertainty upwards and one downwards, or in the other order
_SIZE = r"[ \t]*([0-9.]+(?:[eE][+-]?[0-9]+)?)[ \t]*\}?"
_UP, _DOWN = rf"\^?\{{?[ \t]*\+{_SIZE}", rf"_?\{{?[ \t]*[-−–]{_SIZE}"
_EITHER = rf"{_UP}[,/]?[ \t]*{_DOWN}|{_DOWN}[,/]?[ \t]*{_UP}"
TWO_SIDES = re.compile(rf"^([^ \t^_({{]*[0-9.])[ \t]*[(\[]?(?:{_EITHER})[)\]]?")
# The first that applies says what the cell is; order matters ("<0,3" is a limit before it is a comma).
_HINTS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"[<>≤≥≲≳]"), LIMIT_REASON),
    (_SEARCHED, LIMIT_REASON),
    (
        re.compile(r"^n\.?s\.?c?\.?$|^non?-?\s*(?:supercond|transition|sc$)|not\s+(?:a\s+)?supercond", re.IGNORECASE),
        NOT_FOUND_REASON,
    ),
    (re.compile(r"^(?:[~≈∼≃]|ca\.?|about)", re.IGNORECASE), "is an approximate value"),
    (re.compile(r"^[+-]?(?:nan|inf(?:inity)?)$", re.IGNORECASE), "is not a finite number"),
    (TWO_SIDES, TWO_SIDES_REASON),
    (re.compile(r"[0-9.]\s*\([0-9. ]+\)$"), BRACKETS_REASON),
    (re.compile(r"[0-9]\s*[-−+±]\s*[δdxyz]$", re.IGNORECASE), OPEN_REASON),
    (re.compile(r"[\u2010-\u2015\u2212]"), "has a dash or minus sign that is not the ASCII '-'"),
    (re.compile(r"±|\+/-"), "has more than a value and its uncertainty around ±"),
    (re.compile("\u2024"), "has a point, and the sidecar says that commas mark decimals"),
    (re.compile(r","), COMMA_REASON),
    (re.compile(r"[0-9]\s+[0-9]"), "has a space between digits"),
    (re.compile(r"[0-9]\s*-\s*[0-9]"), "is a range, not a value"),
)
_EXPECTED = {
    NOT_FOUND_REASON: NOT_FOUND_EXPECTED, OPEN_REASON: OPEN_EXPECTED, BRACKETS_REASON: BRACKETS_EXPECTED,
    TWO_SIDES_REASON: "'uncertainty: {printed: sides}' for cells such as 38+2-3",
}  # fmt: skip
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029]")
_LIMIT = re.compile(r"(?P<sign><=|>=|[<>≤≥])[ \t]*(?P<number>.*)")


class CellError(ValueError):
    """Why a cell cannot be used.

    Parameters
    ----------
    reason : str
        Half a sentence that follows the text of the cell.
    expected : str
        What a valid cell looks like.
    """

    def __init__(self, reason: str, expected: str = EXPECTED) -> None:
        super().__init__(reason)
        self.expected = expected


@dataclass(frozen=True)
class Number:
    """A printed number, in the printed unit.

    Parameters
    ----------
    value : Decimal
        The number.
    step : Decimal
        One unit of its last printed digit.
    sigma : Decimal or None
        Standard uncertainty printed beside it, "93(2)" or "93 ± 2".
    sides : tuple of Decimal, or None
        The uncertainties downwards and upwards printed beside it, "93+2-3".
    """

    value: Decimal
    step: Decimal
    sigma: Decimal | None
    sides: tuple[Decimal, Decimal] | None = None

    @property
    def rounding_sigma(self) -> Decimal:
        """Standard deviation of a uniform distribution over the last printed digit, step / sqrt(12)."""
        return self.step / Decimal(12).sqrt()


def parse_text(text: str) -> str:
    """Read a cell that holds a text; blanks around it are dropped.

    Raises
    ------
    CellError
        The text has a line break or another control character in it.
    """
    text = text.strip(" \t")
    if _CONTROL.search(text):
        raise CellError("has a line break or a control character", "one line of text")
    return text


def parse_number(text: str, brackets: bool = False) -> Number:
    """Read a cell.

    Parameters
    ----------
    text : str
        The cell; blanks around the number are ignored.
    brackets : bool
        Whether the column declares uncertainties beside the values, in brackets or behind ±.

    Raises
    ------
    CellError
        The cell holds something other than one plain number.
    """
    text = text.strip(" \t")
    if (match := _NUMBER.fullmatch(text)) is None:
        text = plain(text)
        match = _NUMBER.fullmatch(text)
    beside = None if match else _PLUS_MINUS.fullmatch(text)
    if (
        beside
        and text.count("(") == text.count(")")
        and all(_PLAIN.fullmatch(beside[part]) for part in ("value", "sigma"))
    ):
        return _with_error(beside["value"], beside["sigma"], brackets)
    if match is None:
        hint = next((hint for pattern, hint in _HINTS if pattern.search(text)), "is not a plain number")
        raise CellError(hint, _EXPECTED.get(hint, EXPECTED))
    exponent = int(match["exponent"] or 0)
    value = Decimal(f"{match['sign']}{match['digits']}e{exponent}")
    step = Decimal(1).scaleb(exponent - len(match["digits"].partition(".")[2]))
    sigma = None if match["sigma"] is None else int(match["sigma"]) * step
    if sigma is not None and not brackets:
        raise CellError(NOT_DECLARED_REASON)
    if sigma == 0:
        raise CellError("states an uncertainty of zero, which no measurement has")
    to_float(value)
    return Number(value, step, sigma)


def plain(text: str) -> str:
    """Return a cell with its power of ten and minus sign as computers write them: "1.2×10²¹" is "1.2e21"."""
    text = _MINUS.sub("-", text)
    found = _TEN.fullmatch(text)
    if found is None:
        return text
    power, beside = found["power"] or found["raised"].translate(_RAISED), _PLUS_MINUS.fullmatch(found["number"])
    if beside is None:
        return f"{found['number']}e{power}"
    # without brackets, the power may belong to the error alone
    return f"{beside['value']}e{power} ± {beside['sigma']}e{power}" if found["number"].startswith("(") else text


def _with_error(value: str, error: str, declared: bool) -> Number:
    """Return a value with what stands behind ±."""
    number, sigma = parse_number(value), parse_number(error).value
    if not declared:
        raise CellError(NOT_DECLARED_REASON)
    if sigma <= 0:
        raise CellError("states an uncertainty that is not positive, which no measurement has")
    return Number(number.value, number.step, sigma)


def parse_limit(text: str) -> tuple[str, Number] | None:
    """Read a cell that states a limit.

    Parameters
    ----------
    text : str
        "<0.3", "<=0.3", "≤0.3" or "not superconducting down to 0.3" for an upper limit, ">55", ">=55" or "≥55" for a
        lower one.

    Returns
    -------
    tuple of str and Number, or None
        "upper" or "lower" and the limit; None if the cell does not begin with such a sign.

    Raises
    ------
    CellError
        The sign is not followed by one plain number.
    """
    text = text.strip(" \t")
    if searched := _SEARCHED.fullmatch(text):
        text = f"<{searched['number']}"
    match = _LIMIT.fullmatch(text)
    if match is None:
        return None
    try:
        number = parse_number(match["number"])
    except CellError as error:
        raise CellError(f"has a limit sign before what {error}", LIMIT_EXPECTED) from None
    return "upper" if match["sign"] in ("<", "<=", "≤") else "lower", number


def without_unit(text: str, unit: str) -> str:
    """Return a cell without the unit behind it, if that is the unit of its column: "27 K" is 27."""
    bare = text.removesuffix(unit).rstrip(" \t") if unit else text
    return bare if bare != text and bare[-1:] in "0123456789.)" else text


def to_float(value: Decimal) -> float:
    """Return the nearest float.

    Raises
    ------
    CellError
        The number is too large for a float, or so small that it would become zero.
    """
    result = float(value)
    if math.isinf(result) or (result == 0.0 and value != 0):
        raise CellError("is too large or too small for a computer number")
    return result
