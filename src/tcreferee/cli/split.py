"""The command that fits the rows known up to a year and predicts the later ones."""

from __future__ import annotations

import argparse
from pathlib import Path

from tcreferee.base.errors import Problem, RefereeError, nearest
from tcreferee.cli.say import Command, aligned, say
from tcreferee.config.folder import configuration, need_configuration
from tcreferee.text.html import plain_text

COLUMNS = ("model", "row", "measured", "mean", "log_density", "last_year")


def add(command: Command) -> None:
    """Add the command of this module."""
    explanation = "fit the rows known up to a year, which the program finds, and predict the later ones"
    sub = command("split", split, explanation, "split court_layers")
    sub.add_argument(
        "comparison", metavar="COMPARISON", help="with a 'split' in config.yaml; its rows must be selected"
    )
    sub.add_argument("--results", default="results", metavar="FOLDER", help="default: results")


def split(given: argparse.Namespace) -> None:
    """Print how well each model predicts the later rows, and write results/COMPARISON/split.csv."""
    import numpy as np

    from tcreferee.base.records import read_rows, write_rows
    from tcreferee.comparison.difference import difference_of
    from tcreferee.config.load import load_plan
    from tcreferee.data.observations import read_observations
    from tcreferee.formulas.loading import load_model
    from tcreferee.inference.bind import make_trial
    from tcreferee.inference.settings import InferSettings
    from tcreferee.prediction.time_split import foretell, split_of, years_of

    need_configuration()
    plan = load_plan(configuration())
    name = given.comparison
    if name not in plan.entries or (asked := plan.config.comparisons[name].split) is None:
        able = [each for each, c in plan.config.comparisons.items() if c.split]
        what = "has no 'split'" if name in plan.entries else "does not exist"
        raise RefereeError("No split", [Problem("COMPARISON", f"'{name}' {what}", do=nearest(name, able))])
    path = Path(given.results) / name / "observations.csv"
    observations, cells = read_observations(path), read_rows(path)
    if asked.column not in cells[0]:
        raise RefereeError("No split", [Problem(f"comparisons.{name}.split.column", f"no column '{asked.column}'")])
    at = None if isinstance(asked.at, str) else asked.at
    parts = split_of(years_of([row[asked.column] for row in cells]), at, f"comparisons.{name}.split")
    said, later = [], observations.y[parts.later]
    rows, scores = [], {}
    for entry in plan.entries[name].values():
        settings = InferSettings.of(plan.infer_settings(name, entry.name))
        found = foretell(make_trial(load_model(entry.path), observations, settings), parts)
        if found is None:
            said.append(f"{plain_text(entry.label)}: not computed, no closed form at a given scatter")
            continue
        scores[entry.name] = (entry, found)
        for i, k in enumerate(parts.later):
            rows.append(
                {"model": entry.name, "row": observations.label[k], "measured": later[i], "mean": found.mean[i],
                 "log_density": found.log_density[i], "last_year": parts.last}
            )  # fmt: skip
    count = f"{len(parts.early)} rows up to {parts.last:.0f} are fitted, {len(parts.later)} later ones predicted"
    say(f"{count}; {parts.without} without a year are neither.")
    best = max(scores.values(), key=lambda each: float(each[1].log_density.sum()))
    table = []
    for entry, found in scores.values():
        d = difference_of(found.log_density, best[1].log_density, [""] * len(later))
        rms = float(np.sqrt(np.mean((found.mean - later) ** 2)))
        total = float(found.log_density.sum())
        table.append((plain_text(entry.label), f"{total:.1f}", f"{rms:.1f}", f"{d.total:.1f}", f"{d.se:.1f}"))
    for line in aligned(("model", "log density", "rms error", "D to the best", "SE"), table):
        say(line)
    for line in said:
        say(line)
    write_rows(path.with_name("split.csv"), COLUMNS, rows)
    say(f"wrote {path.with_name('split.csv')}")
