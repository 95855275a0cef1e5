import math

import pytest

from tcreferee.text import numbers


@pytest.mark.parametrize(
    ("shown", "text"),
    [
        (numbers.decimals("-0.225837331", 2), "−0.23"),
        (numbers.decimals("-0.001", 2), "0.00"),
        (numbers.decimals("", 2), "–"),
        (numbers.decimals(math.nan, 2), "–"),
        (numbers.significant(1234.5678, 3), "1230"),
        (numbers.significant(6.22e26, 3), "6.22×1026"),
        (numbers.significant(0.30270, 3), "0.303"),
        (numbers.significant(None), "–"),
        (numbers.with_error(-189.28, 462.12), "−189 ± 462"),
        (numbers.with_error(5.651e6, 2.3e5), "5.65×106 ± 2.3×105"),
        (numbers.with_error(0.3025, 0.5681), "0.30 ± 0.57"),
        (numbers.with_error(12.3, None), "12.30"),
        (numbers.interval([1.0, None]), "1.00 to –"),
        (numbers.interval(None), "–"),
        (numbers.share("0.0001"), "<0.001"),
        (numbers.share("0.0004"), "<0.001"),
        (numbers.share("0.0006"), "0.001"),
        (numbers.share("0.9994"), "0.999"),
        (numbers.share("0.9996"), ">0.999"),
        (numbers.share("0"), "0.000"),
        (numbers.share("0.99999"), ">0.999"),
        (numbers.short(8.0), "8"),
        (numbers.short(1.01), "1.01"),
        (numbers.short(-2.5), "−2.5"),
        (numbers.tabulated(3.7338), "3.7338"),
    ],
)
def test_shown(shown, text):
    assert shown.striptags() == text


def test_six_digits_stay_in_the_value():
    assert numbers.decimals("-0.225837331", 2) == '<data value="-0.225837">−0.23</data>'


@pytest.mark.parametrize("shown", [numbers.decimals("-0.5", 2), numbers.tabulated(21.0), numbers.significant(0)])
def test_a_number_that_shows_all_its_digits_is_said_once(shown):
    assert "data" not in shown
