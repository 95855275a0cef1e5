"""SVG as matplotlib writes it, in a fraction of the bytes, with texts in reading order."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

from tcreferee.figures.runs import grouped

PLACES = 1  # decimals of a coordinate in points: a seventh of a screen pixel
MARK_PLACES = 2  # of the outline of a mark, which may be drawn hundreds of times
_LEFT_OUT = re.compile(r"<\?xml.*?\?>|<!DOCTYPE.*?>|<!--.*?-->|<metadata>.*?</metadata>", re.DOTALL)
_BLANK = re.compile(r">\s*\n\s*<")
_MATH = re.compile(r"(<text[^>]*>)\s*((?:<tspan.*?</tspan>\s*)+)</text>", re.DOTALL)
_GLYPH = re.compile(r'<tspan x="([^"]+)" y="([^"]+)" style="([^"]*)">(.*?)</tspan>', re.DOTALL)
_TAG = re.compile(r"<[^>]+>")
_STYLE = re.compile(r' style="([^"]*)"')
_FACE = re.compile(r" ?font-family: [^;]*;?")
_NUMBER = re.compile(r"(?<=[ \"(])-?\d+\.\d+")
_LINES = re.compile(r'<path([^>]*) d="([^"C]*)"')
_CIRCLE = re.compile(r'd="M 0 (\S+) *\nC [^"]*"')  # the only curves there are: marks
_POINT = re.compile(r"([ML]) (\S+) (\S+)|(z)")
_ZERO = re.compile(r"(?<!\d)0(?=\.)")
_NAME = re.compile(r'(id="|url\(#|xlink:href="#)([pm][0-9a-f]{10})\b')
_NEEDLESS = re.compile(r' transform="rotate\(-?0 [^)]*\)"')
_ALONE = re.compile(r"<g (id='[^']*')><(?:(path) ([^>]*/)>|(text) ([^>]*>[^<]*</text)>)</g>")
_TURNED = re.compile(r"<g (id='[^']*')><g (transform='[^']*')><text>((?:<tspan.*?</tspan>)+)</text></g></g>")
_MARKS = re.compile(r"<g id='([^']*)'>((?:<defs>.*?</defs>)?)<g([^>]*)>((?:<use [^>]*/>)+)</g></g>")
_DEFINED = re.compile(r"<path id='([^']*)' d='([^']*)'( class='[^']*')?/>")
_USE = re.compile(r"<use href='#([^']*)' x='([^']*)' y='([^']*)'( class='[^']*')?/>")
_ROUND = re.compile(r"M0 \S+?a(\S+) ")
_CORNER = re.compile(r"M(-?[\d.]+) ?(-?[\d.]+)(.*)")
_FILL = re.compile(r"\bfill: ?(#\w+)")
_NAMED = re.compile(r"<(g|path|text) id='([a-z][^']*?)(?:_\d+)?'([^>]*?)(?: class='([^']*)')?(/?)>")
_LONG_COLOUR = re.compile(r"#([0-9a-f])\1([0-9a-f])\2([0-9a-f])\3\b")
_FIGURE = re.compile(r"(<g class='d-figure'>)(.*)(</g>)", re.DOTALL)
_DEFAULTS = re.compile(r"<defs><style[^>]*>\*\{[^}]*\}")


def compact(svg: str, faces: str, scope: str = "", tips: Mapping[str, Sequence[str]] | None = None) -> str:
    """Return the same picture in fewer bytes, fit to stand beside others in one page.

    Comments, metadata and blanks between tags go; coordinates are rounded; lines are written as steps from point to
    point, which are short; equal styles share a CSS class; the letters of mathtext that follow each other in one style
    become one piece, left to right; a group of one element is that element. Names of elements become classes, which
    need not be unique in a page; what is referred to keeps an id, numbered.

    Parameters
    ----------
    svg : str
        As matplotlib writes it with `svg.fonttype` "none".
    faces : str
        What texts are set in, the first that the reader has; separated by commas.
    scope : str
        Id of the picture, beginning with a capital: its styles hold within it, and its other ids begin with it. ""
        for a picture that stands alone.
    tips : mapping of str to sequence of str
        By the name of a group of marks, a text for each mark, shown when the pointer rests on it.
    """
    names: dict[str, str] = {}
    classes: dict[str, str] = {}

    def tag(found: re.Match[str]) -> str:
        looks: list[str] = _STYLE.findall(found[0])
        text = _STYLE.sub("", _NEEDLESS.sub("", found[0]))
        places = MARK_PLACES if text.startswith('<path id="m') else PLACES
        text = _LINES.sub(lambda m: f'<path{m[1]} d="{_steps(m[2])}"', text)
        text = _CIRCLE.sub(lambda m: _circle(float(m[1])), text)
        text = _NUMBER.sub(lambda m: _rounded(m[0], places), text)
        text = _NAME.sub(lambda m: m[1] + names.setdefault(m[2], f"{scope or '_'}{len(names)}"), text)
        text = (
            text.replace(' xmlns:xlink="http://www.w3.org/1999/xlink"', "")
            .replace("xlink:href", "href")
            .replace(' version="1.1"', "")
        )
        for look in looks:
            name = classes.setdefault(_FACE.sub("", look), f"c{len(classes)}")
            text = re.sub(r"(/?>)$", rf' class="{name}"\1', text)
        return text.replace('"', "'")

    svg = _MATH.sub(_in_order, _LEFT_OUT.sub("", svg))
    svg = _ALONE.sub(r"<\2\4 \1 \3\5>", _TAG.sub(tag, _BLANK.sub("><", svg)))
    svg = _TURNED.sub(r"<text \1 \2>\3</text>", svg)
    svg = _NAMED.sub(_name_as_class, _MARKS.sub(_Marks(classes, tips or {}), svg))
    svg = _FIGURE.sub(lambda m: m[1] + grouped(m[2]) + m[3], svg)
    within = f"#{scope} " if scope else ""
    rules = "".join(f"{within}.{name}{{{_tight(look)}}}" for look, name in classes.items())
    # matplotlib's rule for `*` would win over what a group says
    rules = f"<defs><style>{within or 'svg'}{{stroke-linejoin:round}}{within}text{{font-family:{faces}}}{rules}"
    svg = _DEFAULTS.sub(lambda _: rules, svg, count=1).strip() + "\n"
    return svg.replace("<svg ", f"<svg id='{scope}' ", 1) if scope else svg


class _Marks:
    """Marks drawn where they stand instead of by reference: that is shorter, and needs no id."""

    def __init__(self, classes: dict[str, str], tips: Mapping[str, Sequence[str]]) -> None:
        self.classes, self.tips = classes, tips
        self.shapes: dict[str, tuple[str, str]] = {}  # outline and look of each mark that was defined

    def __call__(self, found: re.Match[str]) -> str:
        name, defined, clip, marks = found.groups()
        self.shapes |= {each: (outline, look) for each, outline, look in _DEFINED.findall(defined)}
        drawn = [self._drawn(*_USE.findall(use)[0]) for use in re.findall(r"<use [^>]*>", marks)]
        looks = {look for _, look in drawn}
        shared = looks.pop() if len(looks) == 1 else ""
        said = self.tips.get(name, [""] * len(drawn))
        body = "".join(
            f"{mark}{'' if shared else look}{_tipped(mark, tip)}" for (mark, look), tip in zip(drawn, said, strict=True)
        )
        return f"<g id='{name}'{clip}{shared}>{body}</g>"

    def _drawn(self, shape: str, x: str, y: str, look: str) -> tuple[str, str]:
        """Return the beginning of an element, and the class it needs."""
        outline, own = self.shapes[shape]
        look = look or own
        round_one = _ROUND.match(outline)
        if round_one and not own:  # without an edge: a stroke with round ends and next to no length
            colour = _FILL.search(self._look(look))
            stroke = f"fill:none;stroke:{colour[1] if colour else '#000000'}"
            wide = _rounded(f"{2 * float(round_one[1]):f}", MARK_PLACES)
            dot = f"{stroke};stroke-width:{wide};stroke-linecap:round"
            return f"<path d='M{x} {y}h.1'", f" class='{self.classes.setdefault(dot, f'c{len(self.classes)}')}'"
        if round_one:
            return f"<circle cx='{x}' cy='{y}' r='{round_one[1]}'", look
        right, down, rest = _CORNER.fullmatch(outline).groups()  # type: ignore[union-attr]  # written by _steps
        at = " ".join(_rounded(f"{float(a) + float(b):f}", PLACES) for a, b in ((x, right), (y, down)))
        return f"<path d='M{at}{rest}'", look

    def _look(self, attribute: str) -> str:
        name = attribute.removeprefix(" class='").rstrip("'")
        return next((look for look, known in self.classes.items() if known == name), "")


def _tipped(mark: str, tip: str) -> str:
    return f"><title>{escape(tip)}</title></{mark[1 : mark.index(' ')]}>" if tip else "/>"


def _name_as_class(found: re.Match[str]) -> str:
    tag, name, rest, look, end = found.groups()
    name = name if name.startswith("p") and name[1:2].isdigit() else f"d-{name}"
    return f"<{tag}{rest} class='{f'{look} {name}' if look else name}'{end}>"


def _circle(radius: float) -> str:
    r = _rounded(f"{radius:f}", MARK_PLACES)
    wide = _rounded(f"{2 * radius:f}", MARK_PLACES)
    return f'd="M0 {r}a{r} {r} 0 1 0 0-{wide}a{r} {r} 0 1 0 0 {wide}z"'


def _steps(data: str) -> str:
    """Return straight path data in relative steps of whole 10^-PLACES points; steps of no length are left out."""
    said, unit, last, before = [], 10**PLACES, (0, 0), ""
    for mark, *place, close in _POINT.findall(data):
        if close:
            said.append("z")
            continue
        x, y = round(unit * float(place[0])), round(unit * float(place[1]))
        right, down = (x - last[0]) / unit, (y - last[1]) / unit
        last = (x, y)
        kind = "M" if mark == "M" else "l" if right and down else "h" if right else "v" if down else ""
        step = {"M": f"{x / unit:g} {y / unit:g}", "l": f"{right:g} {down:g}", "h": f"{right:g}", "v": f"{down:g}"}
        if kind:
            said.append((" " if kind == before != "M" else kind) + step[kind])  # a repeated letter may be left out
            before = kind
    return _ZERO.sub("", "".join(said)).replace(" -", "-")


def _rounded(number: str, places: int) -> str:
    written = f"{float(number):.{places}f}".rstrip("0").rstrip(".")
    return "0" if written == "-0" else written


def _tight(look: str) -> str:
    tight = look.replace(": ", ":").replace("; ", ";").replace(";stroke-dashoffset:0", "").rstrip(";")
    return _ZERO.sub("", _LONG_COLOUR.sub(r"#\1\2\3", tight))


def _in_order(found: re.Match[str]) -> str:
    """Return the letters of a text from left to right, those of one height and style together."""
    pieces: list[list[str]] = []
    for x, y, look, letter in sorted(_GLYPH.findall(found[2]), key=lambda glyph: float(glyph[0])):
        letter = letter.replace("\N{NO-BREAK SPACE}", " ")  # which keeps blanks that stand alone
        if pieces and pieces[-1][1:3] == [y, look]:
            pieces[-1][3] += letter
        else:
            pieces.append([x, y, look, letter])
    said = (f'<tspan x="{x}" y="{y}" style="{look}">{letters}</tspan>' for x, y, look, letters in pieces)
    return f"{found[1]}{''.join(said)}</text>"
