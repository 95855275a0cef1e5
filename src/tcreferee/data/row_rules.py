"""Rows and cells of a printed table that are read differently, or not used, and why."""

from __future__ import annotations

from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from tcreferee.data.cells import CellError, parse_number, to_float
from tcreferee.data.origin import Words
from tcreferee.data.schema_errors import fault


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


class ExclusionRule(_Strict):
    """All rows that are not used because of what one of their cells says."""

    column: Words = Field(description="CSV column")
    equals: str | None = Field(None, description='text of the cell; "" for an empty one')
    below: float | None = Field(None, allow_inf_nan=False, description="numbers below it, in the printed unit")
    above: float | None = Field(None, allow_inf_nan=False, description="numbers above it, in the printed unit")
    reason: Words = Field(description="why, so that a stranger agrees")

    @model_validator(mode="after")
    def _one_rule(self) -> Self:
        if sum(each is not None for each in (self.equals, self.below, self.above)) != 1:
            raise fault("is not one rule", "one of equals, below, above")
        return self

    def applies(self, text: str, printed: str) -> bool:
        """Whether a row with this cell is excluded; a number rule passes over cells that are no plain numbers.

        Parameters
        ----------
        text, printed : str
            The cell with decimal points, and as it is in the file.
        """
        text = text.strip(" \t")
        if self.equals is not None:
            return self.equals.strip(" \t") in (text, printed.strip(" \t"))
        try:
            value = to_float(parse_number(text).value)
        except CellError:
            return False
        return value < self.below if self.below is not None else value > (self.above or 0.0)
