"""A page of every table, used or not: each number with its source, unit, grade and what was changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from markupsafe import Markup

from tcreferee.base.errors import Problem, RefereeError, raise_if
from tcreferee.base.provenance import write_text
from tcreferee.base.quantities import QUANTITIES, display_unit
from tcreferee.data.check import Processed, process
from tcreferee.report.cite import entries, program
from tcreferee.report.page import fill
from tcreferee.text.html import text_html


def write_tables(sidecars: Mapping[str, Path], uses: Mapping[str, Sequence[str]], out_html: Path | str) -> None:
    """Tidy every pair and write the page.

    Parameters
    ----------
    sidecars : mapping of str to Path
        Name of the dataset to its sidecar, as `find_datasets` gives it.
    uses : mapping of str to sequence of str
        Comparisons that use a dataset.
    out_html : path

    Raises
    ------
    RefereeError
        With every problem of every pair.
    """
    tables: dict[str, Processed] = {}
    problems: list[Problem] = []
    for name, path in sidecars.items():
        try:
            tables[name] = process(path)
        except RefereeError as error:
            problems += error.problems
    raise_if("not every table can be used", problems)
    write_text(out_html, render(tables, uses))


def render(tables: Mapping[str, Processed], uses: Mapping[str, Sequence[str]]) -> str:
    """Return the HTML; every text of a table is escaped."""
    filters = {"math": text_html, "unit": unit_html}
    cited = entries([each.record for each in tables.values()], {})
    made_by = program(0, Path.cwd())  # no random number is in it
    return fill("tables.html.j2", filters, tables=tables, uses=uses, columns=columns, program=made_by, entries=cited)


def columns(table: Processed) -> list[tuple[str, str, str]]:
    """Return name, unit and grade of each column of a table's rows; words for those the pipeline adds."""
    described = table.record["columns"]
    found = []
    for name in table.rows[0] if table.rows else ():
        about = described.get(name)
        if about is None:
            found.append((name, "", ""))
        else:
            found.append((name, about["quantity"], about["grade"] or "by row"))
    return found


def unit_html(quantity: str) -> Markup:
    """Return the unit of a quantity as HTML; nothing for texts and pure numbers."""
    known = QUANTITIES.get(quantity)
    return text_html(display_unit(known.unit)) if known and known.unit else Markup()
