import math

import pytest

from tcreferee.report import digits


@pytest.mark.parametrize(
    ("shown", "text"),
    [
        (digits.decimals("-0.225837331", 2), "−0.23"),
        (digits.decimals("-0.001", 2), "0.00"),
        (digits.decimals("", 2), "–"),
        (digits.decimals(math.nan, 2), "–"),
        (digits.significant(1234.5678, 3), "1230"),
        (digits.significant(6.22e26, 3), "6.22×1026"),
        (digits.significant(0.30270, 3), "0.303"),
        (digits.significant(None), "–"),
        (digits.with_error(-189.28, 462.12), "−189 ± 462"),
        (digits.with_error(5.651e6, 2.3e5), "5.65×106 ± 2.3×105"),
        (digits.with_error(0.3025, 0.5681), "0.30 ± 0.57"),
        (digits.with_error(12.3, None), "12.30"),
        (digits.interval([1.0, None]), "1.00 to –"),
        (digits.interval(None), "–"),
        (digits.share("0.0001"), "<0.001"),
        (digits.share("0"), "0.000"),
        (digits.share("0.99999"), ">0.999"),
        (digits.short(8.0), "8"),
        (digits.short(1.01), "1.01"),
        (digits.short(-2.5), "−2.5"),
        (digits.tabulated(3.7338), "3.7338"),
    ],
)
def test_shown(shown, text):
    assert shown.striptags() == text


def test_six_digits_stay_in_the_value():
    assert digits.decimals("-0.225837331", 2) == '<data value="-0.225837">−0.23</data>'


@pytest.mark.parametrize("shown", [digits.decimals("-0.5", 2), digits.tabulated(21.0), digits.significant(0)])
def test_a_number_that_shows_all_its_digits_is_said_once(shown):
    assert "data" not in shown
