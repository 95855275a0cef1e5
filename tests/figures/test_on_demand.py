"""Figures on demand: parity, predictive checks, and the posterior of one model."""

import logging
from dataclasses import replace

import netCDF4
import numpy as np
import pytest
from artists import bars, collisions, drawn, line, marks, words
from toy_results import CLASSES, DECADES, REFUSED, TC, UNCONVERGED

import tcreferee
from tcreferee.base.errors import RefereeError
from tcreferee.comparison.thresholds import interval
from tcreferee.figures import replicates, style
from tcreferee.figures.on_demand import draw_on_demand, figure_on_demand
from tcreferee.specifications.choice import DECISIONS
from tcreferee.specifications.curve import SpecificationCurve, Specified
from tcreferee.specifications.write import write_specifications


def stored(model, response):
    with netCDF4.Dataset(model.folder / "posterior.nc") as file:
        new = np.asarray(file["posterior_predictive"].variables[response][...])
    return new.reshape(-1, new.shape[-1])


@pytest.mark.parametrize(("which", "y", "scale"), [("toy", TC, "linear"), ("decades", DECADES.y, "log")])
def test_parity_has_the_line_of_equality_and_units(by_name, which, y, scale):
    results = by_name[which][0]
    drawing = figure_on_demand(results, "parity")
    said = " ".join(words(drawing))
    assert "measured critical temperature, $T_c$ (K)" in said
    assert "predicted critical temperature, $T_c$ (K)" in said
    for panel, model in zip(drawing.axes, results.fitted, strict=True):
        assert panel.get_xlim() == panel.get_ylim()
        assert panel.get_xscale() == panel.get_yscale() == scale
        equal = line(panel, "equal")
        assert equal[:, 0] == pytest.approx(equal[:, 1])
        np.testing.assert_allclose(marks(panel, "median"), np.stack([y, model.column("predictive_q50_K")], axis=1))
        np.testing.assert_allclose(bars(panel, "row95")[:, 1, 1], model.column("predictive_q97.5_K"))


def test_probabilities_stand_row_under_row_by_class(classes):
    drawing = figure_on_demand(classes, "parity")
    first = drawing.axes[0]
    names = [tick.get_text() for tick in first.get_yticklabels()]
    assert len(names) == len(CLASSES.y)
    for panel, model in zip(drawing.axes, classes.fitted, strict=True):
        by_label = dict(zip(CLASSES.labels, model.column("predictive_q50_K"), strict=True))
        for value, name in ((1.0, "superconducting"), (0.0, "not superconducting")):
            found = marks(panel, name)
            for probability, place in found:
                assert by_label[names[int(place)]] == probability
            above = found[:, 1] < CLASSES.y.sum()
            assert above.all() if value else not above.any()


def test_freedom_stands_for_formulas_that_have_one(results):
    cells = ({"restrictiveness": "0.5", "completeness": "0.9", "completeness_lo": "0.7", "completeness_hi": "1.1"},
             {"restrictiveness": "40", "completeness": ""})  # fmt: skip
    models = [replace(m, row={**m.row, **each}) for m, each in zip(results.models, cells, strict=False)]
    drawing = figure_on_demand(replace(results, models=models), "freedom")
    panel, strip = drawing.axes
    np.testing.assert_allclose(marks(panel, "formula"), [[0.5, 0.9]])
    np.testing.assert_allclose(bars(panel, "interval")[0, :, 1], [0.7, 1.1])
    np.testing.assert_allclose(marks(strip, "formula"), [[2.5, 0.5]])  # at the edge, its completeness undefined
    said = " ".join(words(drawing))
    assert all(m.label.split()[0] in said for m in models)
    nothing = [replace(m, row={**m.row, "restrictiveness": ""}) for m in results.models]
    assert "no formula of this comparison" in " ".join(
        words(figure_on_demand(replace(results, models=nothing), "freedom"))
    )


def test_specifications_stand_by_d_with_their_error(results, tmp_path):
    folder = tmp_path / "comparison"
    every = dict.fromkeys(DECISIONS, "as declared")
    specified = tuple(
        Specified(every, label, 9, "constant", d, 1.0, 0.0, word)
        for label, d, word in (("as declared", 2.0, "not told apart"), ("twice", 9.0, "yes"), ("half", -3.0, "worse"))
    )
    models = [replace(model, folder=folder / model.name) for model in results.models]
    folder.mkdir()
    write_specifications(
        folder / "specifications.csv", [SpecificationCurve(models[0].name, models[0].label, specified)]
    )
    (panel,) = figure_on_demand(replace(results, models=models), "specifications").axes
    # as declared first, the others by D
    places = [line.get_xdata()[0] for line in panel.lines if line.get_label() == "_specification"]
    assert places == [2.0, -3.0, 9.0]
    spans = [line.get_xdata() for line in panel.lines if line.get_label() == "_interval"]
    np.testing.assert_allclose(spans[0], interval(2.0, 1.0, 9))
    filled = [line.get_markerfacecolor() == style.BLUE for line in panel.lines if line.get_label() == "_specification"]
    assert filled == [False, False, True]
    (folder / "specifications.csv").unlink()
    said = words(figure_on_demand(replace(results, models=models), "specifications"))
    assert "no specification of this comparison" in " ".join(said)


def test_order_statistics_stand_beside_the_measured_values(results):
    drawing = figure_on_demand(results, "predictive")
    for panel, model in zip(drawing.axes, results.fitted, strict=True):
        ordered = np.sort(stored(model, "tc_K"), axis=1)
        for name, levels in (("row95", (0.025, 0.975)), ("row50", (0.25, 0.75))):
            np.testing.assert_allclose(bars(panel, name)[:, :, 1], np.quantile(ordered, levels, axis=0).T)
        np.testing.assert_allclose(marks(panel), np.stack([np.arange(1, len(TC) + 1), np.sort(TC)], axis=1))
        least = min(model.diagnostics["predictive_checks"], key=lambda check: check["p_value"])
        assert f"least p: {replicates.p_value(least['p_value'])} ({least['statistic']})" in panel.get_title()


@pytest.mark.parametrize(("p", "said"), [(1.0, "1.00"), (0.25, "0.25"), (0.0004998, "0.0005"), (0.01, "0.01")])
def test_small_p_values_keep_a_digit(p, said):
    assert replicates.p_value(p) == said


def test_of_yes_or_no_the_number_of_ones_is_shown(classes):
    for panel, model in zip(figure_on_demand(classes, "predictive").axes, classes.fitted, strict=True):
        ones = stored(model, "superconducting").sum(axis=1)
        shown = {
            round(bar.get_x() + bar.get_width() / 2): bar.get_height() for bar in panel.patches if bar.get_height()
        }
        counts, times = np.unique(ones, return_counts=True)
        assert shown == pytest.approx(dict(zip(counts.astype(int).tolist(), times / len(ones), strict=True)))
        (observed,) = drawn(panel, "observed")
        assert set(observed.get_xdata()) == {CLASSES.y.sum()}


@pytest.mark.parametrize("which", ["toy", "classes", "families", "decades"])
@pytest.mark.parametrize("name", ["parity", "predictive"])
def test_no_text_covers_another(by_name, which, name):
    assert collisions(figure_on_demand(by_name[which][0], name)) == []


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize(
    "kind", ["trace", pytest.param("rank", marks=pytest.mark.slow), pytest.param("corner", marks=pytest.mark.slow)]
)
def test_a_posterior_is_drawn_with_units_also_where_a_gate_failed(results, tmp_path, kind):
    for name in ("screening", UNCONVERGED):
        model = next(each for each in results.models if each.name == name)
        drawing = figure_on_demand(results, f"{name}_{kind}")
        said = words(drawing)
        for parameter in model.fit["parameters"]:
            assert any(said_word.startswith(f"${parameter['symbol']}$") for said_word in said)
    assert r"$\sigma$ (K)" in said
    if kind == "trace":
        draws = stored_draws(model)
        lines = [artist for artist in drawing.axes[0].lines if len(artist.get_xdata()) > 2]
        assert len(lines) == draws.shape[0]
        for artist, chain in zip(lines, draws, strict=True):
            at = np.asarray(artist.get_xdata()).astype(int)
            np.testing.assert_allclose(artist.get_ydata(), chain[at])
    for attempt in ("a", "b"):
        draw_on_demand(
            model.folder.parent, f"{UNCONVERGED}_{kind}", tmp_path / f"{attempt}.svg", logging.getLogger("test")
        )
    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()


def stored_draws(model):
    with netCDF4.Dataset(model.folder / "posterior.nc") as file:
        return np.asarray(file["posterior"].variables[model.fit["parameters"][0]["name"]][...])


def test_what_cannot_be_drawn_is_said(results):
    with pytest.raises(RefereeError, match=r"'parrity' is not a figure of this comparison.*parity"):
        figure_on_demand(results, "parrity")
    with pytest.raises(RefereeError, match="was not fitted: one point for two coefficients"):
        figure_on_demand(results, f"{REFUSED}_trace")


def test_the_library_draws_every_kind(toy, results):
    folder = toy / "results/toy"
    assert len(tcreferee.figure(folder, "data").axes) == len(results.fitted)
    assert "carrier density" in " ".join(words(tcreferee.figure(folder, "influence")))
    assert len(tcreferee.figure(folder, "parity").axes) == len(results.fitted)
