"""Simulated tables of any size for the audits: true formulas, and one fault planted in each other table.

A table is put before the audits as a finished comparison is, but its posteriors are exact integrals: no sampling, some
milliseconds a formula. Tables have one input (Tc = Lambda / xi^2) or two (Tc = s b / a).
"""

from __future__ import annotations

from dataclasses import asdict, fields, replace

import numpy as np

from tcreferee.audits.case import Case, Settings, Tried
from tcreferee.base.priors import Effect, Level
from tcreferee.comparison.judge import judge_scored
from tcreferee.comparison.lead import Scored, lead
from tcreferee.comparison.nulls import Maker
from tcreferee.comparison.questions import as_record
from tcreferee.data.observations import Observations
from tcreferee.formulas.loading import find_models, load_model
from tcreferee.formulas.model import Parameter, Source, TcModel
from tcreferee.inference.bind import make_trial
from tcreferee.inference.quadrature import quadrature
from tcreferee.inference.settings import InferSettings
from tcreferee.inference.trial import Trial

LAMBDA_KA2, SCALE_K, NOISE_K = 1000.0, 100.0, 3.0
CENTRE_K, EFFECT_K, SIGMA_K = 100.0, 75.0, 50.0
ABOUT = {"sigma": None, "suspect": None, "derived": None, "uncertainty": "unknown", "chosen_from": []}
ABOUT |= {"covariate": None, "origin": "made by this simulation", "grade": "read"}
QUANTITY = {"tc_K": "tc_K", "a_A": "xi_A", "b_A": "zeta_A", "layers": "n_planes"}
MADE = Source("simulated", "none", "none")
PERMUTATIONS = 999


def formula(name, inputs, parameters, predict):
    """A theory of the simulation."""
    return TcModel(name, name, inputs, parameters, predict, MADE, (), name=name)


def level(name, symbol="c", **more):
    return Parameter(name, symbol, "K", "of the simulation", Level(), **more)


RATIO = formula(
    "ratio", ("a_A", "b_A"), (level("s_K", expects="positive"),), lambda x, p: p["s_K"] * x["b_A"] / x["a_A"]
)
WELL = formula("well", ("a_A",), (level("l_KA2", expects="positive"),), lambda x, p: p["l_KA2"] / x["a_A"] ** 2)
LINE = formula(
    "line", ("a_A",),
    (level("t_K"), Parameter("b_K", "b", "K", "slope", Effect(), expects="positive")),
    lambda x, p: p["t_K"] + p["b_K"] * x["a_A"],
)  # fmt: skip


def printed(predict, inputs=("a_A",)):
    """A formula without free parameters, with constants as printed."""
    return formula("printed", inputs, (), lambda x, p: predict(*(x[name] for name in inputs)))


def observed(columns, families=(), labels=(), **about):
    """Rows of columns given as arrays; `about` overrides what is declared of a column."""
    values = {name: np.asarray(each, dtype=float) for name, each in columns.items()}
    told = {name: ABOUT | {"quantity": QUANTITY.get(name, "xi_A")} | about.get(name, {}) for name in values}
    rows = range(len(values["tc_K"]))
    words = tuple(labels) or tuple(f"row {i}" for i in rows)
    record = {"columns": told, "families": "family" if len(families) else ""}
    points = tuple(f"simulated:{i}" for i in rows)
    family = tuple(families) or ("",) * len(words)
    return Observations(points, words, "tc_K", values["tc_K"], values, "0", record, family)


def tried(name, model, observations, columns, seed=1):
    """A formula with its least-squares fit and its exact posterior."""
    asked = InferSettings("simulated", name, columns, "normal", CENTRE_K, EFFECT_K, SIGMA_K, seed)
    trial = make_trial(model, observations, asked)
    design, count = trial.design(np.empty(0)), len(trial.model.parameters)
    left = trial.y - design.offset
    u, _, rank, _ = np.linalg.lstsq(design.columns, left, rcond=None) if count else (np.empty(0), 0, 0, 0)
    rss, free = float(np.sum((left - design.columns @ u) ** 2)), len(left) - count
    order = np.argsort(trial.linear)
    theta = (design.shift + design.matrix @ u)[order]
    inverse = np.linalg.pinv(design.columns.T @ design.columns) if count else np.empty((0, 0))
    errors = np.sqrt(np.diagonal(design.matrix @ inverse @ design.matrix.T) * rss / free)[order]
    oracle = quadrature(trial)
    z = oracle.mean + oracle.sd * np.random.default_rng(seed).standard_normal((1000, trial.dimension))
    draws, scatter = trial.physical(z), np.exp(z[:, -1])
    told = [(p.name, t, e, d) for p, t, e, d in zip(trial.model.parameters, theta, errors, draws.T, strict=True)]
    told.append(("sigma_K", np.sqrt(rss / len(left)), None, scatter))
    fit = {
        "parameters": [
            {"name": n, "estimate": t, "standard_error": e, "posterior": quantiles(d)} for n, t, e, d in told
        ],
        "model": {"name": model.name}, "settings": asdict(asked), "hierarchical": False,
        "checksums": {"observations": f"{name} {seed} {trial.y[0]}"},
    }  # fmt: skip
    return Tried(name, name, model, trial, columns, fit, {"rank": "1"}, oracle.elpd_loo, draws, scatter)


def quantiles(draws):
    return dict(zip(("q2.5", "q50", "q97.5"), np.quantile(draws, [0.025, 0.5, 0.975]), strict=True))


def case(observations, theory, columns, seed=1, **more):
    """A comparison of one theory with every null and generic curve over its inputs."""
    own = tried(theory.name, theory, observations, columns, seed)
    constant = tried("constant", load_model(find_models()["constant"]), observations, {}, seed)
    ranked = sorted((own, constant), key=lambda t: -float(t.elpd.sum()))
    both = {t.name: replace(t, score={"rank": str(ranked.index(t) + 1)}) for t in (own, constant)}
    settings = InferSettings("simulated", theory.name, columns, "normal", CENTRE_K, EFFECT_K, SIGMA_K, seed)
    record = Record(observations, settings, both)
    return Case("simulated", observations, both, record, Settings(seed, permutations=PERMUTATIONS), **more)


class Record(dict):
    """The record of a comparison; the questions are answered when they are asked, because the curves take longest."""

    def __init__(self, observations, settings, both):
        self.asked = observations, settings, both

    def __missing__(self, word):
        observations, settings, both = self.asked
        answers = judge_scored(observations, settings, [scored(t) for t in both.values()]).answers
        self[word] = {name: as_record(answer) for name, answer in answers.items()}
        return self[word]


def scored(t):
    return Scored(t.name, t.name, t.model.kind, tuple(t.columns.values()), t.elpd, t.model.constant, t.model.name)


def predicts_and_whole(found):
    """Whether the one formula of a case predicts, and whether it predicts and is not incomplete.

    As `tcreferee.comparison.judge` says it, but no curve is made that cannot change the answer.
    """
    if not isinstance(found.record, Record):
        return False, False  # nothing is compared
    observations, settings, both = found.record.asked
    own, constant = (scored(t) for t in sorted(both.values(), key=lambda t: t.null))
    if not lead(own, constant).ahead:
        return False, False
    maker, columns = Maker.of(observations, settings), sorted(own.columns)

    def curve(sort, kind, names):
        made = maker.made(sort, kind, names)
        return Scored(made.name, made.label, kind, names, made.elpd)

    if not all(lead(own, curve(*each)).ahead for each in maker.simple(columns) if each[0] != "constant"):
        return False, False
    best = max((curve(*each) for each in maker.generic(columns)), key=lambda each: float(each.elpd.sum()))
    return True, not lead(own, best).behind


BOUND = {1: (WELL, {"a_A": "a_A"}), 2: (RATIO, {"a_A": "a_A", "b_A": "b_A"})}


def inputs(rng, rows, count):
    """One or two inputs, and the Tc of the true formula without scatter."""
    a = np.round(rng.uniform(2.0, 5.0, rows), 3)
    if count == 1:
        return {"a_A": a}, LAMBDA_KA2 / a**2
    b = np.round(rng.uniform(2.0, 5.0, rows), 3)
    return {"a_A": a, "b_A": b}, SCALE_K * b / a


def clean(rng, rows, count, noise=NOISE_K, digits=1, **more):
    """A true formula with normal scatter; families and a declared covariate that have nothing to do with Tc."""
    values, mean = inputs(rng, rows, count)
    tc = np.round(mean + noise * rng.standard_normal(rows), digits)
    families = rng.permutation(np.arange(rows) % 2)
    columns = {"tc_K": tc, **values, "layers": rng.integers(1, 4, rows)}
    told = {"layers": {"covariate": "the number of layers may drive Tc"}}
    rows_of = observed(columns, [("one", "two")[i] for i in families], **told)
    return case(rows_of, *BOUND[count], **more)


def true_constants(rng, rows, count):
    """A formula without free parameters whose constants are the true ones."""
    values, mean = inputs(rng, rows, count)
    tc = mean + NOISE_K * rng.standard_normal(rows)
    law = printed(lambda a: LAMBDA_KA2 / a**2) if count == 1 else printed(lambda a, b: SCALE_K * b / a, ("a_A", "b_A"))
    return case(observed({"tc_K": tc, **values}), law, BOUND[count][1])


def coarse(rng, rows, count):
    """A true formula that scatters by less than Tc is rounded."""
    return clean(rng, rows, count, noise=0.3, digits=0)


def doubled(rng, rows, count):
    """A true formula, and each compound twice."""
    values, mean = inputs(rng, rows // 2, count)
    twice = {name: np.repeat(each, 2) for name, each in values.items()}
    tc = np.repeat(mean, 2) + NOISE_K * rng.standard_normal(2 * (rows // 2))
    return case(observed({"tc_K": tc, **twice}), *BOUND[count])


class TooWide(Trial):
    """A trial whose true parameters are drawn twice as wide as its posterior believes."""

    def draw_prior(self, size, rng):
        return 2.0 * super().draw_prior(size, rng)


def too_wide(rng, rows, count):
    """A formula whose posterior rests on half the prior that its parameters are drawn from."""
    found = clean(rng, rows, count)
    trials = {n: TooWide(**{f.name: getattr(t.trial, f.name) for f in fields(Trial)}) for n, t in found.tried.items()}
    return replace(found, tried={name: replace(t, trial=trials[name]) for name, t in found.tried.items()})


def unrelated(rng, rows, count, **about):
    """Inputs that have nothing to do with Tc."""
    values, _ = inputs(rng, rows, count)
    return case(observed({"tc_K": rng.uniform(40, 160, rows), **values}, **about), *BOUND[count])


def from_tc(rng, rows, count, rough=0.0, digits=3, decimals=0, tc_decimals=0, **about):
    """One input computed from Tc by the formula, roughened, and printed with three decimals."""
    tc = np.round(rng.uniform(40, 160, rows))
    tc[:decimals] = np.round(tc[:decimals] + rng.uniform(0.1, 0.9, decimals), tc_decimals)
    values, _ = inputs(rng, rows, count)
    exact = np.sqrt(LAMBDA_KA2 / tc) if count == 1 else SCALE_K * values["b_A"] / tc
    values["a_A"] = np.round(exact * np.exp(rough * rng.standard_normal(rows)), digits)
    return case(observed({"tc_K": tc, **values}, **about), *BOUND[count])


SUSPECT = {"suspect": "it was set with Tc known", "origin": None}


def smooth(rng, rows, count):
    """Samples of one smooth curve about the formula: residuals that wander, hardly any scatter."""
    values, mean = inputs(rng, rows, count)
    x = values["a_A"]
    wander = NOISE_K * np.sqrt(2) * np.sin(2 * np.pi * (x - 2.0) / 1.5 + rng.uniform(0, 2 * np.pi))
    tc = mean + wander + 0.3 * rng.standard_normal(rows)
    return case(observed({"tc_K": tc, **values}), *BOUND[count])


def two_families(rng, rows, count):
    """Two families at two places, and no trend inside either."""
    values, _ = inputs(rng, rows, count)
    second = np.arange(rows) % 2 == 1
    a = np.where(second, rng.uniform(2.0, 2.6, rows), rng.uniform(4.0, 4.6, rows))
    values |= {"a_A": np.round(a, 3)} | ({"b_A": np.round(rng.uniform(3.4, 3.6, rows), 3)} if count == 2 else {})
    tc = np.where(second, 160.0, 55.0) + 2 * NOISE_K * rng.standard_normal(rows)
    return case(observed({"tc_K": tc, **values}, [("one", "two")[int(i)] for i in second]), *BOUND[count])


def proxy(rng, rows, count, scatter=0.05):
    """Tc follows the number of layers alone; the formula's input is a proxy of it."""
    values, _ = inputs(rng, rows, count)
    layers = rng.permutation(np.arange(rows) % 3 + 1)
    tc = 40.0 + 30.0 * layers + NOISE_K * rng.standard_normal(rows)
    exact = (40.0 + 30.0 * layers) * np.exp(scatter * rng.standard_normal(rows))
    values["a_A"] = np.sqrt(LAMBDA_KA2 / exact) if count == 1 else SCALE_K * values["b_A"] / exact
    told = {"layers": {"covariate": "the number of layers may drive Tc"}}
    return case(observed({"tc_K": tc, **values, "layers": layers}, **told), *BOUND[count])


def reversed_sign(rng, rows, count, slope=8.0):
    """A falling line where the source says that it rises."""
    a = rng.uniform(2.0, 5.0, rows)
    tc = 90.0 - slope * (a - 3.5) + 12.0 * rng.standard_normal(rows)
    return case(observed({"tc_K": tc, "a_A": a}), LINE, {"a_A": "a_A"})


def expected_sign(rng, rows, count):
    """The same line where the source says nothing but the truth: it rises."""
    a = rng.uniform(2.0, 5.0, rows)
    tc = 90.0 + 8.0 * (a - 3.5) + 12.0 * rng.standard_normal(rows)
    return case(observed({"tc_K": tc, "a_A": a}), LINE, {"a_A": "a_A"})


def worst_dropped(rng, rows, count, kept=0.3, noise=12.0):
    """A true formula with a large scatter; the rows that miss it by most are left out."""
    every = round(rows / kept)
    values, mean = inputs(rng, every, count)
    miss = noise * rng.standard_normal(every)
    best = np.sort(np.argsort(np.abs(miss))[:rows])
    values = {name: each[best] for name, each in values.items()}
    return case(observed({"tc_K": (mean + miss)[best], **values}), *BOUND[count])


def fitted_cubic(rng, rows, count, noise=5.0):
    """A cubic fitted to these very rows of a dome, and printed."""
    x = rng.uniform(2.0, 5.0, rows)
    tc = 100.0 - 30.0 * (x - 3.5) ** 2 + noise * rng.standard_normal(rows)
    z = {"a_A": x} if count == 1 else {"a_A": x, "b_A": rng.uniform(2.0, 5.0, rows)}
    columns = [np.ones(rows), *(each**k for each in z.values() for k in (1, 2, 3))]
    fitted = np.linalg.lstsq(np.column_stack(columns), tc, rcond=None)[0]

    def predict(*given):
        return fitted @ np.array([np.ones(np.shape(given[0])), *(each**k for each in given for k in (1, 2, 3))])

    return case(observed({"tc_K": tc, **z}), printed(predict, tuple(z)), {name: name for name in z})


def copies(rng, rows, count, each=3):
    """A few compounds with some trend by luck, each copied several times."""
    few = max(rows // each, 2)
    values, _ = inputs(rng, few, count)
    values = {name: np.repeat(x, each)[:rows] for name, x in values.items()}
    formula_of = LAMBDA_KA2 / values["a_A"] ** 2 if count == 1 else SCALE_K * values["b_A"] / values["a_A"]
    luck = np.repeat(40.0 * rng.standard_normal(few), each)[: len(formula_of)]
    tc = formula_of + luck + rng.standard_normal(len(formula_of))
    return case(observed({"tc_K": tc, **values}), *BOUND[count])


def sources(rng, rows, count, shift=0.0, curve=0.0):
    """Four sources of a line: the input of the last is off by a factor, and by a shift.

    Or the truth is curved, and each source has rows in a range of its own.
    """
    made = []
    for k in range(4):
        a = rng.uniform(2.0, 3.5, rows) + (0.5 * k if curve else 0.0)
        tc = 20.0 + 20.0 * a + curve * np.log(a / 3.0) + NOISE_K * rng.standard_normal(rows)
        read = 1.1 * a + shift if k == 3 else a
        made.append(case(observed({"tc_K": tc, "a_A": read}), LINE, {"a_A": "a_A"}, seed=k + 1))
    related = {f"source_{k}": {"line": each.tried["line"].fit} for k, each in enumerate(made) if k}
    rows_of = {f"source_{k}": each.observations for k, each in enumerate(made) if k}
    return replace(made[0], related=related, related_rows=rows_of)


def held_out(rng, rows, count, factor=1.0):
    """Eight rows more, whose Tc is that of the formula times a factor."""
    found = clean(rng, rows, count)
    values, mean = inputs(rng, 8, count)
    tc = factor * (mean + NOISE_K * rng.standard_normal(8))
    table = [row for t in found.tried.values() for row in predicted(t, values, tc, rng)]
    record = {"models": dict.fromkeys(found.tried), "materials": 8, "unit": "kelvin", "rows": table}
    return replace(found, predictions={"others": record})


def predicted(t, values, tc, rng):
    mean = t.trial.model({name: values[name] for name in t.trial.inputs}, t.theta, len(tc))
    mean, sd = np.broadcast_to(mean, (len(t.theta), len(tc))), t.sigma[:, np.newaxis]
    new = mean + sd * rng.standard_normal(mean.shape)
    elpd = np.log(np.mean(np.exp(-0.5 * ((tc - mean) / sd) ** 2) / sd / np.sqrt(2 * np.pi), axis=0) + 1e-300)
    ends = np.quantile(new, [0.025, 0.25, 0.5, 0.75, 0.975], axis=0)
    for i, measured in enumerate(tc):
        inside = {f"inside_{w}": str(bool(ends[a, i] <= measured <= ends[-1 - a, i])).lower() for w, a in
                  (("50", 1), ("95", 0))}  # fmt: skip
        yield {
            "point_id": f"others:{i}", "label": str(i), "model": t.name, "measured": str(measured),
            "median": str(ends[2, i]), "counted": "true", "extrapolates": "", "elpd": str(elpd[i]), **inside,
        }  # fmt: skip


def known_to(rng, rows, count, relative):
    """The input has a stated uncertainty."""
    values, mean = inputs(rng, rows, count)
    columns = {"tc_K": mean + NOISE_K * rng.standard_normal(rows), **values, "a_A_sigma": relative * values["a_A"]}
    return case(observed(columns, a_A={"sigma": "a_A_sigma"}), *BOUND[count])


def measured_twice(rng, rows, count, free=True, factor=1.0, related=True):
    """An input is measured a second time, with a stated error of 3 % and a factor; or something unrelated is."""
    values, mean = inputs(rng, rows, count)
    again = rng.permutation(values["a_A"]) if not related else values["a_A"]
    again = factor * again * np.exp(0.03 * rng.standard_normal(rows))
    columns = {"tc_K": mean + NOISE_K * rng.standard_normal(rows), **values, "a2_A": again, "a2_A_sigma": 0.03 * again}
    told = {"sigma": "a2_A_sigma", "second_of": "a_A", "second_method": "another method", "second_grade": "read"}
    theory, bound = BOUND[count]
    if not free:
        law = (lambda a: LAMBDA_KA2 / a**2) if count == 1 else (lambda a, b: SCALE_K * b / a)
        theory = printed(law, tuple(bound))
    return case(observed(columns, a2_A=told), theory, bound)


def one_row(rng, rows, count):
    """The formula is ahead of the constant by one row alone."""
    found = clean(rng, rows, count)
    name = BOUND[count][0].name
    elpd = found.tried["constant"].elpd + 0.1 * rng.standard_normal(rows) - 0.3
    elpd[0] += 12.0 + 0.3 * rows
    return replace(found, tried=found.tried | {name: replace(found.tried[name], elpd=elpd)})


def chosen(rng, rows, count, noise=None, **about):
    """Two lengths in most rows. With `noise` the true one is published, whichever it is; else the best for any Tc."""
    free = np.arange(rows) < rows - max(rows // 6, 1)
    one, other = rng.uniform(2.5, 3.5, rows), rng.uniform(2.5, 3.5, rows)
    other = np.where(free, other, one)
    if noise is None:
        tc = rng.uniform(60, 140, rows)
        scales = np.linspace(0.5, 2.0, 400)[:, np.newaxis] * LAMBDA_KA2
        miss = [np.abs(tc - scales / each**2) for each in (one, other)]
        best = np.argmin(np.sum(np.minimum(*miss) ** 2, axis=1))
        xi = np.where(miss[0][best] <= miss[1][best], one, other)
    else:
        xi = one
        tc = LAMBDA_KA2 / one**2 + noise * rng.standard_normal(rows)
    columns = {"tc_K": tc, "a_low_A": np.minimum(one, other), "a_high_A": np.maximum(one, other), "a_A": xi}
    columns["a_high_A"] = np.where(free, columns["a_high_A"], np.nan)
    return case(observed(columns, a_A={"chosen_from": ["a_low_A", "a_high_A"]} | about), *BOUND[1])


def shared(rng, rows, count, law):
    """Response and input are densities per volume of the same cell, with a law between the dopings or without."""
    volume = 150 * np.exp(0.6 * rng.standard_normal(rows))
    one = 0.15 * np.exp(0.2 * rng.standard_normal(rows))
    two = one * np.exp(0.1 * rng.standard_normal(rows)) if law else 0.15 * np.exp(0.2 * rng.standard_normal(rows))
    names = {"tc_K": ("doping_1", one), "a_A": ("doping_2", two)}
    recipe = "hole_density_from_doping"
    told = {
        name: {"derived": {"recipe": recipe, "formula": f"by {recipe}",
                           "arguments": {"doping": word, "planes": "2", "volume_A3": "volume_A3"}}}
        for name, (word, _) in names.items()
    }  # fmt: skip
    columns = {name: 2 * each / volume * 1e30 for name, (_, each) in names.items()}
    rows_of = observed(columns | {"doping_1": one, "doping_2": two, "volume_A3": volume}, **told)
    bound = tried("line", replace(LINE, response="any"), rows_of, {"a_A": "a_A"})
    return Case("simulated", rows_of, {"line": bound}, {"questions": {}}, Settings(1, permutations=PERMUTATIONS))
