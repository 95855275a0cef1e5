"""The block `quantities` of a sidecar or of config.yaml: quantities of one's own, with unit, symbol and label."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from tcreferee.base.errors import Problem, raise_if
from tcreferee.base.own_quantities import declare, word_fault
from tcreferee.base.quantities import QUANTITIES, Quantity
from tcreferee.data.origin import Words
from tcreferee.data.schema_errors import fault, problems_of
from tcreferee.text.mathtext import KNOWN, commands

# endings of words that say a unit
_ENDINGS = {
    "K": "kelvin", "eV": "electron_volt", "meV": "millielectron_volt", "GPa": "gigapascal", "A": "angstrom",
    "nm": "nanometer", "T": "tesla", "THz": "terahertz", "m3": "1/meter**3",
}  # fmt: skip


class OwnQuantity(BaseModel):
    """A quantity of one's own; its word carries the unit, such as fermi_temperature_K."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    unit: str = Field("", description="unit as pint reads it, such as S/cm or mJ/(mol*K**2); empty for a pure number")
    symbol: Words = Field(description="LaTeX without dollar signs, such as T_F")
    label: Words = Field(description="words for axes and tables, such as Fermi temperature")
    positive: bool = Field(False, description="true if every value is above 0; by default either sign")
    zero: bool = Field(False, description="true if 0 is possible too, beside `positive: true`")
    scale: float = Field(
        1.0, gt=0, allow_inf_nan=False, description="typical magnitude; the null models use it as their unit"
    )

    @model_validator(mode="after")
    def _readable(self) -> Self:
        if self.zero and not self.positive:
            raise fault("zero: true beside positive: false", "'zero' beside 'positive: true' only", "leave it out")
        return self

    @field_validator("symbol")
    @classmethod
    def _drawable(cls, symbol: str) -> str:
        return readable(symbol)

    @field_validator("label")
    @classmethod
    def _worded(cls, label: str) -> str:
        return words_only(label)

    def quantity(self, word: str, where: str) -> Quantity:
        """Return the quantity that the block defines."""
        lower = 0.0 if self.positive else -math.inf
        return Quantity(
            word, self.unit, self.symbol, self.label, lower, scale=self.scale, zero=self.zero, declared_in=where
        )


class _Block(BaseModel):
    quantities: dict[str, OwnQuantity] = {}


def words_only(label: str) -> str:
    """Return a label; a fault of its key if an axis would read part of it as mathematics."""
    if "$" in label or "\n" in label:
        raise fault(
            f"'{label}' is not one line of words", "words without dollar signs", "put mathematics into 'symbol'"
        )
    return label


def readable(symbol: str) -> str:
    """Return a symbol; a fault of its key if it cannot be drawn."""
    if "$" in symbol or symbol.count("{") != symbol.count("}"):
        raise fault(f"'{symbol}' cannot be drawn", "LaTeX without dollar signs, with as many { as }")
    if unknown := sorted(commands(symbol) - KNOWN):
        raise fault(f"'{symbol}' has a command that is not known, {unknown[0]}", r"such as T_F or \sigma_\mathrm{dc}")
    return symbol


def declare_block(given: Any, where: str) -> None:
    """Make the quantities known that a block of a file defines.

    Parameters
    ----------
    given : mapping or None
        The value of the key `quantities`.
    where : str
        Name of the file.

    Raises
    ------
    RefereeError
        With everything that is wrong with the block, or at odds with definitions in other files.
    """
    if given is None:
        return
    title = f"{where} cannot be used"
    try:
        block = _Block.model_validate({"quantities": given}).quantities
    except ValidationError as error:
        raise_if(title, problems_of(error, _Block, where))
        raise
    found = {word: about.quantity(word, where) for word, about in block.items()}
    faults = {word: word_fault(word, each.unit) for word, each in found.items()}
    raise_if(title, [Problem(f"{where}, quantities.{w}", *said) for w, said in faults.items() if said[0]])
    declare(found.values())


def unit_faults(words: Iterable[str] | None = None) -> Iterator[Problem]:
    """Say which quantities of one's own have a unit that cannot be read, or another one than their word says.

    Parameters
    ----------
    words : iterable of str, optional
        All quantities of one's own by default. Reading units takes a third of a second, so jobs ask for those they use.
    """
    from tcreferee.data.units import UnitError, factor

    for word in QUANTITIES if words is None else words:
        about = QUANTITIES.get(word)
        if about is None or not about.declared_in:
            continue
        where = f"{about.declared_in}, quantities.{word}"
        try:
            factor(about.unit, about.unit)
        except UnitError as error:
            yield Problem(f"{where}.unit", str(error), "a unit as pint reads it, such as S/cm, meV or 1/cm")
            continue
        said = _ENDINGS.get(word.rpartition("_")[2])
        try:
            fits = said is None or not about.unit or factor(about.unit, said) == 1
        except UnitError:
            fits = False
        if not fits:
            yield Problem(
                where,
                f"is named in {word.rpartition('_')[2]} and has the unit '{about.unit}'",
                "a word that ends in its unit",
            )
