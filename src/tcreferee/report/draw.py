"""Draw all figures of one comparison in one process: imports are most of the cost."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable
from pathlib import Path

from tcreferee.loading import load_model
from tcreferee.report import comparison_figures, posterior_figures, row_figures, style
from tcreferee.report.read import read_results


def draw(
    folder: Path | str, model_files: Iterable[Path | str], main: str, out: Path | str, log: logging.Logger
) -> None:
    """Draw the figures of one comparison.

    Parameters
    ----------
    folder : path
        `results/{comparison}`.
    model_files : iterable of path
        The files of its models.
    main : str
        Column for the x axis of models with several inputs; "" if the comparison names none.
    out : path
        Folder of the figures: ranking, data, residuals and parity as SVG; in its folder `models` the trace
        and corner plots of each model as PNG, and its equation as SVG.
    log : logging.Logger
    """
    out, start = Path(out), time.monotonic()
    results = read_results(folder)
    models = {Path(path).stem: load_model(path) for path in model_files}
    with style.house_style():
        style.save(comparison_figures.ranking(results), out / "ranking.svg")
        style.save(comparison_figures.data(results, models, main), out / "data.svg")
        style.save(row_figures.residuals(results, main), out / "residuals.svg")
        style.save(row_figures.parity(results), out / "parity.svg")
        log.debug("four figures of the comparison, %.2f s", time.monotonic() - start)
        for result in results.models:
            place = out / "models"
            equation = posterior_figures.equation(result.fit["model"]["equation"])
            style.save(equation, place / f"{result.name}_equation.svg", bbox_inches="tight", pad_inches=0.02)
            style.save(posterior_figures.trace(result), place / f"{result.name}_trace.png")
            style.save(posterior_figures.corner(result), place / f"{result.name}_corner.png")
            log.debug("%s, %.2f s", result.name, time.monotonic() - start)
    log.info("%d figures", 4 + 3 * len(results.models))
