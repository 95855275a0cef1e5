"""How many standard errors hold the true difference of exact leave-one-out: the table of factors c(n).

    .venv/bin/python benchmarks/coverage.py [--rows N ...] [--replicates N] [--curved N]

Data sets of known truth (constant, line, logarithm, power law; three scatters; inputs even, even in the logarithm, or
in two clumps) are scored by the null models. D is the difference of exact leave-one-out, SE its usual error; the truth
is the expected difference for fresh rows, given the same fits. A design counts where D reaches 4 nats in at least a
fifth of its data sets: elsewhere the words are "not distinguishable" whatever the error. c(n) is what 95 % of
|D - truth| / SE stay below in the worst design that counts. `--curved` data sets of each design are scored by the power
law as well, which takes fifty times longer. Prints the tables of docs/statistics.md.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from tcreferee.base.priors import Array, Scales
from tcreferee.comparison.thresholds import SMALL_DIFFERENCE, factor, p_worse
from tcreferee.formulas.loading import find_models, load_model
from tcreferee.inference.trial import Trial
from tcreferee.simulation.calibration import expected_elpd
from tcreferee.simulation.scores import scores

ROWS = (6, 7, 8, 9, 10, 12, 15, 18, 24, 30, 40, 60, 100)
STRAIGHT, CURVED = ("constant", "linear", "logarithm"), "power_law"
TRUTHS, SCATTERS_K = (*STRAIGHT, CURVED), (2.0, 6.0, 20.0)
DESIGNS, LEAST_SHARE, COVERED = ("even", "logarithmic", "clumps"), 0.2, 0.95
LEVEL_K, SPREAD_K, SCALES = 80.0, 20.0, Scales(80.0, 52.5, 35.0)


@dataclass(frozen=True)
class Cell:
    """Two models on many data sets of one design: D, its standard error, the true difference, each (data sets,)."""

    name: str
    d: Array
    se: Array
    truth: Array

    @property
    def counts(self) -> bool:
        """Whether 4 nats are reached often enough for the standard error to matter."""
        return bool(np.mean(np.abs(self.d) >= SMALL_DIFFERENCE) >= LEAST_SHARE)

    @property
    def needed(self) -> float:
        """How many standard errors hold the truth in 95 %."""
        return float(np.quantile(np.abs(self.d - self.truth) / self.se, COVERED))

    def held(self, errors: float) -> float:
        """Return the share of truths within so many standard errors."""
        return float(np.mean(np.abs(self.d - self.truth) <= errors * self.se))


def inputs(design: str, n: int) -> Array:
    """Return the input of each row."""
    if design == "even":
        return np.linspace(1.0, 6.0, n)
    if design == "logarithmic":
        return np.geomspace(0.5, 8.0, n)
    return np.concatenate([np.linspace(1.0, 1.5, n - n // 4), np.linspace(3.0, 5.0, n // 4)])


def mean_of(truth: str, x: Array) -> Array:
    """Return the true mean of each row, K."""
    if truth == "constant":
        return np.full(len(x), LEVEL_K)
    if truth == CURVED:
        return np.asarray(60.0 * (x / x.mean()) ** 0.7)
    shape = x if truth == "linear" else np.log(x)
    return np.asarray(LEVEL_K + SPREAD_K * (shape - shape.mean()) / shape.std())


def cells(n: int, replicates: int, curved: int) -> Iterator[Cell]:
    """Score every design of `n` rows."""
    models = {name: load_model(find_models()[name]) for name in TRUTHS}
    for i, design in enumerate(DESIGNS):
        x = inputs(design, n)
        trials = {
            name: Trial(model, dict.fromkeys(model.inputs, x), np.zeros(n), SCALES)
            for name, model in models.items() if name in STRAIGHT or curved
        }  # fmt: skip
        for scatter in SCATTERS_K:
            for k, truth in enumerate(TRUTHS):
                mean = mean_of(truth, x)
                rng = np.random.default_rng([n, i, int(scatter), k])
                y = mean + scatter * rng.standard_normal((replicates, n))
                yield from _pairs(f"{design}, {truth}, {scatter:g} K", trials, y, mean, scatter, curved)


def _pairs(name: str, trials: dict[str, Trial], y: Array, mean: Array, scatter: float, curved: int) -> Iterator[Cell]:
    elpd, expected = {}, {}
    for model, trial in trials.items():
        used = y[:curved] if model == CURVED else y
        elpd[model] = scores(trial, used).elpd
        expected[model] = expected_elpd(trial, used, np.broadcast_to(mean, used.shape), np.full(len(used), scatter))
    for one, other in combinations(trials, 2):
        count = min(len(elpd[one]), len(elpd[other]))
        each = elpd[one][:count] - elpd[other][:count]
        d, se = each.sum(axis=1), np.sqrt(each.shape[1] * each.var(axis=1, ddof=1))
        yield Cell(f"{name}: {one} - {other}", d, se, expected[one][:count] - expected[other][:count])


def line(n: int, found: list[Cell]) -> str:
    """Return the row of the table for `n` rows."""
    counted = [cell for cell in found if cell.counts]
    worst = max(counted, key=lambda cell: cell.needed)
    d, se, truth = (np.concatenate([getattr(cell, word) for cell in counted]) for word in ("d", "se", "truth"))
    c = factor(n)
    called = (np.abs(d) >= SMALL_DIFFERENCE) & (np.abs(d) > c * se)
    right = np.mean(np.sign(d[called]) == np.sign(truth[called]))
    p = np.array([p_worse(-abs(float(a)), float(b), n) for a, b in zip(d, se, strict=True)])
    sure = p >= 0.99
    sure_right = np.mean(np.sign(d[sure]) == np.sign(truth[sure]))
    old = [np.mean([cell.held(errors) for cell in counted]) for errors in (2, 4, c)]
    least = [min(cell.held(errors) for cell in counted) for errors in (2, 4, c)]
    held = " | ".join(f"{a:.3f} ({b:.3f})" for a, b in zip(old, least, strict=True))
    return (
        f"| {n} | {len(counted)} | {worst.needed:.2f} | {c:.2f} | {held} | {np.mean(called):.2f} | {right:.4f} "
        f"| {np.mean(sure):.2f} | {sure_right:.4f} | {worst.name} |"
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, nargs="+", default=ROWS)
    parser.add_argument("--replicates", type=int, default=1000)
    parser.add_argument("--curved", type=int, default=0)
    given = parser.parse_args()
    print("| n | designs | needed | c(n) | within 2 SE (least) | within 4 SE (least) | within c(n) SE (least) "
          "| called | called rightly | p_worse >= 0.99 | rightly | worst design |")  # fmt: skip
    print("|" + "---|" * 12)
    for n in given.rows:
        print(line(n, list(cells(n, given.replicates, given.curved))), flush=True)


if __name__ == "__main__":
    main()
