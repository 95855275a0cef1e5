import logging
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from matplotlib.collections import FillBetweenPolyCollection, LineCollection
from toy_results import MASS, MODELS, N_M3, TC, UNCONVERGED, model_files

from tcreferee.loading import load_model
from tcreferee.report import comparison_figures, posterior_figures, row_figures, style
from tcreferee.report.draw import draw
from tcreferee.report.predictions import curve, x_axis
from tcreferee.results import number


@pytest.fixture(scope="module", autouse=True)
def styled():
    with style.house_style():
        yield


@pytest.fixture(scope="module")
def models():
    return {path.stem: load_model(path) for path in model_files()}


@pytest.fixture(scope="module")
def data(results, models):
    return comparison_figures.data(results, models, "n_m3")


def bands(axes):
    return {c.get_label(): c for c in axes.collections if isinstance(c, FillBetweenPolyCollection)}


def test_ranking_shows_d_with_its_bars(results):
    axes = comparison_figures.ranking(results).axes[0]
    lines = [line.get_xdata() for line in axes.lines]
    for model in results.ranked[1:]:
        d, se = number(model.row["d_elpd"]), number(model.row["se_d_elpd"])
        for width in (2, 4):
            assert any(np.allclose(x, [d - width * se, d + width * se]) for x in lines if len(x) == 2)
    labels = [tick.get_text().replace("\n", " ") for tick in axes.get_yticklabels()]
    assert labels == [model.label for model in results.models]


def test_ranking_names_the_failed_check_of_an_unranked_model(results):
    axes = comparison_figures.ranking(results).axes[0]
    said = [text.get_text().replace("\n", " ") for text in axes.texts]
    assert said == ["not ranked: rhat = 1.234, limit 1.01"]
    assert axes.get_yticklabels()[-1].get_color() == style.GREY


def test_a_comparison_in_which_nothing_converged_is_drawn(results):
    models = tuple(replace(model, row=model.row | {"rank": ""}) for model in results.models)
    figure = comparison_figures.ranking(replace(results, models=models))
    assert len(figure.axes[0].texts) == len(models)
    assert "no exact leave-one-out" in figure.axes[0].texts[0].get_text().replace("\n", " ")
    figure.canvas.draw()


def test_ranking_names_unit_and_band(results):
    figure = comparison_figures.ranking(results)
    assert "nats" in figure.get_supxlabel()
    spans = [patch.get_x() for patch in figure.axes[0].patches]
    assert -4 in spans


def test_data_has_a_panel_a_model_with_units(data, results):
    assert len(data.axes) == len(results.models)
    assert "(K)" in data.get_supylabel()
    for axes, model in zip(data.axes, results.models, strict=True):
        assert model.label in axes.get_title().replace("\n", " ")
        label = data.get_supxlabel() or axes.get_xlabel()
        assert "10^{27}" in label
        assert "m$^{-3}$" in label


def test_data_has_nested_bands(data, results):
    for axes, model in zip(data.axes, results.models, strict=True):
        if len(model.fit["settings"]["inputs"]) > 1:
            continue
        found = bands(axes)
        assert set(found) == {"new 95 %", "mean 95 %", "mean 50 %"}
        heights = {name: np.ptp(band.get_paths()[0].vertices[:, 1]) for name, band in found.items()}
        assert heights["new 95 %"] > heights["mean 95 %"] > heights["mean 50 %"]


def test_a_model_of_several_inputs_shows_points(data, results):
    position = [model.name for model in results.models].index("uemura")
    axes, model = data.axes[position], results.models[position]
    wide, narrow = (c for c in axes.collections if isinstance(c, LineCollection) and "new" in str(c.get_label()))
    for line, low, high in zip(
        wide.get_segments(), model.column("predictive_q2.5_K"), model.column("predictive_q97.5_K"), strict=True
    ):
        assert line[:, 1].tolist() == [low, high]
    assert len(narrow.get_segments()) == len(TC)
    assert not bands(axes)


def test_curves_agree_with_the_formula_and_the_draws(results, models):
    for model in results.models:
        if len(model.fit["settings"]["inputs"]) > 1:
            continue
        axis = x_axis(model, results, "n_m3")
        c = curve(model, results, models[model.name], axis)
        at_rows = np.interp(N_M3 / 1e27, c.x, c.fitted)
        assert at_rows == pytest.approx(model.column("fitted_K"), rel=0.02, abs=0.5)
        for level, name in ((0, "q2.5"), (4, "q97.5")):
            new = np.interp(N_M3 / 1e27, c.x, c.new[level])
            assert new == pytest.approx(model.column(f"predictive_{name}_K"), abs=0.5 * model.sigma)
        assert (np.diff(c.mean, axis=0) >= 0).all()
        assert (np.diff(c.new, axis=0) >= 0).all()


def test_the_grid_stays_within_physics(results, models):
    model = next(m for m in results.models if m.name == "linear")
    c = curve(model, results, models["linear"], x_axis(model, results, "n_m3"))
    assert c.x[0] > 0
    assert c.x[0] <= N_M3.min() / 1e27
    assert c.x[-1] >= N_M3.max() / 1e27


def test_residuals_and_their_names(results):
    figure = row_figures.residuals(results, "n_m3")
    assert "(K)" in figure.get_supylabel()
    for axes, model in zip(figure.axes, results.models, strict=True):
        residual = model.column("observed_K") - model.column("fitted_K")
        shown = np.concatenate([line.get_ydata() for line in axes.lines if line.get_marker() in "oD"])
        assert sorted(shown) == pytest.approx(sorted(residual))
        large = [row["label"] for row, r in zip(model.rows, residual, strict=True) if abs(r) > 2 * model.sigma]
        assert sorted(text.get_text() for text in axes.texts) == sorted(large)
        assert any(patch.get_height() == pytest.approx(2 * model.sigma) for patch in axes.patches)


def test_parity_has_the_line_of_equality_and_units(results):
    figure = row_figures.parity(results)
    assert "(K)" in figure.get_supxlabel()
    assert "(K)" in figure.get_supylabel()
    for axes, model in zip(figure.axes, results.models, strict=True):
        assert axes.get_xlim() == axes.get_ylim()
        medians = next(line for line in axes.lines if line.get_label() == "median")
        assert medians.get_xdata() == pytest.approx(TC)
        assert medians.get_ydata() == pytest.approx(model.column("predictive_q50_K"))


def test_trace_and_corner_carry_units(results):
    model = next(m for m in results.models if m.name == "screening")
    labels, values, ranges = posterior_figures.columns(model)
    assert labels == ["$T_U$ (K)", "$B$ ($10^{6}$ K m$^{-1/2}$)", r"$\sigma$ (K)"]
    assert values.shape == (4, 250, 3)
    assert all(low < high for low, high in ranges)
    trace = posterior_figures.trace(model)
    assert [axes.get_ylabel() for axes in trace.axes[::2]] == labels
    corner = posterior_figures.corner(model)
    assert [axes.get_xlabel() for axes in corner.axes[-3:]] == labels


def test_a_formula_without_parameters_has_a_posterior_too(results, monkeypatch):
    model = next(m for m in results.models if m.name == "uemura")
    monkeypatch.setitem(model.fit, "parameters", [model.parameter("sigma_K")])
    assert len(posterior_figures.corner(model).axes) == 1


def test_very_long_tails_do_not_hide_the_rest():
    value = np.concatenate([np.linspace(-1, 1, 960), np.linspace(-5000, 5000, 40)])
    low, high = posterior_figures._shown(value)
    assert -2000 > low > -5000 or -2 < low < 2
    assert high < 5000


def test_fonts_are_legible():
    sizes = [value for key, value in style.STYLE.items() if key.endswith("size") and isinstance(value, int | float)]
    assert min(sizes) >= 7


@pytest.mark.parametrize(
    ("label", "width", "lines"),
    [
        ("quantum well, smallest ξ", 23, ["quantum well,", "smallest ξ"]),
        ("short", 23, ["short"]),
        ("screening, $n^{-1/6} + a b$", 12, ["screening,", "$n^{-1/6} + a b$"]),
        ("a lone $ sign", 40, [r"a lone \$ sign"]),
    ],
)
def test_labels_are_broken_evenly(label, width, lines):
    assert style.wrap(label, width).split("\n") == lines


def test_a_second_drawing_has_the_same_bytes(toy, tmp_path):
    first = toy / "results" / "toy" / "figures"
    draw(toy / "results" / "toy", model_files(), "n_m3", tmp_path, logging.getLogger("test"))
    made = sorted(p.relative_to(first) for p in first.rglob("*.*"))
    assert len(made) == 4 + 3 * len(MODELS)
    for name in made:
        assert (first / name).read_bytes() == (tmp_path / name).read_bytes(), name


def test_the_unconverged_model_is_drawn(toy):
    assert Path(toy, "results/toy/figures/models", f"{UNCONVERGED}_trace.png").stat().st_size > 1000


def test_the_rows_of_the_toy_are_what_the_tests_think(results):
    assert results.observations.columns["m_pair_me"].tolist() == MASS.tolist()
