"""Comparisons made by hand: clean truths, and one with each pathology.

How often each audit fires is measured on the tables of benchmarks/audit_tables.py.
"""

import importlib
from dataclasses import fields, replace

import audit_tables
import numpy as np

from tcreferee.audits.case import FIRES, Case, Settings, Tried
from tcreferee.comparison.lead import Scored
from tcreferee.comparison.questions import answer, as_record
from tcreferee.data.observations import Observations
from tcreferee.formulas.loading import find_models, load_model
from tcreferee.inference.bind import make_trial
from tcreferee.inference.fit import maximise
from tcreferee.inference.quadrature import quadrature
from tcreferee.inference.settings import InferSettings
from tcreferee.inference.trial import Trial
from tcreferee.inference.true_inputs import with_populations_held

MODELS = find_models()
LAMBDA_KA2, NOISE_K, ROWS = 1000.0, 3.0, 15
ABOUT = {"sigma": None, "suspect": None, "derived": None, "uncertainty": "unknown", "chosen_from": []}
QUANTITY = {"tc_K": "tc_K", "xi": "xi_A", "n": "n_m3", "doping": "doping", "volume": "volume_A3"} | {
    "y": "t_u_less_tc_K", "yes": "superconducting",
}  # fmt: skip
THEORY = {"quantum_well": ("quantum_well", {"xi_A": "xi_A"})}
NULLS = {"constant": ("constant", {}), "linear": ("linear", {"x": "xi_A"})}


def derived(recipe, **arguments):
    return {"derived": {"recipe": recipe, "arguments": arguments, "formula": f"by {recipe}"}}


def observed(columns, response="tc_K", **about):
    """Rows of columns given as arrays; `about` overrides what is declared of a column."""
    values = {name: np.asarray(each, dtype=float) for name, each in columns.items()}
    told = {
        name: ABOUT | {"quantity": QUANTITY.get(name.split("_")[0], QUANTITY.get(name, ""))} | about.get(name, {})
        for name in values
    }
    rows = range(len(values[response]))
    points = tuple(f"planted:{i}" for i in rows)
    labels, record = tuple(f"row {i}" for i in rows), {"columns": told, "families": ""}
    return Observations(points, labels, response, values[response], values, "0", record, tuple("" for _ in rows))


def case(observations, entries, seed=1, centre=100.0, effect=75.0, fit=True, settings=None, bind=None, **more):
    """A comparison of entries: name -> (model file, columns), fitted exactly where `fit`; `bind` goes with the rows."""
    bind = {"likelihood": "normal"} | (bind or {})
    tried = {}
    for name, (model, columns) in entries.items():
        asked = InferSettings(
            "planted", name, columns, centre_K=centre, effect_K=effect, sigma_scale_K=effect / 1.5, seed=seed, **bind
        )
        file = load_model(MODELS[model])
        trial = with_populations_held(make_trial(file, observations, asked))  # as where audits read results
        known = trial.likelihood == "normal" and not trial.nonlinear and trial.choices == 1
        tried[name] = (_tried if known else _roughly)(name, file, trial, columns, fit, seed)
    if fit:
        order = sorted(tried.values(), key=lambda t: -float(t.elpd.sum()))
        tried = {t.name: replace(t, score={"rank": str(order.index(t) + 1)}) for t in tried.values()}
    record = {"questions": questions(tried) if fit else {}}
    return Case("planted", observations, tried, record, settings or Settings(seed, permutations=999), **more)


def questions(tried):
    """The answers about each theory, from the curves that the comparison names."""
    scored = [
        Scored(t.name, t.label, t.model.kind, tuple(t.columns.values()), t.elpd, t.model.constant)
        for t in tried.values()
    ]
    nulls = [each for each in scored if not each.credited]
    return {each.name: as_record(answer(each, nulls)) for each in scored if each.credited}


def _roughly(name, model, trial, columns, fit, seed):
    """As `_tried` for other likelihoods and formulas: at the maximum, draws by its standard errors, no exact score."""
    found = maximise(trial, seed)
    errors = np.where(np.isfinite(found.standard_errors), found.standard_errors, 0.0)
    lower, upper = np.array([p.bounds for p in trial.model.parameters]).reshape(-1, 2).T
    draws = found.theta + errors * np.random.default_rng(seed).standard_normal((1000, len(errors)))
    draws, scatter = np.clip(draws, lower, upper), np.full(1000, found.sigma)
    z = trial.coordinates(found.theta, found.sigma or 1.0)
    estimates = [
        {"name": p.name, "estimate": float(found.theta[j]), "standard_error": float(found.standard_errors[j]),
         "posterior": _quantiles(draws[:, j]), "prior_quantiles": {"q2.5": 0.0, "q97.5": 1.0}, "intervals": {}}
        for j, p in enumerate(trial.model.parameters)
    ]  # fmt: skip
    scale = [{"name": "sigma_K", "estimate": float(found.sigma), "posterior": None}]
    record = _record(name, model, columns, seed, estimates + (scale if trial.density.scatter else []))
    elpd = trial.log_likelihood(z) - len(draws[0]) / len(trial.y)
    return Tried(name, name, model, trial, columns, record, {"rank": "1" if fit else ""}, elpd, draws, scatter)


def _tried(name, model, trial, columns, fit, seed):
    design = trial.design(np.empty(0))
    x, left = design.columns, trial.y - design.offset
    u = np.linalg.lstsq(x, left, rcond=None)[0]
    rss = float(np.sum((left - x @ u) ** 2))
    theta, free = design.shift + design.matrix @ u, len(trial.y) - len(u)
    spread = design.matrix @ np.linalg.inv(x.T @ x) @ design.matrix.T * rss / free
    order = np.argsort(trial.linear)
    theta, errors = theta[order], np.sqrt(np.diagonal(spread))[order]
    draws, elpd, scatter = np.empty((0, len(theta))), np.full(len(trial.y), np.nan), np.empty(0)
    if fit:
        oracle = quadrature(trial)
        z = oracle.mean + oracle.sd * np.random.default_rng(seed).standard_normal((1000, trial.dimension))
        draws, elpd, scatter = trial.physical(z), oracle.elpd_loo, np.exp(z[:, -1])
    estimates = [
        {"name": p.name, "estimate": theta[j], "standard_error": errors[j], "posterior": _quantiles(draws[:, j])}
        for j, p in enumerate(trial.model.parameters)
    ] + [{"name": "sigma_K", "estimate": float(np.sqrt(rss / len(trial.y))), "posterior": _quantiles(scatter)}]
    record = _record(name, model, columns, seed, estimates)
    return Tried(name, name, model, trial, columns, record, {"rank": "1" if fit else ""}, elpd, draws, scatter)


def _record(name, model, columns, seed, estimates):
    return {
        "parameters": estimates,
        "model": {"name": model.name},
        "settings": {"inputs": dict(columns)},
        "checksums": {"observations": f"{name} {seed}"},
        "hierarchical": False,
    }


def _quantiles(draws):
    if not len(draws):
        return None
    return dict(zip(("q2.5", "q50", "q97.5"), np.quantile(draws, [0.025, 0.5, 0.975]), strict=True))


def truth(rng, rows=ROWS, noise=NOISE_K):
    """Lengths and Tc of a true formula with noisy Tc."""
    xi = rng.uniform(2.0, 5.0, rows)
    return xi, LAMBDA_KA2 / xi**2 + noise * rng.standard_normal(rows)


def clean(rng, fit=True, **about):
    xi, tc = truth(rng)
    return case(observed({"tc_K": tc, "xi_A": xi}, **about), THEORY | NULLS, fit=fit)


def computed_from_tc(rng):
    """The input is computed from Tc by the formula, printed with three decimals, and declared nowhere."""
    tc = np.round(rng.uniform(40, 160, ROWS))
    xi = np.round(np.sqrt(LAMBDA_KA2 / tc), 3)
    return case(observed({"tc_K": tc, "xi_A": xi}), THEORY, fit=False)


def suspect_from_tc(rng):
    """The input is computed from Tc and roughened; the column is declared suspect."""
    tc = rng.uniform(40, 160, ROWS)
    xi = np.sqrt(LAMBDA_KA2 / tc) * np.exp(0.03 * rng.standard_normal(ROWS))
    return case(observed({"tc_K": tc, "xi_A": xi}, xi_A={"suspect": "it was set with Tc known"}), THEORY, fit=False)


def suspect_but_independent(rng):
    """The input is declared suspect and has nothing to do with Tc."""
    told = {"suspect": "it was set with Tc known"}
    values = {"tc_K": rng.uniform(40, 160, ROWS), "xi_A": rng.uniform(2, 5, ROWS)}
    return case(observed(values, xi_A=told), THEORY, fit=False)


def true_choice(rng, noise=NOISE_K, width=(2.0, 5.0), **about):
    """Two lengths in ten of twelve rows; the true one is published, whichever it is."""
    rows, free = 12, np.arange(12) < 10
    one = rng.uniform(*width, rows)
    other = np.where(free, one * np.exp(rng.choice([-1, 1], rows) * rng.uniform(0.05, 0.25, rows)), one)
    tc = LAMBDA_KA2 / one**2 + noise * rng.standard_normal(rows)
    alpha, beta = np.minimum(one, other), np.where(free, np.maximum(one, other), np.nan)
    return _choice(tc, alpha, beta, one, **about)


def free_choice(rng, **about):
    """Two lengths that have nothing to do with Tc; in each row the one that fits best is published."""
    rows, free = 12, np.arange(12) < 10
    one, other = rng.uniform(2.5, 3.5, rows), rng.uniform(2.5, 3.5, rows)
    tc, alpha = rng.uniform(60, 140, rows), np.where(free, np.minimum(one, other), one)
    beta = np.where(free, np.maximum(one, other), np.nan)
    least, best = np.inf, alpha
    for k in range(2**10):
        xi = np.where([k >> i & 1 and free[i] for i in range(rows)], beta, alpha)
        scale = (tc / xi**2).sum() / (xi**-4.0).sum()
        square = float(np.sum((tc - scale / xi**2) ** 2))
        if square < least:
            least, best = square, xi
    return _choice(tc, alpha, beta, best, **about)


def _choice(tc, alpha, beta, published, **about):
    columns = {"tc_K": tc, "xi_alpha_A": alpha, "xi_beta_A": beta, "xi_A": published}
    told = {"chosen_from": ["xi_alpha_A", "xi_beta_A"]} | about
    return case(observed(columns, xi_A=told), THEORY, fit=False)


def shared(rng, signal):
    """Response and input are densities per volume of the same cell; with or without a law between the dopings."""
    volume = 150 * np.exp(0.6 * rng.standard_normal(20))
    one = 0.15 * np.exp(0.2 * rng.standard_normal(20))
    two = one * np.exp(0.05 * rng.standard_normal(20)) if signal else 0.15 * np.exp(0.2 * rng.standard_normal(20))
    density = [2 * each / volume * 1e30 for each in (one, two)]
    recipe = {name: derived("hole_density_from_doping", doping=name, planes="2", volume_A3="volume_A3")
              for name in ("doping_1", "doping_2")}  # fmt: skip
    columns = {"n_1_m3": density[0], "n_2_m3": density[1], "doping_1": one, "doping_2": two, "volume_A3": volume}
    rows = observed(columns, "n_1_m3", n_1_m3=recipe["doping_1"], n_2_m3=recipe["doping_2"])
    return case(rows, {"linear": ("linear", {"x": "n_2_m3"})}, fit=False)


def known_to(rng, relative):
    """The input has a stated uncertainty."""
    xi, tc = truth(rng)
    rows = observed({"tc_K": tc, "xi_A": xi, "xi_A_sigma": relative * xi}, xi_A={"sigma": "xi_A_sigma"})
    return case(rows, THEORY)


def held_out(rng, factor):
    """Eight rows more, whose Tc is that of the formula times a factor."""
    found = clean(rng)
    xi, tc = truth(rng, 8)
    table = [
        row
        for tried in found.tried.values()
        for row in audit_tables.predicted(tried, dict.fromkeys(tried.trial.inputs, xi), factor * tc, rng)
    ]
    record = {"models": dict.fromkeys(found.tried), "materials": 8, "unit": "kelvin", "rows": table}
    return replace(found, predictions={"others": record})


def carried_by_one_row(rng):
    """The theory is ahead of the best null by one row alone."""
    found = clean(rng)
    elpd = found.tried["linear"].elpd + 0.1 * rng.standard_normal(ROWS) - 0.3
    elpd[0] += 12.0
    return replace(found, tried=found.tried | {"quantum_well": replace(found.tried["quantum_well"], elpd=elpd)})


def without_physics(rng):
    """Tc has nothing to do with the input."""
    return case(observed({"tc_K": rng.uniform(40, 160, ROWS), "xi_A": rng.uniform(2, 5, ROWS)}), THEORY | NULLS)


class TooWide(Trial):
    """A trial whose truths are drawn twice as wide as its posterior believes."""

    def draw_prior(self, size, rng):
        return 2.0 * super().draw_prior(size, rng)


def broken_posterior(rng):
    found = clean(rng)
    tried = {
        name: replace(t, trial=TooWide(**{f.name: getattr(t.trial, f.name) for f in fields(Trial)}))
        for name, t in found.tried.items()
    }
    return replace(found, tried=tried)


def chosen_blindly(rng):
    """Two lengths and Tc that have nothing to do with each other; the published one is tossed, and declared suspect."""
    rows, one, other = 12, rng.uniform(2.5, 3.5, 12), rng.uniform(2.5, 3.5, 12)
    published = np.where(rng.random(rows) < 0.5, one, other)
    return _choice(rng.uniform(60, 140, rows), one, other, published, suspect="it was set with Tc known")


CLEAN = {
    "circularity": lambda rng: clean(rng, fit=False),
    "choice": true_choice,
    "shared_factor": lambda rng: shared(rng, True),
    "resolution": lambda rng: known_to(rng, 0.005),
    "definition": lambda rng: audit_tables.sources(rng, ROWS, 1),
    "out_of_sample": lambda rng: held_out(rng, 1.0),
    "rivals": clean,
    "influence": clean,
    "circularity, declared suspect": suspect_but_independent,
    "choice, declared suspect": chosen_blindly,
    "calibration": clean,
}
PLANTED = {
    "circularity": computed_from_tc,
    "choice": free_choice,
    "shared_factor": lambda rng: shared(rng, False),
    "resolution": lambda rng: known_to(rng, 0.5),
    "definition": lambda rng: audit_tables.sources(rng, 40, 1, shift=1.0),
    "out_of_sample": lambda rng: held_out(rng, 1.3),
    "rivals": without_physics,
    "influence": carried_by_one_row,
    "circularity, declared suspect": suspect_from_tc,
    "choice, declared suspect": lambda rng: free_choice(rng, suspect="it was set with Tc known"),
    "calibration": broken_posterior,
}


def fires(name, found):
    """Whether an audit fires on a comparison."""
    module = importlib.import_module(f"tcreferee.audits.questions.{name.partition(',')[0]}")
    return any(row.verdict == FIRES for row in module.audit(found))


def rate(name, make, sets, seed=0):
    """Return the share of comparisons on which an audit fires."""
    return np.mean([fires(name, make(np.random.default_rng([seed, k]))) for k in range(sets)])
