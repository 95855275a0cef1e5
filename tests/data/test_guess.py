"""What a header says: guesses that a user confirms, never a silent conversion."""

import pytest

from tcreferee.base.errors import RefereeError
from tcreferee.base.quantities import QUANTITIES
from tcreferee.data.answers import Known
from tcreferee.data.check import check
from tcreferee.data.display import report
from tcreferee.data.draft import columns, draft
from tcreferee.data.error_headers import error_owners
from tcreferee.data.guess import guess, plain_unit, row_key
from tcreferee.data.layout import Layout
from tcreferee.data.recognise import recognise
from tcreferee.data.sidecar import read_sidecar
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
    ],
)
def test_columns_of_uncertainties(headers, owners):
    assert error_owners(headers) == owners


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
        ("films.csv", "a,Tc,Tc\nx,1,2\n", "films.csv, line 1: column 'Tc' appears 2 times. Rename all but one"),
    ],
)  # fmt: skip
def test_a_table_that_no_sidecar_can_mend_is_refused_before_one_is_written(tmp_path, name, text, said):
    (tmp_path / name).write_text(text)
    with pytest.raises(RefereeError) as error:
        draft(tmp_path / name)
    assert said in str(error.value)


@pytest.mark.parametrize(
    ("text", "layout"),
    [
        ("a;Tc (K)\nx;39,5\ny;4\nz;<2,5\n", {"separator": "semicolon", "decimal": "comma"}),
        ("a\tTc (K)\nx\t39.5\ny\t4\nz\t<2.5\n", {"separator": "tab"}),
        ("a|Tc (K)\nx|39,5\ny|4\nz|<2,5\n", {"separator": "bar", "decimal": "comma"}),
        ('a,Tc (K)\nx,"39,5"\ny,4\nz,"<2,5"\n', {"decimal": "comma"}),
        ("a,Tc\n,(K)\nx,39.5\ny,4\nz,<2.5\n", {"header_rows": 2}),
        ("a;Tc\nname;K\nx;39,5\ny;4\nz;<2,5\n", {"separator": "semicolon", "decimal": "comma", "header_rows": 2}),
        ("a,Tc\n,onset\n,K\nx,39.5\ny,4\nz,<2.5\n", {"header_rows": 3}),
    ],
)
def test_the_layout_of_a_table_is_recognised_declared_and_read(tmp_path, text, layout):
    table = tmp_path / "films.csv"
    table.write_text(text)
    header = recognise(table).header
    known = Known(WORDS, {header[1]: "tc_K"}, grade="read")
    (tmp_path / "films.yaml").write_text(draft(table, known))
    assert read_sidecar(tmp_path / "films.yaml").layout == Layout(**layout)
    (good,), bad = check([table])
    assert bad == []
    assert [(row["label"], row["tc_K"], row["tc_K_upper"]) for row in good.rows] == [
        ("x", "39.5", ""), ("y", "4.0", ""), ("z", "", "2.5")
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "layout"),
    [
        # words in the first row of data, a comma that may separate thousands, points beside commas
        ("a,Tc (K)\nx,unknown\ny,4\nz,5\n", {}),
        ("a;n\nx;1,250\ny;4\n", {"separator": "semicolon"}),
        ('a,n\nx,"1,25"\ny,0.98\n', {}),
        ('title,Tc\n"a; b",1\n', {}),
    ],
)
def test_what_is_not_sure_is_not_taken_for_a_layout(tmp_path, text, layout):
    (tmp_path / "films.csv").write_text(text)
    assert recognise(tmp_path / "films.csv").layout == Layout(**layout)


def test_a_point_among_decimal_commas_is_refused_with_its_line(pair):
    pair.table = b"sample;n;Tc\nA1;1,25;92,1\nA2;0,98;1.080\nA3;0,71;63,0\n"
    pair.sidecar["layout"] = {"separator": "semicolon", "decimal": "comma"}
    with pytest.raises(RefereeError) as error:
        pair.tidy()
    (problem,) = error.value.problems
    assert "line 3, column 'Tc': '1.080' has a point, which may separate decimals or thousands" in str(problem)
    pair.sidecar["exclude"] = [{"column": "n", "equals": "0,98", "reason": "its Tc is not legible"}]
    pair.tidy()


def test_a_column_without_a_name_is_named_by_its_place(tmp_path):
    table = tmp_path / "films.csv"
    table.write_text(",compound,Tc (K)\n0,Nb,9.2\n1,Nb,9.3\n")
    (tmp_path / "films.yaml").write_text(draft(table, Known(WORDS, grade="read")))
    (good,), bad = check([table])
    assert bad == []
    assert [row["point_id"] for row in good.rows] == ["films:0", "films:1"]


def test_an_input_never_names_the_rows(tmp_path):
    table = tmp_path / "films.csv"
    table.write_text("P_GPa,Tc_K\n1,3\n2,4\n3,4.5\n")
    assert columns(table, Known(quantities={"P_GPa": "pressure_GPa"}))[0] == "(row number)"
    table.write_text("entry,Tc_K\n1,3\n2,4\n")
    assert columns(table, Known(quantities={"entry": "content"}))[0] == "(row number)"


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("", "is empty, but the column is required; expected a value in every row, or 'required: false'. "
         "Declare 'required: false' for the column"),
        ("n.d.", """Declare 'missing: ["n.d."]' for the table and 'required: false' for the column"""),
        ("7-δ", """leaves the number open, so that it states no value; expected a number; texts that mean 'no value' """
         """are listed under 'missing'. Declare 'missing: ["7-δ"]'"""),
    ],
)  # fmt: skip
def test_a_cell_without_a_value_says_what_to_declare(pair, cell, said):
    pair.table = f"sample,n,Tc\nA1,1.25,92.1\nA2,{cell},80\n".encode()
    with pytest.raises(RefereeError) as error:
        pair.tidy()
    assert said in str(error.value)


def test_many_cells_that_say_the_same_are_one_complaint_with_a_rule_that_mends_it(pair):
    rows = "".join(f"A{i},1.25,{'0' if i > 2 else 90}\n" for i in range(1, 13))
    pair.table = f"sample,n,Tc\n{rows}".encode()
    with pytest.raises(RefereeError) as error:
        pair.tidy()
    (problem,) = error.value.problems
    assert "films.csv, lines 4, 5, 6, 7, 8 and 5 more, column 'Tc': '0' is 0.0 kelvin" in str(problem)
    assert str(problem).endswith('Declare one rule: exclude: [{column: "Tc", equals: "0", reason: ...}]')
    pair.sidecar["exclude"] = [{"column": "Tc", "equals": "0", "reason": "not searched"}]
    pair.tidy()


def test_subscripts_and_blanks_of_every_kind_are_read(tmp_path):
    table = tmp_path / "films.csv"
    table.write_text("compound ,T\u2092 ,Tc\u00a0(K) \nYBa₂Cu₃O₇₋δ ,1 ,92.1 \n2H-NbSe2\u00a0,2,7.2\u00a0\n")
    known = Known(WORDS, {"T\u2092": "general"}, grade="read")
    (tmp_path / "films.yaml").write_text(draft(table, known))
    (good,), bad = check([table])
    assert bad == []
    assert [(row["label"], row["tc_K"]) for row in good.rows] == [("YBa₂Cu₃O₇₋δ", "92.1"), ("2H-NbSe2", "7.2")]


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
        "films.csv, --grade: 'good' is not a grade. Known: computed, estimated, package, read, recalled",
    ]
    table.write_text("")
    with pytest.raises(RefereeError, match="is empty; expected a header and at least one row"):
        columns(table, Known())
