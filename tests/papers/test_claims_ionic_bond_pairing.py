import csv
import math
import re
from collections import Counter
from pathlib import Path

import pytest
import yaml

from tcreferee.data.ionicity import pauling_ionicity
from tcreferee.data.sidecar import find_datasets
from tcreferee.papers.claim import Cell, Printed
from tcreferee.papers.ledger import Tables, make_ledger
from tcreferee.papers.reading import load_papers
from tcreferee.papers.recomputations.ionic_bond_pairing import COMPOUNDS

ROOT = Path(__file__).parents[2]
PAPER = "ionic_bond_pairing"
(READ,) = load_papers([PAPER])
CLAIMS = {claim.id: claim for claim in READ.claims}
DIFFER = {
    "table-1.bi2sr2cacu2o8",
    "table-1.bi2sr2ca2cu3o10",
    "table-1.tl2ba2ca2cu3o10",
    "table-1.hgba2cuo4",
    "table-1.hgba2ca2cu3o10",
    "table-1.la2prnio7.as-meant",
    "table-1.range-upper.existing",
    "ionization-first-upper",
    "bond-over-exchange-ab",
    "fig-4.repulsion-lower-limit",
}


@pytest.fixture(scope="module")
def ledger():
    return {each.claim.id: each for each in make_ledger(Tables([ROOT / "data/raw"]), [PAPER])}


def rows(dataset):
    with (ROOT / f"data/raw/{dataset}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_cell_of_the_paper_has_a_claim():
    # The other columns of these tables are not printed in the paper's table or are texts; the distances of the
    # screened table are measured lengths that the paper quotes, and serve as inputs.
    cells = {Cell("ionicity_table1", row["compound"], "ionicity") for row in rows("ionicity_table1")}
    of_paper = [row["row"] for row in rows("screened_coulomb_distances") if row["paper"] == "ionic-bond"]
    cells |= {Cell("screened_coulomb_distances", row, "screened") for row in of_paper}
    cells |= {Cell("screened_coulomb_distances", "5", "screening_length")}
    assert len(cells) == 12 + 2 + 1
    assert cells == {claim.printed for claim in CLAIMS.values() if isinstance(claim.printed, Cell)}


def test_verdicts_are_those_found(ledger):
    counts = Counter(str(each.outcome.verdict) for each in ledger.values())
    assert counts == {"reproduced": 31, "differs": 10, "not-recoverable": 1}
    assert {name for name, each in ledger.items() if each.outcome.verdict == "differs"} == DIFFER


@pytest.mark.parametrize(
    ("claim", "by_hand"),
    [
        ("table-1.yba2cu3o7", (0.7083206 + 2 * 0.8032113 + 3 * 0.4472779) / 6),
        ("table-1.hgba2cuo4.handbook", (0.4472779 + 2 * 0.8032113 + 0.4472779) / 4),
        ("table-1.hgba2cuo4", (0.4045275 + 2 * 0.8032113 + 0.4472779) / 4),
        ("nacl-ionicity", 71.15475),
        ("eq-3.sum", -6.62),
        ("eq-2.affinity", -780 / 96.485332),
        ("fig-4.repulsion-nearest", 14.39964 * math.exp(-0.8620690)),
        ("fig-4.repulsion-farthest", 5.759858 * math.exp(-2.1551724)),
        ("fig-4.screening-length", 1.159067),
        ("thermal-energy", 25.85200),
        ("bond-over-exchange-c", 83.3333),
        ("bond-over-exchange-ab", 8.33333),
        ("valence-oxygen", -11.86 / 7),
    ],
)
def test_recomputed_agrees_with_numbers_by_hand(ledger, claim, by_hand):
    assert ledger[claim].outcome.recomputed == pytest.approx(by_hand, rel=2e-6)


@pytest.mark.parametrize("row", COMPOUNDS)
def test_ionicities_agree_with_the_recipe_of_the_tables(ledger, row):
    name = f"table-1.{row.lower()}"
    assert ledger[name].outcome.recomputed == pytest.approx(pauling_ionicity(row, "pymatgen"), abs=1e-12)
    if f"{name}.handbook" in ledger:
        assert ledger[f"{name}.handbook"].outcome.recomputed == pytest.approx(
            pauling_ionicity(row, "handbook"), abs=1e-12
        )


def test_typed_electronegativities_are_those_of_the_table():
    typed = {
        name.removeprefix("X_"): each.value
        for claim in CLAIMS.values()
        for name, each in claim.inputs.items()
        if name.startswith("X_") and "pymatgen" in each.source
    }
    tabled = {row["element"]: float(row["pauling_modern"]) for row in rows("electronegativities")}
    assert tabled.items() <= typed.items()
    assert typed.keys() - tabled.keys() == {"Na", "Cl", "F", "N"}


def test_typed_atomic_energies_are_those_of_pymatgen():
    from pymatgen.core.periodic_table import Element

    for stage, word in enumerate(("first", "second")):
        typed = CLAIMS[f"ionization-{word}-lower"].inputs
        assert len(typed) == 12
        for metal, each in typed.items():
            assert each.value == pytest.approx(Element(metal).ionization_energies[stage], abs=6e-5), metal
    affinity = CLAIMS["eq-1.affinity"].inputs["A"]
    assert isinstance(affinity, Printed)
    assert affinity.value == pytest.approx(Element("O").electron_affinity, abs=6e-6)
    for element, value in {"Na": 0.93, "Cl": 3.16, "F": 3.98, "N": 3.04}.items():
        assert pytest.approx(Element(element).X) == value


def test_oxygen_is_outdone_only_by_elements_among_the_inputs():
    from pymatgen.core.periodic_table import Element

    light = [Element.from_Z(number) for number in (*range(3, 10), *range(11, 18), *range(19, 36), *range(37, 54))]
    assert [element.symbol for element in light if element.X > 3.44] == ["F"]


def test_there_are_32_statements_and_what_tests_them_exists():
    statements = READ.statements
    assert [each.id for each in statements] == [str(number) for number in range(1, 33)]
    assert [each.id for each in statements if each.quantitative] == ["5", "7", "19", "22"]
    files = (ROOT / "config.yaml", ROOT / "workflow/papers.yaml")
    comparisons = {name for file in files for name in yaml.safe_load(file.read_text(encoding="utf-8"))["comparisons"]}
    known = {"claim": CLAIMS, "comparison": comparisons, "dataset": set(find_datasets([ROOT / "data/raw"]))}
    for each in statements:
        assert each.statement
        assert each.test
        if each.tested_here:
            named = re.findall(r"(?:^|; )(claim|comparison|dataset) (\S+)", each.tested_here)
            assert named
            assert all(name in known[kind] for kind, name in named), each.id


def test_claims_named_in_reasons_exist():
    named = {name for each in CLAIMS.values() for name in re.findall(r"claim ([a-z0-9.-]*[a-z0-9])", each.reason)}
    assert named
    assert named <= CLAIMS.keys()
