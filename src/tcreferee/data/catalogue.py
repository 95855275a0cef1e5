"""Every dataset at a glance: the list on the terminal, and a page of the documentation made from the pairs alone."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tcreferee.base.errors import Problem, RefereeError, raise_if
from tcreferee.base.quantities import QUANTITIES
from tcreferee.data import GRADES
from tcreferee.data.inherited import column_grades, column_origins
from tcreferee.data.layout import table_of
from tcreferee.data.origin import Origin
from tcreferee.data.schema import CellGrades, Sidecar
from tcreferee.data.sidecar import produced_columns, read_sidecar
from tcreferee.data.table import excluded_rows, read_table

_HEAD = """\
# Datasets

Made by `tcreferee datasets --markdown` from the pairs in `data/raw` and from `config.yaml`; do not edit.
What the grades mean, and which of them a comparison may use, is in [data/raw/README.md](../data/raw/README.md).
`tcreferee show DATASET` prints a dataset with its rows.
"""


@dataclass(frozen=True)
class Dataset:
    """A table with its sidecar, before conversion.

    Parameters
    ----------
    sidecar : Sidecar
        What it is.
    rows, excluded : int
        Rows that are used, and rows that are not.
    grades : dict of str to str
        By column of the processed table: its grade, or how many cells have which.
    used_by : tuple of str
        Comparisons that use it.
    """

    sidecar: Sidecar
    rows: int
    excluded: int
    grades: dict[str, str]
    used_by: tuple[str, ...]

    @property
    def grade_words(self) -> list[str]:
        """Every grade that occurs, best first."""
        return [word for word in GRADES if any(word in grade for grade in self.grades.values())]


def uses(config: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return the comparisons and predictions that use each dataset.

    Parameters
    ----------
    config : mapping
        The configuration as read from YAML; malformed parts are ignored.
    """
    found: dict[str, list[str]] = {}
    for block in ("comparisons", "predict"):
        named = config.get(block)
        for name, about in named.items() if isinstance(named, dict) else ():
            given = about.get("dataset") if isinstance(about, dict) else None
            for dataset in given if isinstance(given, list) else [given]:
                if dataset is not None:
                    found.setdefault(str(dataset), []).append(str(name))
    return found


def read_datasets(sidecars: Mapping[str, Path], uses: Mapping[str, Sequence[str]]) -> list[Dataset]:
    """Read every pair.

    Parameters
    ----------
    sidecars : mapping of str to Path
        See `find_datasets`.
    uses : mapping of str to sequence of str
        The comparisons that use each dataset.

    Raises
    ------
    RefereeError
        With every problem of every pair.
    """
    found: list[Dataset] = []
    problems: list[Problem] = []
    for name, path in sidecars.items():
        try:
            found.append(_read(path, tuple(uses.get(name, ()))))
        except RefereeError as error:
            problems.extend(error.problems)
    raise_if("The data sets cannot be listed", problems)
    return found


def _read(path: Path, used_by: tuple[str, ...]) -> Dataset:
    sidecar = read_sidecar(path)
    rows, problems = read_table(table_of(path), path, sidecar)
    raise_if(f"{path} cannot be used", problems)
    excluded = excluded_rows(sidecar, rows)
    kept = [row for row in rows if row.key not in excluded]
    grades = {name: grade or "by row" for name, grade in column_grades(sidecar).items()}
    for about in sidecar.columns.values():
        if isinstance(about.grade, CellGrades):
            counts = Counter(row.cells[about.grade.column].strip() for row in kept)
            grades[about.name] = ", ".join(f"{counts[word]} {word}" for word in GRADES if counts[word])
    return Dataset(sidecar, len(kept), len(excluded), grades, used_by)


def listing(datasets: Sequence[Dataset]) -> str:
    """Return the list of `tcreferee datasets`."""
    lines: list[str] = []
    for dataset in datasets:
        sidecar = dataset.sidecar
        columns = [name for name, what in produced_columns(sidecar).items() if what in QUANTITIES]
        lines.append(f"{sidecar.id:30s} {sidecar.title}")
        lines.append(f"{'':30s} {dataset.rows} rows; {', '.join(dataset.grade_words)}; {_used(dataset)}")
        lines.append(f"{'':30s} columns: {', '.join(columns)}")
    return "\n".join(lines)


def _used(dataset: Dataset) -> str:
    return f"used by {', '.join(dataset.used_by)}" if dataset.used_by else "used by no comparison"


def markdown(datasets: Sequence[Dataset]) -> str:
    """Return the page Datasets of the documentation."""
    lines = [_HEAD, "| dataset | rows | grades | used by |", "|---|---|---|---|"]
    for dataset in datasets:
        used = ", ".join(f"`{re.sub(r'[`|<>]', '', name)}`" for name in dataset.used_by)
        link = f"[{dataset.sidecar.id}](#{dataset.sidecar.id})"
        lines.append(f"| {link} | {dataset.rows} | {', '.join(dataset.grade_words)} | {used} |")
    for dataset in datasets:
        lines += ["", *_section(dataset)]
    return "\n".join(lines) + "\n"


def _section(dataset: Dataset) -> Iterator[str]:
    sidecar = dataset.sidecar
    yield f"## {sidecar.id}"
    yield ""
    yield f"{plain(sidecar.title)}."
    yield ""
    excluded = f", {dataset.excluded} excluded with reasons" if dataset.excluded else ""
    corrected = f", {len(sidecar.corrections)} cells corrected with reasons" if sidecar.corrections else ""
    yield f"- **rows**: {dataset.rows}{excluded}{corrected}; {plain(_used(dataset))}"
    yield f"- **source**: {_citation(sidecar)}"
    if sidecar.source.note:
        yield f"- **about the source**: {plain(sidecar.source.note)}"
    yield f"- **place**: {plain(sidecar.location)}"
    yield f"- **obtained**: {plain(sidecar.obtained)}"
    yield f"- **licence**: {plain(sidecar.licence)}"
    if chosen := sidecar.rows_chosen:
        word = "complete" if chosen.complete else "selected"
        yield f"- **rows {word}**: {plain(chosen.complete or chosen.selected or '')}"
    if sidecar.compounds_note:
        yield f"- **compounds**: {plain(sidecar.compounds_note)}"
    for problem in sidecar.problems:
        yield f"- **problem**: {plain(problem)}"
    relative = {name: _relative(origin) for name, origin in column_origins(sidecar).items()}
    yield ""
    yield "| column | holds | unit as printed | grade | from | relative to Tc |"
    yield "|---|---|---|---|---|---|"
    for printed, about in sidecar.columns.items():
        words = (about.quantity, about.unit, dataset.grades[about.name], f"printed {printed}", relative[about.name])
        yield f"| `{about.name}` | {' | '.join(map(plain, words))} |"
    for name, derived in sidecar.derived.items():
        words = (derived.quantity, "", dataset.grades[name], derived.formula, relative[name])
        yield f"| `{name}` | {' | '.join(map(plain, words))} |"


def _relative(origin: Origin) -> str:
    """Say how a column was obtained relative to Tc; "" if that is not known."""
    return (
        f"suspect: {origin.suspect}"
        if origin.suspect
        else f"independent: {origin.independent}"
        if origin.independent
        else ""
    )


def _citation(sidecar: Sidecar) -> str:
    source = sidecar.source
    year = f" ({source.year})" if source.year else ""
    text = plain(f"{'; '.join(source.authors)}{year}. {source.title}.")
    if source.doi:
        return f"{text} [doi:{plain(source.doi)}](https://doi.org/{quote(source.doi)})"
    if source.arxiv:
        return f"{text} [arXiv:{plain(source.arxiv)}](https://arxiv.org/abs/{quote(source.arxiv)})"
    return f"{text} <{quote(source.url, safe=':/?&=#%+,;@~')}>" if source.url else text


def plain(text: str) -> str:
    """Return one line of Markdown that shows `text` literally."""
    line = html.escape(" ".join(text.split()), quote=False)
    return "".join(f"\\{sign}" if sign in "|*_`[]\\" else sign for sign in line)
