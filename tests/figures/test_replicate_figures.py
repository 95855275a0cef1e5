"""The figure of the posterior predictive checks is read back against the stored replicates."""

import netCDF4
import numpy as np
import pytest
from svg_paths import drawn, grain, words
from toy_results import CLASSES, TC

from tcreferee.figures import replicates


def stored(model, response):
    with netCDF4.Dataset(model.folder / "posterior.nc") as file:
        new = np.asarray(file["posterior_predictive"].variables[response][...])
    return new.reshape(-1, new.shape[-1])


def test_order_statistics_stand_beside_the_measured_values(results):
    sheet = replicates.predictive(results)
    assert len(sheet.panels) == len(results.fitted)
    assert " ".join(words(sheet, "y-label")) == "ordered critical temperature, Tc (K)"
    assert words(sheet, "x-label") == ["position among the rows, smallest first"]
    for place, model in enumerate(results.fitted):
        x, y = grain(sheet, place)
        ordered = np.sort(stored(model, "tc_K"), axis=1)
        for name, levels in (("row95", (0.025, 0.975)), ("row50", (0.25, 0.75))):
            bars = drawn(sheet, place, name)
            expected = np.quantile(ordered, levels, axis=0).T
            assert [sorted(bar[:, 1]) for bar in bars] == [pytest.approx(list(ends), abs=y) for ends in expected]
        dots = np.array([piece.mean(axis=0) for piece in drawn(sheet, place, "measured")])
        assert dots[:, 1] == pytest.approx(np.sort(TC), abs=y)
        assert dots[:, 0] == pytest.approx(np.arange(1, len(TC) + 1), abs=x)


def test_titles_hold_the_smallest_p_value(results):
    said = " ".join(words(replicates.predictive(results), "title"))
    for model in results.fitted:
        least = min(model.diagnostics["predictive_checks"], key=lambda check: check["p_value"])
        assert f"least p: {replicates.p_value(least['p_value'])} ({least['statistic']})" in said


@pytest.mark.parametrize(("p", "said"), [(1.0, "1.00"), (0.25, "0.25"), (0.0004998, "0.0005"), (0.01, "0.01")])
def test_small_p_values_keep_a_digit(p, said):
    assert replicates.p_value(p) == said


def test_results_without_checks_are_drawn(results, monkeypatch):
    for model in results.fitted:
        monkeypatch.delitem(model.diagnostics, "predictive_checks")
    assert "p:" not in " ".join(words(replicates.predictive(results), "title"))


def test_of_yes_or_no_the_number_of_ones_is_shown(classes):
    sheet = replicates.predictive(classes)
    assert words(sheet, "x-label") == ["number of superconducting rows"]
    assert words(sheet, "y-label") == ["share of the data sets"]
    for place, model in enumerate(classes.fitted):
        x, y = grain(sheet, place)
        ones = stored(model, "superconducting").sum(axis=1)
        columns = drawn(sheet, place, "share") + drawn(sheet, place, "share95")
        shown = {round(float(c[:, 0].mean())): float(c[:, 1].max()) for c in (np.unique(c, axis=0) for c in columns)}
        counts, times = np.unique(ones, return_counts=True)
        assert sorted(shown) == counts.tolist()
        assert [shown[int(count)] for count in counts] == pytest.approx(times / len(ones), abs=y)
        inside = {round(float(np.unique(c, axis=0)[:, 0].mean())) for c in drawn(sheet, place, "share95")}
        low, high = np.quantile(ones, (0.025, 0.975))
        assert inside == {int(count) for count in counts if low <= count <= high}
        (line,) = drawn(sheet, place, "observed")
        assert line[:, 0] == pytest.approx(CLASSES.y.sum(), abs=x)
