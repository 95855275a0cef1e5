"""Loading a model file: what is refused, word for word."""

import math
import os

import numpy as np
import pytest

from tcreferee.base.errors import RefereeError
from tcreferee.formulas.loading import MODELS_FOLDER, find_models, load_model
from tcreferee.formulas.model import Check

HEAD = """import math
from tcreferee.formulas.model import Check, Parameter, Source, TcModel
from tcreferee.base.priors import Effect, Level, Normal
"""
PARAMETERS = 'Parameter("a_K", "a", "K", "level", Level()), Parameter("b_K", "b", "K", "slope", Effect()),'


def text(
    inputs='"n_m3",', parameters=PARAMETERS, checks='Check({"n_m3": 1.0}, {"a_K": 1.0, "b_K": 1.0}, "2", "here"),'
):
    return (
        f"{HEAD}\n"
        f'def predict(inputs, parameters):\n    return parameters["a_K"] + parameters["b_K"] * inputs["n_m3"]\n\n'
        f'model = TcModel("t", "a + b n", ({inputs}), ({parameters}), predict, Source("r", "i", "e"), ({checks}))\n'
    )


@pytest.fixture
def complaint(tmp_path):
    def write(content, name="mine.py"):
        path = tmp_path / name
        path.write_text(content)
        with pytest.raises(RefereeError) as error:
            load_model(path)
        return str(error.value).replace(f"{tmp_path}/", "").splitlines()

    return write


def test_a_model_takes_the_name_of_its_file(tmp_path):
    (tmp_path / "mine.py").write_text(text())
    model = load_model(tmp_path / "mine.py")
    assert model.name == "mine"
    theta = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
    np.testing.assert_array_equal(
        model({"n_m3": np.array([1.0, 10.0])}, theta), [[3.0, 21.0], [7.0, 43.0], [11.0, 65.0]]
    )


def test_no_model(complaint):
    assert complaint("x = 1\n") == [
        "model file (1 problem):",
        "  - mine.py: has no module-level 'model'; expected model = TcModel(...)",
    ]


def test_something_else_called_model(complaint):
    assert complaint("model = {}\n") == [
        "model file (1 problem):",
        "  - mine.py: 'model' is a dict; expected model = TcModel(...)",
    ]


def test_syntax_error(complaint):
    assert complaint("x = 1\nmodel = TcModel(\n") == [
        "model file (1 problem):",
        "  - mine.py, line 2: is not Python: '(' was never closed",
    ]


def test_exception(complaint):
    assert complaint("x = 1\n\n\ny = 1 / 0\n") == [
        "model file (1 problem):",
        "  - mine.py, line 4: ZeroDivisionError: division by zero",
    ]


@pytest.mark.parametrize("before", ["tcreferee.model", "tcreferee.priors"])
def test_a_model_file_of_version_0_1_is_told_where_its_imports_are_now(complaint, before):
    said = complaint(f"from {before} import Level\n")[1]
    assert "line 1" in said
    assert f"No module named '{before}'" in said
    assert "Import from tcreferee itself: from tcreferee import Check, Level" in said


def test_exception_in_a_function_of_the_file(complaint):
    # the line where it happened, not the line that called
    assert complaint("def f():\n    return {}['a']\n\nf()\n") == [
        "model file (1 problem):",
        "  - mine.py, line 2: KeyError: 'a'",
    ]


def test_exception_with_a_relative_path(tmp_path, monkeypatch):
    # model_paths of config.yaml are relative, as a rule
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.py").write_text("x = 1\ny = 1 / 0\n")
    with pytest.raises(RefereeError, match=r"mine\.py, line 2: ZeroDivisionError: division by zero"):
        load_model("mine.py")


def test_not_python(complaint):
    assert complaint("", "mine.txt") == [
        "model file (1 problem):",
        "  - mine.txt: not a Python file; expected a file ending in .py",
    ]


def test_an_edit_of_one_digit_within_the_second_counts(tmp_path):
    # byte code that Python stored would be taken for fresh: the time in seconds and the size are the same
    path = tmp_path / "mine.py"
    path.write_text(text())
    now = path.stat().st_mtime_ns
    assert load_model(path)({"n_m3": np.ones(2)}, np.ones((1, 2))).tolist() == [[2.0, 2.0]]
    path.write_text(text().replace('+ parameters["b_K"]', '- parameters["b_K"]'))
    os.utime(path, ns=(now, now))
    assert load_model(path)({"n_m3": np.ones(2)}, np.ones((1, 2))).tolist() == [[0.0, 0.0]]
    assert not list(tmp_path.glob("__pycache__/*"))


def test_unknown_quantity(complaint):
    assert complaint(text(inputs='"n_m4", "zzzz",')) == [
        "model file (2 problems):",
        "  - mine.py, inputs: unknown quantity 'n_m4'. Did you mean 'n_m3'?",
        "  - mine.py, inputs: unknown quantity 'zzzz'. 'tcreferee quantities' lists the words; define your own "
        "under 'quantities' in config.yaml or the sidecar, such as T_F_K: {unit: K, symbol: T_F, label: Fermi "
        "temperature}",
    ]


def test_a_level_with_families_beside_another(complaint):
    parameters = PARAMETERS.replace("Effect()", "Level(), families='separate'")
    assert complaint(text(parameters=parameters)) == [
        "model file (1 problem):",
        "  - mine.py, parameters: 2 parameters with the prior Level(), one of them with families; "
        "expected families where a single Level() carries the mean prediction",
    ]


def test_bounds_on_two_linear_parameters(complaint):
    bounded = PARAMETERS.replace("Effect()", "Effect(), (0.0, math.inf)").replace("Level()", "Level(), (0.0, 9.0)")
    assert complaint(text(parameters=bounded)) == [
        "model file (1 problem):",
        "  - mine.py, parameters: bounds on 2 linear parameters (a_K, b_K); "
        "expected bounds on one of them at most: what two bounds cut off together has no closed form. "
        "Leave the others out: the rows may then contradict the sign the theory wants",
    ]


def test_duplicate_names(complaint):
    assert complaint(text(parameters=PARAMETERS.replace("b_K", "a_K"))) == [
        "model file (1 problem):",
        "  - mine.py, parameters: 'a_K' is declared twice",
    ]


def test_all_faults_at_once(complaint):
    parameters = (
        'Parameter("a K", "a", "K", "level", Level(), (1.0, 1.0)),'
        'Parameter("p", "p", "", "exponent", Normal(2.0, 1.0), (0.0, 1.0)),'
        'Parameter("q", "q", "", "exponent", Normal(0.0, 0.0)),'
    )
    assert complaint(text(inputs='"tc_k",', parameters=parameters, checks="")) == [
        "model file (6 problems):",
        "  - mine.py, inputs: unknown quantity 'tc_k'. Did you mean 'tc_K'?",
        "  - mine.py, parameter 'a K': not a name; expected letters, digits and underscores",
        "  - mine.py, parameter 'a K': bounds (1.0, 1.0) are empty; "
        "expected lower < upper, within what the prior allows",
        "  - mine.py, parameter 'p': prior Normal(mean=2.0, sd=1.0) does not fit the bounds (0.0, 1.0); "
        "expected its middle within the bounds",
        "  - mine.py, parameter 'q': Normal(mean=0.0, sd=0.0) is not a prior; "
        "expected finite numbers; widths, medians and high - low above 0",
        "  - mine.py, checks: none; expected at least one Check against a printed value",
    ]


def test_models_are_found_by_listing(tmp_path):
    for name in ("mine.py", "_helper.py", "notes.txt"):
        (tmp_path / name).write_text("")
    found = find_models([tmp_path])
    assert found["mine"] == tmp_path / "mine.py"
    assert set(found) - {"mine"} == {p.stem for p in MODELS_FOLDER.glob("*.py")} - {"__init__"}
    assert "_helper" not in found


def test_missing_folder_and_the_same_name_in_two_folders(tmp_path):
    (tmp_path / "linear.py").write_text("")
    with pytest.raises(RefereeError) as error:
        find_models([tmp_path, tmp_path / "nowhere"])
    message = str(error.value).replace(f"{tmp_path}/", "").replace(f"{MODELS_FOLDER}/", "")
    assert message.splitlines() == [
        "model files (2 problems):",
        "  - linear.py: model 'linear' exists twice, also in linear.py",
        "  - nowhere: no such folder; expected a folder of model files. Mend model_paths",
    ]


@pytest.mark.parametrize(
    ("printed", "tolerance"),
    [
        ("93", 0.5),
        ("93.5", 0.05),
        ("212.46", 0.005),
        ("0.00", 0.005),
        ("5.651e6", 500.0),
        ("1.2E-3", 5e-5),
        ("-90", 0.5),
    ],
)
def test_tolerance_is_half_a_unit_of_the_last_printed_digit(printed, tolerance):
    assert Check({}, {}, printed, "").tolerance == pytest.approx(tolerance, rel=1e-12)
    assert math.isfinite(float(printed))
