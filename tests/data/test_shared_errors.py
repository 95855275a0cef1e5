"""An error that all rows share, as a sidecar declares it: written, derived, combined and refused."""

import json

import pytest
from depths import rows_of, with_depths

from tcreferee.base.errors import RefereeError
from tcreferee.data.combine import MATCH, STACK, Table, combine


@pytest.fixture
def depths(pair):
    with_depths(pair, b"sample,depth,err,scale,Tc\nA,254,2,5,26\nB,364,,7,22\nC,189,5.5,4,52\n")
    pair.sidecar["columns"]["depth"]["common"] = {"column": "scale"}
    return pair


def test_a_column_moves_each_row_and_what_is_derived_from_it(depths):
    rows = rows_of(depths)
    assert [row["lambda_nm_common"] for row in rows] == ["5.0", "7.0", "4.0"]
    for row in rows:
        # by hand: d ln(lambda^-2) = -2 d ln(lambda)
        moved = -2 * float(row["inv_lambda2_um2"]) * float(row["lambda_nm_common"]) / float(row["lambda_nm"])
        assert float(row["inv_lambda2_um2_common_by_lambda_nm"]) == pytest.approx(moved, rel=1e-5)
    # beside the independent errors, which one row does not state
    assert [bool(row["lambda_nm_sigma"]) for row in rows] == [True, False, True]
    about = json.loads(depths.outputs[2].read_text())["columns"]
    assert about["lambda_nm"]["commons"] == {"lambda_nm": "lambda_nm_common"}
    assert about["lambda_nm"]["common"] == "column scale"
    assert about["inv_lambda2_um2"]["commons"] == {"lambda_nm": "inv_lambda2_um2_common_by_lambda_nm"}


@pytest.mark.parametrize(("rule", "moves"), [({"percent": 10}, [25.4, 36.4, 18.9]), ({"absolute": 3}, [3, 3, 3])])
def test_a_rule_for_all_rows(depths, rule, moves):
    depths.table = depths.table.replace(b",scale", b"").replace(b",5,26", b",26").replace(b",7,22", b",22")
    depths.table = depths.table.replace(b",4,52", b",52")
    depths.sidecar["columns"]["depth"]["common"] = rule
    assert [float(row["lambda_nm_common"]) for row in rows_of(depths)] == pytest.approx(moves)


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        (b"A,254,2,,26", "is empty, but an error that all rows share moves every row"),
        (b"A,254,2,0,26", "is not a positive uncertainty"),
        (b"A,254,2,-5,26", "is not a positive uncertainty"),
        (b"A,254,2,300,26", "is 254 nanometer with an error of 300 nanometer"),
    ],
)
def test_a_bad_cell_is_named_with_its_row(depths, cells, words):
    depths.table = depths.table.replace(b"A,254,2,5,26", cells)
    with pytest.raises(RefereeError) as error:
        depths.tidy()
    assert "films.csv, line 2, column 'scale'" in str(error.value)
    assert words in str(error.value)


@pytest.mark.parametrize("rule", [{"rounding": True}, {"percent": 3, "absolute": 1}, "true", {"percent": 0}])
def test_a_rule_that_is_none(depths, rule):
    depths.sidecar["columns"]["depth"]["common"] = rule
    with pytest.raises(RefereeError, match=r"columns\.depth\.common"):
        depths.tidy()


def table(name):
    about = {
        "quantity": "tc_K", "grade": "read", "grade_column": None, "sigma": None, "sides": [], "parts": {},
        "commons": {"tc_K": "tc_K_common"}, "limits": [], "required": True,
    }  # fmt: skip
    row = {"point_id": f"{name}:1", "label": "1", "compound_key": "A", "tc_K": "90", "tc_K_common": "2"}
    return Table(name, {"tc_K": about}, [row])


def test_each_table_of_a_stack_has_its_own():
    found = combine([table("one"), table("two")], STACK)
    assert found.columns["tc_K"]["commons"] == {"tc_K@one": "tc_K_common_one", "tc_K@two": "tc_K_common_two"}
    assert [(row["tc_K_common_one"], row["tc_K_common_two"]) for row in found.rows] == [("2", ""), ("", "2")]
    assert {"tc_K_common_one", "tc_K_common_two"} <= {*found.header}


def test_matched_tables_keep_theirs():
    found = combine([table("one"), table("two")], MATCH)
    (row,) = found.rows
    assert [each["commons"] for each in found.columns.values()] == [
        {"tc_K@one": "tc_K_common"}, {"tc_K@two": "tc_K_two_common"},
    ]  # fmt: skip
    assert (row["tc_K_common"], row["tc_K_two_common"]) == ("2", "2")
