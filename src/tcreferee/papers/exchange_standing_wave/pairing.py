"""Claims of the exchange-interaction paper on wave functions, momenta and the gap: Section 2 to Eq. (3.8)."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from tcreferee.papers.claim import Cell, Claim, Precision, Printed, Verdict
from tcreferee.physics.exchange_standing_wave import (
    bragg_wavelength_A,
    fermi_energy_of_A3_eV,
    scatter_range_eV,
    singlet_gain_eV,
    standing_energy_eV,
)

COINCIDE = Printed("1", "1", "Eq. (2.6): overlap of two coinciding normalised functions", exact=True)
GAP = Printed("1e-3", "eV", "Section 3, first paragraph")
BESIDE_GAP = "Section 3, paragraph before Eq. (3.3)"
Values = Mapping[str, float]


def standing_wave_norm(_: Values) -> float:
    """Square of exp(ix) + exp(-ix), averaged over a period."""
    from scipy.integrate import quad

    return float(quad(lambda x: (2 * math.cos(x)) ** 2, 0, 2 * math.pi)[0] / (2 * math.pi))


def gain_by_coincidence(v: Values) -> float:
    """Energy of the normalised singlet less that of the product, in units of the latter."""
    return singlet_gain_eV(1.0, v["s"] ** 2, v["s"])


def _log_slope(function: Callable[[float], float], step: float = 1e-4) -> float:
    """Logarithmic derivative at 4, an arbitrary place: the functions are powers."""
    ratio = function(4 * (1 + step)) / function(4 * (1 - step))
    return math.log(ratio) / math.log((1 + step) / (1 - step))


def kinetic_rise(_: Values) -> float:
    """Mean kinetic energy, in |Delta|, that a standing wave gains by half the momentum of a pair of energy 2|Delta|."""
    mass, wave = 0.5, 30.0  # units of energy |Delta| and momentum sqrt(2 m |Delta|); the wave number drops out
    half = math.sqrt(2 * (2 * mass) * 2) / 2
    return ((wave + half) ** 2 + (wave - half) ** 2) / 2 - wave**2


def filled_share(v: Values) -> float:
    """States between E_F - |Delta| and E_F over S(E_F) |Delta|, S proportional to the square root of the energy."""
    fermi, gap = v["E_F"], v["gap"]
    return 2 / 3 * (math.pow(fermi, 1.5) - math.pow(fermi - gap, 1.5)) / (math.sqrt(fermi) * gap)


def _half_of_square(_: Values) -> float:
    """Integral of H dH, in units of H^2."""
    from scipy.integrate import quad

    return float(quad(lambda field: field, 0, 1)[0])


_EXPONENT = (
    "Printed as R^2 in the copy used; repaired to R^-2, which the same sentence forces by its conclusion that a "
    "smaller R raises both energies, and Eqs. (3.2) and (3.12) give."
)


WAVES: tuple[Claim, ...] = (
    Claim(
        "eq-2.1.norm", "Eq. (2.1), used with Eq. (2.6)", "number under the root of the normalisation", "1", "2",
        "norm of the symmetrised product of two normalised functions of overlap s: 2 (1 + s^2)", {"s": COINCIDE},
        lambda v: 2 * (1 + v["s"] ** 2),
        reason="1/sqrt(2) normalises orthogonal functions; Eqs. (2.5) to (2.7) demand overlapping ones and then equal "
        "ones, for which it is 1/2. Eq. (2.2) therefore counts the energy of the pair twice.",
    ),
    Claim(
        "eq-2.9.gain", "Eqs. (2.2), (2.3) and (2.9)", "energy lowering of the singlet over the energy of the unpaired "
        "electrons", "1", "1", "(D + J) / (1 + s^2) - D in units of D, with J = s^2 D for coinciding functions",
        {"s": COINCIDE}, gain_by_coincidence,
        reason="The integral of Eq. (2.4) does equal D for equal functions, but then the singlet is the product "
        "itself and its energy, once normalised, is D: nothing is gained. The whole of J as a gain comes from the "
        "normalisation of Eq. (2.1). Checked for any operator symmetric in the electrons: only the norm enters at s = "
        "1.",
    ),
    Claim(
        "eq-2.13.norm", "Eq. (2.13)", "number under the root of the normalisation", "1", "2",
        "mean square of exp(ikx) + exp(-ikx)", {}, standing_wave_norm,
    ),
    Claim(
        "magnetic-energy", "Section 2, magnetic field", "coefficient of mu_0 mu H^2", "1", "0.5",
        "integral of H dB with B proportional to H, over B H", {}, _half_of_square,
    ),
    Claim(
        "eq-3.1.second", "Section 3, after Eq. (3.2)", "wavelength at n = 2 over R", "1", "1", "Eq. (3.1): 2 R / n",
        {"n": Printed("2", "1", "the same sentence", exact=True)}, lambda v: bragg_wavelength_A(1.0, v["n"]),
    ),
    Claim(
        "eq-3.2.factor", "Eq. (3.2)", "factor beside m in the denominator", "1", "8",
        "h^2 / (m R^2) over the kinetic energy of a free electron of wavelength 2 R", {},
        lambda v: 1 / ((1 / 2) ** 2 / 2),
    ),
    Claim(
        "eq-3.12.factor", "Eq. (3.12)", "factor beside m* in the denominator", "1", "8",
        "h^2 / m (3 N / pi)^(2/3) over hbar^2 (3 pi^2 N)^(2/3) / (2 m), the energy on the Fermi sphere", {},
        lambda v: (3 / math.pi) ** (2 / 3) / ((3 * math.pi**2) ** (2 / 3) / (2 * (2 * math.pi) ** 2)),
    ),
    Claim(
        "exponent.e-2r", "Section 3, last sentence before Table 1", "power of R in the standing-wave energy", "1", "-2",
        "logarithmic derivative of Eq. (3.2)", {}, lambda v: _log_slope(standing_energy_eV), reason=_EXPONENT,
    ),
    Claim(
        "exponent.e-f", "Section 3, last sentence before Table 1", "power of R in the Fermi energy", "1", "-2",
        "logarithmic derivative of Eq. (3.12) with N proportional to R^-3", {},
        lambda v: _log_slope(lambda length: fermi_energy_of_A3_eV(length**-3)), reason=_EXPONENT,
    ),
    Claim(
        "exponent.isotope", "Section 3, paragraph after Eq. (3.12)", "power of the ion mass in the phonon energy", "1",
        "-0.5", "logarithmic derivative of the frequency of a harmonic oscillator", {},
        lambda v: _log_slope(lambda mass: 1 / math.sqrt(mass)),
    ),
    Claim(
        "isotope.weak", "Section 3, paragraph after Eq. (3.12)",
        "magnitude of the isotope coefficient near E_F = E_2R", "1",
        "0.5", "none: needs m* and |Delta| as functions of the ion mass", precision=Precision.AT_MOST,
        verdict=Verdict.NOT_RECOVERABLE,
        reason="The paper says that m* grows as the ions get lighter, not by how much. 0.5 itself is the value for a "
        "temperature proportional to the phonon energy.",
    ),
    Claim(
        "heavy-mass", "Section 3, on layered structures", "effective mass hard to combine with E_F = E_2R", "m_e", "5",
        "none: the threshold follows from no equation", precision=Precision.AT_LEAST, verdict=Verdict.NOT_RECOVERABLE,
        reason="Eqs. (3.2) and (3.12) are equal at m*/m = (3 N R^3 / pi)^(2/3): 1.54 for one electron in R^3, and 5 "
        "needs 11.7 of them, but where it becomes difficult is not derived.",
    ),
)  # fmt: skip


def middle_gap_eV(v: Values) -> float:
    """Gap at the middle, on a logarithmic scale, of the range of critical temperatures."""
    from scipy import constants as c

    return float(v["ratio"] * c.k * math.sqrt(v["Tc_low"] * v["Tc_high"]) / c.e)


GAPS: tuple[Claim, ...] = (
    Claim(
        "gap.order", "Section 3, first paragraph", "energy gap of superconductors", "eV", "1e-3",
        "|Delta| = 3.5 k_B Tc at the geometric middle of the critical temperatures the paper uses for C",
        {
            "ratio": Printed("3.5", "1", "paragraph before Eq. (3.13)"),
            "Tc_low": Printed("0.1", "K", "item A after Eq. (3.11)", exact=True),
            "Tc_high": Printed("50", "K", "item A after Eq. (3.11)", exact=True),
        },
        middle_gap_eV, Precision.ORDER,
        reason="The ends of the range give 3e-5 and 1.5e-2 eV.",
    ),
    Claim(
        "gap.order.lithium", "Section 3, first paragraph, with Eqs. (3.4), (3.6) and Table 1",
        "energy gap a superconductor has, as lithium needs it", "eV", "1e-3",
        "Eq. (3.4): Tc = 0 unless |Delta| exceeds |E_F - E_2R|, here the smaller of the two of lithium",
        {
            "E_F": Cell("exchange_alkali_table1", "Li", "E_F"),
            "E_100": Cell("exchange_alkali_table1", "Li", "E_100"),
            "E_111": Cell("exchange_alkali_table1", "Li", "E_111"),
        },
        lambda v: min(abs(v["E_F"] - v["E_100"]), abs(v["E_F"] - v["E_111"])), Precision.ORDER,
        reason="Lithium, the paper's only superconductor of the five, would need |Delta| above 0.11 eV, a hundred "
        "times the order stated; at a Tc of 0.4 mK (its reference 29), 3.5 k_B Tc is 1.2e-7 eV. By Eq. (3.4) the "
        "paper's condition makes lithium normal, like the other four. E_F rounded to 0.1 eV cannot change it: 0.06 eV "
        "at least.",
    ),
    Claim(
        "delta-over-kt", "paragraph before Eq. (3.13)", "|Delta| over k_B T*", "1", "3.5",
        "the coefficient of Section 2, where |Delta| is put equal to k_B T*",
        {"k": Printed("1", "1", "Section 2, after Eq. (2.14)")}, lambda v: v["k"], Precision.ABOUT,
        reason="One |Delta|, two relations to T*, 3.5 apart. The larger one is the weak-coupling ratio of the full "
        "gap, 3.53, which belongs to 2|Delta| as the paper defines it (Eq. 2.14); |Delta| itself would have 1.76. It "
        "matters: the prefactor of Eq. (3.13) is 1.00 with 3.5, 0.50 with 1.76 and 0.29 with 1.",
    ),
    Claim(
        "pair-momentum", BESIDE_GAP, "square of the largest pair momentum over m |Delta|", "1", "8",
        "momentum of mass 2 m and kinetic energy 2|Delta|", {"mass": Printed("2", "m", "two electrons", exact=True)},
        lambda v: 2 * v["mass"] * 2,
        reason="Printed as the factors 2, 2 and 2.",
    ),
    Claim(
        "kinetic-rise", BESIDE_GAP, "rise of the kinetic energy of an electron by pairing over |Delta|", "1", "1",
        "mean over both running waves of (k + q)^2 and (k - q)^2 less k^2, hbar q half the momentum of the pair", {},
        kinetic_rise, Precision.ABOUT,
        reason="Holds for the mean of a standing wave. Of the two running waves in it one gains, the other loses 2 "
        "sqrt(E_F |Delta|), about 0.1 eV for the paper's energies: added as vectors the spread would be far wider "
        "than |Delta|.",
    ),
    Claim(
        "pair-density", BESIDE_GAP, "density of paired electrons over S(E_F) |Delta|", "1", "1",
        "Eq. (3.3) with S proportional to the square root of the energy and E_F - E_1 = |Delta|",
        {"E_F": Cell("exchange_alkali_table1", "Cs", "E_F"), "gap": GAP}, filled_share, Precision.ABOUT,
    ),
    Claim(
        "eq-3.6.edge", "Eqs. (3.4) and (3.6)", "C k_B Tc over |Delta| at E_F - E_2R = |Delta|", "1", "0",
        "Eq. (3.6) at the edge of its range", {}, lambda v: scatter_range_eV(1.0, 1.0),
    ),
    Claim(
        "eq-3.5.edge", "Eqs. (3.4) and (3.5)", "C k_B Tc over |Delta| at E_2R - E_F = |Delta|", "1", "0",
        "Eq. (3.5) at the edge of its range, an upper bound", {}, lambda v: scatter_range_eV(1.0, -1.0),
        Precision.AT_LEAST,
        reason="Only as a bound: with the equality used in Eq. (3.7), Tc would fall from |Delta| / (C k_B) to zero at "
        "the edge. There the density of pairs, Eq. (3.3), is zero, so condensation and not Eq. (3.5) would have to "
        "set Tc.",
    ),
    Claim(
        "eq-3.7", "Eq. (3.7)", "(E_2R - E_1) over |Delta| for E_2R >= E_F", "1", "1",
        "C k_B Tc = E_2R - E_1 in the equality of Eq. (3.5); tried with E_2R - E_F = 0.4 |Delta|", {},
        lambda v: scatter_range_eV(1.0, -0.4),
    ),
    Claim(
        "eq-3.8", "Eq. (3.8)", "(E_F - E_1) over |Delta| for E_2R < E_F", "1", "1",
        "C k_B Tc = E_2R - E_1 in the equality of Eq. (3.6); tried with E_F - E_2R = 0.4 |Delta|", {},
        lambda v: 0.4 + scatter_range_eV(1.0, 0.4),
    ),
)  # fmt: skip


PAIRING_CLAIMS = (*WAVES, *GAPS)
