import pytest

from tcreferee.text.html import math_html, note_html, plain_text, text_html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("screening, $n^{-1/6}$", "screening, <i>n</i><sup>−1/6</sup>"),
        ("K m$^{-1/2}$", "K m<sup>−1/2</sup>"),
        (r"$n_\mathrm{pair}^{2/3}$", "<i>n</i><sub>pair</sub><sup>2/3</sup>"),
        (r"well, $\xi$", "well, ξ"),
        (r"$\ln L_\mathrm{max}$", "ln\N{THIN SPACE}<i>L</i><sub>max</sub>"),
        (r"$10^{27}$ m$^{-3}$", "10<sup>27</sup> m<sup>−3</sup>"),
        (r"$\frac{a}{b}$", "(<i>a</i>)/(<i>b</i>)"),
        ("no mathtext at all", "no mathtext at all"),
        ("it costs $5", "it costs $5"),
        ("a < b & c", "a &lt; b &amp; c"),
        ("$x < <script>$", "<i>x</i>&lt;&lt;<i>s</i><i>c</i><i>r</i><i>i</i><i>p</i><i>t</i>&gt;"),
        (r"$\unknown$", "unknown"),
        (r"$a^$", "<i>a</i><sup></sup>"),
        ("", ""),
    ],
)
def test_text(text, html):
    assert text_html(text) == html


def test_every_symbol_of_the_models_is_known():
    from tcreferee.formulas.loading import find_models, load_model

    for path in find_models().values():
        for p in load_model(path).parameters:
            assert "\\" not in math_html(p.symbol)
            assert "\\" not in text_html(p.unit)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (
            "between 4.67e6 (95 %: -6.7e5 to 1.03e7)",
            "between 4.67×10<sup>6</sup> (95 %: −6.7×10<sup>5</sup> to 1.03×10<sup>7</sup>)",
        ),
        ("p = 1e-05.", "p = 1×10<sup>−5</sup>."),
        ("file 2e3f, b0e5 & <1.5e+20>", "file 2e3f, b0e5 &amp; &lt;1.5×10<sup>20</sup>&gt;"),
        ("$T_c$ of 1.5", "<i>T</i><sub><i>c</i></sub> of 1.5"),
    ],
)
def test_notes_show_powers_of_ten(text, shown):
    assert note_html(text) == shown


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("(0.2 ± 8.0) × $10^{-11}$", "(0.2 ± 8.0) × 10⁻¹¹"),
        (r"$\lambda^{-2}$ and $n^{-1/6}/(\alpha d_0)$", "λ⁻² and n^(−1/6)/(αd0)"),
        (r"$\mu^*$ of $T_c$", "μ* of Tc"),
        ("$x^{p}$", "x^(p)"),
    ],
)
def test_an_exponent_is_one_without_mathtext(text, plain):
    """10^-11 as "10-11" reads as a difference."""
    assert plain_text(text) == plain
