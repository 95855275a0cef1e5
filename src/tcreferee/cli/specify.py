"""The command that scores the formulas of a comparison under every reasonable choice."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from tcreferee.base.errors import Problem, RefereeError, nearest
from tcreferee.cli.say import Command, aligned, say
from tcreferee.config.folder import configuration, need_configuration
from tcreferee.text.html import plain_text

if TYPE_CHECKING:
    from tcreferee.specifications.curve import SpecificationCurve

MOST = 40  # lines of one formula


def add(command: Command) -> None:
    """Add the command of this module."""
    explanation = "score the formulas of a comparison with each choice changed: does a verdict depend on one?"
    sub = command(
        "specify", specify, explanation, "specify quantum_well_iron", "specify ybco_carrier_density --pairs --csv p.csv"
    )
    sub.add_argument("comparison", metavar="COMPARISON", help="of config.yaml; it must have been run")
    sub.add_argument("--results", default="results", metavar="FOLDER", help="default: results")
    depth = sub.add_mutually_exclusive_group()
    depth.add_argument("--pairs", action="store_true", help="two choices at once as well")
    depth.add_argument("--product", action="store_true", help="all combinations; may take minutes")
    sub.add_argument("--csv", metavar="FILE", help="write every specification to a table")


def specify(given: argparse.Namespace) -> None:
    """Print the specification curve of each formula of a comparison."""
    from tcreferee.config.load import load_plan
    from tcreferee.specifications.curve import specify as specified
    from tcreferee.specifications.read import Asked, read_subject
    from tcreferee.specifications.write import write_specifications

    need_configuration()
    plan = load_plan(configuration())
    if given.comparison not in plan.entries:
        what, do = f"there is no comparison '{given.comparison}'", nearest(given.comparison, plan.entries)
        raise RefereeError("No specifications", [Problem("COMPARISON", what, do=do)])
    folder = Path(given.results) / given.comparison
    if not (folder / "comparison.csv").is_file():
        problem = Problem(str(folder), "holds no results of this comparison", do="run 'tcreferee run' first")
        raise RefereeError("No specifications", [problem])
    models = {name: entry.path for name, entry in plan.entries[given.comparison].items()}
    subject = read_subject(folder, models, Asked(**plan.specification_settings(given.comparison)))
    curves = specified(subject, None if given.product else 2 if given.pairs else 1)
    for curve in curves:
        _say(curve)
    if given.csv:
        write_specifications(Path(given.csv), curves)
        say(f"wrote {given.csv}")


def _say(curve: SpecificationCurve) -> None:
    from tcreferee.specifications.words import sentence, signed

    say(f"{plain_text(curve.label)}: {plain_text(sentence(curve))}\n")
    if curve.why:
        return
    first, *others = curve.specified
    shown = [first, *sorted(others, key=lambda each: (bool(each.why), each.d))]
    lines = [
        (plain_text(each.label), "-", "-", "-", "-", f"not computed: {each.why}")
        if each.why
        else (
            plain_text(each.label), str(each.n), signed(each.d), f"{each.se:.1f}", plain_text(each.null),
            each.predicts,
        )
        for each in shown[:MOST]
    ]  # fmt: skip
    for line in aligned(("choice", "rows", "D", "SE", "best null", "does it predict?"), lines):
        say(line)
    if len(shown) > MOST:
        say(f"and {len(shown) - MOST} more: --csv FILE writes all")
    say("")
