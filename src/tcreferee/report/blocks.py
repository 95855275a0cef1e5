"""What a referee's report is made of: paragraphs, lists, equations, tables, figures; and the same as LaTeX.

Every text may hold mathtext between dollar signs; both ways of writing escape all else.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from tcreferee.text.latex import latex, maths
from tcreferee.text.typeset import typeset

NEEDS = (
    "booktabs",
    "array",
    "longtable",
    "graphicx",
    "fancyhdr",
    "amsmath",
)  # all in LaTeX's base and its recommended packages


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; `strong` if it is the answer that a section gives."""

    text: str
    strong: bool = False
    kind: str = "paragraph"


@dataclass(frozen=True)
class Items:
    """A list of sentences; `more` says what is left out."""

    items: tuple[str, ...]
    more: str = ""
    kind: str = "items"


@dataclass(frozen=True)
class Equation:
    """An equation, mathtext without dollar signs, and what it is."""

    mathtext: str
    words: str
    kind: str = "equation"


@dataclass(frozen=True)
class Table:
    """A table; `numbers` are the columns, from 0, that are set to the right, `widths` their shares of the page.

    A row of one cell is a heading of the rows that follow it.
    """

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    numbers: tuple[int, ...] = ()
    kind: str = "table"


@dataclass(frozen=True)
class Figure:
    """A figure by its address from the folder of the results, without its ending; `alt` for those who cannot see it."""

    address: str
    alt: str
    caption: str
    kind: str = "figure"


Block = Paragraph | Items | Equation | Table | Figure


@dataclass(frozen=True)
class Section:
    """A section with its heading."""

    title: str
    blocks: tuple[Block, ...]


def typeset_section(section: Section) -> Section:
    """Return a section with the symbols in its sentences as print has them."""
    return replace(section, blocks=tuple(_typeset(each) for each in section.blocks))


def _typeset(block: Block) -> Block:
    if isinstance(block, Paragraph):
        return replace(block, text=typeset(block.text))
    if isinstance(block, Items):
        return replace(block, items=tuple(map(typeset, block.items)))
    if isinstance(block, Equation):
        return replace(block, words=typeset(block.words))
    if isinstance(block, Figure):
        return replace(block, caption=typeset(block.caption))
    return replace(block, rows=tuple(tuple(map(typeset, row)) for row in block.rows))


def grouped(rows: Iterable[tuple[str, tuple[str, ...]]]) -> tuple[tuple[str, ...], ...]:
    """Return the rows of a table with a heading wherever the heading changes.

    Parameters
    ----------
    rows : iterable of (heading, cells)
    """
    found: list[tuple[str, ...]] = []
    before = None
    for heading, cells in rows:
        if heading != before:
            found.append((heading,))
        found.append(cells)
        before = heading
    return tuple(found)


def document(title: str, made: str, sections: Sequence[Section], figures: str) -> str:
    """Return a referee's report as a LaTeX document.

    Parameters
    ----------
    title : str
        Heading of the report, and what stands at the head of each page.
    made : str
        How it came about, a sentence below the heading.
    sections : sequence of Section
    figures : str
        The way to the folder of the results, as the beginning of an address.
    """
    head = [
        r"\documentclass[10pt,a4paper]{article}",
        r"\usepackage[margin=20mm]{geometry}",
        *(rf"\usepackage{{{name}}}" for name in NEEDS),
        r"\pagestyle{fancy}\fancyhf{}",
        rf"\lhead{{\footnotesize {latex(title)}}}\rhead{{\footnotesize Tc Referee}}",
        r"\cfoot{\footnotesize \thepage\ / \pageref{last}}",
        r"\setlength{\headheight}{14pt}\setlength{\parindent}{0pt}\setlength{\parskip}{5pt}\emergencystretch=3em",
        r"\begin{document}",
        rf"\section*{{{latex(title)}}}",
        latex(made),
    ]
    body = [line for each in sections for line in _section(each, figures)]
    return "\n".join([*head, *body, r"\label{last}", r"\end{document}"]) + "\n"


def _section(section: Section, figures: str) -> list[str]:
    return [
        rf"\section{{{latex(section.title)}}}",
        *(line for each in section.blocks for line in _block(each, figures)),
    ]


def _block(block: Block, figures: str) -> list[str]:
    if isinstance(block, Paragraph):
        return ["", rf"\textbf{{{latex(block.text)}}}" if block.strong else latex(block.text), ""]
    if isinstance(block, Items):
        more = ["", latex(block.more), ""] if block.more else []
        begin = r"\begin{itemize}\setlength{\itemsep}{1pt}\setlength{\parskip}{0pt}"
        return [begin, *(rf"\item {latex(each)}" for each in block.items), r"\end{itemize}", *more]
    if isinstance(block, Equation):
        return ["", latex(block.words), rf"\[ {maths(block.mathtext)} \]"]
    if isinstance(block, Figure):
        file = f"{figures}{block.address}.pdf"  # drawn on request, so it may not be there
        return [
            rf"\IfFileExists{{{file}}}{{\begin{{center}}\includegraphics[width=0.9\textwidth]{{{file}}}\end{{center}}",
            rf"{latex(block.caption)}\par}}{{}}",
        ]
    return _table(block)


def _table(table: Table) -> list[str]:
    sides = ["raggedleft" if i in table.numbers else "raggedright" for i in range(len(table.widths))]
    columns = "".join(
        rf">{{\{side}\arraybackslash}}p{{{0.92 * share:.3f}\textwidth}}"
        for side, share in zip(sides, table.widths, strict=True)
    )
    heads = " & ".join(map(latex, table.heads))
    return [
        r"{\footnotesize\setlength{\tabcolsep}{3pt}",
        rf"\begin{{longtable}}{{@{{}}{columns}@{{}}}}",
        rf"\multicolumn{{{len(table.heads)}}}{{@{{}}p{{0.95\textwidth}}@{{}}}}{{{latex(table.caption)}}}\\ \toprule",
        rf"{heads} \\ \midrule \endfirsthead",
        rf"\toprule {heads} \\ \midrule \endhead",
        r"\bottomrule \endfoot",
        *(_row(row, len(table.heads)) for row in table.rows),
        r"\end{longtable}}",
    ]


def _row(cells: tuple[str, ...], columns: int) -> str:
    if len(cells) == 1:  # a heading, which stays with the row that follows
        return rf"\multicolumn{{{columns}}}{{@{{}}p{{0.95\textwidth}}@{{}}}}{{\textbf{{{latex(cells[0])}}}}} \\*"
    return rf"{' & '.join(map(latex, cells))} \\"
