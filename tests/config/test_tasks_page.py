"""The page of tasks: all its blocks together are a configuration that can be planned."""

import re
from pathlib import Path

import yaml

from tcreferee.config.fields import Comparison, Config
from tcreferee.config.load import load_plan

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/how-to/configure.md").read_text(encoding="utf-8")
# what a page of tasks leaves to the page of all keys
LEFT_OUT = {"question", "effect_factor", "study", "ledger"}


def together():
    found = {}
    for block in re.findall(r"```yaml\n(.*?)```", PAGE, flags=re.S):
        for key, value in yaml.safe_load(block).items():
            known = found.setdefault(key, value)
            if known is not value:
                assert not known.keys() & value.keys(), key
                known |= value
    return found


def test_its_blocks_are_one_configuration():
    plan = load_plan(together(), "docs/how-to/configure.md")
    assert len(plan.entries) >= 7
    assert set(plan.config.predict) == {"second_laboratory", "two_densities"}
    assert set(plan.config.joint) == {"one_limit"}


def test_every_key_of_a_task_is_on_the_page():
    keys = {*Config.model_fields, *Comparison.model_fields} - LEFT_OUT
    assert {key for key in keys if not re.search(rf"\b{key}\b", PAGE)} == set()
