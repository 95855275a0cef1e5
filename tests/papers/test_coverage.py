"""Every equation, table, figure and prediction of the papers has an answer that exists, or a reason."""

import re
from fnmatch import fnmatchcase
from pathlib import Path

import pytest
import yaml

from tcreferee.figures.papers import FIGURES
from tcreferee.formulas.equation import find_equations
from tcreferee.formulas.loading import find_models
from tcreferee.papers.coverage import COLUMNS, read_coverage, read_unused
from tcreferee.papers.derivatives import read_derivatives
from tcreferee.papers.ledger import Tables
from tcreferee.papers.page import page
from tcreferee.papers.reading import load_papers

ROOT = Path(__file__).parents[2]
RAW = ROOT / "data/raw"
PAPERS = {paper.name: paper for paper in load_papers()}
# As the papers print them, read in their text: the numbers of equations, the tables, the figures.
PRINTED = {
    "bec_double_bridge": {
        "equation": [f"Eq. ({i})" for i in range(1, 6)],
        "table": ["Table I"],
        "figure": [f"Fig. {i}" for i in range(1, 5)],
    },
    "exchange_standing_wave": {
        "equation": [*(f"Eq. (2.{i})" for i in range(1, 15)), *(f"Eq. (3.{i})" for i in range(1, 14))],
        "table": ["Table 1"],
        "figure": [],
    },
    "general_model_screening": {
        "equation": [f"Eq. ({i})" for i in range(1, 11)],
        "table": ["Table I", "Table II"],
        "figure": [f"Fig. {i}" for i in range(1, 4)],
    },
    "ionic_bond_pairing": {
        "equation": [f"Eq. ({i})" for i in range(1, 9)],
        "table": ["Table 1"],
        "figure": [*(f"Fig. {i}" for i in range(1, 6)), "Fig. S1", "Fig. S2"],
    },
    "polyhedral_quantum_well": {
        "equation": [f"Eq. ({i})" for i in range(1, 4)],
        "table": ["Table 1", "Table 2"],
        "figure": [f"Fig. {i}" for i in range(1, 7)],
    },
}


def configurations():
    names = ("config.yaml", "workflow/papers.yaml", "workflow/court.yaml")
    return [yaml.safe_load((ROOT / name).read_text(encoding="utf-8")) for name in names]


def named(block):
    return {name for content in configurations() for name in content.get(block, {})}


def coverage(paper):
    problems = []
    found = read_coverage(paper, problems)
    assert problems == []
    return found


@pytest.fixture(scope="module")
def derivatives():
    problems = []
    found = read_derivatives(Tables([RAW]), problems)
    assert problems == []
    return found


@pytest.fixture(scope="module")
def known(derivatives):
    """For each kind of answer, the names there are."""
    return {
        "comparison": named("comparisons"),
        "predict": named("predict"),
        "model": set(find_models()),
        "figure": set(FIGURES),
        "derivative": {each.trial for each in derivatives},
    }


@pytest.mark.parametrize("paper", PRINTED)
@pytest.mark.parametrize("kind", ["equation", "table", "figure"])
def test_every_printed_number_is_listed_once(paper, kind):
    assert [each.item for each in coverage(paper) if each.part == kind] == PRINTED[paper][kind]


@pytest.mark.parametrize("paper", PRINTED)
def test_there_are_predictions_and_none_is_empty(paper):
    items = coverage(paper)
    assert sum(each.part == "prediction" for each in items) >= 5
    assert all(each.answers or len(each.reason) >= 20 for each in items)


@pytest.mark.parametrize("paper", PRINTED)
def test_every_answer_exists(paper, known):
    known = known | {
        "claim": {claim.id for claim in PAPERS[paper].claims},
        "equation": {each.name for each in find_equations()[paper]},
        "statement": {each.id for each in PAPERS[paper].statements},
    }
    for item in coverage(paper):
        for kind, name in item.answers:
            names = name.split("-") if kind == "statement" else [name]
            for each in names:
                assert any(fnmatchcase(one, each) for one in known[kind]), f"{item.item}: {kind} {each}"


@pytest.mark.parametrize("paper", PRINTED)
def test_every_claim_answers_something(paper):
    patterns = [name for item in coverage(paper) for kind, name in item.answers if kind == "claim"]
    lost = [c.id for c in PAPERS[paper].claims if not any(fnmatchcase(c.id, pattern) for pattern in patterns)]
    assert lost == []


def test_every_table_and_every_formula_is_used_or_it_is_said_why_not():
    contents, problems = configurations(), []
    unused = read_unused(problems)
    assert problems == []
    used = {"dataset": set(), "model": set()}
    for block in ("comparisons", "predict"):
        for about in (each for content in contents for each in content.get(block, {}).values()):
            given = about.get("dataset", [])
            used["dataset"] |= set(given if isinstance(given, list) else [given])
            used["dataset"] |= {each["dataset"] for each in about.get("candidates", [])}
            entries = about.get("models", [])
            used["model"] |= {each if isinstance(each, str) else each["model"] for each in entries}
    used["dataset"] |= {"tc_derivatives", "compressibilities"}  # the derivatives of this page
    there = {"dataset": {path.stem for path in RAW.glob("*.yaml")}, "model": set(find_models())}
    for kind, names in there.items():
        assert names - used[kind] == {name for what, name in unused if what == kind}
    assert all(len(reason) > 40 for reason in unused.values())


def test_the_page_is_in_step():
    assert (ROOT / "docs/papers.md").read_text(encoding="utf-8") == page([RAW]), (
        "docs/papers.md is out of step: .venv/bin/tcreferee papers > docs/papers.md"
    )


def test_mistakes_are_listed(tmp_path):
    rows = ["Eq. (1),equation,what,claim:a; x:b,", "Eq. (2),equation,,,short", "Eq. (2),drawing,a,model:m,"]
    (tmp_path / "p.coverage.csv").write_text("\n".join([",".join(COLUMNS), *rows]))
    problems = []
    read_coverage("p", problems, tmp_path)
    said = [re.sub(r".*p\.coverage\.csv, ", "", str(each)) for each in problems]
    assert len(said) == 4
    assert "is declared twice" in said[0]
    assert "answer 'x:b' is not understood" in said[1]
    assert "has neither an answer nor a reason" in said[2]
    assert "about is empty" in said[3]
