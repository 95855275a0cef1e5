"""How far repeated reports of one stated composition scatter in Tc, by class of materials.

The rule: clean reports whose composition is a number for every element are one compound if all amounts agree; flagged
ones are left out; a compound counts with three reports or more; its scatter is their standard deviation. Reports mix
dopings, films and pressures that the formula does not state, so this is no error of a measurement.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import compress

import numpy as np

from tcreferee.supercon.groups import far_out
from tcreferee.supercon.reports import Report

FEWEST = 3  # reports of a compound
COLUMNS = ("material_class", "compounds", "reports", "sd_lower_K", "sd_median_K", "sd_upper_K")


def class_of(amounts: Mapping[str, float]) -> str:
    """Return the class of materials of a composition, by its elements; "" for one of no class."""
    elements = set(amounts)
    if len(elements) == 1:
        return "elements"
    if {"Cu", "O"} <= elements:
        return (
            "lanthanum_cuprates" if elements <= {"La", "Sr", "Ba", "Ca", "Cu", "O"} and "La" in elements else "cuprates"
        )
    if "Fe" in elements and elements & {"As", "P", "Se", "Te", "S"}:
        return "iron_based"
    return ""


def report_scatter(reports: Iterable[Report]) -> list[dict[str, str]]:
    """Return number of compounds and reports, and the quartiles of the scatter of a compound, for each class.

    Parameters
    ----------
    reports : iterable of Report
        Clean.

    Returns
    -------
    list of dict
        Text cells of `COLUMNS`; kelvin.
    """
    compounds: dict[tuple[tuple[str, float], ...], list[float]] = {}
    for report in reports:
        if not report.open_oxygen:
            key = tuple(sorted((symbol, round(amount, 6)) for symbol, amount in report.amounts.items()))
            compounds.setdefault(key, []).append(report.tc_K)
    found: dict[str, list[tuple[int, float]]] = {}
    for key, values in compounds.items():
        kept = list(compress(values, (not far for far in far_out(values))))
        if len(kept) >= FEWEST and (name := class_of(dict(key))):
            found.setdefault(name, []).append((len(kept), float(np.std(kept, ddof=1))))
    rows = []
    for name, each in sorted(found.items()):
        quartiles = np.quantile([sd for _, sd in each], [0.25, 0.5, 0.75])
        cells = (name, len(each), sum(count for count, _ in each), *(f"{value:.2f}" for value in quartiles))
        rows.append(dict(zip(COLUMNS, map(str, cells), strict=True)))
    return rows
