"""The page docs/papers.md: what answers each part of the papers, made from data/claims alone."""

from __future__ import annotations

from pathlib import Path

from tcreferee.base.errors import Problem, raise_if
from tcreferee.papers.coverage import page_of_paper, read_coverage, read_unused
from tcreferee.papers.derivatives import read_derivatives, summary, table
from tcreferee.papers.ledger import Tables, make_ledger
from tcreferee.papers.reading import load_papers
from tcreferee.papers.words import counts

HEAD = """# What answers the five papers

Made by `tcreferee papers`; a test fails when it is out of step. Every numbered equation, table and figure of
the five papers is listed, and every prediction about a Tc, an energy, a length or a doping that we found, with the
comparison, claim or function that tries it, or with the reason why nothing does.

- *comparison*: a trial of formulas on rows. Those of `config.yaml` are run by `make` and shown in
  [comparisons.md](comparisons.md). Those of `workflow/papers.yaml` are run by `make papers`, which takes minutes more;
  they have a report of their own, `results/papers/results/report.html`, and are shown in
  [comparisons_papers.md](comparisons_papers.md).
- *prediction*: fitted formulas on rows that they have not seen; also in the report.
- *claims*: printed numbers, recomputed; a `*` stands for several. `tcreferee claims PAPER` prints those that differ.
- *model*, *function*: the formula, in [models.md](models.md).
- *figure*: drawn anew in the report.
- *derivatives*: how Tc changes with pressure and ion mass; below.
- *statements*: evidence listed by the paper; `results/statements.csv` says what tests each, or what would.

To change an entry, edit `data/claims/<paper>.coverage.csv`.
"""
_DERIVATIVES = """## Derivatives of Tc

A formula also says how Tc changes with pressure and with the mass of the ions, and its fitted scale drops out of
d ln Tc. Measured derivatives are those of the table `tc_derivatives`, compressibilities those of `compressibilities`
(grades are in both; those of YBa2Cu3O7 and the Tc of most samples are recalled). The measured rows were chosen before
any formula was tried on them.

ASSUME: densities change as the inverse volume, masses of pairs not at all, and the length of the quantum well as the
c axis. The screening paper itself neglects the distance and the radii of the ions; its expansion coefficient under
pressure is not defined and is kept. ASSUME: at constant coupling the phonon frequency goes as the -1/2 power of the ion
mass, and the pseudopotential follows its logarithmic cut-off.
"""
_UNUSED = """## Tables and formulas in no comparison

Every other table of `data/raw` and every other formula is used by a comparison or a prediction of one of the three
configurations, or by this page.
"""


def page(folders: list[Path | str]) -> str:
    """Return the page.

    Parameters
    ----------
    folders : list of Path or str
        Folders of the datasets.

    Raises
    ------
    RefereeError
        A file of data/claims is malformed.
    """
    problems: list[Problem] = []
    tables = Tables(folders)
    derivatives = read_derivatives(tables, problems)
    ended = summary(derivatives)
    judged = make_ledger(tables)
    parts = [HEAD]
    for paper in load_papers():
        own = [each for each in judged if each.paper == paper.name]
        items = read_coverage(paper.name, problems)
        parts += [f"## {paper.name}", "", f"{paper.title}. {counts(own)}.", ""]
        parts += [*page_of_paper(items, own, ended), ""]
    parts += [_DERIVATIVES, *table(derivatives), ""]
    parts += [f"- {trial}: {words}." for trial, words in ended.items()]
    parts += ["", _UNUSED, "| | name | why |", "|---|---|---|"]
    parts += [f"| {kind} | `{name}` | {reason} |" for (kind, name), reason in read_unused(problems).items()]
    raise_if("the page of the papers cannot be made", problems)
    return "\n".join(parts) + "\n"
