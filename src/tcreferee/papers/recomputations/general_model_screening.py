"""Recomputations of the screening paper: dimensions, coefficient and exponents of its equations; YBCO; metals."""

from __future__ import annotations

import math
from collections.abc import Callable

from tcreferee.physics import general_model_screening as physics
from tcreferee.physics._thomas_fermi import coefficient_m05, screening_length_m

# A metal in whatever units: the equations with the coefficient that counting states gives in that unit of length.
_D0_M, _R_PLUS_M, _ALPHA_PERK, _N_M3 = 3e-10, 0.9e-10, 1e-7, 1e29
Side = Callable[[float, float], float]


def _length(metre: float, _: float) -> float:
    return physics.screening_length_m(_N_M3 / metre**3, coefficient_m05(metre))


def _width(metre: float, kelvin: float) -> float:
    return physics.channel_width_metal_m(_D0_M * metre, _R_PLUS_M * metre, _length(metre, kelvin))


def _limit(metre: float, kelvin: float) -> float:
    return physics.t_u_metal_K(_D0_M * metre, _R_PLUS_M * metre, _ALPHA_PERK / kelvin)


def _slope(metre: float, kelvin: float) -> float:
    return physics.b_metal_K_m05(_D0_M * metre, _ALPHA_PERK / kelvin, coefficient_m05(metre))


def _tc(metre: float, kelvin: float) -> float:
    return physics.tc_of_density_K(_N_M3 / metre**3, _limit(metre, kelvin), _slope(metre, kelvin))


def _power_of_length(side: Side) -> Callable[[], float]:
    """Return the power of length of an expression, by changing that unit."""
    return lambda: math.log(side(10.0, 1.0) / side(1.0, 1.0)) / math.log(10.0)


def _power_of_temperature(side: Side) -> Callable[[], float]:
    return lambda: math.log(side(1.0, 10.0) / side(1.0, 1.0)) / math.log(10.0)


def _coefficient_units(pi_power: float, three_power: float) -> float:
    """Return e_s^2 m_e e^2/(eps_vac hbar^2) over the given powers of pi and 3."""
    from scipy import constants as c

    ratio = coefficient_m05() ** 2 * c.m_e * c.e**2 / (c.epsilon_0 * c.hbar**2)
    return float(ratio / (math.pi**pi_power * 3**three_power))


def _confined_exponent() -> float:
    """Return the exponent of delta if the same carriers fill only the fraction delta of the volume."""
    return math.log(screening_length_m(1e27 / 1e-4) / screening_length_m(1e27)) / math.log(1e-4)


def _counted_tc_K(alpha_perK: float) -> float:
    width_m = physics.channel_width_metal_m(_D0_M, _R_PLUS_M, screening_length_m(_N_M3))
    return physics.tc_of_width_K(width_m, _D0_M, alpha_perK)


def _figure_slope() -> float:
    """Return (T_U - Tc)/(n^(-1/6)/(alpha d0)) of a metal that obeys Eqs. (1), (2), (4) and (7)."""
    t_u_K = physics.t_u_metal_K(_D0_M, _R_PLUS_M, _ALPHA_PERK)
    y_K = physics.unified_y_K(t_u_K, _counted_tc_K(_ALPHA_PERK))
    return y_K / physics.unified_x_K_m05(_N_M3, _D0_M, _ALPHA_PERK)


def density_on_fit(B: float, T_U: float, Tc: float = 0.0) -> float:
    """Return the carrier density, 1/m^3, at which the fit of YBCO has a Tc."""
    return physics.density_of_tc_m3(Tc, T_U, B)


def _delta_of_fit() -> float:
    """Return delta of YBCO from the printed B, distance and expansion."""
    return physics.delta_of_b(5.651e6, 1.93e-10, 0.92e-6, coefficient_m05())


def width_of_oxide(alpha: float, d0: float, Tc: float) -> float:
    """Return Eq. (4), m."""
    # in this order, not through `physics.width_of_tc_m`: a tolerance of the ledger is a tie in its tenth digit
    return alpha * d0 * 1e-10 * Tc


def valence(n: float, M: float, rho: float) -> float:
    """Return electrons per atom from their density, 1e27/m^3, the molar mass, g/mol, and the density, kg/m^3."""
    from scipy import constants as c

    return float(n * 1e27 * M * 1e-3 / (rho * c.N_A))


RECOMPUTE: dict[str, Callable[..., float]] = {
    "eq-1.dimension": _power_of_length(_width),
    "eq-2.dimension": _power_of_length(_length),
    "eq-3.dimension": _power_of_length(lambda metre, _: coefficient_m05(metre)),
    "eq-4.dimension": _power_of_length(lambda metre, kelvin: _width(metre, kelvin) / (_D0_M * metre)),
    "eq-6.dimension": _power_of_temperature(_tc),
    "eq-7.dimension": _power_of_temperature(_limit),
    "eq-8.dimension": _power_of_length(_slope),
    "eq-2.exponent": lambda: math.log(screening_length_m(8e28) / screening_length_m(1e28)) / math.log(8),
    "eq-3.coefficient": coefficient_m05,
    "eq-3.power-of-pi": lambda: math.log(_coefficient_units(0, -1 / 3)) / math.log(math.pi),
    "eq-3.power-of-3": lambda: -math.log(_coefficient_units(4 / 3, 0)) / math.log(3),
    "supplement.fermi-wavenumber": lambda: (2 * math.pi) ** 3 / (2 * 4 * math.pi / 3),
    "abstract.exponent-alpha": lambda: math.log(_counted_tc_K(2e-7) / _counted_tc_K(1e-7)) / math.log(2),
    "fig-3a.slope": _figure_slope,
    "eq-10.exponent-delta": _confined_exponent,
    "eq-4.volume": lambda axes: ((1 + 1e-6) ** (1 / axes) - 1) / 1e-6,
    "ybco.n-at-*": density_on_fit,
    "ybco.holes": lambda volume, **fit: density_on_fit(**fit) * volume * 1e-30,
    "ybco.delta.*": lambda B, alpha, d0: physics.delta_of_b(B, d0 * 1e-10, alpha, coefficient_m05()),
    "ybco.width": width_of_oxide,
    "accuracy": width_of_oxide,
    "table-2.*.z": valence,
    "table-2.*.ion": lambda Z_printed: float(round(Z_printed)),
    "metals.n.lower": lambda **densities: min(densities.values()) * 1e27,
    "metals.n.upper": lambda **densities: max(densities.values()) * 1e27,
}


def _narrowed_by(B: float, T_U: float, Tc: float, n_m3: float) -> float:
    """Return by how many percent B must be smaller for the fit to pass through Tc at a density."""
    return 100 * (1 - (T_U - Tc) * math.pow(n_m3, 1 / 6) / B)


def _width_of_mercury(d0: float, n: float, r: float) -> float:
    """Return Eq. (1), m, from lengths in angstrom and the density in 1e27/m^3."""
    return physics.channel_width_metal_m(d0 * 1e-10, r * 1e-10, screening_length_m(n * 1e27))


def _below_line(d0: float, n: float, r: float, alpha: float, Tc: float) -> float:
    """Return how many percent the point of mercury lies below the line of Fig. 3a."""
    t_u_K = physics.t_u_metal_K(d0 * 1e-10, r * 1e-10, alpha)
    x_K_m05 = physics.unified_x_K_m05(n * 1e27, d0 * 1e-10, alpha)
    return 100 * (1 - physics.unified_y_K(t_u_K, Tc) / x_K_m05 / (2 * coefficient_m05()))


def _valence_of_hall(hall: float, M: float, rho: float) -> float:
    from scipy import constants as c

    return valence(1e-27 / (c.e * abs(hall)), M, rho)


_ALL_HOLES_M3 = 0.93 / 173.51e-30  # of YBa2Cu3O6.93, as in ybco_jorgensen1990

# Numbers for the notes.
NOTES: dict[str, dict[str, Callable[..., float]]] = {
    "eq-10.exponent-delta": {
        "factor": lambda: _delta_of_fit() ** (1 / 6),
        "length": lambda: _delta_of_fit() * screening_length_m(1e27),
    },
    "ybco.n-at-tc": {
        "times_at_93": lambda B, T_U, printed: density_on_fit(B, T_U, 93.0) / printed,
        "tc_at_printed": lambda B, T_U, printed: physics.tc_of_density_K(printed, T_U, B),
        "all_holes": lambda: _ALL_HOLES_M3,
        "tc_of_all_holes": lambda B, T_U: physics.tc_of_density_K(_ALL_HOLES_M3, T_U, B),
        "b_smaller_there": lambda B, T_U, Tc: _narrowed_by(B, T_U, Tc, _ALL_HOLES_M3),
        "b_smaller_at_printed": lambda B, T_U, Tc, printed: _narrowed_by(B, T_U, Tc, printed),
    },
    "ybco.t-u": {
        "open": lambda alpha, d0: 3 * 0.005 / (alpha * d0) / 1000
    },  # two radii and a distance, half a digit each
    "accuracy": {
        "times_larger": lambda printed, recomputed: printed / recomputed,
        "in_t_u": lambda printed, alpha, d0: printed / (alpha * d0 * 1e-10),
    },
    "table-2.*.z": {
        "from_hall": _valence_of_hall,
        "from_hall_9": lambda M, rho: _valence_of_hall(9.0e-11, M, rho),
    },
    "metals.width.upper": {
        "width": width_of_oxide,
        "over": lambda alpha, d0, Tc, printed: width_of_oxide(alpha, d0, Tc) / printed,
        "over_halved": lambda alpha, d0, Tc, printed: width_of_oxide(alpha / 2, d0, Tc) / printed,
    },
    "eq-1.hg": {"width": _width_of_mercury, "width_four": lambda d0, n: _width_of_mercury(d0, n, 0.96)},
    "fig-3a.hg": {
        "below_six": _below_line,
        "below_four": lambda d0, n, alpha, Tc: _below_line(d0, n, 0.96, alpha, Tc),
        "below_eight": lambda d0, n, alpha, Tc: _below_line(d0, n, 1.14, alpha, Tc),
    },
}
