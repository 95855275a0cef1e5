import csv
import json
from pathlib import Path

import pytest

from tcreferee.base.errors import RefereeError
from tcreferee.data.tidy import tidy


def complaint(pair):
    with pytest.raises(RefereeError) as error:
        pair.tidy()
    assert not pair.out.exists() or not list(pair.out.iterdir())
    return pair.message(error.value).splitlines()


def rows(path):
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_units_order_and_shortest_numbers(pair):
    out_csv, rejected, out_json = pair.tidy().outputs
    assert out_csv.read_text() == (
        "point_id,label,tc_K,n_m3\nfilms:A1,A1,92.1,1.25e+27\nfilms:A2,A2,80.0,9.8e+26\nfilms:A3,A3,63.0,7.1e+26\n"
    )
    assert rejected.read_text() == "line,row,column,value,reason\n"
    record = json.loads(out_json.read_text())
    assert (record["dataset"], record["n_rows"]) == ("films", 3)
    assert record["columns"]["n_m3"]["unit"] == "1/meter**3"
    assert record["columns"]["n_m3"]["printed_unit"] == "1e21/cm**3"
    assert str(pair.folder) not in out_json.read_text()


@pytest.mark.parametrize(
    "change",
    [
        lambda table: b"\xef\xbb\xbf" + table,
        lambda table: table.replace(b"\n", b"\r\n"),
        lambda table: table.rstrip(b"\n"),
        lambda table: table.replace(b"A2", b"\nA2"),
        lambda table: table.replace(b"92.1", b" 92.1 "),
        lambda table: table.replace(b"92.1", b'"92.1"'),
    ],
    ids=["bom", "crlf", "no newline at the end", "blank line", "blanks", "quotes"],
)
def test_harmless_differences_between_editors(pair, change):
    wanted = pair.tidy().outputs[0].read_bytes()
    pair.table = change(pair.table)
    assert pair.tidy().outputs[0].read_bytes() == wanted


def test_same_input_same_bytes(pair):
    first = [path.read_bytes() for path in pair.tidy().outputs]
    assert [path.read_bytes() for path in pair.tidy().outputs] == first


def test_uncertainties(pair):
    columns = pair.sidecar["columns"]
    pair.table = b"sample,n,n_err,Tc,T2,T3\nA1,1.0,0.25,92.1(3),90,90.0\nA2,2.0,,80,80,80.0\n"
    columns["n"]["uncertainty"] = {"column": "n_err"}
    columns["Tc"]["uncertainty"] = {"printed": "true"}
    columns["T2"] = columns["Tc"] | {"name": "t2_K", "uncertainty": {"absolute": "0.5"}}
    columns["T3"] = columns["Tc"] | {"name": "t3_K", "uncertainty": {"rounding": "true"}, "unit": "mK"}
    first, second = rows(pair.tidy().outputs[0])
    assert (first["n_m3_sigma"], second["n_m3_sigma"]) == ("2.5e+26", "")
    assert (first["tc_K"], first["tc_K_sigma"], second["tc_K_sigma"]) == ("92.1", "0.3", "")
    assert (first["t2_K_sigma"], second["t2_K_sigma"]) == ("0.5", "0.5")
    assert float(first["t3_K_sigma"]) == pytest.approx(1e-4 / 12**0.5, rel=1e-14)


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("0", "is not a positive uncertainty; expected a positive number, or empty where it is unknown"),
        ("-1", "is not a positive uncertainty; expected a positive number, or empty where it is unknown"),
        ("~1", "is an approximate value; expected a plain number such as 93, 93.5 or 1.2e21"),
    ],
)
def test_bad_uncertainties(pair, value, reason):
    pair.table = f"sample,n,n_err,Tc\nA1,1.0,{value},92.1\n".encode()
    pair.sidecar["columns"]["n"]["uncertainty"] = {"column": "n_err"}
    assert complaint(pair) == [
        "films.csv has cells that cannot be used (1 problem):",
        f"  - films.csv, line 2, column 'n_err': '{value}' {reason}. "
        "Declare a correction, or an exclusion of row 'A1', in the sidecar",
    ]


def test_bad_cells_are_all_listed(pair):
    pair.table = b"sample,n,Tc\nA1,1.25,~90\nA2,,80\nA3,0.71,-3\nA4,<1,1e5\n"
    ending = "Declare a correction, or an exclusion of row '{}', in the sidecar"
    plain = "expected a plain number such as 93, 93.5 or 1.2e21"
    assert complaint(pair) == [
        "films.csv has cells that cannot be used (5 problems):",
        f"  - films.csv, line 2, column 'Tc': '~90' is an approximate value; {plain}. {ending.format('A1')}",
        "  - films.csv, line 3, column 'n': '' is empty, but the column is required; "
        "expected a value in every row, or 'required: false'. Declare 'required: false' for the column, or "
        f"{ending.format('A2').removeprefix('Declare ')}",
        "  - films.csv, line 4, column 'Tc': '-3' is -3.0 kelvin, which is not a possible critical temperature; "
        f"expected more than 0 and less than 1000 kelvin. {ending.format('A3')}",
        "  - films.csv, line 5, column 'Tc': '1e5' is 100000.0 kelvin, which is not a possible critical temperature; "
        f"expected more than 0 and less than 1000 kelvin. {ending.format('A4')}",
        f"  - films.csv, line 5, column 'n': '<1' is a limit, not a value; {plain}. "
        "Declare 'limits: allowed' for the column, a correction, or an exclusion of row 'A4', in the sidecar",
    ]


def test_declared_exclusions_go_to_the_rejected_file(pair):
    pair.table = b"sample,n,Tc\nA1,1.25,~90\nA2,0.98,80\nA3,0.71,63\n"
    pair.sidecar["exclusions"] = [
        {"row": "A1", "reason": "Tc is approximate"},
        {"row": "A3", "reason": "other film"},
    ]
    out_csv, rejected, out_json = pair.tidy().outputs
    assert [row["point_id"] for row in rows(out_csv)] == ["films:A2"]
    assert rejected.read_text() == (
        "line,row,column,value,reason\n"
        "2,A1,Tc,~90,Tc is approximate (the cell is an approximate value)\n"
        "4,A3,,,other film\n"
    )
    assert json.loads(out_json.read_text())["exclusions"] == pair.sidecar["exclusions"]


def test_corrections_are_applied_and_recorded(pair):
    correction = {"row": "A2", "column": "Tc", "printed": "80", "used": "81.5", "reason": "erratum"}
    pair.sidecar["corrections"] = [correction]
    out_csv, _, out_json = pair.tidy().outputs
    assert rows(out_csv)[1]["tc_K"] == "81.5"
    assert json.loads(out_json.read_text())["corrections"] == [correction]


def test_empty_where_not_required(pair):
    pair.sidecar["columns"]["n"]["required"] = "false"
    pair.table = b"sample,n,Tc\nA1, ,90\n"
    assert rows(pair.tidy().outputs[0])[0]["n_m3"] == ""


def test_derived_values_are_checked_too(pair):
    pair.sidecar["columns"]["n"] = {
        "name": "oxygen_content",
        "quantity": "oxygen_content",
        "grade": "read",
        "uncertainty": "unknown",
    }
    pair.sidecar["derived"] = {
        "n_m3": {
            "quantity": "n_m3",
            "grade": "computed",
            "recipe": "hole_density_from_oxygen",
            "arguments": {"oxygen": "oxygen_content", "v6_A3": "176", "dv_A3": "-2.6"},
            "formula": "f",
            "source": "s",
        }
    }
    pair.table = b"sample,n,Tc\nA1,6.5,60\nA2,6,1\n"
    assert complaint(pair)[1].startswith(
        "  - films.csv, line 3, column 'n_m3': '0.0' is 0.0 1/meter**3, which is not a possible carrier density"
    )


def test_structural_faults_are_all_listed(pair):
    pair.table = b"sample,n,Tc\nA1,1.25,92.1\nA1,0.98,80,7\nA1,0.71,63.0\n,1,2\n"
    pair.sidecar["sha256"] = "0" * 64
    pair.sidecar["columns"]["Tc"]["unit"] = "GPa"
    pair.sidecar["columns"]["n"]["unit"] = "foo"
    pair.sidecar["exclusions"] = [{"row": "A11", "reason": "x"}]
    pair.sidecar["corrections"] = [
        {"row": "A1", "column": "n", "printed": "0.98", "used": "1", "reason": "x"},
        {"row": "B", "column": "n", "printed": "0.98", "used": "1", "reason": "x"},
    ]
    title, checksum, *problems = complaint(pair)
    assert title == "films.csv and films.yaml do not fit together (9 problems):"
    assert checksum.startswith("  - films.yaml, sha256: does not fit films.csv, whose checksum is ")
    assert checksum.endswith(". If the change to the table is wanted, enter this checksum; otherwise restore the table")
    assert problems == [
        "  - films.csv, line 3: has 4 cells; expected 3 as in the header",
        "  - films.csv, line 4, column 'sample': row key 'A1' is already on line 2; "
        "expected a name that no other row has",
        "  - films.csv, line 5, column 'sample': the row key is empty; expected a name that no other row has",
        "  - films.yaml, exclusions[0].row: there is no row 'A11'. Did you mean 'A1'?",
        "  - films.yaml, corrections[0]: expects '0.98' in row 'A1', column 'n', but line 4 says '0.71'. "
        "Correct 'printed' or the table",
        "  - films.yaml, corrections[1].row: there is no row 'B'. Known: A1",
        "  - films.yaml, columns.Tc.unit: unit 'GPa' cannot be converted to 'kelvin'",
        "  - films.yaml, columns.n.unit: unit 'foo' is not one that pint knows",
    ]


@pytest.mark.parametrize(
    ("table", "problems"),
    [
        (
            "sample,n,Tc,T_c\nA1,1,2,3\n",
            [
                "films.csv, line 1: column 'T_c' is not declared in films.yaml. "
                "Declare it under 'columns', or list it under 'unused'"
            ],
        ),
        (
            "sample,n\nA1,1\n",
            ["films.yaml, columns.Tc: column 'Tc' is not in films.csv. Add it to the table, or remove it here"],
        ),
        (
            "sample,n,tc\nA1,1,2\n",
            [
                "films.csv, line 1: column 'tc' is not declared in films.yaml. Known: Tc",
                "films.yaml, columns.Tc: column 'Tc' is not in films.csv. Known: tc",
            ],
        ),
        (
            "sample,n,Tc,Tc\nA1,1,2,3\n",
            [
                "films.csv, line 1: column 'column 4: Tc' is not declared in films.yaml. Declare it under 'columns', "
                "or list it under 'unused'"
            ],
        ),
        ("", ["films.csv: is empty; expected a header and at least one row"]),
        ("sample,n,Tc\n", ["films.csv: has no rows; expected a header and at least one row"]),
    ],
)
def test_header_and_emptiness(pair, table, problems):
    pair.table = table.encode()
    assert complaint(pair)[1:] == [f"  - {problem}" for problem in problems]


def test_excluding_everything(pair):
    pair.sidecar["exclusions"] = [{"row": row, "reason": "x"} for row in ("A1", "A2", "A3")]
    assert complaint(pair)[1:] == [
        "  - films.yaml, exclusions: every row is excluded; expected at least one row that is used"
    ]


@pytest.mark.parametrize(
    ("table", "problem"),
    [
        (
            b"sample,n,Tc\nA1,1,2\nA2\xe9,1,2\n",
            "films.csv, line 3: byte 0xe9 is not UTF-8 (in Windows-1252 it would be 'é'). "
            "Save the file as UTF-8 (in a spreadsheet: CSV UTF-8)",
        ),
        (b'sample,n,Tc\nA1,1,2\n"A"2,1,2\n', "films.csv, line 3: is not CSV: ',' expected after '\"'"),
        (b'sample,n,Tc\n"A1,1,2\n', "films.csv, line 2: is not CSV: unexpected end of data"),
    ],
)
def test_unreadable_files(pair, table, problem):
    pair.table = table
    assert complaint(pair) == ["films.csv cannot be read (1 problem):", f"  - {problem}"]


def test_missing_files(pair):
    pair.write().csv.unlink()
    with pytest.raises(RefereeError, match=r"films\.csv: the file does not exist"):
        tidy(pair.csv, pair.yaml, *pair.outputs)
    pair.yaml.unlink()
    with pytest.raises(RefereeError, match=r"films\.yaml: the file does not exist"):
        tidy(pair.csv, pair.yaml, *pair.outputs)
    assert not pair.out.exists()


def test_empty_label(pair):
    pair.sidecar["label"] = "name"
    pair.table = b"sample,name,n,Tc\nA1,,1,2\n"
    assert complaint(pair)[1] == (
        "  - films.csv, line 2, column 'name': '' is empty, but every point has a label; expected a text. "
        "Declare a correction, or an exclusion of row 'A1', in the sidecar"
    )


def test_nothing_is_half_written(pair, monkeypatch):
    pair.tidy()
    before = [path.read_bytes() for path in pair.outputs]

    def fail(path, record):
        raise OSError("disk full")

    monkeypatch.setattr("tcreferee.data.tidy.write_json", fail)
    pair.table = pair.table.replace(b"63.0", b"64.0")
    with pytest.raises(OSError, match="disk full"):
        pair.tidy()
    assert [path.read_bytes() for path in pair.outputs] == before
    assert sorted(pair.out.iterdir()) == sorted(pair.outputs)


def test_adapters_are_thin():
    scripts = Path(__file__).parents[2] / "workflow/scripts"
    for name in ("tidy", "select"):
        assert len((scripts / f"{name}.py").read_text().splitlines()) <= 25


def test_errors_units_and_searched_temperatures_inside_cells(pair):
    cells = ("92.1 ± 0.5 K", "80(2)", "not superconducting down to 1.4 K", "<2 K")
    pair.table = ("sample,n,Tc\n" + "".join(f"A{i},1,{cell}\n" for i, cell in enumerate(cells))).encode()
    pair.sidecar["columns"]["Tc"] |= {"uncertainty": {"printed": "true"}, "limits": "allowed"}
    found = rows(pair.tidy().outputs[0])
    assert [row["tc_K"] for row in found] == ["92.1", "80.0", "", ""]
    assert [row["tc_K_sigma"] for row in found] == ["0.5", "2.0", "", ""]
    assert [row["tc_K_upper"] for row in found] == ["", "", "1.4", "2.0"]


def test_texts_that_mean_no_value_are_empty_cells(pair):
    pair.table = b"sample,n,Tc\nA1,1.25,92.1\nA2,n.d.,80\nA3,-,63.0\n"
    pair.sidecar["missing"] = ["n.d.", "-"]
    assert "column 'n': 'n.d.' is empty, but the column is required" in "\n".join(complaint(pair))
    pair.sidecar["columns"]["n"]["required"] = False
    assert [row["n_m3"] for row in rows(pair.tidy().outputs[0])] == ["1.25e+27", "", ""]


def test_rules_exclude_rows_with_their_reason(pair):
    pair.table = b"sample,n,Tc\nA1,1.25,92.1\nA2,0.98,0\nA3,0.71,63.0\nA4,0.2,63\n"
    pair.sidecar["exclude"] = [
        {"column": "Tc", "equals": "0", "reason": "not searched"}, {"column": "n", "below": 0.5, "reason": "dilute"},
    ]  # fmt: skip
    out, rejected, record = pair.tidy().outputs
    assert [row["point_id"] for row in rows(out)] == ["films:A1", "films:A3"]
    assert [line.split(",", 2)[1] for line in rejected.read_text().splitlines()[1:]] == ["A2", "A4"]
    assert json.loads(record.read_text())["exclusions"] == [
        {"row": "A2", "reason": "not searched"}, {"row": "A4", "reason": "dilute"},
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ({"column": "Tc", "above": 500}, "exclude[0]: excludes no row. Correct it, or leave it out"),
        ({"column": "Tc", "above": 1}, "exclude: every row is excluded; expected at least one row that is used"),
        ({"column": "Tcc", "above": 1}, "exclude[0].column: there is no column 'Tcc'; did you mean 'Tc'?"),
        ({"column": "Tc"}, "exclude[0]: is not one rule; expected one of equals, below, above"),
        ({}, "exclude[0]: names no rows; expected 'where', or 'column' with one of equals, below, above"),
        (
            {"where": "Tc > 1", "column": "Tc"},
            "exclude[0]: has 'where' and another rule; expected 'where', or 'column'",
        ),
        ({"where": "Tcc > 1"}, "exclude[0].where: there is no column 'Tcc'; did you mean 'Tc'?"),
        ({"where": "Tc > 1 or n < 1"}, "exclude[0].where: 'Tc > 1 or n < 1' cannot be read; expected a column, one of"),
        ({"where": "Tc > high"}, "exclude[0].where: 'Tc > high' compares with 'high', which is no number; expected a"),
        ({"where": "Tc"}, "exclude[0].where: 'Tc' cannot be read; expected a column, one of == != < <= > >="),
        ({"column": "Tc", "above": 1, "below": 2}, "exclude[0]: is not one rule; expected one of equals, below, above"),
    ],
)
def test_a_rule_that_cannot_be_meant_is_refused(pair, rule, said):
    pair.sidecar["exclude"] = [rule | {"reason": "why"}]
    assert f"films.yaml, {said}" in "\n".join(complaint(pair))


@pytest.mark.parametrize(
    ("where", "left_out"),
    [
        ("Tc == 0.5", ["A2"]),
        ("Tc=0.50", ["A2"]),
        ("Tc <= 63 and n > 0.3", ["A2", "A3"]),
        ("'Tc' < 63.1 and `n` <= .98", ["A2", "A3"]),
        ("sample == A3", ["A3"]),
        ('"sample" != "A3" and n < 1', ["A2", "A4"]),
        ("sample != 'A1'", ["A2", "A3", "A4"]),
    ],
)
def test_a_rule_in_words_excludes_rows(pair, where, left_out):
    pair.table = b"sample,n,Tc\nA1,1.25,92.1\nA2,0.98,0.5 K\nA3,0.71,63.0\nA4,0.2,63.5\n"
    pair.sidecar["columns"]["Tc"]["unit"] = "K"
    pair.sidecar["exclude"] = {"where": where, "reason": "not searched"}
    rejected = pair.tidy().outputs[1].read_text().splitlines()[1:]
    assert list(dict.fromkeys(line.split(",", 2)[1] for line in rejected)) == left_out


def test_rows_without_names_are_counted(pair):
    pair.table = b"n,Tc\n1.25,92.1\n0.98,0\n0.71,63.0\n"
    pair.sidecar |= {"row_key": "(row number)", "label": "(row number)"}
    assert "column 'Tc': '0' is 0.0 kelvin" in "\n".join(complaint(pair))
    pair.sidecar["exclusions"] = [{"row": "2", "reason": "not searched"}]
    found = rows(pair.tidy().outputs[0])
    assert [(row["point_id"], row["label"]) for row in found] == [("films:1", "1"), ("films:3", "3")]
