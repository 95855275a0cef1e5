"""What luck gives a worthless formula, and formulas judged by the rows of their domain."""

from dataclasses import asdict, replace

import numpy as np
import pytest

from tcreferee.comparison.declared import Where
from tcreferee.comparison.entry import Entry
from tcreferee.comparison.judge import judge, judge_scored
from tcreferee.comparison.lead import Scored
from tcreferee.comparison.luck import EXCHANGES, Candidate, Luck, _Tables, luck
from tcreferee.data.observations import Observations, some_rows
from tcreferee.formulas.loading import find_models, load_model
from tcreferee.formulas.scope import Domain
from tcreferee.inference.bind import make_trial
from tcreferee.inference.curve_scores import of_formula, score
from tcreferee.inference.curves import rows_of
from tcreferee.inference.quadrature import quadrature
from tcreferee.inference.settings import InferSettings
from tcreferee.simulation.scores import scores

FILES, N = find_models(), 16
ABOUT = {"origin": "counted", "suspect": None, "grade": "read", "grade_column": None}


def formula(name):
    return load_model(FILES[name])


def observed(y, **columns):
    n, record = len(y), {"columns": {"tc_K": ABOUT | {"quantity": "tc_K"}}, "matched": []}
    record["columns"] |= {name: ABOUT | {"quantity": name} for name in columns}
    points = tuple(f"films:{i}" for i in range(n))
    return Observations(points, points, "tc_K", y, {"tc_K": y, **columns}, "", record, ("",) * n)


def settings(entry, inputs, likelihood="normal"):
    return InferSettings("films", entry, inputs, likelihood, 25.0, 18.0, 12.0, 1)


def dome(seed=0):
    rng = np.random.default_rng(seed)
    doping = np.linspace(0.06, 0.26, N)
    return doping, 38 * (1 - 82.6 * (doping - 0.16) ** 2) + rng.normal(0, 1.0, N)


def candidate(name, inputs, likelihood="normal"):
    return Candidate("a source", formula(name), settings(name, inputs, likelihood))


def test_a_formula_predicts_where_it_is_true_and_not_where_tc_is_exchanged():
    doping, y = dome()
    rng = np.random.default_rng(1)
    tables = np.stack([y, *(rng.permutation(y) for _ in range(9))])
    found = _Tables(observed(y, doping=doping), tables).predicts(candidate("presland_tallon", {"doping": "doping"}))
    assert found.tolist() == [0]


def test_of_many_rows_some_are_asked_and_the_record_says_so(monkeypatch):
    doping, y = dome()
    whole, formulas = observed(y, doping=doping), [candidate("presland_tallon", {"doping": "doping"})]
    monkeypatch.setattr("tcreferee.comparison.luck.MOST_ROWS", 8)
    shapes = []
    monkeypatch.setattr(_Tables, "predicts", lambda tables, each: shapes.append(tables._exchanged.shape))
    found = luck(formulas, whole, 3)["a source"]
    assert shapes == [(EXCHANGES, 8)]
    assert asdict(found)["rows"] == "8 of 16 rows, evenly spaced in the table"
    assert found.beside(found).rows == found.beside(Luck((), EXCHANGES, 0, 1)).rows == found.rows
    monkeypatch.setattr("tcreferee.comparison.luck.MOST_ROWS", N)
    assert luck(formulas, whole, 3)["a source"].rows == ""


def test_a_hit_is_what_the_judge_calls_predicting():
    doping, y = dome(3)
    y = np.where(np.arange(N) % 4 == 0, y[::-1] * 0.7, y)  # a few tables near the edge of the rule
    rng = np.random.default_rng(2)
    tables = np.stack([y + rng.normal(0, spread, N) for spread in np.linspace(0, 14, 12)])
    own = candidate("presland_tallon", {"doping": "doping"})
    hits = set(_Tables(observed(y, doping=doping), tables).predicts(own).tolist())
    slow = set()
    for i, table in enumerate(tables):
        rows = observed(table, doping=doping)
        elpd = quadrature(make_trial(own.model, rows, own.settings)).elpd_loo
        judged = judge_scored(rows, own.settings, [Scored("own", "own", "theory", ("doping",), elpd)])
        if judged.answers["own"].predicts == "yes":
            slow.add(i)
    assert hits == slow
    assert 0 < len(hits) < len(tables)


def test_luck_of_a_source_counts_all_its_formulas():
    doping, y = dome()
    rows = observed(y, doping=doping)
    some = [candidate("presland_tallon", {"doping": "doping"})] * 2
    found = luck([*some, candidate("presland_tallon", {"doping": "doping"}, "student_t")], rows, 1)["a source"]
    assert (found.exchanges, found.tried, found.left_out) == (EXCHANGES, 2, 1)
    # a parabola of 16 rows is ahead of a constant by 4 nats and c(n) errors in a few of a thousand exchanges
    assert len(found.hits) <= 5
    assert Luck((1, 5), 200, 1, 0).beside(Luck((5, 9), 200, 2, 1)) == Luck((1, 5, 9), 200, 3, 1)


def test_a_formula_in_closed_form_is_scored_as_by_quadrature():
    rng = np.random.default_rng(4)
    x = rng.uniform(0.5, 0.7, 9)
    trial = make_trial(
        formula("ionicity_linear"), observed(80 + 200 * (x - 0.6) + rng.normal(0, 5, 9), ionicity=x),
        settings("own", {"ionicity": "ionicity"}),
    )  # fmt: skip
    np.testing.assert_allclose(score(of_formula(trial), rows_of(trial)).elpd, quadrature(trial).elpd_loo, atol=1e-6)
    doping, y = dome()  # its parameter has a bound, which a Gaussian prior does not know
    assert of_formula(
        make_trial(formula("presland_tallon"), observed(y, doping=doping), settings("own", {"doping": "doping"}))
    ) is None  # fmt: skip


@pytest.mark.parametrize("given", [True, False])
def test_a_formula_is_fitted_to_the_rows_of_its_domain_and_scored_by_them(given):
    doping, y = dome(5)
    y[-3:] = 60.0  # another material
    rows = observed(y, doping=doping)
    model = formula("presland_tallon")
    model = replace(model, source=replace(model.source, valid_for=Domain("films", {"kind": ("film",)}), fitted_on=()))
    asked = settings("own", {"doping": "doping"})
    fit = {
        "n": N, "k": 1, "p": 2, "settings": asdict(asked), "parameters": [],
        "model": {"name": model.name, "kind": "rival", "constant": False, "source": asdict(model.source)},
    }  # fmt: skip
    elpd = quadrature(make_trial(model, rows, asked)).elpd_loo
    entry = Entry("own", fit, {}, [{"elpd_loo": repr(float(each))} for each in elpd])
    where = Where(rows, [{"kind": "film" if i < N - 3 else "crystal"} for i in range(N)])
    answers = judge([entry], {"own": "own"}, where, {"own": model} if given else None).answers["own"]
    assert (answers.declared.inside, len(answers.declared.outside)) == (N - 3, 3)
    if not given:  # without the formula itself there is nothing to fit again
        assert answers.null.n == N
        return
    inside = some_rows(rows, np.arange(N - 3))
    own = Scored("own", "own", "rival", ("doping",), quadrature(make_trial(model, inside, asked)).elpd_loo)
    assert answers.null == judge_scored(inside, asked, [own]).answers["own"].null
    assert answers.predicts == "yes"


def test_luck_is_not_told_where_rows_have_errors_of_their_own():
    """Many tables at once are scored with one scatter for all rows: here that would be off by some tenths of a nat."""
    x = np.linspace(0.5, 0.7, 9)
    rows = observed(80 + 200 * (x - 0.6), ionicity=x, tc_K_sigma=np.linspace(1.0, 20.0, 9))
    own = candidate("ionicity_linear", {"ionicity": "ionicity"}, "normal_known")
    own = replace(own, settings=replace(own.settings, sigma="tc_K_sigma"))
    assert luck([own], rows, 1)["a source"] == Luck((), EXCHANGES, 0, 1)
    assert scores(make_trial(own.model, rows, own.settings), rows.y[np.newaxis]).reason
