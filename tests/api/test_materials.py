"""What fitted formulas say of a material, and predictions that are registered and scored."""

import json
import math
from statistics import NormalDist

import numpy as np
import pytest

import tcreferee
from tcreferee.api.named import Named
from tcreferee.base.errors import RefereeError
from tcreferee.cli import main
from tcreferee.comparison.read import read_results
from tcreferee.prediction import registered
from tcreferee.prediction.material import mixture

N_M3 = np.linspace(1.0, 5.0, 14) * 1e27


@pytest.fixture(scope="module")
def compared():
    tc = 95 - 45 * (N_M3 / 1e27) ** (-1 / 6) + np.random.default_rng(3).normal(0, 4, 14)
    return tcreferee.compare(["screening", "constant", "linear"], {"tc_K": tc, "n_m3": N_M3}, likelihood="normal")


@pytest.fixture
def results(compared):
    return compared.folder.parent


def table(path, header, *rows):
    path.write_text("\n".join([header, *rows]) + "\n")
    return path


def test_a_prediction_has_its_record_beside_it(results):
    formula, mixed = tcreferee.predict_material({"n_m3": 3e27}, results)
    assert formula.name == "screening"
    assert formula.verdict
    assert formula.sign
    assert formula.quantiles["lower95"] < formula.quantiles["median"] < formula.quantiles["upper95"]
    assert formula.beyond == ""
    assert mixed.label == "stacked mixture of 3 models"
    assert mixed.verdict == ""


def test_beyond_the_rows_it_says_so_and_how_far(results):
    (formula, _) = tcreferee.predict_material({"n_m3": 7e27}, results)
    assert formula.beyond == "n_m3 7e+27 is 0.5 ranges beyond the rows (1e+27 to 5e+27)"


def test_a_formula_without_its_inputs_is_named(results):
    with pytest.raises(RefereeError, match=r"comparison/screening: needs n_m3"):
        tcreferee.predict_material({"xi_A": 3.0}, results)
    with pytest.raises(RefereeError, match="Did you mean 'n_m3'"):
        tcreferee.predict_material({"n_m": 3.0, "n_m3": 3e27}, results)


def test_a_mixture_of_two_normals_has_their_quantiles():
    draws = [np.array([NormalDist(m, 1).inv_cdf((i + 0.5) / 4000) for i in range(4000)]) for m in (0.0, 10.0)]
    found = mixture([(3.0, draws[0]), (1.0, draws[1])])
    # 2/3 of the first is half of all
    assert found["median"] == pytest.approx(NormalDist().inv_cdf(2 / 3), abs=0.01)
    assert found["upper95"] == pytest.approx(10 + NormalDist().inv_cdf(0.9), abs=0.02)


def test_a_registered_prediction_is_scored_and_refused_if_changed(results, tmp_path, capsys):
    new = table(tmp_path / "new.csv", "label,n_m3", "A,2.2e27", "B,6e27")
    path = tcreferee.register("comparison/screening", new, results, tmp_path, "2026-01-02")
    content = json.loads(path.read_text())
    assert path.name == f"2026-01-02_comparison_screening_{content['sha256'][:12]}.json"
    assert len(content["rows"]) == 14
    assert [each["beyond"] != "" for each in content["materials"]] == [False, True]
    measured = table(tmp_path / "measured.csv", "label,tc_K", "A,57.5", "C,20")
    (one,) = tcreferee.score(path, measured)
    draws = content["same"]["draws"] | content["materials"][0]["draws"]
    density = np.mean([NormalDist(m, s).pdf(57.5) for m, s in zip(draws["mean"], draws["sd"], strict=True)])
    assert one.elpd == pytest.approx(math.log(density))
    assert one.inside_95
    assert main(["score", str(path), "--measured", str(measured)]) == 0
    assert "One material: D =" in capsys.readouterr().out
    # a median moved by a millikelvin, and nothing else
    content["materials"][0]["median"] += 1e-3
    path.write_text(json.dumps(content))
    with pytest.raises(RefereeError, match="was changed after it was registered"):
        registered.read(path)
    # also if somebody seals it again: the name keeps the first hash
    path.write_text(json.dumps(content | {"sha256": registered.sealed(content)}))
    assert main(["score", str(path), "--measured", str(measured)]) == 1


def test_a_file_of_format_1_is_scored_as_ever(results, tmp_path):
    """Version 0.6 wrote every list at every material, and no quantity of the response."""
    new = table(tmp_path / "new.csv", "label,n_m3", "A,2.2e27", "B,6e27")
    path = tcreferee.register("comparison/screening", new, results, tmp_path, "2026-01-02")
    content = json.loads(path.read_text())
    same = content.pop("same")
    content["materials"] = [each | {key: same[key] | each[key] for key in same} for each in content["materials"]]
    old = {key: value for key, value in content.items() if key != "quantity"} | {"registered": 1}
    old |= {"sha256": registered.sealed(old)}
    before = tmp_path / f"2026-01-02_comparison_screening_{old['sha256'][:12]}.json"
    before.write_text(json.dumps(old, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    measured = table(tmp_path / "measured.csv", "label,tc_K", "A,57.5", "B,70")
    assert tcreferee.score(before, measured) == tcreferee.score(path, measured)


def test_all_formulas_of_a_comparison_are_registered_for_the_rows_of_a_table_that_are_asked(results, tmp_path, capsys):
    new = table(tmp_path / "new.csv", "label,family,n_m3,tc_K", "A,old,2.2e27,50", "B,new,3e27,60", "C,new,,70")
    given = ["--results", str(results), "--into", str(tmp_path)]
    assert main(["register", "comparison", str(new), "--where", "family=new,newer", *given]) == 0
    (path,) = tmp_path.glob("*_comparison_screening_*.json")
    content = registered.read(path)
    assert [each["label"] for each in content["materials"]] == ["B"]
    # the null beside a formula is a null: its scatter is the same for every material, and stands once
    assert content["null"] in ("constant (null)", "straight line (null)")
    assert "sd" in content["same"]["null_draws"]
    (one,) = tcreferee.score(path, new)
    assert one.measured == 60
    capsys.readouterr()
    assert main(["register", "comparison", str(new), "--where", "famly=new", *given]) == 1
    assert "has no column 'famly'. Did you mean 'family'" in capsys.readouterr().err
    assert main(["register", "comparison", str(new), "--where", "family=newest", *given]) == 1
    assert "has no row with family=newest" in capsys.readouterr().err


def test_a_mixture_of_hardly_weighted_models_is_not_their_largest_draw():
    """Weights that vanish when they are divided once more: the median was the largest of all draws."""
    draws = np.linspace(0.0, 1.0, 5001)
    assert mixture([(1e-322, draws)])["median"] == pytest.approx(0.5, abs=1e-3)


def test_a_fitted_row_or_a_material_without_inputs_is_not_registered(compared, results, tmp_path):
    rows = read_results(compared.folder).observations.label
    new = table(tmp_path / "new.csv", "label,n_m3", f"{rows[-1]},2e27", "other,")
    with pytest.raises(RefereeError) as error:
        tcreferee.register("comparison/screening", new, results, tmp_path)
    assert "is one of the rows that the formula was fitted to" in str(error.value)
    assert "has no n_m3" in str(error.value)
    with pytest.raises(RefereeError, match="Did you mean 'screening'"):
        tcreferee.register("comparison/screenin", new, results, tmp_path)


def test_a_row_with_columns_that_no_formula_has_is_predicted(results):
    rows = read_results(results / "comparison").observations
    one = Named(rows.label[2], "", {"n_m3": 3e27, "unheard_of_A": 1.0})
    said = tcreferee.predict_material({}, results, material=one)
    assert said[0].known == rows.label[2]
    assert not tcreferee.predict_material({"n_m3": 3e27}, results)[0].known
    assert said[0].name == "screening"
    assert said[0].rows.startswith("14 rows of ")
    kind = tcreferee.predict_material({"n_m3": 3e27}, results, holds="Cu")[0]
    assert kind.beyond == "none of the rows holds Cu"


def test_the_command_predicts_and_names_bad_numbers(results, capsys):
    assert main(["predict", "--inputs", "n_m3=7e27", "--results", str(results)]) == 0
    said = capsys.readouterr().out
    assert "screening, power −1/6: " in said
    assert "EXTRAPOLATION: n_m3 7e+27 is 0.5 ranges beyond" in said
    assert main(["predict", "--inputs", "n_m3:7e27", "--results", str(results)]) == 1
    assert "'n_m3:7e27' is not a quantity with its number" in capsys.readouterr().err
    assert main(["predict", "--row", "a:b", "my.cif", "--results", str(results)]) == 1
    assert "gives more than one material" in capsys.readouterr().err


def test_the_next_measurement_of_a_comparison_with_and_without_candidates(compared, results, tmp_path, capsys):
    record = json.loads((compared.folder / "comparison.json").read_text())["next"]["screening"]
    assert record["sentence"].startswith(("To tell", "No measurement"))
    found = tcreferee.next_measurements(compared)["screening"]
    assert found.exact
    assert found.simulations == 100
    candidates = tcreferee.load_dataset("ybco_kraut1993")
    real = tcreferee.next_measurements(compared, candidates)["screening"]
    assert real.real
    # the table holds its Tc
    name, known = real.nearest.removesuffix(" (whose value is in its table)"), real.nearest.endswith("table)")
    assert known
    assert name in candidates.label
    some = tcreferee.next_measurements(compared, candidates, where={"composition": [candidates.label[-1]]})["screening"]
    assert some.nearest.startswith(candidates.label[-1])
    with pytest.raises(RefereeError, match="has no column 'n_m2'"):
        tcreferee.next_measurements(compared, candidates, inputs={"n_m3": "n_m2"})
    with pytest.raises(RefereeError, match="is not an undecided formula"):
        tcreferee.next_measurements(compared, formulas=["linear"])
    assert main(["next", "comparison", "--results", str(results)]) == 0
    assert "(100 simulated data sets, both refitted exactly to each.)" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("label", "row"),
    [
        ("YBa2Cu3O7", "YBa2Cu3O7"), ("Ba2YCu3O7", "YBa2Cu3O7"), ("Ba4Y2(Cu3O7)2", "YBa2Cu3O7"),
        ("HgBa2CuO4", "HgBa2CuO4+delta"), ("Ba2HgCuO4", "HgBa2CuO4+delta"),
        ("YBa2Cu3O6.5", ""), ("ErBa2Cu3O7", ""), ("row 3", ""), ("", ""),
    ],
)  # fmt: skip
def test_a_material_is_the_row_of_its_composition(label, row):
    from types import SimpleNamespace

    from tcreferee.api.materials import row_of

    rows = SimpleNamespace(label=("a sample", "YBa2Cu3O7", "HgBa2CuO4+delta"), point_id=("t:1", "t:2", "t:3"))
    assert row_of(Named(label, "", {}), rows) == row
    assert row_of(Named(label, "", {}, "t:1"), rows) == "a sample"
