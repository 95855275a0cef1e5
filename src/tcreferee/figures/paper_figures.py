"""Figures of the papers, drawn anew from the tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np

from tcreferee.figures import style
from tcreferee.figures.layout import Sheet, sheet
from tcreferee.figures.panel import Key
from tcreferee.figures.paper_series import (
    ALPHA_PERK,
    B_K_M05,
    T_U_K,
    Table,
    alkali_levels,
    density_power,
    inverse_square,
    known,
    room,
)
from tcreferee.figures.rows import name_points
from tcreferee.physics.bec_double_bridge import tc_of_attraction_K
from tcreferee.physics.general_model_screening import (
    screening_coefficient_m05,
    t_u_metal_K,
    unified_x_K_m05,
    unified_y_K,
)

ANGSTROM = 1e-10
LARGEST_A_NM = 0.6
# ASSUME: distance d0 of YBa2Cu3Oy from memory; it moves its points along the line, not off it
D0_YBCO_M = 1.93e-10


def attraction(tables: Mapping[str, Table]) -> Sheet:
    """Draw Tc against |a| for every compound of the BEC table."""
    rows = tables["bec_table1_cuprates"]
    _, (n_m3, mass_me, tc_K) = known(rows, "n_pair_m3", "m_pair_me", "tc_K")
    a_nm = np.linspace(0.0, LARGEST_A_NM, 50)
    curves = [tc_of_attraction_K(a_nm, n, m) for n, m in zip(n_m3, mass_me, strict=True)]
    looks = [(style.FAMILIES[i % 7], row["label"]) for i, row in enumerate(rows)]
    keys = [Key(label, "line", colour) for (colour, _), label in looks]
    top = 1.05 * max(float(curve.max()) for curve in curves)
    drawn = sheet(
        [("", style.BLACK)], [((0.0, LARGEST_A_NM), (0.0, top))], 200.0, ["scattering length, $|a|$ (nm)"],
        "condensation temperature, $T_c$ (K)", keys, columns=1,
    )  # fmt: skip
    (panel,) = drawn.panels
    for curve, ((colour, shape), _), tc in zip(curves, looks, tc_K, strict=True):
        panel.line("curve", a_nm, curve, colour)
        meets = (tc - curve[0]) / (curve[-1] - curve[0]) * LARGEST_A_NM
        panel.marks("measured", np.array([meets]), np.array([tc]), colour, 4.0, shape, style.BLACK)
    return drawn.finished()


def unified(tables: Mapping[str, Table]) -> Sheet:
    """Draw the unified plot, and beside it the same without the factor its axes share."""
    names = ("n_m3", "d0_A", "r_plus_A", "alpha_perK", "tc_K")
    rows, (n_m3, d0_A, r_A, alpha, tc_K) = known(tables["metals_channel_valence"], *names)
    d0_m, r_m = d0_A * ANGSTROM, r_A * ANGSTROM
    x, y = unified_x_K_m05(n_m3, d0_m, alpha), unified_y_K(t_u_metal_K(d0_m, r_m, alpha), tc_K)
    _, (n_ybco, tc_ybco) = known(tables["ybco_jorgensen1990"], "n_m3", "tc_K")
    x_ybco = unified_x_K_m05(n_ybco, np.full(len(n_ybco), D0_YBCO_M), np.full(len(n_ybco), ALPHA_PERK))
    seen = y > 0
    points = [
        (np.log10(x[seen]), np.log10(y[seen])),
        (np.log10(x_ybco), np.log10(unified_y_K(np.full(len(n_ybco), T_U_K), tc_ybco))),
    ]
    lengths = 2e10 * screening_coefficient_m05() * n_m3 ** (-1 / 6), y * alpha * d0_m / ANGSTROM
    left = room(points[0][0], points[1][0]), room(points[0][1], points[1][1])
    both = room(*lengths)
    titles = [("as in the paper", style.BLACK), ("without the shared factor", style.BLACK)]
    labels = [r"$\log_{10}\,n^{-1/6}/(\alpha d_0)$ (K m$^{-1/2}$)", r"$2\,e_s n^{-1/6}$ (Å)"]
    keys = [
        Key("metals", "circle", style.BLUE), Key("YBa2Cu3Oy", "square", style.VERMILION),
        Key("the formula", "line", style.GREY),
    ]  # fmt: skip
    y_label = r"left: $\log_{10}(T_U - T_c)$ (K); right: $d_0 - 2r_+ - \alpha d_0 T_c$ (Å)"
    drawn = sheet(titles, [left, (both, both)], 190.0, labels, y_label, keys, columns=2)
    first, second = drawn.panels
    ends = np.array(left[0])
    first.line("formula", ends, ends + np.log10(2 * screening_coefficient_m05()), style.GREY)
    slope = np.log10(B_K_M05 * ALPHA_PERK * D0_YBCO_M)
    first.line("formula", ends, ends + slope, style.GREY, dash=(3, 2))
    first.marks("metal", *points[0], style.BLUE, 3.2)
    first.marks("oxide", *points[1], style.VERMILION, 3.2, "square")
    second.line("formula", np.array(both), np.array(both), style.GREY)
    second.marks("metal", *lengths, style.BLUE, 3.2)
    at = second.at(*lengths)
    far = np.argsort(-np.abs(lengths[1] - lengths[0]))[:6]
    name_points(second, drawn.drawing, at, [(at[i], rows[i]["label"]) for i in far])
    return drawn.finished()


FIGURES: dict[str, Callable[[Mapping[str, Table]], Sheet]] = {
    "bec_attraction": attraction,
    "density_power": density_power,
    "unified_plot": unified,
    "inverse_square": inverse_square,
    "alkali_levels": alkali_levels,
}


def draw_paper_figures(sidecars: Mapping[str, Path | str], out: Mapping[str, Path | str]) -> None:
    """Draw the papers' figures.

    Parameters
    ----------
    sidecars : mapping of str to path
        Of the tables of the figures, `tcreferee.figures.captions.TABLES`.
    out : mapping of figure name to path
        SVG files.
    """
    from tcreferee.base.provenance import write_text
    from tcreferee.data.check import process

    tables = {name: process(Path(path)).rows for name, path in sidecars.items()}
    for name, path in out.items():
        write_text(path, FIGURES[name](tables).svg(f"Paper-{name}"))
