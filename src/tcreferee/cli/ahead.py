"""Commands that look ahead: which measurement would decide, and what formulas say of a new material."""

from __future__ import annotations

import argparse
from pathlib import Path

from tcreferee.base.errors import Problem, RefereeError, nearest
from tcreferee.cli.say import Command, say
from tcreferee.text.html import plain_text


def add(command: Command) -> None:
    """Add the commands of this module."""
    explanation = "say which further measurement would tell the undecided formulas of a comparison from their nulls"
    sub = command("next", next_one, explanation, "next quantum_well_iron",
                  "next ybco_carrier_density --materials ybco_kraut1993")  # fmt: skip
    sub.add_argument("comparison", metavar="COMPARISON", help="a comparison that was run, see 'tcreferee verdicts'")
    which = "an entry of the comparison; default: the best of the undecided formulas"
    sub.add_argument("--formula", metavar="ENTRY", help=which)
    sub.add_argument("--all", action="store_true", help="ask about every undecided formula")
    real = "a table of real candidates: name or .csv; default: any place in the range of the rows, widened by half"
    sub.add_argument("--materials", metavar="DATASET", help=real)
    sub.add_argument("--results", default="results", metavar="FOLDER", help="default: results")


def next_one(given: argparse.Namespace) -> None:
    """Print the next measurement of the undecided formulas of a comparison."""
    from tcreferee.api import next_measurements
    from tcreferee.comparison.read import read_results
    from tcreferee.prediction.said import refitted_words, sentence

    folder = compared(given.results, given.comparison)
    results = read_results(folder)
    known = results.verdict.get("next", {})
    undecided = [model.name for model in results.ranked if model.name in known]
    if not undecided:
        say(f"{given.comparison}: no formula is left undecided that a further measurement could decide.")
        return
    chosen = [given.formula] if given.formula else undecided if given.all else undecided[:1]
    found = next_measurements(folder, given.materials, chosen)
    for each in found.values():
        say(plain_text(f"{sentence(each, results.observations.quantities)} {refitted_words(each)}"))
    left = [name for name in undecided if name not in chosen]
    if left and not given.formula:
        say(f"Also undecided: {', '.join(left)} (--all, or --formula ENTRY).")


def compared(results: str, name: str) -> Path:
    """Return the folder of a comparison that was run."""
    folder = Path(results) / name
    if (folder / "comparison.json").is_file():
        return folder
    known = [path.parent.name for path in Path(results).glob("*/comparison.json")]
    do = nearest(name, known) if known else "run 'tcreferee run' (in the repository: 'make') first"
    problem = Problem(str(folder), "holds no comparison", do=do)
    raise RefereeError("no results", [problem])
