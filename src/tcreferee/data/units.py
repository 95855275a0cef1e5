"""Units are converted once, from the printed to the processed table; only this module uses pint."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

from tcreferee.base.quantities import QUANTITIES

if TYPE_CHECKING:
    import pint


# What pint is allowed to see: short, and every power a small number behind a name or a number, because
# "9**9**9" would keep it busy for ever.
_UNIT = re.compile(r"[A-Za-z0-9µμΩÅ°%_ .*/^()+-]{0,80}")
_POWER = re.compile(r"\*\*|\^")
_SMALL_POWER = re.compile(
    r"(?<=[A-Za-z0-9µμΩÅ°_ ])(?:\*\*|\^) *[+-]?[0-9]{1,2}(?:\.[0-9]{1,3})?(?![0-9.eE]| *(?:\*\*|\^))"
)
_LARGEST = Decimal("1e60")
# What one unit of a temperature, a frequency, a wave number and an energy is as an energy (J), E = k_B T = h nu =
# h c / lambda, with the exact constants of the SI.
_ENERGIES = {
    "kelvin": Decimal("1.380649e-23"),
    "hertz": Decimal("6.62607015e-34"),
    "1/meter": Decimal("6.62607015e-34") * 299792458,
    "joule": Decimal(1),
}
# What most tables print; tests hold it against pint.
_SYMBOLS = {"K": "kelvin", "nm": "nanometer", "GPa": "gigapascal", "eV": "electron_volt"}
# 1 Oe is the field of 1e-4 T in vacuum, 1 G is 1e-4 T
_GAUSS = Decimal("1e-4")


class UnitError(ValueError):
    """A unit cannot be used; the message says why."""


@cache
def _registry() -> pint.UnitRegistry[Decimal]:
    # pint takes a third of a second to import and only `tidy` needs it. Decimals keep factors exact:
    # 0.622 in units of 1e21/cm**3 is 6.22e26/m**3, not 6.220000000000001e26.
    import pint

    return pint.UnitRegistry(non_int_type=Decimal)


def read_unit(printed: str) -> Any:
    """Return a unit as a pint quantity.

    Parameters
    ----------
    printed : str
        Unit as printed, in pint's notation; may include a factor ("1e21/cm**3"). "" is dimensionless.

    Raises
    ------
    UnitError
        The unit is unknown or has a shifted zero (degC).
    """
    if not _UNIT.fullmatch(printed) or len(_POWER.findall(printed)) != len(_SMALL_POWER.findall(printed)):
        raise UnitError(f"unit '{printed[:80]}' is not one that pint knows")
    registry = _registry()
    try:
        quantity: Any = registry.Quantity(registry.parse_expression(printed or "1"))
    except Exception:  # pint raises AssertionError, AttributeError, tokenizer errors and its own
        raise UnitError(f"unit '{printed}' is not one that pint knows") from None
    if not quantity._is_multiplicative:
        do = "write kelvin (Celsius + 273.15); a difference of temperatures has the unit delta_degC"
        raise UnitError(f"unit '{printed}' has a shifted zero: {do}")
    return quantity


@cache
def _units_of_the_package() -> frozenset[str]:
    """Return the units of the package's own quantities: a table in these needs no pint, which takes 0.4 s a job."""
    return frozenset(about.unit for about in QUANTITIES.values() if not about.declared_in)


@cache
def factor(printed: str, wanted: str) -> Decimal:
    """Return the factor that converts a value from the printed unit to the wanted one.

    Parameters
    ----------
    printed : str
        Unit as the table prints it; see `read_unit`.
    wanted : str
        Unit of the quantity; see `tcreferee.base.quantities`.

    Temperatures, frequencies, wave numbers and energies are one energy: E = k_B T = h nu = h c / lambda. Fields in
    oersted or gauss become tesla as in vacuum.

    Raises
    ------
    UnitError
        A unit is unknown, has a shifted zero (degC) or is of another kind; or the printed one is an angular frequency.
    """
    if _SYMBOLS.get(printed, printed) == wanted and wanted in _units_of_the_package():
        return Decimal(1)
    quantity, target = read_unit(printed), read_unit(wanted)
    if quantity.is_compatible_with(target):
        result = Decimal(quantity.to(target.units).magnitude) / Decimal(target.magnitude)
    else:
        result = _as_energy(printed, quantity, target) or _as_field(quantity, target) or Decimal(0)
        if not result:
            raise UnitError(f"unit '{printed}' cannot be converted to '{wanted or 'a pure number'}'")
    if not result.is_finite() or not 1 / _LARGEST < result < _LARGEST:
        raise UnitError(f"unit '{printed}' has the factor {result}")
    return result.normalize()


def _as_energy(printed: str, quantity: Any, target: Any) -> Any:
    """Return the factor between two of temperature, frequency, wave number and energy; None for anything else."""
    energies = [_energy(each) for each in (quantity, target)]
    if any(each is None for each in energies):
        return None
    if quantity.is_compatible_with("hertz") and "hertz" not in str(quantity.units):
        what = "may be an angular frequency: give the frequency in hertz (omega / 2 pi), or hbar omega as an energy"
        raise UnitError(f"unit '{printed}' {what}")
    return energies[0] / energies[1]


def _energy(quantity: Any) -> Any:
    for unit, joules in _ENERGIES.items():
        if quantity.is_compatible_with(unit):
            return Decimal(quantity.to(unit).magnitude) * joules
    return None


def _as_field(quantity: Any, target: Any) -> Decimal | None:
    """Return the factor between a field in gauss or oersted and one in tesla; None for anything else."""
    if quantity.is_compatible_with("gauss") and target.is_compatible_with("tesla"):
        return Decimal(quantity.to("gauss").magnitude) * _GAUSS / Decimal(target.to("tesla").magnitude)
    if quantity.is_compatible_with("tesla") and target.is_compatible_with("gauss"):
        return Decimal(quantity.to("tesla").magnitude) / _GAUSS / Decimal(target.to("gauss").magnitude)
    return None


def same_dimension(printed: str, wanted: str) -> bool:
    """Whether two units measure the same: a temperature and an energy do not, although `factor` converts them."""
    try:
        return bool(read_unit(printed).is_compatible_with(read_unit(wanted)))
    except UnitError:
        return False


@cache
def written_out(unit: str) -> str:
    """Return a unit in pint's full words: "S/cm" is "siemens/centimeter".

    Raises
    ------
    UnitError
        As for `read_unit`.
    """
    return str(read_unit(unit).units).replace(" ", "") if unit else ""
