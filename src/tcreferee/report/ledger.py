"""The claims ledger for the report, paper by paper, read from its tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from tcreferee.base.errors import Problem, RefereeError
from tcreferee.base.records import read_rows
from tcreferee.papers.claim import Verdict
from tcreferee.papers.words import WORDS, count, sentence
from tcreferee.report.claim_view import ClaimView


@dataclass(frozen=True)
class PaperView:
    """The claims and listed statements of one paper, by the name of its file.

    Parameters
    ----------
    name : str
    claims : list of ClaimView
    statements : list of mapping
        Rows of statements.csv.
    """

    name: str
    claims: list[ClaimView]
    statements: list[Mapping[str, str]]

    @property
    def title(self) -> str:
        """Title and identifier."""
        title = self.claims[0].row["paper_title"] if self.claims else self.short
        return title[:1].upper() + title[1:]

    @property
    def ledger_title(self) -> str:
        """Title and identifier, as the ledger has them; the name of the paper if it has no claim."""
        return str(self.claims[0].row["paper_title"]) if self.claims else self.name

    @property
    def short(self) -> str:
        """The name in words."""
        words = self.name.replace("_", " ").capitalize()
        return words.replace("Bec ", "BEC ")

    @property
    def implied(self) -> str:
        """How many numbers are implied, with their verdicts; "" if none is."""
        return sentence(self._verdicts).partition("; ")[2]

    @property
    def counts(self) -> dict[Verdict, int]:
        """Number of printed numbers with each verdict."""
        return count(each.row["verdict"] for each in self.claims if not each.implied)

    @property
    def key(self) -> list[tuple[Verdict, str]]:
        """Each verdict among the printed numbers, with its count in words."""
        return [(verdict, f"{n} {WORDS[verdict][n != 1]}") for verdict, n in self.counts.items() if n]

    @property
    def sentence(self) -> str:
        """The counts in words."""
        return sentence(self._verdicts)

    @property
    def _verdicts(self) -> list[tuple[str, bool]]:
        return [(each.verdict, each.implied) for each in self.claims]

    @property
    def bar(self) -> Markup:
        """The counts of the printed numbers as a bar, drawn in the page."""
        total, at, parts = max(1, sum(self.counts.values())), 0.0, []
        for verdict, n in self.counts.items():
            width = 100 * n / total
            if n:
                parts.append(f'<rect class="v-{verdict}" x="{at:.3f}" y="0" width="{width:.3f}" height="10"/>')
            at += width
        return Markup(
            '<svg class="bar" role="img" aria-label="{}" viewBox="0 0 100 10" preserveAspectRatio="none">{}</svg>'
        ).format(self.sentence, Markup("".join(parts)))


def read_ledger(results: Path | str) -> list[PaperView]:
    """Read claims.csv and statements.csv of the results folder; papers in the order of their claims.

    Raises
    ------
    RefereeError
        If a table is missing.
    """
    try:
        claims, statements = (read_rows(Path(results) / f"{name}.csv") for name in ("claims", "statements"))
    except FileNotFoundError as error:
        problem = Problem(str(error.filename), "the file does not exist", do="run the workflow, which makes it")
        raise RefereeError("the claims ledger is not complete", [problem]) from None
    names = dict.fromkeys(row["paper"] for row in [*claims, *statements])
    return [
        PaperView(
            name,
            [ClaimView(row) for row in claims if row["paper"] == name],
            [row for row in statements if row["paper"] == name],
        )
        for name in names
    ]
