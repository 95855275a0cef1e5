"""Implicit equations for whole arrays, programs that are called once, and tables that say their error."""

import sys

import numpy as np
import pytest
from scipy.optimize import brentq
from scipy.special import lambertw

from tcreferee import Check, Level, Normal, Parameter, Program, Source, Tabulated, TcModel, fit, root
from tcreferee.formulas.check import rootless
from tcreferee.formulas.program import ProgramError
from tcreferee.formulas.tabulated import TableError

NODES, WEIGHTS = np.polynomial.legendre.leggauss(40)


def gap(t, coupling, theta):
    """Zero at the BCS Tc with a sharp cut-off: the integral of tanh(x)/x to theta/2T, less 1/coupling."""
    top = np.log1p(theta / (2 * t))[..., np.newaxis]
    x = np.expm1(top * (NODES + 1) / 2)
    return ((np.tanh(x) / x * (x + 1)) @ WEIGHTS) * top[..., 0] / 2 - 1 / coupling


def test_roots_of_a_closed_form():
    a = np.array([[0.1], [1.0], [20.0]])
    found = root(lambda x, a, b: x * np.exp(x) - a * b, 0.0, 9.0, a, np.array([1.0, 2.0]))
    assert found == pytest.approx(lambertw(a * [1.0, 2.0]).real, rel=1e-14)


def test_no_root_is_not_a_number():
    assert np.isnan(root(lambda x, a: x - a, 0.0, 1.0, [0.5, 2.0])).tolist() == [False, True]


def test_the_gap_equation_for_all_draws_and_rows():
    coupling, theta = np.array([[0.2], [0.3], [0.4]]), np.array([100.0, 400.0])
    found = root(gap, 1e-3, 1e4, coupling, theta)
    # weak coupling: Tc = (2/pi) e^gamma theta exp(-1/coupling), 1.13387 theta ...
    weak = 2 / np.pi * np.exp(np.euler_gamma) * theta * np.exp(-1 / coupling)
    assert found == pytest.approx(weak, rel=2e-3)
    one_by_one = [[brentq(lambda t, c=c, h=h: float(gap(np.array(t), c, h)), 1e-3, 1e4) for h in theta]
                  for c in coupling[:, 0]]  # fmt: skip
    assert found == pytest.approx(np.array(one_by_one), rel=1e-9)


SOLVER = """
import sys
open({log!r}, "a").write("call\\n")
print("iterating", 2 * float(sys.argv[1]) + float(sys.argv[2]))
"""


@pytest.fixture
def solver(tmp_path):
    (tmp_path / "solver.py").write_text(SOLVER.format(log=str(tmp_path / "calls")))

    def made():
        command = [sys.executable, "-S", "-E", str(tmp_path / "solver.py"), "{a}", "{b}"]
        return Program(command, files=[tmp_path / "solver.py"], kept=tmp_path / "kept")

    made.calls = lambda: len((tmp_path / "calls").read_text().splitlines())
    made.file = tmp_path / "solver.py"
    return made


def test_a_program_is_called_once_for_each_set_of_values(solver):
    assert solver()(a=[[1.0], [2.0]], b=[0.5, 0.5]).tolist() == [[2.5, 2.5], [4.5, 4.5]]
    assert solver.calls() == 2
    assert solver()(a=[1.0, 2.0], b=0.5).tolist() == [2.5, 4.5]  # another process reads what was kept
    assert solver.calls() == 2
    solver.file.write_text(solver.file.read_text().replace("2 *", "3 *"))
    assert solver()(a=1.0, b=0.5) == 3.5  # an edited program computes again
    assert solver.calls() == 3


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("raise SystemExit('no convergence')", "ended with 1: no convergence"),
        ("print('Tc =')", "printed Tc =, and a number is needed last"),
        ("import time; time.sleep(60)", "took more than 0.5 s"),
    ],
)
def test_a_program_that_fails(tmp_path, code, said):
    with pytest.raises(ProgramError, match=said):
        Program([sys.executable, "-S", "-E", "-c", code], seconds=0.5 if "sleep" in code else 60, kept=tmp_path)(x=1.0)


def test_a_program_that_is_not_there(tmp_path):
    with pytest.raises(ProgramError, match="cannot be started: No such file or directory"):
        Program(["no-such-solver", "{a}"], kept=tmp_path)(a=1.0)


def test_the_error_that_is_said_covers_the_true_one():
    def tc(coupling, mu):
        return 100 * np.exp(-1.04 * (1 + coupling) / (coupling - mu * (1 + 0.62 * coupling)))

    table = Tabulated(tc, 0.2, coupling=np.geomspace(0.4, 2.0, 21), mu=np.linspace(0.08, 0.16, 7))
    at = np.random.default_rng(1).uniform([[0.4], [0.08]], [[2.0], [0.16]], (2, 500))
    worst = np.max(np.abs(table(coupling=at[0], mu=at[1]) - tc(*at)))
    assert 0 < worst < table.error < 0.2
    assert np.isnan(table(coupling=[0.3, 1.0], mu=0.1)).tolist() == [True, False]


def test_a_table_that_is_too_coarse_or_no_table():
    def sine(x):
        return np.sin(x)

    with pytest.raises(TableError, match=r"error is up to 0\.\d+, more than the tolerance 0\.001: use more points"):
        Tabulated(sine, 1e-3, x=np.linspace(0, 9, 9))(x=1.0)
    with pytest.raises(TableError, match="axis x: an odd number of points, at least 7, that ascend"):
        Tabulated(sine, 1e-3, x=np.linspace(0, 9, 8))
    with pytest.raises(TableError, match="has the axes x, and is asked for y"):
        Tabulated(sine, 1.0, x=np.linspace(0, 9, 9))(y=1.0)


@pytest.mark.parametrize(("scatter", "end"), [(2.0, ""), (0.01, ": not small, use more points")])
def test_a_fit_says_the_error_beside_the_scatter(scatter, end):
    table = Tabulated(lambda x: np.exp(x), 0.1, x=np.linspace(0.0, 4.0, 21))

    def predict(inputs, parameters):
        return parameters["a"] * table(x=parameters["b"] * inputs["coupling"])

    model = TcModel(
        "tabulated", "a e^{b x}", ("coupling",),
        (Parameter("a", "a", "K", "scale", Level()), Parameter("b", "b", "", "rate", Normal(1.0, 0.2), (0.0, 1.3))),
        predict, Source("nobody (2026)", "none", "none"), (Check({"coupling": 1.0}, {"a": 1.0, "b": 1.0}, "2.7", "e"),),
        interpolated=(table,),
    )  # fmt: skip
    x = np.linspace(0.5, 3.0, 12)
    found = fit(model, {"coupling": x, "tc_K": 2 * np.exp(x) + scatter * np.resize([1.0, -1.0, 0.3], 12)})
    said = [note for note in found.notes if "interpolated" in note]
    assert len(said) == 1
    assert said[0].startswith(f"interpolated in a table to within {table.error:.2g}, beside a scatter of")
    assert said[0].endswith(end) if end else "not small" not in said[0]


def test_a_bracket_that_is_too_narrow_is_said():
    def model(top):
        return TcModel(
            title="root", equation="T_c", inputs=("coupling",), kind="rival",
            parameters=(Parameter("a_K", "a", "K", "scale", Normal(10.0, 5.0)),),
            predict=lambda i, p: root(lambda x, c, a: x - c * a, 0.0, top, i["coupling"], p["a_K"]),
            source=Source("an example", "none", "none"),
            checks=(Check({"coupling": 1.0}, {"a_K": 10.0}, "10", "by hand"),),
        )  # fmt: skip

    assert "no change of sign between its ends for 45 %" in rootless(model(12.0))
    # of Normal(10, 5), 2.3 % lie below zero, where there is no root
    assert "for 3 %" in rootless(model(1e3)) or "for 2 %" in rootless(model(1e3))
