"""How columns and rows were obtained relative to Tc: what a sidecar declares, and what follows for derived columns.

An input that was set with Tc in view can reproduce Tc by itself, and no test finds it once it is roughened. So a
sidecar says of each input that it is `independent` (measured by what), or `suspect` (why), or nothing: unknown.
A table whose worst rows were left out looks like one with less scatter. So a sidecar says of its rows that they are
`complete` (all of what), or `selected` (how), or nothing: unknown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from tcreferee.data.schema_errors import fault

Words = Annotated[str, Field(min_length=1)]


class Independent(BaseModel):
    """The value of the key `origin`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    independent: Words = Field(description="what it was measured or computed by, without knowledge of Tc")


class Obtained(BaseModel):
    """The keys of a column that say how it was obtained relative to Tc."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    origin: Independent | None = Field(None, description="{independent: what it was measured by}; empty if unknown")
    suspect: Words | None = Field(None, description="why this column may know Tc")

    @field_validator("origin", mode="before")
    @classmethod
    def _origin(cls, given: Any) -> Any:
        if given is None or given == "":
            return None
        if not isinstance(given, dict) or list(given) != ["independent"]:
            do = "leave it out if it is unknown; 'suspect: why' if its author may have known Tc"
            raise fault(f"{given!r} is not an origin", "{independent: what it was measured by}", do)
        return given

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if self.origin and self.suspect:
            raise fault("has 'origin' and 'suspect'", "one of them: a column is independent of Tc, or it is suspect")
        return self


class RowsChosen(BaseModel):
    """The key of a table that says how its rows were chosen."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    complete: Words | None = Field(None, description="all of what the rows are, by a rule that knows no formula")
    selected: Words | None = Field(None, description="how rows were chosen by someone who may have known how they fit")

    @model_validator(mode="before")
    @classmethod
    def _one_of_both(cls, given: Any) -> Any:
        if not isinstance(given, dict) or list(given) not in (["complete"], ["selected"]) or not all(given.values()):
            expected = "{complete: all of what they are} or {selected: how and by whom}"
            raise fault(f"{given!r} does not say how the rows were chosen", expected, "leave it out if it is unknown")
        return given


@dataclass(frozen=True)
class Origin:
    """How a column of the processed table was obtained.

    Parameters
    ----------
    independent : str or None
        What it was measured or computed by; None if that is not declared.
    suspect : str or None
        Why it may know Tc.
    """

    independent: str | None = None
    suspect: str | None = None


def of_column(about: Obtained) -> Origin:
    """Return what a sidecar declares of a column."""
    return Origin(about.origin.independent if about.origin else None, about.suspect)


def of_derived(about: Obtained, used: Iterable[str], known: Mapping[str, Origin]) -> Origin:
    """Return the origin of a derived column: independent only if all it is computed from is, suspect if any of it is.

    Parameters
    ----------
    about : Obtained
        What the sidecar declares of the derived column itself.
    used : iterable of str
        Columns it is computed from.
    known : mapping of str to Origin
        Of those columns.
    """
    if about.suspect:
        return of_column(about)
    origins = {name: known.get(name, Origin()) for name in used}
    doubted = [f"computed from {name}: {each.suspect}" for name, each in origins.items() if each.suspect]
    if doubted:
        return Origin(suspect=" ".join(doubted))
    if not origins or not all(each.independent for each in origins.values()):
        return Origin()
    said = dict.fromkeys(str(each.independent) for each in origins.values())
    return Origin(f"computed from {', '.join(origins)}: {'; '.join(said)}")
