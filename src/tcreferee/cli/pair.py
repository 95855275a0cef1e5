"""Commands that try files: check them, fit one pair."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tcreferee.base.errors import RefereeError, raise_if
from tcreferee.cli.say import Command, aligned, say
from tcreferee.cli.settings import asked_of, name_of
from tcreferee.config.folder import (
    CONFIG,
    data_folders,
    declare_of,
    model_folders,
    need_configuration,
    own_quantities,
)
from tcreferee.text.html import plain_text

if TYPE_CHECKING:
    from tcreferee.api import Dataset, Fitted

NULLS = ("constant", "linear")


def add(command: Command) -> None:
    """Add the commands of this module."""
    explanation = "check model files and tables with their sidecars; describe each or list all its problems"
    sub = command("check", check, explanation, "check", "check my_data/*.csv my_models/*.py")
    what = "a .py, .csv, .tsv or .yaml file; default: config.yaml and all files in its model_paths and data_paths"
    sub.add_argument("files", nargs="*", metavar="FILE", help=what)
    explanation = "fit one model to one table, beside a constant and a straight line, without sampling"
    sub = command(
        "fit",
        fit,
        explanation,
        "fit screening ybco_jorgensen1990",
        "fit my_models/mine.py my_data/films.csv",
        "fit 'a*n_m3**b' ybco_jorgensen1990",
    )
    _add_pair(sub)
    explanation = "rank a formula among all equally simple formulas over the same inputs"
    sub = command(
        "rank",
        rank,
        explanation,
        "rank screening ybco_jorgensen1990",
        "rank my_models/mine.py my_data/films.csv --nodes 7",
    )
    _add_pair(sub)
    sub.add_argument("--nodes", type=int, metavar="N", help="count up to so many nodes; default: those of the formula")
    blind = "ignore units in sums and logarithms; default: the units must match"
    sub.add_argument("--unit-blind", action="store_true", help=blind)


def _add_pair(sub: argparse.ArgumentParser) -> None:
    """Add the arguments that name a model, a table and how they go together."""
    sub.add_argument("model", metavar="MODEL", help='a name, a .py, or a formula such as "a*x**b"')
    sub.add_argument("dataset", metavar="DATASET", help="a name, or a .csv")
    like = (
        "take response, inputs and prior from this comparison; default: the first in config.yaml that uses this table"
    )
    sub.add_argument("--like", metavar="COMPARISON", help=like)
    sub.add_argument("--response", metavar="COLUMN", help="column that the model predicts; default: tc_K")
    sub.add_argument("--x", metavar="COLUMN", help="column of the straight line; default: the model's first input")
    known = "mean and standard deviation of the response in this class of materials; Tc: 50 50"
    sub.add_argument("--prior", nargs=2, type=float, metavar=("MEAN", "SD"), help=known)
    sub.add_argument(
        "--input", action="append", default=[], metavar="WORD=COLUMN", help="the column to use for an input"
    )


def check(given: argparse.Namespace) -> None:
    """Check files, or the whole folder."""
    own_quantities()
    named = [Path(each) for each in given.files if Path(each) != CONFIG]
    files = named if given.files else _own_files()
    for path in files:
        if path.suffix != ".py":
            declare_of(path.with_suffix(".yaml"))
    bad = list(_check_models([path for path in files if path.suffix == ".py"]))
    bad += _check_pairs([path for path in files if path.suffix != ".py"])
    if not bad and (not given.files or len(named) < len(given.files)):
        from tcreferee.cli.flow import checked
        from tcreferee.data.own_quantities import unit_faults

        checked()
        raise_if(f"{CONFIG} cannot be used", list(unit_faults()))
        say(f"{CONFIG} can be used.")
    sys.stdout.flush()
    if len(bad) == 1:
        raise bad[0]
    if bad:
        word = "tables" if not any(path.suffix == ".py" for path in files) else "files"
        problems = [problem for error in bad for problem in error.problems]
        raise RefereeError(f"{len(bad)} {word} cannot be used", problems)


def _own_files() -> list[Path]:
    need_configuration()
    own = [path for folder in model_folders() for path in sorted(folder.glob("*.py")) if not path.stem.startswith("_")]
    return own + [path for folder in data_folders()[1:] for path in sorted(folder.glob("*.[ct]sv"))]


def _check_models(paths: Sequence[Path]) -> Iterator[RefereeError]:
    if paths:
        from tcreferee.formulas.check import check_model, rootless
    for path in paths:
        try:
            model = check_model(path)
        except RefereeError as error:
            yield error
            continue
        said = f"  {len(model.checks)} printed value(s) returned. This model can be used.\n"
        note = rootless(model)
        say(f"{path.stem}: {model.title}\n{f'  {note}\n' if note else ''}{said}")


def _check_pairs(paths: Sequence[Path]) -> list[RefereeError]:
    from tcreferee.data.check import check as check_pairs
    from tcreferee.data.display import report

    good, bad = check_pairs(paths) if paths else ([], [])
    for shown in good:
        say(report(shown.record, shown.rows, shown.rejected) + "\n\nThis table can be used.\n")
    return bad


def fit(given: argparse.Namespace) -> None:
    """Fit one pair."""
    from tcreferee.api import beside
    from tcreferee.formulas.typed import is_formula, read_formula

    asked, said = asked_of(given)
    name = name_of(given.model)
    data = _loaded(given.dataset)
    found, sentence = beside([given.model, *(null for null in NULLS if null != name)], data, **asked)
    own = next((each for each in found if each.model.name == name), None)
    if own is not None:
        say(f"{own.model.title} on {own.n} rows ({said})\n\n{own.report.rstrip()}\n")
        if is_formula(given.model):
            columns = [name for name in read_formula(given.model).names if name not in own.estimates]
            words = f"Columns: {', '.join(columns)}. Every other name is taken for a parameter."
            say("\n".join([words, *own.model.assumptions, "For other priors, and a verdict: tcreferee new-model\n"]))
    for line in aligned(("", "k", "RMSE", "R2", "lnL", "AICc", "elpd_loo", "sigma"), [_line(each) for each in found]):
        say(line)
    shared: dict[str, list[str]] = {}
    for each in found:
        for caveat in each.caveats:
            if caveat not in sentence:
                shared.setdefault(caveat, []).append(each.model.title)
    for caveat, titles in shared.items():
        say(f"{'all' if 1 < len(titles) == len(found) else ', '.join(titles)}: {caveat}")
    meaning = "exact leave-one-out, nats; larger is better; below 4 nats not distinguishable"
    say(f"\n{sentence}\nelpd_loo: {meaning}.")


def _loaded(dataset: str) -> Dataset:
    """Return a table; one without a sidecar is read by its headers, and what was read as what is said."""
    from tcreferee.api import load_dataset

    data = load_dataset(dataset)
    if data.read_as:
        say(f"{data.read_as}\n")
    return data


def rank(given: argparse.Namespace) -> None:
    """Rank one formula on one table."""
    from tcreferee.api import rank as ranked
    from tcreferee.special.rank import EXCHANGES
    from tcreferee.special.ranked import GRAMMARS

    asked, said = asked_of(given)
    grammar = "blind" if given.unit_blind else "honest"
    found = ranked(given.model, _loaded(given.dataset), given.nodes, grammar, **asked)
    own = "free parameters change its shape" if found.free else f"more than {max(found.families)} nodes"
    if found.own:
        own = f"{found.own} node{'' if found.own == 1 else 's'}"
    say(f"{name_of(given.model)} ({said}), {GRAMMARS[grammar]}: {own}\n")
    heads = ("up to nodes", "formulas", "predict as well", "predict better")
    lines = [tuple(map(str, (n, found.families[n], found.as_good[n], found.better[n]))) for n in found.families]
    for line in aligned(heads, lines):
        say(line)
    if found.named:
        say("\nthe simplest that predict as well (nodes, elpd less that of the formula):")
    for each in found.named:
        say(f"  {each.nodes}  {each.elpd - found.elpd:+6.1f}  {_plain(each.equation)}")
    say(
        "\nAs well: within 4 nats or better, by exact leave-one-out. "
        f"In {100 * found.luck:.1f} % of {EXCHANGES} permutations of the response the best formula "
        f"of up to {found.nodes} nodes fits as well as here.\nA formula that is alone by many nats on few rows may "
        "use an input that was computed from Tc: see the audit 'circularity'."
    )


def _plain(equation: str) -> str:
    """Return mathtext as plain text in which powers stay powers."""
    parts = re.split(r"\^\{([^}]*)\}", equation.replace(r"\left", "").replace(r"\right", ""))
    shown = [f"^({part})" if i % 2 else plain_text(f"${part}$") for i, part in enumerate(parts) if part]
    return "".join(shown)


def _line(each: Fitted) -> tuple[str, ...]:
    numbers = (each.rmse, each.r2, each.log_likelihood, each.aicc, float(each.elpd_loo.sum()), each.sigma)
    shown = ("-" if number is None or number != number else f"{number:.4g}" for number in numbers)
    return each.model.title, str(len(each.estimates)), *shown
