"""How many standard errors hold the true difference of exact leave-one-out: the table of factors c(n).

    .venv/bin/python benchmarks/coverage.py simulate [--rows N ...] [--straight N] [--curved N] [--afresh N]
    .venv/bin/python benchmarks/coverage.py table

Data sets of known truth (constant, line, logarithm, power law; three scatters; inputs even, even in the logarithm, or
in two clumps) are scored by a constant, a line, a logarithm and a power law. D is the difference of exact
leave-one-out, SE its usual error; the truth is the expected difference for fresh rows, given the same fits. A design
and pair of models counts where D reaches 4 nats in at least a fifth of its data sets: elsewhere the words are "not
distinguishable" whatever the error. What 95 % of |D - truth| / SE stay below is what the pair needs.

The largest of two hundred noisy quantiles says little. So `simulate` has two stages: every design with few data sets
(the power law takes fifty times longer than the rest), then the designs that needed most, afresh and with many. Only
the second stage is reported. It writes one file for each number of rows; `table` reads them, and writes
docs/coverage.csv with the coverage of the committed factors. docs/statistics.md shows that file.
"""

from __future__ import annotations

import argparse
import csv
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from pathlib import Path

import numpy as np

from tcreferee.base.priors import Array, Scales
from tcreferee.comparison.thresholds import SMALL_DIFFERENCE, factor, p_worse
from tcreferee.formulas.loading import find_models, load_model
from tcreferee.inference.trial import Trial
from tcreferee.simulation.calibration import expected_elpd
from tcreferee.simulation.scores import scores

ROWS = (6, 8, 9, 12, 15, 20, 24, 30, 40)
STRAIGHT, CURVED = ("constant", "linear", "logarithm"), "power_law"
TRUTHS, SCATTERS_K = (*STRAIGHT, CURVED), (2.0, 6.0, 20.0)
INPUTS, LEAST_SHARE, COVERED = ("even", "logarithmic", "clumps"), 0.2, 0.95
LEVEL_K, SPREAD_K, SCALES = 80.0, 20.0, Scales(80.0, 52.5, 35.0)
# designs simulated afresh: those of the worst pairs without the power law, and with it
WORST_STRAIGHT, WORST_CURVED = 2, 5
RUNS, OUT = Path("build/coverage"), Path("docs/coverage.csv")


@dataclass(frozen=True)
class Design:
    """How data sets are made: the spacing of the inputs, the formula that is true, its scatter (K)."""

    spacing: str
    truth: str
    scatter_K: float

    def __str__(self) -> str:
        return f"{self.spacing}, {self.truth}, {self.scatter_K:g} K"

    def x(self, n: int) -> Array:
        """Return the input of each row."""
        if self.spacing == "even":
            return np.linspace(1.0, 6.0, n)
        if self.spacing == "logarithmic":
            return np.geomspace(0.5, 8.0, n)
        return np.concatenate([np.linspace(1.0, 1.5, n - n // 4), np.linspace(3.0, 5.0, n // 4)])

    def mean(self, n: int) -> Array:
        """Return the true mean of each row, K."""
        x = self.x(n)
        if self.truth == "constant":
            return np.full(n, LEVEL_K)
        if self.truth == CURVED:
            return np.asarray(60.0 * (x / x.mean()) ** 0.7)
        shape = x if self.truth == "linear" else np.log(x)
        return np.asarray(LEVEL_K + SPREAD_K * (shape - shape.mean()) / shape.std())


DESIGNS = tuple(Design(*each) for each in product(INPUTS, TRUTHS, SCATTERS_K))


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

    @property
    def error(self) -> float:
        """Return the error of `needed`: half of what lies between its binomial limits at one standard deviation."""
        away = np.sqrt(COVERED * (1 - COVERED) / len(self.d))
        ends = np.quantile(np.abs(self.d - self.truth) / self.se, [COVERED - away, COVERED + away])
        return float(np.diff(ends)[0] / 2)

    def held(self, errors: float) -> float:
        """Return the share of truths within so many standard errors."""
        return float(np.mean(np.abs(self.d - self.truth) <= errors * self.se))


def cells(design: Design, n: int, stage: int, straight: int, curved: int) -> Iterator[Cell]:
    """Score data sets of one design, `curved` of them by the power law as well."""
    x, mean = design.x(n), design.mean(n)
    rng = np.random.default_rng([n, DESIGNS.index(design), stage])
    y = mean + design.scatter_K * rng.standard_normal((max(straight, curved), n))
    elpd, expected = dict[str, Array](), dict[str, Array]()
    for name in TRUTHS:
        model, used = load_model(find_models()[name]), y[: curved if name == CURVED else straight]
        trial = Trial(model, dict.fromkeys(model.inputs, x), np.zeros(n), SCALES)
        elpd[name] = scores(trial, used).elpd
        scatter = np.full(len(used), design.scatter_K)
        expected[name] = expected_elpd(trial, used, np.broadcast_to(mean, used.shape), scatter)
    for one, other in combinations(TRUTHS, 2):
        count = min(len(elpd[one]), len(elpd[other]))
        each = elpd[one][:count] - elpd[other][:count]
        d, se = each.sum(axis=1), np.sqrt(n * each.var(axis=1, ddof=1))
        yield Cell(f"{design}: {one} - {other}", d, se, expected[one][:count] - expected[other][:count])


def simulate(n: int, straight: int, curved: int, afresh: int) -> list[Cell]:
    """Return what the designs that need most gave in their second simulation."""
    first = [(design, cell) for design in DESIGNS for cell in cells(design, n, 1, straight, curved)]
    chosen = list[Design]()
    for power_law, most in ((False, WORST_STRAIGHT), (True, WORST_CURVED)):
        counted = [each for each in first if each[1].counts and (CURVED in each[1].name.partition(":")[2]) == power_law]
        worst = dict.fromkeys(each[0] for each in sorted(counted, key=lambda each: -each[1].needed))
        chosen += list(worst)[:most]
    return [cell for design in dict.fromkeys(chosen) for cell in cells(design, n, 2, afresh, afresh)]


def write_run(n: int, found: Sequence[Cell]) -> None:
    """Keep the simulated differences of one number of rows."""
    RUNS.mkdir(parents=True, exist_ok=True)
    d, se, truth = (np.array([getattr(cell, word) for cell in found]) for word in ("d", "se", "truth"))
    np.savez_compressed(RUNS / f"{n}.npz", name=np.array([cell.name for cell in found]), d=d, se=se, truth=truth)


def read_run(n: int) -> list[Cell]:
    """Return the simulated differences of one number of rows."""
    with np.load(RUNS / f"{n}.npz") as kept:
        parts = [kept[word] for word in ("name", "d", "se", "truth")]
    return [Cell(str(name), *arrays) for name, *arrays in zip(*parts, strict=True)]


def line(n: int, found: Sequence[Cell]) -> dict[str, str]:
    """Return the row of the table for `n` rows."""
    counted = [cell for cell in found if cell.counts]
    worst = max(counted, key=lambda cell: cell.needed)
    d, se, truth = (np.concatenate([getattr(cell, word) for cell in counted]) for word in ("d", "se", "truth"))
    c = factor(n)
    called = (np.abs(d) >= SMALL_DIFFERENCE) & (np.abs(d) > c * se)
    p = np.array([p_worse(-abs(float(a)), float(b), n) for a, b in zip(d, se, strict=True)])
    right = np.sign(d) == np.sign(truth)

    def held(errors: float) -> str:
        shares = [cell.held(errors) for cell in counted]
        return f"{np.mean(shares):.3f} ({min(shares):.3f})"

    return {
        "n": f"{n}",
        "pairs": f"{len(counted)}",
        "needed": f"{worst.needed:.2f} ± {worst.error:.2f}",
        "c(n)": f"{c:.2f}",
        "within 2 SE": held(2),
        "within 4 SE": held(4),
        "within c(n) SE": held(c),
        "called": f"{np.mean(called):.2f}",
        "rightly called": f"{np.mean(right[called]):.4f}",
        "p_worse >= 0.99 rightly": f"{np.mean(right[p >= 0.99]):.4f}",
        "worst pair": worst.name,
    }


def main() -> None:
    """Measure, or write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("simulate", "table"))
    parser.add_argument("--rows", type=int, nargs="+", default=ROWS)
    parser.add_argument("--straight", type=int, default=500)
    parser.add_argument("--curved", type=int, default=80)
    parser.add_argument("--afresh", type=int, default=1000)
    given = parser.parse_args()
    if given.what == "simulate":
        for n in given.rows:
            found = simulate(n, given.straight, given.curved, given.afresh)
            write_run(n, found)
            print(f"{time.process_time():.0f} s", *line(n, found).values(), sep=" | ", flush=True)
        return
    lines = [line(n, read_run(n)) for n in sorted(int(path.stem) for path in RUNS.glob("*.npz"))]
    with OUT.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, list(lines[0]), lineterminator="\n")
        table.writeheader()
        table.writerows(lines)


if __name__ == "__main__":
    main()
