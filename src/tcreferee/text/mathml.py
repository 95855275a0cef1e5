"""Equations as MathML: browsers typeset it themselves, screen readers read it, and it needs no picture."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup

from tcreferee.text.mathtext import FONTS, FUNCTIONS, SYMBOLS, Command, Fence, Group, Node, Script, Token, parse

SPACES = {",": "0.17em", ";": "0.28em", " ": "0.25em", "quad": "1em", "qquad": "2em"}
FENCES = {"(": "(", ")": ")", "[": "[", "]": "]", "|": "|", ".": "", "\\{": "{", "\\}": "}"}
_NO_BREAK = "\N{NO-BREAK SPACE}"


def mathml(mathtext: str) -> Markup:
    """Return mathtext (without dollar signs) as a `math` element; unknown commands show their name."""
    return Markup('<math displaystyle="true">{}</math>').format(_row(parse(mathtext).nodes))


def _row(nodes: Iterable[Node], upright: bool = False) -> Markup:
    """Write nodes one after the other, each with the scripts that follow it."""
    seen = [node for node in nodes if not _is_blank(node)]
    done: list[Markup] = []
    while seen:
        base = Markup("<mi></mi>") if isinstance(seen[0], Script) else _atom(seen.pop(0), upright)
        scripts: dict[str, Markup] = {}
        while seen and isinstance(script := seen[0], Script):
            scripts[script.mark] = _atom(script.inner, upright)
            seen.pop(0)
        done.append(_scripted(base, scripts))
    return Markup("").join(done)


def _is_blank(node: Node) -> bool:
    return isinstance(node, Token) and node.text.isspace()


def _scripted(base: Markup, scripts: dict[str, Markup]) -> Markup:
    if len(scripts) == 2:
        return Markup("<msubsup>{}{}{}</msubsup>").format(base, scripts["_"], scripts["^"])
    for mark, inner in scripts.items():
        tag = "msup" if mark == "^" else "msub"
        return Markup("<{0}>{1}{2}</{0}>").format(tag, base, inner)
    return base


def _atom(node: Node, upright: bool) -> Markup:
    if isinstance(node, Group):
        return Markup("<mrow>{}</mrow>").format(_row(node.nodes, upright))
    if isinstance(node, Command):
        return _command(node, upright)
    if isinstance(node, Fence):
        fences = [
            Markup('<mo fence="true" stretchy="true">{}</mo>').format(FENCES.get(each, ""))
            for each in (node.left, node.right)
        ]
        return Markup("<mrow>{}{}{}</mrow>").format(fences[0], _row(node.inner.nodes, upright), fences[1])
    if isinstance(node, Script):
        return _row([node], upright)
    if node.text[:1].isdigit():
        return Markup("<mn>{}</mn>").format(node.text)
    if node.text.isalpha():
        variant = Markup(' mathvariant="normal"') if upright else Markup("")
        return Markup("<mi{}>{}</mi>").format(variant, node.text)
    if node.text == "~":
        return Markup('<mspace width="0.25em"></mspace>')
    return _operator("−" if node.text == "-" else node.text)


def _command(node: Command, upright: bool) -> Markup:
    name = node.name
    if name in FONTS:
        words = _words(node.arguments[0])
        if words is None:
            return _atom(node.arguments[0], upright=True)
        return Markup('<mi mathvariant="normal">{}</mi>').format(words)
    written = [_atom(each, upright) for each in node.arguments]
    if len(written) == 2:
        return Markup("<mfrac>{}{}</mfrac>").format(*written)
    if written:
        return Markup("<msqrt>{}</msqrt>").format(*written) if name == "sqrt" else written[0]
    if name in FUNCTIONS:
        return Markup('<mi>{}</mi><mspace width="0.17em"></mspace>').format(name)
    if name in SPACES:
        return Markup('<mspace width="{}"></mspace>').format(SPACES[name])
    if name in ("!", "right"):
        return Markup("")
    symbol = SYMBOLS.get(name, name)
    return Markup("<mi>{}</mi>").format(symbol) if symbol.isalpha() else _operator(symbol)


def _words(node: Node) -> str | None:
    """Return the argument of a font command as words if it has only letters, numbers and blanks."""
    if isinstance(node, Group):
        parts = [_words(each) for each in node.nodes if not _is_blank(each)]
        return None if None in parts else "".join(filter(None, parts))
    if isinstance(node, Command):
        return _NO_BREAK if node.name in (" ", ",") else None
    if isinstance(node, Token):
        return _NO_BREAK if node.text == "~" else node.text if node.text.isalnum() else None
    return None


def _operator(text: str) -> Markup:
    still = Markup(' stretchy="false"') if text in "()[]|‖" else Markup("")
    return Markup("<mo{}>{}</mo>").format(still, text)
