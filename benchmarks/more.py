"""numpyro and bilby in an environment of their own, made in a temporary folder on request.

Run as a script by that environment's Python it reads a posterior from standard input and prints what it found.
"""

from __future__ import annotations

import json
import math
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

PACKAGES = ("numpyro", "bilby", "arviz-stats")
CHAINS, DRAWS = 4, 2000


class More:
    """The environment; nothing if it was not asked for or cannot be made."""

    def __init__(self, wanted: bool) -> None:
        self.python, self.reason, self.folder = "", "not asked for (`--more`)", None
        if not wanted:
            return
        self.folder = tempfile.TemporaryDirectory()
        python = Path(self.folder.name) / "bin/python"
        for command in (
            [sys.executable, "-m", "venv", self.folder.name],
            [str(python), "-m", "pip", "install", "--quiet", *PACKAGES],
        ):
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode:
                last = (done.stderr.strip().splitlines() or ["no message"])[-1]
                self.reason = f"did not install: {last}"
                return
        self.python = str(python)

    def __enter__(self) -> More:
        return self

    def __exit__(self, *_: object) -> None:
        if self.folder:
            self.folder.cleanup()

    def said(self, name: str) -> str:
        """Return whether a package was included, and if not why."""
        if not self.python:
            return f"{name}: {self.reason}."
        command = [self.python, "-c", f"from importlib.metadata import version as v; print(v('{name}'))"]
        version = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
        return f"{name} {version} in an environment of its own."

    def numpyro(self, problem: Any, seed: int, seconds: str = "seconds") -> tuple[float, float]:
        """Return the smallest bulk ESS and the processor time, that with compilation unless told otherwise."""
        found = self._run("numpyro", problem, seed)
        return found["ess"], found[seconds]

    def bilby(self, problem: Any, seed: int) -> tuple[float, float]:
        """Return ln Z and the processor time."""
        found = self._run("bilby", problem, seed)
        return found["ln_z"], found["seconds"]

    def _run(self, what: str, problem: Any, seed: int) -> dict[str, float]:
        given = json.dumps({"what": what, "seed": seed, "data": problem.data, "start": problem.start.tolist()})
        command = [self.python, __file__]
        done = subprocess.run(command, input=given, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"{what}: {done.stderr[-2000:]}")
        return json.loads(done.stdout.splitlines()[-1])


def numpyro_nuts(data: dict[str, Any], start: list[float], seed: int) -> dict[str, float]:
    """NUTS with numpyro's defaults."""
    import os

    os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
    import jax
    import jax.numpy as jnp
    import numpy as np
    from arviz_stats.base import array_stats
    from numpyro.infer import MCMC, NUTS
    from posteriors import POSTERIORS

    jax.config.update("jax_enable_x64", True)
    plain = POSTERIORS[data["kind"]](jnp, data)
    rng = np.random.default_rng(seed)
    mcmc = MCMC(
        NUTS(potential_fn=lambda z: -plain.log_posterior(z)),
        num_warmup=1000, num_samples=DRAWS, num_chains=CHAINS, chain_method="sequential", progress_bar=False,
    )  # fmt: skip
    at = jnp.asarray(start + 0.01 * rng.standard_normal((CHAINS, len(start))))
    seconds = []
    for _ in range(2):  # the second time what the first compiled is there
        begin = time.process_time()
        mcmc.run(jax.random.PRNGKey(seed), init_params=at)
        draws = np.asarray(mcmc.get_samples(group_by_chain=True))
        seconds.append(time.process_time() - begin)
    ess = float(array_stats.ess(np.moveaxis(draws, -1, 0), method="bulk").min())
    return {"ess": ess, "seconds": seconds[0], "compiled_seconds": seconds[1]}


def bilby_evidence(data: dict[str, Any], seed: int) -> dict[str, float]:
    """Run dynesty with 250 live points, under bilby's defaults."""
    import logging

    import bilby
    import numpy as np
    from posteriors import NU, POSTERIORS
    from scipy.special import betaincinv

    logging.getLogger("bilby").setLevel(logging.ERROR)
    plain = POSTERIORS[data["kind"]](np, data)
    # sigma by its place in its prior, which bilby does not have: half-t through the beta distribution of t^2/(nu + t^2)
    priors = bilby.core.prior.PriorDict({"place": bilby.core.prior.Uniform(1e-12, 1 - 1e-12)})
    for name in plain.names[:-1]:
        priors[name] = bilby.core.prior.Gaussian(1 / 6 if name == "p" else 0.0, 1.0)
    if data["kind"] == "quantum_well":
        priors["u"] = bilby.core.prior.TruncatedGaussian(0.0, 1.0, plain.low, math.inf)

    class Likelihood(bilby.Likelihood):
        def __init__(self) -> None:
            super().__init__()

        def log_likelihood(self, parameters: dict[str, float] | None = None) -> float:
            at = parameters or self.parameters
            x = betaincinv(0.5, NU / 2, at["place"])
            ln_sigma = 0.5 * math.log(NU * x / (1 - x)) + math.log(data["scale"])
            return float(plain.log_likelihood(np.array([*(at[name] for name in plain.names[:-1]), ln_sigma])))

    bilby.core.utils.random.seed(seed)
    with tempfile.TemporaryDirectory() as folder:
        begin = time.process_time()
        result = bilby.run_sampler(
            Likelihood(), priors, sampler="dynesty", nlive=250, outdir=folder, label="run", npool=1, save=False,
            check_point_plot=False, print_method="interval-1000", seed=seed,
        )  # fmt: skip
        seconds = time.process_time() - begin
    return {"ln_z": float(result.log_evidence), "seconds": seconds}


if __name__ == "__main__":
    asked = json.load(sys.stdin)
    if asked["what"] == "numpyro":
        answer = numpyro_nuts(asked["data"], asked["start"], asked["seed"])
    else:
        answer = bilby_evidence(asked["data"], asked["seed"])
    print(json.dumps(answer))
