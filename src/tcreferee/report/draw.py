"""Draw all figures of one comparison in one process: imports are most of the cost."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable
from pathlib import Path

from tcreferee.loading import load_model
from tcreferee.provenance import write_text
from tcreferee.report import class_figures, comparison_figures, posterior_figures, row_figures
from tcreferee.report.drawing import Drawing
from tcreferee.report.layout import Sheet
from tcreferee.report.read import Results, read_results


def draw(
    folder: Path | str, model_files: Iterable[Path | str], main: str, out: Path | str, log: logging.Logger
) -> None:
    """Draw the figures of one comparison for the screen.

    The figures of a model that could not be fitted are empty.

    Parameters
    ----------
    folder : path
        `results/{comparison}`.
    model_files : iterable of path
        The files of its models.
    main : str
        Column for the x axis of models with several inputs; "" if the comparison names none.
    out : path
        Folder of the figures: ranking, data, residuals and parity (of a yes-or-no response: ranking, data,
        calibration under the name of the residuals, and probabilities under that of parity); in its folder `models`
        the trace and corner plots of each model. All are SVG.
    log : logging.Logger
    """
    out, start = Path(out), time.monotonic()
    results = read_results(folder)
    for name, figure in _figures(results, model_files, main).items():
        write_text(out / f"{name}.svg", figure.svg())
    log.debug("four figures of the comparison, %.2f s", time.monotonic() - start)
    place = out / "models"
    place.mkdir(parents=True, exist_ok=True)
    for result in results.models:
        for kind, drawn in (("trace", posterior_figures.trace), ("corner", posterior_figures.corner)):
            figure = Drawing(1.0, 1.0) if result.refused else drawn(result)
            write_text(place / f"{result.name}_{kind}.svg", figure.svg())
    log.debug("figures of %d models, %.2f s", len(results.models), time.monotonic() - start)
    log.info("%s: %d figures", results.comparison, 4 + 2 * len(results.models))


def draw_pdfs(
    folder: Path | str, model_files: Iterable[Path | str], main: str, out: Path | str, log: logging.Logger
) -> None:
    """Draw ranking, data, residuals and parity of one comparison for a manuscript, as PDF.

    Parameters
    ----------
    folder, model_files, main, out, log
        As for `draw`.
    """
    figures = _figures(read_results(folder), model_files, main)
    for name, figure in figures.items():
        figure.save_pdf(Path(out) / f"{name}.pdf")
    log.info("%d figures as PDF", len(figures))


def _figures(results: Results, model_files: Iterable[Path | str], main: str) -> dict[str, Sheet | Drawing]:
    """Return the figures of the comparison by name."""
    models = {Path(path).stem: load_model(path) for path in model_files}
    first: dict[str, Sheet | Drawing] = {"ranking": comparison_figures.ranking(results)}
    if not results.fitted:
        return first | {name: Drawing(1.0, 1.0) for name in ("data", "residuals", "parity")}
    first["data"] = comparison_figures.data(results, models, main)
    if results.yes_or_no:
        return first | {"residuals": class_figures.calibration(results), "parity": class_figures.probabilities(results)}
    return first | {"residuals": row_figures.residuals(results, main), "parity": row_figures.parity(results)}
