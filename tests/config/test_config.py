"""config.yaml: what is refused, word for word, and what jobs are given."""

import copy
import hashlib
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import yaml
from scipy.stats import lognorm

from tcreferee.base.errors import RefereeError
from tcreferee.base.scatter_priors import log_sd
from tcreferee.config.load import load_plan
from tcreferee.formulas.loading import MODELS_FOLDER, load_model
from tcreferee.inference.sample import SamplerSettings
from tcreferee.inference.settings import InferSettings

ROOT = Path(__file__).parents[2]
CONFIG = {
    "seed": 1,
    "effect_factor": 1.5,
    "material_classes": {"cuprates": {"tc_mean_K": 80, "tc_sd_K": 35}},
    "comparisons": {
        "ybco": {
            "title": "Screening length",
            "dataset": "films",
            "material_class": "cuprates",
            "x": "n_m3",
            "models": ["screening", "constant"],
        }
    },
}
COLUMNS = {
    "n": ("n_m3", "n_m3", "1/m**3"),
    "n2": ("n_hall_m3", "n_m3", "1/m**3"),
    "Tc": ("tc_K", "tc_K", "K"),
    "xi": ("xi_printed_A", "xi_A", "angstrom"),
}


@pytest.fixture
def config(tmp_path, monkeypatch):
    """A configuration and the one table it uses: two densities, one length, a text."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "data/raw"
    folder.mkdir(parents=True)
    csv = folder / "films.csv"
    csv.write_text("sample,n,n2,Tc,xi,maker\nA1,1e27,1e27,90,3,X\nA2,2e27,1e27,80,3,X\nA3,3e27,1e27,70,3,X\n")
    columns = {
        printed: {"name": name, "quantity": quantity, "unit": unit, "grade": "read", "uncertainty": "unknown"}
        for printed, (name, quantity, unit) in COLUMNS.items()
    }
    columns["maker"] = {"name": "maker", "quantity": "text", "grade": "read"}
    sidecar = {
        "schema_version": 1,
        "id": "films",
        "title": "Films",
        "source": {"authors": ["Smith, A."], "year": 2020, "title": "Films", "doi": "10.1000/films"},
        "location": "Table 3",
        "obtained": "typed",
        "licence": "quoted",
        "row_key": "sample",
        "label": "sample",
        "sha256": hashlib.sha256(csv.read_bytes()).hexdigest(),
        "columns": columns,
    }
    (folder / "films.yaml").write_text(yaml.safe_dump(sidecar))
    return copy.deepcopy(CONFIG)


def complaint(config):
    with pytest.raises(RefereeError) as error:
        load_plan(config)
    first, *problems = str(error.value).splitlines()
    assert first == f"config.yaml cannot be used ({len(problems)} problem{'s' if len(problems) != 1 else ''}):"
    return [line.removeprefix("  - config.yaml, ") for line in problems]


def only(config):
    return config["comparisons"]["ybco"]


def test_what_a_job_is_given(config):
    only(config)["models"] = [{"model": "screening", "inputs": {"n_m3": "n_hall_m3"}, "label": "hall"}, "constant"]
    plan = load_plan(config)
    assert list(plan.datasets) == ["films"]
    assert plan.inputs("ybco") == ["n_hall_m3"]
    entries = plan.entries["ybco"]
    assert [(e.name, e.label, e.inputs) for e in entries.values()] == [
        ("screening", "hall", {"n_m3": "n_hall_m3"}),
        ("constant", load_model(MODELS_FOLDER / "constant.py").title, {}),
    ]
    settings = plan.infer_settings("ybco", "screening")
    assert settings["effect_K"] == 52.5
    assert (settings["centre_K"], settings["likelihood"], settings["seed"]) == (80, "normal", 1)
    assert (settings["comparison"], settings["entry"]) == ("ybco", "screening")
    # what the script makes of it
    sampler = SamplerSettings(**settings.pop("sampler"))
    assert sampler == SamplerSettings()
    assert InferSettings(**settings, sampler=sampler).inputs == {"n_m3": "n_hall_m3"}


def test_effect_factor_scales_the_class(config):
    config["effect_factor"] = 0.5
    config["material_classes"]["cuprates"]["tc_sd_K"] = 30
    assert load_plan(config).infer_settings("ybco", "constant")["effect_K"] == 15


def test_a_column_named_as_the_input_wins_among_several(config):
    assert load_plan(config).entries["ybco"]["screening"].inputs == {"n_m3": "n_m3"}


def test_an_only_column_of_the_quantity_is_found(config):
    only(config)["models"].append("quantum_well")
    assert load_plan(config).entries["ybco"]["quantum_well"].inputs == {"xi_A": "xi_printed_A"}


def test_one_model_twice_under_two_names(config):
    only(config)["models"] = [
        {"model": "screening", "name": "hall", "inputs": {"n_m3": "n_hall_m3"}},
        {"model": "screening", "name": "printed"},
    ]
    assert list(load_plan(config).entries["ybco"]) == ["hall", "printed"]


def test_unknown_keys(config):
    config["sead"] = 2
    config["sampler"] = {"step": 100}
    only(config)["modells"] = []
    only(config)["models"][0] = {"model": "screening", "lable": "x"}
    assert complaint(config) == [
        "sampler.step: is not a key here. Did you mean 'steps'?",
        "comparisons.ybco.models[0].lable: is not a key here. Did you mean 'label'?",
        "comparisons.ybco.modells: is not a key here. Did you mean 'models'?",
        "sead: is not a key here. Did you mean 'seed'?",
    ]


def test_unknown_words(config):
    only(config).update(dataset="film", likelihood="normale", material_class="cuprate", models=["screning", "constnat"])
    assert complaint(config) == [
        "comparisons.ybco.likelihood: unknown likelihood 'normale'. Did you mean 'normal'?",
        "comparisons.ybco.material_class: unknown material class 'cuprate'. Did you mean 'cuprates'?",
        "comparisons.ybco.dataset: unknown dataset 'film'. Did you mean 'films'?",
        "comparisons.ybco.models[0]: unknown model 'screning'. Did you mean 'screening'?",
        "comparisons.ybco.models[1]: unknown model 'constnat'. Did you mean 'constant'?",
    ]


def test_all_problems_at_once(config):
    config["sead"] = 2
    only(config)["models"] = ["screning"]
    assert complaint(config) == [
        "sead: is not a key here. Did you mean 'seed'?",
        "comparisons.ybco.models: one model: nothing to compare; expected two models or more",
        "comparisons.ybco.models[0]: unknown model 'screning'. Did you mean 'screening'?",
    ]


def test_an_unknown_key_behind_a_yaml_anchor(config):
    # config.yaml shares lists of models between comparisons: the same object, met twice
    only(config)["models"][0] = {"model": "screening", "lable": "x"}
    config["comparisons"]["again"] = only(config)
    assert complaint(config) == [
        "comparisons.ybco.models[0].lable: is not a key here. Did you mean 'label'?",
        "comparisons.again.models[0].lable: is not a key here. Did you mean 'label'?",
    ]


def test_values_of_a_wrong_kind(config):
    config["seed"] = -1
    config["effect_factor"] = 0
    del only(config)["title"]
    lines = complaint(config)
    assert lines[0].startswith("seed: '-1' is not allowed")
    assert lines[0].endswith("expected a whole number; all random numbers derive from it and from names, at least 0")
    assert lines[1].startswith("effect_factor: '0' is not allowed")
    assert lines[2] == "comparisons.ybco.title: is missing; expected one line for the report"


def test_a_missing_input(config):
    only(config)["models"].append("bec_interacting")
    assert complaint(config) == [
        f"comparisons.ybco.models[2]: model 'bec_interacting' needs {word}, which dataset 'films' lacks"
        for word in ("n_pair_m3", "m_pair_me")
    ]


@pytest.mark.parametrize(("models", "count"), [([], "no model"), (["constant"], "one model")])
def test_fewer_than_two_models(config, models, count):
    only(config)["models"] = models
    assert complaint(config) == [f"comparisons.ybco.models: {count}: nothing to compare; expected two models or more"]


def test_the_same_name_twice(config):
    only(config)["models"] = ["screening", "screening", {"model": "constant", "name": "screening"}]
    assert complaint(config) == [
        f"comparisons.ybco.models[{i}]: 'screening' occurs twice in this comparison; expected a 'name' of its own"
        for i in (1, 2)
    ]


def test_an_ambiguous_column(config, tmp_path):
    sidecar = tmp_path / "data/raw/films.yaml"
    sidecar.write_text(sidecar.read_text().replace("name: n_m3", "name: n_optical_m3"))
    only(config)["x"] = "n_hall_m3"
    assert complaint(config) == [
        "comparisons.ybco.models[0]: model 'screening' needs n_m3, and 2 columns hold one. "
        "Say which: inputs: {n_m3: n_optical_m3} (or n_hall_m3)"
    ]


@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        ({"n_m3": "xi_printed_A"}, ".n_m3: column 'xi_printed_A' holds xi_A, model 'screening' needs n_m3"),
        ({"n_m3": "n_hal_m3"}, ".n_m3: the dataset has no column 'n_hal_m3'. Did you mean 'n_hall_m3'?"),
        ({"n_m3": "maker"}, ".n_m3: column 'maker' holds text. Known: n_hall_m3, n_m3, tc_K, xi_printed_A"),
        ({"n_m4": "n_m3"}, ": model 'screening' has no input 'n_m4'. Did you mean 'n_m3'?"),
    ],
)
def test_a_wrong_binding(config, inputs, message):
    only(config)["models"][0] = {"model": "screening", "inputs": inputs}
    assert complaint(config) == [f"comparisons.ybco.models[0].inputs{message}"]


def test_a_null_model_without_x(config):
    del only(config)["x"]
    only(config)["models"].append("linear")
    assert complaint(config) == [
        "comparisons.ybco.models[2]: null model 'linear' does not know its input; expected a column. "
        "Give the comparison an 'x', or --x COLUMN"
    ]


def test_an_unknown_response(config):
    only(config)["response"] = "tc_k"
    assert complaint(config) == ["comparisons.ybco.response: the dataset has no column 'tc_k'. Did you mean 'tc_K'?"]


def test_the_response_is_no_input(config):
    # a null model of Tc itself would win every comparison
    only(config)["x"] = "tc_K"
    only(config)["models"].append("linear")
    with pytest.raises(RefereeError, match="tc_K"):
        load_plan(config)


def test_own_models(config, tmp_path):
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "median.py").write_text((MODELS_FOLDER / "constant.py").read_text())
    config["model_paths"] = ["mine"]
    only(config)["models"].append("median")
    entry = load_plan(config).entries["ybco"]["median"]
    assert (entry.name, entry.path) == ("median", Path("mine/median.py"))


def test_the_configuration_of_the_project_is_right(monkeypatch):
    monkeypatch.chdir(ROOT)
    plan = load_plan(yaml.safe_load((ROOT / "config.yaml").read_text(encoding="utf-8")))
    assert plan.entries
    for name, entries in plan.entries.items():
        # every comparison has something to beat
        assert "constant" in {entry.path.stem for entry in entries.values()}, name


@pytest.mark.parametrize(("jobs", "shared"), [(1, [5]), (2, [2, 3]), (4, [1, 1, 2, 1]), (5, [1] * 5), (99, [1] * 5)])
def test_neighbours_share_a_job(config, jobs, shared):
    config["comparisons"] = {f"c{i}": config["comparisons"]["ybco"] for i in range(5)}
    batches = load_plan(config | {"jobs": jobs}).batches()
    assert [len(names) for names in batches.values()] == shared
    assert [name for names in batches.values() for name in names] == list(config["comparisons"])
    assert all(batch == names[0] for batch, names in batches.items() if len(names) == 1)


def test_very_many_comparisons_make_more_jobs(config):
    # planning holds every file against every output of a job: it must not take time as the square of the comparisons
    config["comparisons"] = {f"c{i}": config["comparisons"]["ybco"] for i in range(130)}
    batches = load_plan(config | {"jobs": 2}).batches()
    assert len(batches) == 6
    assert max(map(len, batches.values())) <= 25


def test_definitions_and_predictions_reach_the_audits(config):
    config["comparisons"]["other"] = config["comparisons"]["ybco"] | {"definitions": ["ybco", "other"]}
    plan = load_plan(config)
    assert plan.audit_settings("other")["related"] == ["ybco"]
    assert set(plan.audit_settings("other")["models"]) == {"screening", "constant"}
    config["comparisons"]["other"]["definitions"] = ["ybko"]
    with pytest.raises(RefereeError, match=r"unknown comparison 'ybko'. Did you mean 'ybco'\?"):
        load_plan(config)


def test_the_chunks_of_a_study_hold_all_of_it(config):
    assert load_plan(config | {"study": {"replicates": 1001, "scored": 50, "chunks": 4}}).config.study.chunk_sizes == (
        251, 13,
    )  # fmt: skip


def test_checking_a_configuration_loads_nothing_heavy():
    heavy = ["pandas", "lmfit", "emcee", "xarray", "matplotlib", "scipy", "pint"]
    code = (
        "import sys, yaml\nfrom tcreferee.config.load import load_plan\n"
        "load_plan(yaml.safe_load(open('config.yaml', encoding='utf-8')))\n"
        f"print(*[m for m in sys.modules if m in {heavy} or m.startswith('arviz')])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.split()) == (0, []), done.stderr


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["ybco", "YBCO"], "'ybco' and 'YBCO' differ in case only"),
        (["LOGS"], "'LOGS' is the name of another folder of results"),
        (["Figures"], "'Figures' is the name of another folder of results"),
        (["checksums"], "'checksums' is the name of another folder of results"),
        (["a" * 260], "has 260 letters; expected at most 100"),
    ],
)
def test_names_that_no_folder_can_have(config, names, said):
    one = next(iter(config["comparisons"].values()))
    with pytest.raises(RefereeError) as error:
        load_plan(config | {"comparisons": dict.fromkeys(names, one)})
    assert said in str(error.value)


@pytest.mark.parametrize(("mean", "sd"), [(80.0, 35.0), (5.0, 20.0)])
def test_the_scale_of_a_logarithm_is_that_of_the_declared_mean_and_sd(mean, sd):
    scale = log_sd(mean, sd)
    declared = lognorm(scale, scale=mean / np.exp(scale**2 / 2))
    assert (declared.mean(), declared.std()) == pytest.approx((mean, sd), rel=1e-9)


@pytest.mark.parametrize("name", ["workflow/papers.yaml", "workflow/court.yaml"])
def test_the_configurations_of_other_targets_are_checked_and_share_seed_and_classes(name):
    """`make papers` and `make court` run configurations of their own: what all state must be the same."""
    first, second = (yaml.safe_load((ROOT / each).read_text(encoding="utf-8")) for each in ("config.yaml", name))
    assert load_plan(second, name).entries
    assert second["seed"] == first["seed"]
    assert second["material_classes"].items() <= first["material_classes"].items()
    assert not second["comparisons"].keys() & first["comparisons"].keys(), "one name, one comparison"
