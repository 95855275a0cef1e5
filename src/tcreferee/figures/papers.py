"""Figures of the papers, redrawn from the tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
from matplotlib import rc_context
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from tcreferee.base.priors import Array
from tcreferee.figures import style
from tcreferee.figures.names import name_points
from tcreferee.figures.panels import Limits, bars, line_key, mark_key, points, sheet
from tcreferee.figures.paper_series import (
    ALPHA_PERK,
    B_K_M05,
    T_U_K,
    Table,
    around,
    density_power,
    inverse_square,
    known,
    one_panel,
)
from tcreferee.physics.bec_double_bridge import tc_of_attraction_K
from tcreferee.physics.general_model_screening import (
    screening_coefficient_m05,
    t_u_metal_K,
    unified_x_K_m05,
    unified_y_K,
)

ANGSTROM = 1e-10
LARGEST_A_NM = 0.6
DASH = (0, (3, 2))
# ASSUME: distance d0 of YBa2Cu3Oy from memory; it moves its points along the line, not off it
D0_YBCO_M = 1.93e-10


def attraction(tables: Mapping[str, Table]) -> Figure:
    """Draw Tc against |a| for every compound of the BEC table."""
    rows = tables["bec_table1_cuprates"]
    _, (n_m3, mass_me, tc_K) = known(rows, "n_pair_m3", "m_pair_me", "tc_K")
    a_nm = np.linspace(0.0, LARGEST_A_NM, 50)
    curves = [tc_of_attraction_K(a_nm, n, m) for n, m in zip(n_m3, mass_me, strict=True)]
    looks = [style.FAMILIES[i % len(style.FAMILIES)] for i in range(len(rows))]
    keys = [mark_key(row["label"], colour, shape) for row, (colour, shape) in zip(rows, looks, strict=True)]
    top = 1.05 * max(float(curve.max()) for curve in curves)
    figure, panel = one_panel(
        (Limits(0.0, LARGEST_A_NM), Limits(0.0, top)), 200.0, "scattering length, $|a|$ (nm)",
        "condensation temperature, $T_c$ (K)", keys,
    )  # fmt: skip
    for curve, (colour, shape), tc in zip(curves, looks, tc_K, strict=True):
        panel.plot(a_nm, curve, color=colour, label="_curve")
        meets = (tc - curve[0]) / (curve[-1] - curve[0]) * LARGEST_A_NM
        points(panel, "measured", np.array([meets]), np.array([tc]), colour, 4.4, shape, style.BLACK)
    return figure


def unified(tables: Mapping[str, Table]) -> Figure:
    """Draw the unified plot, and beside it the same plot without the factor that both axes share."""
    names = ("n_m3", "d0_A", "r_plus_A", "alpha_perK", "tc_K")
    rows, (n_m3, d0_A, r_A, alpha, tc_K) = known(tables["metals_channel_valence"], *names)
    d0_m, r_m = d0_A * ANGSTROM, r_A * ANGSTROM
    x, y = unified_x_K_m05(n_m3, d0_m, alpha), unified_y_K(t_u_metal_K(d0_m, r_m, alpha), tc_K)
    lengths = 2e10 * screening_coefficient_m05() * n_m3 ** (-1 / 6), y * alpha * d0_m / ANGSTROM
    _, (n_ybco, tc_ybco) = known(tables["ybco_jorgensen1990"], "n_m3", "tc_K")
    x_ybco = unified_x_K_m05(n_ybco, np.full(len(n_ybco), D0_YBCO_M), np.full(len(n_ybco), ALPHA_PERK))
    y_ybco = unified_y_K(np.full(len(n_ybco), T_U_K), tc_ybco)
    seen = y > 0
    left = [_decades(x[seen], x_ybco), _decades(y[seen], y_ybco)]
    both = around(*lengths)
    keys: list[Artist] = [
        mark_key("metals", style.BLUE), mark_key("YBa2Cu3Oy", style.VERMILION, style.SQUARE),
        line_key("the formula", style.GREY), line_key("printed line of YBa2Cu3Oy", style.GREY, 1.1, DASH),
    ]  # fmt: skip
    labels = [
        r"$n^{-1/6}/(\alpha d_0)$ (K m$^{-1/2}$)", r"$2\,e_s n^{-1/6}$ (Å)",
    ]  # fmt: skip
    y_label = r"left: $T_U - T_c$ (K); right: $d_0 - 2r_+ - \alpha d_0 T_c$ (Å)"
    titles = [("as in the paper", style.BLACK), ("without the shared factor", style.BLACK)]
    figure, (first, second) = sheet(titles, [(left[0], left[1]), (both, both)], 190.0, labels, y_label, keys, 2)
    ends = np.array(left[0][:2])
    first.plot(ends, 2 * screening_coefficient_m05() * ends, color=style.GREY, label="_formula")
    first.plot(ends, B_K_M05 * ALPHA_PERK * D0_YBCO_M * ends, color=style.GREY, linestyle=DASH, label="_printed")
    points(first, "metal", x[seen], y[seen], style.BLUE, 3.4)
    points(first, "oxide", x_ybco, y_ybco, style.VERMILION, 3.4, style.SQUARE)
    second.plot(both[:2], both[:2], color=style.GREY, label="_formula")
    points(second, "metal", *lengths, style.BLUE, 3.4)
    far = np.argsort(-np.abs(lengths[1] - lengths[0]))[:6]
    name_points(second, np.stack(lengths, axis=1), [(lengths[0][i], lengths[1][i], rows[i]["label"]) for i in far])
    return figure


def _decades(*values: Array) -> Limits:
    low, high = min(float(v.min()) for v in values), max(float(v.max()) for v in values)
    room = (high / low) ** 0.06
    return Limits(low / room, high * room, log=True)


LEVELS = (
    ("ef_printed_eV", "$E_F$ as printed", style.BLACK, 3.0, 0.28),
    ("e_2r_100_printed_eV", "$E_{2R}$, [100]", style.BLUE, 1.8, 0.2),
    ("e_2r_111_printed_eV", "$E_{2R}$, [111]", style.VERMILION, 1.8, 0.2),
)


def alkali_levels(tables: Mapping[str, Table]) -> Figure:
    """Draw the Fermi level of each alkali metal beside the energies of its standing waves."""
    rows = tables["exchange_alkali_table1"]
    keys: list[Artist] = [line_key(words, colour, wide) for _, words, colour, wide, _ in LEVELS]
    keys.append(mark_key("$E_F$ of the free-electron formula", "white", style.DIAMOND, style.BLACK))
    columns = [known(rows, name) for name, *_ in LEVELS]
    free, (ef_free,) = known(rows, "ef_free_eV")
    top = 1.12 * max(float(ef_free.max()), *(float(level.max()) for _, (level,) in columns))
    figure, panel = one_panel(
        (Limits(0.4, len(rows) + 0.6), Limits(0.0, top)), 190.0, " ", "energy in the band (eV)", keys
    )  # fmt: skip
    place = {row["label"]: i + 1.0 for i, row in enumerate(rows)}
    for (name, _, colour, wide, half), (those, (level,)) in zip(LEVELS, columns, strict=True):
        at = np.array([place[row["label"]] for row in those])
        bars(panel, name, level, at - half, at + half, flat=True, color=colour, linewidth=wide)
    points(
        panel, "free", np.array([place[r["label"]] for r in free]), ef_free, "white", 5.0, style.DIAMOND, style.BLACK
    )
    _metals(panel, rows)
    return figure


def _metals(panel: Axes, rows: Table) -> None:
    """Write each metal and its state under the axis."""
    states = [
        "superconducts" if float(row["superconducting"])
        else f"at {float(row['pressure_onset_GPa']):g} GPa" if row["pressure_onset_GPa"]
        else "not found"
        for row in rows
    ]  # fmt: skip
    names = [f"{row['label']}\n{state}" for row, state in zip(rows, states, strict=True)]
    panel.set_xticks(np.arange(1.0, len(rows) + 1), names, linespacing=1.2)


FIGURES: dict[str, Callable[[Mapping[str, Table]], Figure]] = {
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
        Sidecars of the tables in `tcreferee.figures.captions.TABLES`.
    out : mapping of figure name to path
        SVG files.
    """
    from tcreferee.data.check import process

    tables = {name: process(Path(path)).rows for name, path in sidecars.items()}
    for name, path in out.items():
        with rc_context(style.RC):
            style.save(FIGURES[name](tables), path)
