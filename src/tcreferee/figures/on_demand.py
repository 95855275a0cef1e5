"""Figures on demand: parity, predictive check, freedom of the formulas, and the posterior of one model by ArviZ."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from pathlib import Path

from matplotlib import rc_context
from matplotlib.figure import Figure

from tcreferee.base.errors import Problem, RefereeError, nearest
from tcreferee.comparison.read import ModelResult, Results, read_results
from tcreferee.figures import style
from tcreferee.figures.freedom import freedom
from tcreferee.figures.next_place import next_place
from tcreferee.figures.parity import parity
from tcreferee.figures.posterior import corner, rank, trace
from tcreferee.figures.replicates import predictive
from tcreferee.figures.specifications import specifications

OF_ALL: dict[str, Callable[[Results], Figure]] = {
    "parity": parity, "predictive": predictive, "freedom": freedom, "next": next_place,
    "specifications": specifications,
}  # fmt: skip
OF_A_MODEL: dict[str, Callable[[ModelResult], Figure]] = {"trace": trace, "rank": rank, "corner": corner}


def draw_on_demand(folder: Path | str, name: str, out: Path | str, log: logging.Logger) -> None:
    """Draw one figure of a comparison and write it.

    Parameters
    ----------
    folder : path
        `results/{comparison}`.
    name : str
        `parity`, `predictive`, `freedom`, `next`, `specifications`, or an entry of the comparison with
        `_trace`, `_rank` or `_corner`.
    out : path
        File name that ends with .svg, .pdf or .png.
    log : logging.Logger

    Raises
    ------
    RefereeError
        There is no such figure, or the model could not be fitted.
    """
    style.save(figure_on_demand(read_results(folder), name), out)
    log.info("drew %s", out)


def figure_on_demand(results: Results, name: str) -> Figure:
    """Return a figure by its name, see `draw_on_demand`."""
    with rc_context(style.RC):
        if name in OF_ALL:
            return OF_ALL[name](results) if results.fitted else style.notice("no model could be fitted")
        found = re.fullmatch(rf"(.+)_({'|'.join(OF_A_MODEL)})", name)
        models = {model.name: model for model in results.models}
        if not found or found[1] not in models:
            known = [*OF_ALL, *(f"{model}_{kind}" for model in models for kind in OF_A_MODEL)]
            what = f"'{name}' is not a figure of this comparison"
            raise RefereeError("there is no such figure", [Problem(results.comparison, what, do=nearest(name, known))])
        model = models[found[1]]
        if model.refused:
            problem = Problem(f"{results.comparison}/{model.name}", f"was not fitted: {model.refused}")
            raise RefereeError("there is no posterior to draw", [problem])
        return OF_A_MODEL[found[2]](model)
