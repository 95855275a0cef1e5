"""Completeness and verdicts of the claims of the double-bridge paper."""

from collections import Counter
from pathlib import Path

import pytest

from tcreferee.papers.claim import Cell, Verdict
from tcreferee.papers.ledger import Tables, make_ledger

ROOT = Path(__file__).parents[2]
PAPER = "bec_double_bridge"
ROWS = ("I", "II", "III", "IV", "V", "VI")
READ_ELSEWHERE = {(row, column) for row in ROWS for column in ("m_pair", "Tc_Exp")}  # footnote of Table I: reference 37
DIFFERS = {
    "range.i.upper", "range.iii.upper", "range.iv.upper", "range.v.upper", "eq-2.exponent-n2d", "eq-3.uniform",
    "table-1.i.tc-of-depth",
}  # fmt: skip


@pytest.fixture(scope="module")
def ledger():
    return {each.claim.id: each for each in make_ledger(Tables([ROOT / "data/raw"]), [PAPER])}


def test_every_cell_of_table_1_has_a_claim_or_was_read_elsewhere(ledger):
    cells = {each.claim.printed for each in ledger.values() if isinstance(each.claim.printed, Cell)}
    columns = ("n_pair_3D", "m_pair", "lambda_0", "Tc_0", "Tc_Exp")
    wanted = {(row, column) for row in ROWS for column in columns}
    have = {(cell.row, cell.column) for cell in cells if cell.dataset == "bec_table1_cuprates"}
    assert wanted - have == READ_ELSEWHERE


def test_every_printed_energy_has_a_claim(ledger):
    cells = {each.claim.printed for each in ledger.values() if isinstance(each.claim.printed, Cell)}
    wanted = {Cell("screened_coulomb_distances", row, name) for row in "1234" for name in ("bare", "screened")}
    assert wanted <= cells


def test_verdicts_as_found(ledger):
    count = Counter(each.outcome.verdict for each in ledger.values())
    assert count == {
        Verdict.REPRODUCED: 37, Verdict.WITHIN_ROUNDING: 7, Verdict.CANNOT_FAIL: 13, Verdict.DIFFERS: 7,
        Verdict.NOT_RECOVERABLE: 8,
    }  # fmt: skip
    assert {name for name, each in ledger.items() if each.outcome.verdict is Verdict.DIFFERS} == DIFFERS
    assert all(ledger[name].claim.reason for name in DIFFERS)


@pytest.mark.parametrize(
    ("name", "by_hand", "within"),
    [
        # k_B in eV/K and hbar^2/m_e in eV angstrom^2, where the claims work in SI
        ("table-1.i.tc0", 2 * 3.14159265 * 7.619964 / 24.0 * (0.622e-3 / 2.612) ** (2 / 3) / 8.617333e-5, 1e-4),
        ("table-1.v.lambda0", (2.612 / 0.331) ** (1 / 3), 1e-4),
        ("energy.repulsion.near.bare", 4 * 14.39964 / 4, 1e-5),
        ("energy.attraction.o2.screened", 4 * 14.39964 / 2.5 * 0.115892, 1e-4),
        # k_TF = (4/pi)^(1/2) (k_F/a_B)^(1/2) with k_F = (3 pi^2 n)^(1/3) = 0.3094 and a_B = 0.52918 angstrom
        ("screening.length", 1 / (1.128379 * (0.30937 / 0.529177) ** 0.5), 1e-4),
        # magneton squared over a cubed angstrom is 5.3681e-5 eV
        ("energy.dipole.pairs", 4 * 5.3681e-5 / 91.125, 1e-3),
        ("eq-2.zeta", 2.6123753, 1e-6),
        # Giorgini, Pitaevskii and Stringari: -1.326 a/a_ho N^(1/6), lambda_0/a_ho = (2 pi)^(1/2) zeta(3)^(1/6) N^(-1/6)
        ("eq-3.coefficient", 1.3260 * 2.506628 * 1.2020569 ** (1 / 6), 1e-3),
        ("eq-3.uniform", 1.32 * 1.37719, 1e-4),
        # m_e/(mu_0 e^2) = 2.8239e13 per metre: 24/4 of it over (130 nm)^2 in Eq. (2)
        (
            "table-1.i.tc-of-depth",
            2 * 3.14159265 * 7.619964 / 24.0 * (6 * 2.8239e-7 / 1.69e-4 / 2.612) ** (2 / 3) / 8.617333e-5,
            1e-3,
        ),
        ("ionization.two-electron.lower", 5.2117 + 10.0038, 1e-6),
        ("ionization.two-electron.upper", 7.7264 + 20.2924, 1e-6),
    ],
)
def test_by_hand(ledger, name, by_hand, within):
    assert ledger[name].outcome.recomputed == pytest.approx(by_hand, rel=within)
