"""Equations of "A general model for superconductivity" (Liu, Gao, Shi; ChinaXiv, 31 March 2026).

The copy is damaged; the forms below are those that dimensions and the remaining fragments force. A channel of
width W between two ions stays open while thermal expansion has not closed it. Eq. (5) is Eq. (1) with Eqs. (2) to (4)
put in, and becomes Eq. (6) when it is solved for Tc: it has no function of its own. The printed dependence of the
expansion coefficient on pressure sets a coefficient in 1/K equal to a number, and cannot be computed.

All lengths in metres, densities per cubic metre. Every argument may be a number, or all may be arrays that broadcast.
"""

from __future__ import annotations

from functools import cache
from math import pi, sqrt

import numpy as np
from numpy.typing import NDArray

from tcreferee.formulas.equation import Equation, Expected

Array = NDArray[np.float64]


@cache
def screening_coefficient_m05() -> float:
    """Return the screening coefficient e_s in m^(1/2), from CODATA constants; Eq. (3).

    The paper gives it the symbol of the vacuum permittivity, which it also contains.
    """
    from scipy import constants as c

    return sqrt(pi ** (4 / 3) * c.epsilon_0 * c.hbar**2 / (3 ** (1 / 3) * c.m_e * c.e**2))


def screening_length_m[V: (float, Array)](n_m3: V, e_s_m05: float | None = None) -> V:
    """Return the screening length of metals in m; Eq. (2).

    Parameters
    ----------
    n_m3 : float or array
    e_s_m05 : float, optional
        Screening coefficient; that of Eq. (3) if not given (another unit of length has another).
    """
    length: V = (screening_coefficient_m05() if e_s_m05 is None else e_s_m05) * n_m3 ** (-1 / 6)
    return length


def screening_length_oxide_m[V: (float, Array)](n_m3: V, delta: V) -> V:
    """Return the screening length of oxides in m, delta times that of metals; text before Eq. (10)."""
    length: V = delta * screening_length_m(n_m3)
    return length


def channel_width_metal_m[V: (float, Array)](d0_m: V, r_plus_m: V, lambda_m: V) -> V:
    """Return the width of the channel between two cations in m; Eq. (1)."""
    return d0_m - 2 * r_plus_m - 2 * lambda_m


def channel_width_oxide_m[V: (float, Array)](d0_m: V, r_plus_m: V, r_minus_m: V, lambda_m: V) -> V:
    """Return the width of the channel between cation and anion in m; Eq. (1) with Fig. 1b."""
    return d0_m - r_plus_m - r_minus_m - 2 * lambda_m


def tc_of_width_K[V: (float, Array)](width_m: V, d0_m: V, alpha_perK: V) -> V:
    """Return the critical temperature in K at which expansion closes the channel; Eq. (4)."""
    return width_m / (alpha_perK * d0_m)


def tc_metal_K[V: (float, Array)](d0_m: V, r_plus_m: V, n_m3: V, alpha_perK: V) -> V:
    """Return the critical temperature of a metal in K from its lengths, density and expansion; Eqs. (1), (2), (4)."""
    return tc_of_width_K(channel_width_metal_m(d0_m, r_plus_m, screening_length_m(n_m3)), d0_m, alpha_perK)


def width_of_tc_m[V: (float, Array)](tc_K: V, d0_m: V, alpha_perK: V) -> V:
    """Return the width in m that expansion closes at Tc, as the paper's tables compute it; Eq. (4)."""
    return alpha_perK * tc_K * d0_m


def tc_of_density_K[V: (float, Array)](n_m3: V, t_u_K: V, b_K_m05: V) -> V:
    """Return the critical temperature in K of carriers of a given density; Eq. (6)."""
    tc_K: V = t_u_K - b_K_m05 * n_m3 ** (-1 / 6)
    return tc_K


def density_of_tc_m3[V: (float, Array)](tc_K: V, t_u_K: V, b_K_m05: V) -> V:
    """Return the carrier density in 1/m^3 at which Eq. (6) gives Tc."""
    n_m3: V = (b_K_m05 / (t_u_K - tc_K)) ** 6
    return n_m3


def t_u_metal_K[V: (float, Array)](d0_m: V, r_plus_m: V, alpha_perK: V) -> V:
    """Return the limit of Tc of metals at infinite density in K; Eq. (7)."""
    return (d0_m - 2 * r_plus_m) / (alpha_perK * d0_m)


def b_metal_K_m05[V: (float, Array)](d0_m: V, alpha_perK: V, e_s_m05: float | None = None) -> V:
    """Return the coefficient B of metals in K m^(-1/2); Eq. (8).

    Parameters
    ----------
    d0_m, alpha_perK : float or array
    e_s_m05 : float, optional
        Screening coefficient; that of Eq. (3) if not given.
    """
    return 2 * (screening_coefficient_m05() if e_s_m05 is None else e_s_m05) / (alpha_perK * d0_m)


def t_u_oxide_K[V: (float, Array)](d0_m: V, r_plus_m: V, r_minus_m: V, alpha_perK: V) -> V:
    """Return the limit of Tc of oxides at infinite density in K; Eq. (9)."""
    return (d0_m - r_plus_m - r_minus_m) / (alpha_perK * d0_m)


def b_oxide_K_m05[V: (float, Array)](d0_m: V, alpha_perK: V, delta: V) -> V:
    """Return the coefficient B of oxides in K m^(-1/2), delta times that of metals; Eq. (10)."""
    b_K_m05: V = delta * b_metal_K_m05(d0_m, alpha_perK)
    return b_K_m05


def delta_of_b[V: (float, Array)](b_K_m05: V, d0_m: V, alpha_perK: V, e_s_m05: float | None = None) -> V:
    """Return the volume factor delta that follows from a fitted B; Eq. (10) solved.

    Parameters
    ----------
    b_K_m05, d0_m, alpha_perK : float or array
    e_s_m05 : float, optional
        Screening coefficient; that of Eq. (3) if not given.
    """
    delta: V = b_K_m05 / b_metal_K_m05(d0_m, alpha_perK, e_s_m05)
    return delta


def unified_x_K_m05[V: (float, Array)](n_m3: V, d0_m: V, alpha_perK: V) -> V:
    """Return the abscissa of the unified plot in K m^(-1/2); Fig. 3.

    Metals that obey the model lie on the line of slope 2 e_s through the origin, oxides on 2 delta e_s.
    """
    x_K_m05: V = n_m3 ** (-1 / 6) / (alpha_perK * d0_m)
    return x_K_m05


def unified_y_K[V: (float, Array)](t_u_K: V, tc_K: V) -> V:
    """Return the ordinate of the unified plot in K; Fig. 3."""
    return t_u_K - tc_K


_EXACT = "by hand"
_MP = "the same expression in arithmetic of 30 digits, CODATA 2022"
# The plane Cu-O distance is not printed; 1.93 angstrom is the one that the claims about YBCO use. The radii are chosen
# so that Eq. (9) meets the printed T_U: the paper's own are lost, and two decimals leave T_U open by thousands of K.
_YBCO = {"d0_m": 1.93e-10, "alpha_perK": 0.92e-6}
_FIT = {"t_u_K": 212.46, "b_K_m05": 5.651e6}

EQUATIONS: tuple[Equation, ...] = (
    Equation(channel_width_metal_m, "Eq. (1)", r"W = d_0 - 2r_+ - 2\lambda", "m", (
        Expected({"d0_m": 3e-10, "r_plus_m": 0.9e-10, "lambda_m": 0.55e-10}, 0.1e-10, 1e-23, _EXACT),
    )),
    Equation(channel_width_oxide_m, "Eq. (1), Fig. 1b", r"W = d_0 - r_+ - r_- - 2\lambda", "m", (
        Expected({"d0_m": 2e-10, "r_plus_m": 0.6e-10, "r_minus_m": 1.3e-10, "lambda_m": 0.02e-10}, 0.06e-10, 1e-23,
                 _EXACT),
    )),
    Equation(screening_length_m, "Eq. (2)", r"\lambda = \epsilon_s\,n^{-1/6}", "m", (
        Expected({"n_m3": 1e29}, 5.3799140863957762e-11, 1e-19, _MP),
        Expected({"n_m3": 8.2e28}, 5.5608310217022213e-11, 1e-19, f"density of Hg in Table II; {_MP}"),
    )),
    Equation(screening_coefficient_m05, "Eq. (3)",
             r"\epsilon_s = \left[\frac{\pi^{4/3}\,\epsilon_0\hbar^2}{3^{1/3}m_e e^2}\right]^{1/2}", "m^(1/2)", (
                 Expected({}, 3.6652927992746498e-6, 1e-14, _MP),
             )),
    Equation(tc_of_width_K, "Eq. (4)", r"T_c = W/(\alpha d_0)", "K", (
        Expected({"width_m": 2e-14, "d0_m": 2e-10, "alpha_perK": 1e-6}, 100.0, 1e-9, _EXACT),
    )),
    Equation(tc_metal_K, "Eqs. (1), (2), (4)", r"T_c = (d_0 - 2r_+ - 2\epsilon_s n^{-1/6})/(\alpha d_0)", "K", (
        Expected({"d0_m": 3.01e-10, "r_plus_m": 1.02e-10, "n_m3": 8.2e28, "alpha_perK": 5.29e-6}, -8928.4115544, 1e-5,
                 f"Hg of metals_channel_paper; {_MP}"),
        Expected({"d0_m": 2.98e-10, "r_plus_m": 0.95e-10, "n_m3": 1.04e29, "alpha_perK": 2.68e-7}, 13808.1156659, 1e-4,
                 f"Cd of metals_channel_paper; {_MP}"),
    )),
    Equation(width_of_tc_m, "Eq. (4)", r"W = \alpha T_c d_0", "m", (
        Expected({"tc_K": 90.85, **_YBCO}, 5.5e-14, 4.5e-14,
                 "text on Tables I and II: widths of oxides in the decade of 1e-14 m; Tc of ybco_jorgensen1990"),
        Expected({"tc_K": 100.0, "d0_m": 2e-10, "alpha_perK": 1e-6}, 2e-14, 1e-26, _EXACT),
    )),
    Equation(tc_of_density_K, "Eq. (6)", r"T_c = T_U - B\,n^{-1/6}", "K", (
        Expected({"n_m3": 1e300, **_FIT}, 212.46, 0.005, "text on Fig. 2d: T_U is the limit of infinite density"),
        Expected({"n_m3": 1e27, **_FIT}, 33.759689423884884, 1e-10, _MP),
    )),
    Equation(density_of_tc_m3, "Eq. (6)", r"n = \left[B/(T_U - T_c)\right]^6", "1/m^3", (
        Expected({"tc_K": 0.0, **_FIT}, 3.5406971462139882e26, 1e13, _MP),
    )),
    Equation(t_u_metal_K, "Eq. (7)", r"T_U = \frac{d_0 - 2r_+}{\alpha d_0}", "K", (
        Expected({"d0_m": 3e-10, "r_plus_m": 0.9e-10, "alpha_perK": 1e-7}, 4e6, 1e-6, _EXACT),
    )),
    Equation(b_metal_K_m05, "Eq. (8)", r"B = \frac{2\epsilon_s}{\alpha d_0}", "K m^(-1/2)", (
        Expected({"d0_m": 3e-10, "alpha_perK": 1e-7}, 2.4435285328497666e11, 1e3, _MP),
    )),
    Equation(t_u_oxide_K, "Eq. (9)", r"T_U = \frac{d_0 - r_+ - r_-}{\alpha d_0}", "K", (
        Expected({"r_plus_m": 0.57e-10, "r_minus_m": 1.359622756024e-10, **_YBCO}, 212.46, 0.005,
                 "text on Fig. 2d, with r_- chosen for it"),
        Expected({"d0_m": 2e-10, "r_plus_m": 0.6e-10, "r_minus_m": 1.35e-10, "alpha_perK": 1e-6}, 25000.0, 1e-8,
                 _EXACT),
    )),
    Equation(b_oxide_K_m05, "Eq. (10)", r"B = \frac{2\delta\epsilon_s}{\alpha d_0}", "K m^(-1/2)", (
        Expected({"delta": 1.3687740856590885e-4, **_YBCO}, 5.651e6, 500.0,
                 f"text on Fig. 2d, with delta chosen for it; {_MP}"),
    )),
    Equation(delta_of_b, "Eq. (10)", r"\delta = \frac{B\,\alpha d_0}{2\epsilon_s}", "", (
        Expected({"b_K_m05": 5.651e6, **_YBCO}, 5.5e-4, 4.5e-4, "text before Eq. (10): between 1e-4 and 1e-3"),
    )),
    Equation(screening_length_oxide_m, "text before Eq. (10)", r"\lambda = \delta\,\epsilon_s\,n^{-1/6}", "m", (
        Expected({"n_m3": 1e29, "delta": 1e-3}, 5.3799140863957762e-14, 1e-22, _MP),
    )),
    Equation(unified_x_K_m05, "Fig. 3", r"x = n^{-1/6}/(\alpha d_0)", "K m^(-1/2)", (
        Expected({"n_m3": 1e30, "d0_m": 2e-10, "alpha_perK": 1e-6}, 5e10, 1e-3, _EXACT),
    )),
    Equation(unified_y_K, "Fig. 3", r"y = T_U - T_c", "K", (
        Expected({"t_u_K": 212.46, "tc_K": 12.46}, 200.0, 1e-12, _EXACT),
    )),
)  # fmt: skip
