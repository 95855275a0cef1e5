"""Draw all figures of one comparison in one process, because imports are most of the cost."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Mapping
from pathlib import Path

from matplotlib import rc_context
from matplotlib.figure import Figure

from tcreferee.comparison.read import Results, read_results
from tcreferee.figures import style
from tcreferee.figures.data import data
from tcreferee.figures.influence import influence
from tcreferee.figures.ranking import ranking
from tcreferee.figures.residuals import residuals
from tcreferee.formulas.loading import load_model
from tcreferee.formulas.model import TcModel

# Drawn for every comparison; the others are drawn on demand, see `tcreferee.figures.on_demand`.
NAMES = ("ranking", "data", "residuals", "influence")


def draw(
    folder: Path | str, model_files: Iterable[Path | str], main: str, out: Path | str, log: logging.Logger
) -> None:
    """Draw the figures of one comparison for the screen, as SVG.

    Parameters
    ----------
    folder : path
        `results/{comparison}`.
    model_files : iterable of path
        The files of its models.
    main : str
        Column for the x axis of models with several inputs; "" if the comparison names none.
    out : path
        Folder of the figures: ranking, data, residuals and influence (of a yes-or-no response `residuals` is the
        calibration).
    log : logging.Logger
    """
    _draw(folder, model_files, main, Path(out), "svg", log)


def draw_pdfs(
    folder: Path | str, model_files: Iterable[Path | str], main: str, out: Path | str, log: logging.Logger
) -> None:
    """Draw the figures of one comparison for a manuscript, as PDF.

    Parameters
    ----------
    folder, model_files, main, out, log
        As for `draw`.
    """
    _draw(folder, model_files, main, Path(out), "pdf", log)


def _draw(
    folder: Path | str, model_files: Iterable[Path | str], main: str, out: Path, kind: str, log: logging.Logger
) -> None:
    start, results = time.monotonic(), read_results(folder)
    models = {Path(path).stem: load_model(path) for path in model_files}
    for name in NAMES:
        style.save(default_figure(name, results, models, main), out / f"{name}.{kind}")
    log.debug("%.2f s", time.monotonic() - start)
    log.info("%s: %d figures", results.comparison, len(NAMES))


def default_figure(name: str, results: Results, models: Mapping[str, TcModel], main: str) -> Figure:
    """Return one of the figures `NAMES`.

    Parameters
    ----------
    name : str
    results : Results
    models : mapping of str to TcModel
        By the name of the model file.
    main : str
        As for `draw`.
    """
    with rc_context(style.RC):
        if name == "ranking":
            return ranking(results)
        if not results.fitted:
            return style.notice("no model could be fitted")
        if name == "data":
            return data(results, models, main)
        return residuals(results, main) if name == "residuals" else influence(results, main)
