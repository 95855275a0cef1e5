"""Recomputations of the polyhedral-quantum-well paper.

Bold type, which marked the length a row of Tables 1 and 2 uses, is lost. The length is taken by Lambda and Tc, not by
the printed product; every choice is the same for a Lambda from 1271 to 1366 (Cu) and from 377 to 411 (Fe), and comes
nearest to it.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from statistics import fmean, linear_regression

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


RECOMPUTE: dict[str, Callable[..., float]] = {
    "table-*.row-*.lambda": strength_of_row,
    "*.mean-lambda-*": mean,
    "text.ratio-*": lambda copper, iron: copper / iron,
    "eq-1.exponent-cu": exponent,
    "text.inverse-proportional": exponent,
    "table-2.exponent-fe": exponent,
    "table-2.three-phase-series": lambda **lengths: float(sum(length > 0 for length in lengths.values())),
    "text.smfeaso-*-tc": tc_of_length,
    "fig-2.*-denominator": lambda n: 1 / well.doping(n),
    "eq-2.x*": lambda n: well.doping(n),
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
