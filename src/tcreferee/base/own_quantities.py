"""Quantities of one's own: declared in config.yaml or beside a table, and known from then on like those of the package.

The definitions of a process are kept in `QUANTITIES` itself, because formulas, tables, figures and sentences all look a
word up there. A word is defined once: a second definition that differs is refused, and nothing is ever overwritten in
silence. What is written of a table carries the definitions it used, so that every job that reads it knows them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, fields, replace
from typing import Any

from tcreferee.base.errors import Problem, nearest, raise_if
from tcreferee.base.quantities import GENERAL, KINDS, QUANTITIES, Quantity, word_symbol

# the key of a column's description that holds the definition of its quantity, if that is one's own
DEFINED = "own_quantity"
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
# words that mean something else where the word of a quantity may stand
RESERVED = frozenset({
    "any", "common", "compound_key", "dataset", "family", "label", "limit", "log_odds", "part", "point_id", "side",
    "sigma", "text", "x", "x_standard",
})  # fmt: skip
_BUILT_IN = frozenset(QUANTITIES)
# every definition of this process: word -> place -> definition
_defined: dict[str, dict[str, Quantity]] = {}


def word_fault(word: str, unit: str) -> tuple[str, str]:
    """Say why a word cannot name a quantity of one's own, and what was expected; two empty texts if it can."""
    if not _WORD.fullmatch(word) or word in RESERVED:
        what = "means something else here" if word in RESERVED else "is not a word"
        return f"'{word}' {what}", "a letter, then letters, digits and underscores, such as fermi_temperature_K"
    if word in _BUILT_IN:
        about = QUANTITIES[word]
        return f"'{word}' is a quantity of the package ({about.label}, {about.unit or 'a pure number'})", "another word"
    if unit and not word.rpartition("_")[0]:
        return (
            f"'{word}' does not carry its unit, '{unit}'",
            f"an ending after an underscore, such as {word}_{ending_of(unit)}",
        )
    return "", ""


def known_word(word: str, further: Iterable[str] = ()) -> str:
    """Return advice for a word that is no quantity: the nearest one, what its unit allows, or how to define it."""
    near = nearest(word, [*QUANTITIES, *further])
    if near.startswith("did you mean"):
        return near
    unit = word.rpartition("_")[2]
    kinds = [each for each in sorted(KINDS) if "_" in word and each.rpartition("_")[2] == unit]
    said = f"a column with this unit holds {' or '.join(kinds)}, whatever its name; " if kinds else ""
    own = "T_F_K: {unit: K, symbol: T_F, label: Fermi temperature}"
    where = "under 'quantities' in config.yaml or the sidecar"
    return f"{said}'tcreferee quantities' lists the words; define your own {where}, such as {own}"


def ending_of(unit: str) -> str:
    """Return how a name says a unit: "S/cm" is "Scm"."""
    return re.sub(r"[^A-Za-z0-9]", "", unit) or "unit"


def declare(found: Iterable[Quantity]) -> None:
    """Make quantities of one's own known, each with the place it was `declared_in`.

    Declaring a quantity again from the same place replaces it.

    Raises
    ------
    RefereeError
        A word is one of the package, or is defined otherwise in another place.
    """
    found = list(found)
    raise_if("These quantities cannot be used", [problem for each in found for problem in _conflicts(each)])
    for each in found:
        _defined.setdefault(each.name, {})[each.declared_in] = each
        QUANTITIES[each.name] = each


def _conflicts(new: Quantity) -> Iterator[Problem]:
    where = f"{new.declared_in}, quantities.{new.name}"
    what, expected = word_fault(new.name, new.unit)
    if what:
        yield Problem(where, what, expected)
    for place, other in _defined.get(new.name, {}).items():
        if place != new.declared_in and other != new:
            differ = [f.name for f in fields(new) if f.compare and getattr(new, f.name) != getattr(other, f.name)]
            what = f"differs from the definition in {place} ({', '.join(differ)})"
            yield Problem(where, what, "one definition of a word", "leave one of them out, or choose another word")


def forget(word: str) -> None:
    """Forget a quantity of one's own; what was read with it can no longer be shown."""
    if _defined.pop(word, None):
        del QUANTITIES[word]


def defined(columns: Mapping[str, Mapping[str, Any]]) -> list[Quantity]:
    """Return the quantities of one's own that the description of a table's columns defines."""
    found = (about.get(DEFINED) for about in columns.values())
    return [Quantity(**{**each, "values": tuple(each["values"])}) for each in found if each]


def definition(word: str) -> dict[str, Any]:
    """Return what the description of a column holds of its quantity: nothing if it is one of the package."""
    if word not in _defined:
        return {}
    # a record is JSON, which has no infinity
    about = {
        key: value for key, value in asdict(QUANTITIES[word]).items() if value not in (float("inf"), -float("inf"))
    }
    return {DEFINED: about | {"values": list(about["values"])}}


def of_column(name: str, about: Mapping[str, Any]) -> Quantity:
    """Return the quantity of a column, with the label and the symbol that are the column's own.

    Parameters
    ----------
    name : str
        Of the column. Where its quantity is only a kind, such as a length or a ratio, the name says which one it is.
    about : mapping
        Description of the column, see `tcreferee.data.record.describe_columns`.
    """
    kind = QUANTITIES[about["quantity"]]
    label = about.get("label") or ""
    if not label and kind.name in KINDS and name != kind.name:
        label = label_of(name, kind)
    # a number of no kind has no symbol but its name
    symbol = word_symbol(label_of(name, kind)) if kind.name == GENERAL else kind.symbol
    return replace(kind, label=label or kind.label, symbol=about.get("symbol") or symbol)


def label_of(name: str, kind: Quantity) -> str:
    """Return the words in the name of a column: "anion_height_A" is "anion height"."""
    ending = f"_{kind.name.rpartition('_')[2]}" if kind.unit else ""
    return name.removesuffix(ending).replace("_", " ").strip() or kind.label
