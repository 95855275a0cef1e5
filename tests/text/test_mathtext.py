"""One reader of mathtext, three writers: the same tree as HTML, MathML and LaTeX."""

from xml.etree import ElementTree

import pytest

from tcreferee.formulas.loading import find_models, load_model
from tcreferee.text.html import math_html
from tcreferee.text.latex import maths
from tcreferee.text.mathml import mathml
from tcreferee.text.mathtext import KNOWN, Command, Fence, Group, Script, Token, commands, parse

A, B, TWO = Token("a"), Token("b"), Token("2")


@pytest.mark.parametrize(
    ("text", "nodes"),
    [
        (r"a^2", (A, Script("^", TWO))),
        (r"a_{b2}", (A, Script("_", Group((B, TWO))))),
        (r"\frac{a}2 b", (Command("frac", (Group((A,)), TWO)), Token(" "), B)),
        (r"\mathrm a\xi", (Command("mathrm", (A,)), Command("xi"))),
        (r"\left( a \right]", (Fence("(", Group((Token(" "), A, Token(" "))), "]"),)),
        (r"\,\unknown", (Command(","), Command("unknown"))),
        ("12.5", (Token("12.5"),)),
        # what is not whole
        ("a}b", (A, B)),
        ("{a", (Group((A,)),)),
        (r"a^", (A, Script("^", Group()))),
        (r"{a^}b", (Group((A, Script("^", Group()))), B)),
        (r"a^^2", (A, Script("^", Group()), Script("^", TWO))),
        (r"\sqrt", (Command("sqrt", (Group(),)),)),
        (r"{\left(a}b", (Group((Fence("(", Group((A,)), ""),)), B)),
        ("\\", (Token("\\"),)),
        ("", ()),
    ],
)  # fmt: skip
def test_the_tree(text, nodes):
    assert parse(text) == Group(nodes)


@pytest.mark.parametrize(
    ("text", "html", "latex"),
    [
        (r"n^{-1/6}", "<i>n</i><sup>−1/6</sup>", "n^{-1/6}"),
        (r"T_\mathrm{max}", "<i>T</i><sub>max</sub>", r"T_{\mathrm{max}}"),
        (r"\sqrt{a}\,\hat b", "√<i>a</i>\N{THIN SPACE}<i>b</i>", r"\sqrt{a}\,\hat{b}"),
        (r"\left(\frac{a}{b}\right)^2", "((<i>a</i>)/(<i>b</i>))<sup>2</sup>", r"(\frac{a}{b})^{2}"),
        (r"\ln a \leq 5\%", "ln\N{THIN SPACE}<i>a</i>≤5%", r"\ln  a \leq  5\%"),
        (r"a'", "<i>a</i>&#39;", r"a{}^{\prime}{}"),
    ],
)
def test_one_tree_as_html_and_latex(text, html, latex):
    assert (math_html(text), maths(text)) == (html, latex)


@pytest.mark.parametrize("path", find_models().values(), ids=lambda path: path.stem)
def test_every_equation_is_mathml(path):
    model = load_model(path)
    for text in (model.equation, *(p.symbol for p in model.parameters)):
        assert commands(text) <= KNOWN
        root = ElementTree.fromstring(str(mathml(text)))
        assert root.tag == "math"
        assert not {"{", "}", "^", "_", "\\"} & set("".join(root.itertext()))


@pytest.mark.parametrize(
    ("text", "markup"),
    [
        (r"a^2", "<msup><mi>a</mi><mn>2</mn></msup>"),
        (r"T_c^0", "<msubsup><mi>T</mi><mi>c</mi><mn>0</mn></msubsup>"),
        (r"\frac{1}{x}", "<mfrac><mrow><mn>1</mn></mrow><mrow><mi>x</mi></mrow></mfrac>"),
        (r"n_\mathrm{pair}", '<msub><mi>n</mi><mi mathvariant="normal">pair</mi></msub>'),
        (r"a < b", "<mi>a</mi><mo>&lt;</mo><mi>b</mi>"),
    ],
)
def test_mathml_of_single_forms(text, markup):
    assert str(mathml(text)) == f'<math displaystyle="true">{markup}</math>'
