"""Usual slips in a model file are answered in words, with file and line."""

import pytest

from tcreferee.base.errors import RefereeError
from tcreferee.formulas.check import check_model

GOOD = '''import numpy as np
from tcreferee import Check, Level, Parameter, Source, TcModel


def predict(inputs, parameters):
    """Return Tc (K)."""
    return parameters["a_K"] * np.exp(inputs["n_m3"] / 1e27)


model = TcModel(
    title="own", kind="rival", equation=r"T_c = a n", inputs=("n_m3",),
    parameters=(Parameter("a_K", "a", "K", "scale", Level()),),
    predict=predict, source=Source("me", "none", "none"),
    checks=(Check({"n_m3": 1e27}, {"a_K": 1.0}, "2.718", "by hand"),),
)
'''
ARRAYS = "in place of math.exp(x) and float(x) (seen in checks[0])"
SLIPS = [
    ("    return param", "    param", "checks[0] (by hand): predict returns nothing: its last line must be "
     "'return ...'. Seen in checks[0]"),
    ('parameters["a_K"]', 'parameters["a_k"]', "line 7: predict asks for 'a_k', and no input or parameter has that "
     "name, or it is one of the other kind. Did you mean 'a_K'? (seen in checks[0])"),
    ("import numpy as np", "import math as np", "line 7: predict uses a function of single numbers, and inputs and "
     f"parameters are arrays. Work on arrays: np.exp(x), np.log(x), np.sqrt(x) {ARRAYS}"),
    ("import numpy as np", "", "line 7: predict 'np' is not defined. Write 'import numpy as np' at its "
     "top (seen in checks[0])"),
    ("np.exp(", "np.log(-", "checks[0] (by hand): gives no number (nan); expected 2.718 as printed. Is a logarithm or "
     "a root of a negative number in it?"),
    ("title=", "titel=", "line 10: TcModel does not take 'titel'. Did you mean 'title'?"),
    ('    checks=(Check({"n_m3": 1e27}, {"a_K": 1.0}, "2.718", "by hand"),),\n', "",
     "line 10: TcModel lacks 'checks'. Add it to TcModel(...)"),
    ('"by hand"),)', '"by hand"))', "checks: is a Check without a comma behind it; expected a tuple, (Check(...),)"),
    ('("n_m3",)', '("n_m3")', "inputs: is the text 'n_m3' without a comma behind it; expected a tuple, (\"n_m3\",)"),
    ("Level()),)", "Level()))", "parameters: is a Parameter without a comma behind it; expected a tuple, "
     "(Parameter(...),)"),
    ('Source("me", "none", "none")', '"me"', "source: is the text 'me'; expected Source(\"authors (year), title\", "
     '"DOI", "Eq. (1)")'),
    ("(inputs, parameters)", "(inputs, parameters, t)", "predict: takes (inputs, parameters, t); expected def "
     "predict(inputs, parameters), two mappings of names to arrays"),
    ("(inputs, parameters)", "(n_m3, a_K)", "predict: takes (n_m3, a_K); expected def predict(inputs, parameters), two "
     "mappings of names to arrays"),
    ('"2.718"', "2.718", "checks[0], printed: is the number 2.718; expected the value as it is printed. '2.718' in "
     "quotes: its digits say how exact it is"),
    ('"n_m3": 1e27', '"n_m3": "1e27"', "checks[0], inputs, 'n_m3': is '1e27'; expected a finite number"),
    ("return", "retrun", "line 7: is not Python: invalid syntax"),
    ('* np.exp(inputs["n_m3"] / 1e27)', "if inputs['n_m3'] > 1 else 0", "line 7: predict asks if an array is true, and "
     "its rows differ. Write np.where(condition, a, b) in place of if and else (seen in checks[0])"),
]  # fmt: skip


@pytest.mark.parametrize(("right", "wrong", "said"), SLIPS, ids=[said[:40] for *_, said in SLIPS])
def test_a_slip_is_said_in_words(tmp_path, right, wrong, said):
    path = tmp_path / "own.py"
    assert right in GOOD
    path.write_text(GOOD.replace(right, wrong, 1 if right != "return" else -1))
    with pytest.raises(RefereeError) as error:
        check_model(path)
    said = said.replace("line", ", line", 1) if said.startswith("line") else f", {said}"
    assert [str(problem) for problem in error.value.problems] == [f"{path}{said.replace(', , ', ', ')}"]


def test_the_good_one_is_good(tmp_path):
    (tmp_path / "own.py").write_text(GOOD)
    assert check_model(tmp_path / "own.py").name == "own"


def test_one_equation_after_the_other_without_a_root_is_told_of_the_batch_way(tmp_path):
    solved = "from scipy.optimize import brentq\nimport numpy as np"
    text = GOOD.replace("import numpy as np", solved).replace("np.exp(", "brentq(abs, 1.0, 2.0) * (")
    (tmp_path / "own.py").write_text(text)
    with pytest.raises(RefereeError, match=r"line 8: predict solves .* Solve the equation with tcreferee\.root"):
        check_model(tmp_path / "own.py")
