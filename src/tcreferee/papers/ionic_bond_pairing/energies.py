"""Energies and lengths of the ionic-bond-pairing paper: pairs, screening, exchange, temperature."""

from __future__ import annotations

import math
from collections.abc import Mapping

from tcreferee.papers.claim import Cell, Claim, Precision, Printed
from tcreferee.physics.ionic_bond_pairing import (
    bond_over_exchange,
    screened_coulomb_eV,
    screening_length_A,
    thermal_energy_meV,
)

COULOMB = "screened_coulomb_distances"
_FIG_4 = "Caption of Fig. 4"
_NEAR = Printed("1", "angstrom", "Caption of Fig. 4: smaller coherence length along c", exact=True)
_FAR = Printed("2.5", "angstrom", "Caption of Fig. 4: larger coherence length along c", exact=True)


def _screened_eV(v: Mapping[str, float]) -> float:
    return screened_coulomb_eV(1.0, v["r"], v["length"])


def _thomas_fermi_A(v: Mapping[str, float]) -> float:
    return screening_length_A(v["n"] * 1e6)


def _thermal_meV(v: Mapping[str, float]) -> float:
    return thermal_energy_meV(v["T"])


def _repulsion(suffix: str, row: str, r: Printed, reason: str = "", limit: bool = False) -> Claim:
    return Claim(
        id=f"fig-4.repulsion-{suffix}",
        location=_FIG_4,
        quantity="screened Coulomb repulsion of the two holes of a pair" + (", as a lower limit" if limit else ""),
        unit="eV",
        printed=Cell(COULOMB, row, "screened"),
        formula="e^2 / (4 pi eps_0 r) exp(-r / length)",
        inputs={"r": r, "length": Cell(COULOMB, row, "screening_length")},
        recompute=_screened_eV,
        precision=Precision.AT_LEAST if limit else Precision.ABOUT,
        reason=reason,
    )


def _orders(suffix: str, printed_meV: str, reason: str = "") -> Claim:
    return Claim(
        id=f"bond-over-exchange-{suffix}",
        location="Caption of Fig. 2; repeated in the section on low-valent ions and after Eq. (8)",
        quantity=f"strength of ionic bonds over the antiferromagnetic coupling J_{suffix} of YBa2Cu3O7",
        unit="",
        printed="1e2",
        formula="1 eV / J",
        inputs={
            "bond": Printed("1", "eV", "Caption of Fig. 2: of the magnitude of eV", exact=True),
            "J": Printed(printed_meV, "meV", "Caption of Fig. 2"),
        },
        recompute=lambda v: bond_over_exchange(v["bond"], v["J"]),
        precision=Precision.ORDER,
        reason=reason,
    )


CLAIMS: tuple[Claim, ...] = (
    _orders("c", "12"),
    _orders(
        "ab",
        "120",
        "8: one order of magnitude for 1 eV. J_ab is the coupling in the plane, the one that magnetic pairing uses; "
        "two orders hold for J_c only. Two orders over J_ab, within half a decade, would need bonds of 3.8 eV or "
        "more; the second affinity of oxygen, 8.08 eV, would give 67, the first, 1.46 eV, gives 12.",
    ),
    Claim(
        id="thermal-energy",
        location="Paragraph on Fig. 4",
        quantity="thermal energy at room temperature",
        unit="meV",
        printed="26",
        formula="k_B T",
        inputs={"T": Printed("300", "K", "room temperature; the paper prints no number", exact=True)},
        recompute=_thermal_meV,
        precision=Precision.ABOUT,
    ),
    Claim(
        id="fig-4.screening-length",
        location=_FIG_4,
        quantity="Thomas-Fermi screening length",
        unit="angstrom",
        printed=Cell(COULOMB, "5", "screening_length"),
        formula="[2 eps_0 E_F / (3 n e^2)]^(1/2), E_F = hbar^2 (3 pi^2 n)^(2/3) / (2 m_e)",
        inputs={"n": Printed("1e21", "1/cm^3", "Caption of Fig. 4: maximum concentration", exact=True)},
        recompute=_thomas_fermi_A,
        reason="Free-electron mass. It is a ninth of the mean distance of the electrons, n^(-1/3) = 10 angstrom, far "
        "outside the range of the formula; and it is not the strongest screening, because it falls as the "
        "inverse square root of the carrier mass, which is above that of the free electron in cuprates.",
    ),
    _repulsion("nearest", "5", _NEAR),
    _repulsion("farthest", "6", _FAR, "Itself below 1 eV, while the text demands energies of the eV scale."),
    _repulsion(
        "lower-limit",
        "6",
        Printed("10", "angstrom", "Paragraph on Fig. 5: coherence length in the plane"),
        "0.0003 eV, less than a hundredth of the pseudogap. The printed limit is the energy at the coherence length "
        "along c. The holes are confined to the plane, whose thickness the paper sets equal to that length, so the "
        "distance of the two is bounded by the length in the plane, about 10 angstrom. At the Cu-Cu distance of "
        "3.86 angstrom it is 0.13 eV. Even without screening it would be 1.44 eV at 10 angstrom.",
        limit=True,
    ),
    Claim(
        id="eq-6.parity",
        location="Eqs. (5) and (6)",
        quantity="sign of the relative wave function under exchange, phi(-r) / phi(r)",
        unit="",
        printed="1",
        formula="(-1)^l",
        inputs={"l": Printed("2", "", "Eq. (5)", exact=True)},
        recompute=lambda v: math.cos(math.pi * v["l"]),
        reason="Consistent. In a crystal with square symmetry l is not a quantum number; Eq. (5) labels a free pair.",
    ),
    Claim(
        id="evidence-22.carriers",
        location="Evidence 22; also end of the section on evidence",
        quantity="carrier concentration in cuprates",
        unit="1/cm^3",
        printed="1e21",
        formula="two carriers a pair, geometric mean over six cuprates",
        inputs={row: Cell("bec_table1_cuprates", row, "n_pair_3D") for row in ("I", "II", "III", "IV", "V", "VI")},
        recompute=lambda v: 2e21 * math.prod(v.values()) ** (1 / len(v)),
        precision=Precision.ORDER,
        reason="The pair densities are those of Table I of the double-bridge paper, by the same group; single "
        "compounds go from 1.4e20 to 1.2e21. Read as pairs, which the paper also writes, the mean is 2.4e20.",
    ),
)
