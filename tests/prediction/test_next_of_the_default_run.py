"""Every undecided formula of a finished default run has its next measurement, on its page too."""

import json
from pathlib import Path

import pytest

from tcreferee.comparison.questions import Predicts, from_record

ROOT = Path(__file__).parents[2]
RUN = sorted((ROOT / "results").glob("*/comparison.json"))


@pytest.mark.skipif(len(RUN) < 30, reason="no results: run make")
def test_every_undecided_formula_has_its_sentence():
    undecided = 0
    for path in RUN:
        record = json.loads(path.read_text(encoding="utf-8"))
        page = ROOT / f"results/report/comparisons/{path.parent.name}.html"
        if page.is_file():
            assert page.read_text(encoding="utf-8").count(" nats on average") >= len(record["next"]), page
        for name, each in record["questions"].items():
            if each["predicts"] != Predicts.LEVEL or not from_record(each).declared.judged:
                continue
            undecided += 1
            found = record["next"].get(name)
            assert found, (path.parent.name, name)
            assert found["sentence"].startswith(("To tell ", "No measurement of ", "No test for "))
    assert undecided > 30


@pytest.mark.slow
def test_the_declared_candidates_can_be_asked():
    """Each table that config.yaml declares is there, with the columns that it names."""
    import yaml

    from tcreferee.api.undecided import Candidates

    config = yaml.safe_load((ROOT / "config.yaml").read_text(encoding="utf-8"))
    asked = {
        json.dumps(each, sort_keys=True)
        for comparison in config["comparisons"].values()
        for each in comparison.get("candidates", ())
    }
    assert len(asked) >= 5
    for text in asked:
        each = json.loads(text)
        assert Candidates.of(each["dataset"], each.get("inputs", {}), each.get("where", {})).rows
