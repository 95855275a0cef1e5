"""Scores that are made for many variants of one trial, against exact integrals and sums written out."""

import math
from dataclasses import replace

import numpy as np
import pytest

from tcreferee.inference import curves, importance
from tcreferee.inference.curve_scores import score
from tcreferee.inference.few_draws import few_draws
from tcreferee.inference.quadrature import quadrature
from tcreferee.inference.several_curves import scores_of

X = np.array([0.4, 0.8, 1.1, 1.9, 2.0, 2.6, 3.3, 3.9, 4.6])
Y = 40 * X**0.6 + 5 * np.random.default_rng(3).standard_normal(len(X))


# of six rows one is an outlier: the scores are not certified, and how far they are off differs between processors
@pytest.mark.parametrize(("rows", "certified"), [(9, True), (6, False)])
def test_few_draws_agree_with_the_quadrature(make_trial, rows, certified):
    trial = make_trial("linear", Y[:rows], x=X[:rows])
    found, exact = few_draws(trial, np.array([[0.0, 0.0, s] for s in (0.0, 1.0, 2.0, 3.0)])), quadrature(trial).elpd_loo
    assert found.certified == certified
    if certified:
        assert found.elpd.sum() == pytest.approx(exact.sum(), abs=0.05)
    # the error that it states is that which it makes
    assert abs(found.elpd.sum() - exact.sum()) < 4 * found.error
    assert found.error < 0.25


@pytest.mark.parametrize("likelihood", ["student_t", "lognormal"])
def test_few_draws_agree_with_certified_sampling(make_trial, likelihood):
    trial = make_trial("power_law", Y, x=X, likelihood=likelihood)
    trial = replace(trial, scales=replace(trial.scales, sigma_K=0.4)) if likelihood == "lognormal" else trial
    start = trial.coordinates(np.array([40.0, 0.6]), 0.2 if likelihood == "lognormal" else 4.0)
    exact = importance.integrate(trial, start, 0.2 * np.eye(3), 5)
    found = few_draws(trial, start[np.newaxis])
    assert abs(found.elpd.sum() - exact.elpd_loo.sum()) < 4 * math.hypot(found.error, exact.error_elpd) + 0.03


def test_a_start_that_nothing_supports_is_not_certified(make_trial):
    # two rows fix the line: without either, the scatter of the other is that of the prior, and one draw carries it
    assert not few_draws(make_trial("power_law", [1.0, 50.0], x=[1.0, 2.0]), np.zeros((1, 3))).certified


@pytest.mark.parametrize("likelihood", ["normal", "lognormal", "student_t"])
def test_curves_together_are_curves_alone(make_trial, likelihood):
    rows = curves.rows_of(make_trial("constant", Y, likelihood=likelihood))
    made = [curves.levels(rows), curves.line(rows, X), curves.steps(rows, X), curves.parabola(rows, X)]
    alone = [score(each, rows).elpd.sum() for each in made]
    # the rough grid takes half the places of a step
    near = [0.03, 0.03, 0.3, 0.3] if likelihood == "student_t" else [1e-3] * 4
    for one, other, most in zip(scores_of(made, rows), alone, near, strict=True):
        assert one.elpd.sum() == pytest.approx(other, abs=most)


def test_heavy_tails_of_six_rows_are_reached(make_trial):
    x, y = X[:6], np.array([30.0, 40.0, 45.0, 60.0, 20.0, 70.0])
    rows = curves.rows_of(make_trial("constant", y, likelihood="student_t"))
    columns = curves.line(rows, x).columns[0]
    # draws of a wide t about the least squares, the weights written out
    rng = np.random.default_rng(1)
    inverse = np.linalg.inv(columns.T @ columns / 15**2 + np.eye(2))
    root = np.zeros((3, 3))
    root[:2, :2], root[2, 2] = np.linalg.cholesky(inverse), 0.6
    centre = np.append(inverse @ columns.T @ (y - rows.centre) / 15**2, math.log(12))
    t = 1.7 * rng.standard_normal((1_000_000, 3)) / np.sqrt(rng.chisquare(3, (1_000_000, 1)) / 3)
    z = np.clip(centre + t @ root.T, -60, 60)
    off = (y - rows.centre - z[:, :2] @ columns.T) / np.exp(z[:, 2:])
    norm = math.lgamma(2.5) - math.lgamma(2.0) - 0.5 * math.log(4 * math.pi)
    each = norm - 2.5 * np.log1p(off**2 / 4) - z[:, 2:]
    prior = -0.5 * np.sum(z[:, :2] ** 2, axis=1) + rows.sigma_prior.logpdf_of_log(z[:, 2])
    weight = prior + each.sum(axis=1) + 3.0 * np.log1p(np.sum(t**2, axis=1) / (3 * 1.7**2))
    exact = [math.log(np.exp(weight).sum() / np.exp(weight - each[:, i]).sum()) for i in range(6)]
    assert score(curves.line(rows, x), rows).elpd.sum() == pytest.approx(sum(exact), abs=0.08)
