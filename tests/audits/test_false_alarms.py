"""How often each audit fires on clean comparisons and on planted ones."""

import numpy as np
import planted
import pytest
from scipy.stats import binom

from tcreferee.audits.case import QUIET
from tcreferee.audits.questions import rivals

SETS, LEVEL = 200, 0.05


@pytest.mark.slow
@pytest.mark.parametrize("name", planted.CLEAN)
def test_false_alarms_are_within_the_level_and_pathologies_are_found(name):
    false = planted.rate(name, planted.CLEAN[name], SETS)
    assert binom.sf(round(false * SETS) - 1, SETS, LEVEL) > 0.001
    if name == "rivals":  # it fires where a null is ahead; where the rows cannot tell it is open, and never quiet
        rngs = (np.random.default_rng([0, k]) for k in range(SETS // 4))
        assert not any(row.verdict == QUIET for rng in rngs for row in rivals.audit(planted.PLANTED[name](rng)))
    else:
        assert planted.rate(name, planted.PLANTED[name], SETS // 4) > 0.8


@pytest.mark.slow
@pytest.mark.parametrize("noise", [1.0, 10.0, 20.0, 40.0])
def test_a_true_choice_is_not_called_free_whatever_the_scatter(noise):
    false = planted.rate("choice", lambda rng: planted.true_choice(rng, noise, (2.5, 3.5)), SETS)
    assert binom.sf(round(false * SETS) - 1, SETS, LEVEL) > 0.001
