"""What a header says: guesses that a user confirms, never a silent conversion."""

import pytest

from tcreferee.base.errors import RefereeError
from tcreferee.base.quantities import QUANTITIES
from tcreferee.data.answers import Known
from tcreferee.data.check import check
from tcreferee.data.display import report
from tcreferee.data.draft import columns, draft
from tcreferee.data.error_headers import error_owners, two_sides
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
        ("anion height (Å)", "length_A", "angstrom"),  # of a kind there may be several: the name says which
        ("Gap / meV", "energy_meV", "meV"),
        ("a (A)", "length_A", "angstrom"),  # not ampere
        ("I (A)", "", "A"),
        ("R_100_A", "length_A", "angstrom"),
        ("inv_lambda2_um2", "inv_lambda2_um2", "1/micrometer**2"),
        ("E_gap_eV", "energy_eV", "eV"),
        ("σ (S/cm)", "", "S/cm"),
        ("γ (mJ/(mol K^2))", "", "mJ/(mol*K**2)"),
        ("sample quality", "", ""),
        ("critical temperature Tc (K)", "tc_K", "K"),  # words and symbol in two lines of header
        ("carrier density n (10^21 cm^-3)", "n_m3", "1e21*cm**-3"),
        ("critical_temp", "tc_K", "K"),
        ("T_c", "tc_K", "K"),
        ("Tᶜ (K)", "tc_K", "K"),
        ("µ*", "mu_star", ""),  # the sign of micro
        ("Tc_mK", "tc_K", "mK"),
        ("dopant n (10^21 cm^-3)", "", "1e21*cm**-3"),  # the words do not say what the symbol says
        ("exchange interaction Tc (K)", "temperature_K", "K"),
    ],
)
def test_headers(header, quantity, unit):
    found = guess(header, ["1.2", "3.4"])
    assert (found.quantity, found.unit) == (quantity, unit)
    if quantity:
        assert factor(found.unit, QUANTITIES[quantity].unit) > 0


@pytest.mark.parametrize(
    ("header", "name"),
    [("anion height (Å)", "anion_height_A"), ("x (nm)", "x_A"), ("高さ (Å)", "length_A"), ("ζ (Å)", "zeta_A"),
     ("P (GPa)", "pressure_GPa"),
     ("x", "content")],
)  # fmt: skip
def test_a_column_of_a_kind_is_called_by_its_header(header, name):
    assert guess(header, ["1.2", "3.4"]).name == name
    assert guess("c/a", ["1.2", "3.4"], quantity="ratio").name == "c_a"


def test_cells_tell_texts_and_printed_errors():
    assert guess("note", ["good", "bad"]).quantity == "text"
    assert guess("Tc (K)", ["92.1(3)", "80"]).uncertainty == "{printed: true}"
    assert guess("Tc (K)", ["92.1 ± 0.3", "80"]).uncertainty == "{printed: true}"
    limited = guess("Tc (K)", ["~80", "<4.2"])
    assert (limited.quantity, limited.limits) == ("tc_K", True)
    assert guess("Tc (K)", ["9.2", "not superconducting down to 1.4 K"]).limits
    assert not guess("Tc (K)", ["9.2"]).limits
    assert guess("compound", ["2H-NbSe2", "1T-TaS2"]).quantity == "text"
    assert guess("Tc", ["27 K", "<4.2 K"]).unit == "K"


@pytest.mark.parametrize(
    ("headers", "owners"),
    [
        (["Tc (K)", "dTc"], {"dTc": "Tc (K)"}),
        (["Tc (K)", "Tc error (K)"], {"Tc error (K)": "Tc (K)"}),
        (["T_c (K)", "sigma_Tc", "n"], {"sigma_Tc": "T_c (K)"}),
        (["Tc (K)", "Tc (±)", "n", "σ_n"], {"Tc (±)": "Tc (K)", "σ_n": "n"}),
        (["Tc (K)", "±", "n", "error"], {"±": "Tc (K)", "error": "n"}),
        (["d (nm)", "density", "doping"], {}),
        (["x", "err"], {"err": "x"}),
        (["err", "x"], {}),
        (["n_m3", "tc_K", "tc_K_sigma", "n_m3_sigma"], {"tc_K_sigma": "tc_K", "n_m3_sigma": "n_m3"}),
    ],
)
def test_columns_of_uncertainties(headers, owners):
    assert error_owners(headers) == owners


@pytest.mark.parametrize(
    ("headers", "owners"),
    [
        (["Tc (K)", "+", "-", "n"], {"Tc (K)": ("+", "-")}),
        (["Tc (K)", "n", "Tc+ (K)", "Tc−"], {"Tc (K)": ("Tc+ (K)", "Tc−")}),
        (["Tc", "Tc_err_up", "Tc_err_low"], {"Tc": ("Tc_err_up", "Tc_err_low")}),
        (["Tc", "Tc upper error", "Tc lower error"], {"Tc": ("Tc upper error", "Tc lower error")}),
        (["Tc", "err-", "err+"], {"Tc": ("err+", "err-")}),
        (["Tc", "Tc_lower", "Tc_upper", "YBa2Cu3O7-"], {}),  # quantiles, or limits
        (["Tc", "+", "n"], {}),
        (["+", "-"], {}),
    ],
)
def test_columns_of_uncertainties_upwards_and_downwards(headers, owners):
    assert two_sides(headers) == owners


def test_asymmetric_errors_beside_a_column_become_its_rule(tmp_path):
    table = tmp_path / "films.csv"
    table.write_text("sample,n (1e27/m^3),Tc (K),+ (mK),- (mK)\nA,1.2,38,2000,3000\nB,1.3,40,,\nC,1.5,41,1000,1000\n")
    (tmp_path / "films.yaml").write_text(draft(table, Known(WORDS, grade="read")))
    (good,), bad = check([table])
    assert bad == []
    assert [(r["tc_K_sigma_upper"], r["tc_K_sigma_lower"]) for r in good.rows] == [
        ("2.0", "3.0"), ("", ""), ("1.0", "1.0")
    ]  # fmt: skip


def test_a_quantity_that_the_unit_of_the_header_does_not_fit_is_refused_at_once(tmp_path):
    table = tmp_path / "films.csv"
    table.write_text("sample,Δ (meV),T (degC),Tc\nA1,1.25,20,92.1\n")
    with pytest.raises(RefereeError) as error:
        columns(table, Known(quantities={"Δ (meV)": "n_m3", "T (degC)": "temperature_K"}))
    told = [str(problem).replace(f"{tmp_path}/", "") for problem in error.value.problems]
    assert told[0].startswith("films.csv, --quantity Δ (meV): unit 'meV' cannot be converted to '1/meter**3'. ")
    assert "unit 'degC' has a shifted zero: write kelvin" in told[1]


def test_a_table_as_people_keep_it_becomes_a_pair(tmp_path):
    table = tmp_path / "films.csv"
    lines = (
        "compound,Tc (K),dTc (mK),xi (nm)",
        "2H-NbSe2,7.1,500,0.31 nm",
        "MgB2,39,,n.d.",
        "MgB2,<2,,0.33 nm",
        "Nb,9.2,50,0.4",
    )
    table.write_text("\n".join(lines) + "\n")
    (tmp_path / "films.yaml").write_text(draft(table, Known(WORDS, grade="read")))
    (good,), bad = check([table])
    assert bad == []
    assert [row["point_id"] for row in good.rows] == [f"films:{i}" for i in (1, 2, 3, 4)]
    assert [row["label"] for row in good.rows] == ["2H-NbSe2", "MgB2", "MgB2", "Nb"]
    assert [row["tc_K_sigma"] for row in good.rows] == ["0.5", "", "", "0.05"]
    assert [row["tc_K_upper"] for row in good.rows] == ["", "", "2.0", ""]
    assert [row["xi_A"] for row in good.rows] == ["3.1", "", "3.3", "4.0"]
    assert "labels that repeat\n  - MgB2: 2 rows" in report(good.record, good.rows, good.rejected)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("Films.csv", "a,Tc\nx,1\n", "Films.csv: its name is no id; expected small letters, digits and _, at most 80. "
         "Rename it to films.csv"),
        ("2films.csv", "a,Tc\nx,1\n", "Rename it to table_2films.csv"),
        ("films.csv", "a,Tc\nx,1\ny,1,5\n", "films.csv, line 3: has 3 cells, 'y, 1, 5'; expected 2 as in the header. "),
        ("films.csv", "a,Tc\nx,1\n* from [12]\n", "films.csv, line 3: is one cell, '* from [12]'; expected 2 as in the "
         "header. Repair it, or quote cells that hold the separator; delete it if it is a footnote"),
        ("films.csv", "a,Tc\n", "films.csv: has no rows; expected a header and at least one row"),
        ("f" * 200 + ".csv", "a,Tc\nx,1\n", "its name is no id; expected small letters, digits and _, at most 80. "),
    ],
)  # fmt: skip
def test_a_table_that_no_sidecar_can_mend_is_refused_before_one_is_written(tmp_path, name, text, said):
    (tmp_path / name).write_text(text)
    with pytest.raises(RefereeError) as error:
        draft(tmp_path / name)
    assert said in str(error.value)


def test_names_do_not_clash():
    assert guess("Tc onset (K)", ["1"], ["tc_K"], "tc_K").name == "Tc_onset_K"
    assert guess("Tc (K)", ["1"], ["tc_K", "Tc_K"], "tc_K").name == "Tc_2_K"
    assert guess("1st", ["a"]).name == "column_1st"


@pytest.mark.parametrize(
    ("printed", "wanted"),
    [
        ("10⁻⁶/K", "1e-6/K"),
        ("10^-6 /K", "1e-6 /K"),
        ("10^21 cm^-3", "1e21*cm**-3"),
        ("Å", "angstrom"),
        ("x 10^27 m^{-3}", "1e27*m**-3"),
        ("meV", "meV"),
    ],
)
def test_units_as_pint_reads_them(printed, wanted):
    assert plain_unit(printed) == wanted


def test_the_row_key_never_repeats():
    assert row_key(["n", "sample"], [["1", "A"], ["2", "B"]]) == "sample"
    assert row_key(["compound", "no."], [["Nb", "3"], ["Nb", "4"]]) == "no."
    # numbers may be an input or the response: then the rows are counted
    assert row_key(["P_GPa", "Tc_K"], [["1", "3"], ["2", "4"]]) == "(row number)"
    assert row_key(["n"], [["1"], ["1"]]) == "(row number)"


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
        "films.csv, --grade: 'good' is not a grade. Known: computed, estimated, package, read, recalled, undeclared",
    ]
    table.write_text("")
    with pytest.raises(RefereeError, match="is empty; expected a header and at least one row"):
        columns(table, Known())
