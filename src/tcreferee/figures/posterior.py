"""Figures of the posterior draws of one model by ArviZ: traces, ranks, and pairs of parameters."""

from __future__ import annotations

import math
from typing import Any

from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure

from tcreferee.base.quantities import display_unit
from tcreferee.comparison.read import ModelResult
from tcreferee.figures import style
from tcreferee.inference.drawn import stored_draws

PANEL, PAIR = (230.0, 105.0), 104.0  # size of a panel, points
TRACED = 250  # draws of each ensemble in a trace; more would make a solid block


def trace(result: ModelResult) -> Figure:
    """Draw the stored draws of each parameter in order, a line for each ensemble, thinned to `TRACED`."""
    import arviz_plots

    found = _draws(result)
    step = math.ceil(found["posterior"].sizes["draw"] / TRACED)
    thinned = found.isel(draw=slice(None, None, step))
    asked = _asked(result)
    asked["figure_kwargs"] |= {"sharex": False}  # the last row may be shorter, and would leave a column without ticks
    drawn = arviz_plots.plot_trace(thinned, visuals={"trace": {"width": 0.5}}, **asked)
    return _finished(drawn, "stored draw")


def rank(result: ModelResult) -> Figure:
    """Draw how far the ranks of each ensemble's draws among all draws are from uniform.

    A line is the cumulative distribution of an ensemble's fractional ranks minus the uniform one.
    Ensembles that sample the same distribution stay near zero. p is that of ArviZ's simultaneous test of all chains,
    which allows for correlated draws; if it is below 0.05, the draws that differ most are marked.
    """
    import arviz_plots

    drawn = arviz_plots.plot_rank(_draws(result), **_asked(result))
    return _finished(drawn, "fractional rank among all draws")


def corner(result: ModelResult) -> Figure:
    """Draw the posterior of each parameter and, below, of each pair: regions of 50 and 95 % probability."""
    import arviz_plots

    count = len(result.fit["parameters"])
    if count == 1:
        drawn = arviz_plots.plot_dist(_draws(result), ci_prob=0.95, **_asked(result))
        return _finished(drawn)
    side = count * PAIR * style.POINT
    drawn = arviz_plots.plot_pair(
        _draws(result), labeller=_labeller(result), backend="matplotlib", levels=[0.5, 0.95],
        visuals={
            "scatter": False, "contour": False, "point_estimate_text": False,
            "contourf": {"cmap": ListedColormap([style.BAND_MEAN_95, style.BAND_MEAN_50])},
            "dist": {"color": style.BLUE, "width": 1.0},
        },
        figure_kwargs={"figsize": (side, side)},
    )  # fmt: skip
    return _finished(drawn)


def _draws(result: ModelResult) -> Any:
    """Return the stored draws of the parameters and of sigma in ArviZ's format."""
    import arviz_base

    stored = stored_draws(result.folder / "posterior.nc")
    return arviz_base.from_dict({"posterior": {p["name"]: stored[p["name"]] for p in result.fit["parameters"]}})


def _labeller(result: ModelResult) -> Any:
    from arviz_base.labels import MapLabeller

    return MapLabeller(var_name_map={p["name"]: _label(p) for p in result.fit["parameters"]})


def _label(parameter: Any) -> str:
    unit = display_unit(parameter["unit"])
    return style.broken(f"${parameter['symbol']}$" + (f" ({unit})" if unit else ""), PAIR)


def _asked(result: ModelResult) -> dict[str, Any]:
    columns = min(2, len(result.fit["parameters"]))
    rows = math.ceil(len(result.fit["parameters"]) / columns)
    size = (columns * PANEL[0] * style.POINT, rows * PANEL[1] * style.POINT)
    return {
        "labeller": _labeller(result), "backend": "matplotlib", "col_wrap": columns,
        "figure_kwargs": {"figsize": size},
    }  # fmt: skip


def _finished(drawn: Any, x_label: str = "") -> Figure:
    """Return ArviZ's figure with room for all labels, removed from pyplot."""
    from matplotlib import pyplot

    figure: Figure = drawn.viz["figure"].item()
    pyplot.close(figure)
    figure.set_layout_engine("constrained")
    for axes in figure.axes:
        if x_label and axes.get_xlabel():
            axes.set_xlabel(x_label)
    return figure
