import csv
from pathlib import Path

import mpmath as mp
import numpy as np
import pytest

from tcreferee.physics import polyhedral_quantum_well as well
from tcreferee.physics.polyhedral_quantum_well import EQUATIONS

RAW = Path(__file__).parents[2] / "data/raw"
CHECKS = [
    pytest.param(each, expected, id=f"{each.name}-{at}")
    for each in EQUATIONS
    for at, expected in enumerate(each.checks)
]


def rows(name):
    with (RAW / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def exact(number):
    """A printed number, all of its digits."""
    return mp.mpf(number)


@pytest.mark.parametrize(("equation", "expected"), CHECKS)
def test_checks(equation, expected):
    found = equation.function(**expected.arguments)
    assert found == pytest.approx(expected.value, rel=0, abs=expected.tolerance)
    assert expected.location


def test_every_public_function_is_an_equation():
    named = {
        name for name, each in vars(well).items() if callable(each) and getattr(each, "__module__", "") == well.__name__
    }
    assert named == {each.name for each in EQUATIONS}
    assert len(EQUATIONS) == len(named)
    assert {"Eq. (1)", "Eq. (2)", "Eq. (3)"} <= {each.number for each in EQUATIONS}


@pytest.mark.parametrize("equation", EQUATIONS, ids=lambda each: each.name)
def test_arrays_broadcast(equation):
    expected = equation.checks[-1]
    one = equation.function(**expected.arguments)
    many = equation.function(**{name: np.full((2, 3), value) for name, value in expected.arguments.items()})
    assert many.shape == (2, 3)
    np.testing.assert_allclose(many, one, rtol=1e-15)


@pytest.mark.parametrize("xi_A", [2.5617, 3.2108, 3.8241])
def test_eq_1_turns_round(xi_A):
    strength = well.strength_of_tc_KA2(well.tc_K(1300.0, xi_A), xi_A)
    assert strength == pytest.approx(1300, rel=1e-14)
    assert well.xi_of_tc_A(1300.0, well.tc_K(1300.0, xi_A)) == pytest.approx(xi_A, rel=1e-14)
    assert well.resonance_meV(well.theta_of_resonance_meVA2(13.0, xi_A), xi_A) == pytest.approx(13, rel=1e-14)


@pytest.mark.parametrize(
    ("name", "strength", "filled"), [("quantum_well_table1_cuprates", 1300, 9), ("quantum_well_table2_iron", 400, 14)]
)
def test_lengths_of_the_tables_to_thirty_digits(name, strength, filled):
    with mp.workdps(30):
        pairs = [(exact(row["xi_alpha"]), exact(row["Tc"])) for row in rows(name) if row["xi_alpha"]]
        assert len(pairs) == filled
        for xi_A, tc_K in pairs:
            tc, xi = float(strength / xi_A**2), float(mp.sqrt(strength / tc_K))
            assert well.tc_K(float(strength), float(xi_A)) == pytest.approx(tc, rel=1e-14)
            assert well.xi_of_tc_A(float(strength), float(tc_K)) == pytest.approx(xi, rel=1e-14)


def test_doping_series():
    """Stripes n apart along b and 4 apart along a, two planes: two holes in a cell of 4 n coppers."""
    n = np.arange(2.0, 9.0)
    np.testing.assert_allclose(1 / well.doping(n), [4, 6, 8, 10, 12, 14, 16], rtol=1e-15)
    printed = {row["n"]: float(row["x_printed"]) for row in rows("quantum_well_doping_series") if row["x_printed"]}
    assert set(printed) == {"2", "3", "6", "8"}
    for index, value in printed.items():
        # 0.166 is cut off after the third decimal
        assert 0 <= well.doping(float(index)) - value < 0.001


def test_side_peaks_of_the_table():
    table = rows("stm_intensity_ratios")
    assert len(table) == 2
    for row in table:
        k = well.side_peak_height(float(row["h_alpha"]), float(row["h_beta"]))
        assert f"{k:.3f}" == row["k"]


def test_wells_of_the_1144_crystal_fill_the_cell():
    """Beta and gamma close at the Fe layers: they add up to half the cell; alpha lies between the As layers."""
    c_A, planes_A, eta = 12.63, 5.855, (3.13, 4.37)
    assert well.xi_beta_1144_A(planes_A) + well.xi_gamma_1144_A(c_A, planes_A) == pytest.approx(c_A / 2, rel=1e-14)
    assert 2 * well.xi_alpha_1144_A(c_A, *eta) + sum(eta) == pytest.approx(c_A, rel=1e-14)


def test_bound_on_nickelates_holds_only_above_its_own_length():
    bound_A = well.xi_of_tc_A(1300.0, 100.0)
    lengths = [float(row["xi"]) for row in rows("nickelate_lengths") if row["xi"]]
    assert lengths == [3.631, 3.698, 3.767]
    assert all(length > bound_A for length in lengths)
    assert [round(well.tc_K(1300.0, length), 1) for length in lengths] == [98.6, 95.1, 91.6]
    assert well.tc_K(1300.0, bound_A * 0.999) > 100 > well.tc_K(1300.0, bound_A * 1.001)


def test_rise_of_the_law_is_twice_that_of_the_text_for_small_changes():
    text, law = (each(80.0, 103.0, 102.99) for each in (well.tc_rise_K, well.tc_rise_of_law_K))
    assert law / text == pytest.approx(2, rel=1e-3)
    shrunk = well.tc_K(1300.0, 3.631 * 99 / 103) - well.tc_K(1300.0, 3.631)
    assert well.tc_rise_of_law_K(well.tc_K(1300.0, 3.631), 103.0, 99.0) == pytest.approx(shrunk, rel=1e-12)
