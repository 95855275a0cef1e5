"""The figures of some comparisons in one job, so that matplotlib is imported once."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tcreferee.base.kept import Kept, mark
from tcreferee.base.provenance import sha256


def draw_batch(
    comparisons: Mapping[str, Mapping[str, Any]], code: str, results: Path | str, log: logging.Logger
) -> None:
    """Draw the figures of the comparisons whose results have changed.

    Parameters
    ----------
    comparisons : mapping of comparison to mapping
        `sources`, the results the figures are drawn from; `models`, the model files, and `models_checksum`; `x`, the
        column of the null models; `figures`, the files to draw.
    code : str
        Checksum of the drawing itself.
    results : path
        Folder with a folder for each comparison.
    log : logging.Logger
    """
    for name, about in comparisons.items():
        folder = Path(results) / name
        kept, files = Kept(folder / "figures.json"), [folder / "figures" / figure for figure in about["figures"]]
        its_mark = mark([code, *map(sha256, about["sources"]), about["models_checksum"], about["x"]])
        if not kept.whole("figures", its_mark, files):
            from tcreferee.figures.draw import draw

            draw(folder, about["models"], about["x"], folder / "figures", log)
        kept.add("figures", its_mark, files)
        kept.write()
