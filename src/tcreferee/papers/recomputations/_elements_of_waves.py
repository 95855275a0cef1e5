"""Elements and their distance from a standing wave: onset pressures, signs of isotope coefficients."""

from __future__ import annotations

from tcreferee.physics.exchange_standing_wave import fermi_energy_of_A3_eV, standing_energy_eV


def order_of_pressures(**cells: float) -> float:
    """Return the rank correlation of onset pressures and distances from the nearest standing wave.

    Cells are named "n_Li" (density, 1e22 per cubic centimetre), "p_Li" (GPa) and "ra_Li", "rb_Li", "rc_Li" (lengths,
    angstrom).
    """
    from scipy.stats import spearmanr

    elements = sorted(name[2:] for name in cells if name.startswith("p_"))
    gaps_eV = [_nearest_gap_eV(element, cells) for element in elements]
    return float(spearmanr(gaps_eV, [cells[f"p_{element}"] for element in elements]).statistic)


def signs_of_isotopes(**cells: float) -> float:
    """Return for how many elements the isotope coefficient, cell "alpha_Sn", has the sign of E_F - E_2R."""
    elements = [name.removeprefix("alpha_") for name in cells if name.startswith("alpha_")]
    return float(sum(_gap_eV(each, cells) * cells[f"alpha_{each}"] > 0 for each in elements))


def _nearest_gap_eV(element: str, cells: dict[str, float]) -> float:
    return abs(_gap_eV(element, cells))


def _gap_eV(element: str, cells: dict[str, float]) -> float:
    """Return E_F - E_2R of the nearest standing wave."""
    fermi_eV = fermi_energy_of_A3_eV(cells[f"n_{element}"] / 100)
    lengths_A = [value for name, value in cells.items() if name[0] == "r" and name[3:] == element]
    return min((fermi_eV - standing_energy_eV(length) for length in lengths_A), key=abs)


def order_without_ambient(**cells: float) -> float:
    """Return the same without the two elements that superconduct at ambient pressure."""
    return order_of_pressures(**{name: v for name, v in cells.items() if not name.endswith(("_Li", "_Bi"))})
