"""Cells that are no numbers and still mean something: limits, classes, and how far a cell can be trusted."""

import csv
import json

import pytest

from tcreferee.base.errors import RefereeError
from tcreferee.data.inherited import column_grades
from tcreferee.data.observations import read_observations
from tcreferee.data.select import Selection, select
from tcreferee.data.sidecar import produced_columns, read_sidecar

NO_WORD = "; expected a text without digits, comparison signs and outer blanks"


def rows(pair):
    with pair.tidy().outputs[0].open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def complaint(pair, act="tidy"):
    with pytest.raises(RefereeError) as error:
        getattr(pair, act)()
    return pair.message(error.value).splitlines()[1:]


def record(pair):
    return json.loads(pair.outputs[2].read_text(encoding="utf-8"))


@pytest.fixture
def limits(pair):
    pair.sidecar["columns"]["n"]["limits"] = "allowed"
    return pair


@pytest.mark.parametrize(
    ("text", "value", "upper", "lower"),
    [
        ("<0.3", "", "3e+26", ""),
        ("<=0.3", "", "3e+26", ""),
        ("≤ 0.3", "", "3e+26", ""),
        (">0.3", "", "", "3e+26"),
        (">=0.3", "", "", "3e+26"),
        (" ≥0.3 ", "", "", "3e+26"),
        ("0.3", "3e+26", "", ""),
    ],
)
def test_limits(limits, text, value, upper, lower):
    limits.table = f"sample,n,Tc\nA1,{text},90\n".encode()
    (row,) = rows(limits)
    assert (row["n_m3"], row["n_m3_upper"], row["n_m3_lower"], row["tc_K"]) == (value, upper, lower, "90.0")


def test_limits_are_announced(limits):
    rows(limits)
    assert produced_columns(read_sidecar(limits.yaml))["n_m3_upper"] == "limit"
    assert record(limits)["columns"]["n_m3"]["limits"] == ["n_m3_upper", "n_m3_lower"]
    assert record(limits)["columns"]["tc_K"]["limits"] == []


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("<~3", "has a limit sign before what is an approximate value; expected a limit such as <0.3 or >=55"),
        ("<", "has a limit sign before what is not a plain number; expected a limit such as <0.3 or >=55"),
        ("<<3", "has a limit sign before what is a limit, not a value; expected a limit such as <0.3 or >=55"),
        ("<0,3", "has a limit sign before what has a comma, which may separate decimals or thousands; "
                 "expected a limit such as <0.3 or >=55"),
        ("<0", "is 0.0 1/meter**3, which is not a possible carrier density; "
               "expected more than 0 and less than 1e+31 1/meter**3"),
        ("=<3", "is a limit, not a value; expected a plain number such as 93, 93.5 or 1.2e21"),
        ("≲3", "is a limit, not a value; expected a plain number such as 93, 93.5 or 1.2e21"),
        ("3<", "is a limit, not a value; expected a plain number such as 93, 93.5 or 1.2e21"),
    ],
)  # fmt: skip
def test_what_is_no_limit(limits, text, reason):
    limits.table = f'sample,n,Tc\nA1,"{text}",90\n'.encode()
    (problem,) = complaint(limits)
    assert problem.startswith(f"  - films.csv, line 2, column 'n': '{text}' {reason}. Declare ")


def test_a_limit_has_no_uncertainty(limits):
    limits.sidecar["columns"]["n"]["uncertainty"] = {"column": "err"}
    limits.table = b"sample,n,err,Tc\nA1,<3,0.1,90\n"
    assert complaint(limits) == [
        "  - films.csv, line 2, column 'err': '0.1' is the uncertainty of a cell without a value; expected an empty "
        "cell. Declare a correction, or an exclusion of row 'A1', in the sidecar"
    ]
    limits.table = b"sample,n,err,Tc\nA1,<3,,90\n"
    assert rows(limits)[0]["n_m3_sigma"] == ""
    limits.sidecar["columns"]["n"]["uncertainty"] = {"absolute": "0.1"}
    limits.table = b"sample,n,Tc\nA1,<3,90\n"
    assert rows(limits)[0]["n_m3_sigma"] == ""


def test_tc_is_never_zero(pair):
    pair.table = b"sample,n,Tc\nA1,1,0\n"
    assert complaint(pair) == [
        "  - films.csv, line 2, column 'Tc': '0' is 0.0 kelvin, which is not a possible critical temperature; "
        "expected more "
        "than 0 and less than 1000 kelvin ('not superconducting' is a limit or a class, never 0 K). "
        "Declare a correction, or an exclusion of row 'A1', in the sidecar"
    ]


@pytest.fixture
def classes(pair):
    pair.table = b"sample,sc,Tc\nA1,yes,90\nA2,no,80\nA3,,70\n"
    pair.sidecar["columns"]["sc"] = pair.sidecar["columns"].pop("n") | {
        "name": "superconducting", "quantity": "superconducting", "unit": "", "required": "false",
        "words": {"yes": "1", "no": "0"},
    }  # fmt: skip
    return pair


def test_a_class(classes):
    assert [row["superconducting"] for row in rows(classes)] == ["1.0", "0.0", ""]
    assert record(classes)["columns"]["superconducting"]["words"] == {"yes": "1", "no": "0"}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("maybe", "is not a plain number; expected a plain number such as 93, 93.5 or 1.2e21, or 'no', or 'yes'"),
        ("Yes", "is not a plain number; expected a plain number such as 93, 93.5 or 1.2e21, or 'no', or 'yes'"),
        ("0.5", "is 0.5, which is not a possible superconducting (1) or not (0); expected 0 or 1"),
    ],
)
def test_a_class_has_no_other_values(classes, text, reason):
    classes.table = classes.table.replace(b"yes", text.encode())
    assert complaint(classes)[0].startswith(f"  - films.csv, line 2, column 'sc': '{text}' {reason}. Declare ")


def test_words_are_in_the_printed_unit_and_have_no_uncertainty(pair):
    pair.sidecar["columns"]["n"] |= {"words": {"low": "0.1"}, "uncertainty": {"rounding": "true"}}
    pair.table = b"sample,n,Tc\nA1,low,90\nA2,2,80\n"
    first, second = rows(pair)
    assert (first["n_m3"], first["n_m3_sigma"]) == ("1e+26", "")
    assert second["n_m3_sigma"] != ""


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"words": {"90": "91"}}, f"words: '90' is not a word{NO_WORD}"),
        ({"words": {"<x": "1"}}, f"words: '<x' is not a word{NO_WORD}"),
        ({"words": {"NaN": "1"}}, f"words: 'NaN' is not a word{NO_WORD}"),
        ({"words": {" a": "1"}}, f"words: ' a' is not a word{NO_WORD}"),
        ({"words": {"a": "1,5"}}, "words: 'a' stands for '1,5', which has a comma, which may separate decimals or "
                                  "thousands; expected a plain number such as 93, 93.5 or 1.2e21"),
        ({"limits": "yes"}, "limits: 'yes' is not allowed; expected 'allowed'"),
        ({"grade": {"col": "x"}}, "grade: {'col': 'x'} is not a grade; expected 'read', 'computed', 'package', "
                                  "'estimated', 'recalled' or 'undeclared', or {column: ...}"),
        ({"grade": {"column": "n"}}, "grade.column: column 'n' is declared as something else"),
        ({"grade": {"column": "e"}, "uncertainty": {"column": "e"}},
         "grade.column: column 'e' is declared as something else"),
    ],
)  # fmt: skip
def test_what_a_column_cannot_declare(pair, change, message):
    pair.sidecar["columns"]["Tc"] |= change
    assert complaint(pair) == [f"  - films.yaml, columns.Tc.{message}"]


def test_texts_and_classes_have_no_limits(classes):
    classes.sidecar["columns"]["sc"]["limits"] = "allowed"
    assert complaint(classes) == ["  - films.yaml, columns.sc: a class has no limits"]
    classes.sidecar["columns"]["sc"] = {"name": "s", "quantity": "text", "grade": "read", "limits": "allowed"}
    assert complaint(classes) == ["  - films.yaml, columns.sc: a text column has neither limits nor words"]


@pytest.fixture
def graded(pair):
    """Five densities, of which two are not to be trusted."""
    grades = ["read", "recalled", "computed", "estimated", "package"]
    lines = (f"A{i},{i},{100 - i},{grade}\n" for i, grade in enumerate(grades, 1))
    pair.table = f"sample,n,Tc,n_grade\n{''.join(lines)}".encode()
    pair.sidecar["columns"]["n"]["grade"] = {"column": "n_grade"}
    pair.sidecar["derived"] = {
        "n_max_m3": {"quantity": "n_m3", "grade": "computed", "recipe": "largest",
                     "arguments": {"columns": ["n_m3"]}, "formula": "f", "source": "s"},
        "twice_m3": {"quantity": "n_m3", "grade": "computed", "recipe": "largest",
                     "arguments": {"columns": ["n_max_m3", "n_m3"]}, "formula": "f", "source": "s"},
    }  # fmt: skip
    return pair


def test_grades_of_cells(graded):
    found = rows(graded)
    assert [row["n_m3_grade"] for row in found] == ["read", "recalled", "computed", "estimated", "package"]
    for name in ("n_max_m3", "twice_m3"):
        assert [row[f"{name}_grade"] for row in found] == ["computed", "recalled", "computed", "estimated", "computed"]
        assert record(graded)["columns"][name]["grade_column"] == f"{name}_grade"
    assert record(graded)["columns"]["n_m3"]["grade"] is None
    assert record(graded)["columns"]["tc_K"]["grade"] == "read"
    assert column_grades(read_sidecar(graded.yaml)) == {
        "n_m3": None, "tc_K": "read", "n_max_m3": None, "twice_m3": None
    }  # fmt: skip


@pytest.mark.parametrize("word", ["", "Read", "guessed"])
def test_a_wrong_grade_is_a_problem(graded, word):
    graded.table = graded.table.replace(b"recalled", word.encode())
    assert complaint(graded) == [
        f"  - films.csv, line 3, column 'n_grade': '{word}' is not a grade; expected read, package, computed, "
        "estimated, recalled, undeclared. Declare a correction, or an exclusion of row 'A2', in the sidecar"
    ]


def test_a_cell_that_says_nothing_needs_no_grade(graded):
    graded.sidecar["columns"]["n"]["required"] = "false"
    graded.table = graded.table.replace(b"A2,2,98,recalled", b"A2,,98,")
    assert (rows(graded)[1]["n_m3"], rows(graded)[1]["n_m3_grade"], rows(graded)[1]["n_max_m3_grade"]) == ("", "", "")


def test_a_derived_column_is_no_better_than_what_it_uses(pair):
    pair.sidecar["columns"]["n"]["grade"] = "recalled"
    about = {"quantity": "n_m3", "grade": "computed", "recipe": "largest", "arguments": {"columns": ["n_m3"]}}
    pair.sidecar["derived"] = {"a_m3": about | {"formula": "f", "source": "s"}}
    assert complaint(pair) == [
        "  - films.yaml, derived.a_m3.grade: 'computed' is better than that of 'n_m3', which is recalled"
    ]
    pair.sidecar["derived"]["a_m3"]["grade"] = "recalled"
    assert column_grades(read_sidecar(pair.write().yaml))["a_m3"] == "recalled"
    pair.sidecar["derived"]["a_m3"]["grade"] = "read"
    assert complaint(pair) == [
        "  - films.yaml, derived.a_m3.grade: 'read' is not allowed; expected 'computed', 'estimated', 'recalled' or "
        "'undeclared'"
    ]


def chosen(pair, inputs, **settings):
    out = pair.folder / "comparison/observations.csv"
    tables = [(pair.outputs[0], pair.outputs[2])]
    select(tables, Selection("tc_K", inputs, **settings), out, out.with_suffix(".json"))
    return read_observations(out)


@pytest.mark.parametrize("column", ["n_m3", "n_max_m3"])
def test_rows_of_other_grades_are_dropped(graded, column):
    rows(graded)
    observations = chosen(graded, [column])
    assert observations.label == ("A1", "A3", "A5")
    assert observations.record["dropped"] == [
        {"point_id": "films:A2", "reason": f"{column} is recalled"},
        {"point_id": "films:A4", "reason": f"{column} is estimated"},
    ]
    assert observations.record["accept_grades"] == ["read", "package", "computed"]
    assert "n_m3_grade" not in observations.columns
    assert chosen(graded, []).n == 5
    assert chosen(graded, [column], accept_grades=["read", "computed", "package", "estimated"]).n == 4


def test_a_column_of_another_grade_leaves_nothing(pair):
    pair.sidecar["columns"]["Tc"]["grade"] = "recalled"
    pair.tidy()
    with pytest.raises(RefereeError, match="films:A1: tc_K is recalled"):
        chosen(pair, [])


def test_limits_are_dropped_with_their_reason(limits):
    limits.table = b"sample,n,Tc\nA1,1,90\nA2,<2,80\nA3,3,70\nA4,>4,60\nA5,5,50\n"
    limits.tidy()
    assert chosen(limits, ["n_m3"]).record["dropped"] == [
        {"point_id": "films:A2", "reason": "n_m3 has no value but the upper limit 2e+27"},
        {"point_id": "films:A4", "reason": "n_m3 has no value but the lower limit 4e+27"},
    ]
