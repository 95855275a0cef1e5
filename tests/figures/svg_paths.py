"""Figures read back from their SVG: path data as points, marks, texts and tips by name."""

import re
from xml.etree import ElementTree

import numpy as np
import pytest

from tcreferee.figures.axes import Decades

SVG = "{http://www.w3.org/2000/svg}"

NUMBER = re.compile(r"-?(?:\d+\.?\d*|\.\d+)")


def tracks(path):
    """Return the points (k, 2), in points, of each piece of path data made of M, l, h and v."""
    pieces = []
    for mark, text in re.findall(r"([Mlhv])([-\d. ]+)", path):
        numbers = [float(each) for each in NUMBER.findall(text)]
        if mark == "M":
            pieces.append([tuple(numbers)])
            continue
        steps = {"l": list(zip(numbers[::2], numbers[1::2], strict=False)), "h": [(n, 0) for n in numbers]}
        for right, down in steps.get(mark, [(0, n) for n in numbers]):
            x, y = pieces[-1][-1]
            pieces[-1].append((x + right, y + down))
    return [np.array(piece) for piece in pieces]


def named(root, name):
    """Return the elements of a name: it is a class; texts of one name share a group."""
    found = []
    for each in root.iter():
        if {name, f"d-{name}"} & set(each.get("class", "").split()):
            texts = each.tag == f"{SVG}g" and len(each) and all(part.tag == f"{SVG}text" for part in each)
            found += list(each) if texts else [each]
    return found


def shown(sheet, place, name):
    """Return the elements of a name in a panel: cut off at its frame, or within it."""
    root, panel = ElementTree.fromstring(sheet.svg()), sheet.panels[place]
    found = named(root, f"p{place}-{name}")
    frames = {each.get("id"): each[0].attrib for each in root.iter(f"{SVG}clipPath")}
    above = {child: parent for parent in root.iter() for child in parent}
    for element in found:
        clip = element.get("clip-path") or above[element].get("clip-path")
        if clip:
            corner = [float(frames[clip[5:-1]][key]) for key in ("x", "y", "width", "height")]
            assert corner == pytest.approx([panel.left, panel.top, panel.width, panel.height], abs=0.1)
        elif element.tag == f"{SVG}path":
            points = np.concatenate(tracks(element.get("d"))) - [panel.left, panel.top]
            assert points.min() >= -0.2
            assert (points <= [panel.width + 0.2, panel.height + 0.2]).all()
    return found


def in_units(panel, points):
    """Turn points of the figure into units of a panel's axes."""
    part = (points - [panel.left, panel.top + panel.height]) / [panel.width, -panel.height]
    each = [
        low * (high / low) ** share if isinstance(limits, Decades) else low + share * (high - low)
        for limits, share in zip((panel.x, panel.y), part.T, strict=True)
        for low, high in (limits,)
    ]
    return np.stack(each, axis=-1)


def drawn(sheet, place, name):
    """Return the curves, bars or areas of a name, in the units of the panel's axes: a list of (k, 2) arrays."""
    paths = [each for each in shown(sheet, place, name) if each.tag == f"{SVG}path"]
    return [in_units(sheet.panels[place], piece) for path in paths for piece in tracks(path.get("d"))]


def centre(mark):
    """Return where a mark stands: a circle, or the outline or short stroke of another."""
    if mark.tag == f"{SVG}circle":
        return float(mark.get("cx")), float(mark.get("cy"))
    outline = np.concatenate(tracks(mark.get("d")))
    return tuple((outline.min(axis=0) + outline.max(axis=0)) / 2)


def marks(sheet, place, name="measured"):
    """Return the places (k, 2) of marks, in the order they are drawn."""
    at = np.array([centre(mark) for group in shown(sheet, place, name) for mark in group]).reshape(-1, 2)
    return in_units(sheet.panels[place], at)


def tips(sheet, place, name):
    """Return the texts on hover of marks, in the order they are drawn."""
    return [mark.findtext(f"{SVG}title") for group in shown(sheet, place, name) for mark in group]


def words(sheet, name):
    """Return the texts of a kind, lines apart."""
    return ["".join(text.itertext()) for text in named(ElementTree.fromstring(sheet.svg()), name)]


def grain(sheet, place):
    """Return what a tenth of a point is in x and y."""
    panel = sheet.panels[place]
    return (panel.x[1] - panel.x[0]) / panel.width / 10, abs(panel.y[1] - panel.y[0]) / panel.height / 10
