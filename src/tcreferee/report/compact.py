"""SVG as matplotlib writes it, in a fraction of the bytes, with texts in reading order."""

from __future__ import annotations

import re

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
_POINT = re.compile(r"([ML]) (\S+) (\S+)|(z)")
_ZERO = re.compile(r"(?<!\d)0(?=\.)")
_NAME = re.compile(r'(id="|url\(#|xlink:href="#)([pm][0-9a-f]{10})\b')
_NEEDLESS = re.compile(r' transform="rotate\(-?0 [^)]*\)"')
_ALONE = re.compile(r"<g (id='[^']*')><(?:(path) ([^>]*/)>|(text) ([^>]*>[^<]*</text)>)</g>")
_DEFAULTS = re.compile(r"<defs><style[^>]*>")


def compact(svg: str, faces: str) -> str:
    """Return the same picture in fewer bytes.

    Comments, metadata and blanks between tags go; coordinates are rounded; lines are written as steps from point to
    point, which are short; generated names are numbered; equal styles share a CSS class; the letters of mathtext that
    follow each other in one style become one piece, left to right; a group of one element is that element.

    Parameters
    ----------
    svg : str
        As matplotlib writes it with `svg.fonttype` "none".
    faces : str
        What texts are set in, the first that the reader has; separated by commas.
    """
    names: dict[str, str] = {}
    classes: dict[str, str] = {}

    def tag(found: re.Match[str]) -> str:
        looks: list[str] = _STYLE.findall(found[0])
        text = _STYLE.sub("", _NEEDLESS.sub("", found[0]))
        places = MARK_PLACES if text.startswith('<path id="m') else PLACES
        text = _LINES.sub(lambda m: f'<path{m[1]} d="{_steps(m[2])}"', text)
        text = _NUMBER.sub(lambda m: _rounded(m[0], places), text)
        text = _NAME.sub(lambda m: m[1] + names.setdefault(m[2], f"_{len(names)}"), text)
        for look in looks:
            name = classes.setdefault(_FACE.sub("", look), f"c{len(classes)}")
            text = re.sub(r"(/?>)$", rf' class="{name}"\1', text)
        return text.replace('"', "'")

    svg = _MATH.sub(_in_order, _LEFT_OUT.sub("", svg))
    svg = _ALONE.sub(r"<\2\4 \1 \3\5>", _TAG.sub(tag, _BLANK.sub("><", svg)))
    rules = "".join(f".{name}{{{_tight(look)}}}" for look, name in classes.items())
    return _DEFAULTS.sub(f"<defs><style>text{{font-family:{faces}}}{rules}", svg, count=1).strip() + "\n"


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
    return _ZERO.sub("", tight)


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
