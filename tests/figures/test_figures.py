"""Figures are read back from their SVG: marks, curves and bars at the places of the numbers they stand for."""

import logging
import re
from dataclasses import replace
from xml.etree import ElementTree

import numpy as np
import pytest
from svg_paths import drawn, grain, in_units, marks, named, tracks, words
from tcreferee.figures.axes import Decades
from toy_results import (
    AUDITS,
    CLASSES,
    DATASET,
    DECADES,
    FAMILIES,
    GAP,
    MASS,
    MODELS,
    N_M3,
    SETTINGS,
    TC,
    TOY,
    TOYS,
    UNCONVERGED,
    WIDE,
    model_files,
    write_ledger,
    write_toy,
)

from tcreferee.audits.case import COLUMNS, RECOVERY_COLUMNS
from tcreferee.base.provenance import write_json
from tcreferee.base.records import number, write_rows
from tcreferee.comparison.read import read_results
from tcreferee.comparison.table import compare
from tcreferee.comparison.thresholds import factor
from tcreferee.figures import comparison, posterior, probabilities, rows, style, trace
from tcreferee.figures.draw import draw, draw_pdfs
from tcreferee.figures.predictions import XAxis, choice_weights, curves, has_curve, x_axis
from tcreferee.formulas.loading import load_model
from tcreferee.report.document import write_report

FOR_PRINT = ("ranking", "data", "residuals", "parity", "influence", "predictive")
MAIN = {"toy": "n_m3", "classes": "valence", "families": "xi_small_A", "decades": "n_m3"}


def loaded(toy):
    return {path.stem: load_model(path) for path in model_files(toy)}


@pytest.fixture(scope="module")
def models():
    return loaded(TOY)


@pytest.fixture(scope="module")
def wide(tmp_path_factory):
    """Folder of results over decades with lognormal scatter, figures and PDFs; the report lies beside it."""
    root = tmp_path_factory.mktemp("decades")
    folder = root / "results" / DECADES.name
    write_toy(folder, DECADES)
    compare(
        DECADES.name, folder / "observations.csv", {name: folder / name for name in DECADES.models},
        {name: label for name, (_, label, *_) in DECADES.models.items()}, 7, folder / "comparison.csv",
        folder / "comparison.json",
    )  # fmt: skip
    write_rows(folder / "audits.csv", COLUMNS, AUDITS[""])
    write_rows(folder / "recovery.csv", RECOVERY_COLUMNS, [])
    for make in (draw, draw_pdfs):
        make(folder, model_files(DECADES), "n_m3", folder / "figures", logging.getLogger("test"))
    write_json(root / "processed" / "toy.json", DATASET)
    write_ledger(root / "results")
    about = {"title": "Decades", "question": "", "dataset": "toy", "likelihood": "lognormal"}
    settings = SETTINGS | {"comparisons": {"decades": about}}
    write_report(
        root / "results",
        root / "processed",
        settings,
        root / "report.html",
        root / "summary.csv",
        root / "standing.csv",
    )
    return folder


@pytest.fixture(scope="module")
def decades(wide):
    return read_results(wide)


@pytest.fixture(scope="module")
def homes(toy, wide):
    """Folders of the results by the name of the comparison."""
    return {each.name: toy / "results" / each.name for each in TOYS} | {"decades": wide}


@pytest.fixture(scope="module")
def data(results, models):
    return comparison.data(results, models, "n_m3")


def test_ranking_shows_d_with_its_bars(results):
    sheet = comparison.ranking(results)
    tolerance = grain(sheet, 0)[0]
    for name, width in (("se2", 2), ("se95", factor(results.observations.n))):
        ends = [tuple(piece[:, 0]) for piece in drawn(sheet, 0, name)]
        for model, (low, high) in zip(results.ranked[1:], ends, strict=True):
            d, se = number(model.row["d_elpd"]), number(model.row["se_d_elpd"])
            assert (low, high) == pytest.approx((d - width * se, d + width * se), abs=tolerance)
    shown = sorted([d for d, _ in marks(sheet, 0, "d")])
    assert shown == pytest.approx(sorted(number(m.row["d_elpd"]) for m in results.ranked), abs=tolerance)
    assert "".join(words(sheet, "label")).replace(" ", "") == "".join(
        m.label.replace("$n^{-1/6}$", "n−1/6") for m in results.models
    ).replace(" ", "")


def test_ranking_names_the_failed_check_of_an_unranked_model(results):
    said = " ".join(words(comparison.ranking(results), "p0-why"))
    assert "not ranked: rhat = 1.234, limit 1.01" in said
    assert "not ranked: one point for two coefficients" in said


def test_a_comparison_in_which_nothing_converged_is_drawn(results):
    models = tuple(replace(model, row=model.row | {"rank": ""}) for model in results.models)
    said = " ".join(words(comparison.ranking(replace(results, models=models)), "p0-why"))
    assert said.count("not ranked:") == len(models)
    assert "no exact leave-one-out" in said


def test_ranking_names_unit_and_band(results):
    sheet = comparison.ranking(results)
    assert "nats" in " ".join(words(sheet, "x-label"))
    (band,) = drawn(sheet, 0, "alike")
    assert (band[:, 0].min(), band[:, 0].max()) == pytest.approx((-4, 4), abs=grain(sheet, 0)[0])


def test_data_has_a_panel_a_model_with_units(data, results):
    assert len(data.panels) == len(results.fitted) == len(MODELS)
    assert " ".join(words(data, "y-label")) == "measured critical temperature, Tc (K)"
    assert words(data, "x-label") == ["carrier density, n (1027 m−3)"]  # the 27 is raised
    titles = " ".join(words(data, "title"))
    for model in results.fitted:
        assert model.label.split(",")[0].split()[0] in titles
    assert "(not ranked)" in titles


def test_data_shows_every_row_where_it_was_measured(data, results):
    for place in range(len(data.panels)):
        x, y = grain(data, place)
        found = marks(data, place)
        assert found[:, 0] == pytest.approx(N_M3 / 1e27, abs=x)
        assert found[:, 1] == pytest.approx(TC, abs=y)


def test_data_has_nested_bands(data, results):
    for place, model in enumerate(results.fitted):
        if len(model.fit["settings"]["inputs"]) > 1:
            assert not drawn(data, place, "mean95")
            continue
        heights = [np.ptp(drawn(data, place, name)[0][:, 1]) for name in ("new95", "mean95", "mean50")]
        assert heights == sorted(heights, reverse=True)


def test_a_model_of_several_inputs_shows_points(data, results):
    place = [model.name for model in results.fitted].index("uemura")
    model, tolerance = results.fitted[place], grain(data, place)[1]
    for piece, low, high in zip(
        drawn(data, place, "row95"), model.column("predictive_q2.5_K"), model.column("predictive_q97.5_K"), strict=True
    ):
        assert sorted(piece[:, 1]) == pytest.approx([low, high], abs=tolerance)
    assert len(drawn(data, place, "row50")) == len(TC)
    assert len(drawn(data, place, "row-median")) == len(TC)


def test_curves_agree_with_the_formula_and_the_draws(data, results, models):
    compared = 0
    for place, model in enumerate(results.fitted):
        if not has_curve(model, models[model.name], "n_m3"):
            continue
        (c,) = curves(model, results, models[model.name], x_axis(model, results, "n_m3"))
        at_rows = np.interp(N_M3 / 1e27, c.x, c.fitted)
        assert at_rows == pytest.approx(model.column("fitted_K"), rel=0.02, abs=0.5)
        assert (np.diff(c.mean, axis=0) >= 0).all()
        # the new measurement's quantiles at the rows are those of the rows' own draws, to the noise of both
        width = model.column("predictive_q97.5_K") - model.column("predictive_q2.5_K")
        for level, name in ((0, "q2.5"), (2, "q50"), (4, "q97.5")):
            new = np.interp(N_M3 / 1e27, c.x, c.new[level])
            assert np.abs(new - model.column(f"predictive_{name}_K")).max() < 0.15 * width.max()
        (line,) = drawn(data, place, "fitted")
        shown = np.interp(N_M3 / 1e27, line[:, 0], line[:, 1])
        assert shown == pytest.approx(at_rows, abs=2 * grain(data, place)[1])
        compared += 1
    assert compared == 3


def test_the_grid_stays_within_physics(results, models):
    model = next(m for m in results.models if m.name == "linear")
    (c,) = curves(model, results, models["linear"], x_axis(model, results, "n_m3"))
    assert c.x[0] > 0
    assert c.x[0] <= N_M3.min() / 1e27
    assert c.x[-1] >= N_M3.max() / 1e27


def test_the_band_of_a_new_measurement_is_smooth(results, models):
    model = next(m for m in results.models if m.name == "linear")
    (c,) = curves(model, results, models["linear"], x_axis(model, results, "n_m3"))
    for edge in (c.new[0], c.new[4]):
        assert np.abs(np.diff(edge, 2)).max() < 0.02 * np.ptp(c.new)


def test_residuals_and_their_names(results):
    sheet = rows.residuals(results, "n_m3")
    assert words(sheet, "y-label") == ["measured minus fitted (K)"]
    large = 0
    for place, model in enumerate(results.fitted):
        residual, tolerance = model.column("observed_K") - model.column("fitted_K"), grain(sheet, place)[1]
        beyond = np.abs(residual) > 2 * model.sigma
        assert marks(sheet, place, "row")[:, 1] == pytest.approx(residual[~beyond], abs=tolerance)
        assert marks(sheet, place, "large")[:, 1] == pytest.approx(residual[beyond], abs=tolerance)
        (band,) = drawn(sheet, place, "sigma")
        assert np.ptp(band[:, 1]) == pytest.approx(2 * model.sigma, abs=2 * tolerance)
        large += beyond.sum()
    assert 0 < large == len(words(sheet, "name"))


def test_names_do_not_cover_each_other():
    from tcreferee.figures.drawing import Drawing, text_width
    from tcreferee.figures.panel import Panel

    drawing = Drawing(150, 90)
    panel = Panel(drawing, 0, 0, 150, 90, (0, 1), (0, 1))
    rng = np.random.default_rng(3)
    points = rng.uniform(20, 80, (60, 2)) * (1.5, 1)
    rows.name_points(panel, drawing, points, [(p, f"Compound {i}") for i, p in enumerate(points)])
    found = named(ElementTree.fromstring(drawing.svg()), "name")
    assert len(found) >= 3
    boxes = [(float(t.get("x")), float(t.get("y")), text_width(t.text, style.SMALL_FONT)) for t in found]
    for i, (x, y, wide) in enumerate(boxes):
        for other, below, breadth in boxes[:i]:
            assert x + wide <= other or other + breadth <= x or abs(y - below) >= 7
        assert not any(x < a < x + wide and y - 6 < b < y + 1.5 for a, b in points)


def test_parity_has_the_line_of_equality_and_units(results):
    sheet = rows.parity(results)
    assert words(sheet, "x-label") == ["measured critical temperature, Tc (K)"]
    assert " ".join(words(sheet, "y-label")) == "predicted critical temperature, Tc (K)"
    for place, model in enumerate(results.fitted):
        panel, (x, y) = sheet.panels[place], grain(sheet, place)
        assert panel.x == panel.y
        (line,) = drawn(sheet, place, "equal")
        assert line[:, 0] == pytest.approx(line[:, 1], abs=x + y)
        found = marks(sheet, place, "median")
        assert found[:, 0] == pytest.approx(TC, abs=x)
        assert found[:, 1] == pytest.approx(model.column("predictive_q50_K"), abs=y)


def test_trace_and_corner_carry_units(results):
    model = next(m for m in results.models if m.name == "screening")
    labels, values, ranges = posterior.columns(model)
    assert labels == ["$T_U$ (K)", "$B$ ($10^{6}$ K m$^{-1/2}$)", r"$\sigma$ (K)"]
    assert values.shape == (4, 250, 3)
    assert all(low < high for low, high in ranges)
    plain = ["TU (K)", "B (106 K m−1/2)", "σ (K)"]
    trail, corner = trace.trace(model), posterior.corner(model)
    assert words(trail, "y-label") == [*plain, "share of the draws"]
    assert words(trail, "x-label") == ["stored draw", "rank among all draws (%)"]
    assert words(corner, "x-label") == plain
    assert words(corner, "y-label") == plain[1:]


def test_the_trace_shows_the_draws_of_every_ensemble(results):
    model = results.fitted[0]
    _, values, ranges = posterior.columns(model)
    sheet = trace.trace(model)
    for j in range(values.shape[-1]):
        lines = drawn(sheet, 2 * j, "trace")
        assert len(lines) == 4
        for line, chain in zip(lines, values[..., j], strict=True):
            nearest = np.rint(line[:, 0]).astype(int)
            assert line[:, 1] == pytest.approx(chain[nearest], abs=5.5 * grain(sheet, 2 * j)[1])  # half a point
        assert sheet.panels[2 * j].y == ranges[j]


def test_regions_hold_their_share_of_the_draws(results):
    from matplotlib.path import Path

    model = next(m for m in results.models if m.name == "linear")
    _, values, _ = posterior.columns(model)
    flat, sheet = values.reshape(-1, values.shape[-1]), posterior.corner(model)
    for name, share in (("region50", 0.5), ("region95", 0.95)):
        inside = np.zeros(len(flat), dtype=bool)
        for outline in drawn(sheet, 1, name):
            inside ^= Path(outline).contains_points(flat[:, :2])
        assert inside.mean() == pytest.approx(share, abs=0.06)


def test_a_formula_without_parameters_has_a_posterior_too(results, monkeypatch):
    model = next(m for m in results.models if m.name == "uemura")
    monkeypatch.setitem(model.fit, "parameters", [model.parameter("sigma_K")])
    assert len(posterior.corner(model).panels) == 1


def test_very_long_tails_do_not_hide_the_rest():
    value = np.concatenate([np.linspace(-1, 1, 960), np.linspace(-5000, 5000, 40)])
    low, high = posterior._shown(value)
    assert low > -5000
    assert high < 5000


def test_probabilities_stand_row_under_row_by_class(classes):
    sheet = probabilities.probabilities(classes)
    y = CLASSES.y
    assert len(words(sheet, "label")) == len(y) * -(-len(classes.fitted) // 4)
    assert set(words(sheet, "label")) == set(CLASSES.labels)
    assert words(sheet, "x-label") == ["predicted probability of superconductivity"]
    for place, model in enumerate(classes.fitted):
        for value, name in ((1.0, "superconducting"), (0.0, "not-superconducting")):
            found = marks(sheet, place, name)
            expected = model.column("predictive_q50_K")[y == value]
            assert sorted(found[:, 0]) == pytest.approx(sorted(expected), abs=grain(sheet, place)[0])
            above = found[:, 1] < y.sum()
            assert above.all() if value else not above.any()
        assert len(drawn(sheet, place, "row95")) == len(y)
    labels = named(ElementTree.fromstring(sheet.svg()), "label")
    baselines = sorted(float(text.get("y")) for text in labels)
    assert min(np.diff(baselines)) >= style.SMALL_FONT


def test_calibration_adds_up_observed_minus_predicted(classes):
    sheet = probabilities.calibration(classes)
    for place, model in enumerate(classes.fitted):
        p = model.column("predictive_q50_K")
        (line,) = drawn(sheet, place, "cumulative")
        assert line[0, 1] == pytest.approx(0, abs=grain(sheet, place)[1])
        assert line[-1, 1] == pytest.approx((CLASSES.y - p).sum(), abs=grain(sheet, place)[1])
        (band,) = drawn(sheet, place, "chance")
        spread = 2 * np.sqrt((p * (1 - p)).sum())
        assert np.ptp(band[:, 1]) == pytest.approx(2 * spread, abs=2 * grain(sheet, place)[1])


def test_a_probability_curve_stays_between_0_and_1(classes):
    sheet = comparison.data(classes, loaded(CLASSES), "valence")
    shown = " ".join(words(sheet, "y-label"))
    assert "superconducting (1) or not (0)" in shown
    assert "(K)" not in shown
    place = [m.name for m in classes.fitted].index("linear")
    (band,) = drawn(sheet, place, "mean95")
    assert band[:, 1].min() >= -0.01
    assert band[:, 1].max() <= 1.01
    assert not drawn(sheet, place, "new95")
    at_rows = np.interp(CLASSES.columns["valence"], *drawn(sheet, place, "fitted")[0].T)
    assert at_rows == pytest.approx(classes.fitted[place].column("fitted_K"), abs=0.01)


def test_a_model_without_inputs_is_a_level_line(classes):
    sheet = comparison.data(classes, loaded(CLASSES), "valence")
    place = [m.name for m in classes.fitted].index("constant")
    (line,) = drawn(sheet, place, "fitted")
    assert line[:, 1] == pytest.approx(classes.fitted[place].column("fitted_K")[0], abs=0.01)
    assert words(sheet, "x-label")[0].startswith("conduction electrons")


def test_families_have_lines_and_marks_of_their_own(families):
    sheet = comparison.data(families, loaded(FAMILIES), "xi_small_A")
    place = [m.name for m in families.fitted].index("family")
    lines, model = drawn(sheet, place, "fitted"), families.fitted[place]
    assert len(lines) == 2
    for line, word in zip(lines, ("cuprate", "iron based"), strict=True):
        member = np.array(FAMILIES.family) == word
        at_rows = np.interp(FAMILIES.columns["xi_small_A"][member], *line.T)
        assert at_rows == pytest.approx(model.column("fitted_K")[member], rel=0.02)
    assert len(marks(sheet, place)) == len(FAMILIES.y)
    assert {"cuprate", "iron based"} <= set(words(sheet, "key"))
    assert not drawn(sheet, [m.name for m in families.fitted].index("mean"), "fitted")  # no input: points at the rows


def test_a_row_that_may_use_either_input_stands_at_both(families):
    place = [m.name for m in families.fitted].index("latent")
    model, files = families.fitted[place], loaded(FAMILIES)
    weights = choice_weights(model, families, files["quantum_well"])
    assert weights.shape == (2, len(FAMILIES.y))
    assert weights.sum(axis=0) == pytest.approx(1)
    same = FAMILIES.columns["xi_small_A"] == FAMILIES.columns["xi_large_A"]
    assert weights[0][same] == pytest.approx(0.6, abs=0.03)  # then only the shares speak
    sheet = comparison.data(families, files, "xi_small_A")
    x = marks(sheet, place)[:, 0]
    both = np.concatenate([FAMILIES.columns["xi_small_A"], FAMILIES.columns["xi_large_A"]])
    assert sorted(x) == pytest.approx(sorted(both), abs=grain(sheet, place)[0])


def close(limits, length):
    """Return the relative tolerance that a tenth of a point is on a logarithmic axis."""
    assert isinstance(limits, Decades)
    return (limits.high / limits.low) ** (0.11 / length) - 1


def place_of(results, name):
    return [model.name for model in results.fitted].index(name)


def test_rows_over_decades_stand_on_logarithmic_axes(decades):
    sheet = comparison.data(decades, loaded(DECADES), "n_m3")
    for place, panel in enumerate(sheet.panels):
        found = marks(sheet, place)
        assert found[:, 0] == pytest.approx(WIDE / 1e27, rel=close(panel.x, panel.width))
        assert found[:, 1] == pytest.approx(DECADES.y, rel=close(panel.y, panel.height))
        assert panel.x.low < WIDE.min() / 1e27 < WIDE.max() / 1e27 < panel.x.high
        assert panel.y.low < DECADES.y.min() < DECADES.y.max() < panel.y.high


@pytest.mark.parametrize("kind", ["data", "parity"])
def test_ticks_of_decades_are_powers_of_ten_at_their_places(decades, kind):
    draws = {"data": lambda: comparison.data(decades, loaded(DECADES), "n_m3"),
             "parity": lambda: rows.parity(decades)}  # fmt: skip
    sheet = draws[kind]()
    panel, root = sheet.panels[0], ElementTree.fromstring(sheet.svg())
    corner, *strokes = tracks(named(root, "axes")[0].get("d"))
    ends = np.array([in_units(panel, stroke)[1 if np.ptp(stroke[:, 0]) else 0] for stroke in strokes])
    upright = np.array([np.ptp(stroke[:, 0]) == 0 for stroke in strokes])
    assert 3 <= upright.sum() <= 6
    assert 3 <= (~upright).sum() <= 6
    exponents = [int(word.removeprefix("10").replace("−", "-")) for word in words(sheet, "tick")[: len(strokes)]]
    shown = np.where(upright, ends[:, 0], ends[:, 1])
    assert np.log10(shown) == pytest.approx(np.array(exponents), abs=0.02)
    assert corner[0] == pytest.approx([panel.left, panel.top], abs=0.1)


def test_labels_of_logarithmic_panels_are_written(decades):
    sheet = comparison.data(decades, loaded(DECADES), "n_m3")
    assert words(sheet, "x-label") == ["carrier density, n (1027 m−3)"]
    assert " ".join(words(sheet, "y-label")) == "measured critical temperature, Tc (K)"
    assert len(words(sheet, "title")) >= len(DECADES.models)


def test_a_power_law_is_straight_over_decades(decades):
    place, files = place_of(decades, "power_law"), loaded(DECADES)
    model = decades.fitted[place]
    (c,) = curves(model, decades, files["power_law"], x_axis(model, decades, "n_m3"))
    steps = np.diff(np.log(c.x))
    assert steps == pytest.approx(steps[0])
    assert c.fitted == pytest.approx(40 * c.x**0.8)
    sheet = comparison.data(decades, files, "n_m3")
    panel = sheet.panels[place]
    (line,) = drawn(sheet, place, "fitted")
    assert len(line) == 2  # of a straight line only the ends are left
    assert line[:, 1] == pytest.approx(40 * line[:, 0] ** 0.8, rel=2 * close(panel.y, panel.height))
    # ln of a new measurement: normal about the formula's, the draws' sigma about 1.2 times their middle
    width = np.log(c.new[4] / c.new[0])
    assert width == pytest.approx(2 * 1.96 * model.sigma, rel=0.15)
    assert (np.diff(c.mean, axis=0) >= 0).all()


def test_what_is_below_zero_is_cut_off_at_the_frame(decades):
    place, files = place_of(decades, "linear"), loaded(DECADES)
    model = decades.fitted[place]
    (c,) = curves(model, decades, files["linear"], x_axis(model, decades, "n_m3"))
    below = c.x[c.new[0] <= 0]
    assert 0 < len(below) < len(c.x)
    sheet = comparison.data(decades, files, "n_m3")
    panel = sheet.panels[place]
    (band,) = drawn(sheet, place, "new95")
    assert np.isfinite(band).all()
    assert band[:, 1].min() < panel.y.low
    lowest = band[band[:, 1] < panel.y.low]
    assert lowest[:, 0].max() <= 1.01 * c.x[c.new[0] < panel.y.low].max()


def test_predictions_at_the_rows_stand_on_logarithmic_axes(decades):
    place = place_of(decades, "uemura")
    sheet, model = comparison.data(decades, loaded(DECADES), "n_m3"), decades.fitted[place]
    panel = sheet.panels[place]
    tolerance = close(panel.y, panel.height)
    for name, low, high in (("row95", "q2.5", "q97.5"), ("row50", "q25", "q75")):
        ends = np.array([sorted(piece[:, 1]) for piece in drawn(sheet, place, name)])
        assert ends[:, 0] == pytest.approx(model.column(f"predictive_{low}_K"), rel=tolerance)
        assert ends[:, 1] == pytest.approx(model.column(f"predictive_{high}_K"), rel=tolerance)
    medians = drawn(sheet, place, "row-median")
    assert [piece[0, 1] for piece in medians] == pytest.approx(model.column("predictive_q50_K"), rel=tolerance)
    centres = [np.sqrt(piece[0, 0] * piece[1, 0]) for piece in medians]
    assert centres == pytest.approx(WIDE / 1e27, rel=close(panel.x, panel.width))
    lengths = [np.log(piece[1, 0] / piece[0, 0]) for piece in medians]
    assert lengths == pytest.approx(np.full(len(WIDE), lengths[0]), rel=0.1)


def test_residuals_of_lognormal_scatter_are_logarithms(decades):
    sheet = rows.residuals(decades, "n_m3")
    assert words(sheet, "y-label") == ["ln(measured / fitted)"]
    assert "± σ of ln at maximum likelihood" in words(sheet, "key")
    large = 0
    for place, model in enumerate(decades.fitted):
        off = np.array([np.log(number(row["observed_K"]) / number(row["fitted_K"])) for row in model.rows])
        beyond, tolerance = np.abs(off) > 2 * model.sigma, grain(sheet, place)[1]
        panel = sheet.panels[place]
        assert not isinstance(panel.y, Decades)
        found = marks(sheet, place, "row")
        assert found[:, 1] == pytest.approx(off[~beyond], abs=tolerance)
        assert found[:, 0] == pytest.approx(WIDE[~beyond] / 1e27, rel=close(panel.x, panel.width))
        assert marks(sheet, place, "large")[:, 1] == pytest.approx(off[beyond], abs=tolerance)
        (band,) = drawn(sheet, place, "sigma")
        assert (band[:, 1].min(), band[:, 1].max()) == pytest.approx((-model.sigma, model.sigma), abs=tolerance)
        large += beyond.sum()
    assert large == len(words(sheet, "name"))


def test_parity_over_decades_has_two_logarithmic_axes(decades):
    sheet = rows.parity(decades)
    for place, model in enumerate(decades.fitted):
        panel = sheet.panels[place]
        assert panel.x == panel.y
        tolerance = close(panel.x, panel.width) + close(panel.y, panel.height)
        (line,) = drawn(sheet, place, "equal")
        assert line[:, 0] == pytest.approx(line[:, 1], rel=tolerance)
        found = marks(sheet, place, "median")
        assert found[:, 0] == pytest.approx(DECADES.y, rel=tolerance)
        assert found[:, 1] == pytest.approx(model.column("predictive_q50_K"), rel=tolerance)


def test_numbers_of_rows_stay_on_an_even_axis(decades, monkeypatch):
    monkeypatch.setattr(type(decades.observations), "n", 40)
    assert not isinstance(XAxis((), None, 1.0).limits(decades), Decades)


def test_captions_say_what_is_logarithmic(wide, toy):
    said, other = (" ".join((root / "report.html").read_text("utf-8").split()) for root in (wide.parents[1], toy))
    for phrase in ("ln(measured / fitted) at maximum likelihood", "± σ of that logarithm", "a factor of 30"):
        assert phrase in said
        assert phrase not in other
    assert "Measured minus fitted at maximum likelihood" in other
    assert "Measured minus fitted at maximum likelihood" not in said


def test_fonts_are_legible():
    assert min(style.FONT, style.SMALL_FONT) >= 7


@pytest.mark.parametrize(
    ("label", "width", "lines"),
    [
        ("quantum well, smallest ξ", 23, ["quantum well,", "smallest ξ"]),
        ("short", 23, ["short"]),
        ("screening, $n^{-1/6} + a b$", 12, ["screening,", "$n^{-1/6} + a b$"]),
        ("a lone $ sign", 40, ["a lone $ sign"]),
    ],
)
def test_labels_are_broken_evenly(label, width, lines):
    assert style.wrap(label, width).split("\n") == lines


@pytest.mark.parametrize("each", [*TOYS, DECADES], ids=lambda each: each.name)
def test_a_second_drawing_has_the_same_bytes(homes, tmp_path, each):
    first = homes[each.name] / "figures"
    for make in (draw, draw_pdfs):
        make(first.parent, model_files(each), MAIN[each.name], tmp_path, logging.getLogger("test"))
    made = sorted(p.relative_to(first) for p in first.rglob("*.*"))
    assert len(made) == 2 * len(FOR_PRINT) + 2 * len(each.models)  # those of a model that was refused are empty
    for name in made:
        assert (first / name).read_bytes() == (tmp_path / name).read_bytes(), name


@pytest.mark.parametrize("name", FOR_PRINT)
def test_every_figure_of_the_comparison_is_a_pdf_too(homes, name):
    for home in homes.values():
        written = (home / "figures" / f"{name}.pdf").read_bytes()
        root = ElementTree.parse(home / "figures" / f"{name}.svg").getroot()
        width, height = (float(root.get(side)[:-2]) for side in ("width", "height"))
        box = re.search(rb"/MediaBox \[ 0 0 ([\d.]+) ([\d.]+) \]", written)
        assert [float(side) for side in box.groups()] == pytest.approx([width, height], abs=0.1)
        assert b"/TrueType" in written or b"/CIDFontType2" in written  # outlines as journals want them
        assert b"/Type3" not in written
        assert b"Date" not in written


@pytest.mark.parametrize("each", [*TOYS, DECADES], ids=lambda each: each.name)
def test_figures_are_small(homes, each):
    folder = homes[each.name] / "figures"
    assert sum(path.stat().st_size for path in folder.glob("*.svg")) < 80_000
    for path in (folder / "models").iterdir():
        assert path.stat().st_size < 25_000


def test_the_unconverged_model_is_drawn(toy):
    assert (toy / f"results/toy/figures/models/{UNCONVERGED}_trace.svg").stat().st_size > 1000


def test_drawing_loads_no_science_library():
    import subprocess
    import sys

    code = "import sys, tcreferee.figures.draw; print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"scipy", "pandas", "xarray", "emcee", "arviz_base", "corner", "jinja2"} & set(done.stdout.split())


def test_the_rows_of_the_toys_are_what_the_tests_think(results, classes):
    assert results.observations.columns["m_pair_me"].tolist() == MASS.tolist()
    assert classes.observations.columns["fermi_energy_eV"] == pytest.approx(8 + GAP)
