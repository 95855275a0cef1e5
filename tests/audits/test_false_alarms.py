"""How often audits fire on clean comparisons and on planted ones, where benchmarks/audit_rates.csv does not say it."""

import planted
import pytest
from scipy.stats import binom

SETS, LEVEL = 200, 0.05


@pytest.mark.slow
def test_calibration_leaves_a_true_prior_in_peace_and_finds_a_wrong_one():
    assert planted.rate("calibration", planted.CLEAN["calibration"], SETS // 4) == 0.0
    assert planted.rate("calibration", planted.PLANTED["calibration"], SETS // 4) > 0.8


@pytest.mark.slow
@pytest.mark.parametrize("noise", [1.0, 10.0, 20.0, 40.0])
def test_a_true_choice_is_not_called_free_whatever_the_scatter(noise):
    false = planted.rate("choice", lambda rng: planted.true_choice(rng, noise, (2.5, 3.5)), SETS)
    assert binom.sf(round(false * SETS) - 1, SETS, LEVEL) > 0.001
