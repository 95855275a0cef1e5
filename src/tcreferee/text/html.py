"""Text with simple mathtext as HTML: Greek letters, superscripts, subscripts, fractions in a line."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

from tcreferee.text.mathtext import (
    FONTS,
    FUNCTIONS,
    SYMBOLS,
    Command,
    Fence,
    Group,
    Node,
    Script,
    parse,
    split_mathtext,
)

SPACES = {",": "\N{THIN SPACE}", ";": " ", " ": " ", "quad": "\N{EM SPACE}", "qquad": "\N{EM SPACE}\N{EM SPACE}"}
_SIGNS = {"-": "−", "~": "\N{NO-BREAK SPACE}", "\\": ""}
_POWER = re.compile(r"(?<![\w.#-])(-?)(\d(?:\.\d+)?)e([+-]?\d{1,3})(?!\w|\.\d)")
_RAISED = re.compile(r"<sup>((?:(?!</?sup>).)*)</sup>")
_SMALL = str.maketrans("0123456789−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
_BLANK = re.compile(r"[\x00-\x1f\s]+")


def text_html(text: str) -> Markup:
    """Return text as HTML; text between dollar signs is mathtext, all other text is escaped.

    Parameters
    ----------
    text : str
        For example "screening, $n^{-1/6}$". An odd number of dollar signs is taken literally.
    """
    pieces = split_mathtext(text)
    if pieces is None:
        return escape(text)
    try:
        done = [math_html(piece) if i % 2 else escape(piece) for i, piece in enumerate(pieces)]
    except RecursionError:  # braces nested as nobody nests them
        return escape(text)
    return Markup("").join(done)


def plain_text(text: str) -> str:
    """Return text with mathtext as one line of plain words, without control characters: 10⁻³, n^(−1/6), T_c is Tc."""
    raised = _RAISED.sub(_plain_power, text_html(text))
    return _BLANK.sub(" ", Markup(raised).striptags()).strip()


def _plain_power(found: re.Match[str]) -> str:
    """Return an exponent for plain text: small digits where there are such, else in brackets; a star stays a star."""
    power = re.sub(r"</?\w+>", "", found[1])
    if power.translate(_SMALL) != power and not power.strip("0123456789−"):
        return power.translate(_SMALL)
    return power if power.strip() == "*" else f"^({power})"


def note_html(text: str) -> Markup:
    """Return a sentence of the program's own as HTML: as `text_html`, and 1.2e-05 as a number times a power of ten."""
    return Markup(_POWER.sub(_times_power, text_html(text)))


def _times_power(found: re.Match[str]) -> str:
    sign, digits, power = found.groups()
    return f"{'−' if sign else ''}{digits}×10<sup>{str(int(power)).replace('-', '−')}</sup>"


def math_html(mathtext: str) -> Markup:
    """Return mathtext (without dollar signs) as HTML; unknown commands show their name."""
    return _write(parse(mathtext))


def _write(node: Node, upright: bool = False) -> Markup:
    if isinstance(node, Group):
        return Markup("").join(_write(each, upright) for each in node.nodes)
    if isinstance(node, Script):
        inner = _write(node.inner, upright)
        return Markup("<sup>{}</sup>" if node.mark == "^" else "<sub>{}</sub>").format(inner)
    if isinstance(node, Fence):
        left, right = (_character(each.removeprefix("\\"), upright) for each in (node.left, node.right))
        return Markup("{}{}{}").format(left, _write(node.inner, upright), right)
    if isinstance(node, Command):
        return _command(node, upright)
    return _character(node.text, upright)


def _command(node: Command, upright: bool) -> Markup:
    written = [_write(each, upright or node.name in FONTS) for each in node.arguments]
    if len(written) == 2:
        return Markup("({})/({})").format(*written)
    if written:
        return Markup("√{}").format(*written) if node.name == "sqrt" else written[0]
    if node.name in FUNCTIONS:
        return escape(node.name + ("" if node.name in ("max", "min") else "\N{THIN SPACE}"))
    if node.name in ("!", "right"):
        return Markup("")
    return escape(SPACES.get(node.name, SYMBOLS.get(node.name, node.name)))


def _character(text: str, upright: bool) -> Markup:
    if text in _SIGNS:
        return escape(_SIGNS[text])
    if text.isascii() and text.isalpha() and not upright:
        return Markup("<i>{}</i>").format(text)
    return escape(text if upright else text.strip())
