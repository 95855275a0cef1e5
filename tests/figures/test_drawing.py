"""What matplotlib is asked to draw, the SVG it becomes, ticks, widths; and equations as MathML."""

import itertools
import re
import subprocess
import sys
from xml.etree import ElementTree

import numpy as np
import pytest
from svg_paths import SVG, centre, tracks
from tcreferee.figures.axes import Decades, limits_around, tick_labels
from tcreferee.figures.drawing import Drawing, is_math, simplified, text_width
from tcreferee.figures.panel import Key, Panel, key_rows

from tcreferee.base.quantities import QUANTITIES
from tcreferee.figures import style
from tcreferee.formulas.loading import find_models, load_model

DASHED = """
import sys
import numpy as np
from tcreferee.figures.drawing import Drawing
drawing = Drawing(90, 30)
drawing.lines("dashed", [np.array([(0, 1), (9, 2)])], "#0072B2", 0.5, (4, 1.5))
drawing.text((5, 20), "σ, $T_c$ (K)", 7.0)
if sys.argv[1:]:
    drawing.save_pdf(sys.argv[1])
sys.stdout.reconfigure(encoding="utf-8")
print(drawing.svg())
"""


def element(drawing, name):
    """Return the only element of a name, its style spelt out."""
    root = ElementTree.fromstring(drawing.svg())
    (found,) = [each for each in root.iter() if f"d-{name}" in each.get("class", "").split()]
    sheet = root.find(f"{SVG}defs/{SVG}style").text
    looks = [sheet.partition(f".{word}{{")[2].partition("}")[0] for word in found.get("class").split()]
    return found, dict(each.split(":") for look in looks for each in look.split(";") if each)


def test_points_run_down_from_the_upper_left_corner():
    drawing = Drawing(50, 40)
    drawing.lines("line", [np.array([(1, 2), (30.04, 5.26)]), np.array([(3, 3), (4, 4), (5, 3)])], "#0072B2", 1.5)
    found, look = element(drawing, "line")
    assert found.get("d") == "M1 2l29 3.3M3 3l1 1 1-1"
    assert (look["fill"], look["stroke"], look["stroke-width"]) == ("none", "#0072b2", "1.5")
    assert ElementTree.fromstring(drawing.svg()).get("viewBox") == "0 0 50 40"


def test_dashes_are_in_points():
    drawing = Drawing(50, 40)
    drawing.lines("line", [np.array([(1, 2), (30, 5)])], "#000", 0.5, (4, 1.5))
    assert element(drawing, "line")[1]["stroke-dasharray"] == "4,1.5"


def test_a_part_is_cut_off_at_its_frame_and_named_by_its_number():
    drawing = Drawing(100, 80)
    for _ in range(2):
        part = drawing.inset((10, 20, 30, 40))
        part.area("area", [np.array([(0, 0), (99, 0), (0, 99)])], "#000")
        part.area("area", [np.array([(0, 0), (9, 0), (0, 9)])], "#000", "#0072B2")
    root = ElementTree.fromstring(drawing.svg())
    areas = [(each, each.get("class", "").split()[-1:]) for each in root.iter(f"{SVG}path")]
    names = [name for _, name in areas if name and name[0].endswith("-area")]
    assert names == [["p0-area"], ["p0-area"], ["p1-area"], ["p1-area"]]
    large, small = (each for each, name in areas if name == ["p0-area"])
    assert large.get("d").startswith("M10 20h99l-99 99")
    frame = root.find(f".//{SVG}clipPath[@id='{large.get('clip-path')[5:-1]}']")[0]
    assert [frame.get(side) for side in ("x", "y", "width", "height")] == ["10", "20", "30", "40"]
    assert small.get("clip-path") is None  # it lies within


@pytest.mark.parametrize("at", [(-1, 5), (31, 5), (5, 41), (5, -300)])
def test_marks_outside_the_frame_are_left_out_with_their_tips(at):
    drawing = Drawing(100, 80)
    part = drawing.inset((10, 20, 30, 40))
    part.marks("marks", np.array([at, (5.0, 6.0)]), 4.0, "#000", tips=("outside", "inside"))
    svg = drawing.svg()
    assert "outside" not in svg
    assert "<path d='M15 26h.1'><title>inside</title></path>" in svg


def test_the_height_may_be_known_last():
    drawing = Drawing(50)
    drawing.text((1, 7), "up", 7.0, name="text")
    drawing.height = 90
    assert element(drawing, "text")[0].get("y") == "7"


@pytest.mark.parametrize("edge", ["", "#D55E00"])
@pytest.mark.parametrize("shape", ["circle", "square", "diamond", "triangle"])
def test_marks_are_as_large_as_asked(shape, edge):
    drawing = Drawing(50, 40)
    drawing.marks("marks", np.array([(5, 6), (7.25, 8)]), 4.0, "#0072B2", shape, edge)
    found, look = element(drawing, "marks")
    assert found.tag == f"{SVG}g"
    assert [centre(mark) for mark in found] == [pytest.approx((5, 6), abs=0.1), pytest.approx((7.25, 8), abs=0.1)]
    if shape == "circle" and not edge:  # a stroke with round ends and next to no length
        assert (look["stroke"], look["stroke-width"], look["stroke-linecap"]) == ("#0072b2", "4", "round")
        return
    assert look["fill"] == "#0072b2"
    if edge:
        assert look["stroke"] == "#d55e00"
    wide = (
        2 * float(found[0].get("r")) if shape == "circle" else np.ptp(np.concatenate(tracks(found[0].get("d")))[:, 0])
    )
    expected = 4.0 + 0.7 * bool(edge)
    assert wide == pytest.approx(expected * 2**0.5 if shape == "diamond" else expected, abs=0.15)


def test_dots_are_one_path():
    drawing = Drawing(50, 40)
    drawing.dots("dots", np.array([(5, 6), (7, 8)]), 3.0, "#000")
    found, look = element(drawing, "dots")
    assert found.tag == f"{SVG}path"
    assert [tuple(piece.mean(axis=0)) for piece in tracks(found.get("d"))] == [
        pytest.approx((5, 6), abs=0.1), pytest.approx((7, 8), abs=0.1),
    ]  # fmt: skip
    assert (look["stroke-linecap"], look["stroke-width"]) == ("round", "3")


def test_a_scope_holds_every_style_and_id_of_a_figure():
    def made(scope):
        drawing = Drawing(50, 40)
        part = drawing.inset((10, 10, 20, 20))
        part.lines("line", [np.array([(0, 0), (90, 5)])], "#0072B2", 1.0)
        part.marks("marks", np.array([(5.0, 6.0)]), 3.0, "#000", "square", "#fff", ["a"])
        drawing.text((1, 9), "$T_c$", 7.0)
        return drawing.svg(scope)

    page = [ElementTree.fromstring(made(scope)) for scope in ("Fone", "Ftwo")]
    ids = [each.get("id") for root in page for each in root.iter() if each.get("id")]
    assert len(ids) == len(set(ids)) == 4
    for root, scope in zip(page, ("Fone", "Ftwo"), strict=True):
        rules = re.findall(r"([^{}]+)\{", root.find(f"{SVG}defs/{SVG}style").text)
        assert len(rules) > 3
        assert all(rule.startswith(f"#{scope} ") for rule in rules)
        named = {each.get("id") for each in root.iter()}
        assert {each.get("clip-path")[5:-1] for each in root.iter() if each.get("clip-path")} <= named


@pytest.mark.parametrize("words", ["<script>alert('x')</script> & co", "</title><b>", "\"quoted\" 'twice'"])
def test_tips_are_data(words):
    drawing = Drawing(10, 10)
    drawing.marks("marks", np.array([(1.0, 1.0)]), 3.0, "#000", tips=[words])
    root = ElementTree.fromstring(drawing.svg())
    assert [each.text for each in root.iter(f"{SVG}title")] == [words]
    assert {tag.tag.removeprefix(SVG) for tag in root.iter()} <= {"svg", "defs", "style", "g", "path", "title"}


def test_mathtext_reads_from_left_to_right():
    drawing = Drawing(200, 20)
    drawing.text((1, 9), "density, $n_a^{2}$ ($10^{27}$ m$^{-3}$) b", 10.0, name="math")
    found, _ = element(drawing, "math")
    assert "".join(found.itertext()) in ("density, na2 (1027 m−3) b", "density, n2a (1027 m−3) b")
    heights = {each.text.strip(): float(each.get("y")) for each in found.iter(f"{SVG}tspan")}
    assert heights["a"] > heights["n"] > heights["27"]
    assert heights["b" if "b" in heights else ") b"] == pytest.approx(heights["n"], abs=0.1)


@pytest.mark.parametrize("words", ["<script>alert('x')</script> & $T_c$", "<i> & 0.123456 $", r"$\nonsense{$ <b>"])
def test_text_of_a_file_is_data(words):
    drawing = Drawing(10, 10)
    drawing.text((1, 1), words, 7.0)
    root = ElementTree.fromstring(drawing.svg())
    assert "".join(root.itertext()).endswith(words.replace("$T_c$", "Tc"))
    assert {tag.tag.removeprefix(SVG) for tag in root.iter()} <= {"svg", "defs", "style", "g", "path", "text", "tspan"}


def test_texts_are_set_in_faces_the_reader_has():
    drawing = Drawing(10, 10)
    drawing.text((1, 1), "words $T_c$", 7.0)
    svg = drawing.svg()
    assert svg.count("font-family") == 1
    assert f"text{{font-family:{style.FACES}}}" in svg
    assert style.FACES.startswith(style.FACE)


def test_the_same_drawing_is_the_same_in_another_process(tmp_path):
    made = [
        subprocess.run(
            [sys.executable, "-c", DASHED, str(tmp_path / f"{seed}.pdf")],
            env={"PYTHONHASHSEED": seed, "HOME": str(tmp_path)},
            capture_output=True, check=True,
        ).stdout
        for seed in ("1", "2")
    ]  # fmt: skip
    assert made[0] == made[1]
    assert b"stroke-dasharray" in made[0]
    assert (tmp_path / "1.pdf").read_bytes() == (tmp_path / "2.pdf").read_bytes()


def test_a_simplified_outline_stays_where_it_was():
    angle = np.linspace(0, 2 * np.pi, 300)
    circle = 20 * np.stack([np.cos(angle), np.sin(angle)], axis=-1)
    fewer = simplified(circle)
    assert 20 < len(fewer) < 150
    area = 0.5 * abs(np.sum(fewer[:-1, 0] * fewer[1:, 1] - fewer[1:, 0] * fewer[:-1, 1]))
    assert area == pytest.approx(np.pi * 400, rel=0.01)


@pytest.mark.parametrize("path", find_models().values(), ids=lambda path: path.stem)
def test_every_symbol_can_be_set(path):
    assert all(is_math(f"${p.symbol}$") for p in load_model(path).parameters)


def test_every_quantity_can_be_set():
    for quantity in QUANTITIES.values():
        assert is_math(quantity.axis_label) or "$" not in quantity.axis_label, quantity


@pytest.mark.parametrize(
    "limits", [(3.2, 3.9), (-0.09, 1.09), (0, 56), (-60, 4), (1e5, 9e6), (2e-6, 8e-5), (99.0, 99.4)]
)
def test_ticks_are_round_few_and_inside(limits):
    values, said = tick_labels(limits)
    assert 2 <= len(values) <= 7
    assert len(set(said)) == len(said)
    assert all(limits[0] <= value <= limits[1] for value in values)
    steps = np.diff(values)
    assert steps == pytest.approx(steps[0])
    if max(map(abs, limits)) < 1e5 and max(map(abs, limits)) > 1e-3:
        assert [float(word.replace("−", "-")) for word in said] == pytest.approx(values)


def test_limits_without_width_have_no_ticks():
    assert tick_labels((1.0, 1.0)) == ([], [])
    assert tick_labels((0.0, float("nan"))) == ([], [])


def test_a_logarithmic_panel_is_matplotlibs():
    from matplotlib.figure import Figure

    figure = Figure(figsize=(5, 4), dpi=72)
    axes = figure.add_axes((0.1, 0.2, 0.6, 0.5), xscale="log", yscale="log", xlim=(3e-4, 7e2), ylim=(2e5, 9e11))
    box = axes.get_position()
    panel = Panel(Drawing(360), 0, 0, 360 * box.width, 288 * box.height, Decades(3e-4, 7e2), Decades(2e5, 9e11))
    rng = np.random.default_rng(2)
    x, y = 10 ** rng.uniform(-3, 3, 50), 10 ** rng.uniform(5, 12, 50)
    expected = (axes.transData.transform(np.stack([x, y], axis=-1)) - [360 * box.x0, 288 * box.y1]) * (1, -1)
    assert panel.at(x, y) == pytest.approx(expected, abs=1e-6)


def test_axes_may_be_logarithmic_one_by_one():
    panel = Panel(Drawing(90), 0, 0, 90, 60, Decades(1.0, 1000.0), (0.0, 4.0))
    assert panel.at(np.array([1, 10, 1000]), np.array([0, 1, 4])) == pytest.approx(
        np.array([(0, 60), (30, 45), (90, 0)])
    )
    panel = Panel(Drawing(90), 0, 0, 90, 60, (0.0, 9.0), Decades(0.1, 100.0))
    assert panel.at(np.array([3, 9]), np.array([1, 100])) == pytest.approx(np.array([(30, 40), (90, 0)]))


def test_zero_and_less_lie_far_below_a_logarithmic_axis():
    panel = Panel(Drawing(90), 0, 0, 90, 60, (0.0, 9.0), Decades(0.1, 100.0))
    at = panel.at(1.0, np.array([0.0, -5.0, np.nan]))
    assert np.isfinite(at[:2]).all()
    assert (at[:2, 1] > 10 * panel.height).all()
    assert np.isnan(at[2, 1])


@pytest.mark.parametrize("limits", [(0.98e-4, 103.0), (0.9, 110.0), (0.0101, 0.99e12)])
def test_labels_of_neighbours_do_not_touch(limits, monkeypatch):
    drawing, said = Drawing(504), []
    monkeypatch.setattr(drawing, "text", lambda at, words, *_, **__: said.append((at[0], words)))
    panels = [Panel(drawing, left, 0, 100, 60, Decades(*limits), (0.0, 1.0), bare=True) for left in (10, 119)]
    for panel in panels:
        panel.finish()
    places = [panel.left + panel.at(value, 0)[0] for panel in panels for value in tick_labels(panel.x, 3)[0]]
    assert [x for x, _ in said] == pytest.approx(places, abs=8)
    ends = [(x - text_width(words, style.SMALL_FONT) / 2, x + text_width(words, style.SMALL_FONT) / 2)
            for x, words in said]  # fmt: skip
    assert all(end + 2 < start for (_, end), (start, _) in itertools.pairwise(ends))


@pytest.mark.parametrize("limits", [(3.6e3, 1.5e13), (2e-7, 3e-2), (0.9, 110.0), (4.1e-3, 5e2)])
@pytest.mark.parametrize("count", [2, 3, 4])
def test_ticks_over_decades_are_powers_of_ten(limits, count):
    values, said = tick_labels(Decades(*limits), count)
    assert 2 <= len(values) <= count + 1
    powers = [int(re.fullmatch(r"\$10\^\{(-?\d+)\}\$", word).group(1)) for word in said]
    assert values == pytest.approx([10.0**power for power in powers])
    assert len(set(np.diff(powers))) == 1
    assert all(limits[0] <= value <= limits[1] for value in values)
    assert all(is_math(word) for word in said)


@pytest.mark.parametrize(
    ("limits", "count", "values", "said"),
    [
        ((0.8, 31.0), 4, [1, 2, 5, 10, 20], ["1", "2", "5", "10", "20"]),
        ((0.04, 2.6), 3, [0.05, 0.2, 1], ["0.05", "0.2", "1"]),
        ((8e9, 4e11), 4, [1e10, 2e10, 5e10, 1e11, 2e11],
         ["$10^{10}$", r"$2\times 10^{10}$", r"$5\times 10^{10}$", "$10^{11}$", r"$2\times 10^{11}$"]),
    ],
)  # fmt: skip
def test_ticks_within_two_decades(limits, count, values, said):
    assert tick_labels(Decades(*limits), count) == (pytest.approx(values), said)


@pytest.mark.parametrize(
    ("values", "asked", "logarithmic"),
    [([2, 62], True, True), ([2, 58], True, False), ([2, 62], False, False), ([0, 62], True, False),
     ([-62, -2], True, False)],
)  # fmt: skip
def test_axes_are_logarithmic_beyond_a_factor_of_thirty(values, asked, logarithmic):
    limits = limits_around(np.array(values), 0.1, asked)
    assert isinstance(limits, Decades) == logarithmic
    low, high = np.log10([*values, *limits]).reshape(2, 2).T if logarithmic else zip(values, limits, strict=True)
    assert low[0] - low[1] == pytest.approx(0.1 * (high[0] - low[0]))
    assert high[1] - high[0] == pytest.approx(0.1 * (high[0] - low[0]))


def test_widths_grow_with_words_and_shrink_with_indices():
    assert text_width("mmmm", 10) > text_width("iiii", 10)
    assert text_width("$x^{aaa}$", 10) < text_width("xaaa", 10)
    assert text_width("one\nlonger line", 10) == text_width("longer line", 10)


def test_a_long_key_is_broken_into_rows():
    keys = [Key(f"a rather long entry {i}", "line", "#000") for i in range(9)]
    rows = key_rows(keys, 300)
    assert len(rows) > 2
    assert [key for row in rows for key in row] == keys
