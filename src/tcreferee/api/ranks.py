"""How special a formula is on a table: its rank among all equally simple formulas."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Unpack

from tcreferee.api.fits import Table, refusal, with_constant
from tcreferee.api.trials import Asked, ModelLike, prepare
from tcreferee.base.errors import Problem, RefereeError
from tcreferee.base.progress import step, told
from tcreferee.comparison.judge import exact
from tcreferee.comparison.thresholds import SMALL_DIFFERENCE
from tcreferee.inference.refused import RefusedError
from tcreferee.special.ask import ranked_of
from tcreferee.special.formula import NotRankedError
from tcreferee.special.rank import Reach
from tcreferee.special.ranked import GRAMMARS, Ranked

LARGEST = 12


@told("ranking")
def rank(
    model: ModelLike, dataset: Table, nodes: int | None = None, grammar: str = "honest", **asked: Unpack[Asked]
) -> Ranked:
    """Rank a formula among all equally simple formulas over the same inputs.

    Parameters
    ----------
    model : str, path or TcModel
    dataset : Dataset, str, path or mapping of columns
    nodes : int, optional
        Count formulas of up to so many nodes (leaves and operations); by default of as many as the formula has.
    grammar : "honest" or "blind"
        Whether units have to fit (see `tcreferee.special.shapes`).
    **asked
        See `Asked`.

    Returns
    -------
    Ranked

    Raises
    ------
    RefereeError
        The model cannot be applied to the table, or has no rank. The message says why.

    Examples
    --------
    >>> found = rank("screening", "ybco_jorgensen1990")
    >>> found.own, found.families[4], found.as_good[4]
    (4, 28, 23)
    """
    if wrong := _faults(nodes, grammar):
        raise RefereeError("No rank", wrong)
    with tempfile.TemporaryDirectory() as folder:
        prepared = prepare(with_constant(model, dataset), dataset, asked, Path(folder))
    name = next(iter(prepared.models))
    settings, trial = prepared.settings(name), prepared.trial(name)
    step("counting equally simple formulas")
    try:
        elpd = float(exact(trial, settings).sum())
        return ranked_of(trial, prepared.observations, settings, elpd, SMALL_DIFFERENCE, grammar, Reach(nodes))
    except RefusedError as refused:
        raise refusal(name, refused) from None
    except NotRankedError as why:
        raise RefereeError(f"model '{name}' has no rank", [Problem(name, str(why))]) from None


def _faults(nodes: int | None, grammar: str) -> list[Problem]:
    """Return what is wrong with the question."""
    wrong = [] if grammar in GRAMMARS else [Problem("grammar", f"'{grammar}'", f"one of {', '.join(GRAMMARS)}")]
    if nodes is not None and not 1 <= nodes <= LARGEST:
        wrong.append(Problem("nodes", f"{nodes}", f"a whole number between 1 and {LARGEST}"))
    return wrong
