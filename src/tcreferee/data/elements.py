"""Electronegativities of the elements, and parsing of chemical formulas."""

from __future__ import annotations

import re
from collections import defaultdict

# On Pauling's scale, for the elements that have a value there: field X of the elements of pymatgen 2026.10 (MIT
# licence). A test compares every value with the package, which the program itself does not need.
_PAULING = """
H 2.2, Li 0.98, Be 1.57, B 2.04, C 2.55, N 3.04, O 3.44, F 3.98, Na 0.93, Mg 1.31, Al 1.61, Si 1.9,
P 2.19, S 2.58, Cl 3.16, K 0.82, Ca 1, Sc 1.36, Ti 1.54, V 1.63, Cr 1.66, Mn 1.55, Fe 1.83, Co 1.88,
Ni 1.91, Cu 1.9, Zn 1.65, Ga 1.81, Ge 2.01, As 2.18, Se 2.55, Br 2.96, Kr 3, Rb 0.82, Sr 0.95,
Y 1.22, Zr 1.33, Nb 1.6, Mo 2.16, Tc 1.9, Ru 2.2, Rh 2.28, Pd 2.2, Ag 1.93, Cd 1.69, In 1.78,
Sn 1.96, Sb 2.05, Te 2.1, I 2.66, Xe 2.6, Cs 0.79, Ba 0.89, La 1.1, Ce 1.12, Pr 1.13, Nd 1.14,
Pm 1.13, Sm 1.17, Eu 1.2, Gd 1.2, Tb 1.1, Dy 1.22, Ho 1.23, Er 1.24, Tm 1.25, Yb 1.1, Lu 1.27,
Hf 1.3, Ta 1.5, W 2.36, Re 1.9, Os 2.2, Ir 2.2, Pt 2.28, Au 2.54, Hg 2, Tl 1.62, Pb 2.33, Bi 2.02,
Po 2, At 2.2, Rn 2.2, Fr 0.7, Ra 0.9, Ac 1.1, Th 1.3, Pa 1.5, U 1.38, Np 1.36, Pu 1.28, Am 1.3,
Cm 1.3, Bk 1.3, Cf 1.3, Es 1.3, Fm 1.3, Md 1.3, No 1.3, Lr 1.3
"""
PAULING: dict[str, float] = {symbol: float(value) for symbol, value in (entry.split() for entry in _PAULING.split(","))}
# Elements without a value: the light noble gases, and those that live too briefly.
_OTHERS = ["He", "Ne", "Ar", "Rf", "Db", "Sg", "Bh", "Hs", "Mt", "Ds", "Rg", "Cn", "Nh", "Fl", "Mc", "Lv", "Ts", "Og"]
SYMBOLS = frozenset([*PAULING, *_OTHERS])
_TOKEN = re.compile(r"(?P<symbol>[A-Z][a-z]*)|(?P<open>[(\[])|(?P<close>[)\]])")
_AMOUNT = re.compile(r"[0-9]+(?:\.[0-9]*)?|\.[0-9]+")
_CLOSES = {"(": ")", "[": "]"}
_LONGEST = 100


def amounts_of(formula: str) -> dict[str, float]:
    """Return the amount of each element of a chemical formula, such as "La3Ni2O7" or "Ba(Fe0.9Co0.1)2As2".

    Parameters
    ----------
    formula : str
        Symbols with plain decimal amounts, in round or square brackets where wanted, without blanks or charges.

    Returns
    -------
    dict of str to float
        By symbol in the order of the formula; an amount of zero is left out.

    Raises
    ------
    ValueError
        The text is not such a formula.
    """
    groups: list[tuple[str, dict[str, float]]] = [("", defaultdict(float))]
    at = 0
    if len(formula) > _LONGEST:
        raise _no_formula(formula)
    while at < len(formula):
        token = _TOKEN.match(formula, at)
        if token is None or (token["symbol"] and token["symbol"] not in SYMBOLS):
            raise _no_formula(formula)
        at = token.end()
        if token["open"]:
            groups.append((_CLOSES[token["open"]], defaultdict(float)))
            continue
        closing = groups.pop() if token["close"] else ("", {token["symbol"]: 1.0})
        if token["close"] and closing[0] != token["close"]:
            raise _no_formula(formula)
        amount = _AMOUNT.match(formula, at)
        at = amount.end() if amount else at
        for symbol, inside in closing[1].items():
            groups[-1][1][symbol] += inside * float(amount[0] if amount else 1)
    found = {symbol: amount for symbol, amount in groups[-1][1].items() if amount > 0}
    if len(groups) > 1 or not found:
        raise _no_formula(formula)
    return found


def _no_formula(text: str) -> ValueError:
    return ValueError(f"'{text}' is not a chemical formula")
