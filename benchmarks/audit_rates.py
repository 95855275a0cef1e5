"""How often each audit fires: on tables of a true formula, and on tables with one fault planted.

`make audit-rates` (hours; all cores) writes benchmarks/audit_rates.csv and the table of docs/audits.md. A table depends
only on its cell and its number, and a cell that has its tables is not run again: the run may be stopped and continued.
"""

from __future__ import annotations

import argparse
import csv
import os
import zlib
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import replace
from functools import partial
from pathlib import Path

import audit_tables as tables
import numpy as np
from scipy.stats import binom

from tcreferee.audits.case import FIRES
from tcreferee.audits.questions import calibration
from tcreferee.audits.run import audits
from tcreferee.audits.together import together
from tcreferee.base.errors import RefereeError

ROOT = Path(__file__).resolve().parents[1]
FILE, PAGE = ROOT / "benchmarks/audit_rates.csv", ROOT / "docs/audits.md"
COLUMNS = ("audit", "table", "kind", "inputs", "rows", "tables", "fires", "any_fires", "predicts", "stands")
START, END = "<!-- the table of benchmarks/audit_rates.csv -->", "<!-- end of the table -->"
SIZES, INPUTS, TOGETHER = (6, 10, 20, 40), (1, 2), 25
# these simulate data sets of their own, or repeat the verdict, and are no part of the joint rate
APART = ("calibration", "recovery", "rivals")
# that cannot fire
DESCRIPTIVE = ("identifiability", "searched")
CLEAN, PLANTED = "clean", "planted"
# of the seeds; other words give other tables, as they must when an audit was changed because of these
WORDS = "fresh"
# of the binomial distribution within which a stated level must lie
BAND, LEVEL = 0.99, 0.05
SILENT = 0.1
# what they are: audit, table in words, maker, numbers of inputs; clean tables first
true = tables.clean
CELLS = [
    ("all", CLEAN, "a true formula, 3 K scatter", true, INPUTS),
    ("all", CLEAN, "a true formula, 12 K scatter", partial(true, noise=12.0), INPUTS),
    ("all", CLEAN, "a true formula that scatters by less than Tc is rounded", tables.coarse, INPUTS),
    ("all", CLEAN, "a true formula with true constants, none free", tables.true_constants, INPUTS),
    ("all", CLEAN, "a true formula, each compound twice", tables.doubled, INPUTS),
    ("choice", CLEAN, "the true one of two lengths published, 3 K", partial(tables.chosen, noise=3.0), (1,)),
    ("choice", CLEAN, "the true one of two lengths published, 10 K", partial(tables.chosen, noise=10.0), (1,)),
    ("choice", PLANTED, "the best of all choices published, unrelated to Tc", tables.chosen, (1,)),
    ("circularity", PLANTED, "one input from Tc, three decimals, undeclared", tables.from_tc, INPUTS),
    ("circularity", PLANTED, "the same, three Tc with a decimal more",
     partial(tables.from_tc, decimals=3, tc_decimals=1), INPUTS),
    ("circularity", CLEAN, "unrelated input, declared suspect", partial(tables.unrelated, a_A=tables.SUSPECT), (1,)),
    ("circularity", PLANTED, "from Tc, 3 % noise, declared suspect",
     partial(tables.from_tc, rough=0.03, a_A=tables.SUSPECT), INPUTS),
    ("circularity", PLANTED, "from Tc, 10 % noise, declared suspect",
     partial(tables.from_tc, rough=0.1, a_A=tables.SUSPECT), INPUTS),
    ("shared_factor", CLEAN, "a law with 10 % scatter, same cell volume", partial(tables.shared, law=True), (1,)),
    ("shared_factor", PLANTED, "unrelated dopings, same cell volume", partial(tables.shared, law=False), (1,)),
    ("resolution", CLEAN, "input known to 0.5 %", partial(tables.known_to, relative=0.005), INPUTS),
    ("resolution", PLANTED, "input known to 50 %", partial(tables.known_to, relative=0.5), INPUTS),
    ("definition", CLEAN, "four sources, one input larger by 10 %", tables.sources, (1,)),
    ("definition", PLANTED, "one input shifted by 1 A", partial(tables.sources, shift=1.0), (1,)),
    ("definition", PLANTED, "another shape, each source in its range", partial(tables.sources, curve=-60.0), (1,)),
    ("out_of_sample", CLEAN, "eight compounds held out", tables.held_out, INPUTS),
    ("out_of_sample", PLANTED, "Tc of those larger by 30 %", partial(tables.held_out, factor=1.3), INPUTS),
    ("rivals", PLANTED, "inputs unrelated to Tc", tables.unrelated, INPUTS),
    ("influence", PLANTED, "ahead by one row alone", tables.one_row, INPUTS),
    ("autocorrelation", PLANTED, "samples of one smooth curve", tables.smooth, INPUTS),
    ("between_families", PLANTED, "two families, no trend inside", tables.two_families, INPUTS),
    ("covariate", PLANTED, "Tc follows the layers, the input is their proxy (5 %)", tables.proxy, INPUTS),
    ("second_measurement", CLEAN, "a true formula, input measured twice to 3 %", tables.measured_twice, INPUTS),
    ("second_measurement", CLEAN, "the same, constants printed", partial(tables.measured_twice, free=False), INPUTS),
    ("second_measurement", PLANTED, "printed constants, the second input larger by 20 %",
     partial(tables.measured_twice, free=False, factor=1.2), INPUTS),
    ("second_measurement", PLANTED, "the second input unrelated to the first",
     partial(tables.measured_twice, related=False), INPUTS),
    ("sign", CLEAN, "a rising line, 12 K scatter", tables.expected_sign, (1,)),
    ("sign", PLANTED, "a falling line where it should rise", tables.reversed_sign, (1,)),
    ("dropped", PLANTED, "the worst 70 % of the rows left out", tables.worst_dropped, INPUTS),
    ("constants", PLANTED, "a cubic fitted to these rows and printed", tables.fitted_cubic, INPUTS),
    ("covariate", PLANTED, "the same, proxy with 10 % scatter", partial(tables.proxy, scatter=0.1), INPUTS),
    ("calibration", CLEAN, "a true formula", true, (1,)),
    ("calibration", PLANTED, "true parameters drawn from twice the prior", tables.too_wide, (1,)),
    ("compounds", PLANTED, "each compound three times, 40 K off the formula", tables.copies, INPUTS),
]  # fmt: skip
# tables that are made with more rows too: noise in an input that was computed from Tc must not hide it in many rows
LARGER = dict.fromkeys(("from Tc, 3 % noise, declared suspect", "from Tc, 10 % noise, declared suspect",
                        "unrelated input, declared suspect"), (15, 60, 150))  # fmt: skip


def sizes(cell):
    """Numbers of rows of the tables of a cell."""
    return SIZES + LARGER.get(CELLS[cell][2], ())


def with_verdict(audit, kind):
    """Whether it is asked of the tables of a cell if the formula stands: other clean tables say what the first say."""
    return audit == "all" or (kind == PLANTED and audit != "calibration")


def asked(case):
    """The findings about a table: of all audits that are judged together."""
    found = []
    for name, module in audits().items():
        if name not in (*APART, *DESCRIPTIVE):
            try:
                found += module.audit(case)
            except (ArithmeticError, ValueError, RefereeError):
                continue  # as tcreferee.audits.run does: it is open
    return together(found, case.settings.level)


def judged(audit, kind, case):
    """Whether the audit fires, any fires, the formula predicts, and it stands, if its inputs were independent.

    Of a planted table that an audit objects to it is not asked whether the formula predicts.
    """
    if audit == "calibration":
        fires = any(row.verdict == FIRES for row in calibration.uniform(case))
        return fires, fires, False, False
    found = asked(case)
    if audit == "rivals":
        found += audits()["rivals"].audit(case)
    fired = {row.audit for row in found if row.verdict == FIRES}
    any_fires = bool(fired - {"rivals"})
    fires = any_fires if audit == "all" else audit in fired
    if not with_verdict(audit, kind) or (any_fires and kind == PLANTED):
        return fires, any_fires, False, False
    predicts, whole = tables.predicts_and_whole(case)
    return fires, any_fires, predicts, whole and not any_fires


def counted(cell, count, rows, numbers):
    """How many of some tables of a cell."""
    audit, kind, table, make, _ = CELLS[cell]
    seed = zlib.crc32(f"{WORDS} {audit} {kind} {table} {count} {rows}".encode())
    found = []
    for k in numbers:
        case = make(np.random.default_rng([seed, k]), rows, count)
        # exchanges and draws of its own for each table
        case = replace(case, settings=replace(case.settings, seed=seed ^ k))
        found.append(judged(audit, kind, case))
    return np.sum(found, axis=0, dtype=int)


def stored(path):
    """Counts by (audit, table, kind, inputs, rows); None where it was not asked."""
    if not path.is_file():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        cells = [[row[word] for word in COLUMNS] for row in csv.DictReader(file)]
    return {tuple(cell[:5]): [int(count) if count else None for count in cell[5:]] for cell in cells}


def write(path, known):
    new = path.with_suffix(".new")
    with new.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(COLUMNS)
        for each in keys():
            if each in known:
                counts = known[each] if with_verdict(each[0], each[2]) else [*known[each][:3], "", ""]
                out.writerow([*each, *counts])
    new.replace(path)


def key(cell, count, rows):
    audit, kind, table, _, _ = CELLS[cell]
    return audit, table, kind, str(count), str(rows)


def keys():
    """Every cell, in order."""
    return [key(cell, count, rows) for cell in range(len(CELLS)) for count in CELLS[cell][4] for rows in sizes(cell)]


def jobs(known, wanted):
    """(cell, inputs, rows, numbers of tables) still to do, a few tables of every cell at a time."""
    for first in range(0, wanted, TOGETHER):
        for cell in range(len(CELLS)):
            for count in CELLS[cell][4]:
                for rows in sizes(cell):
                    have = known.get(key(cell, count, rows), [0])[0]
                    numbers = range(max(first, have), min(first + TOGETHER, wanted))
                    if numbers:
                        yield cell, count, rows, numbers


def run(path, wanted, cores):
    known = stored(path)
    todo = list(jobs(known, wanted))
    with ProcessPoolExecutor(cores) as pool:
        # a cell grows by whole chunks in order, so that its number of tables says which they are
        for start in range(0, len(todo), 8 * cores):
            part = todo[start : start + 8 * cores]
            running = {pool.submit(counted, *job): job for job in part}
            done = {running[each]: each.result() for each in as_completed(running)}
            for cell, count, rows, numbers in part:
                before = known.get(key(cell, count, rows), [0] * 5)
                here = [len(numbers), *(int(each) for each in done[cell, count, rows, numbers])]
                known[key(cell, count, rows)] = [(a or 0) + b for a, b in zip(before, here, strict=True)]
            write(path, known)


def markdown(known):
    """The tables of docs/audits.md."""
    least, most = (end((each[0] for each in known.values()), default=0) for end in (min, max))
    lines = _table(known, SIZES, True)
    if larger := sorted({n for each in LARGER.values() for n in each}):
        lines += ["", *_table({k: v for k, v in known.items() if k[1] in LARGER}, larger, False)]
    number = f"{least} to {most}" if least < most else f"{least}"
    return "\n".join([*lines, "", f"{number} tables in each cell.", "", *_summary(known)])


def within(counts):
    """Whether the stated level lies within or above what a cell says of it: the upper end of the binomial band."""
    return counts[1] <= binom.ppf(1 - (1 - BAND) / 2, counts[0], LEVEL)


def _summary(known):
    """A line for each audit: whether it keeps its level, and from how many rows on it finds what is planted."""
    lines = [
        "| audit | level kept in clean cells | silent (under 10 %) at n = | finds half or more from n = |",
        "|---|---|---|---|",
    ]
    for audit in sorted({k[0] for k in known if k[2] == PLANTED}):
        clean = [v for k, v in known.items() if k[2] == CLEAN and k[0] == audit]
        every = clean or [v for k, v in known.items() if k[2] == CLEAN and k[0] == "all"]
        kept = f"{sum(map(within, every))} of {len(every)}{'' if clean else ' (all audits together)'}"
        found = {
            n: [v[1] / v[0] for k, v in known.items() if (k[0], k[2], k[4]) == (audit, PLANTED, str(n))] for n in SIZES
        }
        silent = [str(n) for n, rates in found.items() if rates and max(rates) < SILENT]
        half = [n for n in SIZES if all(min(found[m], default=0.0) >= 0.5 for m in SIZES if m >= n)]
        lines.append(f"| `{audit}` | {kept} | {', '.join(silent) or 'none'} | {half[0] if half else 'none'} |")
    return lines


def _table(known, rows, verdict):
    words = [*(f"n = {n}" if i == 0 else f"{n}" for i, n in enumerate(rows))]
    words += [*(f"stands: {n}" if i == 0 else f"{n}" for i, n in enumerate(rows))] if verdict else []
    lines = [f"| audit | tables | inputs | {' | '.join(words)} |", "|---" * (3 + len(words)) + "|"]
    for kind in (CLEAN, PLANTED):
        for audit, table, count in dict.fromkeys((k[0], k[1], k[3]) for k in known if k[2] == kind):
            here = [known.get((audit, table, kind, count, str(n))) for n in rows]
            fires = [_percent(each, 1) for each in here]
            stands = [_percent(each, 4) for each in here] if verdict else []
            name = "any objects" if audit == "all" else f"`{audit}`"
            what = f"*{table}*" if kind == CLEAN else table
            lines.append(f"| {' | '.join([name, what, count, *fires, *stands])} |")
    return lines


def _percent(counts, which):
    return f"{100 * counts[which] / counts[0]:.0f} %" if counts and counts[which] is not None else ""


def into_page(page, known):
    text = page.read_text(encoding="utf-8")
    before, rest = text.split(START)
    page.write_text(f"{before}{START}\n{markdown(known)}\n{END}{rest.split(END)[1]}", encoding="utf-8")


def main():
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ask.add_argument("--tables", type=int, default=300, help="tables in each cell")
    ask.add_argument("--cores", type=int, default=os.cpu_count())
    ask.add_argument("--file", type=Path, default=FILE)
    ask.add_argument("--page", action="store_true", help="only write the table of docs/audits.md from the file")
    given = ask.parse_args()
    if not given.page:
        run(given.file, given.tables, given.cores)
    if given.file == FILE:
        into_page(PAGE, stored(FILE))


if __name__ == "__main__":
    main()
