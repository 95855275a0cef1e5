"""Critical temperature of conventional superconductors from coupling and phonons: McMillan, Allen and Dynes.

McMillan (1968), doi:10.1103/PhysRev.167.331; Allen and Dynes (1975), doi:10.1103/PhysRevB.12.905. Neither paper was
read; the constants are those of elphmod, whose documentation names Eq. (34) of Allen and Dynes, and a test compares
the full formula with the linearised Eliashberg equation solved numerically.

If repulsion outweighs attraction, lambda <= mu*(1 + 0.62 lambda), the material does not superconduct: Tc is 0. At
that border Tc and all its derivatives go to zero.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tcreferee.formulas.equation import Equation, Expected

Array = NDArray[np.float64]

MU_STAR_CONVENTION = 0.10
"""Pseudopotential of simple metals where none is known, as in mcmillan1968 and xie2019_further."""

# Below it the exponential is smaller than the smallest double whatever the coupling, so this floor changes no value.
_NET_FLOOR = 1e-3


def pairing_factor[V: (float, Array)](lambda_ep: V, mu_star: V) -> V:
    """Return the exponential that McMillan's and Allen and Dynes' formulas share.

    Parameters
    ----------
    lambda_ep : float or array
        Electron-phonon coupling, positive.
    mu_star : float or array
        Coulomb pseudopotential.
    """
    net = lambda_ep - mu_star * (1 + 0.62 * lambda_ep)
    factor: V = np.exp(-1.04 * (1 + lambda_ep) / np.maximum(net, _NET_FLOOR))
    return factor


def strong_coupling_factor[V: (float, Array)](lambda_ep: V, mu_star: V) -> V:
    """Return Allen and Dynes' f_1, the correction for strong coupling."""
    factor: V = (1 + (lambda_ep / (2.46 * (1 + 3.8 * mu_star))) ** 1.5) ** (1 / 3)
    return factor


def shape_factor[V: (float, Array)](lambda_ep: V, mu_star: V, omega_log_K: V, omega_2_K: V) -> V:
    """Return Allen and Dynes' f_2, the correction for the shape of the phonon spectrum.

    Parameters
    ----------
    lambda_ep, mu_star : float or array
    omega_log_K, omega_2_K : float or array
        Logarithmic average and root of the second moment of the frequency, weighted by alpha^2F/omega.
    """
    ratio = omega_2_K / omega_log_K
    half_way = 1.82 * (1 + 6.3 * mu_star) * ratio
    return 1 + (ratio - 1) * lambda_ep**2 / (lambda_ep**2 + half_way**2)


def mcmillan_K[V: (float, Array)](theta_debye_K: V, lambda_ep: V, mu_star: V) -> V:
    """Return Tc in K by McMillan's formula."""
    return theta_debye_K / 1.45 * pairing_factor(lambda_ep, mu_star)


def allen_dynes_K[V: (float, Array)](omega_log_K: V, lambda_ep: V, mu_star: V) -> V:
    """Return Tc in K by Allen and Dynes' formula without the corrections, f_1 = f_2 = 1."""
    return omega_log_K / 1.2 * pairing_factor(lambda_ep, mu_star)


def allen_dynes_full_K[V: (float, Array)](omega_log_K: V, omega_2_K: V, lambda_ep: V, mu_star: V) -> V:
    """Return Tc in K by Allen and Dynes' full formula."""
    corrections = strong_coupling_factor(lambda_ep, mu_star) * shape_factor(lambda_ep, mu_star, omega_log_K, omega_2_K)
    return allen_dynes_K(omega_log_K, lambda_ep, mu_star) * corrections


_LEAD = {"lambda_ep": 1.55, "mu_star": 0.105}
_LEAD_PHONONS = {"omega_log_K": 56.0, "omega_2_K": 65.0}
_MP = "Pb of allen_dynes1975, arithmetic of 30 digits"
_EXPONENT = r"\exp\left[\frac{-1.04\,(1+\lambda)}{\lambda - \mu^*(1 + 0.62\,\lambda)}\right]"

EQUATIONS: tuple[Equation, ...] = (
    Equation(mcmillan_K, "McMillan 1968", rf"T_c = \frac{{\theta_D}}{{1.45}}\,{_EXPONENT}", "K", (
        Expected({"theta_debye_K": 350.0, "lambda_ep": 0.641, "mu_star": 0.143}, 5.043, 5e-4,
                 "Scilab solution of a textbook's example 9.13 (its page 298), result as published"),
    )),
    Equation(allen_dynes_K, "Allen and Dynes 1975, Eq. (34) with f_1 = f_2 = 1",
             rf"T_c = \frac{{\omega_\mathrm{{log}}}}{{1.2}}\,{_EXPONENT}", "K", (
                 Expected({"omega_log_K": 56.0, **_LEAD}, 6.4880064702772283, 1e-12, _MP),
             )),
    Equation(strong_coupling_factor, "Allen and Dynes 1975, Eq. (34)",
             r"f_1 = \left[1 + \left(\frac{\lambda}{2.46\,(1 + 3.8\,\mu^*)}\right)^{3/2}\right]^{1/3}", "", (
                 Expected(_LEAD, 1.0920225599984257, 1e-14, _MP),
             )),
    Equation(shape_factor, "Allen and Dynes 1975, Eq. (34)",
             r"f_2 = 1 + \frac{(r - 1)\,\lambda^2}{\lambda^2 + [1.82\,(1 + 6.3\,\mu^*)\,r]^2},\quad "
             r"r = \omega_2/\omega_\mathrm{log}", "", (
                 Expected({**_LEAD, **_LEAD_PHONONS}, 1.0262270951146406, 1e-14, _MP),
             )),
    Equation(allen_dynes_full_K, "Allen and Dynes 1975, Eq. (34)",
             rf"T_c = f_1 f_2\,\frac{{\omega_\mathrm{{log}}}}{{1.2}}\,{_EXPONENT}", "K", (
                 Expected({**_LEAD, **_LEAD_PHONONS}, 7.2708697003810753, 1e-12, _MP),
             )),
)  # fmt: skip
