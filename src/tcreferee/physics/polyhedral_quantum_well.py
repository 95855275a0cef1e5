"""Equations of the polyhedral-quantum-well paper (the copy used names neither title nor authors).

The copy is damaged: the power of Eq. (1) is forced by the lambda columns of its tables, that of the mode strengths by
the value they give. The paper has no relation between pressure and a length, and none between gap and Tc but that they
are proportional; there is nothing to compute for either.

Lengths in angstrom, temperatures in kelvin. Every argument may be a number, or all may be arrays that broadcast.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tcreferee.formulas.equation import Equation, Expected

Array = NDArray[np.float64]


def tc_K[V: (float, Array)](strength_KA2: V, xi_A: V) -> V:
    """Return the critical temperature in K of a well of height xi; Eq. (1)."""
    return strength_KA2 / xi_A**2


def strength_of_tc_KA2[V: (float, Array)](tc_K: V, xi_A: V) -> V:
    """Return the correlation strength in K angstrom^2 that follows from Tc and the height of the well; Eq. (1)."""
    return tc_K * xi_A**2


def xi_of_tc_A[V: (float, Array)](strength_KA2: V, tc_K: V) -> V:
    """Return the height in angstrom of the well that has this critical temperature; Eq. (1)."""
    xi: V = (strength_KA2 / tc_K) ** 0.5
    return xi


def doping[V: (float, Array)](n: V) -> V:
    """Return the doped holes per copper at which stripes are commensurate, n lattice parameters apart; Eq. (2)."""
    return 2 / (4 * n)


def resonance_meV[V: (float, Array)](theta_meVA2: V, xi_A: V) -> V:
    """Return the energy in meV at which the electron pair of a well resonates; Eq. (3)."""
    return theta_meVA2 / xi_A**2


def theta_of_resonance_meVA2[V: (float, Array)](energy_meV: V, xi_A: V) -> V:
    """Return the coefficient in meV angstrom^2 that follows from a resonance and the height of its well; Eq. (3)."""
    return energy_meV * xi_A**2


def mode_strength[V: (float, Array)](eta_even_A: V, eta_odd_A: V) -> V:
    """Return the strength of an odd mode relative to the even one, from the distances eta of the paired electrons."""
    return (eta_even_A / eta_odd_A) ** 2


def side_peak_height[V: (float, Array)](h_alpha_A: V, h_beta_A: V) -> V:
    """Return the height of the side peaks relative to the central one, from the depths of the two planes."""
    return h_alpha_A / h_beta_A


def side_peak_position_a0[V: (float, Array)](width_a0: V, shift_a0: V) -> V:
    """Return the distance of the side peaks from the centre in lattice parameters, from the width of a plaquette."""
    return width_a0 / 2 - shift_a0


def xi_of_heights_A[V: (float, Array)](upper_c: V, lower_c: V, c_A: V) -> V:
    """Return the height in angstrom of a well between two ions at fractional heights in the cell."""
    return (upper_c - lower_c) * c_A


def xi_alpha_1144_A[V: (float, Array)](c_A: V, eta_beta_A: V, eta_gamma_A: V) -> V:
    """Return the height in angstrom of the well As(1)-Fe-As(2) of CaKFe4As4: what the other layers leave, halved.

    The paper does not print this relation; the distances eta it prints hold the length of its Table 2.
    """
    return (c_A - eta_beta_A - eta_gamma_A) / 2


def xi_beta_1144_A[V: (float, Array)](fe_planes_A: V) -> V:
    """Return the height in angstrom of the well Fe-As(1)-Ca of CaKFe4As4, half the distance z c of the Fe planes."""
    return fe_planes_A / 2


def xi_gamma_1144_A[V: (float, Array)](c_A: V, fe_planes_A: V) -> V:
    """Return the height in angstrom of the well Fe-As(2)-K of CaKFe4As4, half of (1 - z) c."""
    return (c_A - fe_planes_A) / 2


def electron_shift_A[V: (float, Array)](xi_alpha_A: V) -> V:
    """Return the path in angstrom of an electron in K0.8Fe2Se2 from its Se layer to the Fe layer at half height."""
    return xi_alpha_A / 2


def tc_rise_K[V: (float, Array)](tc_K: V, radius_old_pm: V, radius_new_pm: V) -> V:
    """Return the rise of Tc in K when an ion is replaced by a smaller one, as the text estimates it."""
    return tc_K * (radius_old_pm - radius_new_pm) / radius_old_pm


def tc_rise_of_law_K[V: (float, Array)](tc_K: V, radius_old_pm: V, radius_new_pm: V) -> V:
    """Return the rise of Tc in K if a smaller ion replaces an ion and the well shrinks in proportion; Eq. (1)."""
    return tc_K * ((radius_old_pm / radius_new_pm) ** 2 - 1)


_EXACT, _MP = "by hand, exact", "mpmath with 30 digits"
_ABOUT = "printed with a sign of about, hence a whole unit of the last digit"
_LA_PR = {"tc_K": 80.0, "radius_old_pm": 103.0, "radius_new_pm": 99.0}

EQUATIONS: tuple[Equation, ...] = (
    Equation(tc_K, "Eq. (1)", r"T_c = \Lambda/\xi^2", "K", (
        Expected({"strength_KA2": 1254.0, "xi_A": 3.6720}, 93.0, 0.5, "Table 1, row 2"),
        Expected({"strength_KA2": 405.0, "xi_A": 2.7149}, 55.0, 0.5, "Table 2, row 3"),
        Expected({"strength_KA2": 400.0, "xi_A": 3.534}, 32.1, 0.1, f"section on K0.8Fe2Se2, {_ABOUT}"),
        Expected({"strength_KA2": 400.0, "xi_A": 2.836}, 49.0, 1.0, f"section on K0.8Fe2Se2, {_ABOUT}"),
        Expected({"strength_KA2": 1300.0, "xi_A": 3.631}, 100.0, 5.0, "Conclusion: an estimate, hence 5 %"),
        Expected({"strength_KA2": 1300.0, "xi_A": 3.631}, 98.603164812686981, 1e-11, _MP),
    )),
    Equation(strength_of_tc_KA2, "Eq. (1)", r"\Lambda = T_c\,\xi^2", "K angstrom^2", (
        Expected({"tc_K": 73.0, "xi_A": 3.7338}, 1018.0, 0.5, "Table 1, row 1"),
        Expected({"tc_K": 93.0, "xi_A": 3.6720}, 1254.0, 0.5, "Table 1, row 2"),
        Expected({"tc_K": 42.0, "xi_A": 3.0912}, 401.0, 0.5, "Table 2, row 10"),
    )),
    Equation(xi_of_tc_A, "Eq. (1)", r"\xi = (\Lambda/T_c)^{1/2}", "angstrom", (
        Expected({"strength_KA2": 1254.0, "tc_K": 93.0}, 3.6720, 5e-5, "Table 1, row 2"),
        Expected({"strength_KA2": 1300.0, "tc_K": 100.0}, 3.605551275463989, 1e-14,
                 f"length below which Eq. (1) breaks the bound of 100 K of the abstract; {_MP}"),
    )),
    Equation(doping, "Eq. (2)", r"x_n = \frac{2}{4\,n}", "", (
        Expected({"n": 2.0}, 0.25, 0.005, "text below Eq. (2)"),
        Expected({"n": 3.0}, 0.1666666666666667, 1e-15, "1/6, Fig. 2, caption; the text cuts it off to 0.166"),
        Expected({"n": 4.0}, 0.125, 1e-15, "1/8, Fig. 2, caption"),
        Expected({"n": 6.0}, 0.083, 0.0005, "text below Eq. (2)"),
        Expected({"n": 8.0}, 0.0625, 0.00005, "text below Fig. 3"),
    )),
    Equation(resonance_meV, "Eq. (3)", r"E^r = \Theta/\xi^2", "meV", (
        Expected({"theta_meVA2": 111.451392, "xi_A": 3.387}, 9.7, 0.05, "text below Eq. (3), phase gamma"),
        Expected({"theta_meVA2": 111.451392, "xi_A": 2.504}, 17.9, 0.74,
                 "text below Eq. (3), phase alpha; the 13 meV of phase beta are rounded, which leaves 0.69 open"),
        Expected({"theta_meVA2": 111.451392, "xi_A": 2.504}, 17.775296267186559, 1e-11, _MP),
    )),
    Equation(theta_of_resonance_meVA2, "Eq. (3)", r"\Theta = E^r\,\xi^2", "meV angstrom^2", (
        Expected({"energy_meV": 13.0, "xi_A": 2.928}, 111.451392, 1e-12, f"phase beta, text below Eq. (3); {_EXACT}"),
    )),
    Equation(mode_strength, "text below Fig. 5", r"I/I_\alpha = (\eta_\alpha/\eta)^2", "", (
        Expected({"eta_even_A": 7.22, "eta_odd_A": 4.37}, 3.0, 0.5, "text below Fig. 5, printed as a word"),
        Expected({"eta_even_A": 7.22, "eta_odd_A": 3.13}, 5.320907634047505, 1e-13, f"the other odd mode; {_MP}"),
    )),
    Equation(side_peak_height, "text below Fig. 3", r"k = h_\alpha/h_\beta", "", (
        Expected({"h_alpha_A": 2.742, "h_beta_A": 10.263}, 0.267, 0.0005, "text below Fig. 3, Ca2CuO2Cl2"),
        Expected({"h_alpha_A": 4.662, "h_beta_A": 17.175}, 0.271, 0.0005, "text below Fig. 3, Bi2201"),
    )),
    Equation(side_peak_position_a0, "text on Fig. 3a", r"d = w/2 - Q", "a0", (
        Expected({"width_a0": 4.0, "shift_a0": 0.5}, 1.5, 0.05, "Fig. 3, caption"),
    )),
    Equation(xi_of_heights_A, "Conclusion", r"\xi = (z_1 - z_2)\,c", "angstrom", (
        Expected({"upper_c": 0.5, "lower_c": 0.316, "c_A": 19.734}, 3.631, 0.0005, "Conclusion, La3Ni2O7"),
    )),
    Equation(xi_alpha_1144_A, "Table 2, row 12", r"\xi_\alpha = (c - \eta_\beta - \eta_\gamma)/2", "angstrom", (
        Expected({"c_A": 12.63, "eta_beta_A": 3.13, "eta_gamma_A": 4.37}, 2.5617, 0.0075,
                 "Table 2, row 12, within the rounding of the three lengths"),
    )),
    Equation(xi_beta_1144_A, "text below Eq. (3)", r"\xi_\beta = z\,c/2", "angstrom", (
        Expected({"fe_planes_A": 5.855}, 2.928, 0.00075, "text below Eq. (3), within the rounding of z c"),
    )),
    Equation(xi_gamma_1144_A, "text below Eq. (3)", r"\xi_\gamma = (1 - z)\,c/2", "angstrom", (
        Expected({"c_A": 12.63, "fe_planes_A": 5.855}, 3.387, 0.003, "text below Eq. (3), within the rounding of c"),
    )),
    Equation(electron_shift_A, "section on K0.8Fe2Se2", r"\delta = \xi_\alpha/2", "angstrom", (
        Expected({"xi_alpha_A": 2.836}, 1.4, 0.05, "section on K0.8Fe2Se2"),
    )),
    Equation(tc_rise_K, "Conclusion", r"\Delta T_c = T_c\,(R_1 - R_2)/R_1", "K", (
        Expected(_LA_PR, 3.1, 0.05, "Conclusion, La replaced by Pr"),
    )),
    Equation(tc_rise_of_law_K, "Eq. (1)", r"\Delta T_c = T_c\,[(R_1/R_2)^2 - 1]", "K", (
        Expected(_LA_PR, 6.595245383124171, 1e-12, f"what Eq. (1) makes of the same radii; {_MP}"),
    )),
)  # fmt: skip
