import math

import pytest

from tcreferee.audits.run import audits
from tcreferee.audits.words import between, chance, many, number, percent, quoted, ratio, rows, spread


@pytest.mark.parametrize(
    ("value", "text"),
    [(1250.4, "1250"), (1254.9, "1255"), (99999.4, "99999"), (99999.6, "1e5"), (5.7e6, "5.7e6"), (-2.1e7, "-2.1e7"),
     (0.0139, "0.0139"), (1.6e-9, "1.6e-9"), (0.0, "0"), (-377.9, "-378"), (math.nan, "unknown"), (2.0, "2"),
     (999.7, "1000")],
)  # fmt: skip
def test_numbers(value, text):
    assert number(value) == text


def test_fewer_digits():
    assert [number(value, 2) for value in (472.3, 0.123, 1.23e7)] == ["472", "0.12", "1.2e7"]


def test_shares():
    assert [percent(share) for share in (0.26, 0.0014, 0.996, 1.0, 4.72, 0.0)] == [
        "26 %", "0.14 %", "100 %", "100 %", "472 %", "0 %",
    ]  # fmt: skip
    assert [chance(p) for p in (0.0005, 0.031)] == ["less than 0.1 %", "3.1 %"]


def test_ratios_keep_their_digits():
    assert [ratio(value) for value in (1.0, 0.98, 12.6, 105.2, 0.000349, 2e6)] == [
        "1.00", "0.980", "12.6", "105", "0.000349", "2e6",
    ]  # fmt: skip


def test_a_large_scatter_is_a_factor():
    assert spread(0.05) == "5 %"
    assert spread(math.log(7.0)) == "a factor of 7"


def test_lists():
    assert many(["a", "b", "c"]) == "a, b and c"
    assert quoted(["one, two"]) == "'one, two'"
    assert between(1.0, 2e6) == "1 to 2e6"
    assert [rows(1), rows(2)] == ["1 row", "2 rows"]


def test_every_audit_that_may_fire_says_what_that_means_on_the_first_screen():
    for name, module in audits().items():
        fires = "FIRES" in vars(module)
        assert hasattr(module, "FOUND") == fires, name
        assert not fires or 10 < len(module.FOUND) < 60, name
