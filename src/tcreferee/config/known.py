"""Blocks of config.yaml that say what is known, or assumed, before the rows of a comparison are looked at."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from tcreferee.base.scatter_priors import NU, Family
from tcreferee.data.schema_errors import fault


class Strict(BaseModel):
    """A block of the configuration: unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class MaterialClass(Strict):
    """Prior knowledge of a class of materials, before its rows are looked at."""

    tc_mean_K: float = Field(gt=0, description="mean Tc of the class, K")
    tc_sd_K: float = Field(gt=0, description="standard deviation of Tc over the class, K")
    log_odds_mean: float | None = Field(None, description="mean log odds of being superconducting, for bernoulli")
    log_odds_sd: float | None = Field(None, gt=0, description="standard deviation of the log odds, for bernoulli")
    report_sd_K: tuple[float, float, float] | None = Field(
        None,
        description="quartiles, over compounds, of the scatter of repeated reports of one stated composition, K",
    )
    note: str = Field("", description="where the numbers come from")

    @field_validator("report_sd_K")
    @classmethod
    def _quartiles(cls, given: tuple[float, float, float] | None) -> tuple[float, float, float] | None:
        if given is not None and not 0 < given[0] <= given[1] <= given[2]:
            raise fault(f"{list(given)} are no quartiles of a scatter", "three positive numbers, the smallest first")
        return given


class Split(Strict):
    """A split of the rows in time: the early ones are fitted, the later ones predicted."""

    column: str = Field(description="column with the year of each row")
    at: Literal["half"] | float = Field(
        "half", description="last year that is fitted; 'half' computes the first by which half of the rows were known"
    )


class Candidates(Strict):
    """Real materials among which `tcreferee next` looks for the next measurement: rows of a table."""

    dataset: str = Field(description="name of a pair in data/raw, or of your data_paths")
    inputs: dict[str, str] = Field(
        {}, description="for each column of the comparison, the column of the table, unless only one can be meant"
    )
    where: dict[str, list[str]] = Field({}, description="only rows with one of these words in each column")


class ResponsePrior(Strict):
    """Prior knowledge of a response other than Tc, before the rows are looked at."""

    mean: float = Field(description="mean of the response, in its unit")
    sd: float = Field(gt=0, description="standard deviation of the response, in its unit")
    note: str = Field(min_length=1, description="where the two numbers come from")


class SigmaPrior(Strict):
    """Prior of the scatter of the rows about the formulas of a comparison."""

    family: Family = Field("half_t", description="half_t, half_normal or exponential")
    nu: float = Field(NU, gt=0, description="degrees of freedom of the half_t; 1 is a half-Cauchy")
    scale: float | None = Field(
        None,
        gt=0,
        description="scale, in the unit of the response, without one for lognormal; that of the class by default",
    )
    note: str = Field("", description="where the numbers come from")

    @model_validator(mode="after")
    def _nu_of_a_half_t(self) -> Self:
        if self.family != "half_t" and "nu" in self.model_fields_set:
            raise fault(f"nu: {self.nu:g} beside the family {self.family}", "nu of a half_t only")
        return self


class AssumedError(Strict):
    """An error that no table declares, for the specification curve only."""

    absolute: float | None = Field(None, gt=0, allow_inf_nan=False, description="in the unit of the column")
    percent: float | None = Field(None, gt=0, lt=100, allow_inf_nan=False, description="of the value of each row")
    note: str = Field(pattern="^ASSUME:", description="what is assumed, and why: 'ASSUME: ...'")

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        if (self.absolute is None) == (self.percent is None):
            raise fault("an assumed error is one number", "either 'absolute' or 'percent', and a note")
        return self
