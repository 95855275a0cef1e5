"""The conventional formulas, against exact arithmetic, the linearised Eliashberg equation, and the tables."""

import csv
from pathlib import Path

import mpmath
import numpy as np
import pytest

from tcreferee.formulas.loading import find_models, load_model
from tcreferee.physics.electron_phonon import (
    EQUATIONS,
    allen_dynes_full_K,
    allen_dynes_K,
    mcmillan_K,
    pairing_factor,
    shape_factor,
    strong_coupling_factor,
)

RAW = Path(__file__).parents[2] / "data/raw"
# column of the tables -> input word of the models
WORDS = {
    "omega_log": "omega_log_K", "w": "omega_log_K", "omega_2": "omega_2_K", "theta_D": "theta_debye_K",
    "lambda": "coupling", "l": "coupling", "mu_star": "mu_star", "m": "mu_star", "Tc": "tc_K", "t_c": "tc_K",
}  # fmt: skip


@pytest.mark.parametrize("equation", EQUATIONS, ids=lambda each: each.name)
def test_equations_return_what_is_printed_or_computed(equation):
    for check in equation.checks:
        value = equation.function(**check.arguments)
        assert value == pytest.approx(check.value, rel=0, abs=check.tolerance), check.location


def exact(omega_log, omega_2, coupling, mu_star):
    """Factors of the formulas in arithmetic of 30 digits: exponential, f_1, f_2."""
    with mpmath.workdps(30):
        w, w2, x, mu = (mpmath.mpf(repr(each)) for each in (omega_log, omega_2, coupling, mu_star))
        c = {name: mpmath.mpf(name) for name in ("1.04", "0.62", "2.46", "3.8", "1.82", "6.3")}
        exponential = mpmath.exp(c["1.04"] * (1 + x) / (mu * (1 + c["0.62"] * x) - x))
        f_1 = mpmath.cbrt(1 + mpmath.sqrt(x / (c["2.46"] * (1 + c["3.8"] * mu))) ** 3)
        excess = w2 / w - 1
        f_2 = 1 + excess / (1 + (c["1.82"] * (1 + c["6.3"] * mu) * (excess + 1) / x) ** 2)
        return float(exponential), float(f_1), float(f_2)


@pytest.mark.parametrize("mu_star", [0.0, 0.081, 0.117, 0.21])
@pytest.mark.parametrize("coupling", [0.5, 1.0, 2.59])
def test_factors_in_exact_arithmetic(coupling, mu_star):
    exponential, f_1, f_2 = exact(55.0, 101.0, coupling, mu_star)
    assert pairing_factor(coupling, mu_star) == pytest.approx(exponential, rel=1e-13)
    assert strong_coupling_factor(coupling, mu_star) == pytest.approx(f_1, rel=1e-14)
    assert shape_factor(coupling, mu_star, 55.0, 101.0) == pytest.approx(f_2, rel=1e-14)
    assert mcmillan_K(145.0, coupling, mu_star) == pytest.approx(100 * exponential, rel=1e-13)
    assert allen_dynes_full_K(55.0, 101.0, coupling, mu_star) == pytest.approx(
        55 / 1.2 * exponential * f_1 * f_2, rel=1e-13
    )


def test_no_superconductor_where_repulsion_outweighs():
    mu_star = np.linspace(0.0, 0.999, 5001)
    tc_K = allen_dynes_full_K(np.array(56.0), np.array(65.0), np.array(0.3), mu_star)
    edge = 0.3 / (1 + 0.62 * 0.3)
    assert np.isfinite(tc_K).all()
    assert (tc_K[mu_star >= edge] == 0).all()
    assert (np.diff(tc_K) <= 0).all()
    # it falls to zero without a step: near the edge nothing is left, well inside there is
    assert tc_K[mu_star < edge][-1] < 1e-100 < 0.01 < tc_K[0]


@pytest.mark.parametrize("net", [1e-6, 0.9e-3, 1.1e-3, 2e-3])
def test_the_floor_changes_no_value(net):
    mu_star = (0.3 - net) / (1 + 0.62 * 0.3)
    with mpmath.workdps(30):
        exponent = mpmath.mpf("-1.04") * mpmath.mpf("1.3") / mpmath.mpf(net)
        expected = float(mpmath.exp(exponent))
    assert pairing_factor(0.3, mu_star) == pytest.approx(expected, rel=1e-6, abs=1e-320)


def highest_temperature(weights, omegas, coupling, mu_star=0.0, size=192):
    """Tc of a spectrum of Einstein modes from the linearised isotropic Eliashberg equation, units of omega.

    The matrix over Matsubara frequencies pi T (2m + 1) has the eigenvalue 0 at Tc. The pseudopotential is scaled to the
    cut-off from the highest phonon frequency.
    """
    m, steps = np.arange(size), np.arange(2 * size)

    def largest_eigenvalue(temperature):
        squares = (2 * np.pi * temperature * steps) ** 2
        kernel = sum(w * coupling * o**2 / (o**2 + squares) for w, o in zip(weights, omegas, strict=True))
        matrix = kernel[np.abs(m[:, None] - m)] + kernel[m[:, None] + m + 1]
        if mu_star:
            cut_off = (2 * size + 1) * np.pi * temperature
            matrix = matrix - 2 / (1 / mu_star + np.log(max(omegas) / cut_off))
        mass = 2 * m + 1 + kernel[0] + 2 * np.concatenate([[0], np.cumsum(kernel[1:size])])
        return np.linalg.eigvalsh(matrix - np.diag(mass))[-1]

    low, high = 2e-3, 2.0
    for _ in range(16):
        middle = np.sqrt(low * high)
        low, high = (middle, high) if largest_eigenvalue(middle) > 0 else (low, middle)
    return np.sqrt(low * high)


@pytest.mark.parametrize(("coupling", "mu_star"), [(0.5, 0.0), (1.0, 0.0), (3.0, 0.0), (1.0, 0.1), (2.0, 0.15)])
def test_full_formula_agrees_with_eliashberg_for_one_mode(coupling, mu_star):
    found = highest_temperature([1.0], [1.0], coupling, mu_star)
    assert allen_dynes_full_K(1.0, 1.0, coupling, mu_star) == pytest.approx(found, rel=0.06)


@pytest.mark.parametrize("coupling", [1.0, 2.0, 5.0])
def test_corrections_bring_two_modes_closer_to_eliashberg(coupling):
    weights, omegas = np.array([0.5, 0.5]), np.array([0.4, 1.2])
    found = highest_temperature(weights, omegas, coupling)
    omega_log, omega_2 = np.exp(weights @ np.log(omegas)), np.sqrt(weights @ omegas**2)
    plain = allen_dynes_K(omega_log, coupling, 0.0)
    assert allen_dynes_full_K(omega_log, omega_2, coupling, 0.0) == pytest.approx(found, rel=0.03)
    assert plain < 0.9 * found
    # f_1 alone is not enough: the spectrum's shape is seen
    assert plain * strong_coupling_factor(coupling, 0.0) < 0.97 * found


def test_limit_of_strong_coupling():
    """Tc = c omega_2 sqrt(lambda): c from the Eliashberg matrix without its scale, against the formula's."""
    size = 256
    m = np.arange(size)
    apart = np.abs(m[:, None] - m)
    attraction = np.where(apart > 0, 1 / np.maximum(apart, 1) ** 2, 0) + 1 / (m[:, None] + m + 1.0) ** 2
    attraction -= np.diag(2 * np.concatenate([[0], np.cumsum(1 / np.arange(1, size) ** 2)]))
    root = np.sqrt(2 * m + 1)
    limit = np.sqrt(np.linalg.eigvalsh(attraction / root / root[:, None])[-1]) / (2 * np.pi)
    coupling, omega_log, omega_2 = 1e8, 0.5, 1.0
    formula = allen_dynes_full_K(omega_log, omega_2, coupling, 0.0) / (omega_2 * np.sqrt(coupling))
    assert formula == pytest.approx(limit, rel=0.03)


def rows(name):
    """Rows of a raw table by label, numbers under the models' words; empty cells left out."""
    with (RAW / f"{name}.csv").open(newline="", encoding="utf-8") as file:
        table = list(csv.DictReader(file))
    label = next(iter(table[0]))
    return {row[label]: {WORDS[k]: float(v) for k, v in row.items() if k in WORDS and v} for row in table}


def predictions(name, table, **parameters):
    """Tc of a model on rows, by label."""
    model = load_model(find_models()[name])
    inputs = {word: np.array([row[word] for row in table.values()]) for word in model.inputs}
    theta = np.array([parameters[p.name] for p in model.parameters])
    return dict(zip(table, model(inputs, theta), strict=True))


def spread(found, table):
    """Root mean square of ln(Tc calculated/measured)."""
    return np.sqrt(np.mean([np.log(found[label] / row["tc_K"]) ** 2 for label, row in table.items()]))


def test_corrections_explain_the_measured_tc_better():
    table = rows("allen_dynes1975")
    full, plain = (predictions(name, table) for name in ("allen_dynes_full_tabulated", "allen_dynes_tabulated"))
    assert spread(full, table) < 0.06 < 0.10 < spread(plain, table)
    # without the shape of the spectrum the formula gives too little nearly everywhere
    assert sum(plain[label] < row["tc_K"] for label, row in table.items()) >= 25


def test_coupling_of_mcmillan_returns_his_tc():
    table = {label: row for label, row in rows("mcmillan1968").items() if label != "In"}
    # the couplings are rounded, or cut off, at the second decimal
    low, high = ({k: v | {"coupling": v["coupling"] + step} for k, v in table.items()} for step in (-0.005, 0.01))
    below, above = predictions("mcmillan_tabulated", low), predictions("mcmillan_tabulated", high)
    for label, row in table.items():
        assert below[label] < row["tc_K"] < above[label], label


def test_weak_formula_returns_what_the_notes_of_a_table_say():
    found = predictions("allen_dynes_tabulated", rows("savrasov1996"))
    expected = {"Al": 1.22, "V": 6.77, "Nb": 10.86, "Mo": 0.54, "Ta": 5.29, "Pb": 6.69}
    assert found == pytest.approx(expected, abs=0.005)


@pytest.mark.parametrize("formula", ["mcmillan", "allen_dynes", "allen_dynes_full"])
def test_three_treatments_of_the_pseudopotential_are_one_formula(formula):
    table = {k: row | {"mu_star": 0.10} for k, row in rows("allen_dynes1975").items() if "theta_debye_K" in row}
    assert len(table) == 6
    fixed = predictions(f"{formula}_fixed", table)
    assert predictions(f"{formula}_shared", table, mu_star=0.10) == pytest.approx(fixed, rel=1e-14)
    assert predictions(f"{formula}_tabulated", table) == pytest.approx(fixed, rel=1e-14)
    assert all(predictions(f"{formula}_shared", table, mu_star=0.2)[label] < tc for label, tc in fixed.items())
