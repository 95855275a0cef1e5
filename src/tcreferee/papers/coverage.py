"""What answers each equation, table, figure and prediction of a paper: `data/claims/<paper>.coverage.csv`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from tcreferee.base.errors import Problem
from tcreferee.base.places import claims_folder
from tcreferee.papers.rows import Row, read_table, unique_rows
from tcreferee.papers.verdict import Judged
from tcreferee.papers.words import WORDS, count

COLUMNS = ("item", "part", "about", "answers", "reason")
PARTS = ("equation", "table", "figure", "prediction")
ANSWERS = ("claim", "comparison", "predict", "model", "equation", "figure", "statement", "derivative")
UNUSED_COLUMNS = ("what", "name", "reason")


@dataclass(frozen=True)
class Item:
    """An equation, table, figure or prediction of a paper.

    Parameters
    ----------
    item : str
        "Eq. (2)", "Table I", "Fig. 4", or a prediction in our words.
    part : str
        One of `PARTS`.
    about : str
        What it says, in our words.
    answers : tuple of (str, str)
        What tries it: kind, one of `ANSWERS`, and name; a name may contain "*".
    reason : str
        Why nothing does, or what cannot be tried; needed if there is no answer.
    """

    item: str
    part: str
    about: str
    answers: tuple[tuple[str, str], ...]
    reason: str


def read_coverage(paper: str, problems: list[Problem], folder: Path | None = None) -> list[Item]:
    """Read what answers a paper; add what is wrong with a row to `problems`."""
    path = (folder or claims_folder()) / f"{paper}.coverage.csv"
    found = []
    for row in unique_rows(read_table(path, COLUMNS, problems), problems):
        row.choice("part", {part: part for part in PARTS}, problems, PARTS[0])
        answers = tuple(_answer(row, each, problems) for each in row.cells["answers"].split(";") if each.strip())
        if not answers and len(row.cells["reason"]) < 20:
            problems.append(row.problem("has neither an answer nor a reason", "one of them; a reason is a sentence"))
        if not row.cells["about"]:
            problems.append(row.problem("about is empty"))
        found.append(Item(row.cells["item"], row.cells["part"], row.cells["about"], answers, row.cells["reason"]))
    return found


def read_unused(problems: list[Problem], folder: Path | None = None) -> dict[tuple[str, str], str]:
    """Return why a dataset or model is in no comparison, by what it is and name."""
    path = (folder or claims_folder()) / "papers.unused.csv"
    rows = read_table(path, UNUSED_COLUMNS, problems)
    return {(row.cells["what"], row.cells["name"]): row.cells["reason"] for row in rows}


def _answer(row: Row, text: str, problems: list[Problem]) -> tuple[str, str]:
    kind, _, name = text.strip().partition(":")
    if kind not in ANSWERS or not name:
        problems.append(row.problem(f"answer '{text.strip()}' is not understood", f"{' or '.join(ANSWERS)}: a name"))
    return kind, name


def of_claims(pattern: str, judged: Iterable[Judged]) -> str:
    """Return "`table-1.*` (6: 6 reproduced)" for the claims that a pattern names; "" if it names none."""
    found = count(str(each.outcome.verdict) for each in judged if fnmatchcase(each.claim.id, pattern))
    counted = ", ".join(f"{n} {WORDS[verdict][n != 1]}" for verdict, n in found.items() if n)
    return f"`{pattern}` ({counted})" if counted else ""


def page_of_paper(items: Iterable[Item], judged: Iterable[Judged], derivatives: Mapping[str, str]) -> list[str]:
    """Return the lines of a Markdown table.

    Parameters
    ----------
    items : iterable of Item
    judged : iterable of Judged
        The claims of the paper.
    derivatives : mapping of str to str
        For each name of a derivative trial, its outcome in a few words.
    """
    listed = list(judged)
    lines = ["| | what it says | answered by | what cannot be tried, and why |", "|---|---|---|---|"]
    for item in items:
        answers = "; ".join(filter(None, (_shown(kind, name, listed, derivatives) for kind, name in item.answers)))
        lines.append(
            f"| {_plain(item.item)} | {_plain(item.about)} | {answers or '–'} | {_plain(item.reason) or '–'} |"
        )
    return lines


def _shown(kind: str, name: str, judged: list[Judged], derivatives: Mapping[str, str]) -> str:
    if kind == "claim":
        return f"claims {of_claims(name, judged)}"
    words = {"predict": "prediction", "equation": "function", "derivative": "derivatives", "statement": "statements"}
    said = f"{words.get(kind, kind)} `{name}`"
    return f"{said} ({derivatives[name]})" if kind == "derivative" and name in derivatives else said


def _plain(text: str) -> str:
    return text.replace("|", "\\|").replace("*", "\\*").replace("<", "&lt;")
