"""The usual slips of somebody who writes YAML by hand: the line, and what to do, in words."""

import pytest

from tcreferee.base.errors import RefereeError
from tcreferee.data.strict_yaml import check_keys, read_yaml

GOOD = 'seed: 1\ncomparisons:\n  one:\n    title: "A title"\n    x: n_m3\n    models: [constant, linear]\nlast: 2\n'


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("    x:", "\tx:", "line 5: begins with a tab. Indent with blanks"),
        ("x: n_m3", "x:n_m3", "line 5: there is no blank after 'x:'. Write 'x: n_m3'"),
        ('title"', "title", 'line 4: a quote is opened with " and not closed. End the text with "'),
        ("    x:", "      x:", "line 5: is indented more than line 4, which has a value already. Indent both by 4, or "
                               "put a text that holds ': ' in quotes"),
        ("    x:", "   x:", "line 5: is indented by 3, and no line above it is. Indent it by 4, as line 4"),
        ("x: n", "x:\u00a0n", "line 5: holds a non-breaking blank (U+00A0). Put an ordinary blank there, or nothing"),
        ('"A title"', "\u201cA: title\u201d", 'line 4: has curly quotes. Write straight ones: "..."'),
        ("linear]", "linear", "line 6: '[' is opened and not closed. Add ']'"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("read", [check_keys, read_yaml])
def test_a_slip_is_named_with_its_line(tmp_path, monkeypatch, read, old, new, expected):
    monkeypatch.chdir(tmp_path)
    assert old in GOOD
    (tmp_path / "a.yaml").write_text(GOOD.replace(old, new), encoding="utf-8")
    with pytest.raises(RefereeError) as error:
        read("a.yaml")
    assert [str(each) for each in error.value.problems] == [f"a.yaml, {expected}"]


def test_the_text_without_a_slip_is_read(tmp_path):
    (tmp_path / "a.yaml").write_text(GOOD, encoding="utf-8")
    assert read_yaml(tmp_path / "a.yaml")["last"] == "2"
