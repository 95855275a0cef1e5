"""More figures of the papers: Tc over the plotted power of one input, and levels of the alkali metals."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from tcreferee.base.priors import Array
from tcreferee.figures import hover, style
from tcreferee.figures.axes import Whole
from tcreferee.figures.layout import Sheet, sheet
from tcreferee.figures.panel import Key
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


def known(rows: Table, *names: str) -> tuple[Table, list[Array]]:
    """Return the rows in which all of some columns are known, and these columns."""
    whole = [row for row in rows if all(row[name] for name in names)]
    return whole, [np.array([float(row[name]) for row in whole]) for name in names]


def room(*values: Array) -> tuple[float, float]:
    """Return limits a little beyond some values."""
    low, high = min(float(v.min()) for v in values), max(float(v.max()) for v in values)
    return low - 0.06 * (high - low), high + 0.06 * (high - low)


def screening_fit(n_m3: Array, tc_K: Array) -> tuple[float, float]:
    """Return T_U (K) and B (K m^-1/2) of the least-squares line of Tc over n^(-1/6)."""
    x = n_m3 ** (-1 / 6) / SCREENING_X
    (t_u, slope), *_ = np.linalg.lstsq(np.stack([np.ones_like(x), x], axis=1), tc_K)
    return float(t_u), float(-slope / SCREENING_X)


def screening_line(x: Array, t_u_K: float, b_K_m05: float) -> Array:
    """Return Tc (K) at places of the axis, n^(-1/6) in `SCREENING_X`."""
    return tc_of_density_K((x * SCREENING_X) ** -6, np.array(t_u_K), np.array(b_K_m05))


def density_power(tables: Mapping[str, Table]) -> Sheet:
    """Draw Tc of YBa2Cu3Oy over n^(-1/6), every source of n with its own line, and the printed line."""
    found = {name: known(tables[name], "n_m3", "tc_K") for name in YBCO}
    fits = {name: screening_fit(*columns) for name, (_, columns) in found.items()}
    x = {name: n ** (-1 / 6) / SCREENING_X for name, (_, (n, _)) in found.items()}
    looks = dict(zip(YBCO, style.FAMILIES, strict=True))
    keys = [
        Key(f"{words}: $T_U$ = {fits[name][0]:.0f} K, $B$ = {fits[name][1] / 1e6:.2f}", shape, colour)
        for (name, words), (colour, shape) in zip(YBCO.items(), looks.values(), strict=True)
    ]
    printed = Key(
        f"printed line: {T_U_K:.0f} K, {B_K_M05 / 1e6:.2f} ($B$ in $10^6$ K m$^{{-1/2}}$)", "dash", style.BLACK
    )
    xs, tcs = room(*x.values()), room(*(tc for _, (_, tc) in found.values()), np.zeros(1))
    drawn = sheet(
        [("", style.BLACK)], [(xs, tcs)], 230.0, [r"$n^{-1/6}$ ($10^{-5}$ m$^{1/2}$)"],
        "critical temperature, $T_c$ (K)", [*keys, printed], columns=1,
    )  # fmt: skip
    (panel,) = drawn.panels
    ends = np.array(xs)
    panel.line("printed", ends, screening_line(ends, T_U_K, B_K_M05), style.BLACK, 0.9, (3, 1.5))
    for name, (rows, (n, tc)) in found.items():
        colour, shape = looks[name]
        t_u, b = fits[name]
        over = np.array([x[name].min(), x[name].max()])
        panel.line("fit", over, screening_line(over, t_u, b), colour, 0.9)
        pairs = zip(rows, tc, n, strict=True)
        tips = [
            f"{YBCO[name]}, {hover.plain(r['label'])}: {hover.amount(t, 'K')}, n = {at:.3g} m⁻³" for r, t, at in pairs
        ]
        panel.marks("row", x[name], tc, colour, 3.6, shape, tips=tips)
    return drawn.finished()


def inverse_square(tables: Mapping[str, Table]) -> Sheet:
    """Draw Tc over 1/xi^2 of cuprates and iron-based compounds with the printed Lambda, and the lengths not used."""
    families = (
        ("quantum_well_table1_cuprates", "cuprates", LAMBDA_CU_KA2, style.BLUE, "circle"),
        ("quantum_well_table2_iron", "iron-based", LAMBDA_FE_KA2, style.VERMILION, "square"),
    )
    keys, points = [], []
    for name, words, strength, colour, shape in families:
        rows, (xi, tc) = known(tables[name], "xi_printed_A", "tc_K")
        points.append((rows, xi, tc))
        keys.append(Key(f"{words}, ξ of the printed λ", shape, colour))
        keys.append(Key("another printed ξ", shape, "#fff", colour))
        keys.append(Key(rf"$\Lambda$ = {strength:.0f} K Å$^2$", "line", colour))
    others = [_other_lengths(rows) for rows, _, _ in points]
    xs = room(*(xi**-2.0 for _, xi, _ in points), *(xi**-2.0 for xi, _, _ in others))
    tcs = room(*(tc for _, _, tc in points), np.zeros(1))
    drawn = sheet(
        [("", style.BLACK)], [(xs, tcs)], 230.0, [r"$1/\xi^2$ (Å$^{-2}$)"], "critical temperature, $T_c$ (K)", keys,
        columns=1,
    )  # fmt: skip
    (panel,) = drawn.panels
    for (_, _, strength, colour, shape), (rows, xi, tc), other in zip(families, points, others, strict=True):
        ends = np.array(xs)
        panel.line("formula", ends, tc_of_xi_K(np.array(strength), ends**-0.5), colour, 0.9)
        other_xi, other_tc, labels = other
        tips = [f"{word}: {hover.amount(t, 'K')}, ξ = {a:g} Å, not used" for a, t, word in zip(*other, strict=True)]
        panel.marks("other", other_xi**-2.0, other_tc, "#fff", 2.9, shape, colour, tips)
        said = zip(rows, tc, xi, strict=True)
        tips = [f"{hover.plain(row['label'])}: {hover.amount(t, 'K')}, ξ = {a:g} Å" for row, t, a in said]
        panel.marks("row", xi**-2.0, tc, colour, 3.6, shape, tips=tips)
    return drawn.finished()


def _other_lengths(rows: Table) -> tuple[Array, Array, list[str]]:
    """Return printed lengths other than the one used, their Tc and labels."""
    found = [
        (float(row[name]), float(row["tc_K"]), hover.plain(row["label"]))
        for row in rows
        for name in ("xi_alpha_A", "xi_beta_A", "xi_gamma_A")
        if row.get(name) and row[name] != row["xi_printed_A"]
    ]
    return np.array([xi for xi, _, _ in found]), np.array([tc for _, tc, _ in found]), [word for *_, word in found]


LEVELS = (
    ("ef_printed_eV", "$E_F$ as printed", style.BLACK, 3.0),
    ("e_2r_100_printed_eV", "$E_{2R}$, [100]", style.BLUE, 1.8),
    ("e_2r_111_printed_eV", "$E_{2R}$, [111]", style.VERMILION, 1.8),
)


def alkali_levels(tables: Mapping[str, Table]) -> Sheet:
    """Draw the Fermi level of each alkali metal beside the energies of its standing waves."""
    rows = tables["exchange_alkali_table1"]
    keys = [Key(words, "bar" if wide > 2 else "line", colour) for _, words, colour, wide in LEVELS]
    keys.append(Key("$E_F$ of the free-electron formula", "diamond", "#fff", style.BLACK))
    columns = [known(rows, name) for name, *_ in LEVELS]
    free, (ef_free,) = known(rows, "ef_free_eV")
    top = 1.12 * max(float(ef_free.max()), *(float(level.max()) for _, (level,) in columns))
    drawn = sheet(
        [("", style.BLACK)], [(Whole(0.4, len(rows) + 0.6), (0.0, top))], 190.0, [""], "energy in the band (eV)",
        keys, columns=1,
    )  # fmt: skip
    (panel,) = drawn.panels
    place = {row["label"]: i + 1.0 for i, row in enumerate(rows)}
    for (name, words, colour, wide), (those, (level,)) in zip(LEVELS, columns, strict=True):
        at = np.array([place[row["label"]] for row in those])
        half = 0.28 if name == "ef_printed_eV" else 0.2
        panel.rows(name.replace("_", "-"), level, at - half, at + half, colour, wide)
        tips = [
            f"{row['label']}, {hover.plain(words.replace('$', ''))}: {hover.amount(e, 'eV')}"
            for row, e in zip(those, level, strict=True)
        ]
        panel.marks("level", at, level, colour, 0.5 * wide, tips=tips)
    at = np.array([place[row["label"]] for row in free])
    tips = [f"{row['label']}, free electrons: {hover.amount(e, 'eV', 3)}" for row, e in zip(free, ef_free, strict=True)]
    panel.marks("free", at, ef_free, "#fff", 4.2, "diamond", style.BLACK, tips)
    drawn.x_ticks[0] = False
    for row in rows:
        state = (
            "superconducts"
            if float(row["superconducting"])
            else f"at {float(row['pressure_onset_GPa']):g} GPa"
            if row["pressure_onset_GPa"]
            else "not found"
        )
        x = panel.left + float(panel.at(place[row["label"]], 0.0)[0])
        drawn.drawing.text((x, panel.top + panel.height + 11), row["label"], style.FONT, anchor="middle", name="metal")
        drawn.drawing.text((x, panel.top + panel.height + 20), state, style.SMALL_FONT, style.GREY, "middle", "state")
    drawn.drawing.height = panel.top + panel.height + 25
    return drawn.finished()
