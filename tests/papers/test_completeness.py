"""What holds for the claims of every paper, those still to come included."""

import math
from dataclasses import replace
from pathlib import Path

import pytest

from tcreferee.papers.claim import Cell, Printed, Verdict, faults
from tcreferee.papers.ledger import Tables, make_ledger
from tcreferee.papers.reading import load_papers
from tcreferee.papers.verdict import judge

RAW = Path(__file__).parents[2] / "data/raw"
PAPERS = load_papers()
ALL = [(paper.name, claim) for paper in PAPERS for claim in paper.claims]


def listed(wanted):
    return [pytest.param(paper, claim, id=f"{paper}/{claim.id}") for paper, claim in ALL if wanted(claim)]


@pytest.fixture(scope="module")
def tables():
    return Tables([RAW])


@pytest.fixture(scope="module")
def judged(tables):
    return {(each.paper, each.claim.id): each for each in make_ledger(tables)}


class Changed(Tables):
    """The tables with one cell changed by a tenth and more."""

    def __init__(self, cell):
        super().__init__([RAW])
        self.cell = cell

    def printed(self, cell):
        found = super().printed(cell)
        return replace(found, text=repr(found.value * 1.1 + 1)) if cell == self.cell else found


def test_there_are_papers():
    assert len(PAPERS) >= 5
    assert all(20 < len(paper.title) < 250 for paper in PAPERS)


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.name)
def test_statements_are_testable(paper):
    assert all(each.statement and each.test for each in paper.statements)


@pytest.mark.parametrize(("paper", "claim"), listed(lambda claim: True))
def test_a_claim_is_well_formed(judged, paper, claim):
    assert faults(claim) == []
    assert claim.location
    assert claim.quantity
    assert claim.formula
    outcome = judged[paper, claim.id].outcome
    if claim.recompute is None:
        assert outcome.verdict in (Verdict.NOT_DEFINED, Verdict.NOT_RECOVERABLE)
    else:
        assert math.isfinite(outcome.recomputed)
        assert math.isfinite(outcome.printed)
    if outcome.verdict in (Verdict.DIFFERS, Verdict.NOT_DEFINED, Verdict.NOT_RECOVERABLE):
        assert len(claim.reason) > 10, "a reason is a sentence"


@pytest.mark.parametrize(
    ("paper", "claim"), listed(lambda claim: claim.recompute is not None and isinstance(claim.printed, Cell))
)
def test_a_changed_number_leaves_its_recomputation(judged, paper, claim):
    """Another number in the cell of the claim: the recomputation must not follow it."""
    changed = Changed(claim.printed)
    inputs = {name: changed.printed(e) if isinstance(e, Cell) else e for name, e in claim.inputs.items()}
    printed, before = changed.printed(claim.printed), judged[paper, claim.id]
    assert printed.text != before.printed.text
    assert judge(claim, printed, inputs).recomputed == before.outcome.recomputed


@pytest.mark.parametrize(("paper", "claim"), listed(lambda claim: claim.recompute is not None and claim.inputs))
def test_a_recomputation_hangs_on_its_inputs(judged, paper, claim):
    """A function that returned the printed number would hit it exactly and not move when its inputs do."""
    values = {name: each.value for name, each in judged[paper, claim.id].inputs.items()}
    centre = judged[paper, claim.id].outcome.recomputed
    moved = [centre != judged[paper, claim.id].outcome.printed]
    for name, value in values.items():
        for other in (1.01 * value, 3 * value + 1, -value - 1):
            try:
                moved.append(claim.value({**values, name: other}) != centre)
            except (TypeError, ValueError, ArithmeticError, RuntimeWarning):  # a root of a negative number
                moved.append(True)
    assert any(moved)


@pytest.mark.parametrize(
    ("paper", "claim"), listed(lambda claim: claim.recompute is not None and isinstance(claim.printed, str))
)
def test_no_input_is_the_claim_itself(judged, paper, claim):
    """A number printed in the text is an input of itself if number and place are the same."""
    own = [
        name
        for name, each in claim.inputs.items()
        if isinstance(each, Printed) and (each.text, each.source) == (claim.printed, claim.location)
    ]
    assert own == []


def test_recomputing_twice_gives_the_same(tables, judged):
    again = make_ledger(tables)
    assert [each.outcome.recomputed for each in again] == pytest.approx(
        [each.outcome.recomputed for each in judged.values()], abs=0, rel=0, nan_ok=True
    )
