"""The page of all keys is complete, and says what the configuration enforces."""

import re

import pytest
from pydantic import BaseModel

from tcreferee.config.fields import Config
from tcreferee.config.page import BLOCKS, config_page


def blocks_below(block, found):
    """Every block a configuration can hold, found through the annotations."""
    found.add(block)
    for field in block.model_fields.values():
        waiting = [field.annotation]
        while waiting:
            each = waiting.pop()
            if isinstance(each, type) and issubclass(each, BaseModel) and each not in found:
                blocks_below(each, found)
            waiting.extend(getattr(each, "__args__", ()))
    return found


def test_every_block_and_every_key_is_on_the_page_with_a_meaning():
    assert set(BLOCKS.values()) == blocks_below(Config, set())
    page = config_page()
    for name, block in BLOCKS.items():
        title = name if name == "Top level" else f"`{name}`"
        section = page.partition(f"## {title}\n")[2].partition("\n## ")[0]
        rows = [line.split(" | ") for line in section.splitlines() if line.startswith("| `")]
        assert [row[0].removeprefix("| ") for row in rows] == [f"`{key}`" for key in block.model_fields]
        assert all(len(row) == 4 and len(row[3].removesuffix(" |")) > 8 for row in rows), name


@pytest.mark.parametrize(
    ("key", "row"),
    [
        ("seed", r"\| `seed` \| whole number \| needed \| .*; at least 0 \|"),
        ("effect_factor", r"\| `effect_factor` \| number \| 1.5 \| .*; above 0 \|"),
        ("rhat_max", r"\| `rhat_max` \| number \| 1.01 \| .*; above 1 \|"),
        ("dataset", r"\| `dataset` \| text or list of text \| needed \|"),
        ("comparisons", r"\| `comparisons` \| mapping of text to block `comparisons.NAME` \| needed \|"),
        ("accept_grades", r"\| `accept_grades` \| list of word \| read, computed, package \|"),
        ("sampler", r"\| `sampler` \| block `sampler` \| see below \|"),
    ],
)
def test_types_defaults_and_limits_are_those_of_the_configuration(key, row):
    assert re.search(row, config_page()), key
