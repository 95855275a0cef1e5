"""Messages about config.yaml name the line of the key; a comparison in the wrong place is one message."""

from pathlib import Path

import pytest

from tcreferee.base.errors import Problem, RefereeError
from tcreferee.config.lines import with_lines
from tcreferee.config.load import load_plan

TEXT = "seed: one\ncomparisons:\n  a.b:\n    xx: n\n    models:\n    - constant\n"
TEXT += "    - model: linear\n      inputs: {x: n}\n"


@pytest.mark.parametrize(
    ("key", "line"),
    [
        ("seed", "line 1, "),
        ("comparisons.a.b.xx", "line 4, "),
        ("comparisons.a.b.models[1].inputs.x", "line 8, "),
        ("comparisons.a.b.dataset", "line 3, "),  # missing: the line of what lacks it
        ("nowhere", ""),
    ],
)
def test_the_line_of_a_key(tmp_path, monkeypatch, key, line):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "config.yaml").write_text(TEXT)
    with pytest.raises(RefereeError) as error, with_lines(Path("config.yaml")):
        raise RefereeError("", [Problem(f"config.yaml, {key}", "is wrong")])
    assert str(error.value.problems[0]) == f"config.yaml, {line}{key}: is wrong"


@pytest.mark.parametrize("where", [("quantities", "mine"), ("mine",), ("comparisons", "good", "mine")])
def test_a_comparison_in_the_wrong_place_is_one_message(where):
    content = {"title": "A", "dataset": "d", "x": "n", "models": ["constant", "linear"]}
    for word in reversed(where):
        content = {word: content}
    with pytest.raises(RefereeError) as error:
        load_plan(content)
    assert [str(each) for each in error.value.problems] == [
        f"config.yaml, {'.'.join(where)}: is a comparison, and this is not its place. Move it under 'comparisons:', "
        "each line indented as those of the comparisons there"
    ]
