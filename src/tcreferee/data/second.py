"""The key `second` of a sidecar: an input that was measured a second time, by another method.

The second value stands in a column of its own: one that the table has, one that another pair has for the same
compounds, or values that the sidecar gives by row. An audit asks what a formula says of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from tcreferee.base.errors import nearest
from tcreferee.base.quantities import QUANTITIES
from tcreferee.data import COMPOUND, GRADE_ENDING, GRADES, KEY_COLUMNS, SIGMA, TEXT, Grade, derive
from tcreferee.data.origin import Words
from tcreferee.data.schema_errors import fault

if TYPE_CHECKING:
    from tcreferee.data.schema import Sidecar

_ROUTES = "nothing (a column of this table), {dataset: ..., column: ...} or {values: {row: number}}"
_NOT_THESE = {"dataset": "from another table", "values": "given here by row"}


class Second(BaseModel):
    """One second measurement; its name is the column that holds it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    of: Words = Field(description="column of the processed table that it measures again")
    method: Words = Field(description="what it was measured by, and what was assumed, for a sentence")
    source: Words = Field(description="where it was published")
    dataset: Words | None = Field(None, description="other pair that holds it, joined by compound")
    column: Words | None = Field(None, description="column of its processed table")
    recipe: Words | None = Field(None, description="name of a recipe that makes the input of that column")
    arguments: dict[str, str | list[str]] = Field({}, description="columns of both processed tables, or numbers")
    values: dict[Words, Words] = Field({}, description="row key: number, such as 3.1(3) with its error")
    unit: str = Field("", description="unit of the values, in pint's words")
    grade: Annotated[Grade | None, Field(description="of the values: read, computed, package, ...")] = None
    note: Words | None = Field(None, description="anything a reader should know")

    @model_validator(mode="after")
    def _one_route(self) -> Self:
        if bool(self.dataset) != bool(self.column):
            raise fault("has one of 'dataset' and 'column'", "both, or neither")
        if self.dataset and self.values:
            raise fault("has 'dataset' and 'values'", _ROUTES)
        if (self.recipe or self.arguments) and not (self.dataset and self.recipe and self.arguments):
            raise fault("has a recipe without 'dataset', or half of one", "'recipe' and 'arguments' beside 'dataset'")
        if (self.unit or self.grade) and not self.values:
            raise fault("has a unit or a grade but no values", do="columns have their own")
        if self.values and not self.grade:
            raise fault("has values without a grade", f"grade: {', '.join(GRADES)}")
        return self

    @property
    def made(self) -> bool:
        """Whether the column is made here; otherwise the table has it."""
        return bool(self.dataset or self.values)


def quantities(sidecar: Sidecar) -> dict[str, str]:
    """Return the quantity of each number column that the table has by itself."""
    found = {about.name: about.quantity for about in sidecar.columns.values() if about.quantity != TEXT}
    return found | {name: about.quantity for name, about in sidecar.derived.items()}


def second_columns(sidecar: Sidecar) -> dict[str, str]:
    """Return the columns that second measurements add to the processed table, each with its quantity."""
    own, columns = quantities(sidecar), dict[str, str]()
    for name, about in sidecar.second.items():
        if about.made:
            columns |= {name: own[about.of], f"{name}_{SIGMA}": SIGMA, f"{name}_{GRADE_ENDING}": TEXT}
    return columns


def second_faults(sidecar: Sidecar, taken: Iterable[str]) -> Iterable[tuple[str, str]]:
    """Yield what is wrong with the second measurements, each with its key; `taken` are names of other columns."""
    own, names = quantities(sidecar), {*KEY_COLUMNS, COMPOUND, *taken}
    for name, about in sidecar.second.items():
        where = f"second.{name}"
        if about.of not in own:
            yield f"{where}.of", f"there is no column of numbers '{about.of}'; {nearest(about.of, own)}"
            continue
        if about.of == name:
            yield where, f"measures itself; expected the name of another column than '{name}'"
        elif about.made:
            yield from _made_faults(where, name, about, own[about.of], names)
        elif name not in own:
            yield where, f"there is no column of numbers '{name}'; {nearest(name, own)}; or say where it is: {_ROUTES}"
        elif own[name] != own[about.of]:
            yield where, f"holds '{own[name]}', and '{about.of}' holds '{own[about.of]}'; expected the same quantity"
        if about.dataset and not sidecar.compounds:
            yield f"{where}.dataset", "tables are joined by compound, and this sidecar has no 'compounds'"
        if about.dataset == sidecar.id:
            yield f"{where}.dataset", "is this table; name its column alone"


def _made_faults(where: str, name: str, about: Second, quantity: str, taken: set[str]) -> Iterable[tuple[str, str]]:
    if clash := taken & {name, f"{name}_{SIGMA}", f"{name}_{GRADE_ENDING}"}:
        how = _NOT_THESE["dataset" if about.dataset else "values"]
        yield where, f"'{min(clash)}' is already a column of this table, and this one is {how}; expected a new name"
    ending = f"_{quantity.rpartition('_')[2]}" if QUANTITIES[quantity].unit else ""
    if not name.endswith(ending):
        yield where, f"the name does not carry its unit; expected one that ends in '{ending}'"
    if QUANTITIES[quantity].values:
        yield f"{where}.of", "a class has no second measurement"


def recipe_faults(about: Second, quantity: str, own: Mapping[str, str], other: str) -> list[str]:
    """Say why a second measurement cannot be computed; `other` is the quantity of the column of the other table."""
    if about.recipe is None:
        if other == quantity:
            return []
        return [f"column '{about.column}' holds '{other}', and '{about.of}' holds '{quantity}'; expected the same"]
    columns = {"label": TEXT, **own, str(about.column): other}
    return derive.check(about.recipe, about.arguments, quantity, columns)


def describe_second(sidecar: Sidecar) -> dict[str, dict[str, Any]]:
    """Return what the record says of each second measurement: of which column, by what, from where."""
    return {
        name: {"second_of": each.of, "second_method": each.method, "second_source": each.source}
        for name, each in sidecar.second.items()
    }
