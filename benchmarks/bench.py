"""Run every benchmark and write docs/benchmarks.md: `make bench`.

.venv/bin/python benchmarks/bench.py [--repetitions N] [--more] [--without-main-job] [--out FILE]
"""

from __future__ import annotations

import argparse
import sys
import warnings
from pathlib import Path

import comparisons
import evidence
import main_job
import refits
import rows
import samplers

OUT = Path(__file__).parents[1] / "docs/benchmarks.md"
HEAD = """# Benchmarks

Written by `make bench`; every table is one run, its methods taking turns. Compare ratios: times are those of one
machine, and it may have had other work. Needs the results of `make`.
"""
SAMPLERS = """
## Effective samples

The same posterior, in the same coordinates, for every sampler: `benchmarks/samplers.py`. Competitors get a plain scalar
function of it (`benchmarks/posteriors.py`), which is faster at one point than this package's vectorised one. lmfit and
emcee: 100 walkers, 1000 steps, a quarter thrown away. This package: its default settings, with the time for its gates.
Effective samples are the smallest bulk ESS over the sampled parameters, never more than draws / tau; for dynesty,
Kish's number of its weights.

"""
EVIDENCE = """
## Evidence

Error of ln Z against an independent wide grid, and time: `benchmarks/evidence.py`. The quadrature alone is what the
prior scan repeats; with moments and scores it also gives every leave-one-out, which nested sampling does not.

"""
REFITS = """
## Refits of simulated data

Maximum-likelihood fits per processor second, many data sets at once against one by one: `benchmarks/refits.py`.

"""
MAIN = """
## The main job

`make` as a whole, by `benchmarks/main_job.py`, in a copy, with the environment and its byte code there.

"""
LEFT_OUT = "Not run: `--without-main-job`."
ROWS = """
## Many rows

Processor time and peak memory of one trial on one core, by the number of rows: `benchmarks/rows.py`. Each size is a
process of its own; "compare" is the formula beside null models, with sampling. An audit that simulates asks 200 rows.

"""
COMPARISONS = """
## Many comparisons

Comparisons of three models on one table of twelve rows, planned or run whole with the report, and one comparison of
many models, on two cores: `benchmarks/comparisons.py`.

"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repetitions", type=int, default=3)
    parser.add_argument("--more", action="store_true", help="numpyro and bilby too, in environments made for them")
    parser.add_argument("--without-main-job", action="store_true")
    parser.add_argument("--out", type=Path, default=OUT)
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    parts, right = [HEAD, SAMPLERS, samplers.run(options.repetitions, options.more), "\n"], True
    parts += [EVIDENCE, evidence.run(options.repetitions, options.more), "\n"]
    parts += [REFITS, refits.run(options.repetitions), "\n"]
    table = LEFT_OUT
    if not options.without_main_job:
        table, right = main_job.run(options.repetitions)
    parts += [MAIN, table, "\n"]
    for head, (table, kept) in (
        (ROWS, rows.run(["straight line", "Allen-Dynes"], [200, 2000])),
        (COMPARISONS, comparisons.run({"planned": [100], "run": [30], "models": [60]})),
    ):
        parts += [head, table, "\n"]
        right = right and kept
    text = "".join(parts)
    options.out.write_text(text, encoding="utf-8")
    print(text)
    return 0 if right else 1


if __name__ == "__main__":
    sys.exit(main())
