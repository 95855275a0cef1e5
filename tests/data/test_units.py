from decimal import Decimal

import pytest

from tcreferee.base.quantities import QUANTITIES
from tcreferee.data.units import UnitError, factor


@pytest.mark.parametrize(
    ("printed", "wanted", "expected"),
    [
        ("1e21/cm**3", "1/meter**3", "1e27"),
        ("cm^-3", "1/meter**3", "1e6"),
        ("nm", "angstrom", "10"),
        ("K", "kelvin", "1"),
        ("mK", "kelvin", "0.001"),
        ("electron_mass", "electron_mass", "1"),
        ("", "", "1"),
        ("percent", "", "0.01"),
        ("10^21 cm^-3", "1/meter**3", "1e27"),
        ("kelvin*meter**-0.5", "kelvin*meter**-0.5", "1"),
        ("g/cm^3", "kilogram/meter**3", "1000"),
        ("Å", "angstrom", "1"),
        ("1/µm^2", "1/micrometer**2", "1"),
    ],
)
def test_factors_are_exact(printed, wanted, expected):
    assert factor(printed, wanted) == Decimal(expected)


@pytest.mark.parametrize("quantity", QUANTITIES.values(), ids=QUANTITIES)
def test_every_quantity_has_a_unit_pint_knows(quantity):
    assert factor(quantity.unit, quantity.unit) == 1


@pytest.mark.parametrize(
    ("printed", "wanted", "message"),
    [
        ("meV", "kelvin", "unit 'meV' cannot be converted to 'kelvin'"),
        ("K", "", "unit 'K' cannot be converted to 'a pure number'"),
        ("", "kelvin", "unit '' cannot be converted to 'kelvin'"),
        ("degC", "kelvin", "unit 'degC' has a shifted zero"),
        ("-1 K", "kelvin", "unit '-1 K' has the factor -1"),
        ("0 K", "kelvin", "unit '0 K' has the factor 0"),
        ("Kelvins per foo", "kelvin", "unit 'Kelvins per foo' is not one that pint knows"),
        ("K *", "kelvin", "unit 'K *' is not one that pint knows"),
        ("9**9**9 K", "kelvin", "unit '9**9**9 K' is not one that pint knows"),
        ("(9**9)**9 K", "kelvin", "unit '(9**9)**9 K' is not one that pint knows"),
        ("K**1e9", "kelvin", "unit 'K**1e9' is not one that pint knows"),
        ("K^100", "kelvin", "unit 'K^100' is not one that pint knows"),
        ("1e999999999 K", "kelvin", "unit '1e999999999 K' is not one that pint knows"),
        ("1e70 K", "kelvin", "unit '1e70 K' has the factor 1E+70"),
        ("K" * 81, "kelvin", f"unit '{'K' * 80}' is not one that pint knows"),
        ("__import__('os')", "kelvin", "unit '__import__('os')' is not one that pint knows"),
    ],
)
def test_unusable_units(printed, wanted, message):
    with pytest.raises(UnitError) as error:
        factor(printed, wanted)
    assert str(error.value) == message
