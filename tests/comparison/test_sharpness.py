"""How much a formula risks before it sees the rows."""

import numpy as np
import pytest

from tcreferee.api.trials import prepare
from tcreferee.comparison.sharpness import sharpness, words

N_M3 = np.linspace(1.0, 5.0, 9) * 1e27
# prior sd of an effect: 1.5 sd of the class
CENTRE, EFFECT = 60.0, 1.5 * 40.0


def trials(models, tmp_path, **columns):
    table = {"tc_K": np.linspace(20, 80, 9), "n_m3": N_M3} | columns
    asked = {"x": "n_m3", "likelihood": "normal", "prior": (CENTRE, 40.0)}
    prepared = prepare(models, table, asked, tmp_path)
    return {name: prepared.trial(name) for name in prepared.models}


def test_a_constant_is_as_wide_as_itself_and_a_line_is_wider(tmp_path):
    each = trials(["linear", "constant"], tmp_path)
    assert sharpness(each["constant"], each["constant"], 1) == 1
    # level and slope have one prior effect each: sqrt(1 + z^2) in place of 1, beside a narrower scatter
    z = (N_M3 - N_M3.mean()) / N_M3.std()
    widest = np.exp(np.mean(np.log(np.sqrt(1 + z**2))))
    assert 1.1 < sharpness(each["linear"], each["constant"], 1) < 1.1 * widest


def test_a_formula_without_free_parameter_has_the_width_of_the_scatter(tmp_path):
    each = trials(["bec_ideal", "constant"], tmp_path, n_pair_m3=N_M3, m_pair_me=np.linspace(4, 8, 9))
    constant = each["constant"]
    found = sharpness(each["bec_ideal"], constant, 1)
    rng = np.random.default_rng(7)
    z = constant.draw_prior(200_000, rng)
    scatter = np.exp(z[:, -1]) * rng.standard_normal(len(z))
    both = constant.mean(z)[:, 0] + scatter
    expected = np.ptp(np.quantile(scatter, (0.025, 0.975))) / np.ptp(np.quantile(both, (0.025, 0.975)))
    assert found == pytest.approx(expected, rel=0.1)
    assert found < 1
    assert "times as wide as those of a constant" in words(found)
