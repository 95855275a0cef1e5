"""Rank histograms: ranks counted one by one, and a band that chance keeps."""

import numpy as np
import pytest
from svg_paths import drawn, grain, words

from tcreferee.figures import trace
from tcreferee.figures.posterior import columns


def test_shares_count_ranks_among_all_draws():
    draws = np.array([[5.0, 1.0, 9.0, 7.0, 3.0], [2.0, 8.0, 4.0, 10.0, 6.0]])
    found = trace.rank_shares(draws)
    expected = np.zeros((2, 10))
    for ensemble, row in enumerate(draws):
        for value in row:
            expected[ensemble, int(value) - 1] += 1 / 5
    np.testing.assert_allclose(found, expected)
    np.testing.assert_allclose(found.sum(axis=1), 1.0)


def test_an_ensemble_elsewhere_leaves_the_band(results):
    rng = np.random.default_rng(4)
    draws = rng.normal(size=(4, 1000))
    model = results.fitted[0]
    spread = trace.chance(model, 1000, 4)
    outside = np.abs(trace.rank_shares(draws) - 0.1) > spread
    assert outside.mean() < 0.15  # 5 % expected
    draws[2] += 0.5
    assert np.abs(trace.rank_shares(draws) - 0.1)[2].max() > 2 * spread


def test_the_band_widens_with_autocorrelation(results, monkeypatch):
    model = results.fitted[0]
    independent = trace.chance(model, 1000, 4)
    assert independent == pytest.approx(1.96 * np.sqrt(0.09 / 1000), rel=1e-3)
    check = {"name": "ess_bulk", "value": 4000.0, "threshold": 1000, "passed": True, "meaning": ""}
    monkeypatch.setitem(model.diagnostics, "checks", [*model.diagnostics["checks"], check])
    assert trace.chance(model, 1000, 4) == pytest.approx(independent * np.sqrt(2))


def test_ranks_band_and_labels_are_drawn(results):
    model = results.fitted[0]
    _, values, _ = columns(model)
    sheet, length = trace.trace(model), values.shape[1]
    spread = trace.chance(model, length, len(values))
    for j in range(values.shape[-1]):
        place = 2 * j + 1
        y = grain(sheet, place)[1]
        (band,) = drawn(sheet, place, "chance")
        assert (band[:, 1].min(), band[:, 1].max()) == pytest.approx((0.1 - spread, 0.1 + spread), abs=y)
        (expected,) = drawn(sheet, place, "expected")
        assert expected[:, 1] == pytest.approx(0.1, abs=y)
        lines = drawn(sheet, place, "ranks")
        for line, share in zip(lines, trace.rank_shares(values[..., j]), strict=True):
            middles = 10.0 * np.arange(10) + 5
            heights = np.array([line[:, 1][np.searchsorted(line[:, 0], at) - 1] for at in middles])
            assert heights == pytest.approx(share, abs=6 * y)  # drawn in whole points
    assert "95 % about it by chance" in " ".join(words(sheet, "key"))
