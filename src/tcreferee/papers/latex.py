"""The ledger as LaTeX tables, one file per paper, to be read into a manuscript."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path

from tcreferee.base.provenance import write_text
from tcreferee.papers.claim import Precision
from tcreferee.papers.ledger import Judged, shown_unit
from tcreferee.papers.words import WORDS, counts, printed_digits

HEADS = ("location", "quantity", "printed", "recomputed", "verdict")
SIGNS = {Precision.ABOUT: r"\approx", Precision.ORDER: r"\sim", Precision.AT_MOST: r"\le", Precision.AT_LEAST: r"\ge"}
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
    r"(?:\^|\*\*)(?P<power>[+-]?\d+(?:\.\d+)?|\([+-]?\d+(?:[./]\d+)?\))"
    r"|(?P<up>[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁄]+)|(?P<low>[₀₁₂₃₄₅₆₇₈₉₊₋ₓₙₑₐₒ]+)|(?P<one>.)",
    re.DOTALL,
)


def escape(text: str) -> str:
    """Return text that LaTeX prints as it stands; powers ("m^-3", "m**-3", "m⁻³") are raised.

    What neither ASCII nor the tables above hold loses its accents, or becomes its code point: pdflatex
    stops at an unknown letter.
    """
    text = re.sub(r'(^|(?<=[\s(]))"', "“", " ".join(text.split()))
    return "".join(map(_piece, _PIECES.finditer(text)))


def _piece(match: re.Match[str]) -> str:
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


def number(text: str, sign: str = "") -> str:
    """Return a number in math mode: "5.651e6" becomes 5.651 times a power of ten."""
    mantissa, _, exponent = text.lower().partition("e")
    power = rf" \times 10^{{{int(exponent)}}}" if exponent else ""
    return f"${f'{sign} ' if sign else ''}{mantissa}{power}$"


def table(judged: Sequence[Judged]) -> str:
    r"""Return the table of the claims of one paper; needs \usepackage{booktabs,longtable}."""
    caption = f"{judged[0].title}: {counts(judged)}."
    heads = " & ".join(HEADS)
    lines = [
        r"% Needs \usepackage{booktabs,longtable,array}. Made by the rule `claims`, with results/claims.csv.",
        r"\begin{longtable}{@{}>{\raggedright}p{0.2\textwidth}>{\raggedright}p{0.3\textwidth}rrl@{}}",
        rf"\caption{{{escape(caption)}}}\\",
        rf"\toprule {heads} \\ \midrule \endfirsthead",
        rf"\toprule {heads} \\ \midrule \endhead",
        r"\bottomrule \endfoot",
        *(f"{' & '.join(_cells(each))} \\\\" for each in judged),
        r"\end{longtable}",
    ]
    return "\n".join(lines) + "\n"


def _cells(judged: Judged) -> list[str]:
    claim, outcome = judged.claim, judged.outcome
    unit = shown_unit(claim.unit) and rf"\,{escape(shown_unit(claim.unit))}"
    recomputed = "--"
    if math.isfinite(outcome.recomputed):
        digits = printed_digits(judged.printed.text) + 1
        recomputed = number(f"{outcome.recomputed:.{max(3, digits)}g}") + unit
    printed = "lost"
    if math.isfinite(outcome.printed):
        printed = number(judged.printed.text, SIGNS.get(claim.precision, "")) + unit
    return [escape(claim.location), escape(claim.quantity), printed, recomputed, WORDS[outcome.verdict][0]]


def write_tables(judged: Iterable[Judged], paths: Iterable[Path | str]) -> None:
    """Write `claims_{paper}.tex` for each path, the paper being in its name."""
    listed = list(judged)
    for path in map(Path, paths):
        paper = path.stem.removeprefix("claims_")
        write_text(path, table([each for each in listed if each.paper == paper]))
