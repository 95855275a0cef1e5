"""Guess the columns of a new table from its header and cells; the user confirms or corrects the guess."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from tcreferee.base.own_quantities import RESERVED
from tcreferee.base.quantities import KINDS, QUANTITIES
from tcreferee.data import ROW_NUMBER, TEXT
from tcreferee.data.called import ENDINGS, candidates
from tcreferee.data.cells import TWO_SIDES, CellError, parse_limit, plain
from tcreferee.data.schema import unit_ending
from tcreferee.data.units import same_dimension

_UNIT_BEHIND = re.compile(
    r"^(?P<word>.*?)\s*(?:[(\[](?P<bracket>(?:[^()\[\]]|\([^()]*\))+)[)\]]|(?:\s/\s|,\s+)(?P<slash>\S.*))\s*$"
)
_PLACE = re.compile(r"^column [0-9]+: ")  # before a name that repeats
_PRINTED = re.compile(r"[0-9]\([0-9.]+\)|[0-9.]\s*(?:±|\+/-)\s*[0-9.]")
_UNIT_IN_CELL = re.compile(
    r"[<>≤≥]?\s*[+-]?[0-9.]+(?:[eE][+-]?[0-9]+)?(?:\s*±\s*[0-9.]+)?\s+(?P<unit>[A-Za-zµÅ/]{1,8})"
)
_NUMBER_LIKE = re.compile(
    r"[<>~≈≤≥]?\s*[+−-]?(?:[0-9][0-9.,]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?(?:\([0-9.]+\))?"
    r"(?:\s*(?:±|\+/-|\+|-|–)\s*[0-9].*)?(?:\s+[A-Za-zµÅ/]{1,8})?"
)
MISSING = ("-", "--", "–", "—", "NA", "N/A", "n/a", "n.a.", "n.d.", "nd", "nan", "NaN", "None", "...", "…", "?")
UNNAMED_INDEX = "(column 1)"  # a first column without a name, as pandas writes it
_COUNTS = ("no", "nr", "num", "number", "row", "id", "index", "entry", "sample")
_SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")


@dataclass(frozen=True)
class Guess:
    """What a column seems to hold.

    Parameters
    ----------
    name : str
        Name in the processed table; "" if it cannot be guessed.
    quantity : str
        Word of `quantities.py`, "text", or "".
    unit : str
        As printed, in pint's notation; "" for a pure number, or if it cannot be guessed.
    uncertainty : str
        As YAML.
    limits, empty : bool
        Whether some cells state limits; whether some are empty.
    errors : tuple of str
        Column that holds its uncertainties, or the two of them upwards and downwards; empty if there is none.
    """

    name: str
    quantity: str
    unit: str
    uncertainty: str
    limits: bool = False
    empty: bool = False
    errors: tuple[str, ...] = ()

    @property
    def further(self) -> str:
        """What else its cells say, as the end of a line: limits, empty ones, uncertainties."""
        said = ", limits" * self.limits + ", not in every row" * self.empty
        if self.errors:
            return f"{said}, uncertainties in {' and '.join(self.errors)}"
        return said + ", uncertainties beside the values" * self.uncertainty.startswith("{printed")


def guess(
    header: str, cells: Sequence[str], taken: Sequence[str] = (), quantity: str = "", unit: str | None = None
) -> Guess:
    """Guess what a column holds.

    Parameters
    ----------
    header : str
        As printed: "Tc (K)", "n / 1e21 cm^-3", "xi_A".
    cells : sequence of str
    taken : sequence of str
        Names that other columns have.
    quantity, unit : str
        Known beforehand; "" if not.
    """
    word, printed_unit = header_parts(header)
    unit = (printed_unit or unit_in(cells)) if unit is None else unit
    if unit == "A" and any(_converts("angstrom", each) for each in candidates(word)):
        unit = "angstrom"  # nobody gives the length of a cell in ampere
    if not quantity and (not cells or (not all(map(is_number, cells)) and not _mostly_numbers(cells))):
        return Guess(free(_identifier(word), taken), TEXT, "", "")
    quantity = quantity or _quantity(header, word, unit)
    if quantity == TEXT:
        return Guess(free(_identifier(word), taken), TEXT, "", "")
    if not quantity:
        return Guess("", "", unit, "unknown")
    rule = "{printed: true}" if any(map(_PRINTED.search, cells)) else "unknown"
    rule = "{printed: sides}" if any(map(TWO_SIDES.search, cells)) else rule
    name, unit = _name(word, quantity, taken), unit or _own_unit(header, quantity)
    return Guess(name, quantity, unit, rule, any(map(_limit, cells)))


def _mostly_numbers(cells: Sequence[str]) -> bool:
    """Whether a column holds numbers although some of its cells are none: "n.s.", "see text"."""
    return 2 * sum(map(is_number, cells)) >= len(cells)


def unit_in(cells: Sequence[str]) -> str:
    """Return the unit that stands behind the number in every cell; "" if there is none, or more than one."""
    found = {match["unit"] for match in map(_UNIT_IN_CELL.fullmatch, (cell.strip() for cell in cells)) if match}
    return found.pop() if len(found) == 1 else ""


def in_unit(unit: str) -> list[str]:
    """Return the quantities that are measured in a unit; none for a pure number, which may be anything."""
    return [word for word, about in QUANTITIES.items() if unit and about.unit and _converts(unit, word)]


def is_missing(cell: str) -> bool:
    """Whether a cell says in one of the usual ways that there is no value."""
    return cell.strip() in MISSING


def plain_unit(text: str) -> str:
    """Return a unit as pint reads it: "10^21 cm⁻³" becomes "1e21*cm**-3"."""
    text = re.sub(r"([0-9A-Za-zÅ])([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)", lambda m: f"{m[1]}^{m[2].translate(_SUPERSCRIPT)}", text.strip())
    text = re.sub(r"^(?:1?\s*[x×]\s*)?10\^?([+-]?[0-9]+)(?=[\s*/]|$)", r"1e\1", text.replace("$", ""))
    text = re.sub(r"(?<![0-9])([A-Za-zÅ])(-[0-9])", r"\1^\2", text)  # not the exponent of 1e-6
    text = text.replace("^{", "^").replace("}", "").replace("Å", "angstrom").replace("^", "**")
    return re.sub(r"(?<=[A-Za-z0-9])\s+(?=[A-Za-z])", "*", text)


def header_parts(header: str) -> tuple[str, str]:
    """Return the name and the unit in a header, without its place; "" where it has none."""
    header = _PLACE.sub("", header)
    found = _UNIT_BEHIND.match(header)
    if not found:
        return header, ""
    return found["word"], plain_unit(found["bracket"] or found["slash"])


def _quantity(header: str, word: str, unit: str) -> str:
    """Return the quantity that name and unit allow; "" if there is none or more than one."""
    if header in QUANTITIES:
        return header
    named = candidates(word)
    if named == ("tc_K",) and word == header and not unit:
        return "tc_K"  # in kelvin, as everywhere; the user confirms it
    known = unit or next((u for end, u in ENDINGS.items() if word.endswith(f"_{end}")), "")
    fitting = [each for each in named if _converts(known, each)]
    return fitting[0] if fitting else "" if "tc_K" in named else _kind(known)


def _kind(unit: str) -> str:
    """Return the kind of quantity that is measured in a unit, such as a length; "" if there is none."""
    if not unit:
        return ""
    kinds = sorted(word for word in KINDS if QUANTITIES[word].unit and _converts(unit, word))
    return next((word for word in kinds if word.endswith(f"_{unit}")), kinds[0] if kinds else "")


def _name(word: str, quantity: str, taken: Sequence[str]) -> str:
    """Return the name of a column: the word of its quantity, or what its header calls it where that is only a kind."""
    ending, own = unit_ending(quantity), _identifier(word)
    name = own if own.endswith(ending) else own + ending
    if own.startswith("column") or name in RESERVED or (quantity not in taken and quantity not in KINDS):
        name = quantity
    return free(name, taken)


def _converts(unit: str, quantity: str) -> bool:
    return same_dimension(unit, QUANTITIES[quantity].unit)


def _own_unit(header: str, quantity: str) -> str:
    """Return the unit in the ending of a name, K for a Tc that has none; "" if there is none."""
    ending = next((word for word in ENDINGS if header.endswith(f"_{word}")), "")
    unsaid = bool(candidates(header)) and not ending  # the c of T_c is no unit, the mK of Tc_mK is one
    if quantity == "tc_K" and not header_parts(header)[1] and (unsaid or not re.search(r"_[A-Za-z]+$", header)):
        return "K"
    for ending, unit in ENDINGS.items():
        if header.endswith(f"_{ending}") and _converts(unit, quantity):
            return unit
    own = unit_ending(quantity)
    return QUANTITIES[quantity].unit if own and header.endswith(own) else ""


def is_number(cell: str) -> bool:
    """Whether a cell begins like a number and goes on like one: "2H-NbSe2" does not."""
    return bool(_NUMBER_LIKE.fullmatch(plain(cell.strip()))) or _limit(cell)


def _limit(cell: str) -> bool:
    try:
        return parse_limit(re.sub(r"(?<=[0-9])\s*[A-Za-zµÅ/]{1,8}$", "", cell.strip())) is not None
    except CellError:
        return True


def _identifier(word: str) -> str:
    plain = re.sub(r"\W+", "_", "".join(map(_ascii, word)), flags=re.ASCII).strip("_")
    return plain if re.match(r"[A-Za-z]", plain) else f"column_{plain}".rstrip("_")


def _ascii(letter: str) -> str:
    """Return a letter in ASCII where that is possible: "ζ" is zeta, "ℓ" is l, "₂" is 2."""
    said = unicodedata.name(letter, "")
    if said.startswith(("GREEK SMALL LETTER ", "GREEK CAPITAL LETTER ")):
        return said.split()[3].replace("LAMDA", "LAMBDA").lower()
    return unicodedata.normalize("NFKD", letter)


def free(name: str, taken: Sequence[str]) -> str:
    """Return a name, with a number in it if another column is called so: tc_2_K beside tc_K."""
    number, found = 1, name
    while found in (*taken, "point_id", "label"):
        number += 1
        stem, _, ending = name.rpartition("_") if "_" in name else (name, "", "")
        found = f"{stem}_{number}_{ending}" if ending else f"{stem}_{number}"
    return found


def counts(header: str) -> bool:
    """Whether a column is called a number of rows, or is the first without a name, as pandas writes its index."""
    return header == UNNAMED_INDEX or header.strip(" ._#").lower() in _COUNTS


def row_key(header: Sequence[str], rows: Sequence[Sequence[str]], taken: Sequence[str] = ()) -> str:
    """Return the first column of words without repeated values, or one called a number of rows; otherwise none.

    A column of numbers is never taken unless its header says that it counts: it may be an input or the response.
    """
    unlike = [
        i for i, name in enumerate(header) if name not in taken and len({row[i].strip() for row in rows}) == len(rows)
    ]
    words = [i for i in unlike if not any(is_number(row[i]) or not row[i].strip() for row in rows)]
    numbers = [i for i in unlike if counts(header[i])]
    return next((header[i] for i in [*words, *numbers]), ROW_NUMBER)
