"""Claims of the exchange-interaction paper on C, on bismuth and on condensation: Eqs. (3.9) to (3.13)."""

from __future__ import annotations

import math
from collections.abc import Mapping

from tcreferee.papers.claim import Cell, Claim, Precision, Printed, Verdict
from tcreferee.papers.exchange_standing_wave.formulas import rhombohedral_length_A
from tcreferee.physics.exchange_standing_wave import (
    condensation_ratio_unrounded,
    fermi_density_per_A3,
    fermi_energy_of_A3_eV,
    gap_number,
    standing_length_A,
    states_per_pair_unit,
)

ITEM_A = "item A after Eq. (3.11)"
ITEM_B = "item B after Eq. (3.11)"
BISMUTH = "Section 3, paragraph on bismuth"
BEFORE_RATIO = "paragraph before Eq. (3.13)"
LATTICE = {"a": Cell("elements", "Bi", "a"), "d": Cell("elements", "Bi", "R_1-10")}
EF_BISMUTH = Printed("25e-3", "eV", BISMUTH)
WAVE_BISMUTH = Printed("0.78e-8", "m", BISMUTH)
Values = Mapping[str, float]


def _range(bottom_eV: str, tc_K: str) -> dict[str, Printed]:
    """Return ends of the ranges put into Eq. (3.11): the author's choice, so without rounding."""
    return {"E_1": Printed(bottom_eV, "eV", ITEM_A, exact=True), "Tc": Printed(tc_K, "K", ITEM_A, exact=True)}


def _steeper(end: str, reason: str) -> Claim:
    return Claim(
        f"c.steep.{'low' if end == '3' else 'high'}", ITEM_B, "C with a density of states steeper than a square root",
        "1", end, "none: Eq. (3.11) needs the density of states", precision=Precision.ABOUT,
        verdict=Verdict.NOT_RECOVERABLE,
        reason="The slope is not printed. C falls as it grows, by the logarithm of the factor. " + reason,
    )  # fmt: skip


C_CLAIMS: tuple[Claim, ...] = (
    Claim(
        "c.low", ITEM_A, "smallest C", "1", "4.5",
        "Eq. (3.11) solved for (E_2R - E_1) / (k_B Tc), S proportional to sqrt(E), lowest E_1 and highest Tc",
        _range("0.25", "50"), lambda v: gap_number(v["E_1"], v["Tc"]), Precision.ABOUT,
        reason="4.29; within the five per cent that 'approximately' allows.",
    ),
    Claim(
        "c.high", ITEM_A, "largest C", "1", "11",
        "Eq. (3.11) solved for (E_2R - E_1) / (k_B Tc), S proportional to sqrt(E), highest E_1 and lowest Tc",
        _range("3", "0.1"), lambda v: gap_number(v["E_1"], v["Tc"]), Precision.ABOUT,
        reason="12.96, against a limit, ln(12 E_1 / (pi^2 k_B Tc)), that agrees to 2e-5. No rounding of the ends "
        "mends it; 11 belongs to 3 eV at 0.7 K or to 0.42 eV at 0.1 K, 10.65 to 3 eV at 1 K. Likely a range not "
        "exhausted at its corner, or integrals not fine enough for a step of 1e-5 eV under an edge of 3 eV.",
    ),
    Claim(
        "c.fermi-metals", f"{ITEM_A}, with Eq. (3.5) and the text after Eq. (3.13)", "smallest C of a Fermi metal", "1",
        "4.5", "Eq. (3.5), C <= |Delta| / (k_B Tc), with |Delta| = 3.5 k_B T* and Tc = T*",
        {"ratio": Printed("3.5", "1", BEFORE_RATIO)}, lambda v: v["ratio"], Precision.AT_LEAST,
        reason="The two parts exclude each other: with a square-root density of states, which Eq. (3.13) assumes too, "
        "Eq. (3.11) gives C of 4.3 and more, so Tc is at most 0.8 T*, not T*. The steeper density of item B (C from "
        "3) would allow 3.5.",
    ),
    _steeper("3", "For E^2 instead of E^(1/2) the lowest value, 4.29, becomes 2.98."),
    _steeper(
        "7",
        "To bring 11 down to 7 it must be 55 times steeper, to bring 4.5 down to 3 only 4.5 times, so no one slope "
        "gives both ends; for E^2 the largest value, 12.96, becomes 11.57.",
    ),
)  # fmt: skip


def _bismuth_wave_m(v: Values) -> float:
    return 2 * standing_length_A(v["E_F"]) * 1e-10


def _bismuth_density_per_cm3(v: Values) -> float:
    return fermi_density_per_A3(v["E_F"]) * 1e24


def _bismuth_wave_of_density_m(v: Values) -> float:
    return 2 * standing_length_A(fermi_energy_of_A3_eV(v["N"] * 1e-24)) * 1e-10


_TWO_DENSITIES = (
    "Fermi energy and density, both quoted, contradict Eq. (3.12) with the free mass by a factor of 60 in density; "
    "they agree for m* = 0.065 m, and the wavelength is computed with m. "
)

BISMUTH_CLAIMS: tuple[Claim, ...] = (
    Claim(
        "bismuth.lambda-f", BISMUTH, "wavelength at the Fermi energy", "m", "0.78e-8", "h / sqrt(2 m E_F)",
        {"E_F": EF_BISMUTH}, _bismuth_wave_m, Precision.ABOUT,
        reason="The formula stands there with hbar, which gives 1.23e-9 m. Read as h: forced by Eq. (3.2), where the "
        "momentum is h / lambda, and by the printed value.",
    ),
    Claim(
        "bismuth.lambda-f.of-density", BISMUTH, "wavelength at the Fermi energy, from the density", "m", "0.78e-8",
        "2 pi / (3 pi^2 N)^(1/3), that is Eq. (3.12) with h / sqrt(2 m E_F): the mass cancels",
        {"N": Printed("3e17", "1/cm^3", BISMUTH)}, _bismuth_wave_of_density_m, Precision.ABOUT,
        reason=_TWO_DENSITIES + "From the density the wavelength is 3.0e-8 m, four times longer, for any mass; three "
        "equal pockets instead of one sphere make it 4.4e-8 m.",
    ),
    Claim(
        "bismuth.density", BISMUTH, "carrier density", "1/cm^3", "3e17", "Eq. (3.12) with the free mass, solved for N",
        {"E_F": EF_BISMUTH}, _bismuth_density_per_cm3, Precision.ABOUT,
        reason=_TWO_DENSITIES + "25 meV means 1.8e19 per cm^3; several pockets only raise it.",
    ),
    Claim(
        "bismuth.r", BISMUTH, "length at which the standing wave fits", "m", "0.39e-8", "half the printed wavelength",
        {"lambda": WAVE_BISMUTH}, lambda v: v["lambda"] / 2, Precision.ABOUT,
    ),
    Claim(
        "bismuth.r-810", BISMUTH, "lattice length along [810]", "m", "0.39e-8",
        "length of 8 a1 + a2 of the rhombohedral cell; cosine of its angle from |a1 - a2|", LATTICE,
        lambda v: rhombohedral_length_A(v["a"], v["d"], 8, 1) * 1e-10, Precision.ABOUT,
        reason="The paper states neither lattice nor axes. 4.08e-9 m in rhombohedral axes, 3.43e-9 m in hexagonal "
        "ones.",
    ),
    Claim(
        "bismuth.r-910", BISMUTH, "lattice length along [910]", "m", "0.39e-8",
        "length of 9 a1 + a2 of the rhombohedral cell; cosine of its angle from |a1 - a2|", LATTICE,
        lambda v: rhombohedral_length_A(v["a"], v["d"], 9, 1) * 1e-10, Precision.ABOUT,
        reason="4.55e-9 m, 17 % longer. Hexagonal axes give 3.88e-9 m, but then 3.43e-9 m for [810]: the two differ "
        "by more than a tenth in either, so one length cannot stand for both, and lengths as dense as these single "
        "none out.",
    ),
    Claim(
        "bismuth.lambda-f.rounded", BISMUTH, "wavelength at the Fermi energy, second mention", "m", "1e-8",
        "the first mention", {"lambda": WAVE_BISMUTH}, lambda v: v["lambda"], Precision.ABOUT,
    ),
    Claim(
        "bismuth.density-limit", BISMUTH, "density of one carrier in the cube of the wavelength", "1/cm^3", "1e18",
        "inverse cube of the rounded wavelength", {"lambda": Printed("1e-8", "m", BISMUTH)},
        lambda v: (100 * v["lambda"]) ** -3, Precision.ABOUT,
        reason="2.1e18 from the wavelength of the first mention. A sphere of free electrons always has 8 pi / 3 = 8.4 "
        "carriers in that cube, so a density below the limit contradicts Eq. (3.12).",
    ),
)  # fmt: skip


def _bose_prefactor(_: Values) -> float:
    from scipy.special import zeta

    return float(2 * math.pi / zeta(1.5) ** (2 / 3))


def _ratio(v: Values, ef_over_delta: float = 1.0) -> float:
    return condensation_ratio_unrounded(v["bose"], v["ratio"], ef_over_delta)


_RATIO_INPUTS = {"bose": Printed("3.3125", "1", BEFORE_RATIO), "ratio": Printed("3.5", "1", BEFORE_RATIO)}

CONDENSATION_CLAIMS: tuple[Claim, ...] = (
    Claim(
        "dos.factor", BEFORE_RATIO, "number under the root of S(E_F)", "1", "2",
        "derivative of Eq. (3.12) solved for N, times pi^2 hbar^3 / (m^(3/2) E_F^(1/2)), squared", {},
        lambda v: (states_per_pair_unit() * math.pi**2) ** 2,
    ),
    Claim(
        "bose.factor", BEFORE_RATIO, "prefactor of T_BEC", "1", "3.3125", "2 pi / zeta(3/2)^(2/3)", {}, _bose_prefactor,
        Precision.ABOUT,
    ),
    Claim(
        "eq-3.13.prefactor", "Eq. (3.13)", "prefactor of (E_F / |Delta|)^(1/3)", "1", "1",
        "printed formulas of N_s, S, T_BEC and T* put into each other", _RATIO_INPUTS, _ratio, Precision.ABOUT,
        reason="1.000; that it is one rests on 3.5, see delta-over-kt.",
    ),
    Claim(
        "eq-3.13.delta-over-kt", BEFORE_RATIO, "|Delta| over k_B T*, as Eq. (3.13) needs it", "1", "3.5",
        "the value that makes the prefactor of Eq. (3.13) one, from the printed formulas of N_s, S and T_BEC",
        {"bose": _RATIO_INPUTS["bose"]}, lambda v: 1 / condensation_ratio_unrounded(v["bose"], 1.0, 1.0),
        Precision.ABOUT,
    ),
    Claim(
        "eq-3.13.exponent", "Eq. (3.13)", "inverse of the exponent of E_F / |Delta|", "1", "3",
        "inverse logarithmic derivative of the same ratio", _RATIO_INPUTS,
        lambda v: 1 / math.log10(_ratio(v, 10.0) / _ratio(v, 1.0)),
    ),
    Claim(
        "silver-gold.t-bec", "Section 3, Ag-Au nanostructures", "condensation temperature", "K", "286",
        "none: needs the density of silver particles", verdict=Verdict.NOT_RECOVERABLE,
        reason="Neither density nor mass is printed, both are left to another preprint. With pairs of two free "
        "electrons the paper's T_BEC would need 8.6e19 of them per cm^3, one in a cube of 2.3 nm.",
    ),
    Claim(
        "silver-gold.step", "Section 3, Ag-Au nanostructures", "potential of silver below that of gold", "eV", "0.7",
        "none: needs the work functions", precision=Precision.ABOUT, verdict=Verdict.NOT_RECOVERABLE,
        reason="Neither work functions nor a source are printed.",
    ),
)  # fmt: skip

CONDENSATE_CLAIMS = (*C_CLAIMS, *BISMUTH_CLAIMS, *CONDENSATION_CLAIMS)
