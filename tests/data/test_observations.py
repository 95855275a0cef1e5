import json

import numpy as np
import pytest

from tcreferee.base.errors import RefereeError
from tcreferee.data.observations import read_observations
from tcreferee.data.select import Selection, select


@pytest.fixture
def gaps(pair):
    """Five rows, one without a density."""
    pair.table = b"sample,n,Tc\nA1,1,90\nA2,2,80\nA3,,70\nA4,4,60\nA5,5,50\n"
    pair.sidecar["columns"]["n"]["required"] = "false"
    pair.sidecar["columns"]["Tc"]["uncertainty"] = {"rounding": "true"}
    return pair.tidy()


def chosen(pair, response="tc_K", inputs=("n_m3",)):
    out = pair.folder / "comparison/observations.csv"
    select([(pair.outputs[0], pair.outputs[2])], Selection(response, inputs), out, out.with_suffix(".json"))
    return out


def complaint(pair, *args):
    with pytest.raises(RefereeError) as error:
        chosen(pair, *args)
    assert not (pair.folder / "comparison").exists()
    return pair.message(error.value).splitlines()


def test_rows_with_response_and_inputs_are_kept(gaps):
    observations = read_observations(chosen(gaps))
    assert observations.n == 4
    assert observations.point_id == ("films:A1", "films:A2", "films:A4", "films:A5")
    assert observations.label == ("A1", "A2", "A4", "A5")
    np.testing.assert_array_equal(observations.y, [90, 80, 60, 50])
    np.testing.assert_array_equal(observations.columns["n_m3"], [1e27, 2e27, 4e27, 5e27])
    assert set(observations.columns) == {"tc_K", "tc_K_sigma", "n_m3"}
    assert observations.record["dropped"] == [{"point_id": "films:A3", "reason": "no value of n_m3"}]
    assert observations.record["n"] == 4
    assert not observations.y.flags.writeable
    assert observations.family == ("", "", "", "")


def test_unknown_values_are_nan(gaps):
    observations = read_observations(chosen(gaps, "tc_K", ()))
    assert np.isnan(observations.columns["n_m3"]).tolist() == [False, False, True, False, False]


def test_texts_are_not_columns(pair):
    pair.sidecar["columns"]["sample"] = {"name": "film", "quantity": "text", "grade": "read"}
    assert "film" not in read_observations(chosen(pair.tidy())).columns


def test_a_further_model_on_known_columns_changes_nothing(gaps):
    out = chosen(gaps)
    before = out.read_bytes(), out.with_suffix(".json").read_bytes()
    chosen(gaps, "tc_K", ["n_m3", "tc_K_sigma", "n_m3"])
    assert (out.read_bytes(), out.with_suffix(".json").read_bytes()) == before


def test_the_record_carries_the_origin(gaps):
    record = json.loads(chosen(gaps).with_suffix(".json").read_text())
    processed = json.loads(gaps.outputs[2].read_text())
    for key in ("dataset", "citation", "location", "columns", "problems", "raw", "sidecar"):
        assert record[key] == processed[key]


def test_wrong_columns(pair):
    pair.tidy()
    assert complaint(pair, "tc_k", ["n", "label"]) == [
        "out/films.csv does not have what the comparison needs (3 problems):",
        "  - out/films.csv: there is no column 'tc_k'. Did you mean 'tc_K'?",
        "  - out/films.csv: there is no column 'n'. Known: label, n_m3, point_id, tc_K",
        "  - out/films.csv: column 'label' is a text; expected a column of numbers",
    ]


def test_too_few_rows(pair):
    pair.sidecar["columns"]["n"]["required"] = "false"
    pair.table = b"sample,n,Tc\nA1,1,90\nA2,2,80\nA3,,70\n"
    pair.tidy()
    assert complaint(pair) == [
        "Too few rows are left (2 problems):",
        "  - out/films.csv: 2 of 3 rows have a value of tc_K, n_m3; expected at least 3. "
        "Leave out the model that needs the missing column, or add rows",
        "  - films:A3: no value of n_m3",
    ]


def test_a_changed_table_is_noticed(gaps):
    out = chosen(gaps)
    out.write_text(out.read_text().replace("90.0", "91.0"))
    with pytest.raises(RefereeError) as error:
        read_observations(out)
    assert gaps.message(error.value) == (
        "comparison/observations.csv cannot be used (1 problem):\n"
        "  - comparison/observations.csv: has changed since observations.json was written. "
        "Delete both and run the workflow again"
    )
    gaps.outputs[0].write_text("point_id,label\n")
    with pytest.raises(RefereeError, match=r"has changed since films\.json was written"):
        chosen(gaps)


@pytest.mark.parametrize("text", ["", "[]", "{}", "{", "3"])
def test_a_damaged_record_is_noticed(gaps, text):
    out = chosen(gaps)
    out.with_suffix(".json").write_text(text)
    with pytest.raises(RefereeError, match=r"observations\.json: is not a record of this program\. Delete it"):
        read_observations(out)


def test_missing_files(tmp_path):
    with pytest.raises(RefereeError) as error:
        read_observations(tmp_path / "a.csv")
    assert str(error.value).count("the file does not exist") == 2
