"""Equations of "Formation of Cooper Pairs as a Consequence of Exchange Interaction" (no author in the copy used).

A standing wave of wavelength 2 R has the energy E_2R; a superconductor has a gap from E_1 up to its Fermi energy E_F,
and pairs that last if E_2R is close to E_F. Eqs. (2.5) to (2.7) and (2.11) to (2.13) speak of wave functions only.
Energies are kinetic ones, from the bottom of the band.
"""

from __future__ import annotations

from tcreferee.formulas.equation import Equation, Expected
from tcreferee.physics._exchange_balance import (
    BALANCE,
    DIGITS,
    cold_density_m3,
    critical_temperature_K,
    gap_number,
    single_density_m3,
    tc_of_energies_K,
)
from tcreferee.physics._exchange_energies import (
    bragg_wavelength_A,
    condensation_ratio,
    condensation_ratio_unrounded,
    condensation_temperature_K,
    exchange_energy_eV,
    fermi_density_m3,
    fermi_density_per_A3,
    fermi_energy_eV,
    fermi_energy_of_A3_eV,
    gap_bottom_eV,
    pairing_energy_eV,
    pairing_temperature_K,
    scatter_range_eV,
    singlet_density_m3,
    singlet_gain_eV,
    standing_energy_eV,
    standing_length_A,
    states_per_m3_eV,
    states_per_pair_unit,
)

__all__ = [
    "EQUATIONS",
    "bragg_wavelength_A",
    "cold_density_m3",
    "condensation_ratio",
    "condensation_ratio_unrounded",
    "condensation_temperature_K",
    "critical_temperature_K",
    "exchange_energy_eV",
    "fermi_density_m3",
    "fermi_density_per_A3",
    "fermi_energy_eV",
    "fermi_energy_of_A3_eV",
    "gap_bottom_eV",
    "gap_number",
    "pairing_energy_eV",
    "pairing_temperature_K",
    "scatter_range_eV",
    "single_density_m3",
    "singlet_density_m3",
    "singlet_gain_eV",
    "standing_energy_eV",
    "standing_length_A",
    "states_per_m3_eV",
    "states_per_pair_unit",
    "tc_of_energies_K",
]

_TEXT = "Section 3, paragraph before Table 1"
_BISMUTH = "Section 3, paragraph on bismuth"
_BY_HAND = "no value printed; "
_CAESIUM_M3 = 2 / 6.14e-10**3  # two atoms in the bcc cell, edge of 6.14 angstrom from the same paragraph

_PAIRING: tuple[Equation, ...] = (
    Equation(
        singlet_gain_eV,
        "Eqs. (2.1) to (2.4)",
        r"E_s - D = \frac{D + J}{1 + s^2} - D",
        "eV",
        (
            Expected({"direct_eV": -5.0, "exchange_eV": -0.4, "overlap": 0.0}, -0.4, 1e-15, "Eq. (2.2), where s is 0"),
            Expected(
                {"direct_eV": -5.0, "exchange_eV": -5.0, "overlap": 1.0},
                0.0,
                1e-15,
                _BY_HAND + "equal functions: the singlet is the product, for any operator",
            ),
        ),
    ),
    Equation(
        exchange_energy_eV,
        "Eqs. (2.9) and (2.10)",
        r"J = \sum_{i=1}^{2} \left[K(e_i) + P(e_i, e) + P(e_i, I)\right] - P(e_1, e_2)",
        "eV",
        (
            # in hartree: Z^2/2, 5Z/8 twice and -Z^2 for Z = 2
            Expected(
                {"kinetic_eV": 2.0, "with_electrons_eV": 1.25, "between_pair_eV": 1.25, "with_ions_eV": -4.0},
                -2.75,
                1e-12,
                _BY_HAND + "helium, the paper's likeness of a pair: two hydrogen functions of charge 2, "
                "-Z^2 + 5Z/8 hartree",
            ),
        ),
    ),
    Equation(
        pairing_energy_eV,
        "Eq. (2.14)",
        r"2\Delta = A\,J",
        "eV",
        (Expected({"factor": 0.5, "exchange_eV": -4.0}, -1.0, 1e-15, _BY_HAND + "by definition"),),
    ),
    Equation(
        pairing_temperature_K,
        "after Eq. (2.14), and before Eq. (3.13)",
        r"T^* = \frac{|\Delta|}{r\,k_B}",
        "K",
        (
            Expected({"pairing_eV": 1e-3, "ratio": 1.0}, 11.6045, 5e-5, _BY_HAND + "e/k = 11604.518 K/V of CODATA"),
            Expected({"pairing_eV": 1e-3, "ratio": 3.5}, 3.31558, 5e-6, _BY_HAND + "11.604518 / 3.5"),
        ),
    ),
)

_WAVES: tuple[Equation, ...] = (
    Equation(
        bragg_wavelength_A,
        "Eq. (3.1)",
        r"n\,\lambda = 2R",
        "angstrom",
        (Expected({"length_A": 3.49, "order": 2.0}, 3.49, 1e-12, "after Eq. (3.2): R at n = 2"),),
    ),
    Equation(
        standing_energy_eV,
        "Eq. (3.2)",
        r"E_{\lambda=2R} = \frac{h^2}{8\,m\,R^2}",
        "eV",
        (
            Expected({"length_A": 3.49}, 3.09, 0.005, f"{_TEXT}, Li"),
            Expected({"length_A": 5.32}, 1.33, 0.005, f"{_TEXT}, Cs"),
            Expected({"length_A": 6.14}, 1.0, 0.05, "Table 1, Cs, R_100"),
        ),
    ),
    Equation(
        standing_length_A,
        "Eq. (3.2), solved for R",
        r"R = \frac{h}{\sqrt{8\,m\,E}}",
        "angstrom",
        (Expected({"energy_eV": 25e-3}, 39.0, 0.5, f"{_BISMUTH}: half the wavelength"),),
    ),
    Equation(
        fermi_energy_eV,
        "Eq. (3.12)",
        r"E_F = \frac{h^2}{8\,m^*} \left(\frac{3N}{\pi}\right)^{2/3}",
        "eV",
        (Expected({"n_m3": _CAESIUM_M3}, 1.54, 0.005, f"{_TEXT}, Cs"),),
    ),
    Equation(
        fermi_density_m3,
        "Eq. (3.12), solved for N",
        r"N = \frac{\pi}{3} \left(\frac{8\,m^*\,E_F}{h^2}\right)^{3/2}",
        "1/m^3",
        # what rounding 1.54 eV to a hundredth leaves open
        (Expected({"fermi_eV": 1.54}, _CAESIUM_M3, _CAESIUM_M3 * 1.5 * 0.005 / 1.54, f"{_TEXT}, Cs"),),
    ),
)

_GAP: tuple[Equation, ...] = (
    Equation(
        singlet_density_m3,
        "Eq. (3.3)",
        r"N_s = \int_{E_1}^{E_F} S(E)\,dE",
        "1/m^3",
        (Expected({"fermi_eV": 1.54, "gap_eV": 1e-3}, 8.452315485240e24, 1e13, DIGITS),),
    ),
    Equation(
        scatter_range_eV,
        "Eqs. (3.4) to (3.6)",
        r"C k_B T_c \leq |\Delta| - \max(E_F - E_{\lambda=2R},\, 0)",
        "eV",
        (
            Expected({"pairing_eV": 1e-3, "excess_eV": 0.11}, 0.0, 0.0, "Eq. (3.4), at Li, R_100 of Table 1"),
            Expected({"pairing_eV": 0.4, "excess_eV": 0.11}, 0.29, 1e-12, "Eq. (3.6), at Li, R_100 of Table 1"),
            Expected({"pairing_eV": 1.0, "excess_eV": -0.92}, 1.0, 1e-12, "Eq. (3.5), at Li, R_111 of Table 1"),
        ),
    ),
    Equation(
        gap_bottom_eV,
        "Eqs. (3.7) and (3.8)",
        r"E_1 = \max(E_F,\, E_{\lambda=2R}) - |\Delta|",
        "eV",
        (
            Expected({"pairing_eV": 1.0, "fermi_eV": 3.2, "standing_eV": 4.12}, 3.12, 1e-12, "Eq. (3.7), at Li, R_111"),
            Expected({"pairing_eV": 0.4, "fermi_eV": 3.2, "standing_eV": 3.09}, 2.8, 1e-12, "Eq. (3.8), at Li, R_100"),
        ),
    ),
)

_CONDENSATION: tuple[Equation, ...] = (
    Equation(
        states_per_m3_eV,
        "before Eq. (3.13)",
        r"S(E_F) = \frac{\sqrt{2}\,m^{3/2} E_F^{1/2}}{\pi^2 \hbar^3}",
        "1/(m^3 eV)",
        (Expected({"energy_eV": 1.54}, 8.4536879857e27, 1e18, DIGITS),),
    ),
    Equation(
        condensation_temperature_K,
        "before Eq. (3.13)",
        r"T_{BEC} = 3.3125\,\frac{\hbar^2 (N_s/2)^{2/3}}{2\,m\,k_B}",
        "K",
        (Expected({"n_s_m3": 8.452315485240e24}, 38.28274494883, 1e-8, DIGITS),),
    ),
    Equation(
        condensation_ratio_unrounded,
        "Eq. (3.13), before rounding",
        r"\frac{T_{BEC}}{T^*} = 3.3125 \left(\frac{s}{2}\right)^{2/3} \frac{3.5}{2}"
        r"\left(\frac{E_F}{|\Delta|}\right)^{1/3}, \quad s = \frac{\sqrt{2}}{\pi^2}",
        "1",
        (Expected({"prefactor": 3.3125, "delta_over_kt": 3.5, "ef_over_delta": 1.0}, 1.0, 0.05, "Eq. (3.13)"),),
    ),
    Equation(
        condensation_ratio,
        "Eq. (3.13)",
        r"\frac{T_{BEC}}{T^*} = \left(\frac{E_F}{|\Delta|}\right)^{1/3}",
        "1",
        (Expected({"fermi_eV": 1.728, "pairing_eV": 1e-3}, 12.0, 1e-12, _BY_HAND + "12^3 = 1728"),),
    ),
)

EQUATIONS: tuple[Equation, ...] = (*_PAIRING, *_WAVES, *_GAP, *BALANCE, *_CONDENSATION)
