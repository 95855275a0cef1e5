import numpy as np
import pytest

from tcreferee.comparison.thresholds import FACTORS, LIMIT, factor, is_clear, p_worse


def test_the_table_and_what_lies_between():
    assert [factor(n) for n in FACTORS] == list(FACTORS.values())
    values = [factor(n) for n in range(3, 3000)]
    assert values == sorted(values, reverse=True)
    assert LIMIT < factor(10_000) < 2.0


def test_a_difference_needs_four_nats_and_the_error():
    assert is_clear(4.0, 4.0 / factor(9) - 1e-9, 9)
    assert not is_clear(3.99, 0.0, 9)
    assert not is_clear(-4.0, 4.0 / factor(9) + 1e-9, 9)


@pytest.mark.parametrize("n", [6, 9, 24, 500])
def test_at_the_factor_the_probability_is_that_of_the_interval(n):
    # D + c SE = 0 is the end of a 95 % interval: 2.5 % lie beyond
    assert p_worse(-factor(n), 1.0, n) == pytest.approx(0.975, abs=1e-4)
    assert p_worse(factor(n), 1.0, n) == pytest.approx(0.025, abs=1e-4)
    assert np.isnan(p_worse(-5.0, 0.0, n))
