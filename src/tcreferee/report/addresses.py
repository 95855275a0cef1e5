"""Where the pages of the report stand, and the name of the page of each source.

Snakemake reads this while it plans, so nothing heavy is imported here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from itertools import chain, count

FOLDER = "report"
# pages beside those of comparisons and sources, with their names in lists of pages
CLAIMS, PREDICTIONS, REMADE, WORDS, PROVENANCE = "claims", "predictions", "figures", "words", "provenance"
TITLES = {
    CLAIMS: "What the papers print, recomputed",
    PREDICTIONS: "Materials that were not fitted",
    REMADE: "Figures of the papers, drawn anew",
    WORDS: "Words used here",
    PROVENANCE: "Priors, sampler, versions",
}
LONGEST = 30
_WORD, _YEAR = re.compile(r"[A-Za-z]{3,}"), re.compile(r"\b(1[89]\d\d|20\d\d)\b")


def comparison_page(name: str) -> str:
    """Return the address of the page of a comparison, from the first page."""
    return f"{FOLDER}/comparisons/{name}.html"


def source_page(name: str, ending: str = "html") -> str:
    """Return the address of the referee's report on a source, from the first page."""
    return f"{FOLDER}/sources/{name}.{ending}"


def other_page(name: str) -> str:
    """Return the address of another page, from the first page."""
    return f"{FOLDER}/{name}.html"


def paper_of(identifier: str, papers: Mapping[str, str]) -> str:
    """Return the paper of the claims ledger that a source is; "" if it is none.

    Parameters
    ----------
    identifier : str
        Of the source: DOI or the like, or the name of the paper in the ledger.
    papers : mapping of str to str
        Name of each paper of the ledger -> its title with its identifier.
    """
    if identifier in papers:
        return identifier
    return next((name for name, title in papers.items() if len(identifier) > 5 and identifier in title), "")


def source_names(sources: Iterable[tuple[str, str]], papers: Mapping[str, str]) -> dict[str, str]:
    """Return the name of the page of each source by its reference; it does not depend on the order of the sources.

    A paper of the claims ledger has the name that it has there, any other the first author with the year.

    Parameters
    ----------
    sources : iterable of (reference, identifier)
    papers : mapping of str to str
        Name of each paper of the ledger -> its title. One that no formula comes from has a page, too, by its title.
    """
    found: dict[str, str] = {}
    taken = set[str]()
    for reference, identifier in sorted(set(sources)):
        paper = paper_of(identifier, papers)
        found[reference] = _free(paper or _short(reference), taken)
    for name in papers:
        if name not in taken:
            found[name if papers[name] in found else papers[name]] = _free(name, taken)
    return found


def _short(reference: str) -> str:
    plain = unicodedata.normalize("NFKD", reference).encode("ascii", "ignore").decode()
    word, year = _WORD.search(plain), _YEAR.search(plain)
    said = "_".join(each[0].lower() for each in (word, year) if each)
    return said[:LONGEST] or "source"


def _free(name: str, taken: set[str]) -> str:
    free = next(each for each in chain([name], (f"{name}_{i}" for i in count(2))) if each not in taken)
    taken.add(free)
    return free


def other_names(predictions: bool, papers: bool, remade: bool) -> list[str]:
    """Return which of the other pages a report has."""
    some = {CLAIMS: papers, PREDICTIONS: predictions, REMADE: remade, WORDS: True, PROVENANCE: True}
    return [name for name, there in some.items() if there]


def pages(comparisons: Iterable[str], sources: Iterable[str], others: Iterable[str]) -> list[str]:
    """Return the addresses of all files of a report beside its first page.

    Parameters
    ----------
    comparisons : iterable of str
    sources : iterable of str
        Names of their pages, see `source_names`.
    others : iterable of str
        See `other_names`.
    """
    reports = [source_page(name, ending) for name in sorted(sources) for ending in ("html", "tex")]
    return [*map(comparison_page, comparisons), *reports, *map(other_page, others)]
