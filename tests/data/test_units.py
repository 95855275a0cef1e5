from decimal import Decimal

import pytest

from tcreferee.base.quantities import QUANTITIES
from tcreferee.data import units
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
        ("S/cm", "S/m", "100"),
        ("mJ/(mol K^2)", "J/(mol*K**2)", "0.001"),
        ("GPa/K", "MPa/K", "1000"),
        ("delta_degC", "kelvin", "1"),
        # 1 Oe is the field of 1e-4 T in vacuum
        ("kOe", "tesla", "0.1"),
        ("T", "Oe", "10000"),
        ("m", "1e-10*m", "1e10"),
    ],
)
def test_factors_are_exact(printed, wanted, expected):
    assert factor(printed, wanted) == Decimal(expected)


@pytest.mark.parametrize(
    # CODATA 2022: 1 eV is 11604.51812 K, 8065.543937 1/cm and 241.7989242 THz; 1 K is 0.6950348004 1/cm
    ("printed", "wanted", "expected"),
    [
        ("eV", "kelvin", 11604.51812),
        ("eV", "1/cm", 8065.543937),
        ("eV", "THz", 241.7989242),
        ("kelvin", "1/cm", 0.6950348004),
        ("1/cm", "GHz", 29.9792458),
        ("THz", "meV", 4.135667696),
        ("meV", "K", 11.60451812),
    ],
)
def test_one_energy_in_four_kinds_of_unit(printed, wanted, expected):
    assert float(factor(printed, wanted)) == pytest.approx(expected, rel=1e-9)
    assert float(factor(printed, wanted) * factor(wanted, printed)) == pytest.approx(1, rel=1e-15)


@pytest.mark.parametrize("quantity", QUANTITIES.values(), ids=QUANTITIES)
def test_every_quantity_has_a_unit_pint_knows(quantity):
    assert factor(quantity.unit, quantity.unit) == 1


@pytest.mark.parametrize(
    ("printed", "wanted", "message"),
    [
        ("meV", "GPa", "unit 'meV' cannot be converted to 'GPa'"),
        ("nm", "meV", "unit 'nm' cannot be converted to 'meV'"),
        (
            "rad/ps",
            "meV",
            "unit 'rad/ps' may be an angular frequency: give the frequency in hertz (omega / 2 pi), or hbar omega as an"
            " energy",
        ),
        ("K", "furlong*foo", "unit 'furlong*foo' is not one that pint knows"),
        ("K", "", "unit 'K' cannot be converted to 'a pure number'"),
        ("", "kelvin", "unit '' cannot be converted to 'kelvin'"),
        (
            "degC",
            "kelvin",
            "unit 'degC' has a shifted zero: write kelvin (Celsius + 273.15); a difference of temperatures has the"
            " unit delta_degC",
        ),
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


def test_symbols_that_need_no_pint_mean_to_pint_what_they_mean_here():
    for printed, wanted in units._SYMBOLS.items():
        assert units.read_unit(printed) == units.read_unit(wanted)
    assert set(units._SYMBOLS.values()) <= {about.unit for about in QUANTITIES.values()}
