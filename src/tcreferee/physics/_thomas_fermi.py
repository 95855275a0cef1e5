"""Thomas-Fermi screening of free electrons, derived by counting states: shared by two papers."""

from __future__ import annotations

from math import pi, sqrt


def screening_length_m(n_m3: float, metre: float = 1.0) -> float:
    """Return the Thomas-Fermi length of free electrons.

    The density of states is the numerical derivative of the number of states below an energy, so that no closed
    form of the length enters.

    Parameters
    ----------
    n_m3 : float
        Electron density.
    metre : float
        Number of units of length in a metre, to find dimensions; density and length are then in that unit.
    """
    from scipy import constants as c

    hbar, eps_vac = c.hbar * metre**2, c.epsilon_0 / metre**3

    def states_below(energy: float) -> float:
        return float(2 * (4 * pi / 3) * (sqrt(2 * c.m_e * energy) / hbar) ** 3 / (2 * pi) ** 3)

    fermi = (hbar * (n_m3 * (2 * pi) ** 3 * 3 / (8 * pi)) ** (1 / 3)) ** 2 / (2 * c.m_e)
    step = 1e-4 * fermi
    density_of_states = (states_below(fermi + step) - states_below(fermi - step)) / (2 * step)
    return sqrt(eps_vac / (c.e**2 * density_of_states))


def coefficient_m05(metre: float = 1.0) -> float:
    """Return e_s = (screening length) n^(1/6), in m^(1/2) (or the unit of length given)."""
    n_m3 = 1e28 / metre**3
    return float(screening_length_m(n_m3, metre) * n_m3 ** (1 / 6))
