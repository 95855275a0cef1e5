"""Three ranks computed again from nothing: trees written out, integrals by plain sums, no function of the program."""

import itertools
import math

import numpy as np
import pytest
from reached import exponents
from scipy import stats

from tcreferee.comparison.judge import exact
from tcreferee.special.ask import ranked_of

PRINTED = {"inputs": {"xi_A": "xi_printed_A"}}


def trees(x, nodes):
    """Values of all trees over x, 1 and 2 of exactly so many nodes."""
    if nodes == 1:
        return [x, np.ones_like(x), np.full_like(x, 2.0)]
    found = [f(v) for v in trees(x, nodes - 1) for f in (lambda v: 1 / v, np.square, np.sqrt, np.cbrt, np.exp, np.log)]
    for i in range(1, nodes - 1):
        for v, w in itertools.product(trees(x, i), trees(x, nodes - 1 - i)):
            found += [v + w, v - w, v * w, v / w]
    return found


def families(values):
    """One of all that are proportional, of one sign and finite."""
    kept = []
    for v in values:
        if not (np.isfinite(v).all() and ((v > 0).all() or (v < 0).all())):
            continue
        v = np.abs(v) / np.sqrt(np.sum(v**2))
        if not any(np.abs(v - other).max() < 1e-8 for other in kept):
            kept.append(v)
    return kept


def log_half_t(sigma, scale):
    return stats.t.logpdf(sigma, 4, scale=scale) + math.log(2)


def gaussian_elpd(y, mean, columns, scale):
    """Leave-one-out with unit-normal coefficients, the sum over ln sigma by plain steps."""
    log_sigma = np.linspace(-2, 8, 100)

    def ln_z(keep):
        each = []
        for s in log_sigma:
            a, sd = columns[keep], math.exp(s)
            covariance = a @ a.T + sd**2 * np.eye(keep.sum())
            root = np.linalg.cholesky(covariance)
            z = np.linalg.solve(root, (y - mean)[keep])
            each.append(-0.5 * z @ z - np.log(np.diag(root)).sum() - 0.5 * keep.sum() * math.log(2 * math.pi)
                        + log_half_t(sd, scale) + s)  # fmt: skip
        top = max(each)
        return top + math.log(sum(math.exp(e - top) for e in each))

    every = np.ones(len(y), bool)
    whole = ln_z(every)
    return sum(whole - ln_z(every & (np.arange(len(y)) != i)) for i in range(len(y)))


def student_elpd(y, unit, centre, tau, scale):
    """Leave-one-out of a g with Student-t scatter, by plain sums over a and ln sigma."""
    a, log_sigma = np.meshgrid(centre + tau * np.linspace(-3, 3, 1201), np.linspace(-3, 8, 221), indexing="ij")
    log_prior = stats.norm.logpdf(a, centre, tau) + log_half_t(np.exp(log_sigma), scale) + log_sigma
    each = np.stack([stats.t.logpdf(v, 4, a * u, np.exp(log_sigma)) for v, u in zip(y, unit, strict=True)])
    whole = log_prior + each.sum(axis=0)
    top = whole.max()
    z = np.exp(whole - top).sum()
    return sum(math.log(z / np.exp(whole - top - row).sum()) for row in each)


def ranked(tried, model, table, grammar, **asked):
    trial, rows, settings = tried(model, table, **asked)
    elpd = float(exact(trial, settings).sum())
    return ranked_of(trial, rows, settings, elpd, 4.0, grammar), rows, settings, elpd


@pytest.mark.slow
def test_a_quantum_well_among_all_trees(tried):
    found, rows, s, elpd = ranked(tried, "quantum_well", "quantum_well_table2_iron", "blind", **PRINTED)
    x = np.asarray(rows.columns["xi_printed_A"])
    with np.errstate(all="ignore"):
        every = families([v for n in (1, 2, 3) for v in trees(x, n)])
    assert found.families[3] == len(every)
    scores = []
    for g in every:
        unit = g / g.mean()
        scores.append(gaussian_elpd(rows.y, s.centre_K * unit, s.effect_K * unit[:, np.newaxis], s.sigma_scale_K))
    assert max(scores) == pytest.approx(elpd, abs=1e-3)
    assert found.as_good[3] == sum(score > elpd - 4 for score in scores)
    assert found.better[3] == sum(score > elpd + 1e-3 for score in scores)


@pytest.mark.slow
def test_screening_among_powers_and_the_logarithm(tried):
    found, rows, s, elpd = ranked(tried, "screening", "ybco_jorgensen1990", "honest")
    n = np.asarray(rows.columns["n_m3"]) / 1e27
    shapes = [np.log(n), *(n ** float(p) for p in sorted(exponents(4)))]
    assert found.families[4] == len(shapes)
    scores = []
    for g in shapes:
        off = g - g.mean()
        columns = s.effect_K * np.stack([np.ones_like(g), off / np.sqrt(np.mean(off**2))], axis=1)
        scores.append(gaussian_elpd(rows.y, s.centre_K, columns, s.sigma_scale_K))
    assert found.as_good[4] == sum(score > elpd - 4 for score in scores)


@pytest.mark.slow
def test_with_heavy_tails(tried):
    asked = {**PRINTED, "likelihood": "student_t"}
    found, rows, s, elpd = ranked(tried, "quantum_well", "quantum_well_table2_iron", "honest", **asked)
    xi = np.asarray(rows.columns["xi_printed_A"])
    shapes = [xi ** float(p) for p in sorted(exponents(3))]
    # a pure number is a family too: the constant
    shapes.append(np.ones_like(xi))
    assert found.families[3] == len(shapes)
    scores = [student_elpd(rows.y, g / g.mean(), s.centre_K, s.effect_K, s.sigma_scale_K) for g in shapes]
    assert max(scores) == pytest.approx(elpd, abs=0.03)
    assert found.as_good[3] == sum(score > elpd - 4 for score in scores)
