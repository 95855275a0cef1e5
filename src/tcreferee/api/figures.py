"""Figures of a comparison as matplotlib Figures."""

from __future__ import annotations

import io
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from tcreferee.api.comparisons import Compared
from tcreferee.api.models import load_model
from tcreferee.base.progress import told
from tcreferee.comparison.read import Results, read_results

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SHOWN_DPI = 130  # a figure has the width of a printed column; so its letters are as large as those around it


@told("drawing")
def figure(source: Compared | Path | str, name: str, *, x: str = "") -> Figure:
    """Draw one figure of a comparison.

    Parameters
    ----------
    source : Compared or path
        What `compare` returned, or the folder `results/{comparison}` of a run.
    name : str
        `ranking`, `data`, `residuals`, `influence`, `parity`, `predictive`, `freedom`, `next`,
        `specifications`; or an entry of the comparison with `_trace`, `_rank` or `_corner`.
    x : str
        Column for the x axis of models with several inputs or none; by default the column of the first model with one.

    Returns
    -------
    matplotlib.figure.Figure
        Save it with `savefig`; a notebook displays it.

    Raises
    ------
    RefereeError
        There is no such figure, a result is missing, or the model could not be fitted.

    Examples
    --------
    >>> figure("results/bec_cuprates", "uemura_corner").savefig("corner.pdf")  # doctest: +SKIP
    """
    from tcreferee.figures.draw import NAMES, default_figure
    from tcreferee.figures.on_demand import figure_on_demand

    results = read_results(source.folder if isinstance(source, Compared) else Path(source))
    if name not in NAMES:
        return _shown(figure_on_demand(results, name))
    if name != "data":
        models = {}
    elif isinstance(source, Compared):
        models = {model.name: model for model in source.models.values()}
    else:
        models = {file: load_model(file) for file in {str(each.fit["model"]["name"]) for each in results.fitted}}
    return _shown(default_figure(name, results, models, x or _first_input(results)))


def _shown(drawn: Figure) -> Figure:
    """Let a notebook display the figure: by itself it does so only after something has imported pyplot."""
    drawn.set_dpi(SHOWN_DPI)
    drawn.__dict__["_repr_png_"] = partial(_png, drawn)
    return drawn


def _png(drawn: Figure) -> bytes:
    content = io.BytesIO()
    drawn.savefig(content, format="png", dpi=SHOWN_DPI)
    return content.getvalue()


def _first_input(results: Results) -> str:
    """Return the column of the first model that has one input; "" if there is none."""
    for model in results.fitted:
        bound = list(model.fit["settings"]["inputs"].values())
        if len(bound) == 1 and isinstance(bound[0], str):
            return bound[0]
    return ""
