"""The stored evidence of every model against nested sampling by dynesty: `make crosscheck`.

    .venv/bin/python benchmarks/crosscheck.py [--comparison NAME ...] [--jobs N] [--live N] [--results FOLDER]

Prints a Markdown table; ends with 1 if any ln Z differs by more than four combined errors, or if a stored result
was not made from the files that are there now.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from pathlib import Path

import yaml
from dynesty_check import LIVE, SIGMAS, Row, check, table

from tcreferee.base.errors import RefereeError
from tcreferee.formulas.loading import find_models

ROOT = Path(__file__).parents[1]


def main() -> int:
    options = _options()
    config = yaml.safe_load(options.config.read_text(encoding="utf-8")) if options.config.is_file() else {}
    models = find_models(config.get("model_paths") or [])
    folders = sorted(path.parent for path in options.results.glob("*/*/fit.json"))
    known = sorted({folder.parent.name for folder in folders})
    unknown = sorted(set(options.comparison) - set(known))
    if unknown or not folders:
        print(f"{options.results}: no results of {', '.join(unknown) or 'any comparison'}; run make", file=sys.stderr)
        return 2
    chosen = [f for f in folders if not options.comparison or f.parent.name in options.comparison]
    start, rows = time.monotonic(), list[Row]()
    with ProcessPoolExecutor(options.jobs, mp_context=get_context("spawn")) as pool:
        waiting = {pool.submit(check, folder, models, options.live): folder for folder in chosen}
        for done in as_completed(waiting):
            try:
                rows.append(done.result())
            except RefereeError as error:
                pool.shutdown(wait=False, cancel_futures=True)
                print(error, file=sys.stderr)
                return 2
            last = rows[-1]
            print(f"{len(rows)}/{len(chosen)} {last.comparison}/{last.entry}: {last.verdict}", file=sys.stderr)
    rows.sort(key=lambda row: (row.comparison, row.entry))
    print(table(rows))
    wrong = sum(not row.passed for row in rows)
    print(
        f"\n{len(rows) - wrong} of {len(rows)} within {SIGMAS:g} errors (dynesty, {options.live} live points; "
        f"{time.monotonic() - start:.0f} s with {options.jobs} processes)"
    )
    return 1 if wrong else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--comparison", nargs="+", default=[], help="only these; all by default")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes")
    parser.add_argument("--live", type=int, default=LIVE, help="live points")
    parser.add_argument("--results", type=Path, default=ROOT / "results")
    parser.add_argument("--config", type=Path, default=ROOT / "config.yaml", help="for its model_paths")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
