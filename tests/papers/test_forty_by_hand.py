"""Claims drawn at random, derived by hand from the papers' text before the ledger's verdict was looked at.

Forty were drawn with `random.seed(27)`, `random.sample` of all ids in alphabetical order. None was disputed; for
`range.vi.lower` the hand left open whether it is reproduced or cannot fail. Fifteen more were drawn with
`random.seed(2811)`, and with `random.seed(2812)` in place of three that were among the forty; none was disputed.
"""

from pathlib import Path

import pytest

from tcreferee.papers.ledger import Tables, make_ledger

RAW = Path(__file__).parents[2] / "data/raw"
# verdict and, where a number follows, the number as worked out with three to five digits
BY_HAND = {
    "bec_double_bridge/energy.dipole.pairs": ("reproduced", 2.36e-06),
    "bec_double_bridge/eq-5.exponent": ("reproduced", None),
    "bec_double_bridge/heavy-fermions.tc": ("not-recoverable", None),
    "bec_double_bridge/matbg.tc": ("not-recoverable", None),
    "bec_double_bridge/moment.orbital": ("reproduced", 2),
    "bec_double_bridge/range.i.upper": ("differs", 6.22e20),
    "bec_double_bridge/range.vi.lower": ("cannot-fail", 7.1e19),
    "bec_double_bridge/table-1.vi.n-pair": ("not-recoverable", None),
    "exchange_standing_wave/bismuth.density": ("differs", 1.8e19),
    "exchange_standing_wave/eq-3.13.delta-over-kt": ("reproduced", 3.5005),
    "exchange_standing_wave/eq-3.8": ("reproduced", None),
    "exchange_standing_wave/table-1.cs.e-100": ("reproduced", 0.9974),
    "exchange_standing_wave/table-1.k.e-111": ("within-rounding", 1.767),
    "exchange_standing_wave/table-1.li.e-100": ("reproduced", 3.0873),
    "exchange_standing_wave/table-1.li.e-f-minus-e-100": ("reproduced", 0.11),
    "exchange_standing_wave/table-1.li.e-f-minus-e-100.by-rule": ("differs", 1.665),
    "exchange_standing_wave/table-1.rb.e-f-minus-e-100": ("reproduced", 0.63),
    "exchange_standing_wave/text.li.e-100": ("reproduced", 3.0873),
    "general_model_screening/pressure.exponent": ("not-defined", None),
    "general_model_screening/table-1.bscco-b": ("not-recoverable", None),
    "general_model_screening/table-2.cd.ion": ("reproduced", None),
    "general_model_screening/table-2.zn.ion": ("reproduced", None),
    "general_model_screening/ybco.width": ("reproduced", 1.61e-14),
    "ionic_bond_pairing/eq-6.parity": ("reproduced", None),
    "ionic_bond_pairing/ionization-first-upper": ("differs", 10.44),
    "ionic_bond_pairing/nacl-ionicity": ("reproduced", 71.15),
    "ionic_bond_pairing/table-1.hgba2cuo4": ("differs", 0.6146),
    "polyhedral_quantum_well/abstract.nickelate-bound.trilayer-alpha": ("reproduced", 95.06),
    "polyhedral_quantum_well/abstract.nickelate-bound.trilayer-beta": ("reproduced", 91.6),
    "polyhedral_quantum_well/eq-2.x2": ("reproduced", 0.25),
    "polyhedral_quantum_well/table-1.row-4.lambda": ("within-rounding", 1317.96),
    "polyhedral_quantum_well/table-2.row-1.lambda": ("within-rounding", 406.57),
    "polyhedral_quantum_well/table-2.row-9.lambda": ("reproduced", 391.78),
    "polyhedral_quantum_well/text.inverse-proportional": ("differs", None),
    "polyhedral_quantum_well/text.kfe2se2-pressure-sc-1-ends": ("not-recoverable", None),
    "polyhedral_quantum_well/text.optimal-doping": ("reproduced", 0.1667),
    "polyhedral_quantum_well/text.pr-shift-eq-1": ("differs", 6.6),
    "polyhedral_quantum_well/text.ratio-record-tc": ("reproduced", 2.98),
    "polyhedral_quantum_well/text.smfeaso-beta-tc": ("reproduced", 42.19),
    "polyhedral_quantum_well/text.stm-ratio.ccoc": ("reproduced", 0.2672),
}
FIFTEEN_MORE = {
    "bec_double_bridge/energy.attraction.o2.screened": ("reproduced", 2.670),
    "bec_double_bridge/fig-4.ii.slope": ("cannot-fail", None),
    "bec_double_bridge/ionization.two-electron.lower": ("reproduced", 15.21),
    "bec_double_bridge/range.ii.upper": ("reproduced", 9.3e19),
    "bec_double_bridge/table-1.iv.lambda0": ("reproduced", 1.8332),
    "exchange_standing_wave/table-1.k.e-f-minus-e-100": ("reproduced", 0.72),
    "exchange_standing_wave/table-1.li.e-f": ("differs", 4.752),
    "general_model_screening/table-2.lambda": ("not-recoverable", None),
    "general_model_screening/ybco.t-u": ("not-recoverable", None),
    "ionic_bond_pairing/table-1.hgba2ca2cu3o10": ("differs", 0.6127),
    "ionic_bond_pairing/table-1.la2prnio7": ("reproduced", 0.6677),
    "polyhedral_quantum_well/fig-3.weak-peak": ("reproduced", 0.269),
    "polyhedral_quantum_well/table-2.row-8.lambda": ("reproduced", 388.4),
    "polyhedral_quantum_well/text.bi2223-order-table": ("reproduced", 1),
    "polyhedral_quantum_well/text.energy-alpha": ("differs", 17.775),
}
DRAWN = BY_HAND | FIFTEEN_MORE


@pytest.fixture(scope="module")
def ledger():
    return {f"{each.paper}/{each.claim.id}": each for each in make_ledger(Tables([RAW]))}


def test_forty_were_drawn_and_fifteen_more():
    assert (len(BY_HAND), len(FIFTEEN_MORE), len(DRAWN)) == (40, 15, 55)


@pytest.mark.parametrize("name", DRAWN)
def test_verdict_and_number(ledger, name):
    verdict, number = DRAWN[name]
    outcome = ledger[name].outcome
    assert str(outcome.verdict) == verdict
    if number is not None:
        assert outcome.recomputed == pytest.approx(number, rel=4e-3)
