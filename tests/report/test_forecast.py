"""The report's section on materials that were not fitted."""

import pytest

from tcreferee.base.provenance import write_text
from tcreferee.base.records import write_record
from tcreferee.report.forecast import read_forecasts

ROWS = """\
label,point_id,model,measured,median,lower50,upper50,lower95,upper95,inside_50,inside_95,extrapolates,elpd,counted,note
A <b>,t:1,linear,80,98.38,91,105,75.8,90.1,false,false,,-4.7,true,
A <b>,t:1,constant,80,107.4,92,121,61.8,155.6,false,true,"x 9 above 1 to 5",-4.9,true,
B,t:2,linear,,,,,,,,,,,,no value of xi_A
B,t:2,constant,,107.4,92,121,61.8,155.6,,,,,,
"""


def about(label, **changes):
    known = {
        "label": label, "converged": True, "n_measured": 1, "coverage_50": 0.0, "coverage_95": 1.0, "rmse": 27.4,
        "d_elpd_constant": 0.2, "n_extrapolated": 0,
    }  # fmt: skip
    return known | changes


@pytest.fixture
def forecast(tmp_path):
    write_text(tmp_path / "predictions/held.csv", ROWS)
    models = {
        "constant": about("constant (null)", d_elpd_constant=0.0),
        "linear": about("straight line", converged=False),
        "unmeasured": about("third", n_measured=0, coverage_50=None, coverage_95=None, rmse=None, d_elpd_constant=None),
    }
    record = {"title": "Held out", "comparison": "films", "materials": 2, "models": models, "unit": "kelvin"}
    write_record(tmp_path / "predictions/held.json", record)
    (found,) = read_forecasts(tmp_path, ["held"])
    return found


def test_scores_best_first_and_what_was_not_measured_last(forecast):
    assert [model["label"] for model in forecast.models] == [
        "straight line (not converged)",
        "constant (null)",
        "third",
    ]
    assert forecast.models[1]["coverage_95"] == "100 %"
    assert [forecast.models[2][key] for key in ("coverage_50", "rmse", "d_elpd")] == ["–"] * 3


def test_each_material_with_each_model_or_the_reason(forecast):
    first, second = forecast.materials
    assert forecast.names == ["straight line", "constant (null)"]
    assert first["label"] == "A <b>"
    assert [cell["kind"] for cell in first["cells"]] == ["missed", ""]
    assert "98.4" in first["cells"][0]["text"]
    assert first["cells"][1]["why"] == "outside the fitted range: x 9 above 1 to 5"
    assert (second["cells"][0]["text"], second["cells"][0]["why"]) == ("–", "no value of xi_A")


def test_labels_are_escaped(forecast):
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    from tcreferee.report.page import TEMPLATES
    from tcreferee.text.html import text_html

    environment = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined)
    environment.filters["math"] = text_html
    html = environment.get_template("forecast.html.j2").render(forecasts=[forecast])
    assert "A <b>" not in html
    assert "A &lt;b&gt;" in html
    assert "<data" in html
    assert "RMSE (K)" in html
