"""Predictions: which materials a model can speak of, what is measured against what, and how it is counted."""

import csv
import json
import math
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import pytest

from tcreferee.base.provenance import sha256
from tcreferee.base.records import write_record
from tcreferee.data.select import Selection, select
from tcreferee.formulas.loading import MODELS_FOLDER
from tcreferee.prediction import predict as module
from tcreferee.prediction.predict import COLUMNS, Question, predict

NORMAL = NormalDist(50.0, 10.0)
ABOUT = {"sigma": None, "limits": [], "grade": "read", "grade_column": None, "suspect": None, "note": None, "parts": {}}
COLUMN = {name: ABOUT | {"quantity": name} for name in ("n_m3", "tc_K")}


@dataclass(frozen=True)
class Fake:
    """A posterior predictive that is Normal(50, 10) K whatever the input, as evenly spaced quantiles."""

    rows: int

    @property
    def new(self):
        draws = [NORMAL.inv_cdf((i + 0.5) / 4000) for i in range(4000)]
        return np.repeat(np.array(draws)[:, np.newaxis], self.rows, axis=1)

    @property
    def mean(self):
        return np.full((4000, self.rows), 0.25)

    def log_density(self, y):
        return -0.5 * ((y - 50) / 10) ** 2 - math.log(10 * math.sqrt(2 * math.pi))


def table(folder, name, header, rows, columns=COLUMN):
    path = folder / f"{name}.csv"
    path.write_text("\n".join([header, *rows]) + "\n")
    about = dict.fromkeys(
        (
            "title",
            "citation",
            "location",
            "raw",
            "sidecar",
            "evaluated_curve",
            "problems",
            "compounds_note",
            "rows_chosen",
        ),
        "",
    )
    record = about | {"schema_version": 1, "dataset": name, "columns": columns, "sha256": sha256(path)}
    path.with_suffix(".json").write_text(json.dumps(record))
    return path, path.with_suffix(".json")


class Court:
    """Fitted rows and two fitted models in a folder; tests change the question."""

    def __init__(self, folder, monkeypatch):
        self.folder = folder
        self.asked = []
        fitted = table(folder, "films", "point_id,label,n_m3,tc_K", [f"films:A{i},A{i},{i}e27,{i}0" for i in (1, 2, 3)])
        select([fitted], Selection("tc_K", ["n_m3"]), folder / "rows.csv", folder / "rows.json")
        self.fit("screening", {"n_m3": "n_m3"})
        self.fit("constant", {})

        def fake(record, path, model, columns, family, seed):
            self.asked.append((model.name, path.parent.name, {k: v.tolist() for k, v in columns.items()}, list(family)))
            return Fake(len(family))

        monkeypatch.setattr(module, "predictive_draws", fake)

    def fit(self, name, inputs, **diagnostics):
        (self.folder / name).mkdir(exist_ok=True)
        write_record(self.folder / name / "fit.json", {"settings": {"inputs": inputs}, "bound": {"families": ["old"]}})
        write_record(self.folder / name / "diagnostics.json", {"converged": True} | diagnostics)

    def predict(self, held_out=None, **changes):
        given = {
            "name": "new", "title": "New", "comparison": "films", "dataset": "", "rows": [], "inputs": {}, "family": "",
            "accept_grades": ["read"], "labels": {"screening": "screening", "constant": "constant"},
            "constants": ["constant"], "seed": 1,
        }  # fmt: skip
        question = Question(**given | changes)
        models = {name: MODELS_FOLDER / f"{name}.py" for name in question.labels}
        folders = {name: self.folder / name for name in question.labels}
        out = self.folder / "new.csv"
        said = predict(question, self.folder / "rows.csv", models, folders, held_out, out, self.folder / "new.json")
        with out.open() as file:
            rows = list(csv.DictReader(file))
        return said, rows, json.loads((self.folder / "new.json").read_text())


@pytest.fixture
def court(tmp_path, monkeypatch):
    return Court(tmp_path, monkeypatch)


def test_typed_materials(court):
    typed = [{"label": "C1", "n_m3": "2.5e27", "tc_K": 56}, {"label": "C2", "n_m3": 9e27}]
    said, rows, record = court.predict(rows=typed)
    assert said == "2 materials, 1 of them measured, 2 models"
    assert list(rows[0]) == list(COLUMNS)
    assert [(row["label"], row["model"]) for row in rows] == [
        ("C1", "screening"), ("C1", "constant"), ("C2", "screening"), ("C2", "constant"),
    ]  # fmt: skip
    assert court.asked[0] == ("screening", "screening", {"n_m3": [2.5e27, 9e27]}, ["", ""])
    first = rows[0]
    assert float(first["median"]) == pytest.approx(50, abs=1e-6)
    ends = {"lower95": 0.025, "lower50": 0.25, "upper50": 0.75, "upper95": 0.975}
    assert {name: float(first[name]) for name in ends} == pytest.approx(
        {name: NORMAL.inv_cdf(level) for name, level in ends.items()}, abs=0.05
    )
    assert (first["inside_50"], first["inside_95"], first["counted"]) == ("true", "true", "true")
    assert float(first["elpd"]) == pytest.approx(math.log(NORMAL.pdf(56)))
    assert first["extrapolates"] == ""
    assert rows[2]["extrapolates"] == "n_m3 9e+27 (fitted 1e+27 to 3e+27)"
    assert (rows[2]["measured"], rows[2]["inside_50"], rows[2]["elpd"]) == ("", "", "")
    assert rows[3]["extrapolates"] == ""
    summary = record["models"]["screening"]
    assert (summary["n_measured"], summary["n_predicted"], summary["n_extrapolated"]) == (1, 2, 1)
    assert (summary["coverage_50"], summary["coverage_95"]) == (1, 1)
    assert summary["rmse"] == pytest.approx(6)
    assert (summary["d_elpd_constant"], summary["n_constant"]) == (0, 1)
    assert (record["response"], record["unit"], record["seed"]) == ("tc_K", "kelvin", 1)
    assert set(record["checksums"]) == {"observations", "screening", "constant"}


def test_coverage_counts_what_is_inside(court):
    typed = [{"label": f"C{y}", "n_m3": 2e27, "tc_K": y} for y in (50, 62, 80)]
    record = court.predict(rows=typed)[2]["models"]["constant"]
    assert (record["coverage_50"], record["coverage_95"]) == (pytest.approx(1 / 3), pytest.approx(2 / 3))
    assert record["elpd"] == pytest.approx(sum(math.log(NORMAL.pdf(y)) for y in (50, 62, 80)))


def test_a_missing_input_gives_its_reason(court):
    _, rows, record = court.predict(rows=[{"label": "C1", "tc_K": 56}])
    assert (rows[0]["note"], rows[0]["median"], rows[0]["measured"]) == ("no value of n_m3 is given", "", "56")
    assert rows[1]["median"] != ""
    assert (record["models"]["screening"]["n_measured"], record["models"]["screening"]["elpd"]) == (0, None)
    assert court.asked[0][0] == "constant"


def test_a_table_of_materials(court, tmp_path):
    columns = COLUMN | {"n_hall_m3": ABOUT | {"quantity": "n_m3", "grade": None, "grade_column": "how"}}
    columns["tc_K"] = columns["tc_K"] | {"grade": "recalled"}
    lines = ["foils:B1,B1,7e27,2e27,read,50", "films:A1,A1,7e27,2e27,recalled,50", "foils:B3,B3,7e27,,,"]
    held_out = table(tmp_path, "foils", "point_id,label,n_m3,n_hall_m3,how,tc_K", lines, columns)
    _, rows, record = court.predict(held_out, dataset="foils", inputs={"n_m3": "n_hall_m3"})
    own = [row for row in rows if row["model"] == "screening"]
    assert [row["note"] for row in own] == [
        "not counted: tc_K is recalled", "n_hall_m3 is recalled", "no value of n_hall_m3",
    ]  # fmt: skip
    assert (own[0]["counted"], own[0]["inside_50"]) == ("false", "true")
    null = [row["note"] for row in rows if row["model"] == "constant"]
    assert null[1] == "not counted: tc_K is recalled; one of the fitted rows"
    assert court.asked[0][2] == {"n_m3": [2e27]}
    assert record["models"]["screening"]["n_measured"] == 0
    assert record["models"]["screening"]["coverage_50"] is None
    assert "held_out" in record["checksums"]
    _, rows, record = court.predict(held_out, dataset="foils", accept_grades=["read", "recalled"])
    assert record["models"]["screening"]["n_measured"] == 1


def test_a_table_without_the_column(court, tmp_path):
    held_out = table(tmp_path, "foils", "point_id,label,tc_K", ["foils:B1,B1,50"], {"tc_K": COLUMN["tc_K"]})
    _, rows, _ = court.predict(held_out, dataset="foils")
    assert rows[0]["note"] == "the table has no n_m3"


def test_a_fit_that_failed(court):
    court.fit("screening", {"n_m3": "n_m3"}, converged=False)
    court.fit("constant", {}, converged=False, refused="too few rows")
    _, rows, record = court.predict(rows=[{"label": "C1", "n_m3": 2e27, "tc_K": 56}])
    assert (rows[0]["note"], rows[1]["note"]) == ("the fit did not converge", "not fitted: too few rows")
    assert record["models"]["screening"]["converged"] is False
    assert record["models"]["screening"]["d_elpd_constant"] is None


def test_families_that_were_not_fitted(court, monkeypatch):
    from tcreferee.formulas.loading import load_model

    def by_family(path):
        model = load_model(path)
        for parameter in model.parameters:
            object.__setattr__(parameter, "families", "separate")
        return model

    monkeypatch.setattr(module, "load_model", by_family)
    typed = [{"label": "C1", "family": "old"}, {"label": "C2", "family": "new"}, {"label": "C3"}]
    _, rows, _ = court.predict(rows=typed, labels={"constant": "constant"})
    assert [row["note"] for row in rows] == ["", "family 'new' was not fitted; fitted: old", "its family is not given"]
    assert court.asked[0][3] == ["old"]


def test_a_formula_without_a_finite_value(court, monkeypatch):
    class Broken(Fake):
        new = np.array([[np.nan], [1.0]])

    monkeypatch.setattr(module, "predictive_draws", lambda *_: Broken(1))
    _, rows, record = court.predict(rows=[{"label": "C1", "n_m3": 2e27, "tc_K": 56}])
    assert rows[0]["note"] == "the formula has no finite value here in 0.5 of the draws"
    assert record["models"]["constant"]["n_measured"] == 0


def test_a_class_is_predicted_as_a_probability(court, tmp_path):
    columns = {"n_m3": COLUMN["n_m3"], "s": ABOUT | {"quantity": "superconducting"}}
    fitted = table(
        tmp_path, "yes", "point_id,label,n_m3,s", [f"yes:{i},{i},{i}e27,{i % 2}" for i in (1, 2, 3)], columns
    )
    select([fitted], Selection("s", ["n_m3"]), tmp_path / "rows.csv", tmp_path / "rows.json")
    _, rows, record = court.predict(rows=[{"label": "C1", "n_m3": 2e27, "s": 1}])
    assert (rows[0]["median"], rows[0]["lower50"], rows[0]["inside_50"]) == ("0.25", "", "")
    assert rows[0]["note"] == "the probability of being superconducting"
    assert rows[0]["elpd"] != ""
    assert record["models"]["constant"]["coverage_50"] is None
