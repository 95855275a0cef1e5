"""Figures of every comparison: artists stand at the numbers they stand for."""

import logging
import re
import subprocess
import sys
from dataclasses import replace
from xml.etree import ElementTree

import numpy as np
import pytest
from artists import band, bars, collisions, drawn, line, marks, words
from matplotlib import rc_context
from toy_results import CLASSES, DECADES, FAMILIES, MODELS, N_M3, TC, TOYS, WIDE, model_files

from tcreferee.base.records import number
from tcreferee.comparison.thresholds import factor
from tcreferee.figures import influence as influences
from tcreferee.figures import style
from tcreferee.figures.draw import NAMES, default_figure, draw, draw_pdfs
from tcreferee.figures.predictions import choice_weights, curves, has_curve, thinning, x_axis
from tcreferee.inference.drawn import predictive_draws

TOYS_BY_NAME = {toy.name: toy for toy in (*TOYS, DECADES)}


def figure(by_name, toy, name):
    return default_figure(name, *by_name[toy])


def place_of(results, name):
    return [model.name for model in results.fitted].index(name)


# ---- ranking


def test_ranking_shows_d_with_its_bars(by_name, results):
    (panel,) = figure(by_name, "toy", "ranking").axes
    for name, times in (("se2", 2), ("se95", factor(len(TC)))):
        ends = [artist.get_xdata()[:2] for artist in drawn(panel, name)]
        for model, found in zip(results.ranked[1:], ends, strict=True):
            d, se = number(model.row["d_elpd"]), number(model.row["se_d_elpd"])
            assert found == pytest.approx([d - times * se, d + times * se])
    shown = [artist.get_xdata()[0] for artist in drawn(panel, "d")]
    assert shown == pytest.approx([number(model.row["d_elpd"]) for model in results.ranked])
    assert np.ptp(band(panel, "alike")[:, 0]) == pytest.approx(8.0)


def test_ranking_stands_beside_its_labels_and_says_the_unit(by_name, results):
    drawing = figure(by_name, "toy", "ranking")
    (panel,) = drawing.axes
    labels = ["".join(tick.get_text().split()) for tick in panel.get_yticklabels()]
    assert labels == ["".join(model.label.split()) for model in results.models]
    heights = [artist.get_ydata()[0] for artist in drawn(panel, "d")]
    assert heights == pytest.approx(panel.get_yticks()[: len(heights)])
    assert any("(nats)" in said for said in words(drawing))


def test_ranking_names_the_failed_check_of_an_unranked_model(by_name):
    said = " ".join(words(figure(by_name, "toy", "ranking"))).replace("\n", " ")
    assert "not ranked: rhat = 1.234, limit 1.01" in said
    assert "not ranked: one point for two coefficients" in said


def test_a_comparison_in_which_nothing_converged_is_drawn(by_name, results):
    models = tuple(replace(model, row=model.row | {"rank": ""}) for model in results.models)
    drawing = default_figure("ranking", replace(results, models=models), {}, "n_m3")
    assert " ".join(words(drawing)).count("not ranked:") == len(models)
    assert collisions(drawing) == []


def test_a_model_far_behind_does_not_push_the_others_together(by_name, results):
    worst = replace(results.ranked[-1], row=results.ranked[-1].row | {"d_elpd": "-2500", "se_d_elpd": "30"})
    models = tuple(worst if model.name == worst.name else model for model in results.models)
    (panel,) = default_figure("ranking", replace(results, models=models), {}, "n_m3").axes
    assert panel.get_xscale() == "symlog"
    assert panel.get_xlim()[0] < -2500
    width = np.ptp(panel.transData.transform([(-4, 0), (4, 0)])[:, 0])
    assert width > 0.1 * panel.bbox.width
    assert -1000 in panel.get_xticks()


# ---- data


def test_data_has_a_panel_a_model_with_units(by_name, results):
    drawing = figure(by_name, "toy", "data")
    assert len(drawing.axes) == len(results.fitted) == len(MODELS)
    said = " ".join(words(drawing))
    assert "measured critical temperature, $T_c$ (K)" in said
    assert "carrier density, $n$ ($10^{27}$ m$^{-3}$)" in said
    for model, panel in zip(results.fitted, drawing.axes, strict=True):
        begins = f"{model.row['rank']}. {model.label}" if model.ranked else f"{model.label} (not ranked)"
        assert "".join(panel.get_title().split()) == "".join(begins.split())
        assert panel.title.get_color() == (style.BLACK if model.ranked else style.GREY)


def test_data_shows_every_row_where_it_was_measured(by_name):
    for panel in figure(by_name, "toy", "data").axes:
        np.testing.assert_allclose(marks(panel), np.stack([N_M3 / 1e27, TC], axis=1))


def test_declared_errors_are_bars_of_both_axes(by_name):
    results, *others = by_name["toy"]
    rows, n = results.observations, len(TC)
    errors = {"tc_K": np.where(np.arange(n) % 2, 30.0, np.nan), "n_m3": 1e26 * np.ones(n)}
    columns = dict(rows.record["columns"])
    for name in errors:
        columns[name] = columns[name] | {"sigma": f"{name}_sigma", "parts": {name: f"{name}_sigma"}}
    known = {f"{name}_sigma": values for name, values in errors.items()}
    rows = replace(rows, columns=rows.columns | known, record=rows.record | {"columns": columns})
    drawing = default_figure("data", replace(results, observations=rows), *others)
    assert "stated error" in words(drawing)
    for panel in drawing.axes:
        np.testing.assert_allclose(bars(panel, "error")[:, :, 1], np.stack([TC - 30, TC + 30], axis=1)[1::2])
        np.testing.assert_allclose(
            bars(panel, "error of x")[:, :, 0] * 1e27, np.stack([N_M3 - 1e26, N_M3 + 1e26], axis=1)
        )
        low, high = panel.get_ylim()
        assert low <= (TC - 30)[1::2].min()
        assert high >= (TC + 30)[1::2].max()


def test_asymmetric_errors_are_bars_of_two_lengths(by_name):
    results, *others = by_name["toy"]
    rows, n = results.observations, len(TC)
    known = {"tc_K_sigma": np.full(n, 20.0), "tc_K_sigma_lower": np.full(n, 10.0), "tc_K_sigma_upper": np.full(n, 30.0)}
    known["tc_K_sigma_lower"][0] = known["tc_K_sigma_upper"][0] = np.nan  # one row with the same error on both sides
    about = {"sigma": "tc_K_sigma", "parts": {"tc_K": "tc_K_sigma"}, "sides": ["tc_K_sigma_lower", "tc_K_sigma_upper"]}
    columns = rows.record["columns"] | {"tc_K": rows.record["columns"]["tc_K"] | about}
    rows = replace(rows, columns=rows.columns | known, record=rows.record | {"columns": columns})
    down, up = np.where(np.arange(n) == 0, 20.0, 10.0), np.where(np.arange(n) == 0, 20.0, 30.0)
    for panel in default_figure("data", replace(results, observations=rows), *others).axes:
        np.testing.assert_allclose(bars(panel, "error")[:, :, 1], np.stack([TC - down, TC + up], axis=1))
        assert panel.get_ylim()[1] >= (TC + up).max()


def test_limits_are_arrows_where_they_stand(by_name):
    results, *others = by_name["toy"]
    limit = np.zeros(len(TC))
    limit[0], limit[2] = 1.0, -1.0
    drawing = default_figure("data", replace(results, observations=replace(results.observations, limit=limit)), *others)
    assert "limit" in words(drawing)
    places = np.stack([N_M3 / 1e27, TC], axis=1)
    for panel in drawing.axes:
        np.testing.assert_allclose(marks(panel, "upper limit"), places[limit == 1])
        np.testing.assert_allclose(marks(panel, "lower limit"), places[limit == -1])
        np.testing.assert_allclose(marks(panel), places[limit == 0])


def test_bands_hold_what_the_draws_say(by_name, results):
    compared = 0
    _, models, main = by_name["toy"]
    for panel, model in zip(figure(by_name, "toy", "data").axes, results.fitted, strict=True):
        if not has_curve(model, models[model.name], main):
            assert not drawn(panel, "mean95")
            continue
        axis, path = x_axis(model, results, main), model.folder / "posterior.nc"
        (c,) = curves(model, results, models[model.name], axis)
        columns, families = dict.fromkeys(axis.columns, c.x * axis.scale), [""] * len(c.x)
        there = predictive_draws(model.fit, path, models[model.name], columns, families, 0, thinning(model)).mean
        ends = np.quantile(there.reshape(-1, len(c.x)), [0.025, 0.25, 0.5, 0.75, 0.975], axis=0)
        np.testing.assert_allclose(c.mean, ends, rtol=1e-9)
        for name, (low, high) in {
            "new95": (c.new[0], c.new[4]),
            "mean95": (c.mean[0], c.mean[4]),
            "mean50": (c.mean[1], c.mean[3]),
        }.items():
            corners = band(panel, name)
            assert {*np.round(corners[:, 1], 6)} == {*np.round(low, 6), *np.round(high, 6)}
        # and those of a new measurement are, at the rows, the rows' own
        width = model.column("predictive_q97.5_K") - model.column("predictive_q2.5_K")
        new = np.interp(N_M3 / 1e27, c.x, c.new[4])
        assert np.abs(new - model.column("predictive_q97.5_K")).max() < 0.15 * width.max()
        at_rows = np.interp(N_M3 / 1e27, *line(panel, "fitted").T)
        assert at_rows == pytest.approx(model.column("fitted_K"), rel=0.02, abs=0.5)
        compared += 1
    assert compared == 3


def test_the_grid_stays_within_physics(by_name, results):
    model = results.fitted[place_of(results, "linear")]
    (c,) = curves(model, results, by_name["toy"][1]["linear"], x_axis(model, results, "n_m3"))
    assert 0 < c.x[0] <= N_M3.min() / 1e27
    assert c.x[-1] >= N_M3.max() / 1e27
    for edge in (c.new[0], c.new[4]):  # smooth
        assert np.abs(np.diff(edge, 2)).max() < 0.02 * np.ptp(c.new)


@pytest.mark.parametrize("which", ["toy", "decades"])
def test_a_model_of_several_inputs_shows_points(by_name, which):
    results = by_name[which][0]
    place = place_of(results, "bec_free_constant")
    model, panel = results.fitted[place], figure(by_name, which, "data").axes[place]
    for name, levels in (("row95", ("q2.5", "q97.5")), ("row50", ("q25", "q75"))):
        ends = bars(panel, name)
        for side, level in enumerate(levels):
            np.testing.assert_allclose(ends[:, side, 1], model.column(f"predictive_{level}_K"))
        np.testing.assert_allclose(ends[:, 0, 0], TOYS_BY_NAME[which].columns["n_m3"] / 1e27)
    np.testing.assert_allclose(line(panel, "row-median")[:, 1], model.column("predictive_q50_K"))


def test_families_have_lines_and_marks_of_their_own(by_name, families):
    drawing = figure(by_name, "families", "data")
    place = place_of(families, "family")
    panel, model = drawing.axes[place], families.fitted[place]
    lines = drawn(panel, "fitted")
    assert len({artist.get_color() for artist in lines}) == 2
    for artist, word in zip(lines, ("cuprate", "iron based"), strict=True):
        member = np.array(FAMILIES.family) == word
        at_rows = np.interp(FAMILIES.columns["xi_small_A"][member], *artist.get_xydata().T)
        assert at_rows == pytest.approx(model.column("fitted_K")[member], rel=0.02)
    assert len({(artist.get_marker(), artist.get_color()) for artist in drawn(panel, "measured")}) == 2
    assert len({artist.get_marker() for artist in drawn(panel, "measured")}) == 2
    assert {"cuprate", "iron based"} <= set(words(drawing))
    assert not drawn(drawing.axes[place_of(families, "mean")], "fitted")  # no input: points at the rows


def test_a_row_that_may_use_either_input_stands_at_both(by_name, families):
    place, files = place_of(families, "latent"), by_name["families"][1]
    weights = choice_weights(families.fitted[place], families, files["quantum_well"])
    assert weights.sum(axis=0) == pytest.approx(1)
    same = FAMILIES.columns["xi_small_A"] == FAMILIES.columns["xi_large_A"]
    assert weights[0][same] == pytest.approx(0.6, abs=0.03)  # then only the shares speak
    panel = figure(by_name, "families", "data").axes[place]
    both = np.concatenate([FAMILIES.columns["xi_small_A"], FAMILIES.columns["xi_large_A"]])
    np.testing.assert_allclose(marks(panel)[:, 0], both)
    areas = np.concatenate([artist.get_sizes() for artist in drawn(panel, "measured")])
    np.testing.assert_allclose(areas / areas.max(), weights.ravel() / weights.max())


def test_a_probability_curve_stays_between_0_and_1(by_name, classes):
    drawing = figure(by_name, "classes", "data")
    panel = drawing.axes[place_of(classes, "linear")]
    corners = band(panel, "mean95")
    assert corners[:, 1].min() >= 0
    assert corners[:, 1].max() <= 1
    assert not drawn(panel, "new95")
    said = " ".join(words(drawing))
    assert "superconducting (1) or not (0)" in said
    assert "(K)" not in said
    level = line(drawing.axes[place_of(classes, "constant")], "fitted")  # without inputs
    assert level[:, 1] == pytest.approx(classes.fitted[place_of(classes, "constant")].column("fitted_K")[0])


def test_rows_over_decades_stand_on_logarithmic_axes(by_name, decades):
    drawing = figure(by_name, "decades", "data")
    for panel in drawing.axes:
        assert (panel.get_xscale(), panel.get_yscale()) == ("log", "log")
        np.testing.assert_allclose(marks(panel), np.stack([WIDE / 1e27, DECADES.y], axis=1))
        for values, (low, high), ticks in (
            (WIDE / 1e27, panel.get_xlim(), panel.get_xticks()),
            (DECADES.y, panel.get_ylim(), panel.get_yticks()),
        ):
            assert low < values.min() < values.max() < high
            shown = ticks[(ticks >= low) & (ticks <= high)]
            assert 2 <= len(shown) <= 6
            assert np.log10(shown) == pytest.approx(np.rint(np.log10(shown)))
    model = decades.fitted[place_of(decades, "power_law")]
    (c,) = curves(model, decades, by_name["decades"][1]["power_law"], x_axis(model, decades, "n_m3"))
    assert c.fitted == pytest.approx(40 * c.x**0.8)
    assert np.diff(np.log(c.x)) == pytest.approx(np.log(c.x[1] / c.x[0]))
    # ln of a new measurement: normal about the formula's, the draws' sigma about 1.2 times their middle
    assert np.log(c.new[4] / c.new[0]) == pytest.approx(2 * 1.96 * model.sigma, rel=0.15)


# ---- residuals, calibration

RESIDUALS = [("toy", "measured minus fitted (K)"), ("decades", "ln(measured / fitted)")]


@pytest.mark.parametrize(("which", "label"), RESIDUALS)
def test_residuals_and_their_names(by_name, which, label):
    results, _, _ = by_name[which]
    drawing, x, large = figure(by_name, which, "residuals"), TOYS_BY_NAME[which].columns["n_m3"] / 1e27, 0
    named = [text.get_text() for panel in drawing.axes for text in panel.texts]
    for panel, model in zip(drawing.axes, results.fitted, strict=True):
        off = model.column("observed_K") - model.column("fitted_K")
        if which == "decades":
            off = np.log(model.column("observed_K") / model.column("fitted_K"))
        beyond = np.abs(off) > 2 * model.sigma
        np.testing.assert_allclose(marks(panel, "row"), np.stack([x, off], axis=1)[~beyond])
        np.testing.assert_allclose(marks(panel, "large"), np.stack([x, off], axis=1)[beyond])
        assert sorted({*band(panel, "sigma")[:, 1]}) == pytest.approx([-model.sigma, model.sigma])
        large += int(beyond.sum())
    assert 0 < large == len(named)
    assert label in words(drawing)


def test_calibration_adds_up_observed_minus_predicted(by_name, classes):
    for panel, model in zip(figure(by_name, "classes", "residuals").axes, classes.fitted, strict=True):
        p = model.column("predictive_q50_K")
        found = line(panel, "cumulative")
        assert found[0].tolist() == [0, 0]
        assert found[-1] == pytest.approx([len(p), (CLASSES.y - p).sum()])
        spread = 2 * np.sqrt((p * (1 - p)).sum())
        assert np.ptp(band(panel, "chance")[:, 1]) == pytest.approx(2 * spread)


# ---- influence


def test_influence_shows_differences_with_their_sum(by_name, results):
    drawing, best = figure(by_name, "toy", "influence"), results.ranked[0]
    allowed = set()
    for panel, model in zip(drawing.axes, results.ranked[1:], strict=True):
        d = model.column("elpd_loo") - best.column("elpd_loo")  # the toy's rows are in the order of n
        np.testing.assert_allclose(marks(panel, "d"), np.stack([np.arange(1, len(d) + 1), d], axis=1))
        np.testing.assert_allclose(np.abs(bars(panel, "stem")[:, :, 1]).max(axis=1), np.abs(d))
        assert line(panel, "mean")[:, 1] == pytest.approx(d.mean())
        total, se = number(model.row["d_elpd"]), number(model.row["se_d_elpd"])
        assert d.sum() == pytest.approx(total, abs=1e-6)
        assert f"D = {total:.2f}, SE {se:.2f}".replace("-", "−") in panel.get_title()
        allowed |= {f"T{i}" for i in np.argsort(-np.abs(d - d.mean()))[: influences.NAMED]}
    named = {text.get_text() for panel in drawing.axes for text in panel.texts}
    assert named
    assert named <= allowed
    assert "row, in the order of carrier density" in words(drawing)


def test_rows_are_put_in_the_order_of_the_input(results):
    backwards = replace(results.observations, columns={**results.observations.columns, "n_m3": N_M3[::-1]})
    order, _ = influences.row_order(replace(results, observations=backwards), "n_m3")
    assert order.tolist() == list(range(len(TC)))[::-1]
    assert influences.row_order(results, "")[1] == "row, in the order of the table"


def test_a_high_khat_of_either_model_puts_a_ring_around_the_mark(results):
    def with_khat(model, row):
        return replace(model, rows=[{**r, "khat": "0.9" if i == row else r["khat"]} for i, r in enumerate(model.rows)])

    best, second = results.ranked[0], results.ranked[1]
    changed = replace(results, models=(with_khat(best, 1), with_khat(second, 4), *results.ranked[2:]))
    panel = default_figure("influence", changed, {}, "n_m3").axes[0]
    assert marks(panel, "ring")[:, 0].tolist() == [2, 5]
    assert {artist.get_markerfacecolor() for artist in drawn(panel, "ring")} == {"none"}
    assert len(marks(panel, "d")) == len(TC)


# ---- all of them


@pytest.mark.parametrize("which", ["toy", "classes", "families", "decades"])
@pytest.mark.parametrize("name", NAMES)
def test_no_text_covers_another_or_leaves_the_figure(by_name, which, name):
    assert collisions(figure(by_name, which, name)) == []


# shown as they are
PRINTED = ["$", r"C:\new\table", "<b>&amp;</b>", "100 % of #1_x^2 & {braces}"]
HOSTILE = [
    r"$\frac{", "$$", r"\$5 and $T_c$", "a" * 200, "ab " * 90, "$n^{-1/6}$ " * 12, "\x00\x1b[31m\ud800 control", "",
    "$" + "{" * 500 + "$",
]  # fmt: skip


def labelled(results, labels):
    """The results with these labels of models and rows, in turn."""
    rows = [f"{labels[i % len(labels)]} {i}" for i in range(len(TC))]
    models = [
        replace(
            m,
            label=f"{labels[k % len(labels)]} {m.name}",
            rows=[{**r, "label": row} for r, row in zip(m.rows, rows, strict=True)],
        )
        for k, m in enumerate(results.models)
    ]
    return replace(results, models=tuple(models), observations=replace(results.observations, label=tuple(rows)))


def written(name, hostile, models, main, path):
    """What a figure says, which holds only drawn things that do not collide."""
    drawing = default_figure(name, hostile, models, main)
    assert collisions(drawing) == []
    style.save(drawing, path)
    root = ElementTree.parse(path).getroot()
    tags = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert tags <= {"svg", "defs", "style", "g", "path", "text", "tspan", "use", "rect", "clipPath"}
    return "".join(root.itertext()).replace("\n", "").replace(" ", "")


@pytest.mark.parametrize("name", NAMES)
def test_a_label_is_a_label_whatever_it_holds(by_name, tmp_path, name):
    results, models, main = by_name["toy"]
    for label in PRINTED:
        said = written(name, labelled(results, [label]), models, main, tmp_path / "figure.svg")
        assert label.replace(" ", "") in said
    for first in range(len(HOSTILE)):
        if first % len(results.models) == 0:  # so that each is the label of a model once
            turned = HOSTILE[first:] + HOSTILE[:first]
            written(name, labelled(results, turned), models, main, tmp_path / "figure.svg")


@pytest.mark.parametrize("each", [*TOYS], ids=lambda each: each.name)
def test_a_second_drawing_has_the_same_bytes(toy, tmp_path, by_name, each):
    first = toy / "results" / each.name / "figures"
    # a PDF differs from a second one by its date, if at all: those of one comparison tell
    for make in (draw, draw_pdfs) if each.name == "toy" else (draw,):
        make(first.parent, model_files(each), by_name[each.name][2], tmp_path, logging.getLogger("test"))
    assert {path.name for path in first.iterdir()} == {f"{name}.{kind}" for name in NAMES for kind in ("svg", "pdf")}
    for name in (path.name for path in tmp_path.iterdir()):
        assert (first / name).read_bytes() == (tmp_path / name).read_bytes(), name
        assert b"Date" not in (first / name).read_bytes()


@pytest.mark.parametrize("name", NAMES)
def test_every_figure_of_the_comparison_is_a_pdf_too(toy, name):
    for each in TOYS:
        home = toy / "results" / each.name / "figures"
        root = ElementTree.parse(home / f"{name}.svg").getroot()
        size = [float(root.get(side).removesuffix("pt")) for side in ("width", "height")]
        written = (home / f"{name}.pdf").read_bytes()
        box = re.search(rb"/MediaBox \[ 0 0 ([\d.]+) ([\d.]+) \]", written)
        assert [float(side) for side in box.groups()] == pytest.approx(size, abs=0.1)
        assert b"/TrueType" in written or b"/CIDFontType2" in written  # outlines as journals want them
        assert b"/Type3" not in written


@pytest.mark.parametrize("each", TOYS, ids=lambda each: each.name)
def test_figures_are_small(toy, each):
    figures = (toy / "results" / each.name / "figures").glob("*.svg")
    assert sum(path.stat().st_size for path in figures) < 150_000


def test_results_without_a_fit_say_so(by_name, results):
    refused = [replace(m, diagnostics=m.diagnostics | {"refused": "no rows"}) for m in results.models]
    for name in ("data", "residuals", "influence"):
        assert words(default_figure(name, replace(results, models=tuple(refused)), {}, "")) == [
            "no model could be fitted"
        ]
    alone = tuple(m for m in results.models if not m.ranked or m is results.ranked[0])
    said = words(default_figure("influence", replace(results, models=alone), {}, ""))
    assert said == ["fewer than two models are ranked"]


def test_drawing_loads_no_science_library():
    code = "import sys, tcreferee.figures.draw; print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    heavy = {"scipy", "pandas", "xarray", "emcee", "arviz_base", "arviz_plots", "jinja2", "lmfit"}
    assert not heavy & set(done.stdout.split())
    assert "matplotlib" in done.stdout.split()


def test_the_settings_of_matplotlib_are_left_alone(by_name):
    import matplotlib as mpl

    before = dict(mpl.rcParams)
    with rc_context():
        figure(by_name, "toy", "ranking")
    assert dict(mpl.rcParams) == before


def test_the_ranking_fills_the_marks_of_formulas_and_leaves_those_of_nulls_hollow(results):
    panel = default_figure("ranking", results, {}, "n_m3").axes[0]
    colours = [artist.get_markerfacecolor() for artist in drawn(panel, "d")]
    assert colours == [style.BLUE if model.credited else "white" for model in results.ranked]
    assert len(set(colours)) == 2
