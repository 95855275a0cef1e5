"""Counting the electrons of Eq. (3.11) of the exchange paper without losing digits, for any density of states.

With y the distance from the gap bottom E_1 in units of k_B Tc and a = E_1 / (k_B Tc), Eq. (3.11) says that as many
electrons sit between E_1 and E_2R = E_1 + C k_B Tc as are missing below E_1:

    integral_0^C S(E_1 + k_B Tc y) f(y) dy = integral_0^a S(E_1 - k_B Tc y) f(y) dy,    f(y) = 1/(exp(y) + 1).

As printed, the two sides of Eq. (3.11) agree to one part in a^2 (1e11 at 3 eV and 0.1 K), and the two above still to
one in a. What they have in common is therefore taken out before integrating: up to C only the rise of S from
E_1 - k_B Tc y to E_1 + k_B Tc y counts.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

Density = Callable[[float], float]
# k_B Tc below which a float sees no occupation: exp(-60) is 1e-26
FAR = 60.0
# share of the integrals that their estimated error may reach: C is then good to 1e-8
ACCURACY = 1e-9


@dataclass(frozen=True)
class States:
    """A density of states seen from the gap bottom.

    Parameters
    ----------
    bottom_eV : float
        E_1.
    at : callable
        S at an energy in eV above the bottom of the band; any unit.
    rise : callable
        S(E_1 + e) - S(E_1 - e) for e in eV.
    kinks_eV : sequence of float
        Energies where S or its slope jumps or diverges.
    """

    bottom_eV: float
    at: Density
    rise: Density
    kinks_eV: Sequence[float]

    def surplus(self, kt_eV: float, number: float) -> tuple[float, float]:
        """Return the electrons above E_1 minus those missing below, over k_B Tc, and each of the two numbers.

        Parameters
        ----------
        kt_eV : float
            k_B Tc.
        number : float
            (E_2R - E_1) / (k_B Tc).

        Raises
        ------
        ArithmeticError
            The integrals cannot be computed to the required accuracy.
        """
        a = self.bottom_eV / kt_eV

        def rising(y: float) -> float:
            return self.rise(kt_eV * y) * _occupation(y)

        def above(y: float) -> float:
            return self.at(self.bottom_eV + kt_eV * y) * _occupation(y)

        def below(y: float) -> float:
            return self.at(max(0.0, self.bottom_eV - kt_eV * y)) * _occupation(y)

        kinks = [abs(kink - self.bottom_eV) / kt_eV for kink in self.kinks_eV]
        common = _integral(rising, 0.0, min(number, a), kinks)
        more = _integral(above, a, number, kinks)
        left = _integral(below, number, min(a, number + FAR), kinks)
        size = abs(common[0]) + abs(more[0]) + abs(left[0])
        if common[1] + more[1] + left[1] > ACCURACY * size:
            raise ArithmeticError(
                f"the balance of Eq. (3.11) at E_1 = {self.bottom_eV:g} eV and k_B Tc = {kt_eV:g} eV cannot be "
                "integrated to 1e-9: name the energies where the density of states jumps or diverges"
            )
        return common[0] + more[0] - left[0], size


def _occupation(y: float) -> float:
    """Return the Fermi function of y >= 0, without overflow."""
    small = math.exp(-y)
    return small / (1 + small)


def _integral(function: Density, low: float, high: float, kinks: Sequence[float]) -> tuple[float, float]:
    """Return an integral and its estimated error; zeros if the range is empty."""
    from scipy.integrate import quad

    if not low < high:
        return 0.0, 0.0
    points = [kink for kink in kinks if low < kink < high] or None
    # full_output: the error is judged by the caller, against the other integrals, instead of by a warning
    value, error = quad(function, low, high, epsabs=0, epsrel=1e-11, limit=200, points=points, full_output=1)[:2]
    return float(value), float(error)


def states_of(bottom_eV: float, density: Density | None, kinks_eV: Sequence[float]) -> States:
    """Return a density of states, by default the square root of free electrons, seen from E_1 in eV.

    Raises
    ------
    ValueError
        E_1 is not above the bottom of the band.
    """
    if not bottom_eV > 0:
        raise ValueError(f"the gap bottom E_1 must lie above the bottom of the band, not at {bottom_eV:g} eV")
    if density is None:
        root = math.sqrt

        def rise(e_eV: float) -> float:
            low = max(0.0, bottom_eV - e_eV)
            return (bottom_eV + e_eV - low) / (root(bottom_eV + e_eV) + root(low))

        return States(bottom_eV, root, rise, kinks_eV)
    given = density  # a name that stays a callable inside the function below
    return States(bottom_eV, given, lambda e_eV: given(bottom_eV + e_eV) - given(max(0.0, bottom_eV - e_eV)), kinks_eV)


def thermal_eV(tc_K: float) -> float:
    """Return k_B Tc in eV.

    Raises
    ------
    ValueError
        Tc is not positive.
    """
    from scipy import constants as c

    if not tc_K > 0:
        raise ValueError(f"Tc must be positive, not {tc_K:g} K")
    return float(c.k * tc_K / c.e)
