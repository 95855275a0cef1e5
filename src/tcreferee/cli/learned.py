"""The command that learns Tc from composition alone, as a line to hold the formulas of a comparison against."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from tcreferee.base.errors import Problem, RefereeError
from tcreferee.cli.say import Command, aligned, say

if TYPE_CHECKING:
    from tcreferee.base.priors import Array

COLUMNS = (
    "row", "family", "measured", "mean_loo", "log_density_loo", "log_density_constant_loo", "mean_family",
    "log_density_family", "log_density_constant_family", "why",
)  # fmt: skip
FEWEST = 10


def add(command: Command) -> None:
    """Add the command of this module."""
    explanation = "learn the response from composition alone: how much of it is there for a formula to explain?"
    sub = command("learned", learned, explanation, "learned quantum_well_cuprates")
    sub.add_argument("comparison", metavar="COMPARISON", help="whose rows have chemical formulas as labels")
    sub.add_argument("--results", default="results", metavar="FOLDER", help="default: results")
    sub.add_argument("--seed", type=int, default=0, help="of the forest; default: 0")


def learned(given: argparse.Namespace) -> None:
    """Print how a forest predicts rows and families it has not seen; write results/COMPARISON/learned.csv."""
    import numpy as np

    from tcreferee.base.records import write_rows
    from tcreferee.comparison.difference import standard_error
    from tcreferee.data.observations import read_observations
    from tcreferee.learned.composition import features, read_compositions
    from tcreferee.learned.forest import explained, forest, level, unseen

    _need("sklearn", "pymatgen")
    folder = Path(given.results) / given.comparison
    rows = read_observations(folder / "observations.csv")
    found, wrong = read_compositions(rows.label)
    kept = np.array([i for i in range(rows.n) if i not in wrong], dtype=np.intp)
    if len(kept) < FEWEST:
        what = f"{len(kept)} of {rows.n} labels are formulas; the first other: {next(iter(wrong.values()), '')}"
        raise RefereeError("Nothing is learned", [Problem(str(folder), what, f"{FEWEST} formulas or more")])
    x, y = features([found[i] for i in kept]), rows.y[kept]
    words = [rows.family[i] for i in kept]
    ways = {"each row left out": np.arange(len(y))}
    if len(set(words)) > 1:
        ways["each family left out"] = np.unique(words, return_inverse=True)[1]
    said, unseen_by = [], {}
    for way, group in ways.items():
        trees, constant = (unseen(x, y, group, learn) for learn in (forest(given.seed), level))
        unseen_by[way] = trees, constant
        d = trees.log_density - constant.log_density
        se = standard_error(d)
        said.append((way, f"{trees.log_density.sum():.1f}", f"{d.sum():+.1f}", f"{se:.1f}",
                     f"{100 * explained(y, trees.mean):.0f} %"))  # fmt: skip
    say(f"A forest on composition alone, {len(kept)} rows, {len(wrong)} labels that are no formula left out:")
    for line in aligned(("", "elpd", "D to the constant", "SE", "variance explained"), said):
        say(line)
    for name, elpd in _models(folder, rows.n):
        d = elpd[kept] - unseen_by["each row left out"][0].log_density
        if np.isfinite(d).all():
            say(f"{name}: D to the forest {d.sum():+.1f} ± {standard_error(d):.1f} (1 SE)")
    table = [
        {"row": rows.label[i], "family": rows.family[i], "measured": rows.y[i], "why": wrong.get(i)}
        for i in range(rows.n)
    ]
    for (trees, constant), ending in zip(unseen_by.values(), ("loo", "family"), strict=False):
        for i, *cells in zip(kept, trees.mean, trees.log_density, constant.log_density, strict=True):
            names = (f"mean_{ending}", f"log_density_{ending}", f"log_density_constant_{ending}")
            table[i] |= dict(zip(names, cells, strict=True))
    write_rows(folder / "learned.csv", COLUMNS, [dict.fromkeys(COLUMNS) | row for row in table])
    say(f"wrote {folder / 'learned.csv'}")


def _need(*modules: str) -> None:
    """Refuse, with what to do, where a library that only this command uses is not installed."""
    from importlib.util import find_spec

    do = "install the extras 'learned' and 'structures': pip install 'tc-referee[learned,structures]', or run 'make'"
    missing = [Problem(name, "is not installed", do=do) for name in modules if find_spec(name) is None]
    if missing:
        raise RefereeError("Nothing is learned", missing)


def _models(folder: Path, count: int) -> list[tuple[str, Array]]:
    """Return the exact leave-one-out log densities (rows,) of the models of a comparison that was run."""
    import numpy as np

    from tcreferee.base.records import number, read_rows

    paths = sorted(folder.glob("*/pointwise.csv"))
    found = [(path.parent.name, np.array([number(row["elpd_loo"]) for row in read_rows(path)])) for path in paths]
    return [(name, elpd) for name, elpd in found if len(elpd) == count]
