"""Names of columns as sentences say them: the symbol of the quantity, and what tells a column from its like."""

from __future__ import annotations

import re
from collections.abc import Mapping

from tcreferee.base.own_quantities import label_of
from tcreferee.base.quantities import GENERAL, KINDS, QUANTITIES, word_symbol
from tcreferee.text.mathtext import split_mathtext


def spoken(quantities: Mapping[str, str], symbols: Mapping[str, str] | None = None) -> dict[str, str]:
    r"""Return for each column how a sentence names it, with mathtext.

    Parameters
    ----------
    quantities : mapping of str to str
        Column -> its quantity. Columns of text have no symbol and are left out.
    symbols : mapping of str to str, optional
        Column -> a symbol of its own, which says by itself which column it is.

    Returns
    -------
    dict of str to str
        The symbol of the quantity; where several columns hold one quantity, with the words in which they differ:
        `xi_printed_A` beside `xi_smallest_A` is "$\xi$ (printed)".
    """
    found = {}
    for name, quantity in quantities.items():
        if quantity in QUANTITIES:
            alike = [other for other in quantities if quantities[other] == quantity]
            found[name] = f"${symbols[name]}$" if symbols and name in symbols else _said(name, alike, quantity)
    taken = list(found.values())
    full = {name: f"${QUANTITIES[quantities[name]].symbol}$ ({name.replace('_', ' ')})" for name in found}
    return {name: said if taken.count(said) == 1 else full[name] for name, said in found.items()}


def _said(name: str, alike: list[str], quantity: str) -> str:
    symbol = f"${QUANTITIES[quantity].symbol}$"
    if quantity == GENERAL:  # what is only a number is called by the name of its column
        return f"${word_symbol(label_of(name, QUANTITIES[quantity]))}$"
    if len(alike) == 1 and quantity not in KINDS:
        return symbol
    shared = set(quantity.split("_"))
    if len(alike) > 1:
        shared |= set.intersection(*(set(other.split("_")) for other in alike))
    own = " ".join(part for part in name.split("_") if part not in shared)
    return f"{symbol} ({own})" if own else symbol


def aside(column: str, names: Mapping[str, str]) -> str:
    """Return the name of a column for the end of a clause, in brackets of its own; "" for a column without one."""
    said = names.get(column, "")
    return f" ({said.replace(' (', ', ').removesuffix(')')})" if said else ""


def in_words(text: str, names: Mapping[str, str]) -> str:
    """Return a sentence with names of columns or parameters in words; mathtext in it stays as it is.

    Parameters
    ----------
    text : str
    names : mapping of str to str
        Name -> words. Only names with an underscore are looked for: any other may be a word of the sentence.
    """
    raw = sorted((name for name in names if "_" in name), key=len, reverse=True)
    pieces = split_mathtext(text)
    if not raw or pieces is None:
        return text
    pattern = re.compile(rf"(?<![\w-])({'|'.join(map(re.escape, raw))})(?!\w)")
    words = [
        f"${piece}$" if i % 2 else pattern.sub(lambda found: names[found[0]], piece) for i, piece in enumerate(pieces)
    ]
    return "".join(words)
