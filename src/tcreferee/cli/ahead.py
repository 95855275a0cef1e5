"""Commands that look ahead: what formulas say of a new material, before and after it is measured."""

from __future__ import annotations

import argparse
import math
import statistics
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tcreferee.base.errors import Problem, RefereeError, raise_if
from tcreferee.base.quantities import CLASS, QUANTITIES, display_unit
from tcreferee.cli.decide import ONLY, words_of
from tcreferee.cli.say import Command, aligned, say
from tcreferee.text.html import plain_text

if TYPE_CHECKING:
    from tcreferee.api.materials import Foreseen
    from tcreferee.api.named import Named


def add(command: Command) -> None:
    """Add the commands of this module."""
    explanation = "say what every fitted formula whose inputs are given predicts for a material"
    sub = command("predict", predict, explanation, "predict --inputs n_m3=4.2e27",
                  "predict --row ybco_ando2002:YBa2Cu3O6.95", "predict my.cif --family cuprate")  # fmt: skip
    sub.add_argument("cif", nargs="?", default="", metavar="CIF", help="a crystal, measured as 'structure' measures it")
    numbers_of = "see 'tcreferee quantities'; beside a CIF, what it does not tell"
    sub.add_argument("--inputs", default="", metavar="QUANTITY=NUMBER,...", help=numbers_of)
    sub.add_argument(
        "--row", default="", metavar="DATASET:ROW", help="a row of a table, by key or label, in place of inputs"
    )
    sub.add_argument("--family", default="", metavar="WORD", help="family of the material, for formulas that need it")
    sub.add_argument("--comparison", action="append", default=[], metavar="NAME", help="only this one; may be repeated")
    sub.add_argument("--results", default="results", metavar="FOLDER", help="default: results")
    explanation = "write what a formula predicts for materials into one dated file, before they are measured"
    sub = command("register", register, explanation, "register quantum_well_iron/quantum_well_printed new.csv",
                  "register quantum_well_cuprates court_unreported --where planes=CuO2")  # fmt: skip
    which = "a fitted formula; COMPARISON alone: each formula, with the materials that have its inputs"
    sub.add_argument("formula", metavar="COMPARISON/ENTRY", help=which)
    what = "a table: name, or .csv with 'label' and columns named by quantities"
    sub.add_argument("materials", metavar="MATERIALS", help=what)
    sub.add_argument("--where", action="append", default=[], metavar="COLUMN=WORD,...", help=ONLY)
    sub.add_argument("--results", default="results", metavar="FOLDER", help="default: results")
    sub.add_argument("--into", default="registered", metavar="FOLDER", help="where the file goes; default: registered")
    explanation = "score a registered prediction against measured values; a file that was changed is refused"
    sub = command("score", score, explanation, "score registered/FILE.json --measured measured.csv")
    sub.add_argument("file", metavar="FILE", help="what 'tcreferee register' wrote")
    sub.add_argument("--measured", required=True, metavar="TABLE", help=f"{what}; with the measured response")


def predict(given: argparse.Namespace) -> None:
    """Print what the fitted formulas say of a material."""
    from tcreferee.api.materials import predict_material

    if [bool(given.row), bool(given.cif), bool(given.inputs and not given.cif)].count(True) != 1:
        what = "gives more than one material" if given.row else "gives no material"
        raise RefereeError("No prediction", [Problem("the command", what, "a CIF, --inputs or --row")])
    if given.cif and not Path(given.cif).is_file():
        do = f"for a material of a table: --row DATASET:{given.cif}; "
        do += "for numbers of your own: --inputs QUANTITY=NUMBER,..."
        raise RefereeError("No prediction", [Problem(given.cif, "is no file", "a CIF", do)])
    more = numbers(given.inputs) if given.inputs else {}
    for name, one, metal, notes in _asked(given):
        if one.label:
            say(f"{name}{one.label}:")
        for note in notes:
            say(f"  Note: {note}")
        _say(predict_material(more, given.results, given.family, given.comparison, one, metal))


def _asked(given: argparse.Namespace) -> Iterator[tuple[str, Named, str, Sequence[str]]]:
    """Yield each material that is asked about: its file, itself, the metal of its planes, what is to be said of it."""
    from tcreferee.api.named import Named, material_of_row

    if given.cif:
        from tcreferee.api.structures import materials_of_cif

        for each in materials_of_cif(given.cif):
            yield f"{each.name}: ", each.material, each.metal, each.notes
    elif given.row:
        yield "", material_of_row(given.row), "", ()
    else:
        yield "", Named("", "", {}), "", ()


def _say(found: Sequence[Foreseen]) -> None:
    comparison = ""
    for each in found:
        if each.comparison != comparison:
            comparison = each.comparison
            known = f"; {each.known} is one of them: not predicted, but fitted" if each.known else ""
            say(f"{comparison} ({each.rows}{known})")
        say(f"  {line(each)}")


def line(each: Foreseen) -> str:
    """Return one prediction as a line: interval, verdict, and a warning where it is an extrapolation."""
    unit = display_unit(QUANTITIES[each.response].unit)
    middle, low, high = (f"{each.quantiles[key]:.3g}" for key in ("median", "lower95", "upper95"))
    what = "superconducts with probability " if each.response == CLASS else ""
    said = f"{plain_text(each.label)}: {what}{middle} ({low} to {high}) {plain_text(unit)}".rstrip()
    if each.verdict:
        said += f"; {each.sign} {each.verdict}"
    return f"{said}; EXTRAPOLATION: {each.beyond}" if each.beyond else said


def numbers(text: str) -> dict[str, float]:
    """Return the numbers of "n_m3=4.2e27,xi_A=3.1"."""
    found, wrong = dict[str, float](), list[Problem]()
    for part in text.split(","):
        name, equals, value = part.partition("=")
        try:
            found[name.strip()] = float(value)
        except ValueError:
            equals = ""
        if not equals:
            wrong.append(Problem("--inputs", f"'{part}' is not a quantity with its number", "n_m3=4.2e27,xi_A=3.1"))
    raise_if("No prediction", wrong)
    return found


def register(given: argparse.Namespace) -> None:
    """Write a registered prediction, or one for each formula of a comparison."""
    from tcreferee.api import register as registered
    from tcreferee.api import register_all

    where = words_of(given.where)
    if "/" in given.formula:
        paths = [registered(given.formula, given.materials, given.results, given.into, where=where)]
    else:
        paths = register_all(given.formula, given.materials, given.results, given.into, where=where)
    for path in paths:
        say(f"wrote {path}")
    say("Commit it: the hash in its name shows a later change, and the public commit shows the date.")


def score(given: argparse.Namespace) -> None:
    """Print how a registered prediction did."""
    from tcreferee.api import score as scored
    from tcreferee.comparison.thresholds import is_clear

    found = scored(given.file, given.measured)
    rows = [
        (each.label, f"{each.measured:.4g}", f"{each.median:.4g}", "yes" if each.inside_50 else "no",
         "yes" if each.inside_95 else "no", f"{each.elpd - each.elpd_null:+.2f}")
        for each in found
    ]  # fmt: skip
    for shown in aligned(("", "measured", "median", "in 50 %", "in 95 %", "D to the null"), rows):
        say(shown)
    d = [each.elpd - each.elpd_null for each in found]
    total, n = sum(d), len(d)
    if n == 1:
        say(f"One material: D = {total:+.2f} nats, without a standard error.")
        return
    se = math.sqrt(n * statistics.variance(d))
    words = ("ahead of" if total > 0 else "behind") if is_clear(total, se, n) else "not told apart from"
    say(f"Sum over {n} materials: D = {total:+.2f} ± {se:.2f} (1 SE) nats; the formula is {words} the null beside it.")
