"""Coverage of 95 % intervals where inputs have errors: of a slope, and of an exponent.

    python benchmarks/errors_of_inputs.py [TABLES] [KIND]

Simulates tables with the true x uniform between 2 and 8, measured with normal errors that are a share of x, of which
the table states that share of the *measured* value: y = 10 + 5 x and y = 20 x^0.7, scatter 3. So the population of true
inputs is none of those that are assumed. The posterior is that of `normal_eiv`, the population of true inputs
integrated jointly with the parameters, over the true inputs of each row or to first order, as the run settles it;
integrated by importance sampling. "as measured" takes the inputs as they are, with their errors to first order.
Writes the shares of the intervals that hold the truth, with their standard errors, the shares of intervals above and
below it, the mean bias of the posterior mean, the share of tables whose likelihood is integrated over the true inputs,
and the tenth percentile of the effective draws to errors_of_inputs.csv beside this file.
"""

from __future__ import annotations

import csv
import math
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tcreferee.base.priors import Effect, Level, Normal, Scales
from tcreferee.formulas.model import Check, Parameter, Source, TcModel
from tcreferee.inference.over_inputs import settled
from tcreferee.inference.proposal import Proposal, spread_about
from tcreferee.inference.trial import Trial
from tcreferee.inference.true_inputs import with_true_inputs

Array = NDArray[np.float64]
TABLES, SEED = 200, 11
ROWS, ERRORS = (8, 15, 30), (0.05, 0.15, 0.30)
SCATTER, SCALES = 3.0, Scales(40.0, 60.0, 30.0)
TRUTH = {"slope": np.array([10.0, 5.0]), "exponent": np.array([20.0, 0.7])}
ROUNDS, LEARN, DRAWS, CLIPPED, WIDEN = 5, 1000, 2000, 15, 1.2
HEAD = ("parameter", "rows", "error_of_x", "inputs", "tables", "coverage", "standard_error", "below", "above", "bias",
        "integrated", "effective_draws")  # fmt: skip


def model(kind: str) -> TcModel:
    """Return y = a + b x, or y = a x^b."""
    prior = Effect() if kind == "slope" else Normal(0.0, 2.0)
    own = (Parameter("a", "a", "response", "level", Level()), Parameter("b", "b", "", kind, prior))
    source, checks = Source("simulated", "none", "simulated"), (Check({"x": 1.0}, {"a": 1.0, "b": 1.0}, "1", "none"),)

    def predict(inputs, values):  # type: ignore[no-untyped-def]
        x = inputs["x"]
        return values["a"] + values["b"] * x if kind == "slope" else values["a"] * x ** values["b"]

    return TcModel(kind, kind, ("x",), own, predict, source, checks, name=kind)


def table(kind: str, n: int, share: float, rng: np.random.Generator) -> tuple[Array, Array]:
    """Return measured x and y of one table."""
    true = rng.uniform(2, 8, n)
    x = np.maximum(true * (1 + share * rng.standard_normal(n)), 0.1)
    y = 10 + 5 * true if kind == "slope" else 20 * true**0.7
    return x, y + SCATTER * rng.standard_normal(n)


def trial(kind: str, x: Array, error: Array, y: Array, joint: bool) -> Trial:
    """Return the trial of one table; `joint`: with the population of its true inputs."""
    own, moves = model(kind), {"x": {"x": error}}
    if not joint:
        return Trial(own, {"x": x}, y, SCALES, "normal_eiv", input_sd=moves)
    bound, inputs, moves, populations = with_true_inputs(own, {"x": x}, moves)
    return Trial(bound, inputs, y, SCALES, "normal_eiv", input_sd=moves, populations=populations)


@dataclass(frozen=True)
class Posterior:
    """Weighted draws of the slope or exponent."""

    draws: Array
    weight: Array

    def below(self, value: float) -> float:
        """Return the probability below a value."""
        return float(self.weight @ (self.draws < value))

    @property
    def effective(self) -> float:
        """How many equally weighted draws they are worth."""
        return float(1 / (self.weight @ self.weight))


def posterior(of: Trial, rng: np.random.Generator) -> Posterior:
    """Return the posterior, by a proposal that learns from its own draws as `tcreferee.inference.importance` does."""
    spare = np.zeros(len(of.populations))
    start = of.coordinates(np.append(TRUTH[of.model.name], spare), SCATTER)
    found = Proposal(start, spread_about(of.log_posterior, start) / 2)
    for _ in range(ROUNDS):
        z, log_proposal = found.draw(LEARN, rng)
        log_weight = of.log_posterior(z) - log_proposal
        weight = normalised(np.minimum(log_weight, np.sort(log_weight)[-CLIPPED]))
        centre = weight @ z
        covariance = (weight[:, np.newaxis] * (z - centre)).T @ (z - centre)
        values, vectors = np.linalg.eigh(WIDEN * covariance * 3 / 5)
        found = Proposal(centre, vectors * np.sqrt(np.maximum(values, 1e-10 * values[-1])))
    z, log_proposal = found.draw(DRAWS, rng)
    return Posterior(of.physical(z)[:, 1], normalised(of.log_posterior(z) - log_proposal))


def normalised(log_weight: Array) -> Array:
    """Return weights that sum to 1."""
    weight = np.exp(log_weight - log_weight.max())
    return np.asarray(weight / weight.sum())


def cell(kind: str, n: int, share: float, joint: bool, tables: int) -> list[str]:
    """Return coverage, its error, and the rest of a row."""
    rng, truth = np.random.default_rng(SEED), float(TRUTH[kind][1])
    tails, bias, nodes, effective = np.empty((4, tables))
    for i in range(tables):
        x, y = table(kind, n, share, rng)
        its_rng = np.random.default_rng([SEED, i])
        own = trial(kind, x, share * x, y, joint)
        if joint:
            own, _ = settled(own, np.append(TRUTH[kind], [0.0, 0.0]), SCATTER)
        found = posterior(own, its_rng)
        tails[i], bias[i] = found.below(truth), float(found.weight @ found.draws) / truth - 1
        nodes[i], effective[i] = own.nodes, found.effective
    below, above = np.mean(tails > 0.975), np.mean(tails < 0.025)
    held = 1 - below - above
    error = math.sqrt(max(held * (1 - held), 0.25 / tables) / tables)
    return [
        f"{held:.3f}", f"{error:.3f}", f"{below:.3f}", f"{above:.3f}", f"{bias.mean():+.3f}", f"{nodes.mean():.2f}",
        f"{np.quantile(effective, 0.1):.0f}",
    ]  # fmt: skip


def markdown(rows: Sequence[Mapping[str, str]]) -> str:
    """Return the table of docs/statistics.md from the rows of the file: coverage, and bias in per cent."""
    head = " | ".join(f"{share:.0%}: measured, population".replace("%", " %") for share in ERRORS)
    lines = [f"| parameter | rows | {head} |", "|---|---|" + "---|" * len(ERRORS)]
    for kind in TRUTH:
        for n in ROWS:
            own = [each for each in rows if each["parameter"] == kind and int(each["rows"]) == n]
            said = [f"{float(each['coverage']):.2f} ({100 * float(each['bias']):+.0f} %)" for each in own]
            lines.append(
                f"| {kind} | {n} | " + " | ".join(map(", ".join, zip(said[::2], said[1::2], strict=True))) + " |"
            )
    return "\n".join(lines)


def main() -> None:
    """Simulate every cell and write the table."""
    tables = int(sys.argv[1]) if len(sys.argv) > 1 else TABLES
    rows: list[list[object]] = []
    for kind in sys.argv[2:] or TRUTH:
        for n in ROWS:
            for share in ERRORS:
                for joint in (False, True):
                    word = "population" if joint else "as measured"
                    rows.append([kind, n, share, word, tables, *cell(kind, n, share, joint, tables)])
                    print(*rows[-1], flush=True)
    if len(sys.argv) < 3:
        with Path(__file__).with_suffix(".csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(HEAD)
            writer.writerows(rows)


if __name__ == "__main__":
    main()
