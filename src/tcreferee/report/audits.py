"""The audits of a comparison for the report; those that fire come first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from markupsafe import Markup

from tcreferee.audits.case import FIRES, NOT_APPLICABLE, OPEN, QUIET
from tcreferee.audits.run import audits
from tcreferee.base.records import number, read_rows
from tcreferee.data.spoken import in_words
from tcreferee.text.numbers import share

ORDER = (FIRES, OPEN, QUIET, NOT_APPLICABLE)
SHOWN = {FIRES: "fires", OPEN: "open", QUIET: "quiet", NOT_APPLICABLE: "not applicable"}


@dataclass(frozen=True)
class AuditView:
    """One audit of one comparison, for the template.

    Parameters
    ----------
    name, question : str
    verdict : str
        The gravest of its rows.
    rows : list of mapping
        Cells of audits.csv, the label of the model and the verdict as it is shown.
    """

    name: str
    question: str
    verdict: str
    rows: list[dict[str, str]]

    @property
    def title(self) -> str:
        """Name of the audit in words."""
        return self.name.replace("_", " ")

    @property
    def found(self) -> str:
        """What this audit found if it fires, in a few words."""
        return str(audits()[self.name].FOUND)

    @property
    def first(self) -> list[dict[str, str]]:
        """The rows shown at once: all rows, or only those that fire if the audit fires."""
        return [row for row in self.rows if self.verdict != FIRES or row["verdict"] == FIRES]

    @property
    def rest(self) -> list[dict[str, str]]:
        """The rows that are hidden until the reader opens them."""
        return [row for row in self.rows if row not in self.first]

    @property
    def word(self) -> str:
        """The verdict as it is shown."""
        return SHOWN[self.verdict]


def read_audits(
    path: Path | str, labels: Mapping[str, str], names: Mapping[str, Mapping[str, str]] | None = None
) -> list[AuditView]:
    """Read the audits of a comparison; those that fire come first.

    Parameters
    ----------
    path : path
        audits.csv.
    labels : mapping of str to str
        Label of each model.
    names : mapping of str to mapping of str to str, optional
        For each model, and for "" where a finding is about none, how sentences name columns and parameters.
    """
    words = names or {}
    found: dict[str, list[dict[str, str]]] = {}
    for row in read_rows(path):
        found.setdefault(row["audit"], []).append(row)
    views = []
    for name, rows in found.items():
        ordered = sorted(rows, key=lambda row: ORDER.index(row["verdict"]))
        shown = [
            row
            | {"label": labels.get(row["model"], ""), "word": SHOWN[row["verdict"]]}
            | {"note": in_words(row["note"], words.get(row["model"], {}))}
            for row in ordered
        ]
        views.append(AuditView(name, _questions()[name], ordered[0]["verdict"], shown))
    return sorted(views, key=lambda view: (ORDER.index(view.verdict), view.name))


@dataclass(frozen=True)
class RecoveryView:
    """How often a criterion picks each model, for the template.

    Parameters
    ----------
    criterion : str
    replicates : int
    heads : list of str
        Labels of the models that may be picked.
    rows : list of (str, list of (Markup, bool))
        Label of the true model; for each model its share, and whether it is the true one.
    """

    criterion: str
    replicates: int
    heads: list[str]
    rows: list[tuple[str, list[tuple[Markup, bool]]]]


def read_recovery(path: Path | str, labels: Mapping[str, str]) -> list[RecoveryView]:
    """Read how often AICc picks each model; it is defined for most models. Empty if it is defined for none."""
    rows = [row for row in read_rows(path) if row["criterion"] == "aicc"]
    if not rows:
        return []
    chosen = list(dict.fromkeys(row["chosen"] for row in rows))
    found = {(row["truth"], row["chosen"]): number(row["fraction"]) for row in rows}
    shown = [
        (labels[truth], [(share(found.get((truth, name))), name == truth) for name in chosen])
        for truth in dict.fromkeys(row["truth"] for row in rows)
    ]
    return [RecoveryView("AICc", int(rows[0]["replicates"]), [labels[name] for name in chosen], shown)]


@cache
def _questions() -> dict[str, str]:
    return {name: module.QUESTION for name, module in audits().items()}
