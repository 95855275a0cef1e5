"""The drawing primitives: places, texts, and curves with fewer points."""

from xml.etree import ElementTree

import numpy as np
import pytest

from tcreferee.loading import find_models, load_model
from tcreferee.report.markup import TOKEN
from tcreferee.report.mathml import KNOWN, mathml
from tcreferee.report.panel import Key, key_rows, tick_labels
from tcreferee.report.svg import Drawing, simplified, spans, text_width, track


@pytest.mark.parametrize(
    ("points", "data"),
    [
        ([(0, 0), (1, 0), (1, -2), (2, -1)], "M0 0h10v-20l10 10"),
        ([(0.04, 0), (0.5, 0.5), (1, 0), (1, 0)], "M0 0l5 5 5-5"),
        ([(0, 0), (np.nan, 1), (3, 0), (2, 0)], "M0 0h30-10"),
        ([(np.nan, 0)], ""),
    ],
)
def test_tracks_are_written_in_whole_tenths(points, data):
    assert track(np.array(points, dtype=float)) == data


def test_a_simplified_curve_stays_where_it_was():
    x = np.linspace(0, 100, 200)
    curve = np.stack([x, 30 * np.sin(x / 15)], axis=-1)
    fewer = simplified(curve, 0.05)
    assert 4 < len(fewer) < 60
    assert np.abs(np.interp(x, *fewer.T) - curve[:, 1]).max() < 0.1
    assert len(simplified(np.stack([x, 2 * x], axis=-1))) == 2


def test_a_closed_outline_keeps_its_shape():
    angle = np.linspace(0, 2 * np.pi, 300)
    circle = 20 * np.stack([np.cos(angle), np.sin(angle)], axis=-1)
    fewer = simplified(circle)
    assert len(fewer) > 20
    area = 0.5 * abs(np.sum(fewer[:-1, 0] * fewer[1:, 1] - fewer[1:, 0] * fewer[:-1, 1]))
    assert area == pytest.approx(np.pi * 400, rel=0.01)


def test_raised_and_lowered_text_returns_to_its_line():
    inner = str(spans("$n_a^{2}$ b", 100))
    root = ElementTree.fromstring(f"<text>{inner}</text>")
    assert "".join(root.itertext()) == "na2 b"
    shifts = [int(part.get("dy", 0)) for part in root]
    assert shifts[1] > 0 > shifts[2]  # down for the subscript, up for the superscript
    assert sum(shifts) == 0


def test_text_of_a_file_is_escaped():
    drawing = Drawing(10, 10)
    drawing.text((1, 1), "<script>alert('x')</script> & $T_c$", 7.0)
    root = ElementTree.fromstring(drawing.svg())
    assert "<script>" in "".join(root.itertext())
    assert not [tag for tag in root.iter() if "script" in tag.tag]


@pytest.mark.parametrize(
    "limits", [(3.2, 3.9), (-0.09, 1.09), (0, 56), (-60, 4), (1e5, 9e6), (2e-6, 8e-5), (99.0, 99.4)]
)
def test_ticks_are_round_few_and_inside(limits):
    values, said = tick_labels(*limits)
    assert 2 <= len(values) <= 7
    assert len(set(said)) == len(said)
    assert all(limits[0] <= value <= limits[1] for value in values)
    steps = np.diff(values)
    assert steps == pytest.approx(steps[0])
    if max(map(abs, limits)) < 1e5 and max(map(abs, limits)) > 1e-3:
        assert [float(word.replace("−", "-")) for word in said] == pytest.approx(values)


def test_limits_without_width_have_no_ticks():
    assert tick_labels(1.0, 1.0) == ([], [])
    assert tick_labels(0.0, float("nan")) == ([], [])


def test_widths_grow_with_words_and_shrink_with_indices():
    assert text_width("mmmm", 10) > text_width("iiii", 10)
    assert text_width("$x^{aaa}$", 10) < text_width("xaaa", 10)
    assert text_width("one\nlonger line", 10) == text_width("longer line", 10)


def test_a_long_key_is_broken_into_rows():
    keys = [Key(f"a rather long entry {i}", "line", "#000") for i in range(9)]
    rows = key_rows(keys, 300)
    assert len(rows) > 2
    assert [key for row in rows for key in row] == keys


@pytest.mark.parametrize("path", find_models().values(), ids=lambda path: path.stem)
def test_every_equation_is_mathml(path):
    model = load_model(path)
    for text in (model.equation, *(p.symbol for p in model.parameters)):
        commands = {token[1:] for token in TOKEN.findall(text) if token.startswith("\\")}
        assert commands <= KNOWN
        root = ElementTree.fromstring(str(mathml(text)))
        assert root.tag == "math"
        assert not {"{", "}", "^", "_", "\\"} & set("".join(root.itertext()))


@pytest.mark.parametrize(
    ("text", "markup"),
    [
        (r"a^2", "<msup><mi>a</mi><mn>2</mn></msup>"),
        (r"T_c^0", "<msubsup><mi>T</mi><mi>c</mi><mn>0</mn></msubsup>"),
        (r"\frac{1}{x}", "<mfrac><mrow><mn>1</mn></mrow><mrow><mi>x</mi></mrow></mfrac>"),
        (r"n_\mathrm{pair}", '<msub><mi>n</mi><mi mathvariant="normal">pair</mi></msub>'),
        (r"a < b", "<mi>a</mi><mo>&lt;</mo><mi>b</mi>"),
    ],
)
def test_mathml_of_single_forms(text, markup):
    assert str(mathml(text)) == f'<math displaystyle="true">{markup}</math>'
