"""How much of what its inputs can say a formula says."""

import numpy as np
import pytest

from tcreferee.comparison.completeness import completeness

RNG = np.random.default_rng(2)
CONSTANT = RNG.normal(-4.5, 0.2, 20)
CURVE = CONSTANT + RNG.normal(1.0, 0.1, 20)


def test_its_ends():
    whole, nothing = completeness(CURVE, CURVE, CONSTANT), completeness(CONSTANT, CURVE, CONSTANT)
    assert (whole.share, whole.low, whole.high) == pytest.approx((1, 1, 1))
    assert (nothing.share, nothing.low, nothing.high) == pytest.approx((0, 0, 0))


def test_half_with_an_interval():
    found = completeness(CONSTANT + RNG.normal(0.5, 0.3, 20), CURVE, CONSTANT)
    assert found.low < found.share < found.high
    assert found.share == pytest.approx(0.5, abs=0.2)
    # the sd of a mean of 20 with sd 0.3 is 0.07
    assert found.high - found.low == pytest.approx(4 * 0.3 / np.sqrt(20), rel=0.5)


def test_it_is_undefined_where_no_curve_says_anything():
    assert completeness(CURVE, CONSTANT - 0.1, CONSTANT) is None
