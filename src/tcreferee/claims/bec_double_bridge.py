"""Claims of "Double-bridge mechanism of high-Tc superconductivity and BEC of Cooper pairs" (arXiv:2512.03658)."""

from __future__ import annotations

from collections.abc import Mapping

from tcreferee.claim import Cell, Claim

TABLE = "bec_table1_cuprates"
ROWS = ("I", "II", "III", "IV", "V", "VI")


def _ideal_tc_K(v: Mapping[str, float]) -> float:
    from scipy import constants as c

    n_m3, mass_kg = v["n"] * 1e27, v["m"] * c.m_e
    return float(2 * c.pi * c.hbar**2 / (mass_kg * c.k) * (n_m3 / 2.612) ** (2 / 3))


def _wavelength_nm(v: Mapping[str, float]) -> float:
    return float((2.612 / (v["n"] * 1e27)) ** (1 / 3) * 1e9)


CLAIMS: tuple[Claim, ...] = (
    *(
        Claim(
            id=f"table-1.{row.lower()}.tc0",
            location=f"Table I, row {row}",
            quantity="BEC temperature of ideal pairs",
            unit="K",
            printed=Cell(TABLE, row, "Tc_0"),
            formula="Eq. (2): 2 pi hbar^2 / (m k_B) (n / 2.612)^(2/3)",
            inputs={"n": Cell(TABLE, row, "n_pair_3D"), "m": Cell(TABLE, row, "m_pair")},
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
            inputs={"n": Cell(TABLE, row, "n_pair_3D")},
            recompute=_wavelength_nm,
        )
        for row in ROWS
    ),
)
