"""Convert text with simple mathtext to LaTeX that only prints; no text can run a command."""

from __future__ import annotations

import re
import unicodedata

from tcreferee.text.mathtext import (
    FONTS,
    FUNCTIONS,
    SYMBOLS,
    Command,
    Fence,
    Group,
    Node,
    Script,
    Token,
    parse,
    split_mathtext,
)

SPECIAL = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%", "_": r"\_",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "<": r"\ensuremath{<}", ">": r"\ensuremath{>}",
    "|": r"\textbar{}", '"': "''", "`": r"\textasciigrave{}", "[": "{[}",
    "*": "{*}", "Å": r"\AA{}", "\N{ANGSTROM SIGN}": r"\AA{}",
    "–": "--", "—": "---", "‘": "`", "’": "'", "“": "``", "”": "''", "…": r"\ldots{}", "\N{NO-BREAK SPACE}": "~",
}  # fmt: skip
MATHS = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "varepsilon", "ζ": "zeta", "η": "eta", "θ": "theta",
    "κ": "kappa", "λ": "lambda", "μ": "mu", "µ": "mu", "ν": "nu", "ξ": "xi", "π": "pi", "ρ": "rho", "σ": "sigma",
    "τ": "tau", "φ": "varphi", "ϕ": "phi", "χ": "chi", "ψ": "psi", "ω": "omega", "Γ": "Gamma", "Δ": "Delta",
    "Θ": "Theta", "Λ": "Lambda", "Ξ": "Xi", "Π": "Pi", "Σ": "Sigma", "Φ": "Phi", "Ψ": "Psi", "Ω": "Omega",
    "ħ": "hbar", "∞": "infty", "×": "times", "·": "cdot", "⋅": "cdot", "±": "pm", "≈": "approx", "∝": "propto",
    "≤": "le", "≥": "ge", "∼": "sim", "≠": "neq", "≡": "equiv", "∂": "partial", "°": "circ", "′": "prime",
    "→": "to", "−": "-", "√": "surd", "≪": "ll", "≫": "gg", "⟨": "langle", "⟩": "rangle", "∇": "nabla", "ℏ": "hbar",
}  # fmt: skip
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁄", "0123456789+-/")
_LOWERED = str.maketrans("₀₁₂₃₄₅₆₇₈₉₊₋ₓₙₑₐₒ", "0123456789+-xneao")
_PIECES = re.compile(
    r"(?P<plain>[A-Za-z0-9 ]+)|(?:\^|\*\*)(?P<power>[+-]?\d+(?:\.\d+)?|\([+-]?\d+(?:[./]\d+)?\))"
    r"|(?P<up>[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁄]+)|(?P<low>[₀₁₂₃₄₅₆₇₈₉₊₋ₓₙₑₐₒ]+)|(?P<one>.)",
    re.DOTALL,
)
_SPACES = {",": r"\,", ";": r"\;", " ": r"\ ", "!": r"\!", "quad": r"\quad ", "qquad": r"\qquad "}
_SAME = frozenset(r"{}$%&_#|")  # a backslash and one of these is the letter itself


def escape(text: str) -> str:
    """Return text that LaTeX prints literally; powers ("m^-3", "m**-3", "m⁻³") become superscripts.

    What neither ASCII nor the tables above hold loses its accents, or becomes its code point: pdflatex
    stops at an unknown letter.
    """
    text = re.sub(r'(^|(?<=[\s(]))"', "“", " ".join(text.split()))
    return "".join(map(_piece, _PIECES.finditer(text)))


def _piece(match: re.Match[str]) -> str:
    if match["plain"]:
        return match["plain"]
    power, up, low = match["power"], match["up"], match["low"]
    if power:
        return rf"\ensuremath{{^{{{power.strip('()')}}}}}"
    if up:
        return rf"\ensuremath{{^{{{up.translate(_RAISED)}}}}}"
    if low:
        return rf"\ensuremath{{_{{\mathrm{{{low.translate(_LOWERED)}}}}}}}"
    letter = match["one"]
    if letter in SPECIAL:
        return SPECIAL[letter]
    if letter in MATHS:
        name = MATHS[letter]
        raised = name in ("circ", "prime")
        return rf"\ensuremath{{{'^' if raised else ''}{'' if name == '-' else chr(92)}{name}}}"
    if letter.isascii():
        return letter if letter.isprintable() else ""
    plain = unicodedata.normalize("NFKD", letter).encode("ascii", "ignore").decode()
    return "".join(SPECIAL.get(each, each) for each in plain) or rf"\texttt{{U+{ord(letter):04X}}}"


def latex(text: str) -> str:
    r"""Return text as LaTeX that only prints: "$...$" is mathtext, all other text is literal.

    Mathtext is taken apart and put together again from known commands, so that "$\input{x}$" prints "input x".
    An odd number of dollar signs is taken literally.
    """
    pieces = split_mathtext(text)
    if pieces is None:
        return escape(text)
    try:
        return "".join(_mathematics(piece) if i % 2 else _words(piece) for i, piece in enumerate(pieces))
    except RecursionError:  # braces nested as nobody nests them
        return escape(text)


def _mathematics(mathtext: str) -> str:
    inner = maths(mathtext)
    return f"${inner}$" if inner else ""  # two dollar signs would begin a display


def _words(text: str) -> str:
    # `escape` takes off the blanks at the ends, which here part words from mathtext
    before, after = (" " if end.isspace() else "" for end in (text[:1], text[-1:]))
    return f"{before}{escape(text)}{after}" if text.strip() else before


def maths(mathtext: str) -> str:
    """Return mathtext (without dollar signs) as LaTeX in math mode; unknown commands print their name."""
    return _bare(parse(mathtext))


def _bare(node: Node) -> str:
    """Write a node without braces around it."""
    if not isinstance(node, Group):
        return _write(node)
    done: list[str] = []
    scripts = ""  # of the last letter; LaTeX stops at a second of one kind
    for each in node.nodes:
        if isinstance(each, Script):
            done.append(f"{'{}' if each.mark in scripts else ''}{_write(each)}")
            scripts = each.mark if each.mark in scripts else scripts + each.mark
        else:
            done.append(_write(each))
            scripts = ""
    return "".join(done)


def _write(node: Node) -> str:
    if isinstance(node, Group):
        return f"{{{_bare(node)}}}"
    if isinstance(node, Script):
        return f"{node.mark}{{{_bare(node.inner)}}}"
    if isinstance(node, Fence):
        left, right = (_delimiter(each) for each in (node.left, node.right))
        return f"{left}{_bare(node.inner)}{right}"
    return _command(node) if isinstance(node, Command) else _character(node.text)


def _delimiter(token: str) -> str:
    if not token:
        return ""
    return _command(Command(token[1:])) if token[0] == "\\" and token[1:] else _write(Token(token))


def _command(node: Command) -> str:
    name = node.name
    inner = [_bare(each) for each in node.arguments]
    if name in FONTS:
        return rf"\{name if name in ('mathbf', 'mathit', 'mathsf') else 'mathrm'}{{{inner[0]}}}"
    if len(inner) == 2:
        return rf"\frac{{{inner[0]}}}{{{inner[1]}}}"
    if inner:
        return rf"\{name}{{{inner[0]}}}"
    if name in _SAME:
        return rf"\{name}"
    if name in _SPACES:
        return _SPACES[name]
    if name == "right":
        return ""
    if name == "AA":
        return r"\mbox{\AA}"
    if name in SYMBOLS or name in FUNCTIONS:
        return rf"\{name} "
    return rf"\mathrm{{{name}}}" if name.isalpha() else rf"\mbox{{{escape(name)}}}"


def _character(text: str) -> str:
    if text == "'":
        return r"{}^{\prime}{}"
    if text.isspace():
        return " "
    if text == "~" or (text.isascii() and text not in SPECIAL):
        return text
    return text if text in "<>|[]*" else rf"\mbox{{{escape(text)}}}"
