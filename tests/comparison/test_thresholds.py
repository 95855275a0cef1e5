import csv
import re
from pathlib import Path

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


DOCS = Path(__file__).parents[2] / "docs"


def measured():
    with (DOCS / "coverage.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_measured_coverage_is_that_of_the_factors_in_use():
    rows = measured()
    assert {6, 8, 9, 12, 15, 20, 24, 30, 40} <= {int(row["n"]) for row in rows}
    for row in rows:
        needed, error = map(float, row["needed"].split(" ± "))
        assert row["c(n)"] == f"{factor(int(row['n'])):.2f}"
        assert needed - error < factor(int(row["n"]))
        # in the worst pair of models and the worst design, to the error of a thousand data sets
        assert float(row["within c(n) SE"].partition("(")[2].rstrip(")")) >= 0.95 - 2 * (0.05 * 0.95 / 1000) ** 0.5


def test_the_page_shows_what_was_measured():
    text = (DOCS / "statistics.md").read_text(encoding="utf-8").partition("### How many standard errors")[2]
    header, _, *lines = re.findall(r"^\|(.+)\|$", text, flags=re.M)[: len(measured()) + 2]
    columns = [cell.strip() for cell in header.split("|")]
    shown = [dict(zip(columns, (cell.strip() for cell in line.split("|")), strict=True)) for line in lines]
    assert shown == [{name: row[name] for name in columns} for row in measured()]
