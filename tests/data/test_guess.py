"""What a header says: guesses that a user confirms, never a silent conversion."""

import pytest

from tcreferee.base.errors import RefereeError
from tcreferee.base.quantities import QUANTITIES
from tcreferee.data.check import check
from tcreferee.data.draft import Known, columns, draft
from tcreferee.data.guess import guess, plain_unit, row_key
from tcreferee.data.units import factor

WORDS = {
    "title": "Films", "authors": "Smith, A.; Jones, B.", "year": "2020", "paper": "Films", "doi": "10.1000/films",
    "location": "Table 3", "obtained": "typed", "licence": "quoted",
}  # fmt: skip


@pytest.mark.parametrize(
    ("header", "quantity", "unit"),
    [
        ("Tc (K)", "tc_K", "K"),
        ("T_c [mK]", "tc_K", "mK"),
        ("$T_c$ / K", "tc_K", "K"),
        ("tc_K", "tc_K", "K"),
        ("n / 1e21 cm-3", "n_m3", "1e21*cm**-3"),
        ("n (10^21 cm⁻³)", "n_m3", "1e21*cm**-3"),
        ("n_hall_m3", "n_m3", "1/m**3"),
        ("xi (nm)", "xi_A", "nm"),
        ("ξ (Å)", "xi_A", "angstrom"),
        ("λ_L (nm)", "penetration_depth_nm", "nm"),
        ("lambda", "coupling", ""),
        ("P, GPa", "pressure_GPa", "GPa"),
        ("p", "doping", ""),
        ("theta_D (K)", "theta_debye_K", "K"),
        ("n", "", ""),  # a density without a unit may be anything
        ("Tc (eV)", "", "eV"),
        ("sample quality", "", ""),
    ],
)
def test_headers(header, quantity, unit):
    found = guess(header, ["1.2", "3.4"])
    assert (found.quantity, found.unit) == (quantity, unit)
    if quantity:
        assert factor(found.unit, QUANTITIES[quantity].unit) > 0


def test_cells_tell_texts_and_printed_errors():
    assert guess("note", ["good", "bad"]).quantity == "text"
    assert guess("Tc (K)", ["92.1(3)", "80"]).uncertainty == "{printed: true}"
    assert guess("Tc (K)", ["~80", "<4.2"]).quantity == "tc_K"


def test_names_do_not_clash():
    assert guess("Tc onset (K)", ["1"], ["tc_K"], "tc_K").name == "Tc_onset_K"
    assert guess("Tc (K)", ["1"], ["tc_K", "Tc_K"], "tc_K").name == "Tc_2_K"
    assert guess("1st", ["a"]).name == "column_1st"


@pytest.mark.parametrize(
    ("printed", "wanted"),
    [("10^21 cm^-3", "1e21*cm**-3"), ("Å", "angstrom"), ("x 10^27 m^{-3}", "1e27*m**-3"), ("meV", "meV")],
)
def test_units_as_pint_reads_them(printed, wanted):
    assert plain_unit(printed) == wanted


def test_the_row_key_never_repeats():
    assert row_key(["n", "sample"], [["1", "A"], ["2", "B"]]) == "sample"
    assert row_key(["n", "m"], [["1", "3"], ["1", "4"]]) == "m"
    assert row_key(["n"], [["1"], ["1"]]) == "n"


def test_a_described_table_can_be_used(tmp_path):
    table = tmp_path / "films.csv"
    table.write_text("sample,n (1e21 cm^-3),Tc onset,note\nA1,1.25,92.1(3),good\nA2,0.98,80(1),bad\n")
    known = Known(WORDS, {"Tc onset": "tc_K"}, {"Tc onset": "K"}, "read")
    (tmp_path / "films.yaml").write_text(draft(table, known))
    good, bad = check([table])
    assert bad == []
    assert good[0].rows[0] == {
        "point_id": "films:A1", "label": "A1", "n_m3": "1.25e+27", "tc_K": "92.1", "tc_K_sigma": "0.3", "note": "good"
    }  # fmt: skip


def test_the_origin_of_each_input_is_asked_for(tmp_path):
    table = tmp_path / "films.csv"
    table.write_text("sample,n (1e21 cm^-3),xi (angstrom),Tc (K)\nA1,1.25,3.1,92.1\nA2,0.98,3.2,80\n")
    known = Known(WORDS, {"xi (angstrom)": "xi_A"}, grade="read", origins={"n (1e21 cm^-3)": "Hall effect"})
    text = draft(table, known)
    assert text.count("    origin:") == 2  # of n and xi; that of Tc is not asked for
    (tmp_path / "films.yaml").write_text(text)
    good, bad = check([table])
    assert bad == []
    found = {name: about["origin"] for name, about in good[0].record["columns"].items()}
    assert found == {"n_m3": "Hall effect", "xi_A": None, "tc_K": None}


def test_a_source_without_doi(tmp_path):
    table = tmp_path / "films.csv"
    table.write_text("sample,Tc (K)\nA1,92.1\n")
    words = {word: text for word, text in WORDS.items() if word != "doi"} | {"arxiv": "2601.01234"}
    (tmp_path / "films.yaml").write_text(draft(table, Known(words, grade="read")))
    assert check([table])[0][0].record["source"]["arxiv"] == "2601.01234"


def test_what_is_named_and_does_not_exist_is_all_told(tmp_path):
    table = tmp_path / "films.csv"
    table.write_text("sample,n,Tc\nA1,1.25,92.1\n")
    known = Known(
        quantities={"TC": "tc_K", "n": "n_m"},
        units={"Tc": "kelvins of sorts"},
        grade="good",
        key="id",
        origins={"m": "Hall effect"},
    )
    with pytest.raises(RefereeError) as error:
        columns(table, known)
    assert [str(problem).replace(f"{tmp_path}/", "") for problem in error.value.problems] == [
        "films.csv, --quantity: there is no column 'TC'. Known: Tc, n, sample",
        "films.csv, --origin: there is no column 'm'. Known: Tc, n, sample",
        "films.csv, --key: there is no column 'id'. Known: Tc, n, sample",
        "films.csv, --quantity n: 'n_m' is not a quantity. Did you mean 'n_m3'?",
        "films.csv, --unit Tc: unit 'kelvins of sorts' is not one that pint knows",
        "films.csv, --grade: 'good' is not a grade. Known: computed, estimated, package, read, recalled",
    ]
    table.write_text("")
    with pytest.raises(RefereeError, match="is empty; expected a header and at least one row"):
        columns(table, Known())
