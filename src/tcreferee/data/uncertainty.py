"""The rule that the uncertainties of a column follow, as a sidecar declares it."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from tcreferee.data.origin import Words
from tcreferee.data.schema_errors import fault

_RULES = ("column", "absolute", "percent", "rounding", "printed")
_SIDES = {"upper", "lower"}

_COMMON = {"column", "absolute", "percent"}


class Common(BaseModel):
    """The rule that a standard uncertainty follows which all rows share, such as that of a scale."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    column: Words | None = Field(None, description="CSV column that holds what it moves each row by, in the same unit")
    absolute: float | None = Field(None, gt=0, allow_inf_nan=False, description="one number, in the printed unit")
    percent: float | None = Field(None, gt=0, lt=100, allow_inf_nan=False, description="of the value of each row")

    @model_validator(mode="before")
    @classmethod
    def _one_rule(cls, given: Any) -> Any:
        if not isinstance(given, dict) or len(given) != 1 or not {*given} <= _COMMON:
            raise fault(
                f"{given!r} is not a rule for a common error", "one of {column: ...}, {absolute: ...}, {percent: ...}"
            )
        return given

    def __str__(self) -> str:
        if self.column:
            return column_of(self.column)
        return (
            f"absolute {self.absolute!r} in the printed unit" if self.absolute else f"{self.percent:g} % of the value"
        )


def column_of(name: str) -> str:
    """Return the name of a column after that word, which a repeated name has already."""
    return name if name.startswith("column ") else f"column {name}"


class Uncertainty(BaseModel):
    """The rule a column's standard uncertainty follows; no rule means that it is unknown."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    column: Words | None = Field(None, description="CSV column that holds it, in the same unit")
    absolute: float | None = Field(None, gt=0, allow_inf_nan=False, description="one number, in the printed unit")
    percent: float | None = Field(None, gt=0, lt=100, allow_inf_nan=False, description="of the value of each row")
    rounding: Literal["true"] | None = Field(None, description="step of the last printed digit / sqrt(12)")
    printed: Literal["true", "sides"] | None = Field(
        None, description="beside the value: true for 93(2) or 93 ± 2, sides for 93+2-3"
    )
    upper: Words | None = Field(None, description="CSV column of the uncertainty upwards, the 2 of 38 +2 -3")
    lower: Words | None = Field(None, description="CSV column of the uncertainty downwards, the 3 of 38 +2 -3")
    unit: Words | None = Field(None, description="unit of the columns of errors, if it is not that of the values")

    @model_validator(mode="before")
    @classmethod
    def _word(cls, given: Any) -> Any:
        if given == "unknown":
            return {}
        words = {word for word in given if word in {*_RULES, *_SIDES}} if isinstance(given, dict) else set()
        if len(words) == 1 and words < _SIDES:
            missing = next(iter(_SIDES - words))
            raise fault(
                f"{given!r} states one side only: '{missing}' is missing",
                "{upper: COLUMN, lower: COLUMN}",
                "the same column twice if both sides are alike, or {column: COLUMN}",
            )
        right = words == _SIDES or (len(words) == 1 and words <= {*_RULES})
        if not right or ("unit" in given and not words <= {"column", *_SIDES}):
            raise fault(
                f"{given!r} is not an uncertainty rule",
                "'unknown' or one of {column: ...}, {upper: ..., lower: ...}, {absolute: ...}, {percent: ...}, "
                "{rounding: true}, {printed: true}, {printed: sides}",
            )
        return given

    def __str__(self) -> str:
        if self.column:
            return column_of(self.column)
        if self.upper:
            return f"columns {self.upper} upwards and {self.lower} downwards"
        if self.absolute:
            return f"absolute {self.absolute!r} in the printed unit"
        if self.percent:
            return f"{self.percent:g} % of the value"
        if self.rounding:
            return "rounding: step of the last printed digit / sqrt(12)"
        if self.sided:
            return "printed beside them, upwards and downwards"
        return "printed beside them" if self.printed else "unknown"

    @property
    def known(self) -> bool:
        """Whether a `<name>_sigma` column is written."""
        return bool(self.declared or self.rounding)

    @property
    def declared(self) -> bool:
        """Whether it is an error of the measurement, which the fit uses; the rounding of printed digits is none."""
        return bool(self.columns or self.absolute or self.percent or self.printed)

    @property
    def sided(self) -> bool:
        """Whether it is stated upwards and downwards."""
        return bool(self.upper or self.printed == "sides")

    @property
    def columns(self) -> tuple[str, ...]:
        """CSV columns that hold it: one; that downwards and that upwards; or none."""
        return tuple(each for each in (self.column, self.lower, self.upper) if each)
