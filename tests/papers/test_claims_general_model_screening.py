"""Completeness and verdicts of the claims of the screening paper."""

from collections import Counter
from pathlib import Path

import pytest

from tcreferee.papers.claim import Cell, Verdict
from tcreferee.papers.ledger import Tables, make_ledger

ROOT = Path(__file__).parents[2]
PAPER = "general_model_screening"
ELEMENTS = ("Al", "Cd", "Hg", "In", "Nb", "Zn")
# What Table II still holds: valences, integers, temperatures of alpha, one distance, one density.
FRAGMENTS = {(e, c) for e in ELEMENTS for c in ("Z_printed", "ion_charge", "alpha_T")} | {("Hg", "d0"), ("Hg", "n")}
READ_ELSEWHERE = {(e, "alpha_T") for e in ELEMENTS} | {("Hg", "d0"), ("Hg", "n")}  # references 26, 28, 31 to 34
LOST = {f"table-1.{c}" for c in ("bscco-t-u", "bscco-b", "lambda", "width")}
LOST |= {f"table-2.{c}" for c in ("t-u", "b", "lambda", "width")}
DIFFERS = {
    "eq-4.volume", "eq-10.exponent-delta", "ybco.n-at-tc", "ybco.holes", "metals.n.upper",

}  # fmt: skip


@pytest.fixture(scope="module")
def ledger():
    return {each.claim.id: each for each in make_ledger(Tables([ROOT / "data/raw"]), [PAPER])}


def test_every_fragment_of_table_2_has_a_claim_or_was_read_elsewhere(ledger):
    printed = {each.claim.printed for each in ledger.values() if isinstance(each.claim.printed, Cell)}
    have = {(cell.row, cell.column) for cell in printed if cell.dataset == "metals_channel_paper"}
    assert FRAGMENTS - have == READ_ELSEWHERE


def test_every_lost_column_that_was_computed_is_named(ledger):
    assert {name for name, each in ledger.items() if each.printed.text == "nan"} == LOST
    assert all(ledger[name].outcome.verdict is Verdict.NOT_RECOVERABLE for name in LOST)


def test_verdicts_as_found(ledger):
    count = Counter(each.outcome.verdict for each in ledger.values())
    assert count == {
        Verdict.REPRODUCED: 24, Verdict.CANNOT_FAIL: 3, Verdict.DIFFERS: 5,
        Verdict.NOT_DEFINED: 1, Verdict.NOT_RECOVERABLE: 21,
    }  # fmt: skip
    assert {name for name, each in ledger.items() if each.outcome.verdict is Verdict.DIFFERS} == DIFFERS
    assert all(ledger[name].claim.reason for name in DIFFERS)
    assert ledger["pressure.exponent"].outcome.verdict is Verdict.NOT_DEFINED


@pytest.mark.parametrize(
    ("name", "by_hand", "within"),
    [
        # lambda^2 = pi a_B/(4 k_F): e_s = (pi a_B/4)^(1/2) (3 pi^2)^(-1/6)
        ("eq-3.coefficient", (3.14159265 * 5.2917721e-11 / 4) ** 0.5 * 29.6088132 ** (-1 / 6), 1e-6),
        ("fig-3a.slope", 2 * 3.665293e-6, 1e-6),
        ("ybco.n-at-zero", 26597.95**6, 1e-4),
        ("ybco.n-at-tc", 46468.2**6, 1e-4),
        ("ybco.holes", 10.0678 * 0.17351, 1e-3),
        ("ybco.delta.lower", 5.651e6 * 0.92e-6 * 1.93e-10 / 7.330586e-6, 1e-5),
        ("ybco.width", 0.92e-6 * 90.85 * 1.93e-10, 1e-9),
        ("table-2.hg.z", 82.0e27 / (13534 / 0.20059 * 6.02214e23), 1e-5),
        ("eq-10.exponent-delta", 1 / 6, 1e-6),
    ],
)
def test_by_hand(ledger, name, by_hand, within):
    assert ledger[name].outcome.recomputed == pytest.approx(by_hand, rel=within)
