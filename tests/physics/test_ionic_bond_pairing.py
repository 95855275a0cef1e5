"""Equations of the ionic-bond-pairing paper, against its printed values."""

import math

import numpy as np
import pytest

from tcreferee.physics import ionic_bond_pairing as ionic

CHECKS = [(equation, check) for equation in ionic.EQUATIONS for check in equation.checks]


@pytest.mark.parametrize(("equation", "check"), CHECKS, ids=[f"{e.name}-{i}" for i, (e, _) in enumerate(CHECKS)])
def test_values(equation, check):
    assert equation.function(**check.arguments) == pytest.approx(check.value, rel=0, abs=check.tolerance)


def test_every_equation_is_described():
    for equation in ionic.EQUATIONS:
        assert equation.meaning
        assert "$" not in equation.equation
        assert equation.checks
    numbers = {equation.number for equation in ionic.EQUATIONS}
    assert {"Eqs. (1) and (2)", "Eq. (3)", "Eq. (8)", "Caption of Fig. 4"} <= numbers


# Amounts and electronegativities (table electronegativities; Hg of the handbook) and the ionicity of Table 1.
@pytest.mark.parametrize(
    ("cations", "printed"),
    [
        ([(1, 1.22), (2, 0.89), (3, 1.90)], 0.609),  # YBa2Cu3O7
        ([(1, 1.90), (2, 0.89), (1, 1.90)], 0.625),  # HgBa2CuO4
        ([(1, 1.10), (1, 1.91)], 0.594),  # LaNiO2
        ([(1, 1.13), (1, 1.91)], 0.590),  # PrNiO2
        ([(1, 1.14), (1, 1.91)], 0.588),  # NdNiO2
        ([(3, 1.10), (2, 1.91)], 0.625),  # La3Ni2O7
        ([(2, 1.10), (1, 1.13), (1, 1.91)], 0.668),  # La2PrNiO7
        ([(2, 1.10), (1, 1.13), (2, 1.91)], 0.623),  # La2PrNi2O7
    ],
)
def test_ionicities_of_table_1(cations, printed):
    assert ionic.mean_ionicity(3.44, cations) == pytest.approx(printed, rel=0, abs=0.0005)


def test_ionicity_of_one_bond():
    assert ionic.mean_ionicity(3.44, [(2.5, 0.89)]) == pytest.approx(ionic.bond_ionicity(3.44, 0.89), rel=1e-15)
    # the same either way round, and close to the quadratic law for nearly covalent bonds
    assert ionic.bond_ionicity(1.0, 3.0) == ionic.bond_ionicity(3.0, 1.0) == pytest.approx(1 - 1 / math.e, rel=1e-15)
    assert ionic.bond_ionicity(2.0 + 1e-6, 2.0) == pytest.approx(2.5e-13, rel=1e-9)


def test_ionicities_grow_with_the_difference():
    ionicity = ionic.bond_ionicity(np.array(3.44), np.linspace(3.44, 0.7, 30))
    assert (np.diff(ionicity) > 0).all()
    assert ionicity[0] == 0
    assert ionicity[-1] < 1


def test_affinity_of_a_kilojoule():
    # 96.485 kJ/mol is an electronvolt (Faraday's constant)
    assert ionic.affinity_of_heat_eV(96.48533212) == pytest.approx(-1.0, rel=1e-9)


def test_repulsion_of_two_holes_falls_with_distance_and_density():
    near, far = ionic.coulomb_among_electrons_eV(np.ones(2), np.array([1.0, 2.5]), np.full(2, 1e27))
    assert near > far > 0
    assert ionic.coulomb_among_electrons_eV(1.0, 1.0, 1e24) > near
    # without electrons nothing is screened: e^2/(4 pi eps r) at 1 angstrom
    assert ionic.coulomb_among_electrons_eV(1.0, 1.0, 1e-6) == pytest.approx(14.39964, rel=2e-5)


def test_thermal_energy_is_linear_in_temperature():
    np.testing.assert_allclose(ionic.thermal_energy_meV(np.array([0.0, 11.604518])), [0.0, 1.0], atol=1e-7)
