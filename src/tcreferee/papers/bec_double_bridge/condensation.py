"""Condensation of ideal and of interacting pairs: Eqs. (1) to (5) and Fig. 4 of the double-bridge paper."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from tcreferee.papers.claim import Cell, Claim, Precision, Printed, Verdict
from tcreferee.physics.bec_double_bridge import (
    slope_of_attraction_K_nm,
    thermal_wavelength_of_tc_nm,
    uniform_coefficient,
)

TABLE = "bec_table1_cuprates"
Recompute = Callable[[Mapping[str, float]], float]
ROWS = ("I", "II", "III", "IV", "V", "VI")


def _critical_density_m3(t_K: float, m_me: float) -> float:
    """Return the number of free bosons that the excited states hold at chemical potential zero."""
    from scipy import constants as c
    from scipy.integrate import quad

    # energy/kT = u^2 removes the singularity at the bottom of the band.
    integral = quad(lambda u: 2 * u**2 / math.expm1(u**2) if u else 2.0, 0, 26)[0]
    return float((2 * m_me * c.m_e * c.k * t_K / c.hbar**2) ** 1.5 / (4 * c.pi**2) * integral)


def _zeta(_: Mapping[str, float]) -> float:
    wavelength_nm = thermal_wavelength_of_tc_nm(1.0, 100.0)
    return float(_critical_density_m3(100.0, 1.0) * (wavelength_nm * 1e-9) ** 3)


def _density_per_temperature(_: Mapping[str, float]) -> float:
    return math.log(_critical_density_m3(200.0, 1.0) / _critical_density_m3(100.0, 1.0), 2)


def _temperature_per_density(_: Mapping[str, float]) -> float:
    return 1 / _density_per_temperature({})


def _temperature_per_mass(_: Mapping[str, float]) -> float:
    per_mass = math.log(_critical_density_m3(100.0, 2.0) / _critical_density_m3(100.0, 1.0), 2)
    return -per_mass / _density_per_temperature({})


def _wavelength_per_density(_: Mapping[str, float]) -> float:
    return -0.5 * _temperature_per_density({})


def _trap_shift(_: Mapping[str, float]) -> float:
    """Return the first-order mean-field coefficient of a/lambda_0 for a harmonic trap.

    A fixed number of atoms gives (4/(3 zeta(3))) (zeta(3/2) zeta(2) - S), S = sum (j k)^(-3/2) (j + k)^(-1/2)/2;
    summed to 400 and integrated beyond.
    """
    import numpy as np
    from scipy.integrate import quad
    from scipy.special import zeta

    j = np.arange(1, 401.0)
    edge = 400.5
    both = (np.outer(j, j) ** -1.5 * (j[:, None] + j) ** -0.5).sum()
    one_beyond = 2 * (j**-1.5 * (2 / j) * (np.sqrt(1 + j / edge) - 1)).sum()
    two_beyond = quad(lambda x: 2 * x**-2.5 * (math.sqrt(1 + x) - 1), 1, np.inf)[0] * edge**-1.5
    return float(4 / (3 * zeta(3)) * (zeta(1.5) * zeta(2) - (both + one_beyond + two_beyond) / 2))


def _wavelength_from_tc_nm(v: Mapping[str, float]) -> float:
    return thermal_wavelength_of_tc_nm(v["m"], v["tc0"])


_DERIVED = "counting bosons in the excited states of a free gas, integrated numerically"


def _constant(name: str, where: str, what: str, printed: str, recompute: Recompute, reason: str = "") -> Claim:
    return Claim(
        id=name, location=where, quantity=what, unit="", printed=printed, formula=_DERIVED, recompute=recompute,
        reason=reason,
    )  # fmt: skip


_FRACTION = "Printed as a fraction."
_EXACT = "Stated as a proportionality, so exact; the decimals are ours."
CONSTANTS: tuple[Claim, ...] = (
    _constant("eq-2.zeta", "Eq. (2)", "pairs in a cubed thermal wavelength at condensation", "2.612", _zeta),
    _constant(
        "eq-2.exponent-n", "Eq. (2)", "exponent of the 3D density", "0.6667", _temperature_per_density, _FRACTION
    ),
    _constant("eq-2.exponent-m", "Eq. (2)", "exponent of the pair mass", "-1.00", _temperature_per_mass, _EXACT),
    _constant(
        "eq-2.exponent-n2d",
        "Eq. (2) and the text after it",
        "exponent of the 2D density",
        "1.00",
        _temperature_per_density,
        f"{_EXACT} For layers a fixed distance apart n_2D is proportional to n_3D, and Eq. (2) gives 2/3 for both; the "
        "linear law belongs to a 2D Fermi energy or to phase stiffness, and an ideal 2D gas does not "
        "condense at all. An exponent 1 would need layers whose distance falls as n_2D^(-1/2), or a 'density' n_2D "
        "that is n_3D^(2/3) by definition and not the density of a layer.",
    ),
    _constant(
        "eq-4.exponent-n",
        "Eq. (4)",
        "exponent of the density in the wavelength",
        "-0.3333",
        _wavelength_per_density,
        _FRACTION,
    ),
    _constant(
        "eq-5.exponent",
        "Eq. (5)",
        "exponent of T/Tc in the condensed fraction",
        "1.5",
        _density_per_temperature,
        "Printed as a fraction. Holds for the ideal uniform gas; the trap of Eq. (3) would have 3.",
    ),
)  # fmt: skip

INTERACTION: tuple[Claim, ...] = (
    Claim(
        id="eq-3.coefficient",
        location="Eq. (3)",
        quantity="mean-field coefficient of a/lambda_0, as for atoms in a harmonic trap",
        unit="",
        printed="3.426",
        formula="(4/(3 zeta(3))) (zeta(3/2) zeta(2) - S), S = (1/2) sum over j, k of (j k)^(-3/2) (j + k)^(-1/2)",
        recompute=_trap_shift,
        reason=(
            "It is the result of Giorgini, Pitaevskii and Stringari (1996) for a harmonic trap at fixed number of "
            "atoms: repulsion lowers the density in the middle. Pairs in a crystal have no such trap; see "
            "eq-3.uniform. It is of first order: at |a| = n^(-1/3), the distance of pairs, which the text lets |a| "
            "exceed, the correction would be 2.5 times Tc0."
        ),
    ),
    Claim(
        id="eq-3.uniform",
        location="Eq. (3) applied to the uniform gas of Eqs. (2) and (4)",
        quantity="coefficient of a/lambda_0 in the relative shift of Tc of a uniform gas",
        unit="",
        printed="-3.426",
        formula="+c a n^(1/3) = +c 2.612^(1/3) a/lambda_0, to first order, at fixed density",
        inputs={
            "c": Printed("1.32", "", "Arnold and Moore, PRL 87, 120401 (2001): 1.32 +- 0.02, lattice simulation"),
            "zeta": Printed("2.612", "", "Eq. (4)"),
        },
        recompute=lambda v: uniform_coefficient(v["c"], v["zeta"]),
        reason=(
            "The sign is opposite: +1.82. In a uniform gas of fixed density mean field does not move Tc at all, and "
            "critical fluctuations raise it for repulsion (Baym et al., PRL 83, 1703 (1999); c = 1.29 +- 0.05 by "
            "Kashurnikov et al., 1.27 +- 0.11 by Kastening). The paper joins the trap's coefficient to the uniform "
            "formula; the authors of the coefficient note the opposite direction themselves. These results are for "
            "weak repulsion; a uniform gas with a < 0 is unstable, and no first-order formula gives its Tc."
        ),
    ),
    *(
        Claim(
            id=f"eq-4.{row.lower()}.lambda0-from-tc0",
            location=f"Eq. (4), left form, Table I, row {row}",
            quantity="thermal wavelength from mass and temperature",
            unit="nm",
            printed=Cell(TABLE, row, "lambda_0"),
            formula="(2 pi)^(1/2) hbar/(m k_B Tc0)^(1/2)",
            inputs={"m": Cell(TABLE, row, "m_pair"), "tc0": Cell(TABLE, row, "Tc_0")},
            recompute=_wavelength_from_tc_nm,
        )
        for row in ROWS
    ),
    *(
        Claim(
            id=f"fig-4.{row.lower()}.slope",
            location=f"Fig. 4, line {row}, and its caption",
            quantity="slope of Tc against |a|: positive",
            unit="K/nm",
            printed="0",
            formula="Eq. (3): 3.426 Tc0/lambda_0",
            inputs={
                "k": Printed("3.426", "", "Eq. (3)"),
                "tc0": Cell(TABLE, row, "Tc_0"),
                "wavelength": Cell(TABLE, row, "lambda_0"),
            },
            recompute=lambda v: slope_of_attraction_K_nm(v["tc0"], v["wavelength"], v["k"]),
            precision=Precision.AT_LEAST,
            reason=(
                "The copy has no axes or curves, so only the sign can be compared; the recomputed number is the slope "
                "that the line must have. It follows from Eq. (3), whose sign is not that of a uniform gas."
            ),
        )
        for row in ROWS
    ),
)

QUALITATIVE: tuple[Claim, ...] = (
    Claim(
        id="heavy-fermions.tc",
        location="text after Eq. (2)",
        quantity="Tc of heavy-fermion superconductors from their mass",
        unit="K",
        printed="1",
        formula="Eq. (2)",
        precision=Precision.AT_MOST,
        verdict=Verdict.NOT_RECOVERABLE,
        reason=(
            "No pair density is printed. With electrons of 200 m_e, pairs of 400 m_e, Eq. (2) gives 4.6 K at half the "
            "cuprates' 1e21 carriers per cm3, 1.6 K at 1e20 and 0.34 K at 1e19 pairs: the mass alone does not do it."
        ),
    ),
    Claim(
        id="matbg.tc",
        location="text after Eq. (2)",
        quantity="Tc of twisted bilayer graphene from its density",
        unit="K",
        printed="1.7",
        formula="Eq. (2)",
        precision=Precision.ABOUT,
        verdict=Verdict.NOT_RECOVERABLE,
        reason=(
            "No pair mass is printed, nor how the sheet density became 1e17 to 1e18 per cm3. With half as many pairs, "
            "1.7 K needs pairs of 2.3 to 10.9 m_e."
        ),
    ),
)
