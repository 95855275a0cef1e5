"""The LaTeX tables: text that prints as it stands, and nothing LaTeX would stop at."""

import re
import string
from pathlib import Path

import pytest
from latex_syntax import outside_maths, pairs

from tcreferee.papers.latex import number, table, write_tables
from tcreferee.papers.ledger import Tables, make_ledger
from tcreferee.papers.reading import papers
from tcreferee.text.latex import MATHS, SPECIAL, escape

RAW = Path(__file__).parents[2] / "data/raw"


@pytest.fixture(scope="module")
def judged():
    return make_ledger(Tables([RAW]))


def compiles(text):
    """Whether braces and dollar signs pair and no character of its own meaning is left."""
    return text.isascii() and pairs(text) and not re.search(r"[$#%^_]", outside_maths(text))


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        ("50 % of T_c & {x}", r"50 \% of T\_c \& \{x\}"),
        (r"a\b ~ #1 $2", r"a\textbackslash{}b \textasciitilde{} \#1 \$2"),
        ("m^-3, cm**3, m⁻³", r"m\ensuremath{^{-3}}, cm\ensuremath{^{3}}, m\ensuremath{^{-3}}"),
        ("n^(2/3)", r"n\ensuremath{^{2/3}}"),
        ("x^y", r"x\textasciicircum{}y"),
        ("λ₀ ≈ 3 Å", r"\ensuremath{\lambda}\ensuremath{_{\mathrm{0}}} \ensuremath{\approx} 3 \AA{}"),
        ("5 °, −1", r"5 \ensuremath{^\circ}, \ensuremath{-}1"),
        ('the "rule" of “two”', "the ``rule'' of ``two''"),
        ("Schrödinger, 東", r"Schrodinger, \texttt{U+6771}"),
        ("[1] and *", "{[}1] and {*}"),
        ("two\nlines\x07", "two lines"),
        ("<script>", r"\ensuremath{<}script\ensuremath{>}"),
    ],
)
def test_text_prints_as_it_stands(text, latex):
    assert escape(text) == latex
    assert compiles(latex)


def test_no_character_can_stop_latex():
    for letter in [*string.printable, *SPECIAL, *MATHS, *map(chr, range(0xA0, 0x2400))]:
        assert compiles(escape(f"a{letter}b")), repr(letter)


@pytest.mark.parametrize(
    ("text", "latex"), [("1300", "$1300$"), ("-0.5", "$-0.5$"), ("5.651e6", r"$5.651 \times 10^{6}$")]
)
def test_numbers(text, latex):
    assert number(text) == latex


def test_the_sign_of_about(judged):
    assert number("5", r"\approx") == r"$\approx 5$"


@pytest.mark.parametrize("paper", papers())
def test_the_table_of_each_paper_is_sound(judged, paper):
    own = [each for each in judged if each.paper == paper]
    text = table(own)
    body = text.split("\\endfoot\n")[1].split("\\end{longtable}")[0].splitlines()
    assert len(body) == len(own)
    for line, each in zip(body, own, strict=True):
        cells = re.split(r"(?<!\\) & ", line.removesuffix(r" \\"))
        assert len(cells) == 5
        assert all(map(compiles, cells)), line
        assert cells[4].replace(" ", "-") == each.outcome.verdict
    assert text.isascii()
    assert text.count(r"\begin{longtable}") == text.count(r"\end{longtable}") == 1


def test_files_are_named_by_their_paper(judged, tmp_path):
    paths = [tmp_path / f"claims_{paper}.tex" for paper in papers()]
    write_tables(judged, paths)
    assert all(path.read_text().endswith("\\end{longtable}\n") for path in paths)
