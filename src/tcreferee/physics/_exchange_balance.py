"""The balance of electrons that sets Tc in the exchange paper: Eqs. (3.9) to (3.11), for any density of states."""

from __future__ import annotations

from collections.abc import Sequence

from tcreferee.formulas.equation import Equation, Expected
from tcreferee.physics._exchange_energies import (
    fermi_density_m3,
    gap_bottom_eV,
    scatter_range_eV,
    states_per_m3_eV,
)
from tcreferee.physics._exchange_states import Density, states_of, thermal_eV

# C beyond which the search is given up; exp(-700) is the end of a float
FARTHEST = 700.0
DIGITS = "no value printed; mpmath with 30 digits, recipe in tests/physics/test_exchange_standing_wave.py"


def gap_number(bottom_eV: float, tc_K: float, density: Density | None = None, kinks_eV: Sequence[float] = ()) -> float:
    """Return C = (E_2R - E_1) / (k_B Tc) of a superconductor of given E_1 and Tc: Eq. (3.11) solved to 1e-8.

    Parameters
    ----------
    bottom_eV : float
        E_1, the bottom of the gap, from the bottom of the band, eV.
    tc_K : float
        Tc, K.
    density : callable, optional
        Density of states S at an energy in eV from the bottom of the band, in any unit; by default that of free
        electrons, proportional to the square root of the energy.
    kinks_eV : sequence of float
        Energies at which S or its slope jumps or diverges.

    Raises
    ------
    ValueError
        There is no C below 700: the density of states does not rise at E_1.
    ArithmeticError
        The density of states cannot be integrated accurately; its kinks have to be named.
    """
    from scipy.optimize import brentq

    states, kt_eV = states_of(bottom_eV, density, kinks_eV), thermal_eV(tc_K)
    high = 1.0
    while states.surplus(kt_eV, high)[0] <= 0:
        high *= 2
        if high > FARTHEST:
            raise ValueError(
                f"Eq. (3.11) has no solution within {FARTHEST:g} k_B Tc of E_1 = {bottom_eV:g} eV: the density of "
                "states must be larger above E_1 than below"
            )
    low = high / 2 if high > 1 else 0.0
    return float(brentq(lambda number: states.surplus(kt_eV, number)[0], low, high, xtol=1e-12))


def critical_temperature_K(
    bottom_eV: float, range_eV: float, density: Density | None = None, kinks_eV: Sequence[float] = ()
) -> float:
    """Return Tc in K of a superconductor of given E_1 and E_2R - E_1: Eq. (3.11) solved to 1e-8.

    Of several solutions, possible for a density of states with structure, the lowest is returned: on warming, normal
    electrons reach E_2R there for the first time.

    Parameters
    ----------
    bottom_eV : float
        E_1, the bottom of the gap, from the bottom of the band, eV.
    range_eV : float
        E_2R - E_1, eV. Given as such: as a difference of two energies it would have lost its digits.
    density, kinks_eV
        As for `gap_number`.

    Raises
    ------
    ValueError
        There is no such temperature: the density of states does not rise at E_1, or the range is too wide; for free
        electrons it must be below (2^(2/3) - 1) E_1.
    ArithmeticError
        The density of states cannot be integrated accurately; its kinks have to be named.
    """
    from scipy import constants as c
    from scipy.optimize import brentq

    if not range_eV > 0:
        raise ValueError(f"E_2R must lie above E_1, not {range_eV:g} eV from it")
    states = states_of(bottom_eV, density, kinks_eV)

    def surplus(number: float) -> float:
        return states.surplus(range_eV / number, number)[0]

    # from cold to warm; at low temperature the rise of S at E_1 makes a surplus, which warming uses up
    number = 100.0
    if surplus(number) <= 0:
        raise ValueError(f"the density of states does not rise at E_1 = {bottom_eV:g} eV: Eq. (3.11) gives no Tc")
    while surplus(number / 1.25) > 0:
        number /= 1.25
        if number < 1e-3:
            raise ValueError(f"E_2R - E_1 = {range_eV:g} eV is too wide for E_1 = {bottom_eV:g} eV: no Tc fills it")
    number = brentq(surplus, number / 1.25, number, xtol=1e-12)
    return float(range_eV * c.e / (number * c.k))


def tc_of_energies_K(
    fermi_eV: float,
    standing_eV: float,
    pairing_eV: float,
    density: Density | None = None,
    kinks_eV: Sequence[float] = (),
) -> float:
    """Return the largest Tc in K that E_F, E_2R and |Delta| allow: Eqs. (3.4) to (3.8) put into Eq. (3.11).

    Parameters
    ----------
    fermi_eV, standing_eV, pairing_eV : float
        E_F, E_2R and |Delta|, eV.
    density, kinks_eV
        As for `gap_number`.

    Raises
    ------
    ValueError, ArithmeticError
        As `critical_temperature_K`.
    """
    range_eV = scatter_range_eV(pairing_eV, fermi_eV - standing_eV)
    if range_eV == 0:
        return 0.0
    return critical_temperature_K(gap_bottom_eV(pairing_eV, fermi_eV, standing_eV), range_eV, density, kinks_eV)


def cold_density_m3(bottom_eV: float) -> float:
    """Return the density of single free electrons at T = 0, in 1/m^3: all states up to E_1, Eq. (3.10)."""
    return fermi_density_m3(bottom_eV)


def single_density_m3(bottom_eV: float, tc_K: float, number: float) -> float:
    """Return the density of single free electrons below E_2R just under Tc, in 1/m^3, Eq. (3.9).

    Parameters
    ----------
    bottom_eV : float
        E_1, eV.
    tc_K : float
        Tc, K.
    number : float
        C = (E_2R - E_1) / (k_B Tc).
    """
    kt_eV = thermal_eV(tc_K)
    surplus = states_of(bottom_eV, None, ()).surplus(kt_eV, number)[0]
    return cold_density_m3(bottom_eV) + states_per_m3_eV(1.0) * kt_eV * surplus


BALANCE: tuple[Equation, ...] = (
    Equation(
        single_density_m3,
        "Eq. (3.9)",
        r"N(T_c) = \int_0^{E_{\lambda=2R}} \frac{S(E)\,dE}{\exp[(E - E_1)/(k_B T_c)] + 1}",
        "1/m^3",
        (Expected({"bottom_eV": 0.25, "tc_K": 50.0, "number": 6.0}, 5.678509458183e26, 1e15, DIGITS),),
    ),
    Equation(
        cold_density_m3,
        "Eq. (3.10)",
        r"N(0) = \int_0^{E_1} S(E)\,dE",
        "1/m^3",
        (Expected({"bottom_eV": 0.25}, 5.676813258016e26, 1e15, DIGITS),),
    ),
    Equation(
        gap_number,
        "Eq. (3.11), solved for C",
        r"\int_0^{E_1} S(E)\,dE = \int_0^{E_1 + C k_B T_c} \frac{S(E)\,dE}{\exp[(E - E_1)/(k_B T_c)] + 1}",
        "1",
        (
            Expected({"bottom_eV": 0.25, "tc_K": 50.0}, 4.292872509589483, 4e-8, DIGITS),
            Expected({"bottom_eV": 0.25, "tc_K": 0.1}, 10.47107089223921, 1e-7, DIGITS),
            Expected({"bottom_eV": 3.0, "tc_K": 50.0}, 6.746128574308415, 6e-8, DIGITS),
            Expected({"bottom_eV": 3.0, "tc_K": 0.1}, 12.95581291626754, 1e-7, DIGITS),
        ),
    ),
    Equation(
        critical_temperature_K,
        "Eq. (3.11), solved for Tc",
        r"\int_0^{E_1} S(E)\,dE = \int_0^{E_{\lambda=2R}} \frac{S(E)\,dE}{\exp[(E - E_1)/(k_B T_c)] + 1}",
        "K",
        (Expected({"bottom_eV": 3.0, "range_eV": 1e-3}, 1.09902109056656, 1e-8, DIGITS),),
    ),
    Equation(
        tc_of_energies_K,
        "Eqs. (3.4) to (3.11)",
        r"T_c(E_F, E_{\lambda=2R}, |\Delta|)",
        "K",
        (
            Expected({"fermi_eV": 3.2, "standing_eV": 3.09, "pairing_eV": 1e-3}, 0.0, 0.0, "Eq. (3.4), at Li, R_100"),
            Expected({"fermi_eV": 1.5402, "standing_eV": 1.54, "pairing_eV": 1e-3}, 0.92216902967825, 1e-8, DIGITS),
        ),
    ),
)
