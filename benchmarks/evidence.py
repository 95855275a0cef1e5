"""Error of ln Z against processor time: quadrature, importance sampling, dynesty, on real rows.

    .venv/bin/python benchmarks/evidence.py [--repetitions N] [--more]

The truth is the plain trapezoidal rule on a wide grid of every coordinate that does not integrate in closed form,
written here from the plain posterior, so that it shares no code with what is measured; its own error is what halving
the grid changes. The methods take turns in one process. `--more` includes bilby, in an environment made for it.
"""

from __future__ import annotations

import argparse
import importlib
import math
import statistics
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
from dynesty_check import nested
from more import More
from posteriors import LN_2PI, QuantumWell, ScreeningExponent
from problems import Problem, cpu_seconds, machine, median, problems

from tcreferee.base.priors import Array
from tcreferee.inference import importance
from tcreferee.inference.proposal import spread_about
from tcreferee.inference.quadrature import ln_evidence, quadrature

FEW, MANY = "dynesty, 250 live points", "dynesty, 1000 live points"
LN_SIGMA = np.linspace(-4.0, 9.0, 2401)
# sinh(t) is dense about 0 and reaches 9: the nine sd of the prior of u and of p
T = np.linspace(-math.asinh(90.0), math.asinh(90.0), 2401)
WIDE, STEP = np.sinh(T) / 10, np.cosh(T) / 10


def truth(plain: QuantumWell) -> tuple[float, float]:
    """Return ln Z and its error."""
    table = _screening(plain) if isinstance(plain, ScreeningExponent) else _well(plain)
    table = table + np.log(STEP)[:, np.newaxis]
    whole, half = (
        np.logaddexp.reduce(table[::k, ::k], axis=None) + math.log(k * k * (T[1] - T[0]) * (LN_SIGMA[1] - LN_SIGMA[0]))
        for k in (1, 2)
    )
    return float(whole), float(abs(whole - half))


def _well(plain: QuantumWell) -> Array:
    """Return the log posterior (u, ln sigma), bound and all."""
    centre = float(plain.y @ plain.shape / (plain.shape @ plain.shape) - plain.centre) / plain.effect
    u = (centre + WIDE)[:, np.newaxis]
    residual = plain.y @ plain.y - 2 * (plain.centre + plain.effect * u) * (plain.y @ plain.shape)
    square = residual + (plain.centre + plain.effect * u) ** 2 * (plain.shape @ plain.shape)
    value = -0.5 * square * np.exp(-2 * LN_SIGMA) - len(plain.y) * (LN_SIGMA + 0.5 * LN_2PI)
    return np.asarray(value + plain.log_prior((u, LN_SIGMA)))


def _screening(plain: ScreeningExponent) -> Array:
    """Return the log posterior (p, ln sigma); both effects gone, for the rows are jointly normal without them."""
    n, variance = len(plain.y), np.exp(2 * LN_SIGMA)[:, np.newaxis]
    residual, rows = plain.y - plain.centre, []
    for p in 1 / 6 + WIDE:
        columns = plain.effect * np.stack([np.ones(n), plain.unit_column(p)], axis=1)
        values, vectors = np.linalg.eigh(columns @ columns.T)
        total = variance + np.maximum(values, 0.0)
        density = -0.5 * (n * LN_2PI + np.sum(np.log(total) + (vectors.T @ residual) ** 2 / total, axis=1))
        # the prior of p and ln sigma: that of all four coordinates, less that of the two effects at zero
        rows.append(density + plain.log_prior((0.0, 0.0, p, LN_SIGMA)) + LN_2PI)
    return np.array(rows)


def run(repetitions: int, more: bool) -> str:
    """Return the tables as Markdown."""
    for module in ("arviz_stats.base", "dynesty", "scipy.special"):  # not on the clock of whoever comes first
        importlib.import_module(module)
    with More(more) as others:
        methods: dict[str, Callable[[Problem, int], tuple[float, float]]] = {
            "quadrature": lambda p, seed: _timed(lambda: ln_evidence(p.trial)),
            "quadrature with moments and every leave-one-out": lambda p, seed: _timed(
                lambda: quadrature(p.trial).ln_evidence
            ),
            "importance sampling": _importance,
            FEW: lambda p, seed: _dynesty(p, seed, 250),
            MANY: lambda p, seed: _dynesty(p, seed, 1000),
        }
        if others.python:
            methods["bilby's dynesty, 250 live points"] = others.bilby
        tables = [_table(problem, methods, repetitions) for problem in problems()]
        said = f"{others.said('bilby')} Errors are root mean squares.  "
        return "\n\n".join([*tables, f"{said}\n{repetitions} repetitions in turn; {machine()}."])


def _timed(work: Callable[[], float]) -> tuple[float, float]:
    seconds, value = cpu_seconds(work)
    return value, seconds


def _importance(problem: Problem, seed: int) -> tuple[float, float]:
    trial = problem.trial
    root = spread_about(trial.log_posterior, problem.start) / 2
    return _timed(lambda: importance.ln_evidence(trial, problem.start, root, seed))


def _dynesty(problem: Problem, seed: int, live: int) -> tuple[float, float]:
    plain = problem.plain.log_likelihood
    return _timed(lambda: nested(problem.trial, seed, live, plain, "unif").ln_evidence)


def _table(problem: Problem, methods: dict[str, Any], repetitions: int) -> str:
    exact, error = truth(problem.plain)
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in methods}
    for seed in range(1, repetitions + 1):
        for name, method in methods.items():
            found[name].append(method(problem, seed))
    # the truth is not known better than to its own error, nor to the last digits of a double
    floor = max(error, 1e-12)
    miss = {name: max(_rms([value - exact for value, _ in runs]), floor) for name, runs in found.items()}
    lines = [
        f"**{problem.name}** ({problem.about}); ln Z = {exact:.10f} ± {error:.0e}\n",
        "| method | error of ln Z | processor time (s) | times faster than dynesty with 250 and 1000 live points "
        "| error smaller by (the same) |",
        "|---|---|---|---|---|",
    ]
    for name, runs in found.items():
        faster = [median([s0 / s for (_, s), (_, s0) in zip(runs, found[of], strict=True)]) for of in (FEW, MANY)]
        better = [miss[of] / miss[name] for of in (FEW, MANY)]
        lines.append(
            f"| {name} | {miss[name]:.1e} | {median([s for _, s in runs]):.3f} "
            f"| {faster[0]:.3g}, {faster[1]:.3g} | {better[0]:.2g}, {better[1]:.2g} |"
        )
    return "\n".join(lines)


def _rms(values: list[float]) -> float:
    return math.sqrt(statistics.fmean([value**2 for value in values]))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repetitions", type=int, default=3)
    parser.add_argument("--more", action="store_true", help="bilby too, in an environment made for it")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    print(run(options.repetitions, options.more))
