"""The fields of a sidecar, one class a block; explained in data/raw/README.md. Numbers come as the text typed."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from tcreferee.base.errors import nearest
from tcreferee.base.own_quantities import known_word
from tcreferee.base.quantities import QUANTITIES
from tcreferee.data import GRADES, TEXT, Grade
from tcreferee.data.cells import CellError, parse_number, to_float
from tcreferee.data.layout import Layout
from tcreferee.data.origin import Obtained, RowsChosen, Words
from tcreferee.data.own_quantities import OwnQuantity, readable, words_only
from tcreferee.data.row_rules import Correction, Exclusion, ExclusionRule
from tcreferee.data.schema_errors import fault
from tcreferee.data.second import Second
from tcreferee.data.uncertainty import Common, Uncertainty

_GRADE_WORDS = "'read', 'computed', 'package', 'estimated', 'recalled' or 'undeclared'"
# What a word must not look like: a number, a limit, an approximation or a value that is not finite.
_NO_WORD = re.compile(r"[0-9<>≤≥≲≳~≈]|^[+-]?(?:nan|inf(?:inity)?)$", re.IGNORECASE)
# name of a data set, of its files, and of what is made from it
LONGEST = 80
ID = rf"^[a-z][a-z0-9_]{{0,{LONGEST - 1}}}$"
DOI, URL = r"^10\.[0-9]{4,9}/\S+$", r"^https?://\S+$"
ColumnName = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_]*$")]


def unit_ending(quantity: str) -> str:
    """Return what the name of a column of this quantity must end in ("_K"); "" if it has no unit."""
    return f"_{quantity.rpartition('_')[2]}" if QUANTITIES[quantity].unit else ""


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class SourcePaper(_Strict):
    """Where the table was printed."""

    authors: list[Words] = Field(min_length=1, description="names, 'Family, Given'")
    year: int | None = Field(description="year of publication; empty if the source does not say")
    title: Words = Field(description="title of the paper")
    doi: Words | None = Field(None, pattern=DOI, description="DOI without an address before it")
    arxiv: Words | None = Field(None, description="arXiv number")
    url: Words | None = Field(None, pattern=URL, description="address, if there is neither")
    licence_note: Words | None = Field(None, description="what the paper's licence says")
    note: Words | None = Field(None, description="what is not known about the source")

    @model_validator(mode="after")
    def _identified(self) -> Self:
        if not (self.doi or self.arxiv or self.url or self.note):
            raise fault("nothing identifies the paper", "doi, arxiv or url", "if there is none, say so in 'note'")
        return self

    @property
    def citation(self) -> str:
        """One line: authors (year), title, identifier."""
        place = f"doi:{self.doi}" if self.doi else f"arXiv:{self.arxiv}" if self.arxiv else self.url
        year = f" ({self.year})" if self.year else ""
        return f"{'; '.join(self.authors)}{year}. {self.title}." + (f" {place}" if place else "")


class CellGrades(_Strict):
    """Grades that differ from cell to cell."""

    column: Words = Field(description="CSV column that holds the grade of each cell")


class _Described(Obtained):
    quantity: Words = Field(description="a word of 'tcreferee quantities' or of your own, or 'text'")
    label: Words | None = Field(None, description="words for axes and tables; by default those of the quantity")
    symbol: Words | None = Field(None, description="LaTeX without dollar signs; by default that of the quantity")
    chosen_from: list[Words] = Field([], description="columns one of which was chosen for each row")
    covariate: Words | None = Field(None, description="why this column may drive the response by itself")

    @field_validator("quantity")
    @classmethod
    def _known_quantity(cls, word: str) -> str:
        if word not in QUANTITIES and word != TEXT:
            raise fault(f"'{word}' is not a quantity", do=known_word(word, [TEXT]))
        return word

    @field_validator("symbol")
    @classmethod
    def _drawable(cls, symbol: str | None) -> str | None:
        return symbol if symbol is None else readable(symbol)

    @field_validator("label")
    @classmethod
    def _worded(cls, label: str | None) -> str | None:
        return label if label is None else words_only(label)


class Column(_Described):
    """One column of the CSV."""

    name: ColumnName = Field(description="name in the processed table; carries its unit")
    unit: str = Field("", description="unit as printed, in pint's words")
    grade: Grade | CellGrades = Field(description=f"{', '.join(GRADES)}, or {{column: ...}}")
    uncertainty: Uncertainty | None = Field(None, description="'unknown' or a rule")
    common: Common | None = Field(None, description="rule of an error that all rows share")
    limits: Literal["allowed"] | None = Field(None, description="allowed, if cells such as <0.3 or >=55 are limits")
    words: dict[Words, str] = Field({}, description="printed words and the numbers they stand for, in the printed unit")
    required: bool = Field(True, description="whether every row has a value")
    note: Words | None = Field(None, description="anything a reader should know")

    @field_validator("grade", mode="before")
    @classmethod
    def _grade(cls, given: Any) -> Any:
        if isinstance(given, dict):
            if not isinstance(given.get("column"), str) or len(given) != 1:
                raise fault(f"{given!r} is not a grade", f"{_GRADE_WORDS}, or {{column: ...}}")
        elif given not in get_args(Grade):
            raise fault(f"'{given}' is not allowed" if given else "an empty value is not allowed", _GRADE_WORDS)
        return given

    @field_validator("unit", mode="before")
    @classmethod
    def _unit(cls, given: Any) -> Any:
        return "" if given is None else given

    @field_validator("words")
    @classmethod
    def _words(cls, given: dict[str, str]) -> dict[str, str]:
        for word, number in given.items():
            if _NO_WORD.search(word) or word != word.strip():
                raise fault(f"'{word}' is not a word", "a text without digits, comparison signs and outer blanks")
            try:
                to_float(parse_number(number).value)
            except CellError as error:
                raise fault(f"'{word}' stands for '{number}', which {error}", error.expected) from None
        return given

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.quantity == TEXT:
            if self.unit or self.uncertainty or self.common:
                raise fault("a text column has neither unit nor uncertainty")
            if self.limits or self.words:
                raise fault("a text column has neither limits nor words")
            return self
        if self.limits and QUANTITIES[self.quantity].values:
            raise fault("a class has no limits")
        if QUANTITIES[self.quantity].values and self.uncertainty and self.uncertainty.known:
            raise fault(f"a class has no error, and the uncertainty is '{self.uncertainty}'", "'unknown'")
        if QUANTITIES[self.quantity].values and self.common:
            raise fault("a class has no common error")
        if self.uncertainty is None:
            raise fault("uncertainty is missing", "'unknown' or a rule; an uncertainty is never left unsaid")
        if not self.name.endswith(unit_ending(self.quantity)):
            raise fault(
                f"name '{self.name}' does not carry its unit",
                f"a name that ends in '{unit_ending(self.quantity)}'",
            )
        return self


class Derived(_Described):
    """One column that is computed from others by a recipe of `derive.py`."""

    grade: Literal["computed", "estimated", "recalled", "undeclared"] = Field(
        description="computed, estimated, recalled or undeclared"
    )
    recipe: Words = Field(description="name of a recipe")
    arguments: dict[str, str | list[str]] = Field(description="columns of the processed table, or numbers")
    formula: Words = Field(description="the formula in words")
    source: Words = Field(description="where the formula and its numbers come from")
    note: Words | None = Field(None, description="anything a reader should know")


class Sidecar(_Strict):
    """Everything that is known about one printed table."""

    schema_version: int = Field(ge=1, le=1, description="1")
    id: str = Field(pattern=ID, description="name of the data set and of both files")
    title: Words = Field(description="one line for tables and figures")
    source: SourcePaper = Field(description="the paper")
    location: Words = Field(description="place in the paper")
    obtained: Words = Field(description="how the numbers came from the paper into the CSV")
    licence: Words = Field(description="under what terms the numbers are passed on")
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$", description="checksum of the CSV")
    quantities: dict[str, OwnQuantity] = Field({}, description="quantities of your own that columns hold")
    row_key: Words = Field(description="CSV column that names the row, unique")
    label: Words = Field(description="CSV column a reader recognises the point by")
    layout: Layout | None = Field(None, description="how the table is laid out, such as {separator: semicolon}")
    columns: dict[str, Column] = Field(min_length=1, description="CSV column: what it holds")
    unused: list[Words] = Field([], description="columns of the table that are not read")
    derived: dict[ColumnName, Derived] = Field({}, description="computed columns")
    second: dict[ColumnName, Second] = Field({}, description="columns that measure an input a second time")
    missing: list[Words] = Field([], description="texts that mean 'no value', such as - or n.d.")
    corrections: list[Correction] = Field([], description="cells read differently from how they are printed")
    exclusions: list[Exclusion] = Field([], description="rows that are not used")
    exclude: list[ExclusionRule] = Field([], description="rules for further rows that are not used")
    compounds: dict[Words, Words] = Field({}, description="row key: compound, written alike in all tables")
    compounds_note: Words | None = Field(None, description="how the compounds were identified, 'ASSUME: ...'")
    evaluated_curve: Words | None = Field(
        None, description="why the rows are points of one evaluated curve, and not independent samples"
    )
    rows_chosen: RowsChosen | None = Field(
        None, description="{complete: all of what the rows are} or {selected: how}; empty if unknown"
    )
    problems: list[Words] = Field([], description="known problems of the table")
    notes: Words | None = Field(None, description="anything else")

    @property
    def second_datasets(self) -> list[str]:
        """Other data sets that hold second measurements of this one."""
        return list(dict.fromkeys(about.dataset for about in self.second.values() if about.dataset))

    @field_validator("exclude", mode="before")
    @classmethod
    def _one_or_more(cls, given: Any) -> Any:
        return [given] if isinstance(given, dict) else given

    @field_validator("compounds_note")
    @classmethod
    def _assumption(cls, given: str | None) -> str | None:
        if given is not None and not given.startswith("ASSUME:"):
            raise fault(
                "does not begin with 'ASSUME:'", do="which compounds are the same is a judgement; say whose rule"
            )
        return given

    @model_validator(mode="after")
    def _identified(self) -> Self:
        if bool(self.compounds) != bool(self.compounds_note):
            word = "compounds_note" if self.compounds else "compounds"
            raise fault(f"{word} is missing", "both 'compounds' and 'compounds_note', or neither")
        return self

    @model_validator(mode="after")
    def _chosen(self) -> Self:
        abouts = {about.name: about for about in self.columns.values()} | dict(self.derived)
        for name, about in abouts.items():
            for other in about.chosen_from:
                if other == name or other not in abouts:
                    raise fault(f"chosen_from of '{name}': '{other}' is no other column", do=nearest(other, abouts))
                if abouts[other].quantity != about.quantity:
                    what = f"chosen_from of '{name}': column '{other}' holds '{abouts[other].quantity}'"
                    raise fault(what, f"'{about.quantity}'")
        return self
