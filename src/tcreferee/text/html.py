"""Text with simple mathtext as HTML: Greek letters, superscripts, subscripts, fractions in a line."""

from __future__ import annotations

import re
from collections.abc import Iterator

from markupsafe import Markup, escape

SYMBOLS = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "varepsilon": "ε", "zeta": "ζ", "eta": "η",
    "theta": "θ", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π", "rho": "ρ", "sigma": "σ",
    "tau": "τ", "phi": "φ", "varphi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω", "Gamma": "Γ", "Delta": "Δ",
    "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π", "Sigma": "Σ", "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω",
    "hbar": "ħ", "infty": "∞", "times": "×", "cdot": "·", "pm": "±", "approx": "≈", "propto": "∝", "leq": "≤",
    "geq": "≥", "le": "≤", "ge": "≥", "sim": "∼", "partial": "∂", "sqrt": "√", "AA": "Å", "circ": "°", "prime": "′",
    ",": "\N{THIN SPACE}", ";": " ", " ": " ", "!": "", "quad": "\N{EM SPACE}", "qquad": "\N{EM SPACE}\N{EM SPACE}",
    "left": "", "right": "", "hat": "",
    "ln": "ln\N{THIN SPACE}", "log": "log\N{THIN SPACE}", "exp": "exp\N{THIN SPACE}", "max": "max", "min": "min",
    "sum": "∑", "int": "∫",
    "cos": "cos\N{THIN SPACE}", "sin": "sin\N{THIN SPACE}", "ell": "ℓ",
    "{": "{", "}": "}", "$": "$", "%": "%", "&": "&", "_": "_", "#": "#", "|": "‖",
}  # fmt: skip
UPRIGHT = {"mathrm", "text", "rm", "mathbf", "operatorname", "mathit", "mathsf"}
_POWER = re.compile(r"(?<![\w.#-])(-?)(\d(?:\.\d+)?)e([+-]?\d{1,3})(?!\w|\.\d)")
_BLANK = re.compile(r"[\x00-\x1f\s]+")
TOKEN = re.compile(r"\\[A-Za-z]+|\\.|[A-Za-z]|\d+(?:\.\d+)?|\s+|.", re.DOTALL)


def text_html(text: str) -> Markup:
    """Return text as HTML; what stands between dollar signs is mathtext, all else is escaped.

    Parameters
    ----------
    text : str
        For example "screening, $n^{-1/6}$". An odd number of dollar signs is taken literally.
    """
    pieces = text.split("$")
    if len(pieces) % 2 == 0:
        return escape(text)
    try:
        done = [math_html(piece) if i % 2 else escape(piece) for i, piece in enumerate(pieces)]
    except RecursionError:  # braces nested as nobody nests them
        return escape(text)
    return Markup("").join(done)


def plain_text(text: str) -> str:
    """Return text with mathtext as one line of plain words, without control characters."""
    return _BLANK.sub(" ", text_html(text).striptags()).strip()


def note_html(text: str) -> Markup:
    """Return a sentence of the program's own as HTML: as `text_html`, and 1.2e-05 as a number times a power of ten."""
    return Markup(_POWER.sub(_times_power, text_html(text)))


def _times_power(found: re.Match[str]) -> str:
    sign, digits, power = found.groups()
    return f"{'−' if sign else ''}{digits}×10<sup>{str(int(power)).replace('-', '−')}</sup>"


def math_html(mathtext: str) -> Markup:
    """Return mathtext (without dollar signs) as HTML; unknown commands show their name."""
    return _sequence(iter(TOKEN.findall(mathtext)))


def _sequence(tokens: Iterator[str], upright: bool = False) -> Markup:
    """Translate tokens up to the closing brace of this group, or to the end."""
    done: list[Markup] = []
    for token in tokens:
        if token == "}":
            break
        done.append(_atom(token, tokens, upright))
    return Markup("").join(done)


def _atom(token: str, tokens: Iterator[str], upright: bool) -> Markup:
    if token == "{":
        return _sequence(tokens, upright)
    if token in "^_":
        inner = _argument(tokens, upright)
        return Markup("<sup>{}</sup>" if token == "^" else "<sub>{}</sub>").format(inner)
    if token.startswith("\\"):
        name = token[1:]
        if name in UPRIGHT:
            return _argument(tokens, upright=True)
        if name in ("frac", "dfrac", "tfrac"):
            above, below = _argument(tokens, upright), _argument(tokens, upright)
            return Markup("({})/({})").format(above, below)
        if name in SYMBOLS:
            return escape(SYMBOLS[name])
        return escape(name)
    if token == "-":
        return Markup("−")
    if token == "~":
        return Markup("\N{NO-BREAK SPACE}")
    if token.isascii() and token.isalpha() and not upright:
        return Markup("<i>{}</i>").format(token)
    return escape(token if upright else token.strip())


def _argument(tokens: Iterator[str], upright: bool) -> Markup:
    """Return the next atom or group: what an exponent, a font or a fraction applies to."""
    for token in tokens:
        if not token.isspace():
            return _atom(token, tokens, upright)
    return Markup("")
