"""Claims of "Double-bridge mechanism of high-Tc superconductivity and BEC of Cooper pairs" (arXiv:2512.03658).

Left out, because the paper quotes them and computes nothing from them: 138 K, 200 GPa, the affinities and ionization
energies of ions, the gap of 40 meV, the electron-phonon coupling of 0.04 to 0.08 eV. Read elsewhere by the authors and
used here as inputs only: the masses and measured Tc of Table I.
"""

from __future__ import annotations

from collections.abc import Mapping

from tcreferee.papers.bec_double_bridge.condensation import CONSTANTS, INTERACTION, QUALITATIVE, ROWS, TABLE
from tcreferee.papers.bec_double_bridge.energies import ENERGY_CLAIMS
from tcreferee.papers.claim import Cell, Claim, Precision, Printed, Verdict
from tcreferee.physics.bec_double_bridge import ideal_tc_K, thermal_wavelength_nm

RANGE = "End Matter, Estimation of Tc"


def _ideal_tc_K(v: Mapping[str, float]) -> float:
    return ideal_tc_K(v["n"] * 1e27, v["m"])


def _wavelength_nm(v: Mapping[str, float]) -> float:
    return thermal_wavelength_nm(v["n"] * 1e27)


def _density(row: str) -> dict[str, Printed | Cell]:
    return {"n": Cell(TABLE, row, "n_pair_3D")}


def _per_cm3(v: Mapping[str, float]) -> float:
    return v["n"] * 1e21


# Times the upper end of the announced range.
_ABOVE = {"I": "6.2", "III": "3.1", "IV": "4.2", "V": "3.3"}


def _above(row: str) -> str:
    if row not in _ABOVE:
        return ""
    lowered = {"I": "26", "III": "40", "IV": "38", "V": "56"}[row]
    orders = " (Read as an order of magnitude, half a decade, the end would still cover it.)" if row == "III" else ""
    return (
        f"{_ABOVE[row]} times the upper end.{orders} At that end Eq. (2) would give {lowered} K: the "
        "announced range and the table do not go together, and the agreement with the measured Tc needs the table."
    )


_MATCH = {"I": "89 against 92", "II": "79 against 80", "III": "86 against 89", "IV": "98 against 99",
          "V": "123 against 125", "VI": "78 against 80"}  # fmt: skip

CLAIMS: tuple[Claim, ...] = (
    *(
        Claim(
            id=f"table-1.{row.lower()}.tc0",
            location=f"Table I, row {row}",
            quantity="BEC temperature of ideal pairs",
            unit="K",
            printed=Cell(TABLE, row, "Tc_0"),
            formula="Eq. (2): 2 pi hbar^2 / (m k_B) (n / 2.612)^(2/3)",
            inputs={**_density(row), "m": Cell(TABLE, row, "m_pair")},
            recompute=_ideal_tc_K,
        )
        for row in ROWS
    ),
    *(
        Claim(
            id=f"table-1.{row.lower()}.lambda0",
            location=f"Table I, row {row}",
            quantity="thermal wavelength",
            unit="nm",
            printed=Cell(TABLE, row, "lambda_0"),
            formula="Eq. (4): (2.612 / n)^(1/3)",
            inputs=_density(row),
            recompute=_wavelength_nm,
        )
        for row in ROWS
    ),
    *(
        Claim(
            id=f"table-1.{row.lower()}.n-pair",
            location=f"Table I, row {row}",
            quantity="density of pairs",
            unit="1e21/cm**3",
            printed=Cell(TABLE, row, "n_pair_3D"),
            formula="none given",
            verdict=Verdict.NOT_RECOVERABLE,
            reason=(
                "The column has neither a source nor a rule; mass and measured Tc are referred to the authors' "
                f"reference 37. It decides the result: Eq. (2) then gives {_MATCH[row]} K measured."
            ),
        )
        for row in ROWS
    ),
    *(
        Claim(
            id=f"range.{row.lower()}.upper",
            location=f"{RANGE}, against Table I, row {row}",
            quantity="upper end of the pair density",
            unit="1/cm**3",
            printed="1e20",
            formula="the density of the table",
            inputs=_density(row),
            recompute=_per_cm3,
            precision=Precision.AT_MOST,
            reason=_above(row),
        )
        for row in ROWS
    ),
    *(
        Claim(
            id=f"range.{row.lower()}.lower",
            location=f"{RANGE}, against Table I, row {row}",
            quantity="lower end of the pair density",
            unit="1/cm**3",
            printed="1e19",
            formula="the density of the table",
            inputs=_density(row),
            recompute=_per_cm3,
            precision=Precision.AT_LEAST,
        )
        for row in ROWS
    ),
    Claim(
        id="range.larger",
        location=RANGE,
        quantity="density of the authors' reference 30, exceeded by all rows",
        unit="1/cm**3",
        printed="1e18",
        formula="smallest density of Table I",
        inputs={row: Cell(TABLE, row, "n_pair_3D") for row in ROWS},
        recompute=lambda v: min(v.values()) * 1e21,
        precision=Precision.AT_LEAST,
    ),
    Claim(
        id="range.carriers",
        location=f"{RANGE}, and Eqs. (1) and (2)",
        quantity="density of carriers, above twice that of pairs",
        unit="1/cm**3",
        printed="1e21",
        formula="n_s = 2 n_pair cannot exceed n: twice the largest density of Table I",
        inputs={row: Cell(TABLE, row, "n_pair_3D") for row in ROWS},
        recompute=lambda v: 2 * max(v.values()) * 1e21,
        precision=Precision.AT_MOST,
        reason=(
            "Row I needs 1.24e21 paired carriers per cm3, more than the density named; the rounding of 1e21 allows it, "
            "but leaves next to no normal carriers for Eq. (1)."
        ),
    ),
    *CONSTANTS,
    *INTERACTION,
    *ENERGY_CLAIMS,
    *QUALITATIVE,
)
