"""What a referee's report is made of: paragraphs, lists, equations, tables, figures; and the same as LaTeX.

Every text may hold mathtext between dollar signs; both ways of writing escape all else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tcreferee.text.latex import latex, maths

NEEDS = ("booktabs", "array", "longtable", "graphicx", "fancyhdr", "lastpage", "amsmath")


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
    """A table; `numbers` are the columns, from 0, that are set to the right, `widths` their shares of the page."""

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
        r"\documentclass[11pt,a4paper]{article}",
        r"\usepackage[margin=22mm]{geometry}",
        *(rf"\usepackage{{{name}}}" for name in NEEDS),
        r"\pagestyle{fancy}\fancyhf{}",
        rf"\lhead{{\footnotesize {latex(title)}}}\rhead{{\footnotesize Tc Referee}}",
        r"\cfoot{\footnotesize \thepage\ / \pageref{LastPage}}",
        r"\setlength{\headheight}{14pt}\setlength{\parindent}{0pt}\setlength{\parskip}{6pt}\emergencystretch=3em",
        r"\begin{document}",
        rf"\section*{{{latex(title)}}}",
        latex(made),
    ]
    body = [line for each in sections for line in _section(each, figures)]
    return "\n".join([*head, *body, r"\end{document}"]) + "\n"


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
        return [r"\begin{itemize}", *(rf"\item {latex(each)}" for each in block.items), r"\end{itemize}", *more]
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
    columns = "".join(
        rf">{{\{'raggedleft' if i in table.numbers else 'raggedright'}\arraybackslash}}p{{{0.9 * share:.3f}\textwidth}}"
        for i, share in enumerate(table.widths)
    )
    heads = " & ".join(map(latex, table.heads))
    return [
        r"{\footnotesize\setlength{\tabcolsep}{3pt}",
        rf"\begin{{longtable}}{{@{{}}{columns}@{{}}}}",
        rf"\multicolumn{{{len(table.heads)}}}{{@{{}}p{{0.95\textwidth}}@{{}}}}{{{latex(table.caption)}}}\\ \toprule",
        rf"{heads} \\ \midrule \endfirsthead",
        rf"\toprule {heads} \\ \midrule \endhead",
        r"\bottomrule \endfoot",
        *(rf"{' & '.join(map(latex, row))} \\" for row in table.rows),
        r"\end{longtable}}",
    ]
