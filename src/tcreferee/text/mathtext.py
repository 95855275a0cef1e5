"""Simple mathtext, read once: letters, scripts, fonts, fractions, roots, fences. Writers are html, mathml and latex."""

from __future__ import annotations

import re
from dataclasses import dataclass

SYMBOLS = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "varepsilon": "ε", "zeta": "ζ", "eta": "η",
    "theta": "θ", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π", "rho": "ρ", "sigma": "σ",
    "tau": "τ", "phi": "φ", "varphi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω", "Gamma": "Γ", "Delta": "Δ",
    "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π", "Sigma": "Σ", "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω",
    "hbar": "ħ", "infty": "∞", "times": "×", "cdot": "·", "pm": "±", "approx": "≈", "propto": "∝", "leq": "≤",
    "geq": "≥", "le": "≤", "ge": "≥", "sim": "∼", "partial": "∂", "AA": "Å", "circ": "°", "prime": "′",
    "sum": "∑", "int": "∫", "ell": "ℓ",
    "{": "{", "}": "}", "$": "$", "%": "%", "&": "&", "_": "_", "#": "#", "|": "‖",
}  # fmt: skip
FUNCTIONS = frozenset({"ln", "log", "exp", "sin", "cos", "max", "min"})
SPACES = frozenset({",", ";", " ", "!", "quad", "qquad"})
FONTS = frozenset({"mathrm", "text", "rm", "mathbf", "operatorname", "mathit", "mathsf"})
ARGUMENTS = {**dict.fromkeys(FONTS, 1), "frac": 2, "dfrac": 2, "tfrac": 2, "sqrt": 1, "hat": 1}
# A test holds every model's equation to these.
KNOWN = {*SYMBOLS, *FUNCTIONS, *SPACES, *ARGUMENTS, "left", "right"}
_TOKEN = re.compile(r"\\[A-Za-z]+|\\.|[A-Za-z]|\d+(?:\.\d+)?|\s+|.", re.DOTALL)


@dataclass(frozen=True)
class Token:
    """A letter, a number, a run of blanks or any other character."""

    text: str


@dataclass(frozen=True)
class Group:
    """The text between braces; the whole text is a group, too."""

    nodes: tuple[Node, ...] = ()


@dataclass(frozen=True)
class Script:
    """An exponent ("^") or an index ("_") of the preceding node."""

    mark: str
    inner: Node


@dataclass(frozen=True)
class Command:
    """A command without its backslash, known or not, with the arguments that `ARGUMENTS` gives it."""

    name: str
    arguments: tuple[Node, ...] = ()


@dataclass(frozen=True)
class Fence:
    r"""The text between ``\left`` and ``\right`` with the two delimiters; "" for a missing one."""

    left: str
    inner: Group
    right: str


Node = Token | Group | Script | Command | Fence


def parse(mathtext: str) -> Group:
    """Return mathtext (without dollar signs) as a tree.

    Nothing is refused: an argument that is missing is an empty group, a brace that closes nothing is left out, and one
    that is not closed ends with the text.

    Raises
    ------
    RecursionError
        Braces are nested too deeply.
    """
    reader, nodes = _Reader(_TOKEN.findall(mathtext)), list[Node]()
    while reader.next:
        nodes += reader.sequence().nodes
        reader.take()
    return Group(tuple(nodes))


def commands(mathtext: str) -> set[str]:
    """Return the names of the commands in mathtext."""
    return {token[1:] for token in _TOKEN.findall(mathtext) if token.startswith("\\")}


def split_mathtext(text: str) -> list[str] | None:
    """Return text at even places and mathtext at odd ones; None if the dollar signs do not pair."""
    pieces = text.split("$")
    return pieces if len(pieces) % 2 else None


class _Reader:
    def __init__(self, tokens: list[str]) -> None:
        self._tokens, self._at = tokens, 0

    @property
    def next(self) -> str:
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    def take(self) -> str:
        token = self.next
        self._at += 1
        return token

    def sequence(self, end: str = "}") -> Group:
        """Read up to `end`, a closing brace or the end of the text, none of which is taken."""
        nodes = []
        while self.next not in ("", "}", end):
            nodes.append(self._node())
        return Group(tuple(nodes))

    def _node(self) -> Node:
        token = self.take()
        if token == "{":
            group = self.sequence()
            self.take()
            return group
        if token in ("^", "_"):
            return Script(token, self._argument())
        name = token[1:]
        if token == "\\left":
            left = self._delimiter()
            inner = self.sequence(end="\\right")
            closed = self.next == "\\right" and self.take()
            return Fence(left, inner, self._delimiter() if closed else "")
        if token[0] == "\\" and name:
            return Command(name, tuple(self._argument() for _ in range(ARGUMENTS.get(name, 0))))
        return Token(token)

    def _argument(self) -> Node:
        """Read the next atom or group: what an exponent, a font or a fraction applies to."""
        self._skip_blanks()
        return Group() if self.next in ("", "}", "^", "_") else self._node()

    def _delimiter(self) -> str:
        self._skip_blanks()
        return "" if self.next in ("", "{", "}") else self.take()

    def _skip_blanks(self) -> None:
        while self.next.isspace():
            self.take()
