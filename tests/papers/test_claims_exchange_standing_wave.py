import math
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from scipy import constants as c
from scipy.integrate import quad

from tcreferee.base.records import read_rows
from tcreferee.papers.claim import Cell, Verdict
from tcreferee.papers.ledger import Tables, make_ledger
from tcreferee.papers.reading import load_papers
from tcreferee.physics.exchange_standing_wave import gap_number

RAW = Path(__file__).parents[2] / "data/raw"
TABLE = "exchange_alkali_table1"
CLAIMS = load_papers(["exchange_standing_wave"])[0].claims
ROWS = {row["metal"]: row for row in read_rows(RAW / f"{TABLE}.csv")}
STATED = {("Li", "a_stated"), ("Cs", "a_stated")}  # inputs, from the text
QUOTED = {("Rb", "P_onset"), ("Cs", "P_onset")}  # measurements by others that nothing is computed from
BOX_EV_A2 = (c.h / c.angstrom) ** 2 / (8 * c.m_e * c.e)
DIFFERS = {
    "eq-2.1.norm",
    "eq-2.9.gain",
    "gap.order.lithium",
    "delta-over-kt",
    "table-1.li.e-f",
    "table-1.li.e-f-minus-e-100.by-rule",
    "table-1.li.e-f-minus-e-111.by-rule",
    "pressure.order",
    "c.high",
    "c.fermi-metals",
    "bismuth.lambda-f.of-density",
    "bismuth.density",
    "bismuth.r-910",
}


@pytest.fixture(scope="module")
def judged():
    return {each.claim.id: each for each in make_ledger(Tables([RAW]), ["exchange_standing_wave"])}


def is_number(text):
    try:
        float(text)
    except ValueError:
        return False
    return True


def test_every_number_of_the_table_has_a_claim_or_is_listed():
    numbers = {(metal, column) for metal, row in ROWS.items() for column, text in row.items() if is_number(text)}
    claimed = {(claim.printed.row, claim.printed.column) for claim in CLAIMS if isinstance(claim.printed, Cell)}
    assert claimed == numbers - STATED - QUOTED
    used = {(each.row, each.column) for claim in CLAIMS for each in claim.inputs.values() if isinstance(each, Cell)}
    assert used >= STATED


def test_no_claim_reads_its_own_number(judged):
    for each in judged.values():
        assert each.claim.printed not in each.claim.inputs.values()
        own = each.printed.source
        assert all(given.source != own or given.text != each.printed.text for given in each.inputs.values()), each.claim


def test_verdicts(judged):
    assert Counter(each.outcome.verdict for each in judged.values()) == {
        Verdict.REPRODUCED: 50,
        Verdict.WITHIN_ROUNDING: 4,
        Verdict.CANNOT_FAIL: 2,
        Verdict.DIFFERS: 13,
        Verdict.NOT_RECOVERABLE: 6,
    }
    assert {name for name, each in judged.items() if each.outcome.verdict is Verdict.DIFFERS} == DIFFERS


def window_A(row):
    """Lattice parameters for which all three energies of a row round to what is printed."""
    factors = {"E_F": (6 / math.pi) ** (2 / 3), "E_100": 1.0, "E_111": 4 / 3}
    low, high = [], []
    for column, factor in factors.items():
        half = 0.5 * 10.0 ** -len(row[column].partition(".")[2])
        low.append(math.sqrt(factor * BOX_EV_A2 / (float(row[column]) + half)))
        high.append(math.sqrt(factor * BOX_EV_A2 / (float(row[column]) - half)))
    return max(low), min(high)


@pytest.mark.parametrize("metal", ["Na", "K", "Rb"])
def test_one_lattice_parameter_serves_three_cells(judged, metal):
    low, high = window_A(ROWS[metal])
    assert low < high
    for energy in ("e-f", "e-100", "e-111"):
        assert f"ask for {low:.4f} to {high:.4f} angstrom" in judged[f"table-1.{metal.lower()}.{energy}"].note


def test_caesium_keeps_the_rule_and_lithium_does_not():
    low, high = window_A(ROWS["Cs"])
    assert low < 6.14 < high
    low, high = window_A(ROWS["Li"])
    assert low > high + 0.7


@pytest.mark.parametrize(("bottom_eV", "tc_K"), [(0.25, 50.0), (0.25, 0.1), (3.0, 50.0), (3.0, 0.1)])
def test_c_approaches_its_limit(bottom_eV, tc_K):
    # Sommerfeld: exp(-C) = (pi^2/12) / a, a = E_1/(k Tc); the next order is C/(2a)
    a = bottom_eV * c.e / (c.k * tc_K)
    limit = math.log(12 * a / math.pi**2)
    assert gap_number(bottom_eV, tc_K) == pytest.approx(limit + limit / (2 * a), abs=2 / a)


def test_c_solves_the_printed_equation():
    # both sides of Eq. (3.11) as they stand, where a float can still tell them apart
    a = 0.25 * c.e / (c.k * 50)
    top = a + gap_number(0.25, 50)
    right, _ = quad(lambda x: math.sqrt(x) / (math.exp(x - a) + 1), 0, top, points=[a], epsabs=0, epsrel=1e-12)
    assert right == pytest.approx(2 / 3 * a**1.5, rel=1e-9)


def test_coinciding_functions_gain_nothing_whatever_the_operator():
    rng = np.random.default_rng(6)
    size = 5
    raw = rng.normal(size=(size,) * 4)
    raw = raw + raw.transpose(1, 0, 3, 2)  # the electrons are alike
    operator = (raw + raw.transpose(2, 3, 0, 1)).reshape(size**2, size**2)
    one = rng.normal(size=size)
    one /= np.linalg.norm(one)
    product = np.kron(one, one)
    singlet = math.sqrt(2) * product  # Eq. (2.1) for equal functions
    assert singlet @ singlet == pytest.approx(2)
    gain = singlet @ operator @ singlet / (singlet @ singlet) - product @ operator @ product
    assert gain == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize(
    ("name", "expected", "rel"),
    [
        ("table-1.li.e-100", 37.6030162 / 3.49**2, 1e-8),
        ("table-1.cs.e-111", 4 / 3 * 37.6030162 / 6.14**2, 1e-8),
        ("table-1.li.e-f", 37.6030162 * 1.5393389 / 3.49**2, 1e-7),  # (6/pi)^(2/3)
        ("table-1.li.e-f-minus-e-100.by-rule", 1.66507, 1e-5),
        ("table-1.na.e-f", 2.05 * 1.5393389, 1e-7),
        ("table-1.k.e-100", 1.76 * 3 / 4, 1e-12),
        ("bismuth.lambda-f", 12.2642594e-10 / math.sqrt(0.025), 1e-7),  # de Broglie, angstrom and volt
        ("bismuth.lambda-f.of-density", (8 * math.pi / 3 / 3e23) ** (1 / 3), 1e-12),
        ("bismuth.density", 8 * math.pi / 3 / (12.2642594e-8 / math.sqrt(0.025)) ** 3, 1e-6),
        ("eq-3.13.prefactor", 3.3125 / 2 * (math.sqrt(2) / (2 * math.pi**2)) ** (2 / 3) * 3.5, 1e-12),
        ("bose.factor", 2 * math.pi / 2.6123753486854883 ** (2 / 3), 1e-12),
        ("gap.order", 3.5 * 8.617333262e-5 * math.sqrt(5), 1e-9),
    ],
)
def test_recomputed_by_hand(judged, name, expected, rel):
    assert judged[name].outcome.recomputed == pytest.approx(expected, rel=rel)


def test_numbers_of_the_reasons(judged):
    assert judged["table-1.li.e-f"].outcome.recomputed / 3.2 == pytest.approx(1.49, abs=0.005)
    for tc_K, bottom_eV, expected in ((0.7, 3.0, 11.0), (0.1, 0.42, 11.0), (1.0, 3.0, 10.65)):
        assert gap_number(bottom_eV, tc_K) == pytest.approx(expected, abs=0.02)
    assert (3e17 / judged["bismuth.density"].outcome.recomputed) ** (2 / 3) == pytest.approx(0.065, abs=0.0005)
    # pairs of mass 2 m that would condense at 286 K
    pairs_m3 = (c.k * 286 * 2 * c.m_e / (3.3125 * c.hbar**2)) ** 1.5
    assert pairs_m3 == pytest.approx(8.6e25, rel=0.01)
    assert pairs_m3 ** (-1 / 3) == pytest.approx(2.3e-9, rel=0.03)


@pytest.mark.parametrize(("bottom_eV", "tc_K", "expected"), [(0.25, 50.0, 2.98), (3.0, 0.1, 11.57)])
def test_c_for_a_density_as_the_square_of_the_energy(bottom_eV, tc_K, expected):
    # the complete Fermi-Dirac integral of (x + a)^2 less the step is pi^2 a / 3 in all; the tail beyond C balances it
    a = bottom_eV * c.e / (c.k * tc_K)
    tail, _ = quad(lambda y: (a + y) ** 2 / (math.exp(y) + 1), expected, expected + 80, epsabs=0, epsrel=1e-12)
    assert tail / (math.pi**2 / 3 * a) == pytest.approx(1, abs=0.02)
