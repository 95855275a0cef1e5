"""Results that a run does not make, because they take long: whether they are there, what they say, how to get them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from tcreferee.base.records import number, read_rows
from tcreferee.comparison.questions import SIGNS, WORDS, Outcome

STANDING = "results/standing.csv"


@dataclass(frozen=True)
class Verdict:
    """What a comparison of another run says of the best formula of a source.

    Parameters
    ----------
    title : str
        Of the comparison.
    rows : int
    label : str
        Of the formula; mathtext allowed.
    outcome : Outcome
    null : str
        The null model that decides; "" if none does.
    d, se : float
        Difference in elpd to it and its standard error, nats; 0 without a null model.
    """

    title: str
    rows: int
    label: str
    outcome: Outcome
    null: str = ""
    d: float = 0.0
    se: float = 0.0

    @property
    def sign(self) -> str:
        """The outcome as one letter."""
        return SIGNS[self.outcome]

    @property
    def words(self) -> str:
        """The outcome in a few words."""
        return WORDS[self.outcome]

    @property
    def difference(self) -> str:
        """D and its standard error, to the null model that decides."""
        return f"{self.d:.1f} ± {self.se:.1f} to {self.null}" if self.null else "–"


@dataclass(frozen=True)
class Elsewhere:
    """Results in a folder of their own.

    Parameters
    ----------
    target : str
        Of `make`.
    title : str
    what : str
        What it makes, as a clause.
    folder : str
        In the folder of the results.
    file : str
        A file in that folder that is there when it is finished.
    page : str
        Address of a page of its own, from the folder of the results; "" if it has none.
    date : str
        Day of the last results (UTC); "" if there are none.
    verdicts : tuple of Verdict
        One for each comparison and source, in the order of the comparisons' names.
    """

    target: str
    title: str
    what: str
    folder: str
    file: str
    page: str = ""
    date: str = ""
    verdicts: tuple[Verdict, ...] = field(default=())


FOLDERS = (
    Elsewhere(
        "papers", "What else the papers say", "what the papers say beyond the default run", "papers",
        "results/report.html", "papers/results/report.html",
    ),
    Elsewhere(
        "court", "The court", "trials of formulas on hundreds of crystal structures", "court",
        "results/report.html", "court/results/report.html",
    ),
)  # fmt: skip


def elsewhere(results: Path, folders: Sequence[Elsewhere] = FOLDERS) -> list[Elsewhere]:
    """Return what else there is, with the day and the verdicts of the last results.

    Parameters
    ----------
    results : Path
    folders : sequence of Elsewhere
    """
    found = []
    for each in folders:
        path = results / each.folder / each.file
        if path.is_file():
            day = datetime.fromtimestamp(path.stat().st_mtime, UTC).date().isoformat()
            each = replace(each, date=day, verdicts=tuple(_verdicts(results / each.folder)))
        found.append(each)
    return found


def _verdicts(folder: Path) -> Iterator[Verdict]:
    """Yield the verdicts of a run in a folder of its own."""
    if not (folder / STANDING).is_file():
        return
    titles = _titles(folder / "config.yaml")
    for trial in sorted(read_rows(folder / STANDING), key=lambda each: (each["comparison"], each["source"])):
        name = trial["comparison"]
        table = folder / "results" / name / "comparison.csv"
        rows = read_rows(table) if table.is_file() else []
        about: Mapping[str, str] = next((row for row in rows if row["model"] == trial["model"]), {})
        # the table of the comparison has the labels with their symbols
        null = (about.get("null") or trial["null"]).removesuffix(" (null)")
        lead = (number(trial["d_null"]), number(trial["se_d_null"])) if null else (0.0, 0.0)
        yield Verdict(
            titles.get(name, name), int(trial["n_inside"]), about.get("label", trial["model"]),
            Outcome(trial["outcome"]), null, *lead,
        )  # fmt: skip


def _titles(path: Path) -> dict[str, str]:
    """Return the titles of the comparisons of a configuration; none if it is not there."""
    import yaml

    if not path.is_file():
        return {}
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    return {name: str(about["title"]) for name, about in content["comparisons"].items()}
