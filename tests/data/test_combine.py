"""Several tables in one comparison: below one another, or beside one another by compound; families of the rows."""

import hashlib
import json

import numpy as np
import pytest
import yaml

from tcreferee.base.errors import RefereeError
from tcreferee.data.combine import combined_columns, quantities
from tcreferee.data.observations import read_observations
from tcreferee.data.record import describe_columns
from tcreferee.data.select import Selection, select
from tcreferee.data.sidecar import produced_columns, read_sidecar
from tcreferee.data.tidy import tidy

FILMS = "sample,n,Tc,dTc,kind\nA1,1,90,2,old\nA2,2,80,2,new\nA3,,70,2,new\n"
FOILS = "sample,n,Tc,how,kind,xi\nB1,4,60,read,old,3\nB2,5,50,recalled,new,3\nB3,6,<40,read,,3\n"
NUMBERS = {
    "n": ("n_m3", "n_m3", "1e27/m**3"), "Tc": ("tc_K", "tc_K", "K"), "xi": ("xi_A", "xi_A", "angstrom"),
}  # fmt: skip


class Bench:
    """Two small tables in a folder; tests change them, tidy and select."""

    def __init__(self, folder):
        self.folder = folder
        self.tables = {"films": FILMS, "foils": FOILS}
        self.compounds = {"films": {}, "foils": {}}

    def sidecar(self, name):
        header = self.tables[name].partition("\n")[0].split(",")
        columns = {
            printed: {
                "name": word, "quantity": quantity, "unit": unit, "grade": "read", "uncertainty": "unknown",
                "required": "false",
            }
            for printed, (word, quantity, unit) in NUMBERS.items() if printed in header
        }  # fmt: skip
        columns["kind"] = {"name": "kind", "quantity": "text", "grade": "read", "required": "false"}
        if "dTc" in header:
            columns["Tc"]["uncertainty"] = {"column": "dTc"}
        if "how" in header:
            columns["Tc"] |= {"grade": {"column": "how"}, "limits": "allowed", "suspect": "chosen with Tc known"}
        about = {
            "schema_version": 1, "id": name, "title": name, "location": f"Table of {name}", "obtained": "typed",
            "source": {"authors": ["Smith, A."], "year": 2020, "title": "T", "doi": "10.1000/films"},
            "licence": "quoted", "row_key": "sample", "label": "sample", "columns": columns, "problems": ["few"],
            "sha256": hashlib.sha256(self.tables[name].encode()).hexdigest(),
        }  # fmt: skip
        if self.compounds[name]:
            about |= {"compounds": self.compounds[name], "compounds_note": "ASSUME: by name."}
        return about

    def tidy(self, name):
        csv, sidecar = self.folder / f"{name}.csv", self.folder / f"{name}.yaml"
        csv.write_text(self.tables[name])
        sidecar.write_text(yaml.safe_dump(self.sidecar(name)))
        out = self.folder / "out" / f"{name}.csv"
        tidy(csv, sidecar, out, out.with_suffix(".rejected"), out.with_suffix(".json"))
        return out, out.with_suffix(".json")

    def select(self, names=("films", "foils"), **asked):
        out = self.folder / "rows/observations.csv"
        selection = Selection(**({"response": "tc_K", "inputs": ["n_m3"]} | asked))
        select([self.tidy(name) for name in names], selection, out, out.with_suffix(".json"))
        return read_observations(out)

    def complaint(self, *names, **asked):
        with pytest.raises(RefereeError) as error:
            self.select(*names, **asked)
        assert not (self.folder / "rows").exists()
        return str(error.value).replace(f"{self.folder}/", "").splitlines()


@pytest.fixture
def bench(tmp_path):
    return Bench(tmp_path)


def test_a_stack(bench):
    rows = bench.select(combine="stack")
    assert rows.point_id == ("films:A1", "films:A2", "foils:B1", "foils:B3")
    np.testing.assert_array_equal(rows.y, [90, 80, 60, 40])
    np.testing.assert_array_equal(rows.limit, [0, 0, 0, 1])  # "<40" is kept as a limit
    # only what both have, with the uncertainties, limits and grades that either has
    assert set(rows.columns) == {"n_m3", "tc_K", "tc_K_sigma", "tc_K_upper", "tc_K_lower"}
    np.testing.assert_array_equal(rows.columns["tc_K_sigma"], [2, 2, np.nan, np.nan])
    assert rows.record["dropped"] == [
        {"point_id": "films:A3", "reason": "no value of n_m3"},
        {"point_id": "foils:B2", "reason": "tc_K is recalled"},
    ]


def test_grades_of_cells_survive_a_stack(bench):
    rows = bench.select(combine="stack", accept_grades=["read", "recalled"])
    assert rows.point_id == ("films:A1", "films:A2", "foils:B1", "foils:B2", "foils:B3")
    text = (bench.folder / "rows/observations.csv").read_text().splitlines()
    header = text[0].split(",")
    grades = [line.split(",")[header.index("tc_K_grade")] for line in text[1:]]
    assert grades == ["read", "read", "read", "recalled", "read"]


def test_the_record_of_a_stack(bench):
    record = bench.select(combine="stack").record
    assert [table["dataset"] for table in record["tables"]] == ["films", "foils"]
    assert (record["dataset"], record["title"]) == ("films", "films + foils")
    assert record["location"] == "films: Table of films; foils: Table of foils"
    assert record["problems"] == ["films: few", "foils: few"]
    assert record["columns"]["tc_K"]["suspect"] == "chosen with Tc known"
    assert record["columns"]["tc_K"]["uncertainty"].startswith("films: column dTc foils: ")


def test_rows_that_state_no_error_stay(bench):
    bench.tables["films"] = FILMS.replace("A2,2,80,2", "A2,2,80,") + "A4,7,60,1,new\nA5,8,60,1,new\n"
    rows = bench.select(["films"], sigmas=["tc_K_sigma"])
    assert rows.point_id == ("films:A1", "films:A2", "films:A4", "films:A5")
    assert np.isnan(rows.columns["tc_K_sigma"][1])


@pytest.fixture
def pairs(bench):
    bench.tables["foils"] = FOILS.replace("recalled", "read").replace("<40", "41")
    bench.tables["films"] = FILMS.replace("A3,,", "A3,3,") + "A4,9,30,2,old\nA5,9,20,2,old\n"
    bench.compounds = {
        "films": {"A1": "YBCO", "A2": "LSCO", "A3": "Hg", "A4": "Tl"},
        "foils": {"B3": "Hg", "B2": "LSCO", "B1": "YBCO"},
    }
    return bench


def test_a_match(pairs):
    rows = pairs.select(combine="match", inputs=["n_m3_foils", "xi_A"])
    assert (rows.point_id, rows.label) == (("films:A1", "films:A2", "films:A3"), ("A1", "A2", "A3"))
    np.testing.assert_array_equal(rows.y, [90, 80, 70])
    np.testing.assert_array_equal(rows.columns["n_m3_foils"], [4e27, 5e27, 6e27])
    np.testing.assert_array_equal(rows.columns["tc_K_foils"], [60, 50, 41])
    assert rows.record["columns"]["tc_K_foils"]["grade_column"] == "tc_K_foils_grade"
    assert rows.record["columns"]["tc_K_foils"]["limits"] == ["tc_K_foils_upper", "tc_K_foils_lower"]
    assert rows.record["matched"] == [["films:A1", "foils:B1"], ["films:A2", "foils:B2"], ["films:A3", "foils:B3"]]
    assert rows.record["compounds_notes"] == {"films": "ASSUME: by name.", "foils": "ASSUME: by name."}
    assert rows.record["dropped"] == [
        {"point_id": "films:A4", "reason": "Tl is not in foils"},
        {"point_id": "films:A5", "reason": "the sidecar names no compound for this row, so that it matches no other"},
    ]


def test_grades_of_cells_survive_a_match(pairs):
    pairs.tables["foils"] = FOILS.replace("<40", "41")
    found = pairs.complaint(combine="match", inputs=["tc_K_foils"])
    assert found[2] == "  - films:A4: Tl is not in foils"
    assert found[-1] == "  - films:A2: tc_K_foils is recalled"


def test_a_compound_twice_in_one_table(pairs):
    pairs.compounds["foils"]["B3"] = "YBCO"
    assert pairs.complaint(combine="match") == [
        "Rows cannot be matched (1 problem):",
        "  - foils: YBCO occurs twice, in foils:B1 and foils:B3; expected one row of each compound. Leave all but one "
        "of them out of 'compounds' in its sidecar",
    ]


def test_families_by_a_column_of_words(bench):
    bench.tables["films"] = FILMS.replace("A3,,70,2,new", "A3,3,70,2,")
    rows = bench.select(combine="stack", families="kind")
    assert rows.family == ("old", "new", "old")
    assert rows.record["dropped"][0] == {"point_id": "films:A3", "reason": "no family"}


def test_rows_outside_of_a_range_are_dropped_with_the_reason(bench):
    everything = bench.select(combine="stack")
    values = sorted(everything.columns["n_m3"])
    kept = bench.select(combine="stack", ranges={"n_m3": [values[0], values[-2]]})
    assert sorted(kept.columns["n_m3"]) == values[:-1], "both ends are included"
    assert f"n_m3 is {values[-1]:g}, outside {values[0]:g} to {values[-2]:g}" in str(kept.record["dropped"])


def test_a_row_without_a_value_in_the_range_column_is_dropped(bench):
    bench.tables["films"] = FILMS.replace("A1,1,", "A1,,")
    kept = bench.select(combine="stack", inputs=[], ranges={"n_m3": [0, 1e40]})
    assert {"point_id": "films:A1", "reason": "no value of n_m3"} in kept.record["dropped"]


def test_families_by_dataset(bench):
    rows = bench.select(combine="stack", families="dataset", family_labels={"films": "thin"})
    assert rows.family == ("thin", "thin", "foils", "foils")


def test_a_tables_own_column_family_makes_way(bench, monkeypatch):
    own = bench.sidecar
    monkeypatch.setattr(
        bench, "sidecar", lambda name: json.loads(json.dumps(own(name)).replace('"name": "kind"', '"name": "family"'))
    )
    assert bench.select(combine="stack").family == ("", "", "", "")
    assert bench.select(combine="stack", families="family").family == ("old", "new", "old")
    assert bench.select(combine="stack", families="dataset").family == ("films", "films", "foils", "foils")


def test_one_family_is_none(bench):
    bench.tables["films"] = FILMS.replace("old", "new").replace("A3,,", "A3,3,")
    assert bench.complaint(["films"], families="kind") == [
        "Too few families are left (1 problem):",
        "  - out/films.csv: all 3 rows are of one family, 'new'; expected at least 2 families. Leave out 'families' "
        "and the models with a value of their own for each",
    ]


def test_families_of_no_column(bench):
    assert bench.complaint(combine="stack", families="kinds")[1] == (
        "  - out/films.csv, out/foils.csv: there is no column of words 'kinds'. Did you mean 'kind'?"
    )


@pytest.mark.parametrize("name", ["films", "foils"])
def test_one_table_alone_keeps_its_columns(bench, name):
    bench.compounds["foils"] = {"B1": "YBCO"}
    bench.tidy(name)
    sidecar = read_sidecar(bench.folder / f"{name}.yaml")
    about = combined_columns({name: describe_columns(sidecar)}, "")
    assert quantities(about, bool(sidecar.compounds)) == produced_columns(sidecar)
    assert (bench.folder / f"out/{name}.csv").read_text().splitlines()[0].split(",") == list(produced_columns(sidecar))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"compounds": {"B9": "YBCO"}}, "foils.yaml, compounds.B9: there is no row 'B9'. Known: B1, B2, B3"),
        (
            {"compounds_note": "by name"},
            "foils.yaml, compounds_note: does not begin with 'ASSUME:'. Which compounds are the same is a judgement; "
            "say whose rule",
        ),
        (
            {"compounds_note": None},
            "foils.yaml: compounds_note is missing; expected both 'compounds' and 'compounds_note', or neither",
        ),
    ],
)
def test_compounds_of_a_sidecar(bench, monkeypatch, changes, message):
    bench.compounds["foils"] = {"B1": "YBCO"}
    about = {key: value for key, value in (bench.sidecar("foils") | changes).items() if value is not None}
    monkeypatch.setattr(bench, "sidecar", lambda name: about)
    with pytest.raises(RefereeError) as error:
        bench.tidy("foils")
    assert str(error.value).replace(f"{bench.folder}/", "").splitlines()[1:] == [f"  - {message}"]
