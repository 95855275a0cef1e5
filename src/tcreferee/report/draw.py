"""Draw all figures of one comparison in one process: imports are most of the cost."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Mapping
from pathlib import Path

from tcreferee.loading import load_model
from tcreferee.model import TcModel
from tcreferee.provenance import write_text
from tcreferee.report import class_figures, comparison_figures, posterior_figures, row_figures
from tcreferee.report.drawing import Drawing
from tcreferee.report.layout import Sheet
from tcreferee.report.read import Results, read_results


def draw(
    folder: Path | str, model_files: Iterable[Path | str], main: str, out: Path | str, log: logging.Logger
) -> None:
    """Draw the figures of one comparison.

    Models that could not be fitted have no figures; where none could, the figures are empty.

    Parameters
    ----------
    folder : path
        `results/{comparison}`.
    model_files : iterable of path
        The files of its models.
    main : str
        Column for the x axis of models with several inputs; "" if the comparison names none.
    out : path
        Folder of the figures: ranking, data, residuals and parity as SVG and PDF (of a yes-or-no response: ranking,
        data, calibration under the name of the residuals, and probabilities under that of parity); in its folder
        `models` the trace and corner plots of each model, as SVG.
    log : logging.Logger
    """
    out, start = Path(out), time.monotonic()
    results = read_results(folder)
    models = {Path(path).stem: load_model(path) for path in model_files}
    for name, figure in _figures(results, models, main).items():
        write_text(out / f"{name}.svg", figure.svg())
        figure.save_pdf(out / f"{name}.pdf")
    log.debug("four figures of the comparison, %.2f s", time.monotonic() - start)
    place = out / "models"
    place.mkdir(parents=True, exist_ok=True)
    for result in results.fitted:
        write_text(place / f"{result.name}_trace.svg", posterior_figures.trace(result).svg())
        write_text(place / f"{result.name}_corner.svg", posterior_figures.corner(result).svg())
    log.debug("figures of %d models, %.2f s", len(results.fitted), time.monotonic() - start)
    log.info("%d figures, four of them as PDF too", 4 + 2 * len(results.fitted))


def _figures(results: Results, models: Mapping[str, TcModel], main: str) -> dict[str, Sheet | Drawing]:
    """Return the figures of the comparison by name."""
    first: dict[str, Sheet | Drawing] = {"ranking": comparison_figures.ranking(results)}
    if not results.fitted:
        return first | {name: Drawing(1.0, 1.0) for name in ("data", "residuals", "parity")}
    first["data"] = comparison_figures.data(results, models, main)
    if results.yes_or_no:
        return first | {"residuals": class_figures.calibration(results), "parity": class_figures.probabilities(results)}
    return first | {"residuals": row_figures.residuals(results, main), "parity": row_figures.parity(results)}
