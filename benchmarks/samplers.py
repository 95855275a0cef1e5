"""Effective samples per processor second on the same posterior: this package, lmfit's emcee, scalar emcee, dynesty.

    .venv/bin/python benchmarks/samplers.py [--repetitions N] [--more]

The samplers take turns in one process; medians are given, and ratios to lmfit's own emcee. `--more` makes an
environment with numpyro in a temporary folder and includes it. Effective samples: the smallest bulk ESS over the
sampled parameters, never more than draws / tau; for dynesty Kish's number of its weights.
"""

from __future__ import annotations

import argparse
import importlib
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
from dynesty_check import nested
from more import More
from problems import Problem, cpu_seconds, machine, median, problems

from tcreferee.base.priors import Array
from tcreferee.inference.sample import sample

# lmfit's and emcee's usual: 100 walkers in a small ball about the fit, the stretch move, a quarter thrown away
WALKERS, STEPS, BALL = 100, 1000, 1e-2
REFERENCE = "lmfit.Minimizer.emcee"


def ours(problem: Problem, seed: int) -> Array:
    """Until every gate passes; the time includes the gates."""
    return sample(problem.trial, problem.start, problem.settings.sampler, seed).chain


def lmfit_emcee(problem: Problem, seed: int) -> Array:
    import lmfit

    parameters = lmfit.Parameters()
    for name, value in zip(problem.plain.names, problem.start, strict=True):
        parameters.add(name, value=float(value))

    def log_posterior(p: Any) -> float:
        return float(problem.plain.log_posterior(np.array([each.value for each in p.values()])))

    minimizer = lmfit.Minimizer(log_posterior, parameters, nan_policy="omit")
    result = minimizer.emcee(
        steps=STEPS, nwalkers=WALKERS, burn=STEPS // 4, pos=_ball(problem, seed), seed=seed, progress=False,
        float_behavior="posterior",
    )  # fmt: skip
    return np.asarray(result.chain)[np.newaxis]


def scalar_emcee(problem: Problem, seed: int) -> Array:
    import emcee

    np.random.seed(seed)  # noqa: NPY002  emcee draws from the global state
    d = problem.trial.dimension
    sampler = emcee.EnsembleSampler(WALKERS, d, lambda z: float(problem.plain.log_posterior(z)))
    sampler.run_mcmc(_ball(problem, seed), STEPS)
    return np.asarray(sampler.get_chain(discard=STEPS // 4))[np.newaxis]


def _ball(problem: Problem, seed: int) -> Array:
    rng = np.random.default_rng(seed)
    return problem.start + BALL * rng.standard_normal((WALKERS, problem.trial.dimension))


def smallest_ess(chain: Array) -> float:
    """Return the smallest bulk ESS of a chain (ensembles, steps, walkers, d), every walker its own sequence."""
    from arviz_stats.base import array_stats
    from emcee.autocorr import integrated_time

    ensembles, steps, walkers, d = chain.shape
    walks = np.moveaxis(chain, -1, 0).swapaxes(2, 3).reshape(d, ensembles * walkers, steps)
    tau = np.max([integrated_time(each, quiet=True, tol=0) for each in chain], axis=0)
    return float(np.minimum(array_stats.ess(walks, method="bulk"), walks[0].size / tau).min())


def kish(log_weight: Array) -> float:
    """Return Kish's effective number of weighted draws."""
    weight = np.exp(log_weight - log_weight.max())
    return float(weight.sum() ** 2 / (weight**2).sum())


def dynesty(problem: Problem, seed: int) -> float:
    return kish(nested(problem.trial, seed, log_likelihood=problem.plain.log_likelihood, way="unif").log_weight)


def _timed(work: Callable[[Problem, int], Any], problem: Problem, seed: int) -> tuple[float, float]:
    seconds, result = cpu_seconds(lambda: work(problem, seed))
    return (smallest_ess(result) if isinstance(result, np.ndarray) else result), seconds


def run(repetitions: int, more: bool) -> str:
    """Return the tables as Markdown."""
    for module in ("arviz_stats.base", "dynesty", "emcee", "lmfit"):  # not on the clock of whoever comes first
        importlib.import_module(module)
    methods: dict[str, Callable[[Problem, int], tuple[float, float]]] = {
        "this package": lambda p, seed: _timed(ours, p, seed),
        REFERENCE: lambda p, seed: _timed(lmfit_emcee, p, seed),
        "emcee, stretch move, one point at a time": lambda p, seed: _timed(scalar_emcee, p, seed),
        "dynesty, 500 live points": lambda p, seed: _timed(dynesty, p, seed),
    }
    said = "numpyro: not asked for (`--more`)."
    with More(more) as others:
        if others.python:
            methods["numpyro NUTS, compilation included"] = others.numpyro
            methods["numpyro NUTS, compiled before"] = lambda p, seed: others.numpyro(p, seed, "compiled_seconds")
        said = others.said("numpyro")
        tables = [_table(problem, methods, repetitions) for problem in problems()]
    return "\n\n".join([*tables, f"{said}  \n{repetitions} repetitions in turn; {machine()}."])


def _table(problem: Problem, methods: dict[str, Any], repetitions: int) -> str:
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in methods}
    for seed in range(1, repetitions + 1):
        for name, method in methods.items():
            found[name].append(method(problem, seed))
    rate = {name: median([ess / seconds for ess, seconds in runs]) for name, runs in found.items()}
    lines = [
        f"**{problem.name}** ({problem.about})\n",
        f"| sampler | effective samples | processor time (s) | per second | times {REFERENCE} (min to max) |",
        "|---|---|---|---|---|",
    ]
    for name, runs in found.items():
        ratios = [e / s / (e0 / s0) for (e, s), (e0, s0) in zip(runs, found[REFERENCE], strict=True)]
        lines.append(
            f"| {name} | {median([e for e, _ in runs]):.0f} | {median([s for _, s in runs]):.2f} | {rate[name]:.0f} "
            f"| {median(ratios):.2g} ({min(ratios):.2g} to {max(ratios):.2g}) |"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repetitions", type=int, default=3)
    parser.add_argument("--more", action="store_true", help="numpyro too, in an environment made for it")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    print(run(options.repetitions, options.more))
