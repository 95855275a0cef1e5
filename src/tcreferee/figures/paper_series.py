"""Figures of the papers that plot Tc against a power of one input."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from tcreferee.base.priors import Array
from tcreferee.figures import style
from tcreferee.figures.panels import Limits, line_key, mark_key, points, sheet
from tcreferee.physics.general_model_screening import tc_of_density_K
from tcreferee.physics.polyhedral_quantum_well import tc_K as tc_of_xi_K

Table = list[dict[str, str]]
# "A general model for superconductivity" prints T_U, B and alpha of YBa2Cu3Oy
T_U_K, B_K_M05, ALPHA_PERK = 212.46, 5.651e6, 0.92e-6
# the polyhedral-quantum-well paper prints these mean strengths, kelvin angstrom^2
LAMBDA_CU_KA2, LAMBDA_FE_KA2 = 1300.0, 400.0
YBCO = {
    "ybco_jorgensen1990": "Jorgensen 1990", "ybco_kraut1993": "Kraut 1993", "ybco_ando2002": "Ando 2002",
    "ybco_wang1987": "Wang 1987", "ybco_nist_srd62": "NIST SRD 62", "ybco_liang2006": "Liang 2006",
    "ybco_panagopoulos1998": "Panagopoulos 1998",
}  # fmt: skip
SCREENING_X = 1e-5  # m^(1/2), unit of the axis
DASH = (0, (3, 1.5))
TC_LABEL = "critical temperature, $T_c$ (K)"


def known(rows: Table, *names: str) -> tuple[Table, list[Array]]:
    """Return the rows in which all the named columns have a value, and these columns."""
    whole = [row for row in rows if all(row[name] for name in names)]
    return whole, [np.array([float(row[name]) for row in whole]) for name in names]


def around(*values: Array) -> Limits:
    """Return limits a little beyond the values."""
    low, high = min(float(v.min()) for v in values), max(float(v.max()) for v in values)
    return Limits(low - 0.06 * (high - low), high + 0.06 * (high - low))


def one_panel(
    limits: tuple[Limits, Limits], height: float, x_label: str, y_label: str, keys: Sequence[Artist]
) -> tuple[Figure, Axes]:
    """Return a figure of one panel without a title, and the panel."""
    figure, (panel,) = sheet([("", style.BLACK)], [limits], height, [x_label], y_label, keys, 1)
    return figure, panel


def screening_fit(n_m3: Array, tc_K: Array) -> tuple[float, float]:
    """Return T_U (K) and B (K m^-1/2) of the least-squares line of Tc over n^(-1/6)."""
    x = n_m3 ** (-1 / 6) / SCREENING_X
    (t_u, slope), *_ = np.linalg.lstsq(np.stack([np.ones_like(x), x], axis=1), tc_K)
    return float(t_u), float(-slope / SCREENING_X)


def screening_line(x: Array, t_u_K: float, b_K_m05: float) -> Array:
    """Return Tc (K) at places of the axis, n^(-1/6) in `SCREENING_X`."""
    return tc_of_density_K((x * SCREENING_X) ** -6, np.array(t_u_K), np.array(b_K_m05))


def density_power(tables: Mapping[str, Table]) -> Figure:
    """Draw Tc of YBa2Cu3Oy against n^(-1/6): a line for each source of n, and the printed line."""
    found = {name: known(tables[name], "n_m3", "tc_K")[1] for name in YBCO}
    fits = {name: screening_fit(*columns) for name, columns in found.items()}
    x = {name: n ** (-1 / 6) / SCREENING_X for name, (n, _) in found.items()}
    looks = dict(zip(YBCO, style.FAMILIES, strict=True))
    keys: list[Line2D] = [
        mark_key(f"{words}: $T_U$ = {fits[name][0]:.0f} K, $B$ = {fits[name][1] / 1e6:.2f}", *looks[name])
        for name, words in YBCO.items()
    ]
    printed = f"printed line: {T_U_K:.0f} K, {B_K_M05 / 1e6:.2f} ($B$ in $10^6$ K m$^{{-1/2}}$)"
    keys.append(line_key(printed, style.BLACK, 0.9, DASH))
    xs, tcs = around(*x.values()), around(*(tc for _, tc in found.values()), np.zeros(1))
    figure, panel = one_panel((xs, tcs), 230.0, r"$n^{-1/6}$ ($10^{-5}$ m$^{1/2}$)", TC_LABEL, keys)
    ends = np.array(xs[:2])
    panel.plot(
        ends, screening_line(ends, T_U_K, B_K_M05), color=style.BLACK, linewidth=0.9, linestyle=DASH, label="_printed"
    )
    for name, (_, tc) in found.items():
        colour, shape = looks[name]
        over = np.array([x[name].min(), x[name].max()])
        panel.plot(over, screening_line(over, *fits[name]), color=colour, linewidth=0.9, label="_fit")
        points(panel, "row", x[name], tc, colour, 3.8, shape)
    return figure


def inverse_square(tables: Mapping[str, Table]) -> Figure:
    """Draw Tc against 1/xi^2 for both families with the printed Lambda, and the printed lengths that were not used."""
    families = (
        ("quantum_well_table1_cuprates", "cuprates", LAMBDA_CU_KA2, style.BLUE, style.CIRCLE),
        ("quantum_well_table2_iron", "iron-based", LAMBDA_FE_KA2, style.VERMILION, style.SQUARE),
    )
    used = [known(tables[name], "xi_printed_A", "tc_K")[1] for name, *_ in families]
    others = [other_lengths(tables[name]) for name, *_ in families]
    keys = [mark_key(f"{words}, ξ of the printed λ", colour, shape) for _, words, _, colour, shape in families]
    keys += [mark_key("another printed ξ", "white", shape, colour) for _, _, _, colour, shape in families]
    keys += [line_key(rf"$\Lambda$ = {strength:.0f} K Å$^2$", colour) for _, _, strength, colour, _ in families]
    xs = around(*(xi**-2.0 for xi, _ in [*used, *others]))
    tcs = around(*(tc for _, tc in used), np.zeros(1))
    figure, panel = one_panel((xs, tcs), 230.0, r"$1/\xi^2$ (Å$^{-2}$)", TC_LABEL, keys)
    ends = np.array(xs[:2])
    for (_, _, strength, colour, shape), (xi, tc), (other_xi, other_tc) in zip(families, used, others, strict=True):
        panel.plot(ends, tc_of_xi_K(np.array(strength), ends**-0.5), color=colour, linewidth=0.9, label="_formula")
        points(panel, "other", other_xi**-2.0, other_tc, "white", 3.1, shape, colour)
        points(panel, "row", xi**-2.0, tc, colour, 3.8, shape)
    return figure


def other_lengths(rows: Table) -> tuple[Array, Array]:
    """Return the printed lengths that were not used, and their Tc."""
    found = [
        (float(row[name]), float(row["tc_K"]))
        for row in rows
        for name in ("xi_alpha_A", "xi_beta_A", "xi_gamma_A")
        if row.get(name) and row[name] != row["xi_printed_A"]
    ]
    return np.array([xi for xi, _ in found]), np.array([tc for _, tc in found])
