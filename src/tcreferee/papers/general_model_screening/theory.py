"""Equations of the screening paper: dimensions, coefficient and exponents, and what no repair can save."""

from __future__ import annotations

import math
from collections.abc import Callable

from tcreferee.papers.claim import Claim, Printed, Verdict
from tcreferee.physics import general_model_screening as physics
from tcreferee.physics._thomas_fermi import coefficient_m05, screening_length_m

_FORCED = "The print is damaged; "
_NOTE = "Supplementary Note 1"


def _power(side: Callable[[float, float], float], metre: float, kelvin: float) -> float:
    """Return the power of length or temperature of an expression, by changing that unit."""
    return math.log(side(metre, kelvin) / side(1.0, 1.0)) / math.log(metre * kelvin)


# A metal in whatever units: the equations with the coefficient that counting states gives in that unit of length.
_D0_M, _R_PLUS_M, _ALPHA_PERK, _N_M3 = 3e-10, 0.9e-10, 1e-7, 1e29


def _width(m: float, k: float) -> float:
    return physics.channel_width_metal_m(_D0_M * m, _R_PLUS_M * m, _length(m, k))


def _length(m: float, _: float) -> float:
    return physics.screening_length_m(_N_M3 / m**3, coefficient_m05(m))


def _strain(m: float, k: float) -> float:
    return _width(m, k) / (_D0_M * m)


def _limit(m: float, k: float) -> float:
    return physics.t_u_metal_K(_D0_M * m, _R_PLUS_M * m, _ALPHA_PERK / k)


def _slope(m: float, k: float) -> float:
    return physics.b_metal_K_m05(_D0_M * m, _ALPHA_PERK / k, coefficient_m05(m))


def _tc(m: float, k: float) -> float:
    return physics.tc_of_density_K(_N_M3 / m**3, _limit(m, k), _slope(m, k))


_REPAIR_2 = "Where the lambda of oxides is printed, the coefficient is missing; the dimension forces it."
_REPAIR_4 = _FORCED + "the right-hand side must be a number, and Tc falling as 1/alpha makes it W/d0."
_REPAIR_7 = _FORCED + "the numerators remain, and Eqs. (1), (4) and (6) fix the rest."
_REPAIR_1 = "The same holds for the oxides, whose anion radius replaces one r+."
_SIDES = (
    ("eq-1", "width W", "length", "1.00", _width, _REPAIR_1),
    ("eq-2", "screening length lambda", "length", "1.00", _length, _REPAIR_2),
    ("eq-3", "coefficient e_s", "length", "0.50", lambda m, k: coefficient_m05(m), ""),
    ("eq-4", "strain W/d0, against alpha Tc", "length", "0.00", _strain, _REPAIR_4),
    ("eq-6", "T_U - B n^(-1/6), against Tc", "temperature", "1.00", _tc, ""),
    ("eq-7", "T_U of metals and, with r-, of oxides (Eq. 9)", "temperature", "1.00", _limit, _REPAIR_7),
    ("eq-8", "B of metals and, with delta, of oxides (Eq. 10), as its unit K m^(-1/2)", "length", "-0.50", _slope, ""),
)  # fmt: skip


def _dimension(name: str, what: str, unit: str, printed: str, side: Callable[[float, float], float], why: str) -> Claim:
    length = unit == "length"
    return Claim(
        id=f"{name}.dimension",
        location=f"Eq. ({name[3:]})",
        quantity=f"power of {unit} in {what}",
        unit="",
        printed=printed,
        formula=f"change of the expression as the unit of {unit} is made ten times smaller",
        recompute=lambda v: _power(side, 10.0 if length else 1.0, 1.0 if length else 10.0),
        reason=why or "The power that the other side of the equation, or the printed unit, has.",
    )


def _coefficient_units(pi_power: float, three_power: float) -> float:
    """Return e_s^2 m_e e^2/(eps_vac hbar^2) over the given powers of pi and 3."""
    from scipy import constants as c

    ratio = coefficient_m05() ** 2 * c.m_e * c.e**2 / (c.epsilon_0 * c.hbar**2)
    return float(ratio / (math.pi**pi_power * 3**three_power))


def _screening_exponent() -> float:
    return math.log(screening_length_m(8e28) / screening_length_m(1e28)) / math.log(8)


def _confined_exponent() -> float:
    """Return the exponent of delta if the same carriers fill only the fraction delta of the volume."""
    return math.log(screening_length_m(1e27 / 1e-4) / screening_length_m(1e27)) / math.log(1e-4)


def _counted_tc_K(alpha_perK: float) -> float:
    width_m = physics.channel_width_metal_m(_D0_M, _R_PLUS_M, screening_length_m(_N_M3))
    return physics.tc_of_width_K(width_m, _D0_M, alpha_perK)


def _alpha_exponent() -> float:
    return math.log(_counted_tc_K(2e-7) / _counted_tc_K(1e-7)) / math.log(2)


def _figure_slope() -> float:
    """Return (T_U - Tc)/(n^(-1/6)/(alpha d0)) of a metal that obeys Eqs. (1), (2), (4) and (7)."""
    t_u_K = physics.t_u_metal_K(_D0_M, _R_PLUS_M, _ALPHA_PERK)
    y_K = physics.unified_y_K(t_u_K, _counted_tc_K(_ALPHA_PERK))
    return y_K / physics.unified_x_K_m05(_N_M3, _D0_M, _ALPHA_PERK)


def _derived(name: str, where: str, what: str, unit: str, printed: str, value: Callable[[], float], why: str) -> Claim:
    return Claim(
        id=name,
        location=where,
        quantity=what,
        unit=unit,
        printed=printed,
        formula="Thomas-Fermi screening of free electrons, states counted numerically",
        recompute=lambda v: value(),
        reason=why,
    )


def _lost(name: str, where: str, what: str, printed: str, formula: str, verdict: Verdict, why: str) -> Claim:
    return Claim(
        id=name, location=where, quantity=what, unit="", printed=printed, formula=formula, verdict=verdict, reason=why
    )


THEORY: tuple[Claim, ...] = (
    *(_dimension(*side) for side in _SIDES),
    _derived(
        "eq-2.exponent", "Eq. (2) and abstract", "exponent of n in the screening length", "", "-0.1667",
        _screening_exponent, "Printed as a fraction.",
    ),
    _derived(
        "eq-3.coefficient", "Eq. (3)", "screening coefficient e_s", "m^(1/2)", "3.665e-6", coefficient_m05,
        "The paper prints an expression, and gives it the symbol of the vacuum permittivity. Its last lines leave m0 "
        "e^2, 3^(1/3), pi^(4/3) and a sixth power, the main text pi^(2/3); with the permittivity and the powers that "
        "make a root of a length this is [pi^(4/3) eps_vac hbar^2/(3^(1/3) m0 e^2)]^(1/2) and nothing else. "
        "The printed number is the value of that expression.",
    ),
    _derived(
        "eq-3.power-of-pi", _NOTE, "power of pi in e_s^2", "", "1.333",
        lambda: math.log(_coefficient_units(0, -1 / 3)) / math.log(math.pi), "The fraction stands in the fragments.",
    ),
    _derived(
        "eq-3.power-of-3", _NOTE, "power of 3 in 1/e_s^2", "", "0.333",
        lambda: -math.log(_coefficient_units(4 / 3, 0)) / math.log(3),
        _FORCED + "31/3 stands for 3^(1/3), as in the next fragment.",
    ),
    _derived(
        "supplement.fermi-wavenumber", _NOTE, "k_F^3/n, printed as 3 pi^2", "", "29.61",
        lambda: (2 * math.pi) ** 3 / (2 * 4 * math.pi / 3), "",
    ),
    _derived(
        "abstract.exponent-alpha", "Abstract; Eqs. (6) to (8)", "exponent of alpha in Tc", "", "-1.00",
        _alpha_exponent, "Stated as a proportionality, so exact; the decimals are ours.",
    ),
    _derived(
        "fig-3a.slope", "Fig. 3a and its sentence", "slope of the dashed line", "m^(1/2)", "7.331e-6", _figure_slope,
        _FORCED + "a 2 and a symbol remain, and Eqs. (6) to (8) force 2 e_s; the printed number is its value.",
    ),
    _derived(
        "eq-10.exponent-delta", "text before Eq. (10)", "exponent of delta in the screening length of oxides", "",
        "1.00", _confined_exponent,
        "Squeezing the same carriers into the fraction delta of the volume raises their density by 1/delta, and the "
        "paper's own Eq. (2) then gives delta^(1/6), a factor 0.23 instead of 1.4e-4 for YBCO. A density of states "
        "raised by 1/delta would give 1/2 and a 2D gas 0; the paper derives no exponent 1, and lambda would be 1.6e-14 "
        "m, the size of a nucleus.",
    ),
    Claim(
        id="eq-4.volume",
        location="Eq. (4) and the sentence that defines alpha",
        quantity="(W/d0)/(alpha Tc), with alpha as defined, a change of volume",
        unit="",
        printed="1.00",
        formula="relative change of a length as the volume of an isotropic solid changes: one third",
        inputs={"axes": Printed("3", "", "an isotropic solid", exact=True)},
        recompute=lambda v: ((1 + 1e-6) ** (1 / v["axes"]) - 1) / 1e-6,
        reason=(
            "Three times smaller. Definition and use do not go together: the numbers used, such as the in-plane "
            "average of YBCO, are linear coefficients, so the definition is the likely slip."
        ),
    ),
    _lost(
        "eq-5", "Eq. (5)", "exponent -1/6 in the line before Eq. (6)", "-0.1667", "Eq. (1) with Eqs. (2) to (4)",
        Verdict.NOT_RECOVERABLE,
        "The copy has a length added to ratios of differentials. Inserting Eqs. (2) to (4) in Eq. (1), as the text "
        "says, gives alpha Tc d0 = d0 - 2 r+ - 2 e_s n^(-1/6), which is Eq. (6); how it was written cannot be told.",
    ),
    _lost(
        "pressure.exponent", "paragraph on pressure", "exponent of P/P0 in alpha", "-0.3333", "alpha = (P/P0)^(-1/3)",
        Verdict.NOT_DEFINED,
        "A coefficient in 1/K is set equal to a pure number. The expansion coefficient of an ideal gas is 1/T at any "
        "pressure; what varies as P^(-1/3) at fixed temperature is the mean distance of its particles.",
    ),
)  # fmt: skip
