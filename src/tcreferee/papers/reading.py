"""The claims of the papers, read from data/claims and joined with the functions that recompute them.

`papers.csv` lists the papers. Each has `<paper>.csv`, its claims; `<paper>.inputs.csv`, the numbers they are
computed from that no dataset holds; and `<paper>.statements.csv`, if it lists statements as evidence. The functions
are the `RECOMPUTE` of `tcreferee.papers.recomputations.<paper>`.
"""

from __future__ import annotations

import importlib
import inspect
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from types import ModuleType

from tcreferee.base.errors import Problem, nearest, raise_if
from tcreferee.base.places import claims_folder
from tcreferee.papers.claim import Cell, Claim, Precision, Printed, Recompute, Statement, Verdict, faults, passed
from tcreferee.papers.notes import Numbers
from tcreferee.papers.rows import Row, check_unit, is_number, read_table, unique_rows

PAPER_COLUMNS = ("paper", "title", "scope")
CLAIM_COLUMNS = (
    "id", "location", "quantity", "unit", "printed", "implied", "precision", "formula", "inputs", "verdict", "reason",
)  # fmt: skip
INPUT_COLUMNS = ("name", "value", "unit", "source", "exact")
STATEMENT_COLUMNS = ("id", "statement", "quantitative", "test", "tested_here")
YES_NO = {"yes": True, "no": False}
_NAME = re.compile(r"[A-Za-z]\w*")


@dataclass(frozen=True)
class Paper:
    """A paper with its claims.

    Parameters
    ----------
    name : str
        Stem of its files.
    title : str
        Title and identifier.
    claims : tuple of Claim
        In the order of the file.
    statements : tuple of Statement
        What it lists as evidence.
    notes : mapping of str to Numbers
        Numbers for the notes of claims, by id; a key may contain "*".
    """

    name: str
    title: str
    claims: tuple[Claim, ...]
    statements: tuple[Statement, ...] = ()
    notes: Mapping[str, Numbers] = field(default_factory=dict)

    def numbers(self, claim: str) -> Numbers:
        """Return the numbers for the note of a claim."""
        return {name: each for key, own in self.notes.items() if fnmatchcase(claim, key) for name, each in own.items()}


def papers(folder: Path | None = None) -> list[str]:
    """List the papers that have a ledger, in the order of `papers.csv`."""
    return [row.cells["paper"] for row in read_table(_path(folder, "papers"), PAPER_COLUMNS, [])]


def titles(folder: Path | None = None) -> dict[str, str]:
    """Return title and identifier of each paper that has a ledger."""
    return {row.cells["paper"]: row.cells["title"] for row in read_table(_path(folder, "papers"), PAPER_COLUMNS, [])}


def claim_files(folder: Path | None = None) -> list[Path]:
    """List the files that the ledger is made from."""
    return sorted((folder or claims_folder()).glob("*.csv"))


def read_papers(chosen: Iterable[str] | None, problems: list[Problem], folder: Path | None = None) -> list[Paper]:
    """Read the chosen papers (all by default); add what is wrong with a file or a row to `problems`."""
    rows = read_table(_path(folder, "papers"), PAPER_COLUMNS, problems)
    titles = {row.cells["paper"]: row.cells["title"] for row in unique_rows(rows, problems)}
    for path in claim_files(folder):
        if (name := path.name.split(".")[0]) not in titles and name != "papers":
            problems.append(Problem(str(path), f"'{name}' is not in papers.csv", do=nearest(name, titles)))
    return [_read_paper(name, titles[name], folder, problems) for name in (titles if chosen is None else chosen)]


def load_papers(chosen: Iterable[str] | None = None, folder: Path | None = None) -> list[Paper]:
    """Return the chosen papers (all by default).

    Raises
    ------
    RefereeError
        Lists everything that is wrong with their files.
    """
    problems: list[Problem] = []
    found = read_papers(chosen, problems, folder)
    raise_if("the claims cannot be read", problems)
    return found


def _read_paper(name: str, title: str, folder: Path | None, problems: list[Problem]) -> Paper:
    path = _path(folder, name)
    inputs = _read_inputs(_path(folder, f"{name}.inputs"), problems)
    rows = unique_rows(read_table(path, CLAIM_COLUMNS, problems), problems)
    functions = _functions(name, path, rows, problems)
    claims = [_claim(row, inputs, functions.get(row.cells["id"]), problems) for row in rows]
    used = {_named(item)[1] for row in rows for item in split_inputs(row.cells["inputs"])}
    problems += [row.problem("is not an input of any claim") for each, (row, _) in inputs.items() if each not in used]
    listed = read_table(_path(folder, f"{name}.statements"), STATEMENT_COLUMNS, problems, optional=True)
    statements = _statements(unique_rows(listed, problems), problems)
    notes = getattr(_module(name), "NOTES", {})
    for key in notes:
        if not any(fnmatchcase(row.cells["id"], key) for row in rows):
            where = f"NOTES of tcreferee.papers.recomputations.{name}"
            problems.append(Problem(where, f"'{key}' is not the id of a claim in {path.name}"))
    return Paper(name, title, tuple(filter(None, claims)), tuple(statements), notes)


def _path(folder: Path | None, stem: str) -> Path:
    return (folder or claims_folder()) / f"{stem}.csv"


def _read_inputs(path: Path, problems: list[Problem]) -> dict[str, tuple[Row, Printed]]:
    found = {}
    for row in unique_rows(read_table(path, INPUT_COLUMNS, problems, optional=True), problems):
        name, text, unit = (row.cells[column] for column in ("name", "value", "unit"))
        if not _NAME.fullmatch(name):
            problems.append(row.problem("is not a name", "letters, digits and underscores"))
        if not is_number(text):
            problems.append(row.problem(f"value '{text}' is not a number"))
        check_unit(row, unit, problems)
        found[name] = row, Printed(text, unit, row.cells["source"], row.choice("exact", YES_NO, problems, False))
    return found


def _statements(rows: Iterable[Row], problems: list[Problem]) -> list[Statement]:
    return [
        Statement(**{**row.cells, "quantitative": row.choice("quantitative", YES_NO, problems, False)})  # type: ignore[arg-type]
        for row in rows
    ]


def _functions(paper: str, path: Path, rows: Iterable[Row], problems: list[Problem]) -> dict[str, Recompute]:
    """Return the function of each claim without a declared verdict: the one whose key matches its id."""
    module = _module(paper)
    table: Mapping[str, Recompute] = module.RECOMPUTE if module else {}
    where = f"RECOMPUTE of tcreferee.papers.recomputations.{paper}"
    found, needed = {}, {row.cells["id"]: row for row in rows if not row.cells["verdict"]}
    for name, row in needed.items():
        keys = [key for key in table if fnmatchcase(name, key)]
        if len(keys) == 1:
            found[name] = table[keys[0]]
        else:
            what = f"has several recomputations, {', '.join(keys)}" if keys else "has no recomputation"
            problems.append(row.problem(what, do=f"see {where}; or declare the verdict"))
    for key in table:
        if not any(fnmatchcase(name, key) for name in needed):
            problems.append(Problem(where, f"'{key}' matches no claim in {path.name}"))
    return found


def _module(paper: str) -> ModuleType | None:
    name = f"tcreferee.papers.recomputations.{paper}"
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name != name:
            raise
        return None


def _claim(
    row: Row, known: Mapping[str, tuple[Row, Printed]], recompute: Recompute | None, problems: list[Problem]
) -> Claim | None:
    before, cells = len(problems), row.cells
    inputs = {}
    for name, reference in map(_named, split_inputs(cells["inputs"])):
        number = _cell(reference) or (known[reference][1] if reference in known else None)
        if number is None:
            problems.append(row.problem(f"there is no input '{reference}'", do=nearest(reference, known)))
        else:
            inputs[name] = number
    printed = _cell(cells["printed"]) or cells["printed"]
    if isinstance(printed, str) and not is_number(printed):
        problems.append(row.problem(f"printed is '{printed}'", "a number, nan if it is lost, or dataset:row:column"))
    verdicts = {"": None} | {str(each): each for each in Verdict}
    claim = Claim(
        id=cells["id"], location=cells["location"], quantity=cells["quantity"], unit=cells["unit"], printed=printed,
        formula=cells["formula"], inputs=inputs, recompute=recompute, reason=cells["reason"],
        implied=row.choice("implied", YES_NO, problems, False),
        precision=row.choice("precision", {str(each): each for each in Precision}, problems, Precision.DIGITS),
        verdict=row.choice("verdict", verdicts, problems, None), where=f"{row.path}, line {row.line} ({cells['id']})",
    )  # fmt: skip
    check_unit(row, cells["unit"], problems)
    for column in ("location", "quantity", "formula"):
        if not cells[column]:
            problems.append(row.problem(f"{column} is empty"))
    if recompute and len(problems) == before:
        problems += [row.problem(what) for what in _signature_faults(recompute, inputs)]
    if recompute is None and claim.verdict is None:
        return None  # it has been named as missing
    problems += [row.problem(what) for what in faults(claim)]
    return claim if len(problems) == before else None


def _signature_faults(recompute: Callable[..., float], inputs: Iterable[str]) -> list[str]:
    names = passed(dict.fromkeys(inputs, 0.0))
    try:
        inspect.signature(recompute).bind(**names)
    except TypeError as error:
        return [f"inputs do not fit the recomputation: {error}"]
    return []


def split_inputs(text: str) -> list[str]:
    """Return the inputs that a cell lists: "x; y = name; z = dataset:row:column"."""
    return [each.strip() for each in text.split(";") if each.strip()]


def _named(item: str) -> tuple[str, str]:
    name, _, reference = item.partition("=")
    return name.strip(), (reference or name).strip()


def _cell(text: str) -> Cell | None:
    words = text.removeprefix("exactly ")
    parts = [part.strip() for part in words.split(":")]
    return Cell(parts[0], parts[1], parts[2], exact=words != text) if len(parts) == 3 else None
