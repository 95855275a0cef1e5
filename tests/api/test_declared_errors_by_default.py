"""The first thing a physicist tries: a table of one's own with error bars, from every door of the program."""

import csv
import hashlib

import numpy as np
import pandas as pd
import pytest
import yaml

from tcreferee import compare
from tcreferee.api import fit
from tcreferee.cli import main

# y = 5x, with errors of 0.5 and 15 K in turn: seven rows say everything
X = np.linspace(5, 14, 14)
SD = np.where(np.arange(14) % 2, 15.0, 0.5)
Y = np.round(5 * X + SD * np.random.default_rng(567).standard_normal(14), 3)
# by hand: a straight line weighted by the declared errors, which explain all the scatter
W = 1 / SD**2
MEAN = np.average(X, weights=W)
SLOPE = float(np.average((X - MEAN) * Y, weights=W) / np.average((X - MEAN) ** 2, weights=W))
ERROR = float((W * (X - MEAN) ** 2).sum() ** -0.5)


def test_what_the_rows_say():
    assert (round(SLOPE, 2), round(ERROR, 2)) == (4.97, 0.07)


def test_a_data_frame_with_a_column_of_errors():
    found = fit("linear", pd.DataFrame({"xi_A": X, "tc_K": Y, "tc_K_sigma": SD}), x="xi_A")
    assert found.estimates["b"] == pytest.approx(SLOPE, abs=0.01)
    assert found.standard_errors["b"] == pytest.approx(ERROR, abs=0.005)
    assert found.errors == ("The declared errors of tc_K enter the likelihood 'normal_known', in all 14 rows.",)
    without = fit("linear", {"xi_A": X, "tc_K": Y, "tc_K_sigma": SD}, x="xi_A", likelihood="normal")
    assert (without.estimates["b"], without.standard_errors["b"]) == (
        pytest.approx(3.24, abs=0.01),
        pytest.approx(1.1, abs=0.1),
    )
    assert without.caveats[0] == "The errors that the table declares of tc_K are not used: the likelihood is 'normal'."


def test_a_column_of_errors_in_which_no_row_states_one():
    rows = {"xi_A": X, "tc_K": Y, "xi_A_sigma": np.full(14, np.nan), "tc_K_sigma": np.full(14, np.nan)}
    found, plain = fit("linear", rows, x="xi_A"), fit("linear", {"xi_A": X, "tc_K": Y}, x="xi_A")
    assert found.estimates == pytest.approx(plain.estimates, rel=1e-3)
    assert found.errors == tuple(
        f"A column of errors of {name} is declared, and no row here states one: it is part of the scatter."
        for name in ("tc_K", "xi_A")
    )


def test_the_report_of_a_fit_has_the_parameters_of_the_formula_only():
    # the mean and the width of the true inputs are integrated out, in a unit of their own
    found = fit("linear", {"xi_A": X, "tc_K": Y, "xi_A_sigma": np.full(14, 0.3)}, x="xi_A")
    assert "b = " in found.report
    assert "of_true" not in found.report


@pytest.fixture
def pair(tmp_path):
    path = tmp_path / "mine.csv"
    with path.open("w", newline="") as file:
        rows = zip([f"A{i}" for i in range(14)], X, Y, SD, strict=True)
        csv.writer(file).writerows([("sample", "xi", "Tc", "dTc"), *rows])
    column = {"grade": "read", "uncertainty": "unknown"}
    about = {
        "schema_version": 1, "id": "mine", "title": "A table", "location": "Table 1", "obtained": "measured",
        "source": {"authors": ["Me"], "year": 2026, "title": "Mine", "note": "a test"}, "licence": "none",
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(), "row_key": "sample", "label": "sample",
        "columns": {
            "xi": column | {"name": "xi_A", "quantity": "xi_A", "unit": "angstrom"},
            "Tc": column | {"name": "tc_K", "quantity": "tc_K", "unit": "K", "uncertainty": {"column": "dTc"}},
        },
    }  # fmt: skip
    path.with_suffix(".yaml").write_text(yaml.safe_dump(about))
    return path


def test_the_command(pair, capsys):
    assert main(["fit", "linear", str(pair), "--x", "xi_A"]) == 0
    said = capsys.readouterr().out
    (line,) = [line for line in said.splitlines() if line.startswith("b = ")]
    estimate, error = (float(part) for part in line.removeprefix("b = ").split(" +/- "))
    assert (estimate, error) == (pytest.approx(SLOPE, abs=0.01), pytest.approx(ERROR, abs=0.005))
    assert "The declared errors of tc_K enter the likelihood 'normal_known', in all 14 rows." in said


@pytest.mark.slow
def test_a_comparison(pair):
    found = compare(["linear", "constant"], pair, x="xi_A")
    first = found.rows[0]
    assert (first["model"], first["converged"]) == ("linear", "true")
    draws = found.folder / "linear/fit.json"
    slope = next(p for p in yaml.safe_load(draws.read_text())["parameters"] if p["name"] == "b")
    assert slope["estimate"] == pytest.approx(SLOPE, abs=0.01)
    low, high = slope["posterior"]["q2.5"], slope["posterior"]["q97.5"]
    assert (high - low) / 3.92 == pytest.approx(ERROR, rel=0.5)
