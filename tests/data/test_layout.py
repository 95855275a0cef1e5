"""Files as people keep them: every layout is recognised, said, and read; what may mean two things is a question."""

import csv

import pytest

from tcreferee.base.errors import RefereeError
from tcreferee.data.answers import Known
from tcreferee.data.check import check
from tcreferee.data.detect import detect
from tcreferee.data.draft import columns, draft
from tcreferee.data.layout import Layout, column_names, table_of

WORDS = {
    "title": "Films", "authors": "Smith, A.", "year": "2020", "paper": "Films", "doi": "10.1000/films",
    "location": "Table 3", "obtained": "typed", "licence": "quoted",
}  # fmt: skip
# made up, in the shape of public files
FILES = {
    "europe.csv": "sample;n;Tc;note\n;1e21 cm-3;K;\nA1;1,25;92,1(3);good, clean\nA2;0,98;<4,2;bad\nA3;1,1;80;x\n",
    "archive.tsv": "# Table 3\n# 2020\nname\tTc\tP\n\tK\tGPa\n---\t---\t---\nNb \t7.1\t0\nNb\t7.4\tn.d.\n",
    "pandas.csv": ",formula,Tc\n0,YBa₂Cu₃O₇₋δ,92\n1,2H-NbSe2,7.2\n2,7-δ,1.5\n3,7-δ ,1.6\n",
    "bars.csv": "a|Tc (K)|reference, page\nNb|9.2|p. 1, p. 2\nPb|7.2|p. 3\n",
    "quoted.csv": 'sample,Tc (K)\nA1,"92,1"\nA2,"80,25"\n',
    "savetxt.csv": "# P_GPa,Tc_K\n0,9.2\n5,8.1\n",
    "errors.csv": "compound,tc_K,tc_sigma_K,empty\nNb,9.2,0.1,\nPb,7.2,0.2,\n",
}


PANDAS = [
    ("pandas:0", "YBa₂Cu₃O₇₋δ", "92.0"),
    ("pandas:1", "2H-NbSe2", "7.2"),
    ("pandas:2", "7-δ", "1.5"),
    ("pandas:3", "7-δ", "1.6"),
]


def made(folder, name, **known):
    table = folder / name
    table.write_text(FILES[name], encoding="utf-8")
    layout, said = detect(table)
    table.with_suffix(".yaml").write_text(draft(table, Known(WORDS, grade="read", layout=layout, **known)))
    (good,), bad = check([table])
    assert bad == []
    return layout, said, good.rows


def test_semicolons_decimal_commas_and_a_line_of_units(tmp_path):
    layout, said, rows = made(tmp_path, "europe.csv")
    assert layout == Layout(separator="semicolon", decimal="comma", header=["name", "unit"])
    assert said == ["semicolons between cells", "decimal commas", "2 lines of header (name, unit)"]
    assert [row["n_m3"] for row in rows] == ["1.25e+27", "9.8e+26", "1.1e+27"]
    assert [(row["tc_K"], row["tc_K_sigma"], row["tc_K_upper"]) for row in rows] == [
        ("92.1", "0.3", ""), ("", "", "4.2"), ("80.0", "", "")
    ]  # fmt: skip
    assert rows[0]["note"] == "good, clean"  # a text keeps its commas


def test_a_line_of_units_may_count_in_words_and_numbers_may_be_missing(tmp_path):
    table = tmp_path / "layers.csv"
    table.write_text("compound;N;m;Tc\n;layers;1;K\nA;2;3;92,1\nB;1;4;n.d.\n", encoding="utf-8")
    layout, _ = detect(table)
    assert layout == Layout(separator="semicolon", decimal="comma", header=["name", "unit"])
    _, found = columns(table, Known(layout=layout))
    assert {name: about.empty for name, about in found.items()} == {
        "N (layers)": False, "m (1)": False, "Tc (K)": True
    }  # fmt: skip
    table.write_text("compound;N;Tc\nfilm;onset;zero\nA;2;92\nB;1;90\n", encoding="utf-8")
    assert detect(table)[0].header == ["name"]  # no unit at all


def test_tabs_comments_and_a_line_of_dashes(tmp_path):
    layout, _, rows = made(tmp_path, "archive.tsv")
    assert layout == Layout(separator="tab", header=["name", "unit", "nothing"], skip=2)
    assert [(row["label"], row["tc_K"], row["pressure_GPa"]) for row in rows] == [
        ("Nb", "7.1", "0.0"),
        ("Nb", "7.4", ""),
    ]
    assert table_of(tmp_path / "archive.yaml") == tmp_path / "archive.tsv"


@pytest.mark.parametrize(
    ("name", "points"),
    [
        (
            "pandas.csv",
            [
                ("pandas:0", "YBa₂Cu₃O₇₋δ", "92.0"),
                ("pandas:1", "2H-NbSe2", "7.2"),
                ("pandas:2", "7-δ", "1.5"),
                ("pandas:3", "7-δ", "1.6"),
            ],
        ),
        ("bars.csv", [("bars:Nb", "Nb", "9.2"), ("bars:Pb", "Pb", "7.2")]),
        ("quoted.csv", [("quoted:A1", "A1", "92.1"), ("quoted:A2", "A2", "80.25")]),
        ("savetxt.csv", [("savetxt:1", "1", "9.2"), ("savetxt:2", "2", "8.1")]),
        ("errors.csv", [("errors:Nb", "Nb", "9.2"), ("errors:Pb", "Pb", "7.2")]),
    ],
)
def test_other_files(tmp_path, name, points):
    _, _, rows = made(tmp_path, name)
    assert [(row["point_id"], row["label"], row["tc_K"]) for row in rows] == points


def test_errors_beside_a_name_with_its_unit_and_an_empty_column(tmp_path):
    _, _, rows = made(tmp_path, "errors.csv")
    assert [row["tc_K_sigma"] for row in rows] == ["0.1", "0.2"]
    assert '  - "empty"' in (tmp_path / "errors.yaml").read_text()


def test_a_name_that_repeats_gets_its_place_and_an_error_stays_with_its_left_column(tmp_path):
    table = tmp_path / "a.csv"
    table.write_text("compound,n (1e21 cm^-3),±,Tc (K),±,Tc (K)\nNb,1.5,0.1,9.2,0.2,9.1\nPb,1.2,,7.2,0.3,7.1\n,,,,,\n")
    (tmp_path / "a.yaml").write_text(draft(table, Known(WORDS, grade="read")))
    (good,), bad = check([table])
    assert bad == []
    assert [row["n_m3_sigma"] for row in good.rows] == ["1e+26", ""]
    rules = [about["uncertainty"] for about in good.record["columns"].values()]
    assert sorted(rules) == ["column 5: ±", "column ±", "unknown"]
    assert [(row["tc_K"], row["tc_K_sigma"], row["Tc_K"]) for row in good.rows] == [
        ("9.2", "0.2", "9.1"), ("7.2", "0.3", "7.1")
    ]  # fmt: skip


def test_utf_16_with_its_mark_is_read(tmp_path):
    table = tmp_path / "a.csv"
    table.write_bytes("compound\tTc (K)\r\nYBa₂Cu₃O₇₋δ\t92\r\n".encode("utf-16"))
    layout, said = detect(table)
    assert said == ["tabs between cells"]
    (tmp_path / "a.yaml").write_text(draft(table, Known(WORDS, grade="read", layout=layout)))
    (good,), _ = check([table])
    assert [(row["label"], row["tc_K"]) for row in good.rows] == [("YBa₂Cu₃O₇₋δ", "92.0")]


@pytest.mark.parametrize(
    ("text", "decimal", "said"),
    [
        ("a;b\nx;1,250\ny;12,500\n", "point", "commas in numbers may separate thousands or mark decimals"),
        ("a;b\nx;0,250\ny;12,500\n", "comma", ""),
        ("a;b\nx;1,25\ny;1.5\n", "point", ""),
        ("a;b\nx;1,250\ny;12,50\n", "comma", ""),
    ],
)
def test_a_comma_that_may_mean_thousands_is_a_question(tmp_path, text, decimal, said):
    (tmp_path / "a.csv").write_text(text)
    layout, words = detect(tmp_path / "a.csv")
    assert layout.decimal == decimal
    assert said in "; ".join(words)
    assert bool(said) == any("thousands" in word for word in words)


def test_a_point_among_decimal_commas_is_refused_as_it_is_printed(tmp_path):
    table = tmp_path / "a.csv"
    table.write_text("a;Tc (K)\nx;1.234,5\ny;7,2\n")
    layout = Layout(separator="semicolon", decimal="comma")
    (tmp_path / "a.yaml").write_text(draft(table, Known(WORDS, grade="read", layout=layout)))
    _, (error,) = check([table])
    assert "line 2, column 'Tc (K)': '1.234,5' has a point, and the sidecar says that commas mark decimals" in str(
        error
    )


@pytest.mark.parametrize(
    ("cells", "layout", "values"),
    [
        (("1,234", "12,500,000", "0.5"), {"thousands": "comma"}, ["1234.0", "12500000.0", "0.5"]),
        (("1.234,5", "7,2", "12.000"), {"decimal": "comma", "thousands": "point"}, ["1234.5", "7.2", "12000.0"]),
        (("1 234", "1\u202f234.5", "7(1)"), {"thousands": "blank"}, ["1234.0", "1234.5", "7.0"]),
    ],
)
def test_thousands_are_read_where_the_layout_says_what_groups_them(tmp_path, cells, layout, values):
    table = tmp_path / "a.csv"
    table.write_text("a;H (Oe);Tc (K)\n" + "".join(f"x{i};{cell};1\n" for i, cell in enumerate(cells)))
    told = Layout(separator="semicolon", **layout)
    if told.thousands == "comma":
        assert detect(table) == (told, ["semicolons between cells", "commas between thousands"])
    known = Known(WORDS, {"H (Oe)": "general"}, {"H (Oe)": ""}, grade="read", layout=told)
    (tmp_path / "a.yaml").write_text(draft(table, known))
    (good,), bad = check([table])
    assert bad == []
    assert [row["H"] for row in good.rows] == values


@pytest.mark.parametrize("cell", ["1,23", "1234,567", "1,2345", "1.234,567", "1,234,56"])
def test_what_is_no_group_of_three_digits_is_refused(tmp_path, cell):
    table = tmp_path / "a.csv"
    table.write_text(f"a;Tc (K)\nx;{cell}\ny;7.2\n")
    layout = Layout(separator="semicolon", thousands="comma")
    (tmp_path / "a.yaml").write_text(draft(table, Known(WORDS, grade="read", layout=layout)))
    _, (error,) = check([table])
    assert f"'{cell}' has a comma" in str(error)


def test_one_mark_cannot_mean_two_things():
    with pytest.raises(ValueError, match="one mark"):
        Layout(decimal="comma", thousands="comma")


def test_a_row_of_words_under_the_header_is_no_unit(tmp_path):
    (tmp_path / "a.csv").write_text("sample,Tc\nA1,not superconducting\nA2,4.1\nA3,5\n")
    assert detect(tmp_path / "a.csv") == (Layout(), [])


def test_names_of_columns():
    lines = [["critical", "pressure", ""], ["Tc", "", ""], ["[K]", "GPa", "-"]]
    assert column_names(lines, ["name", "name", "unit"]) == ["critical Tc (K)", "pressure (GPa)", "(column 3)"]


def test_a_fault_that_many_cells_share_is_told_once_with_the_rule(tmp_path):
    table = tmp_path / "a.csv"
    table.write_text("sample,Tc\n" + "".join(f"A{i},0\n" for i in range(30)) + "B,9\n")
    (tmp_path / "a.yaml").write_text(draft(table, Known(WORDS, grade="read")))
    _, (error,) = check([table])
    (problem,) = error.problems
    assert "line 2 and 29 more, column 'Tc'" in str(problem)
    assert '\'exclude: [{column: "Tc", equals: "0", reason: ...}]\'' in str(problem)


@pytest.mark.parametrize(
    ("cell", "do"),
    [("{}+2-3", "Declare 'uncertainty: {printed: sides}' for the column"),
     ("<{}", "Declare 'limits: allowed' for the column"),
     ('"{},5"', "If commas mark decimals, say 'layout: {decimal: comma}'")],
)  # fmt: skip
def test_what_is_wrong_with_a_whole_column_is_told_once(tmp_path, cell, do):
    table = tmp_path / "a.csv"
    table.write_text("sample,Tc,n\n" + "".join(f"A{i},{cell.format(20 + i)},1.5\n" for i in range(30)))
    known = Known(WORDS, {"n": "n_m3"}, {"n": "1e27/m**3"}, grade="read")
    drafted = draft(table, known).replace("    limits: allowed\n", "").replace("{printed: sides}", "{printed: true}")
    (tmp_path / "a.yaml").write_text(drafted.replace("layout: {decimal: comma}\n", ""))
    _, (error,) = check([table])
    (problem,) = error.problems
    assert "line 2 and 29 more, column 'Tc'" in str(problem)
    assert do in str(problem)


def test_no_sidecar_is_drafted_of_what_is_no_table(tmp_path):
    (tmp_path / "a.csv").write_text("sample Tc\nA1 3\n")
    with pytest.raises(RefereeError, match="cells are separated by blanks"):
        draft(tmp_path / "a.csv")


def test_no_break_spaces_behind_names_and_numbers_are_dropped(pair):
    pair.table = "sample,n,Tc\nA1,1.25,92.1\u00a0\nA2\u00a0,0.98\u202f,80\n".encode()
    table = pair.tidy().outputs[0].read_text()
    found = [(row["label"], row["n_m3"], row["tc_K"]) for row in csv.DictReader(table.splitlines())]
    assert found == [("A1", "1.25e+27", "92.1"), ("A2", "9.8e+26", "80.0")]


@pytest.mark.parametrize("cell", ["7-δ", "7 − d", "6+x"])
def test_a_content_that_is_left_open_is_no_number(pair, cell):
    pair.table = f"sample,n,Tc\nA1,1.25,92.1\nA2,{cell},80\n".encode()
    with pytest.raises(RefereeError, match=r"leaves the number open, so that it states no value; .* under 'missing'"):
        pair.tidy()
    pair.sidecar["missing"] = [cell]
    pair.sidecar["columns"]["n"]["required"] = False
    pair.tidy()
