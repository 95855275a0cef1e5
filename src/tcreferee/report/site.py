"""The report as a site: what every page shows around its own text, and how a page becomes a file."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markupsafe import Markup

from tcreferee.base.provenance import write_text
from tcreferee.report.addresses import TITLES, other_page
from tcreferee.report.cite import Program
from tcreferee.report.page import anchored, css_string, fill
from tcreferee.text import numbers
from tcreferee.text.html import math_html, note_html, plain_text, text_html
from tcreferee.text.mathml import mathml
from tcreferee.text.typeset import typeset


def sentence_html(text: str) -> Markup:
    """Return a sentence of the program's own as HTML, its symbols, numbers and minus signs as print has them."""
    return note_html(typeset(text))


FILTERS: dict[str, Callable[..., Any]] = {
    "math": text_html, "note": sentence_html, "symbol": math_html, "plain": plain_text, "short": numbers.short,
    "mathml": mathml, "css_string": css_string,
}  # fmt: skip


@dataclass(frozen=True)
class Site:
    """The pages of one report.

    Parameters
    ----------
    folder : Path
        Folder of the first page.
    results : Path
        Folder of the results; the pages link to its tables and show its figures.
    settings : mapping
        The configuration as plain values.
    groups : sequence of (title, comparisons)
        Comparisons, as (name, title), by the theory they try.
    sources : mapping of str to str
        Reference -> name of its page, in the order in which they are listed.
    others : sequence of str
        Which of the other pages there are.
    program : Program
    """

    folder: Path
    results: Path
    settings: Mapping[str, Any]
    groups: Sequence[tuple[str, Sequence[tuple[str, str]]]]
    sources: Mapping[str, str]
    others: Sequence[str]
    program: Program

    @property
    def comparisons(self) -> list[tuple[str, str]]:
        """Name and title of every comparison, in the configured order."""
        return [(name, str(about["title"])) for name, about in self.settings["comparisons"].items()]

    @property
    def other_pages(self) -> list[tuple[str, str]]:
        """Address, from the first page, and title of the other pages."""
        return [(other_page(name), TITLES[name]) for name in self.others]

    def beside(self, name: str) -> tuple[tuple[str, str] | None, tuple[str, str] | None]:
        """Return the comparison before and the one after a comparison."""
        listed = self.comparisons
        at = [each for each, _ in listed].index(name)
        return (listed[at - 1] if at else None), (listed[at + 1] if at + 1 < len(listed) else None)

    def write(self, template: str, address: str, title: str, **content: object) -> None:
        """Write a page.

        Parameters
        ----------
        template : str
        address : str
            From the first page.
        title : str
            As the browser's window shows it.
        **content
            What the template shows beside the site itself.
        """
        path = self.folder / address
        home = "../" * address.count("/")
        page = fill(
            template, FILTERS, "report.js", site=self, title=title, address=address, home=home,
            data=f"{relative(self.results, path.parent)}", settings=self.settings, missing=numbers.MISSING,
            program=self.program, **content,
        )  # fmt: skip
        write_text(path, anchored(page))


def relative(folder: Path, start: Path) -> str:
    """Return the way from one folder to another as the beginning of an address: "", "../" or "../results/"."""
    way = Path(os.path.relpath(folder.absolute(), start.absolute())).as_posix()
    return "" if way == "." else f"{way}/"
