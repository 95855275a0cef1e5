"""Files to start from: they can be used, they overwrite nothing, and a new one says what it lacks."""

import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tcreferee.base.errors import RefereeError
from tcreferee.base.quantities import QUANTITIES
from tcreferee.config.load import load_plan
from tcreferee.data.check import check
from tcreferee.formulas.check import check_model
from tcreferee.scaffold.model_file import make_model
from tcreferee.scaffold.start import TEMPLATE, files, make_folder


def test_a_new_folder_can_be_used_as_it_is(tmp_path, monkeypatch):
    made = make_folder(tmp_path / "trial")
    assert {path.name for path in made} == {
        "README.md", "Snakefile", "config.yaml", "example_formula.py", "example_table.csv", "example_table.yaml"
    }  # fmt: skip
    monkeypatch.chdir(tmp_path / "trial")
    plan = load_plan(yaml.safe_load(Path("config.yaml").read_text()))
    assert list(plan.entries["example"]) == ["example_formula", "constant", "linear", "logarithm"]
    assert plan.config.ledger is False
    assert check_model("models/example_formula.py").name == "example_formula"
    good, bad = check(["data/example_table.csv"])
    assert (len(good), bad) == (1, [])


def test_the_template_is_in_style():
    program = Path(sys.executable).with_name("snakefmt")
    done = subprocess.run([program, "--check", TEMPLATE / "Snakefile"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert len((TEMPLATE / "README.md").read_text().splitlines()) <= 12


def test_nothing_is_overwritten(tmp_path):
    make_folder(tmp_path)
    before = {name: (tmp_path / name).read_bytes() for name in files()}
    (tmp_path / "config.yaml").unlink()
    with pytest.raises(RefereeError) as error:
        make_folder(tmp_path)
    assert len(error.value.problems) == len(before) - 1
    assert str(error.value.problems[0]) == (
        f"{tmp_path / 'README.md'}: exists already. Name another folder, or move it away"
    )
    assert not (tmp_path / "config.yaml").exists()


def test_a_file_is_no_folder(tmp_path):
    (tmp_path / "a").write_text("")
    with pytest.raises(RefereeError, match="is a file; expected a folder, or the name of a new one"):
        make_folder(tmp_path / "a")


@pytest.mark.parametrize(
    ("inputs", "parameters"),
    [((), ()), (("n_m3", "xi_A"), ("t_1_K", "q")), (("x",), ("a", "lambda_ep", "b_meV")), (sorted(QUANTITIES), ("c",))],
)
def test_a_new_model_loads_and_names_what_it_lacks(tmp_path, inputs, parameters):
    path = make_model("mine", tmp_path, inputs, parameters)
    with pytest.raises(RefereeError) as error:
        check_model(path)
    text = path.read_text().splitlines()
    marked = [number for number, line in enumerate(text, 1) if "FILL IN" in line]
    assert len(marked) >= 9
    assert [problem.where for problem in error.value.problems] == [f"{path}, line {number}" for number in marked]
    assert all(problem.what.startswith("still to be written: ") for problem in error.value.problems)


def test_a_new_model_that_is_filled_in_is_good(tmp_path):
    path = make_model("mine", tmp_path, ["n_m3"], ["t_1_K", "q"])
    text = path.read_text().replace("return t_1_K * n_m3", "return t_1_K * (n_m3 / 1e27) ** q")
    text = text.replace('{"n_m3": 1e27}', '{"n_m3": 4e27}').replace(
        '{"t_1_K": 1.0, "q": 1.0}', '{"t_1_K": 40.0, "q": 0.5}'
    )
    text = text.replace('"FILL IN", "FILL IN: Table', '"80", "Table').replace("FILL IN", "T")
    path.write_text(text)
    assert check_model(path).parameters[1].name == "q"


def test_the_name_of_a_column_is_answered_with_what_it_holds(tmp_path):
    with pytest.raises(RefereeError, match="A column with this unit holds length_A, whatever its name; 'tcreferee qua"):
        make_model("peak", tmp_path, ["anion_height_A"], ["t0_K"])
    assert (
        r'Parameter("t0_K", r"t_{\mathrm{0}}", "K"' in make_model("peak", tmp_path, ["length_A"], ["t0_K"]).read_text()
    )


def test_names_that_cannot_be_used_are_all_told(tmp_path):
    with pytest.raises(RefereeError) as error:
        make_model("My model", tmp_path, ["n_m", "xi_A", "xi_A"], ["2K", "q"])
    assert [str(problem) for problem in error.value.problems] == [
        "NAME: 'My model' cannot name a model; expected small letters, digits and underscores",
        "--inputs: 'n_m' is not a quantity. Did you mean 'n_m3'?",
        "--parameters: '2K' cannot name a parameter; expected letters, digits and underscores",
        "--inputs: 'xi_A' occurs twice. Name it once",
    ]
    with pytest.raises(RefereeError, match=r"'zzzz' is not a quantity.*define your own under 'quantities'"):
        make_model("mine", tmp_path, ["zzzz"])
    with pytest.raises(RefereeError, match="a model 'screening' comes with the program"):
        make_model("screening", tmp_path)
    make_model("mine", tmp_path)
    with pytest.raises(RefereeError, match=r"mine\.py: exists already\. Choose another name"):
        make_model("mine", tmp_path)
