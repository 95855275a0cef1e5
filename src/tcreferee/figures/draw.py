"""Draw all figures of one comparison in one process: imports are most of the cost."""

from __future__ import annotations

import hashlib
import logging
import string
import time
from collections.abc import Iterable
from pathlib import Path

from tcreferee.base.provenance import write_text
from tcreferee.comparison.read import Results, read_results
from tcreferee.figures import comparison, influence, posterior, probabilities, replicates, rows, trace
from tcreferee.figures.drawing import Drawing
from tcreferee.figures.layout import Sheet
from tcreferee.formulas.loading import load_model

_DIGITS = string.ascii_letters + string.digits
OF_A_MODEL = {"trace": trace.trace, "corner": posterior.corner}


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
        Folder of the figures: ranking, data, residuals, parity, influence and predictive (of a yes-or-no response
        `residuals` is the calibration and `parity` the probabilities); in its folder `models` the trace and corner
        plots of each model. All are SVG.
    log : logging.Logger
    """
    out, start = Path(out), time.monotonic()
    results = read_results(folder)
    figures = _figures(results, model_files, main)
    for name, figure in figures.items():
        write_text(out / f"{name}.svg", figure.svg(scope(results.comparison, name)))
    log.debug("%d figures of the comparison, %.2f s", len(figures), time.monotonic() - start)
    place = out / "models"
    place.mkdir(parents=True, exist_ok=True)
    for result in results.models:
        for kind, drawn in OF_A_MODEL.items():
            figure = Drawing(1.0, 1.0) if result.refused else drawn(result)
            name = f"{result.name}_{kind}"
            write_text(place / f"{name}.svg", figure.svg(scope(results.comparison, f"models/{name}")))
    log.debug("figures of %d models, %.2f s", len(results.models), time.monotonic() - start)
    log.info("%s: %d figures", results.comparison, len(figures) + len(OF_A_MODEL) * len(results.models))


def draw_pdfs(
    folder: Path | str, model_files: Iterable[Path | str], main: str, out: Path | str, log: logging.Logger
) -> None:
    """Draw the figures of one comparison for a manuscript, as PDF; those of its models are for the screen.

    Parameters
    ----------
    folder, model_files, main, out, log
        As for `draw`.
    """
    figures = _figures(read_results(folder), model_files, main)
    for name, figure in figures.items():
        figure.save_pdf(Path(out) / f"{name}.pdf")
    log.info("%d figures as PDF", len(figures))


def scope(comparison: str, figure: str) -> str:
    """Return the id of a figure in a page that holds many: it follows from the names alone.

    A capital F and five letters or digits: among the 600 figures of a report two agree once in 5,000 configurations.
    """
    number, said = int.from_bytes(hashlib.sha256(f"{comparison}/{figure}".encode()).digest()[:8], "big"), "F"
    for _ in range(5):
        number, digit = divmod(number, len(_DIGITS))
        said += _DIGITS[digit]
    return said


def _figures(results: Results, model_files: Iterable[Path | str], main: str) -> dict[str, Sheet | Drawing]:
    """Return the figures of the comparison by name."""
    models = {Path(path).stem: load_model(path) for path in model_files}
    first: dict[str, Sheet | Drawing] = {"ranking": comparison.ranking(results)}
    if not results.fitted:
        return first | {name: Drawing(1.0, 1.0) for name in ("data", "residuals", "parity", "influence", "predictive")}
    first["data"] = comparison.data(results, models, main)
    first["influence"] = influence.influence(results, main)
    first["predictive"] = replicates.predictive(results)
    if results.yes_or_no:
        return first | {"residuals": probabilities.calibration(results), "parity": probabilities.probabilities(results)}
    return first | {"residuals": rows.residuals(results, main), "parity": rows.parity(results)}
