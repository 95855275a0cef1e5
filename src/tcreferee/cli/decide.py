"""The command that says which measurement would decide."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tcreferee.base.errors import Problem, RefereeError, nearest, raise_if
from tcreferee.cli.say import Command, say
from tcreferee.text.html import plain_text

if TYPE_CHECKING:
    from tcreferee.comparison.read import Results

ONLY = "only rows of the table with one of these words in a column; may be repeated"


def add(command: Command) -> None:
    """Add the command of this module."""
    explanation = "say which further measurement would tell the undecided formulas of a comparison from their nulls"
    sub = command("next", next_one, explanation, "next quantum_well_iron",
                  "next ybco_carrier_density --materials ybco_kraut1993")  # fmt: skip
    sub.add_argument("comparison", metavar="COMPARISON", help="a comparison that was run, see 'tcreferee verdicts'")
    which = "an entry of the comparison; default: the best undecided one that a measurement can decide"
    sub.add_argument("--formula", metavar="ENTRY", help=which)
    sub.add_argument("--all", action="store_true", help="ask about every undecided formula")
    real = (
        "a table of real candidates: name or .csv; default: any place in the range of the rows, widened by half, and "
    )
    sub.add_argument("--materials", metavar="DATASET", help=f"{real}the candidates that config.yaml declares")
    sub.add_argument("--where", action="append", default=[], metavar="COLUMN=WORD,...", help=ONLY)
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
    undecided.sort(key=lambda name: known[name]["rows"][1] is None)
    for label, domain in unjudged(results):
        said = "is not judged by these rows: first measure materials that it was proposed for"
        say(f"{plain_text(label)} {said}, {domain}.")
    if not undecided:
        say(f"{given.comparison}: no formula is left undecided that a further measurement could decide.")
        return
    chosen = [given.formula] if given.formula else undecided if given.all else undecided[:1]
    where = words_of(given.where)
    if given.materials:
        asked = [(given.materials, dict[str, str](), where)]
    else:
        asked = [(None, {}, {}), *declared(given.comparison)]
    for table, inputs, only in asked:
        try:
            found = next_measurements(folder, table, chosen, inputs=inputs, where=only)
        except RefereeError as error:
            # a declared table may lack an input of one formula and serve another
            if table is None or given.materials:
                raise
            say(f"Candidates of {table}: none ({'; '.join(each.what for each in error.problems)}).")
            continue
        for each in found.values():
            rows, among = results.observations, f"Among the candidates of {table}: " if table else ""
            say(plain_text(f"{among}{sentence(each, rows.quantities, rows.spoken)} {refitted_words(each)}"))
    left = [name for name in undecided if name not in chosen]
    if left and not given.formula:
        say(f"Also undecided: {', '.join(left)} (--all, or --formula ENTRY).")


def unjudged(results: Results) -> list[tuple[str, str]]:
    """Return label and domain of each formula that these rows do not judge, because too few lie inside of it."""
    from tcreferee.comparison.questions import from_record

    answers = {name: from_record(each) for name, each in results.verdict["questions"].items()}
    return [
        (model.label, answers[model.name].declared.domain)
        for model in results.ranked
        if model.name in answers and not answers[model.name].declared.judged
    ]


def declared(comparison: str) -> list[tuple[str, dict[str, str], dict[str, list[str]]]]:
    """Return the candidates that config.yaml declares for a comparison: table, inputs, and which of its rows."""
    from tcreferee.config.folder import configuration

    block = configuration().get("comparisons")
    own = block.get(comparison) if isinstance(block, dict) else None
    listed = own.get("candidates") if isinstance(own, dict) else None
    return [(str(each["dataset"]), each.get("inputs", {}), each.get("where", {})) for each in listed or ()]


def words_of(given: Sequence[str]) -> dict[str, list[str]]:
    """Return the words of each column of ["planes=CuO2,NiO2"]."""
    parts = [part.partition("=") for part in given]
    wrong = [
        Problem("--where", f"'{name}' names no words", "COLUMN=WORD,...") for name, equals, _ in parts if not equals
    ]
    raise_if("No such rows", wrong)
    return {name: words.split(",") for name, _, words in parts}


def compared(results: str, name: str) -> Path:
    """Return the folder of a comparison that was run."""
    folder = Path(results) / name
    if (folder / "comparison.json").is_file():
        return folder
    known = [path.parent.name for path in Path(results).glob("*/comparison.json")]
    do = nearest(name, known) if known else "run 'tcreferee run' (in the repository: 'make') first"
    problem = Problem(str(folder), "holds no comparison", do=do)
    raise RefereeError("no results", [problem])
