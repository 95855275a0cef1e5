"""The referee as a library: the ten lines of a notebook, on names, files and columns in memory."""

from __future__ import annotations

import doctest
import gc
import json
import os
import signal
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import tcreferee
from tcreferee.api import datasets, fits, models
from tcreferee.api.trials import prepare
from tcreferee.audits.run import audits
from tcreferee.base.own_quantities import forget
from tcreferee.comparison.columns import COLUMNS
from tcreferee.inference.diagnostics import GateCheck
from tcreferee.text.html import plain_text

ROOT = Path(__file__).parents[2]
N_M3 = np.array([0.25, 0.31, 0.43, 0.52, 0.58, 0.66, 0.71, 0.98]) * 1e27
TC_K = 60 * np.sqrt(N_M3 / 1e27) + np.array([1.0, -2.0, 0.5, 1.5, -1.0, 2.0, -1.5, 0.3])
QUICK = {"ensembles": 2, "walkers": 16, "steps": 300, "max_steps": 1200, "keep": 100, "rhat_max": 1.2, "ess_min": 50}


def root_density(**changes):
    """A formula as one defines it in a notebook."""
    about = {
        "title": "square root of the density",
        "equation": r"T_1\,\sqrt{n}",
        "inputs": ("n_m3",),
        "parameters": (tcreferee.Parameter("t_1_K", "T_1", "K", "Tc at 1e27 per m3", tcreferee.Level()),),
        "predict": lambda inputs, parameters: parameters["t_1_K"] * np.sqrt(inputs["n_m3"] / 1e27),
        "source": tcreferee.Source("a test", "none", "none"),
        "checks": (tcreferee.Check({"n_m3": 4e27}, {"t_1_K": 40.0}, "80", "by hand"),),
    }
    return tcreferee.TcModel(**{**about, **changes})


@pytest.fixture
def films():
    return tcreferee.load_dataset({"n_m3": N_M3, "tc_K": TC_K}, name="films")


@pytest.fixture(autouse=True)
def elsewhere(tmp_path, monkeypatch):
    """The library needs no repository around it."""
    monkeypatch.chdir(tmp_path)


def problems(error):
    return [str(problem) for problem in error.value.problems]


def test_every_public_name_is_there_and_documented():
    assert {"load_dataset", "load_model", "fit", "sample", "compare", "audit"} <= set(tcreferee.__all__)
    for name in tcreferee.__all__:
        assert getattr(tcreferee, name).__doc__, name
    assert set(tcreferee.__all__) <= set(dir(tcreferee))
    with pytest.raises(AttributeError, match="module 'tcreferee' has no attribute 'fitt'"):
        tcreferee.fitt  # noqa: B018


def test_the_stub_names_what_the_package_names():
    stub = (ROOT / "src/tcreferee/__init__.pyi").read_text()
    listed = {word.strip(' ",') for word in stub.partition("__all__ = [")[2].splitlines()} - {"", "]"}
    assert listed == set(tcreferee.__all__)


@pytest.mark.parametrize("module", [datasets, fits, models])
def test_the_examples_in_the_docstrings_run(module):
    done = doctest.testmod(module)
    assert done.attempted > 0
    assert done.failed == 0


def test_a_built_in_table():
    data = tcreferee.load_dataset("ybco_jorgensen1990")
    assert data.title.startswith("Tc of YBa2Cu3Oy")
    assert data.columns["tc_K"][0] == 90.85
    assert {"n_m3": "n_m3", "oxygen_content": "oxygen_content", "tc_K": "tc_K"}.items() <= data.quantities.items()
    assert data.label[0] == "YBa2Cu3O6.93"
    assert data.record["columns"]["tc_K"]["grade"] == "read"
    with pytest.raises(ValueError, match="read-only"):
        data.columns["tc_K"][0] = 0.0


def test_a_pair_of_ones_own_is_kept_as_it_was_read(tmp_path):
    for half in ("csv", "yaml"):
        content = (ROOT / f"data/raw/ybco_jorgensen1990.{half}").read_text()
        (tmp_path / f"mine.{half}").write_text(content.replace("id: ybco_jorgensen1990", "id: mine"))
    data = tcreferee.load_dataset(tmp_path / "mine.csv")
    (tmp_path / "mine.csv").unlink()
    assert tcreferee.fit("screening", data).n == 18


def test_columns_in_memory_are_checked_as_any_table(films):
    assert films.columns["tc_K"].tolist() == TC_K.tolist()
    frame = pd.DataFrame({"sample": list("abcdefgh"), "density_m3": N_M3, "tc_K": TC_K})
    frame.loc[2, "density_m3"] = np.nan
    data = tcreferee.load_dataset(frame, quantities={"density_m3": "n_m3"}, label="sample")
    assert data.label == tuple("abcdefgh")
    assert np.isnan(data.columns["density_m3"][2])
    assert tcreferee.fit(root_density(), data).n == 7
    with pytest.raises(tcreferee.RefereeError) as error:
        tcreferee.load_dataset({"tc_K": [-5.0, 3.0, 4.0]})
    assert "tc_K" in problems(error)[0]


def test_columns_that_are_no_table_are_refused_with_every_reason():
    with pytest.raises(tcreferee.RefereeError) as error:
        tcreferee.load_dataset(
            {"n_m": [1.0, 2.0], "tc_K": [1.0], "density": [1.0, 2.0]}, quantities={"density": "n_m3"}, name="My table",
            label="sample",
        )  # fmt: skip
    assert problems(error) == [
        "name: 'My table' is not a name; expected small letters, digits and underscores",
        "columns: lengths differ (n_m 2, tc_K 1, density 2); expected as many values in each",
        "label: there is no column 'sample'. Known: density, n_m, tc_K",
        "column 'n_m': 'n_m' is not a quantity. Did you mean 'n_m3'? Else give quantities={'n_m': ...}; 'general' "
        "takes any number",
        "column 'density': does not carry its unit; expected a name ending in _m3",
    ]


def test_a_fit_finds_what_the_rows_were_made_of(films):
    fitted = tcreferee.fit(root_density(), films)
    assert fitted.estimates["t_1_K"] == pytest.approx(60, abs=1.5)
    assert abs(fitted.estimates["t_1_K"] - 60) < 4 * fitted.standard_errors["t_1_K"]
    low, high = fitted.intervals["t_1_K"]["95.4%"]
    assert low < 60 < high
    x = np.sqrt(N_M3 / 1e27)
    slope = x @ TC_K / (x @ x)
    rss = np.sum((TC_K - slope * x) ** 2)
    assert fitted.estimates["t_1_K"] == pytest.approx(slope)
    assert fitted.rmse == pytest.approx(np.sqrt(rss / 8))
    assert fitted.log_likelihood == pytest.approx(-4 * (np.log(2 * np.pi * rss / 8) + 1))
    assert (fitted.counted, fitted.n) == (2, 8)
    assert fitted.aicc == pytest.approx(-2 * fitted.log_likelihood + 4 + 12 / 5)
    assert "[[Variables]]" in fitted.report
    assert fitted.elpd_loo.shape == (8,)


def test_the_library_and_the_workflow_give_the_same_numbers(films, tmp_path):
    asked = {"seed": 3, "sampler": QUICK}
    compared = tcreferee.compare([root_density(), "constant", "linear"], films, folder=tmp_path / "out", **asked)
    assert list(compared.rows[0]) == list(COLUMNS)
    assert compared.folder == tmp_path / "out/comparison"
    assert compared.rows[0]["model"] == "square_root_of_the_density"
    written = json.loads((compared.folder / "comparison.json").read_text())
    assert compared.sentence == plain_text(written["sentence"])
    assert compared.cautions[: len(written["cautions"])] == tuple(map(plain_text, written["cautions"]))
    assert not any("$" in each for each in (compared.sentence, *compared.cautions))
    table = compared.table
    assert list(table.columns) == list(COLUMNS)
    assert table.elpd_loo.dtype == float
    assert table.elpd_loo[0] == pytest.approx(float(compared.rows[0]["elpd_loo"]), rel=1e-9)
    shown = compared._repr_html_()
    assert "square root of the density" in shown
    assert shown.count("<tr") == 1 + table["rank"].notna().sum()
    assert "NaN" not in shown
    assert str(compared.folder) not in repr(compared)  # a temporary one, as a rule
    assert compared.cite().startswith("@software{tcreferee,")
    assert "@misc{films," in compared.cite()
    for drawn in (compared.plot_ranking(), compared.plot_data()):
        assert drawn.axes
        # a notebook asks for this; by itself it shows a figure only after something has imported pyplot
        picture = drawn._repr_png_()
        assert picture.startswith(b"\x89PNG")
        assert int.from_bytes(picture[16:20]) == pytest.approx(drawn.get_figwidth() * drawn.dpi, abs=1)
    assert compared.plot_trace("constant").axes
    assert compared.plot_posterior("constant").axes
    fitted, said = tcreferee.beside([root_density(), "constant", "linear"], films, **asked)
    ranked = [row for row in compared.rows if row["generated"] == "false"]
    assert [each.model.name for each in fitted] == [row["model"] for row in ranked]
    for each, row in zip(fitted, ranked, strict=True):
        assert each.elpd_loo.sum() == pytest.approx(float(row["elpd_loo"]), rel=1e-8)
        assert each.aicc == pytest.approx(float(row["aicc"]), rel=1e-8)
    assert said == " ".join([compared.sentence, *compared.cautions])


def test_sampling_is_checked_and_reproducible(films):
    asked = {"seed": 3, "sampler": QUICK}
    one, other = (tcreferee.sample(root_density(), films, **asked) for _ in range(2))
    assert one.converged
    assert {check.name for check in one.checks} >= {"rhat", "ess_bulk", "oracle_z"}
    draws = one.tree["posterior"]["t_1_K"].values
    assert draws.shape == (2, 100)
    assert abs(draws.mean() - 60) < 3
    np.testing.assert_array_equal(draws, other.tree["posterior"]["t_1_K"].values)
    assert [row["name"] for row in one.parameters] == ["t_1_K", "sigma_K"]


def test_specifications_of_a_comparison(films):
    compared = tcreferee.compare([root_density(), "constant", "linear"], films, sampler=QUICK)
    assumed = {"n_m3": {"percent": 5.0, "note": "ASSUME: as good as that"}}
    (alone,) = tcreferee.specify(compared, assumed_errors=assumed)
    (pairs,) = tcreferee.specify(compared, "pairs", assumed_errors=assumed)
    assert alone.declared.label == "as declared"
    assert "an error of $n$ that is only assumed" in {each.label for each in alone.specified}
    assert {each.label for each in alone.specified} < {each.label for each in pairs.specified}
    table = compared.table.set_index("model")
    best = table[table["kind"] == "null"]["elpd_loo"].max()
    assert alone.declared.d == pytest.approx(table["elpd_loo"][alone.model] - best, abs=0.01)
    assert (compared.folder / "specifications.csv").read_text().count("\n") == len(pairs.specified) + 1
    with pytest.raises(tcreferee.RefereeError, match="one of alone, pairs, product"):
        tcreferee.specify(compared, "all")


def test_audits_of_a_comparison(films):
    compared = tcreferee.compare([root_density(), "constant", "linear"], films, sampler=QUICK)
    rows = tcreferee.audit(compared, replicates=20, scored=10)
    assert {row.audit for row in rows} == set(audits())
    assert (compared.folder / "audits.csv").read_text().count("\n") == len(rows) + 1
    assert (compared.folder / "recovery.csv").is_file()
    folder = compared.folder
    with pytest.raises(tcreferee.RefereeError) as error:
        tcreferee.audit(compared, replicate=20, scored=1)
    assert len(problems(error)) == 2
    del compared, error  # the error's frames hold the comparison too
    gc.collect()
    assert not folder.exists()


def test_a_model_that_dies_of_many_rows_costs_itself_alone(films, monkeypatch):
    from tcreferee.api import comparisons
    from tcreferee.inference import infer

    run = infer.run

    def may_die(trial, settings, log):
        if settings.entry == "linear":
            os.kill(os.getpid(), signal.SIGKILL)
        return run(trial, settings, log)

    monkeypatch.setattr(comparisons, "BY_ITSELF", 0)
    monkeypatch.setattr(infer, "run", may_die)
    compared = tcreferee.compare([root_density(), "constant", "linear"], films, prior=(50.0, 50.0), sampler=QUICK)
    assert {row["model"]: bool(row["rank"]) for row in compared.rows if row["generated"] == "false"} == {
        "square_root_of_the_density": True,
        "constant": True,
        "linear": False,
    }
    (died,) = [row for row in compared.rows if row["model"] == "linear"]
    said = json.loads((compared.folder / "linear/diagnostics.json").read_text())["refused"]
    assert said == "the process was killed (SIGKILL), most often for want of memory"
    assert died["words"] == "not ranked"


def test_what_does_not_fit_together_is_named_as_the_workflow_names_it(films):
    with pytest.raises(tcreferee.RefereeError) as error:
        tcreferee.compare(["quantum_well", "constant"], films, x="n_m3", likelihood="norml")
    assert problems(error) == [
        "the arguments, likelihood: unknown likelihood 'norml'. Did you mean 'normal'?",
        "the arguments, models[0]: model 'quantum_well' needs xi_A, which dataset 'films' lacks",
    ]


def test_unknown_names_are_answered_with_the_nearest():
    for call, what in (
        (lambda: tcreferee.load_model("screning"), "model: there is no model 'screning'. Did you mean 'screening'?"),
        (lambda: tcreferee.load_model("none.py"), "none.py: the file does not exist"),
        (
            lambda: tcreferee.load_dataset("ybco_jorgenson1990"),
            "dataset: there is no dataset 'ybco_jorgenson1990'. Did you mean 'ybco_jorgensen1990'?",
        ),
    ):
        with pytest.raises(tcreferee.RefereeError) as error:
            call()
        assert problems(error) == [what]


def test_a_model_defined_on_the_spot_is_verified():
    with pytest.raises(tcreferee.RefereeError) as error:
        tcreferee.load_model(root_density(checks=(tcreferee.Check({"n_m3": 4e27}, {"t_1_K": 40.0}, "8000", "p. 3"),)))
    assert problems(error) == [
        "model 'square_root_of_the_density', checks[0] (p. 3): gives 80; expected 8000 as printed. It is off by a "
        "factor of 1e-2, as if a unit were mixed up: inputs come in the units of their names, n_m3 in 1/meter**3"
    ]


def test_rows_of_which_no_fit_can_be_made_are_refused():
    flat = tcreferee.load_dataset({"n_m3": [1e27, 2e27, 3e27], "tc_K": [40.0, 40.0, 40.0]})
    with pytest.raises(tcreferee.RefereeError, match="is not fitted"):
        tcreferee.fit(root_density(), flat)
    with pytest.raises(tcreferee.RefereeError, match="is not fitted"):
        tcreferee.sample(root_density(), flat)
    with pytest.raises(tcreferee.RefereeError, match="no model can be fitted"):
        tcreferee.beside([root_density(), "constant"], flat)


def test_two_models_of_one_name_and_a_prior_of_ones_own(films, tmp_path):
    prepared = prepare([root_density(), root_density()], films, {"prior": (30.0, 10.0)}, tmp_path)
    assert list(prepared.models) == ["square_root_of_the_density", "square_root_of_the_density_2"]
    settings = prepared.settings("square_root_of_the_density_2")
    assert (settings.centre_K, settings.effect_K) == (30.0, 15.0)


def test_another_response_needs_its_prior(tmp_path):
    data = tcreferee.load_dataset({"n_m3": N_M3, "xi_A": 5 + 1e-27 * N_M3})
    with pytest.raises(tcreferee.RefereeError, match="prior: is missing"):
        tcreferee.fit("linear", data, response="xi_A", x="n_m3")
    assert tcreferee.fit("constant", data, response="xi_A", x="n_m3", prior=(5.0, 2.0)).estimates["c"] > 5


def test_the_library_drops_no_gate():
    # without row 4 a straight line meets the rows exactly: no number, and no winner
    data = {"n_m3": [1e27, 2e27, 3e27, 4e27], "tc_K": [10.0, 20.0, 30.0, 47.0]}
    with pytest.raises(tcreferee.RefereeError, match="3 of 4 rows are met exactly; row 4 is off by 7 K"):
        tcreferee.fit("linear", data, x="n_m3")
    flat = {"n_m3": [1e27, 2e27, 3e27, 4e27, 5e27], "tc_K": [93.0, 93.0, 93.0, 93.0, 95.0]}
    with pytest.raises(tcreferee.RefereeError, match="no model can be fitted"):
        tcreferee.beside(["linear", "constant"], flat, x="n_m3")


def test_a_fit_says_how_far_it_can_be_trusted(films):
    found = tcreferee.fit("linear", films, x="n_m3")
    assert found.converged
    assert found.ranked
    assert [check.name for check in found.checks] == ["starts_agreeing", "oracle_error", "loo_error"]
    assert (found.starts_agreeing == found.starts >= 1, found.khat, found.error_elpd < 0.01) == (True, 0.0, True)


def test_a_fit_that_fails_a_gate_is_not_ranked(films, monkeypatch):
    gate = GateCheck("loo_error", "m", 0.5, 0.01, False)
    monkeypatch.setattr(fits, "exact_checks", lambda *_: [gate])
    found, said = tcreferee.beside(["linear", "constant"], films, x="n_m3")
    assert not any(each.ranked for each in found)
    assert said.startswith("No model converged: these rows decide nothing yet.")
    assert "not converged: loo_error = 0.5, threshold 0.01" in found[0].caveats


def test_tc_has_a_default_prior(films):
    default = tcreferee.fit("constant", films)
    assert default.ln_evidence == pytest.approx(tcreferee.fit("constant", films, prior=(50, 50)).ln_evidence)
    assert tcreferee.fit("constant", films, prior=(60, 50)).ln_evidence != pytest.approx(default.ln_evidence, abs=1e-4)


def test_yes_or_no_has_log_odds_for_a_prior():
    data = {"superconducting": [0, 0, 1, 0, 1, 1, 0, 1], "n_m3": [1e27 * i for i in range(1, 9)]}
    asked = {"response": "superconducting", "likelihood": "bernoulli", "x": "n_m3"}
    default = tcreferee.fit("linear", data, **asked)
    assert default.ln_evidence == pytest.approx(tcreferee.fit("linear", data, **asked, prior=(0, 1.5)).ln_evidence)
    assert tcreferee.fit("linear", data, **asked, prior=(-2.0, 1.5)).ln_evidence < default.ln_evidence
    # half of eight rows: the constant's evidence is the integral of a binomial likelihood over Normal(0, 2.25)
    odds = np.linspace(-12, 12, 4001)
    log_odds = np.exp(4 * (odds - 2 * np.logaddexp(0, odds)) - 0.5 * (odds / 2.25) ** 2) / (2.25 * np.sqrt(2 * np.pi))
    assert tcreferee.fit("constant", data, **asked).ln_evidence == pytest.approx(
        np.log(np.trapezoid(log_odds, odds)), abs=5e-3
    )


def test_standard_deviations_of_rows_in_memory():
    """Known errors alone: the straight line is the weighted least squares of numpy."""
    x, error = np.arange(1.0, 10.0), np.array([4.0, 9, 4, 12, 4, 4, 9, 15, 4])
    y = 30 + 5 * x + 0.3 * np.array([1, -1, 1, 1, -1, 1, -1, -1, 1])
    columns = {"n_m3": 1e27 * x, "tc_K": y}
    found = tcreferee.fit("linear", columns, x="n_m3", sigma=error)
    wanted = np.polynomial.Polynomial.fit(x, y, 1, w=1 / error).convert()
    assert found.estimates["b"] == pytest.approx(wanted.coef[1], abs=1e-4)
    assert found.sigma == 0  # the declared errors explain the scatter
    named = tcreferee.fit("linear", {**columns, "tc_K_sigma": error}, x="n_m3", sigma="tc_K_sigma")
    assert named.ln_evidence == found.ln_evidence
    with pytest.raises(tcreferee.RefereeError, match=r"lengths differ \(n_m3 9, tc_K 9, tc_K_sigma 2\)"):
        tcreferee.fit("linear", columns, x="n_m3", sigma=[1.0, 2.0])
    with pytest.raises(tcreferee.RefereeError, match="sigma: are numbers, and the table is not in memory"):
        tcreferee.fit("linear", "ybco_jorgensen1990", x="n_m3", sigma=[1.0, 2.0])


def test_a_quantity_of_either_sign():
    x = np.linspace(-3.0, 3.0, 9)
    shift = -12 - 5 * x + np.array([1, -1, 1, 1, -1, 1, -1, -1, 1])
    words = {"shift": "general", "field": "general"}
    data = tcreferee.load_dataset({"shift": shift, "field": x}, quantities=words)
    found = tcreferee.fit("linear", data, x="field", response="shift", prior=(0, 20))
    assert found.estimates["b"] == pytest.approx(np.polyfit(x, shift, 1)[0], rel=1e-6)


def test_the_family_of_the_scatters_prior_is_asked_for_as_in_the_configuration(films):
    asked = {"half_t": {}, "exponential": {"sigma_prior": {"family": "exponential", "scale": 2.0}}}
    found = {name: tcreferee.fit("linear", films, x="n_m3", **each) for name, each in asked.items()}
    assert found["half_t"].ln_evidence != found["exponential"].ln_evidence
    assert found["half_t"].estimates == found["exponential"].estimates


def test_a_pandas_table_with_texts_labels_and_errors_simply_works():
    frame = pd.DataFrame({
        "family": ["u", "u", "v", "v", "v"], "material": ["2H-NbSe2", "b", "c", "d", "e"],
        "remark": ["", "x", None, float("nan"), "y"],
        "n_m3": np.array([1.0, 2, 3, 4, 5]) * 1e27, "tc_K": [10, 14, 17.5, 20, 22.0], "tc_K_sigma": [0.5] * 5,
    })  # fmt: skip
    data = tcreferee.load_dataset(frame)
    assert data.label == ("2H-NbSe2", "b", "c", "d", "e")
    assert data.quantities == {"n_m3": "n_m3", "tc_K": "tc_K"}
    assert data.record["columns"]["family"]["quantity"] == "text"
    found = tcreferee.fit("a*(n_m3/1e27)**b", frame, prior={"mean": 20, "sd": 10})
    assert found.n == 5
    assert found.estimates["a"] == pytest.approx(10, abs=0.2)


@pytest.mark.parametrize("prior", [{"mean": 25}, 25, (25,), {"mean": 25, "width": 3}])
def test_a_prior_that_is_no_pair(prior):
    with pytest.raises(tcreferee.RefereeError) as error:
        tcreferee.fit("screening", "ybco_jorgensen1990", prior=prior)
    assert str(error.value.problems[0]) == (
        f"the arguments, prior: {prior!r} is not understood; expected mean and standard deviation of the response: "
        "prior=(25, 10), or prior={'mean': 25, 'sd': 10}"
    )


def test_a_quantity_of_ones_own_in_memory():
    own = {"unit": "K", "symbol": "T_F", "label": "Fermi temperature", "positive": True}
    columns = {"degeneracy_K": [1e4, 2e4, 3e4], "tc_K": [1.0, 2.0, 3.0]}
    try:
        data = tcreferee.load_dataset(columns, quantities={"degeneracy_K": own})
        assert data.quantities["degeneracy_K"] == "degeneracy_K"
        assert data.record["columns"]["degeneracy_K"]["own_quantity"]["label"] == "Fermi temperature"
        with pytest.raises(tcreferee.RefereeError, match=r"-1\.0 K, which is not a possible Fermi temperature"):
            tcreferee.load_dataset({**columns, "degeneracy_K": [-1.0, 2, 3]}, quantities={"degeneracy_K": own})
    finally:
        forget("degeneracy_K")
