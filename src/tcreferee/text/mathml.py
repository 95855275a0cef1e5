"""Equations as MathML: browsers typeset it themselves, screen readers read it, and it needs no picture."""

from __future__ import annotations

from markupsafe import Markup

from tcreferee.text.html import SYMBOLS, TOKEN, UPRIGHT

FUNCTIONS = {"ln", "log", "exp", "sin", "cos", "max", "min"}
SPACES = {",": "0.17em", ";": "0.28em", " ": "0.25em", "quad": "1em", "qquad": "2em"}
FENCES = {"(": "(", ")": ")", "[": "[", "]": "]", "|": "|", ".": "", "\\{": "{", "\\}": "}"}
# Commands without an argument that this file knows; a test holds every model's equation to them.
KNOWN = {*SYMBOLS, *UPRIGHT, *FUNCTIONS, *SPACES, "frac", "dfrac", "tfrac", "sqrt", "left", "right"}


def mathml(mathtext: str) -> Markup:
    """Return mathtext (without dollar signs) as a `math` element; unknown commands show their name."""
    tokens = [token for token in TOKEN.findall(mathtext) if not token.isspace()]
    return Markup('<math displaystyle="true">{}</math>').format(_Reader(tokens).row())


class _Reader:
    def __init__(self, tokens: list[str]) -> None:
        self.tokens = tokens
        self.at = 0

    def _take(self) -> str:
        token = self.tokens[self.at] if self.at < len(self.tokens) else ""
        self.at += 1
        return token

    def _next(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def row(self, end: str = "", upright: bool = False) -> Markup:
        """Return everything up to the token `end`, which is taken too."""
        done: list[Markup] = []
        while self.at < len(self.tokens) and self._next() != end:
            done.append(self._scripted(upright))
        self._take()
        return Markup("").join(done)

    def _scripted(self, upright: bool) -> Markup:
        """Return an atom with its subscript and superscript."""
        base = Markup("<mi></mi>") if self._next() in ("^", "_") else self._atom(upright)
        scripts: dict[str, Markup] = {}
        while self._next() in ("^", "_"):
            mark = self._take()
            scripts[mark] = self._atom(upright)
        if len(scripts) == 2:
            return Markup("<msubsup>{}{}{}</msubsup>").format(base, scripts["_"], scripts["^"])
        for mark, inner in scripts.items():
            tag = "msup" if mark == "^" else "msub"
            return Markup("<{0}>{1}{2}</{0}>").format(tag, base, inner)
        return base

    def _atom(self, upright: bool) -> Markup:
        token = self._take()
        if token == "{":
            return Markup("<mrow>{}</mrow>").format(self.row("}", upright))
        if token.startswith("\\"):
            return self._command(token[1:], upright)
        if token[:1].isdigit():
            return Markup("<mn>{}</mn>").format(token)
        if token.isalpha():
            variant = Markup(' mathvariant="normal"') if upright else Markup("")
            return Markup("<mi{}>{}</mi>").format(variant, token)
        if token == "~":
            return Markup('<mspace width="0.25em"></mspace>')
        return _operator("−" if token == "-" else token)

    def _command(self, name: str, upright: bool) -> Markup:
        if name in UPRIGHT:
            return self._word()
        if name in ("frac", "dfrac", "tfrac"):
            return Markup("<mfrac>{}{}</mfrac>").format(self._atom(upright), self._atom(upright))
        if name == "sqrt":
            return Markup("<msqrt>{}</msqrt>").format(self._atom(upright))
        if name == "left":
            opening = FENCES.get(self._take(), "")
            inner = self.row("\\right")
            closing = FENCES.get(self._take(), "")
            fences = [Markup('<mo fence="true" stretchy="true">{}</mo>').format(each) for each in (opening, closing)]
            return Markup("<mrow>{}{}{}</mrow>").format(fences[0], inner, fences[1])
        if name in FUNCTIONS:
            return Markup('<mi>{}</mi><mspace width="0.17em"></mspace>').format(name)
        if name in SPACES:
            return Markup('<mspace width="{}"></mspace>').format(SPACES[name])
        symbol = SYMBOLS.get(name, name)
        if symbol.isalpha():
            return Markup("<mi>{}</mi>").format(symbol)
        return _operator(symbol) if symbol else Markup("")

    def _word(self) -> Markup:
        """Return the group after an upright command as words where it holds letters and blanks alone."""
        start, depth, words = self.at, 0, ""
        while self.at < len(self.tokens):
            token = self._take()
            depth += {"{": 1, "}": -1}.get(token, 0)
            words += "" if token in "{}" else "\N{NO-BREAK SPACE}" if token in ("~", "\\ ", "\\,") else token
            if depth == 0:
                break
        if all(letter.isalnum() or letter == "\N{NO-BREAK SPACE}" for letter in words):
            return Markup('<mi mathvariant="normal">{}</mi>').format(words)
        self.at = start
        if self._take() == "{":
            return Markup("<mrow>{}</mrow>").format(self.row("}", upright=True))
        self.at = start
        return self._atom(upright=True)


def _operator(text: str) -> Markup:
    still = Markup(' stretchy="false"') if text in "()[]|‖" else Markup("")
    return Markup("<mo{}>{}</mo>").format(still, text)
