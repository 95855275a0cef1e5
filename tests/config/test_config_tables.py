"""config.yaml: several tables, families, choices, other responses, uncertainties, predictions."""

import copy
import hashlib
from pathlib import Path

import pytest
import yaml

from tcreferee.base.errors import RefereeError
from tcreferee.config.load import load_plan
from tcreferee.data.catalogue import uses
from tcreferee.inference.settings import InferSettings

FILMS = (
    "sample,n,n2,Tc,dTc,xi,xi2,kind,sc,E\n"
    "A1,1e27,1e27,90,1,3,4,old,1,20\nA2,2e27,1e27,80,1,3,4,new,0,20\nA3,3e27,1e27,70,1,3,4,new,1,20\n"
)
FOILS = "sample,n,Tc,where\nB1,1e27,60,oven\nB2,2e27,50,oven\n"
COLUMNS = {
    "n": ("n_m3", "n_m3", "1/m**3"), "n2": ("n_hall_m3", "n_m3", "1/m**3"), "Tc": ("tc_K", "tc_K", "K"),
    "xi": ("xi_short_A", "xi_A", "angstrom"), "xi2": ("xi_long_A", "xi_A", "angstrom"),
    "xi3": ("xi_middle_A", "xi_A", "angstrom"),
    "sc": ("superconducting", "superconducting", ""), "E": ("gap_meV", "energy_meV", "meV"),
}  # fmt: skip
TEXTS = {"kind": "kind", "where": "maker"}
LEVELS = """
from tcreferee.formulas.model import ANY_RESPONSE, Check, Parameter, Source, TcModel
from tcreferee.base.priors import Level

model = TcModel(
    title="levels", equation="T", inputs=(), kind="null", response=ANY_RESPONSE,
    parameters=(Parameter("level", "T", "response", "level of a family", Level(), families="separate"),),
    predict=lambda inputs, parameters: parameters["level"], source=Source("a test", "none", "none"),
    checks=(Check({}, {"level": 9.0}, "9", "by definition"),),
)
"""
ODDS = (
    LEVELS.replace("ANY_RESPONSE", "LOG_ODDS")
    .replace(', families="separate"', "")
    .replace("inputs=()", 'inputs=("n_m3",)')
)
ODDS = ODDS.replace("Check({}", 'Check({"n_m3": 1.0}')
STANDARD = ODDS.replace("LOG_ODDS", "STANDARD_INPUT, ANY_RESPONSE").replace("response=STANDARD_INPUT, ", "response=")
STANDARD = STANDARD.replace('inputs=("n_m3",)', "inputs=(STANDARD_INPUT,)").replace(
    '{"n_m3": 1.0}', "{STANDARD_INPUT: 1.0}"
)


def sidecar(name, text, compounds=None):
    header = text.partition("\n")[0].split(",")
    columns = {}
    for printed in header:
        if printed in COLUMNS:
            word, quantity, unit = COLUMNS[printed]
            columns[printed] = {
                "name": word, "quantity": quantity, "unit": unit, "grade": "read", "uncertainty": "unknown",
            }  # fmt: skip
        elif printed in TEXTS:
            columns[printed] = {"name": TEXTS[printed], "quantity": "text", "grade": "read"}
    if "dTc" in header:
        columns["Tc"]["uncertainty"] = {"column": "dTc"}
    about = {
        "schema_version": 1, "id": name, "title": name, "location": "Table 3", "obtained": "typed",
        "source": {"authors": ["Smith, A."], "year": 2020, "title": "Films", "doi": "10.1000/films"},
        "licence": "quoted", "row_key": "sample", "label": "sample", "columns": columns,
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
    }  # fmt: skip
    if compounds:
        about |= {"compounds": compounds, "compounds_note": "ASSUME: by name."}
    return about


@pytest.fixture
def config(tmp_path, monkeypatch):
    """A configuration and two tables; the second shares two columns of the first."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "data/raw"
    folder.mkdir(parents=True)

    def write(name, text, compounds=None):
        (folder / f"{name}.csv").write_text(text)
        (folder / f"{name}.yaml").write_text(yaml.safe_dump(sidecar(name, text, compounds)))

    write("films", FILMS, {"A1": "YBCO", "A2": "LSCO"})
    write("foils", FOILS)
    models = tmp_path / "mine"
    models.mkdir()
    (models / "levels.py").write_text(LEVELS)
    (models / "odds.py").write_text(ODDS)
    (models / "standard.py").write_text(STANDARD)
    content = {
        "seed": 1,
        "model_paths": ["mine"],
        "material_classes": {"cuprates": {"tc_mean_K": 80, "tc_sd_K": 35}},
        "comparisons": {
            "ybco": {
                "title": "Screening length", "dataset": "films", "material_class": "cuprates", "x": "n_m3",
                "models": ["screening", "constant"],
            }
        },
    }  # fmt: skip
    content = copy.deepcopy(content)
    content["write"] = write
    return content


def load(config, **changes):
    """Load the plan with changes to the comparison."""
    content = copy.deepcopy({key: value for key, value in config.items() if key != "write"})
    content["comparisons"]["ybco"].update(changes)
    return load_plan(content)


def complaint(config, **changes):
    with pytest.raises(RefereeError) as error:
        load(config, **changes)
    lines = [line.removeprefix("  - config.yaml, ") for line in str(error.value).splitlines()[1:]]
    return [line.removeprefix("comparisons.ybco.") for line in lines]


BOTH = {"dataset": ["films", "foils"], "combine": "stack"}


def test_two_tables_below_one_another(config):
    plan = load(config, **BOTH)
    assert plan.config.comparisons["ybco"].datasets == ["films", "foils"]
    assert list(plan.datasets) == ["films", "foils"]
    assert plan.selection("ybco")["combine"] == "stack"


def test_a_stack_has_the_columns_that_all_share(config):
    assert complaint(config, **BOTH, models=[{"model": "screening", "inputs": {"n_m3": "n_hall_m3"}}, "constant"]) == [
        "models[0].inputs.n_m3: the 2 datasets share no column 'n_hall_m3'. Did you mean 'n_m3'?"
    ]
    assert complaint(config, **BOTH, models=["quantum_well", "constant"]) == [
        "models[0]: model 'quantum_well' needs xi_A: the 2 datasets share no column of it ('films' and 'foils')"
    ]


@pytest.mark.parametrize(
    ("changes", "lines"),
    [
        (
            {"dataset": ["films", "foils"]},
            ["combine: does not say how 2 datasets become one; expected 'stack' (rows below one another) or 'match' "
             "(rows of one compound beside one another)"],
        ),
        ({"dataset": ["films", "foils"], "combine": "stak"}, ["combine: unknown word 'stak'. Did you mean 'stack'?"]),
        ({"combine": "stack"}, ["combine: there is one dataset: nothing to combine. Leave it out"]),
        (BOTH | {"dataset": ["films", "films"]}, ["dataset: 'films' occurs twice. Name each dataset once"]),
        (BOTH | {"dataset": ["films", "foil"]}, ["dataset: unknown dataset 'foil'. Did you mean 'foils'?"]),
        (
            {"dataset": []},
            ["dataset: [] names no dataset; expected the name of a pair in data/raw, or a list of names"],
        ),
        (
            {"dataset": ["films", "foils"], "combine": "match"},
            ["dataset: 'foils' names no compounds and cannot be matched. Add a block 'compounds' to its sidecar, row "
             "by row"],
        ),
    ],
)  # fmt: skip
def test_tables_that_do_not_combine(config, changes, lines):
    assert complaint(config, **changes) == lines


def test_a_match_keeps_colliding_columns_under_the_datasets_name(config):
    config["write"]("foils", FOILS, {"B1": "YBCO", "B2": "LSCO"})
    models = [{"model": "screening", "inputs": {"n_m3": "n_m3_foils"}}, "constant"]
    plan = load(config, dataset=["films", "foils"], combine="match", models=models)
    assert plan.inputs("ybco") == ["n_m3_foils"]


def test_a_compound_that_stands_twice_cannot_be_matched(config):
    config["write"]("foils", FOILS, {"B1": "YBCO", "B2": "YBCO"})
    assert complaint(config, dataset=["films", "foils"], combine="match") == [
        "dataset: YBCO occurs twice in 'foils', in rows B1 and B2; expected one row of each compound. Leave all but "
        "one of them out of 'compounds' in its sidecar"
    ]


def test_families(config):
    levels = ["levels", "constant"]
    selection = load(config, families="kind", models=levels).selection("ybco")
    assert (selection["families"], selection["family_labels"]) == ("kind", {})
    selection = load(config, **BOTH, families="dataset", family_labels={"films": "thin"}, models=levels).selection(
        "ybco"
    )
    assert (selection["families"], selection["family_labels"]) == ("dataset", {"films": "thin"})


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        (
            {"models": ["levels", "constant"]},
            "models[0]: model 'levels' has a value of level for each family, and no families are named; expected "
            "'families' in the comparison: a column of words, or 'dataset'",
        ),
        ({"families": "kindd"}, "families: the dataset has no column of words 'kindd'. Did you mean 'kind'?"),
        ({"families": "n_m3"}, "families: the dataset has no column of words 'n_m3'. Known: dataset, kind"),
        (
            {"families": "dataset"},
            "families: all rows come from one dataset: one family only; expected a column of words, or "
            "'combine: stack'",
        ),
        (
            {"families": "kind", "family_labels": {"films": "thin"}},
            "family_labels: name datasets, but the families are not datasets; expected families: dataset",
        ),
        (
            BOTH | {"families": "dataset", "family_labels": {"film": "thin"}},
            "family_labels.film: 'film' is not a dataset of this comparison. Did you mean 'films'?",
        ),
    ],
)
def test_families_that_are_none(config, changes, line):
    assert complaint(config, **changes) == [line]


def test_ranges_of_columns(config):
    assert load(config, ranges={"n_m3": [0, 1e28]}).selection("ybco")["ranges"] == {"n_m3": [0, 1e28]}


@pytest.mark.parametrize(
    ("ranges", "line"),
    [
        ({"n_m4": [0, 1]}, "ranges: the dataset has no column 'n_m4'. Did you mean 'n_m3'?"),
        ({"n_m3": [2, 1]}, "ranges: n_m3: 2 to 1 holds no row; expected the lower end first"),
    ],
)
def test_ranges_that_are_none(config, ranges, line):
    assert complaint(config, ranges=ranges) == [line]


def test_a_choice_of_columns(config):
    wells = {"model": "quantum_well", "inputs": {"xi_A": ["xi_short_A", "xi_long_A"]}}
    plan = load(config, models=[wells, "constant"])
    assert plan.entries["ybco"]["quantum_well"].inputs == {"xi_A": ("xi_short_A", "xi_long_A")}
    assert plan.inputs("ybco") == ["xi_long_A", "xi_short_A"]
    assert plan.infer_settings("ybco", "quantum_well")["inputs"] == {"xi_A": ["xi_short_A", "xi_long_A"]}


@pytest.mark.parametrize(
    ("model", "line"),
    [
        (
            {"model": "quantum_well", "inputs": {"xi_A": ["xi_short_A"]}},
            "models[0].inputs: xi_A: ['xi_short_A'] is not a choice; expected one column, or a list of two or more "
            "different ones",
        ),
        (
            {"model": "quantum_well", "inputs": {"xi_A": 3}},
            "models[0].inputs: xi_A: 3 names no column; expected one column, or a list of two or more",
        ),
        (
            {"model": "quantum_well", "inputs": {"xi_A": ["xi_short_A", "n_m3"]}},
            "models[0].inputs.xi_A: column 'n_m3' holds n_m3, model 'quantum_well' needs xi_A",
        ),
        (
            {"model": "linear", "inputs": {"x": ["n_m3", "n_hall_m3"]}},
            "models[0].inputs.x: a null model cannot choose between columns; expected one column",
        ),
        (
            {"model": "quantum_well", "inputs": {"xi_A": ["xi_short_A", "tc_K"]}},
            "models[0].inputs.xi_A: column 'tc_K' is the response, and a formula of itself always fits; expected "
            "another column",
        ),
    ],
)
def test_a_choice_that_is_none(config, model, line):
    assert complaint(config, models=[model, "constant"]) == [line]


def test_choices_of_different_lengths(config):
    """Each row makes one choice, for all inputs that have one."""
    header, *lines = FILMS.splitlines()
    config["write"]("films", "\n".join([f"{header},xi3", *(f"{line},3.5" for line in lines)]) + "\n")
    both = ODDS.replace("import LOG_ODDS, ", "import ").replace("response=LOG_ODDS", 'response="tc_K"')
    both = both.replace('"n_m3",)', '"n_m3", "xi_A")').replace('"n_m3": 1.0', '"n_m3": 1.0, "xi_A": 1.0')
    Path("mine/both.py").write_text(both)
    columns = {"n_m3": ["n_m3", "n_hall_m3"], "xi_A": ["xi_short_A", "xi_middle_A", "xi_long_A"]}
    assert complaint(config, models=[{"model": "both", "inputs": columns}, "constant"]) == [
        "models[0].inputs: choices between 2 and 3 columns: each row makes one choice for all; expected lists of the "
        "same length"
    ]
    columns["xi_A"].pop()
    assert load(config, models=[{"model": "both", "inputs": columns}, "constant"]).entries["ybco"]["both"].inputs


def test_null_models_take_x(config):
    plan = load(config, models=["standard", {"model": "standard", "name": "hall", "inputs": {"x": "n_hall_m3"}}])
    inputs = {name: entry.inputs for name, entry in plan.entries["ybco"].items()}
    assert inputs == {"standard": {"x_standard": "n_m3"}, "hall": {"x_standard": "n_hall_m3"}}
    assert plan.infer_settings("ybco", "hall")["inputs"] == {"x_standard": "n_hall_m3"}


def test_yes_or_no(config):
    config["material_classes"]["cuprates"] |= {"log_odds_mean": -1, "log_odds_sd": 2}
    bernoulli = {"response": "superconducting", "likelihood": "bernoulli", "models": ["odds", "constant"]}
    settings = load(config, **bernoulli).infer_settings("ybco", "odds")
    assert (settings["centre_K"], settings["effect_K"]) == (-1, 3)
    del config["material_classes"]["cuprates"]["log_odds_sd"]
    assert complaint(config, **bernoulli) == [
        "material_classes.cuprates.log_odds_sd: is missing; a comparison with likelihood 'bernoulli' needs it; "
        "expected a number"
    ]


@pytest.mark.parametrize(
    ("changes", "lines"),
    [
        (
            {"response": "superconducting", "models": ["odds", "constant"]},
            ["likelihood: 'normal' explains a number, and column 'superconducting' holds a class; expected bernoulli"],
        ),
        (
            {"likelihood": "bernoulli"},
            ["likelihood: 'bernoulli' explains a class, and column 'tc_K' holds tc_K; expected a response that holds "
             "superconducting"],
        ),
        (
            {"models": ["odds", "constant"]},
            ["models[0]: model 'odds' predicts log_odds, and this comparison explains tc_K; expected a model of tc_K, "
             "or a null model"],
        ),
        (
            {"response": "gap_meV"},
            ["prior: is missing: a material class knows Tc, and column 'gap_meV' holds energy_meV; expected {mean: "
             "..., sd: ..., note: ...} in the unit of the response",
             "models[0]: model 'screening' predicts tc_K, and this comparison explains energy_meV; expected a model of "
             "energy_meV, or a null model"],
        ),
        (
            {"prior": {"mean": 1, "sd": 1, "note": "a guess"}},
            ["prior: the prior of Tc is that of its material class. Leave it out"],
        ),
    ],
)  # fmt: skip
def test_a_response_that_the_models_do_not_explain(config, changes, lines):
    config["material_classes"]["cuprates"] |= {"log_odds_mean": -1, "log_odds_sd": 2}
    assert complaint(config, **changes) == lines


def test_a_response_with_a_prior_of_its_own(config):
    prior = {"mean": 20, "sd": 10, "note": "a guess"}
    settings = load(config, response="gap_meV", prior=prior, models=["linear", "constant"]).infer_settings(
        "ybco", "constant"
    )
    assert (settings["centre_K"], settings["effect_K"]) == (20, 15)


def test_the_prior_of_the_scatter(config):
    def told(**asked):
        found = InferSettings.of(load(config, **asked).infer_settings("ybco", "screening"))
        return found.sigma_family, found.sigma_nu, found.sigma_scale_K

    own = {"family": "half_t", "nu": 1, "scale": 7, "note": "the spread of samples of one batch"}
    assert told() == ("half_t", 4.0, config["material_classes"]["cuprates"]["tc_sd_K"])
    assert told(sigma_prior=own) == ("half_t", 1.0, 7.0)
    assert told(sigma_prior={"family": "exponential", "scale": 7}) == ("exponential", 4.0, 7.0)


@pytest.mark.parametrize(
    ("asked", "line"),
    [
        ({"family": "cauchy"}, "'cauchy'"),
        ({"scale": 0}, "sigma_prior.scale"),
        ({"family": "exponential", "nu": 3}, "nu: 3 beside the family exponential; expected nu of a half_t only"),
    ],
)
def test_a_prior_of_the_scatter_that_is_none(config, asked, line):
    (told,) = complaint(config, sigma_prior=asked)
    assert line in told


def test_yes_or_no_has_no_scatter(config):
    config["material_classes"]["cuprates"] |= {"log_odds_mean": -1, "log_odds_sd": 2}
    asked = {"response": "superconducting", "likelihood": "bernoulli", "models": ["odds", "constant"]}
    assert complaint(config, **asked, sigma_prior={"scale": 2}) == [
        "sigma_prior: a yes-or-no response has no scatter. Leave it out"
    ]


def test_known_uncertainties(config):
    plan = load(config, likelihood="normal_known", sigma="tc_K_sigma")
    assert plan.selection("ybco")["sigmas"] == ["tc_K_sigma"]
    settings = InferSettings.of(plan.infer_settings("ybco", "screening"))
    assert (settings.sigma, settings.input_sigma) == ("tc_K_sigma", {})


def test_uncertain_inputs(config):
    text = FILMS.replace("n2", "dn", 1)
    config["write"]("films", text)
    path = Path("data/raw/films.yaml")
    about = sidecar("films", text)
    about["columns"]["n"]["uncertainty"] = {"column": "dn"}
    path.write_text(yaml.safe_dump(about))
    plan = load(config, likelihood="normal_eiv", input_sigma={"n_m3": "n_m3_sigma"}, sigma="tc_K_sigma")
    assert plan.selection("ybco")["sigmas"] == ["tc_K_sigma", "n_m3_sigma"]
    assert plan.infer_settings("ybco", "screening")["input_sigma"] == {"n_m3": "n_m3_sigma"}
    assert complaint(config, likelihood="normal_eiv", input_sigma={"n_m4": "tc_K_sigma"}) == [
        "input_sigma.n_m4: no model of this comparison uses 'n_m4'. Did you mean 'n_m3'?"
    ]
    assert complaint(config, likelihood="normal_eiv", input_sigma={"n_m3": "tc_K_sigma"}) == [
        "input_sigma.n_m3: 'tc_K_sigma' belongs to a tc_K, and 'n_m3' holds n_m3"
    ]


@pytest.mark.parametrize(
    ("changes", "lines"),
    [
        (
            {"likelihood": "normal_known", "dataset": "foils", "models": ["constant", "screening"]},
            ["sigma: is missing; 'normal_known' needs the standard deviations of the response; expected a column of "
             "them. The tables state none"],
        ),
        (
            {"likelihood": "normal_eiv"},
            ["input_sigma: is missing; 'normal_eiv' needs the standard deviations of inputs; expected {column: column "
             "of them}. Known: tc_K_sigma"],
        ),
        (
            {"sigma": "tc_K_sigma", "likelihood": "normal"},
            ["sigma: likelihood 'normal' does not use it; expected normal_known or normal_eiv"],
        ),
        (
            {"input_sigma": {"n_m3": "tc_K_sigma"}, "likelihood": "normal_known", "sigma": "tc_K"},
            ["input_sigma: likelihood 'normal_known' does not use it; expected normal_eiv",
             "sigma: 'tc_K' is not a column of standard deviations. Known: tc_K_sigma",
             "input_sigma.n_m3: 'tc_K_sigma' belongs to a tc_K, and 'n_m3' holds n_m3"],
        ),
    ],
)  # fmt: skip
def test_uncertainties_that_are_none(config, changes, lines):
    assert complaint(config, **changes) == lines


@pytest.mark.parametrize(
    ("rule", "changes", "expected"),
    [
        ({}, {}, ("normal_known", "tc_K_sigma", {})),
        ({"Tc": "unknown"}, {}, ("normal", "", {})),
        ({"Tc": {"rounding": "true"}}, {}, ("normal", "", {})),
        ({"n": {"percent": "5"}}, {}, ("normal_eiv", "tc_K_sigma", {"n_m3": "n_m3_sigma"})),
        ({"n": {"percent": "5"}, "Tc": "unknown"}, {}, ("normal_eiv", "", {"n_m3": "n_m3_sigma"})),
        # no formula takes the length: its error decides nothing
        ({"xi": {"percent": "5"}}, {}, ("normal_known", "tc_K_sigma", {})),
        ({"n": {"percent": "5"}}, {"likelihood": "normal_known"}, ("normal_known", "tc_K_sigma", {})),
        ({"n": {"percent": "5"}}, {"likelihood": "student_t"}, ("student_t", "", {})),
        ({}, {"likelihood": "normal"}, ("normal", "", {})),
    ],
)
def test_the_errors_of_the_table_decide_unless_the_configuration_does(config, rule, changes, expected):
    about = sidecar("films", FILMS, {"A1": "YBCO", "A2": "LSCO"})
    for column, word in rule.items():
        about["columns"][column]["uncertainty"] = word
    if "Tc" in rule:
        about["columns"]["dTc"] = {"name": "tc_other_K", "quantity": "tc_K", "unit": "K", "grade": "read",
                                   "uncertainty": "unknown"}  # fmt: skip
    Path("data/raw/films.yaml").write_text(yaml.safe_dump(about))
    plan = load(config, **changes)
    settings = InferSettings.of(plan.infer_settings("ybco", "screening"))
    assert (settings.likelihood, settings.sigma, settings.input_sigma) == expected


ROWS = [{"label": "C1", "n_m3": "4e27", "tc_K": 60}, {"label": "C2", "n_m3": 5e27}]


def asked(config, **changes):
    config["predict"] = {"new": {"title": "New", "comparison": "ybco"} | changes}
    return config


def test_predictions(config):
    plan = load(asked(config, rows=ROWS, models=["screening"]))
    assert list(plan.asked("new")) == ["screening", "constant"]
    settings = plan.predict_settings("new")
    assert (settings["constants"], settings["seed"], settings["dataset"]) == (["constant"], 1, "")
    assert settings["accept_grades"] == ["read", "computed", "package"]
    plan = load(asked(config, dataset="foils"))
    assert list(plan.datasets) == ["films", "foils"]


@pytest.mark.parametrize(
    ("changes", "lines"),
    [
        ({}, ["new: names no material; expected either 'dataset' or 'rows'"]),
        (
            {"dataset": "foils", "rows": ROWS},
            ["new: names both a dataset and rows; expected either 'dataset' or 'rows'"],
        ),
        ({"rows": ROWS, "comparison": "ycbo"}, ["new.comparison: unknown comparison 'ycbo'. Did you mean 'ybco'?"]),
        ({"dataset": "foil"}, ["new.dataset: unknown dataset 'foil'. Did you mean 'foils'?"]),
        (
            {"rows": ROWS, "models": ["screning"]},
            ["new.models: 'screning' is not in comparison 'ybco'. Did you mean 'screening'?"],
        ),
        (
            {"dataset": "foils", "inputs": {"n_m4": "n_m3", "n_m3": "maker", "tc_K": "n_m3"}},
            ["new.inputs.n_m4: comparison 'ybco' does not use a column 'n_m4'. Did you mean 'n_m3'?",
             "new.inputs.n_m3: dataset 'foils' has no column of numbers 'maker'. Known: n_m3, tc_K",
             "new.inputs.tc_K: column 'n_m3' holds n_m3, the fitted one tc_K",
             "new.inputs: dataset 'foils' has none of the columns that were fitted: n_m3, tc_K; expected {fitted "
             "column: column of the dataset}"],
        ),
        (
            {"rows": [{"n_m3": 1e27}, {"label": "C", "xi_A": 3}, {"label": "C", "n_m3": "many"},
                      {"label": "D", "n_m3": -1}]},
            ["new.rows[0].label: is missing; expected what a reader recognises the material by",
             "new.rows[1].xi_A: comparison 'ybco' does not use a column 'xi_A'. Known: label, n_m3, tc_K",
             "new.rows[2].label: 'C' occurs twice; expected a label of its own",
             "new.rows[2].n_m3: 'many' is not a number; expected a number in 1/meter**3",
             "new.rows[3].n_m3: -1.0 1/meter**3 is not a possible carrier density"],
        ),
        (
            {"rows": ROWS, "accept_grades": ["recalled"]},
            ["new.title: does not say that the comparison uses recalled numbers; expected a title with the word "
             "'recalled'"],
        ),
        ({"rows": ROWS, "inputs": {"n_m3": "n"}},
         ["new.inputs: names columns of a dataset, but there is no dataset. Leave it out"]),
    ],
)  # fmt: skip
def test_predictions_that_cannot_be_made(config, changes, lines):
    assert complaint(asked(config, **changes)) == [f"predict.{line}" for line in lines]


def test_the_page_of_datasets_names_every_use():
    found = uses(
        {
            "comparisons": {"one": {"dataset": "films"}, "two": {"dataset": ["films", "foils"]}, "odd": 3},
            "predict": {"new": {"dataset": "foils"}, "typed": {"rows": []}},
        }
    )
    assert found == {"films": ["one", "two"], "foils": ["two", "new"]}
