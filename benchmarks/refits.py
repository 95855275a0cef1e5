"""Maximum-likelihood fits per processor second: many data sets at once against lmfit and scipy, one by one.

    .venv/bin/python benchmarks/refits.py [--repetitions N]

Every method fits data sets of the same kind: 15 rows and three parameters, a parabola in the density or the screening
formula with a free exponent. lmfit and scipy start from the truth, once; this package searches all of the exponent's
range. The methods take turns in one process.
"""

from __future__ import annotations

import argparse
import warnings
from collections.abc import Callable
from dataclasses import replace

import lmfit
import numpy as np
from problems import cpu_seconds, machine, median
from scipy.optimize import leastsq

from tcreferee.base.priors import Array, Effect, Level, Scales
from tcreferee.formulas.loading import find_models, load_model
from tcreferee.formulas.model import TcModel
from tcreferee.inference.trial import Trial
from tcreferee.simulation.calibration import ranks
from tcreferee.simulation.refit import refit

ROWS, MANY, FEW, REPLICATES = 15, 20_000, 40, 1000
SIGMA, OURS = 4.0, "this package"
X = np.linspace(1.0, 6.0, ROWS)
Fit = Callable[[Array], float]


def kinds() -> dict[str, tuple[Trial, Array]]:
    """Return trials and true parameters, by name."""
    screening = load_model(find_models()["screening_exponent"])
    line = load_model(find_models()["linear"])
    a, b = line.parameters
    third = replace(b, name="c", prior=Effect())

    def parabola(inputs: dict[str, Array], values: dict[str, Array]) -> Array:
        return values[a.name] + values[b.name] * inputs["x"] + values["c"] * inputs["x"] ** 2

    model: TcModel = replace(line, inputs=("x",), parameters=(replace(a, prior=Level()), b, third), predict=parabola)
    scales, y = Scales(80.0, 52.5, 30.0), np.linspace(0.0, 1.0, ROWS)
    return {
        "linear, a + b x + c x^2": (Trial(model, {"x": X}, y, scales), np.array([20.0, 30.0, -3.0])),
        "non-linear, T_U - B n^(-p)": (
            Trial(screening, {"n_m3": X * 1e27}, y, scales), np.array([212.0, 170.0, 1 / 6]),
        ),
    }  # fmt: skip


def competitors(trial: Trial, truth: Array) -> dict[str, Fit]:
    """Return functions that fit one data set (rows,) and return its sum of squares."""
    names = [p.name for p in trial.model.parameters]
    if "n_m3" in trial.inputs:

        def formula(x: Array, t_u_K: float, b0_K: float, p: float) -> Array:
            return t_u_K - b0_K * x**-p
    else:

        def formula(x: Array, a: float, b: float, c: float) -> Array:
            return a + b * x + c * x**2

    model = lmfit.Model(formula)
    start = dict(zip(model.param_names, truth, strict=True))
    parameters = lmfit.create_params(**start)

    def with_model(y: Array) -> float:
        return float(model.fit(y, x=X, **start).chisqr)

    def with_minimize(y: Array) -> float:
        return float(lmfit.minimize(lambda p: y - formula(X, *(p[n].value for n in start)), parameters).chisqr)

    def with_leastsq(y: Array) -> float:
        return float(np.sum(leastsq(lambda t: y - formula(X, *t), truth, full_output=True)[2]["fvec"] ** 2))

    assert len(names) == len(start)
    return {"lmfit.Model.fit": with_model, "lmfit.minimize": with_minimize, "scipy leastsq": with_leastsq}


def run(repetitions: int) -> str:
    """Return the tables as Markdown."""
    tables = [_table(name, *kind, repetitions) for name, kind in kinds().items()]
    lines = ["| simulation-based calibration, 1000 replicates | processor time (s) |", "|---|---|"]
    for name, (trial, _) in kinds().items():
        seconds = [cpu_seconds(lambda t=trial, s=seed: ranks(t, REPLICATES, s))[0] for seed in range(repetitions)]
        lines.append(f"| {name} | {median(seconds):.2f} |")
    return "\n\n".join([*tables, "\n".join(lines), f"{repetitions} repetitions in turn; {machine()}."])


def _table(name: str, trial: Trial, truth: Array, repetitions: int) -> str:
    methods = competitors(trial, truth)
    speed: dict[str, list[float]] = {each: [] for each in (OURS, *methods)}
    worst = 0.0
    for seed in range(repetitions):
        rng = np.random.default_rng(seed)
        y = trial.predict(truth) + SIGMA * rng.standard_normal((MANY, ROWS))
        seconds, fits = cpu_seconds(lambda y=y: refit(trial, y))
        speed[OURS].append(MANY / seconds)
        for each, fit in methods.items():
            seconds, squares = cpu_seconds(lambda y=y, fit=fit: [fit(row) for row in y[:FEW]])
            speed[each].append(FEW / seconds)
            # a single start may end in no minimum: where lmfit ends lower, that would be our fault
            worst = max(worst, float(np.max(fits.rss[:FEW] / np.array(squares) - 1)))
    lines = [
        f"**{name}**; sum of squares at most {max(worst, 0):.0e} above theirs, relative\n",
        f"| method | fits per processor second | times slower than {OURS} |",
        "|---|---|---|",
    ]
    for each, rates in speed.items():
        ratio = median([ours / rate for ours, rate in zip(speed[OURS], rates, strict=True)])
        lines.append(f"| {each} | {median(rates):.3g} | {ratio:.3g} |")
    return "\n".join(lines)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repetitions", type=int, default=3)
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    print(run(options.repetitions))
