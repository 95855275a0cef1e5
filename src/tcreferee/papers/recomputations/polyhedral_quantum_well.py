"""Recomputations of the polyhedral-quantum-well paper.

Bold type, which marked the length a row of Tables 1 and 2 uses, is lost. The length is taken by Lambda and Tc, not by
the printed product; every choice is the same for a Lambda from 1271 to 1366 (Cu) and from 377 to 411 (Fe), and comes
nearest to it.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import product
from statistics import correlation, fmean, linear_regression, median

from tcreferee.physics import polyhedral_quantum_well as well


def strength_of_row(tc: float, strength: float, **lengths: float) -> float:
    """Return Tc xi^2 with the length of the row whose Lambda/xi^2 is nearest to its Tc."""
    xi_A = min(lengths.values(), key=lambda each: abs(well.tc_K(strength, each) - tc))
    return well.strength_of_tc_KA2(tc, xi_A)


def exponent(**cells: float) -> float:
    """Return minus the slope of ln Tc against ln xi, xi the smallest length of the row; cells "tc_ROW", "xi_a_ROW"."""
    rows = sorted({name.partition("_")[2] for name in cells if name.startswith("tc")})
    log_tc = [math.log(cells[f"tc_{row}"]) for row in rows]
    lengths = {row: [cells[n] for n in cells if n.startswith("xi") and n.split("_")[2] == row] for row in rows}
    return -linear_regression([math.log(min(lengths[row])) for row in rows], log_tc).slope


def mean(**numbers: float) -> float:
    """Return the mean of the inputs."""
    return fmean(numbers.values())


def side_peak(width: float, shift: float) -> float:
    """Return the distance of the side peaks from the centre, in lattice constants."""
    return well.side_peak_position_a0(width, shift)


def rise_by_radius(tc: float, la: float, pr: float) -> float:
    """Return the rise of Tc when La gives way to Pr, Tc as the inverse radius."""
    return well.tc_rise_K(tc, la, pr)


def tc_of_length(strength: float, xi: float) -> float:
    """Return Eq. (1)."""
    return well.tc_K(strength, xi)


def xi_of_height(middle: float, height: float, c: float) -> float:
    """Return the distance of two heights given in units of c."""
    return well.xi_of_heights_A(middle, height, c)


def resonance(energy_beta: float, xi_beta: float, xi: float) -> float:
    """Return Eq. (3), its constant from the resonance of phase beta."""
    return well.resonance_meV(well.theta_of_resonance_meVA2(energy_beta, xi_beta), xi)


def planes_of_maximum(**tc: float) -> float:
    """Return the number of planes of the highest Tc, from temperatures named "tc_PLANES"."""
    return float(max(tc, key=lambda name: tc[name]).partition("_")[2])


RECOMPUTE: dict[str, Callable[..., float]] = {
    "table-*.row-*.lambda": strength_of_row,
    "*.mean-lambda-*": mean,
    "text.ratio-*": lambda copper, iron: copper / iron,
    "eq-1.exponent-cu": exponent,
    "text.inverse-proportional": exponent,
    "table-2.exponent-fe": exponent,
    "table-2.three-phase-series": lambda **lengths: float(sum(length > 0 for length in lengths.values())),
    "text.smfeaso-*-tc": lambda strength, xi, other: well.tc_K(strength, xi),
    "fig-2.*-denominator": lambda n: 1 / well.doping(n),
    "eq-2.x*": lambda n: well.doping(n),
    "text.c0-a0.*": lambda upper, lower, a: 2 * (lower - upper) / a,
    "text.c0-a0-four.*": lambda ratio: ratio,
    "text.stm-ratio.*": lambda upper, lower: well.side_peak_height(upper, lower),
    "fig-3.weak-peak": lambda upper_ccoc, lower_ccoc, upper_bi, lower_bi: mean(
        ccoc=well.side_peak_height(upper_ccoc, lower_ccoc), bi=well.side_peak_height(upper_bi, lower_bi)
    ),
    "fig-3.side-peak": side_peak,
    "fig-3.side-peak-bi2201": side_peak,
    "text.bi2223-order-radii": lambda ca, sr: float(2 * ca < ca + sr),
    "text.bi2223-order-table": lambda alpha, beta: float(alpha < beta),
    "text.optimal-doping": lambda n: well.doping(n),
    "text.double-optimal-doping": lambda p, planes: planes * p,
    "text.nickelate-xi": xi_of_height,
    "text.nickelate-tc": tc_of_length,
    "abstract.nickelate-bound.*": tc_of_length,
    "abstract.nickelate-onset": lambda onset: onset,
    "fig-2.tc-at-eighth": lambda tc: tc,
    "eq-2.*-doping": lambda x: x,
    "text.layers-of-maximum": planes_of_maximum,
    "text.trilayer-cuprate-xi": lambda xi: xi,
    "text.pr-shift": rise_by_radius,
    "text.pr-shift-agreement": rise_by_radius,
    "text.pr-shift-eq-1": lambda tc, la, pr: well.tc_rise_of_law_K(tc, la, pr),
    "text.pr-shift-measured": lambda pr, la: pr - la,
    "text.xi-alpha": lambda xi: xi,
    "table-2.row-12.xi-alpha": lambda c, eta_beta, eta_gamma: well.xi_alpha_1144_A(c, eta_beta, eta_gamma),
    "*.xi-beta": lambda planes: well.xi_beta_1144_A(planes),
    "*.xi-gamma": lambda c, planes: well.xi_gamma_1144_A(c, planes),
    "text.energy-*": resonance,
    "text.intensity-*": lambda even, odd: well.mode_strength(even, odd),
    "fig-5.phase-lag": lambda cycle: cycle / 4,
    "text.cakfe4as4-order-radii": lambda as_, ca, k, **_: float((as_ < ca) + (ca < k)),
    "text.cakfe4as4-order-table": lambda alpha, beta, gamma: float((alpha < beta) + (beta < gamma)),
    "text.kfe2se2-sc-*": tc_of_length,
    "text.kfe2se2-shift": lambda xi: well.electron_shift_A(xi),
}


def _rows(cells: dict[str, float]) -> dict[str, tuple[float, list[float]]]:
    """Return Tc and lengths of each row from cells named "tc_ROW", "xi_a_ROW"."""
    names = [name.partition("_")[2] for name in cells if name.startswith("tc_")]
    return {row: (cells[f"tc_{row}"], [v for n, v in cells.items() if n[:2] == "xi" and n[5:] == row]) for row in names}


def _chosen(pick: Callable[[list[float], float], float], cells: dict[str, float]) -> tuple[list[float], list[float]]:
    """Return the logarithms of lengths and temperatures, the length of each row picked from lengths and Tc."""
    rows = _rows(cells).values()
    return [math.log(pick(lengths, tc)) for tc, lengths in rows], [math.log(tc) for tc, _ in rows]


def _smallest(lengths: list[float], _: float) -> float:
    return min(lengths)


def _largest(lengths: list[float], _: float) -> float:
    return max(lengths)


def _nearest(strength: float) -> Callable[[list[float], float], float]:
    return lambda lengths, tc: min(lengths, key=lambda xi: abs(well.tc_K(strength, xi) - tc))


def _power(pick: Callable[[list[float], float], float]) -> Callable[..., float]:
    return lambda **cells: -linear_regression(*_chosen(pick, cells)).slope


def _correlation(pick: Callable[[list[float], float], float]) -> Callable[..., float]:
    return lambda **cells: correlation(*_chosen(pick, cells))


def _lowest_power(**cells: float) -> float:
    rows = list(_rows(cells).values())
    log_tc = [math.log(tc) for tc, _ in rows]
    choices = product(*(lengths for _, lengths in rows))
    return min(-linear_regression([math.log(xi) for xi in choice], log_tc).slope for choice in choices)


def _mean_strength(**cells: float) -> float:
    return fmean(well.strength_of_tc_KA2(tc, min(lengths)) for tc, lengths in _rows(cells).values())


def _notes_of_exponent(strength: float) -> dict[str, Callable[..., float]]:
    return {
        "largest": _power(_largest), "chosen": _power(_nearest(strength)), "mean_strength": _mean_strength,
        "correlation": _correlation(_smallest), "correlation_largest": _correlation(_largest),
        "correlation_chosen": _correlation(_nearest(strength)), "lowest": _lowest_power,
    }  # fmt: skip


def _energy_for(printed: float, xi_beta: float, xi: float) -> float:
    """Return the energy of phase beta with which a length gives the printed energy."""
    return printed * xi**2 / xi_beta**2


# Numbers for the notes.
NOTES: dict[str, dict[str, Callable[..., float]]] = {
    "table-*.row-*.lambda": {
        "alpha": lambda tc, xi_a: tc * xi_a**2,
        "beta": lambda tc, xi_b: tc * xi_b**2,
        "gamma": lambda tc, xi_g: tc * xi_g**2,
        "tc_needed": lambda printed, xi_a: printed / xi_a**2,
        "xi_needed": lambda printed, tc: math.sqrt(printed / tc),
    },
    "*.mean-lambda-*": {
        "lowest": lambda **rows: min(rows.values()),
        "median": lambda **rows: median(rows.values()),
        "mean_without": lambda **rows: fmean(sorted(rows.values())[1:]),
    },
    "eq-1.exponent-cu": _notes_of_exponent(1300.0),
    "text.inverse-proportional": _notes_of_exponent(1300.0),
    "table-2.exponent-fe": _notes_of_exponent(400.0),
    "text.c0-a0.*": {
        "c": lambda upper, lower: 2 * (lower - upper),
        "a_needed": lambda upper, lower, printed: 2 * (lower - upper) / printed,
    },
    "text.bi2223-order-radii": {"gap": lambda ca, sr: (sr - ca) / 100},
    "text.bi2223-order-table": {"gap": lambda alpha, beta: beta - alpha},
    "text.nickelate-tc": {"below": lambda recomputed: 100 * (1 - 80 / recomputed)},
    "abstract.nickelate-bound.*": {"xi_needed": lambda strength, printed: well.xi_of_tc_A(strength, printed)},
    "abstract.nickelate-onset": {"below": lambda recomputed, printed: printed - recomputed},
    "text.pr-shift-eq-1": {"radius_needed": lambda tc, la, printed: la / math.sqrt(1 + printed / tc)},
    "text.xi-alpha": {
        "at_printed": lambda: 2.928 * math.sqrt(13 / 17.9),
        "at_measured": lambda: 2.928 * math.sqrt(13 / 18.3),
    },
    "text.xi-gamma": {"as_read": lambda c, planes: (c - 2 * planes) / 2},
    "text.energy-alpha*": {
        "energy_needed": _energy_for,
        "gamma_then": lambda printed, xi_beta, xi: resonance(_energy_for(printed, xi_beta, xi), xi_beta, 3.387),
        "missed": lambda recomputed: 18.3 - recomputed,
        "missed_text": lambda energy_beta, xi_beta: 18.3 - resonance(energy_beta, xi_beta, 2.504),
    },
    "text.intensity-beta": {
        "root": lambda recomputed: math.sqrt(recomputed),
        "mean": lambda even: (well.mode_strength(even, 3.13) + well.mode_strength(even, 4.37)) / 2,
    },
    "fig-5.phase-lag": {"advance": lambda recomputed: recomputed * 17.9 / 9.7},
    "text.cakfe4as4-order-radii": {
        "beta_above": lambda as_, ca: (ca - as_) / 100,
        "gamma_above": lambda as_, k: (k - as_) / 100,
    },
    "text.cakfe4as4-order-table": {
        "beta_above": lambda alpha, beta: beta - alpha,
        "gamma_above": lambda alpha, gamma: gamma - alpha,
    },
}
