"""How sentences name columns: by symbols, never by the names that files use."""

import pytest

from tcreferee.base.own_quantities import of_column
from tcreferee.data.spoken import aside, in_words, spoken
from tcreferee.text.html import plain_text

XI = dict.fromkeys(["xi_printed_A", "xi_smallest_A", "xi_largest_A"], "xi_A")


@pytest.mark.parametrize(
    ("quantities", "said"),
    [
        ({"n_m3": "n_m3", "tc_K": "tc_K"}, ["$n$", "$T_c$"]),
        (XI, [r"$\xi$ (printed)", r"$\xi$ (smallest)", r"$\xi$ (largest)"]),
        # the plain one of two keeps the bare symbol
        ({"d0_A": "d0_A", "d0_lattice_A": "d0_A"}, ["$d_0$", "$d_0$ (lattice)"]),
        # any number can be a ratio: its column says which
        ({"radius_ratio": "ratio"}, ["$r$ (radius)"]),
        ({"my_number": "general"}, [r"$\mathrm{my\ number}$"]),
        # two names made of the same words
        ({"xi_a_b_A": "xi_A", "xi_b_a_A": "xi_A"}, [r"$\xi$ (xi a b A)", r"$\xi$ (xi b a A)"]),
        ({"seen_in": "text"}, []),
    ],
)
def test_names(quantities, said):
    assert list(spoken(quantities).values()) == said


def test_a_sentence_in_words():
    names = spoken(XI | {"n_m3": "n_m3", "doping": "doping"})
    text = "xi_printed_A and n_m3 of $\\xi_A$; a doping; not xi_printed_A2, my_n_m3 or n_m3_sigma"
    assert in_words(text, names) == (
        "$\\xi$ (printed) and $n$ of $\\xi_A$; a doping; not xi_printed_A2, my_n_m3 or n_m3_sigma"
    )
    assert in_words("5 $ for n_m3", names) == "5 $ for n_m3"  # a dollar sign alone: no mathtext can be added
    assert in_words("n_m3", {}) == "n_m3"
    assert aside("xi_printed_A", names) == " ($\\xi$, printed)"
    assert aside("n_m3", names) == " ($n$)"
    assert aside("unknown", names) == ""


def test_a_number_of_no_kind_is_called_by_its_column():
    names = spoken({"M": "general", "T_F": "general", "gap_ratio": "general", "tc_K": "tc_K"})
    assert [plain_text(each) for each in names.values()] == ["M", "TF", "gap ratio", "Tc"]
    labels = [of_column(name, {"quantity": "general"}).axis_label for name in ("M", "gap_ratio")]
    assert labels == ["M", "gap ratio"]
