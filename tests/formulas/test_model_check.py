"""Each thing a model file may get wrong, with the sentence its author reads."""

import re

import pytest

from tcreferee.base.errors import RefereeError
from tcreferee.formulas.check import check_model
from tcreferee.formulas.loading import find_models

GOOD = '''r"""Square root of the density.

.. math:: T_c = T_1\\,n^{1/2}
"""

import numpy as np

from tcreferee.formulas.model import Check, Parameter, Source, TcModel
from tcreferee.base.priors import Effect, Level, Normal


def predict(inputs, parameters):
    n = inputs["n_m3"] / 1e27
    return parameters["t_1_K"] * n ** parameters["q"]


model = TcModel(
    title="power of the density",
    equation=r"T_c = T_1\\,n^q",
    inputs=("n_m3",),
    parameters=(
        Parameter("t_1_K", "T_1", "K", "Tc at 1e27 per m3", Level()),
        Parameter("q", "q", "", "power", Normal(0.5, 0.2)),
    ),
    predict=predict,
    source=Source("a test", "none", "none"),
    checks=(Check({"n_m3": 4e27}, {"t_1_K": 40.0, "q": 0.5}, "80", "Table 1"),),
)
'''
SHAPE = (
    "mine.py, predict: returns the shape (1,); expected for inputs of shape (3,) and parameters of shape (draws, 1) a "
    "result of shape (draws, 3) or one like it"
)


@pytest.fixture
def said(tmp_path, monkeypatch):
    """What is said of the good file with one text replaced by another."""
    monkeypatch.chdir(tmp_path)

    def check(old, new):
        assert old in GOOD
        (tmp_path / "mine.py").write_text(GOOD.replace(old, new))
        with pytest.raises(RefereeError) as error:
            check_model("mine.py")
        return [str(problem) for problem in error.value.problems]

    return check


def test_a_good_file_is_good(tmp_path):
    (tmp_path / "mine.py").write_text(GOOD)
    assert check_model(tmp_path / "mine.py").title == "power of the density"


@pytest.mark.parametrize("name", sorted(find_models()))
def test_every_model_of_the_package_keeps_its_promises(name):
    assert check_model(find_models()[name]).name == name


def test_a_file_that_does_not_exist(tmp_path):
    with pytest.raises(RefereeError, match=r"none\.py: the file does not exist"):
        check_model(tmp_path / "none.py")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "/ 1e27", "/ 1e21",
            "mine.py, checks[0] (Table 1): gives 80000; expected 80 as printed. It is off by a factor of 1e3, as if a "
            "unit were mixed up: inputs come in the units of their names, n_m3 in 1/meter**3",
        ),
        ('"80"', '"81"', "mine.py, checks[0] (Table 1): gives 80; expected 81 as printed"),
        (
            '"80"', '"about 80"',
            "mine.py, checks[0] (Table 1): 'about 80' is not a number; expected the value as it is printed, "
            "such as '93.5'",
        ),
        (
            '{"n_m3": 4e27}', "{}",
            "mine.py, checks[0] (Table 1): gives no value for the input 'n_m3'. Add it to the inputs of the check",
        ),
        (
            '{"t_1_K": 40.0, "q": 0.5}', '{"t_1_K": 40.0, "q": 0.5, "r": 1}',
            "mine.py, checks[0] (Table 1): gives a value for 'r', which is no parameter. Known: q, t_1_K",
        ),
        (
            '"T_1", "K"', '"T_1", "meV"',
            "mine.py, parameter 't_1_K': is named in K and has the unit 'meV'; expected 'K'",
        ),
        (

            'Check({"n_m3": 4e27}, {"t_1_K": 40.0, "q": 0.5}, "80"',
            'Check({"n_m3": -4e27}, {"t_1_K": 40.0, "q": 2.0}, "640"',
            "mine.py, checks[0]: n_m3 = -4e+27 is not possible; expected between 0 and 1e+31 1/meter**3",
        ),
        (
            "Normal(0.5, 0.2)", "Effect()",
            "mine.py, parameter 'q': has the prior Effect(), and the prediction is not linear in it. Give it "
            "Normal(mean, sd) in its own unit, with the reason in 'assumptions'",
        ),
        (
            'return parameters["t_1_K"] * n', 'return np.abs(parameters["t_1_K"]) * n',
            "mine.py, parameter 't_1_K': has the prior Level(), and the prediction is not linear in it. Give it "
            "Normal(mean, sd) in its own unit, with the reason in 'assumptions'",
        ),
        (
            'parameters["t_1_K"] * n', '40.0 * n',
            "mine.py, parameter 't_1_K': changes nothing in the prediction. Leave it out",
        ),
        (
            '    n = inputs["n_m3"] / 1e27\n', '    n = inputs["n_m3"]\n    n /= 1e27\n',
            "mine.py, predict: changes its inputs in place; expected a new array, such as n = inputs['n_m3'] / 1e27",
        ),
        (
            "n ** parameters", "np.mean(n) ** parameters",
            "mine.py, predict: gives 101.063 for a row among others and 80 for the same row alone; expected each row "
            "from its own inputs and parameters. Work without sums over rows",
        ),
        (
            'parameters["t_1_K"] * n ** parameters["q"]', 'parameters["t_1_K"][0] * n[:1] ** parameters["q"][0]', SHAPE,
        ),
        (
            'parameters["t_1_K"] * n', 'np.where(parameters["t_1_K"] == 0, np.nan, parameters["t_1_K"]) * n',
            "mine.py, parameter 't_1_K': has the prior Level(), and the formula gives no number where it is zero. Give "
            "it LogNormal(median, width) or Normal(mean, sd) in its own unit, or return the value there",
        ),
        (
            "    predict=predict,", '    predict=predict,\n    response="tc",',
            "mine.py, response: unknown quantity 'tc'. Did you mean 'tc_K'?",
        ),
        (
            'inputs=("n_m3",)', "inputs=()",
            "mine.py, inputs: none; expected at least one; only a model of the kind 'null' may have none",
        ),
        (
            '"Tc at 1e27 per m3", Level()', '"Tc at 1e27 per m3", Level(), families="each"',
            "mine.py, parameter 't_1_K': families 'each'; expected 'separate' or 'pooled', of a Level()",
        ),
        (
            'title="power', 'title="FILL IN power',
            'mine.py, line 18: still to be written: title="FILL IN power of the density",',
        ),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(said, old, new, expected):
    found = said(old, new)
    if "np.mean" in new:  # the numbers are those of the probe
        found, expected = (re.sub(r"gives [\d.]+ .* alone;", "gives N;", " ".join(t)) for t in (found, [expected]))
        found, expected = [found], expected
    assert found == [expected]


def test_an_equation_that_cannot_be_drawn(said):
    (found,) = said(r"T_c = T_1\\,n^q".replace("\\\\", "\\"), r"T_c = \frac{T_1")
    assert found.startswith("mine.py, equation: 'T_c = \\frac{T_1' cannot be drawn (")
    assert found.endswith("expected mathtext without dollar signs")


def test_predict_that_does_not_broadcast(said):
    loop = 'np.array([parameters["t_1_K"][i, 0] * n[i] ** 0.5 for i in range(2)])'
    (found,) = said('parameters["t_1_K"] * n ** parameters["q"]', loop)
    assert found.startswith("mine.py, predict: does not return one number for each of the 3 rows (shape (2,)")
    assert "expected for inputs of shape (3,) and parameters of shape (draws, 1)" in found


@pytest.mark.parametrize(
    ("instead", "kind"),
    [("0j + n ** 0.5", "complex numbers"), ("np.array(['80'] * len(n))", "text"), ("[None] * len(n)", "objects")],
)
def test_predict_that_returns_no_real_numbers(said, instead, kind):
    (found,) = said('parameters["t_1_K"] * n ** parameters["q"]', instead)
    assert f"predict returns {kind} where real numbers are needed. Seen in checks[0]" in found


def test_predict_that_raises(said):
    (found,) = said('inputs["n_m3"] / 1e27', 'inputs["n_m"] / 1e27')
    assert found == (
        "mine.py, line 13: predict asks for 'n_m', and no input or parameter has that name, or it is one of the other "
        "kind. Did you mean 'n_m3'? (seen in checks[0])"
    )


def test_several_problems_at_once(said):
    found = said('"T_1", "K", "Tc at 1e27 per m3", Level()', '"T_1", "meV", "FILL IN", Level()')
    assert len(found) == 2
