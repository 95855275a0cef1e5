"""What the tables of a comparison offer, and the column each input of a model is bound to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from tcreferee.base.errors import Problem, nearest
from tcreferee.base.quantities import QUANTITIES
from tcreferee.config.fields import Comparison, ModelEntry
from tcreferee.data import TEXT
from tcreferee.data.combine import MATCH, combined_columns, grades_of, quantities
from tcreferee.data.record import describe_columns
from tcreferee.data.sidecar import Sidecar
from tcreferee.formulas.model import ANY_INPUT, STANDARD_INPUT, TcModel
from tcreferee.inference.settings import flat

Column = str | tuple[str, ...]


@dataclass(frozen=True)
class Offer:
    """The columns of one table, or of several combined.

    Parameters
    ----------
    datasets : tuple of str
    combine : str
    columns : dict of str to str
        Quantity of each column.
    grades : dict of str to str or None
        Grade of each column; None where it differs from cell to cell.
    errors : dict of str to str
        For each column with declared errors the column that holds them; rounding is no declared error.
    common : set of str
        Columns with an error that all rows share.
    """

    datasets: tuple[str, ...]
    combine: str
    columns: dict[str, str]
    grades: dict[str, str | None]
    errors: dict[str, str] = field(default_factory=dict)
    common: frozenset[str] = frozenset()

    @property
    def numbers(self) -> list[str]:
        """Columns of numbers."""
        return [name for name, quantity in self.columns.items() if quantity in QUANTITIES]

    @property
    def words(self) -> list[str]:
        """Columns of words that tables declare."""
        return [name for name, quantity in self.columns.items() if quantity == TEXT and name in self.grades]

    @property
    def lack(self) -> str:
        """Beginning of the message that a column is missing."""
        if len(self.datasets) == 1:
            return "the dataset has no"
        return f"the {len(self.datasets)} datasets {'have' if self.combine == MATCH else 'share'} no"


def offer(sidecars: Sequence[Sidecar], combine: str) -> Offer:
    """Return the columns that the tables of a comparison offer, from their sidecars alone."""
    about = combined_columns({sidecar.id: describe_columns(sidecar) for sidecar in sidecars}, combine)
    errors = {name: each["sigma"] for name, each in about.items() if each["parts"]}
    common = frozenset(name for name, each in about.items() if each["commons"])
    names = tuple(sidecar.id for sidecar in sidecars)
    return Offer(names, combine, quantities(about), grades_of(about), errors, common)


def column_fault(where: str, column: str, tables: Offer) -> list[Problem]:
    """Say why a column is not a column of numbers; no problem if it is."""
    if column in tables.numbers:
        return []
    what = f"column '{column}' holds text" if tables.columns.get(column) == TEXT else f"{tables.lack} column '{column}'"
    if column in tables.columns and tables.columns[column] != TEXT:
        what = f"column '{column}' holds a {tables.columns[column]}, no value of its own"
    return [Problem(where, what, do=nearest(column, tables.numbers))]


def bind(
    place: str, model: TcModel, entry: ModelEntry, comparison: Comparison, tables: Offer
) -> tuple[dict[str, Column], list[Problem]]:
    """Find a column, or the columns of a choice, for each input of a model."""
    own = _known_words(model)
    problems = [
        Problem(f"{place}.inputs", f"model '{model.name}' has no input '{word}'", do=nearest(word, model.inputs))
        for word in entry.inputs
        if word not in own
    ]
    bound: dict[str, Column] = {}
    for word in model.inputs:
        given = entry.inputs.get(word) or (entry.inputs.get(ANY_INPUT) if word == STANDARD_INPUT else None)
        column: Column = tuple(given) if isinstance(given, list) else given or ""
        null = word in (ANY_INPUT, STANDARD_INPUT)
        if null and not column:
            column = comparison.x
        if column:
            problems += _column_faults(f"{place}.inputs.{word}", model, word, column, comparison, tables)
        elif null:
            what = f"null model '{model.name}' does not know its input"
            problems.append(Problem(place, what, "a column", "give the comparison an 'x', or --x COLUMN"))
        else:
            column, faults = _only_column(place, model, word, tables)
            problems += faults
        bound[word] = column
    choices = {len(column) for column in bound.values() if not isinstance(column, str)}
    if len(choices) > 1:
        what = f"choices between {' and '.join(map(str, sorted(choices)))} columns: each row makes one choice for all"
        problems.append(Problem(f"{place}.inputs", what, "lists of the same length"))
    return bound, problems


def _known_words(model: TcModel) -> set[str]:
    return {*model.inputs, *((ANY_INPUT,) if STANDARD_INPUT in model.inputs else ())}


def _column_faults(
    where: str, model: TcModel, word: str, column: Column, comparison: Comparison, tables: Offer
) -> list[Problem]:
    """Say what is wrong with the columns that the configuration names for one input."""
    null = word in (ANY_INPUT, STANDARD_INPUT)
    if null and not isinstance(column, str):
        return [Problem(where, "a null model cannot choose between columns", "one column")]
    problems: list[Problem] = []
    for each in flat([column]):
        if each == comparison.response:
            what = f"column '{each}' is the response, and a formula of itself always fits"
            problems.append(Problem(where, what, "another column"))
            continue
        faults = column_fault(where, each, tables)
        if not faults and not null and tables.columns[each] != word:
            what = f"column '{each}' holds {tables.columns[each]}, model '{model.name}' needs {word}"
            faults = [Problem(where, what)]
        problems += faults
    return problems


def _only_column(place: str, model: TcModel, word: str, tables: Offer) -> tuple[str, list[Problem]]:
    """Return the column of a quantity: the only one, or the one with the quantity's name."""
    candidates = [name for name, quantity in tables.columns.items() if quantity == word]
    if word in candidates or len(candidates) == 1:
        return (word if word in candidates else candidates[0]), []
    names = " and ".join(f"'{dataset}'" for dataset in tables.datasets)
    what = f"model '{model.name}' needs {word}, which dataset {names} lacks"
    if len(tables.datasets) > 1:
        what = f"model '{model.name}' needs {word}: {tables.lack} column of it ({names})"
    do = ""
    if candidates:
        what = f"model '{model.name}' needs {word}, and {len(candidates)} columns hold one"
        do = f"say which: inputs: {{{word}: {candidates[0]}}} (or {', '.join(candidates[1:])})"
    return "", [Problem(place, what, do=do)]
