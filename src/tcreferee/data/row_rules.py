"""Rows and cells of a printed table that are read differently, or not used, and why."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from tcreferee.data.cells import CellError, parse_number, to_float, without_unit
from tcreferee.data.origin import Words
from tcreferee.data.schema_errors import fault

_COMPARE: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "==": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip
_CONDITION = re.compile(
    r"""\s*(?:"(?P<quoted>[^"]+)"|`(?P<ticked>[^`]+)`|'(?P<single>[^']+)'|(?P<bare>[^<>=!"`]*?[^<>=!"`\s]))\s*"""
    r"""(?P<sign>[<>=!]=|[<>=])\s*"""
    r"""(?:"(?P<text>[^"]*)"|'(?P<text2>[^']*)'|(?P<word>[^<>=!"'\s](?:[^<>=!"']*?[^<>=!"'\s])??))\s*(?:$|\s+and\s)"""
)
_WHERE = (
    """a column, one of == != < <= > >=, and a number or a text, such as Tc == 0, `T max (K)` > 300 or """
    """method == "XRD"; 'and' joins several, and each rule of the list excludes rows of its own"""
)


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Correction(_Strict):
    """A cell that is read differently from how it is printed."""

    row: Words = Field(description="row key")
    column: Words = Field(description="CSV column")
    printed: str = Field(description='text in the CSV; "" for an empty cell')
    used: str = Field(description="text used instead")
    reason: Words = Field(description="why, so that a stranger agrees")


class Exclusion(_Strict):
    """A row that is not used."""

    row: Words = Field(description="row key")
    reason: Words = Field(description="why, so that a stranger agrees")


@dataclass(frozen=True)
class Condition:
    """What one cell of a row says.

    Parameters
    ----------
    column : str
        CSV column.
    sign : str
        ==, !=, <, <=, > or >=.
    text : str
        What the cell is compared with.
    number : Decimal or None
        The same as a number, in the printed unit; None if the texts are compared.
    """

    column: str
    sign: str
    text: str
    number: Decimal | None

    def holds(self, text: str, printed: str, unit: str = "") -> bool:
        """Whether it holds for a cell; a number is compared with plain numbers only.

        Parameters
        ----------
        text, printed : str
            The cell with decimal points, and as it is in the file.
        unit : str
            Unit of the column, which may stand behind the number.
        """
        text = text.strip(" \t")
        if self.number is None:
            return (self.text.strip(" \t") in (text, printed.strip(" \t"))) == (self.sign == "==")
        value = plain_number(without_unit(text, unit))
        return value is not None and _COMPARE[self.sign](value, self.number)


class ExclusionRule(_Strict):
    """All rows that are not used because of what their cells say."""

    where: Words | None = Field(None, description="""such as 'Tc == 0' or '"T max" > 300 and method == XRD'""")
    column: Words | None = Field(None, description="CSV column")
    equals: str | None = Field(None, description='text of the cell; "" for an empty one')
    below: float | None = Field(None, allow_inf_nan=False, description="numbers below it, in the printed unit")
    above: float | None = Field(None, allow_inf_nan=False, description="numbers above it, in the printed unit")
    reason: Words = Field(description="why, so that a stranger agrees")

    @field_validator("where")
    @classmethod
    def _readable(cls, text: str | None) -> str | None:
        if text is not None:
            conditions_of(text)
        return text

    @model_validator(mode="after")
    def _one_rule(self) -> Self:
        rules = sum(each is not None for each in (self.equals, self.below, self.above))
        if self.where is not None and (rules or self.column is not None):
            raise fault("has 'where' and another rule", "'where', or 'column' with one of equals, below, above")
        if self.where is None and self.column is None:
            raise fault("names no rows", "'where', or 'column' with one of equals, below, above")
        if self.where is None and rules != 1:
            raise fault("is not one rule", "one of equals, below, above")
        return self

    @cached_property
    def conditions(self) -> tuple[Condition, ...]:
        """What all has to hold for a row to be excluded."""
        if self.where is not None:
            return conditions_of(self.where)
        column = self.column or ""
        if self.equals is not None:
            return (Condition(column, "==", self.equals, None),)
        sign, bound = ("<", self.below) if self.below is not None else (">", self.above)
        return (Condition(column, sign, "", Decimal(repr(bound))),)


def conditions_of(text: str) -> tuple[Condition, ...]:
    """Read what `where` says: comparisons of a column with a number or a text, joined by 'and'.

    Raises
    ------
    PydanticCustomError
        It is no such rule.
    """
    found, at = list[Condition](), 0
    while match := _CONDITION.match(text, at):
        at = match.end()
        column = next(each for each in match.group("quoted", "ticked", "single", "bare") if each is not None)
        said = next(each for each in match.group("text", "text2", "word") if each is not None)
        number = plain_number(said) if match["word"] is not None else None
        sign = "==" if match["sign"] == "=" else match["sign"]
        if number is None and sign not in ("==", "!="):
            raise fault(f"'{text}' compares with '{said}', which is no number", "a number behind <, <=, > and >=")
        found.append(Condition(column, sign, said, number))
        if at == len(text):
            return tuple(found)
    raise fault(f"'{text}' cannot be read", _WHERE)


def plain_number(text: str) -> Decimal | None:
    """Return a number that a text states, without its uncertainty; None if it is not one plain number."""
    try:
        value = parse_number(text, brackets=True).value
        to_float(value)
    except CellError:
        return None
    return value
