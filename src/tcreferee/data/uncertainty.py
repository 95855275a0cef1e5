"""The rule that the uncertainties of a column follow, as a sidecar declares it."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from tcreferee.data.origin import Words
from tcreferee.data.schema_errors import fault

_RULES = ("column", "absolute", "percent", "rounding", "printed")


class Uncertainty(BaseModel):
    """The rule a column's standard uncertainty follows; no rule means that it is unknown."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    column: Words | None = Field(None, description="CSV column that holds it, in the same unit")
    absolute: float | None = Field(None, gt=0, allow_inf_nan=False, description="one number, in the printed unit")
    percent: float | None = Field(None, gt=0, lt=100, allow_inf_nan=False, description="of the value of each row")
    rounding: Literal["true"] | None = Field(None, description="step of the last printed digit / sqrt(12)")
    printed: Literal["true"] | None = Field(None, description="in brackets behind the value, 93(2)")
    unit: Words | None = Field(None, description="unit of the column of errors, if it is not that of the values")

    @model_validator(mode="before")
    @classmethod
    def _word(cls, given: Any) -> Any:
        if given == "unknown":
            return {}
        rules = [word for word in given if word in _RULES] if isinstance(given, dict) else []
        if len(rules) != 1 or ("unit" in given and rules != ["column"]):
            raise fault(
                f"{given!r} is not an uncertainty rule",
                "'unknown' or one of {column: ...}, {absolute: ...}, {percent: ...}, {rounding: true}, {printed: true}",
            )
        return given

    def __str__(self) -> str:
        if self.column:
            return f"column {self.column}"
        if self.absolute:
            return f"absolute {self.absolute!r} in the printed unit"
        if self.percent:
            return f"{self.percent:g} % of the value"
        if self.rounding:
            return "rounding: step of the last printed digit / sqrt(12)"
        return "printed in brackets" if self.printed else "unknown"

    @property
    def known(self) -> bool:
        """Whether a `<name>_sigma` column is written."""
        return bool(self.declared or self.rounding)

    @property
    def declared(self) -> bool:
        """Whether it is an error of the measurement, which the fit uses; the rounding of printed digits is none."""
        return bool(self.column or self.absolute or self.percent or self.printed)
