"""Units are converted once, from the printed to the processed table; only this module uses pint."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

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
        raise UnitError(f"unit '{printed}' has a shifted zero")
    return quantity


@cache
def factor(printed: str, wanted: str) -> Decimal:
    """Return the factor that converts a value from the printed unit to the wanted one.

    Parameters
    ----------
    printed : str
        Unit as the table prints it; see `read_unit`.
    wanted : str
        Unit of the quantity; see `tcreferee.base.quantities`.

    Raises
    ------
    UnitError
        The printed unit is unknown, has a shifted zero (degC) or is of another kind.
    """
    quantity = read_unit(printed)
    import pint

    try:
        magnitude = quantity.to(wanted).magnitude
    except pint.DimensionalityError:
        raise UnitError(f"unit '{printed}' cannot be converted to '{wanted or 'a pure number'}'") from None
    result = Decimal(magnitude)
    if not result.is_finite() or not 1 / _LARGEST < result < _LARGEST:
        raise UnitError(f"unit '{printed}' has the factor {result}")
    return result.normalize()
