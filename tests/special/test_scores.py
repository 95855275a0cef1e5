"""Exact scores of families, and the screen, against the oracle and against refits."""

import numpy as np
import pytest
from scipy import stats

from tcreferee.comparison.judge import exact
from tcreferee.inference import curves
from tcreferee.inference.curve_scores import score
from tcreferee.inference.curves import rows_of
from tcreferee.special.forms import Forms
from tcreferee.special.formula import expression_of, form_of
from tcreferee.special.scores import elpd_of


@pytest.mark.parametrize(
    ("model", "table", "asked", "form"),
    [("screening", "ybco_jorgensen1990", {}, "with a constant"),
     ("bec_free_constant", "bec_table1_cuprates", {}, "scaled"),
     ("quantum_well", "quantum_well_table2_iron", {"inputs": {"xi_A": "xi_printed_A"}}, "scaled"),
     ("ionicity_linear", "ionicity_table1", {"inputs": {"ionicity": "ionicity_printed"}}, "with a constant")],
)  # fmt: skip
def test_the_family_of_a_formula_has_the_formulas_score(tried, model, table, asked, form):
    trial, _, settings = tried(model, table, **asked)
    assert form_of(trial) == form
    forms = Forms(form, rows_of(trial))
    shape, good = forms.shape(expression_of(trial)[np.newaxis])
    assert good.all()
    assert elpd_of(forms.rows, *forms.design(shape))[0] == pytest.approx(float(exact(trial, settings).sum()), abs=1e-5)


def test_known_errors_of_the_rows_count(tried):
    data = {"n_m3": np.linspace(1e27, 5e27, 12), "tc_K": 90 - 60 / np.arange(1, 13)}
    trial, rows, _ = tried("screening", data, likelihood="normal_known", sigma=np.linspace(1, 8, 12))
    own = rows_of(trial)
    assert own.sd.any()
    forms = Forms("with a constant", own)
    shape, _ = forms.shape(np.asarray(rows.columns["n_m3"])[np.newaxis] / 1e27)
    wanted = score(curves.line(own, np.asarray(rows.columns["n_m3"])), own).elpd.sum()
    assert elpd_of(own, *forms.design(shape))[0] == pytest.approx(wanted, abs=1e-6)


@pytest.mark.parametrize("form", ["with a constant", "scaled"])
def test_the_screen_is_leave_one_out_with_flat_priors(tried, form):
    trial, rows, _ = tried("screening", "ybco_jorgensen1990")
    forms, x, y = Forms(form, rows_of(trial)), np.asarray(rows.columns["n_m3"]) / 1e27, rows.y
    columns = np.stack([np.ones_like(x), np.sqrt(x)], axis=1)[:, 0 if form == "with a constant" else 1 :]
    total = 0.0
    for i in range(len(y)):
        kept = np.arange(len(y)) != i
        a, b = columns[kept], y[kept]
        inverse = np.linalg.inv(a.T @ a)
        miss = b - a @ (inverse @ a.T @ b)
        free = len(b) - a.shape[1]
        sd = np.sqrt(miss @ miss / free * (1 + columns[i] @ inverse @ columns[i]))
        total += stats.t.logpdf(y[i], free, columns[i] @ (inverse @ a.T @ b), sd)
    shape, _ = forms.shape(np.sqrt(x)[np.newaxis])
    assert forms.screen(shape)[0] == pytest.approx(total, abs=1e-8)


def test_residuals_of_many_data_sets_are_those_of_least_squares(tried):
    trial, rows, _ = tried("screening", "ybco_jorgensen1990")
    y = np.random.default_rng(1).normal(50, 20, size=(3, rows.n))
    x = np.asarray(rows.columns["n_m3"]) / 1e27
    for form, columns in (("with a constant", [np.ones_like(x), x]), ("scaled", [x])):
        forms = Forms(form, rows_of(trial))
        shape, _ = forms.shape(x[np.newaxis])
        wanted = [np.linalg.lstsq(np.stack(columns, axis=1), each)[1][0] for each in y]
        np.testing.assert_allclose(forms.fall(shape, y)[0], wanted, rtol=1e-9)
