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
    (covered, scores), (nothing, others) = forecast.groups
    assert (covered, nothing) == ("1 measured material: A <b>", "No material that these models cover was measured")
    assert [model["label"] for model in scores] == ["straight line (not converged)", "constant (null)"]
    assert (
        scores[1]["covered"]
        == "1 of 1 measured values within the 95 % interval, 0 of 1 measured values within the 50 % interval"
    )
    assert [others[0][key] for key in ("label", "rmse", "shown_d")] == ["third", "–", "–"]


def test_models_that_cover_other_materials_are_not_ranked_against_each_other(tmp_path):
    """Of three materials one model covers all and the other two: D of each is over its own, with its error."""
    lines = ["label,point_id,model,measured,counted,elpd,median,note,extrapolates,inside_95"]
    for i, (constant, wide, narrow) in enumerate([(-4.0, -3.0, -1.0), (-5.0, -5.0, -2.5), (-4.5, -3.5, None)]):
        for name, elpd in (("constant", constant), ("wide", wide), ("narrow", narrow)):
            counted = "true" if elpd is not None else ""
            lines.append(f"M{i},t:{i},{name},80,{counted},{'' if elpd is None else elpd},80,,,true")
    write_text(tmp_path / "predictions/held.csv", "\n".join(lines) + "\n")
    models = {
        "constant": about("constant", d_elpd_constant=0.0, elpd=-13.5, elpd_constant=-13.5, n_constant=3, n_measured=3),
        "wide": about("wide", d_elpd_constant=2.0, elpd=-11.5, elpd_constant=-13.5, n_constant=3, n_measured=3),
        "narrow": about("narrow", d_elpd_constant=5.5, elpd=-3.5, elpd_constant=-9.0, n_constant=2, n_measured=2),
    }
    record = {"title": "Held", "comparison": "films", "materials": 3, "models": models, "unit": "kelvin"}
    write_record(tmp_path / "predictions/held.json", record)
    (found,) = read_forecasts(tmp_path, ["held"])
    assert [[each["label"] for each in scores] for _, scores in found.groups] == [["wide", "constant"], ["narrow"]]
    # differences 1, 0, 1 and 3, 2.5: sqrt(n) times their standard deviation
    assert [each["shown_d"] for _, scores in found.groups for each in scores] == [
        "+2.0 ± 1.0", "0, the reference", "+5.5 ± 0.5",
    ]  # fmt: skip
    label, d, covered = found.said_of("narrow")
    assert (label, d) == ("narrow", "+5.5 ± 0.5")
    assert covered.startswith("2 of 2 measured values within the 95 % interval")


@pytest.mark.parametrize(
    ("n", "inside_95", "inside_50", "said"),
    [
        # binomial: at most 3 of 5 with 0.95 each have a probability of 0.023, at most 4 of 5 one of 0.23;
        # at most 1 of 9 with 0.5 each one of 0.0195
        (5, 3, 2, "; fewer than the 95 % promised"), (5, 4, 1, ""), (9, 9, 1, "; fewer than the 50 % promised"),
        (9, 6, 1, "; fewer than the 95 % and 50 % promised"), (2, 0, 0, "; fewer than the 95 % promised"),
    ],
)  # fmt: skip
def test_coverage_is_said_in_words(tmp_path, n, inside_95, inside_50, said):
    write_text(tmp_path / "predictions/held.csv", ROWS.splitlines()[0] + "\n")
    model = about("linear", n_measured=n, coverage_95=inside_95 / n, coverage_50=inside_50 / n)
    record = {"title": "Held", "comparison": "films", "materials": n, "models": {"linear": model}, "unit": "kelvin"}
    write_record(tmp_path / "predictions/held.json", record)
    ((_, (score,)),) = read_forecasts(tmp_path, ["held"])[0].groups
    counts = f"{inside_95} of {n} measured values within the 95 % interval, "
    counts += f"{inside_50} of {n} measured values within the 50 % interval"
    assert score["covered"] == counts + said


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
    from tcreferee.report.site import FILTERS

    environment = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined)
    environment.filters |= FILTERS
    html = environment.get_template("forecast.html.j2").render(forecasts=[forecast], home="", missing="–")
    assert "A <b>" not in html
    assert "A &lt;b&gt;" in html
    assert "<data" in html
    assert "RMSE (K)" in html
