"""Sentences typed in plain letters, as print has them."""

import pytest

from tcreferee.text.html import text_html
from tcreferee.text.latex import latex
from tcreferee.text.typeset import typeset


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("eta_beta and eta_gamma hold these", "η<sub>β</sub> and η<sub>γ</sub> hold these"),
        ("Tc goes with 1/xi^2", "Tc goes with 1/ξ<sup>2</sup>"),
        ("it needs E_beta = 13.70 meV", "it needs E<sub>β</sub> = 13.70 meV"),
        ("phase alpha (95 %: -40 to -12.1)", "phase α (95 %: −40 to −12.1)"),
        ("1e27 m^-3 and P^(-1/3)", "1e27 m<sup>−3</sup> and P<sup>−1/3</sup>"),
        ("p = -1.8", "p = −1.8"),
        # names, ranges, compounds and what is mathtext already stay
        ("table harshman_fiory_dow, n_m3, rows 4-5", "table harshman_fiory_dow, n_m3, rows 4-5"),
        ("CeFeAsO1-xFx, YBa2Cu3O7-delta, 2H-NbSe2", "CeFeAsO1-xFx, YBa2Cu3O7-δ, 2H-NbSe2"),
        ("alphabet, beta-tungsten", "alphabet, β-tungsten"),
        ("costs $5", "costs $5"),
    ],
)
def test_symbols_of_a_sentence(typed, shown):
    html = str(text_html(typeset(typed))).replace("<i>", "").replace("</i>", "")
    assert html == shown


def test_mathtext_is_left_alone():
    assert typeset(r"$\xi_\alpha - 2$ of -2") == r"$\xi_\alpha - 2$ of −2"


def test_it_is_sound_in_latex():
    assert latex(typeset("xi_alpha of -2")) == r"$\xi _{\alpha }$ of \ensuremath{-}2"
