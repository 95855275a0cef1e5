"""The command that tries formulas on the rows of several comparisons together."""

from __future__ import annotations

import argparse
from pathlib import Path

from tcreferee.base.errors import Problem, RefereeError, nearest
from tcreferee.cli.say import Command, aligned, say
from tcreferee.config.folder import configuration, need_configuration
from tcreferee.text.html import plain_text


def add(command: Command) -> None:
    """Add the command of this module."""
    explanation = (
        "try formulas on several groups of rows together, with a parameter in common: do the groups agree on it?"
    )
    sub = command("joint", joint, explanation, "joint ybco_joint")
    sub.add_argument(
        "joint", metavar="NAME", help="of the block 'joint' of config.yaml; its comparisons must have been run"
    )
    sub.add_argument("--results", default="results", metavar="FOLDER", help="default: results")


def joint(given: argparse.Namespace) -> None:
    """Print a joint trial, and write it to results/joint."""
    from tcreferee.config.load import load_plan
    from tcreferee.joint.read import Entry, read_groups, tried
    from tcreferee.joint.words import against_best, sentences
    from tcreferee.joint.write import write_joint

    need_configuration()
    plan = load_plan(configuration())
    if given.joint not in plan.config.joint:
        what, do = f"there is no joint trial '{given.joint}'", nearest(given.joint, plan.config.joint)
        raise RefereeError("No joint trial", [Problem("NAME", what, do=do)])
    asked = plan.config.joint[given.joint]
    groups = read_groups(Path(given.results), asked.comparisons)
    entries = [Entry(**settings) for settings in plan.joint_settings(given.joint)]
    found = tried(groups, entries, f"joint.{given.joint}")
    for each in found:
        say("\n".join(plain_text(sentence) for sentence in sentences(each)) + "\n")
    ahead = against_best(found)
    rows = [
        (plain_text(each.label), f"{each.found.common.elpd.sum():.1f}", f"{each.found.separate.elpd.sum():.1f}",
         f"{ahead[each.name].total:.1f}", f"{ahead[each.name].se:.1f}")
        for each in found
    ]  # fmt: skip
    for line in aligned(("model", "elpd in common", "elpd for each", "D to the best", "SE"), rows):
        say(line)
    path = Path(given.results) / "joint" / f"{given.joint}.csv"
    write_joint(path, found)
    say(f"wrote {path}")
