import json
import math

import netCDF4
import numpy as np
import pytest

from tcreferee.base.errors import RefereeError
from tcreferee.base.provenance import NewerResultError
from tcreferee.base.records import clean, number, read_record, read_rows, reading, write_record, write_rows
from tcreferee.data.observations import read_observations
from tcreferee.inference.drawn import stored_draws


def test_a_record_comes_back(tmp_path):
    path = tmp_path / "fit.json"
    record = {
        "word": "T_c, Å",
        "flag": np.bool_(True),
        "count": np.int64(7),
        "number": np.float64(1 / 3),
        "matrix": np.array([[1.0, np.nan], [-np.inf, 2.5e27]]),
        "pair": (1, 2.0),
        "nothing": None,
        "nested": {0.25: math.nan, "a": [np.float32(0.5)]},
        "empty": np.empty((0, 0)),
    }
    write_record(path, record)
    assert read_record(path) == {
        "schema_version": 1,
        "word": "T_c, Å",
        "flag": True,
        "count": 7,
        "number": 0.3333333333,
        "matrix": [[1.0, None], [None, 2.5e27]],
        "pair": [1, 2.0],
        "nothing": None,
        "nested": {"0.25": None, "a": [0.5]},
        "empty": [],
    }
    first = path.read_bytes()
    write_record(path, dict(reversed(record.items())))
    assert path.read_bytes() == first


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, np.nan, np.float32("inf")])
def test_undefined_is_none(value):
    assert clean(value) is None
    assert clean(np.array([value])) == [None]


def test_whole_numbers_stay_whole():
    assert clean(12345678901234567) == 12345678901234567
    assert clean(True) is True
    assert isinstance(clean(np.int64(3)), int)


def test_rows_come_back(tmp_path):
    path = tmp_path / "new/pointwise.csv"
    rows = [
        {"point_id": "a:1", "label": 'YBa2Cu3O7, "O7"', "x": 2 / 3, "ok": True, "n": 3, "extra": "left out"},
        {"point_id": "a:2", "label": "Å", "x": math.nan, "ok": False, "n": None, "extra": ""},
    ]
    write_rows(path, ("point_id", "label", "x", "ok", "n"), rows)
    assert path.read_bytes().decode() == (
        'point_id,label,x,ok,n\na:1,"YBa2Cu3O7, ""O7""",0.6666666667,true,3\na:2,Å,,false,\n'
    )
    back = read_rows(path)
    assert back[0] == {"point_id": "a:1", "label": 'YBa2Cu3O7, "O7"', "x": "0.6666666667", "ok": "true", "n": "3"}
    assert number(back[0]["x"]) == pytest.approx(2 / 3, rel=1e-9)
    assert math.isnan(number(back[1]["x"]))


def test_a_newer_record_is_refused(tmp_path):
    path = tmp_path / "fit.json"
    path.write_text(json.dumps({"schema_version": 2}))
    with pytest.raises(RefereeError) as error:
        read_record(path)
    assert str(error.value).replace(f"{tmp_path}/", "") == (
        "result file (1 problem):\n  - fit.json: schema version 2 is newer than this program; expected at most 1. "
        "Update tc-referee, or delete the results and run again"
    )


@pytest.mark.parametrize("version", [0, -5, "1", 1.5, None, True])
def test_a_version_that_never_was_is_refused(tmp_path, version):
    path = tmp_path / "fit.json"
    path.write_text(json.dumps({"schema_version": version}))
    with pytest.raises(RefereeError, match=r"fit\.json: .*schema"):
        read_record(path)


def test_a_table_is_as_new_as_the_record_beside_it(tmp_path):
    write_rows(tmp_path / "comparison.csv", ["model"], [{"model": "a"}])
    assert read_rows(tmp_path / "comparison.csv") == [{"model": "a"}]
    (tmp_path / "comparison.json").write_text(json.dumps({"schema_version": 2}))
    with pytest.raises(NewerResultError, match=r"comparison\.json: schema version 2 is newer than this program"):
        read_rows(tmp_path / "comparison.csv")


def test_newer_rows_and_draws_are_refused(tmp_path):
    (tmp_path / "observations.csv").write_text("point_id,label,tc_K\n")
    (tmp_path / "observations.json").write_text(json.dumps({"schema_version": 2, "sha256": ""}))
    with pytest.raises(NewerResultError, match=r"observations\.json: schema version 2 is newer than this program"):
        read_observations(tmp_path / "observations.csv")
    with netCDF4.Dataset(tmp_path / "posterior.nc", "w") as file:
        file.schema_version = 2
        file.createGroup("posterior")
    with pytest.raises(NewerResultError, match=r"posterior\.nc: schema version 2 is newer than this program"):
        stored_draws(tmp_path / "posterior.nc")


@pytest.mark.parametrize("version", ["1", 1.5, True, 0, -5])
def test_a_record_of_unknown_version_is_refused(tmp_path, version):
    path = tmp_path / "fit.json"
    path.write_text(json.dumps({"schema_version": version}))
    with pytest.raises(RefereeError, match=f"has the schema version {version}; expected a whole number from 1 to 1"):
        read_record(path)


def test_half_a_record_is_refused(tmp_path):
    path = tmp_path / "fit.json"
    write_record(path, {"n": 9, "p": 3})
    path.write_text(path.read_text()[:-4])
    with pytest.raises(RefereeError) as error:
        read_record(path)
    assert str(error.value).replace(f"{tmp_path}/", "") == (
        "result file (1 problem):\n  - fit.json, line 4: not a whole JSON file. Delete it and run again"
    )


@pytest.mark.parametrize("text", ["[]", "3", "null", '"fit"'])
def test_json_that_is_no_record_is_refused(tmp_path, text):
    path = tmp_path / "fit.json"
    path.write_text(text)
    with pytest.raises(RefereeError, match=r"fit\.json: has no schema version"):
        read_record(path)


@pytest.mark.parametrize("error", [KeyError("fit"), ValueError("x"), OSError(-101, "NetCDF: HDF error"), TypeError()])
def test_a_damaged_file_is_named_whatever_reading_it_raises(error):
    with pytest.raises(RefereeError, match=r"results/a/fit\.json: is damaged .*Delete it and run again"):  # noqa: SIM117
        with reading("results/a/fit.json"):
            raise error


def test_a_cut_posterior_and_an_empty_table_are_named(tmp_path):
    (tmp_path / "posterior.nc").write_bytes(b"\x89HDF\r\n\x1a\n" + bytes(50))
    with pytest.raises(RefereeError, match=r"posterior\.nc: is damaged"):
        stored_draws(tmp_path / "posterior.nc")
    (tmp_path / "pointwise.csv").write_text("")
    with pytest.raises(RefereeError, match=r"pointwise\.csv: is empty\. Delete it and run again"):
        read_rows(tmp_path / "pointwise.csv")
