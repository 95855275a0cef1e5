"""Formulas of derived columns: plain functions of plain numbers, in the units of `quantities.py`.

Constants are CODATA values from scipy, imported where they are used: sidecars are read while Snakemake parses
the workflow.
"""

from __future__ import annotations

ANGSTROM = 1e-10
NANOMETRE = 1e-9


def hole_density_from_oxygen(oxygen: float, v6_A3: float, dv_A3: float) -> float:
    """Return the hole density of YBa2Cu3Oy in 1/m^3, n = (y - 6)/V(y).

    Charge balance with Y3+, Ba2+, O2-, and copper 2+ in planes and filled chains, 1+ in empty chains, leaves
    h = y - 6 holes per formula unit, which is also one unit cell.

    Parameters
    ----------
    oxygen : float
        Oxygen content y.
    v6_A3, dv_A3 : float
        Cell volume V(y) = v6_A3 + dv_A3 (y - 6), cubic angstrom.
    """
    holes = oxygen - 6.0
    return holes / ((v6_A3 + dv_A3 * holes) * ANGSTROM**3)


def hole_density_from_doping(doping: float, volume_A3: float, planes: float) -> float:
    """Return the hole density in 1/m^3 of a cell with copper-oxygen planes, n = N p/V.

    Parameters
    ----------
    doping : float
        Holes p per plane copper.
    volume_A3 : float
        Volume V that holds `planes` plane coppers, cubic angstrom.
    planes : float
        Plane coppers N in that volume: 2 in the cell of YBa2Cu3Oy or per formula unit of Bi2Sr2CaCu2O8, 1 per
        formula unit of La2-xSrxCuO4.
    """
    return planes * doping / (volume_A3 * ANGSTROM**3)


def hole_doping_bi2212(oxygen: float, yttrium: float) -> float:
    """Return the holes per copper of Bi2Sr2Ca1-xYxCu2O8+delta, p = delta - x/2.

    Charge balance with Bi3+, Sr2+, Ca2+, Y3+ and O2-: the two coppers carry
    2(8 + delta) - 6 - 4 - 2(1 - x) - 3x = 4 + 2 delta - x, that is 2 + p each.

    Parameters
    ----------
    oxygen : float
        Oxygen content 8 + delta per formula unit.
    yttrium : float
        Yttrium content x per formula unit.
    """
    return (oxygen - 8.0) - yttrium / 2.0


def density_from_cubic_cell(lattice: float, atoms: float, valence: float) -> float:
    """Return the conduction-electron density in 1/m^3 of a cubic element, n = N Z/a^3.

    Parameters
    ----------
    lattice : float
        Lattice parameter a of the conventional cell, angstrom.
    atoms : float
        Atoms N in it: 1 simple cubic, 2 bcc, 4 fcc, 8 diamond.
    valence : float
        Conduction electrons Z per atom.
    """
    return atoms * valence / (lattice * ANGSTROM) ** 3


def london_density(penetration_depth: float) -> float:
    """Return the superfluid density in 1/m^3, n = m_e/(mu0 e^2 lambda^2), of charges e with mass m* = m_e.

    London's relation. The effective mass is taken to be the free one, so that this is n m_e/m*, not n.

    Parameters
    ----------
    penetration_depth : float
        lambda, nanometre.
    """
    from scipy.constants import e, m_e, mu_0

    return float(m_e / (mu_0 * e**2 * (penetration_depth * NANOMETRE) ** 2))


def pair_density_london(penetration_depth: float, pair_mass: float) -> float:
    """Return the density of pairs in 1/m^3 by London's relation, for pairs of two carriers of half their mass each.

    Half the superfluid density of carriers, n = m/(mu0 e^2 lambda^2) with m = pair_mass/2.

    Parameters
    ----------
    penetration_depth : float
        lambda, nanometre.
    pair_mass : float
        Mass of a pair, electron masses.
    """
    return pair_mass / 4 * london_density(penetration_depth)


def inverse_square(penetration_depth: float) -> float:
    """Return 1/lambda^2 in 1/micrometre^2, the abscissa of the Uemura plot (doi:10.1103/PhysRevLett.62.2317).

    Parameters
    ----------
    penetration_depth : float
        lambda, nanometre.
    """
    return (1000.0 / penetration_depth) ** 2


def free_electron_fermi_energy(n: float) -> float:
    """Return the Fermi energy of free electrons in eV, E_F = hbar^2 (3 pi^2 n)^(2/3)/(2 m_e).

    Parameters
    ----------
    n : float
        Density, 1/m^3.
    """
    from tcreferee.physics.exchange_standing_wave import fermi_energy_eV

    return fermi_energy_eV(n)


def standing_wave_energy(length: float) -> float:
    """Return the energy of a standing wave of wavelength 2R in eV, E = h^2/(8 m_e R^2) = hbar^2 pi^2/(2 m_e R^2).

    Eq. (3.2) of the exchange-of-standing-waves paper.

    Parameters
    ----------
    length : float
        R, the repeat distance of the lattice along the wave, angstrom.
    """
    from tcreferee.physics.exchange_standing_wave import standing_energy_eV

    return standing_energy_eV(length)


def valence_from_density(n: float, molar_mass: float, density: float) -> float:
    """Return the conduction electrons per atom, Z = n M/(rho N_A).

    Parameters
    ----------
    n : float
        Conduction-electron density, 1/m^3.
    molar_mass : float
        M, kg/mol.
    density : float
        rho, kg/m^3.
    """
    from scipy.constants import N_A

    return float(n * molar_mass / (density * N_A))
