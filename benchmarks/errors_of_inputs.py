"""Coverage of 95 % intervals where inputs have errors: of a slope, and of an exponent.

    python benchmarks/errors_of_inputs.py [TABLES]

Simulates tables with the true x uniform between 2 and 8, measured with normal errors that are a share of x, of which
the table states that share of the *measured* value: y = 10 + 5 x and y = 20 x^0.7, scatter 3. The inputs are replaced
by what `expected_inputs` makes of them, and the errors enter to first order, as in `normal_eiv`. The posterior is
integrated here, on grids of the parameter and ln sigma, with the level or the factor in closed form; nothing is
sampled. Writes the shares of the intervals that hold the truth, with their standard errors, and the mean bias of the
posterior mean, to errors_of_inputs.csv beside this file. "as measured" leaves the inputs as they are.
"""

from __future__ import annotations

import csv
import math
import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tcreferee.inference.known_errors import expected_inputs

Array = NDArray[np.float64]
TABLES, SEED = 400, 11
ROWS, ERRORS = (8, 15, 30), (0.05, 0.15, 0.30)
SCATTER, LEVEL_SD, SIGMA_SCALE = 3.0, 60.0, 30.0
S = np.linspace(-2.5, 3.6, 24)[:, np.newaxis, np.newaxis]
SLOPE, SLOPES = 5.0, np.linspace(-4.0, 16.0, 161)
EXPONENT, EXPONENTS, EXPONENT_SD = 0.7, np.linspace(-0.9, 2.9, 161), 2.0


def table(kind: str, n: int, share: float, rng: np.random.Generator) -> tuple[Array, Array]:
    """Return measured x and y of one table."""
    true = rng.uniform(2, 8, n)
    x = np.maximum(true * (1 + share * rng.standard_normal(n)), 0.1)
    y = 10 + SLOPE * true if kind == "slope" else 20 * true**EXPONENT
    return x, y + SCATTER * rng.standard_normal(n)


def posterior(kind: str, x: Array, u: Array, y: Array) -> Array:
    """Return the posterior of the slope or exponent on its grid."""
    if kind == "slope":
        shape, moved, own = np.ones_like(x), SLOPES[:, np.newaxis] * x, SLOPES[:, np.newaxis] * u
        column, miss, prior = np.broadcast_to(shape, moved.shape), y - moved, np.zeros(len(SLOPES))
        variance = np.exp(2 * S) + own**2
    else:
        p = EXPONENTS[:, np.newaxis]
        column, prior = (x / np.exp(np.log(x).mean())) ** p, -0.5 * (EXPONENTS / EXPONENT_SD) ** 2
        miss = np.broadcast_to(y, column.shape)
        factor = (column * y).sum(axis=-1) / (column**2).sum(axis=-1)
        for _ in range(3):  # the variance is that at the most probable factor
            variance = np.exp(2 * S) + (factor[..., np.newaxis] * p * column / x * u) ** 2
            factor = (column * y / variance).sum(axis=-1) / (column**2 / variance).sum(axis=-1)
    whole = (column**2 / variance).sum(axis=-1) + LEVEL_SD**-2
    pull = (column * miss / variance).sum(axis=-1)
    ln = -0.5 * (np.log(variance).sum(axis=-1) + (miss**2 / variance).sum(axis=-1) - pull**2 / whole + np.log(whole))
    ln += S[..., 0] - 2.5 * np.log1p((np.exp(S[..., 0]) / SIGMA_SCALE) ** 2 / 4) + prior
    share = np.exp(ln - ln.max()).sum(axis=0)
    return np.asarray(share / share.sum())


def cell(kind: str, n: int, share: float, expected: bool, tables: int) -> tuple[float, float]:
    """Return the share of the intervals that hold the truth, and the mean relative bias."""
    rng = np.random.default_rng(SEED)
    truth, grid = (SLOPE, SLOPES) if kind == "slope" else (EXPONENT, EXPONENTS)
    inside, bias = 0, 0.0
    for _ in range(tables):
        x, y = table(kind, n, share, rng)
        inputs, moves = {"x": x}, {"x": {"x": share * x}}
        if expected:
            inputs, moves = expected_inputs(inputs, moves)
        weight = posterior(kind, inputs["x"], moves["x"]["x"], y)
        below = float(np.interp(truth, grid, np.cumsum(weight) - 0.5 * weight))
        inside += 0.025 <= below <= 0.975
        bias += float(weight @ grid) / truth - 1
    return inside / tables, bias / tables


def main() -> None:
    """Simulate every cell and write the table."""
    tables = int(sys.argv[1]) if len(sys.argv) > 1 else TABLES
    rows: list[list[object]] = []
    for kind in ("slope", "exponent"):
        for n in ROWS:
            for share in ERRORS:
                for expected in (False, True):
                    held, bias = cell(kind, n, share, expected, tables)
                    error = math.sqrt(max(held * (1 - held), 0.25 / tables) / tables)
                    word = "expected" if expected else "as measured"
                    rows.append([kind, n, share, word, tables, f"{held:.3f}", f"{error:.3f}", f"{bias:+.3f}"])
                    print(*rows[-1], flush=True)
    with Path(__file__).with_suffix(".csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["parameter", "rows", "error_of_x", "inputs", "tables", "coverage", "standard_error", "bias"])
        writer.writerows(rows)


if __name__ == "__main__":
    main()
