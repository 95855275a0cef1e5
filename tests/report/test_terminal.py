"""What is printed at the end of a run."""

from tcreferee.base.records import write_rows
from tcreferee.comparison.sentence import NOT_RANKED
from tcreferee.report.terminal import standing_lines, verdict_lines

COLUMNS = ("source", "outcome")


def test_a_line_for_each_source_with_a_sign_for_each_trial(tmp_path):
    path, long = tmp_path / "standing.csv", "Somebody (2020), " + "a very long title " * 9
    found = [("Toys", "stands"), (long, "behind"), ("Toys", "level"), ("Toys", "objected")]
    write_rows(path, COLUMNS, [dict(zip(COLUMNS, row, strict=True)) for row in found])
    _, meaning, toys, other = standing_lines(path)
    assert "= not told apart from a null model" in meaning
    assert toys == "  ✓=!  Toys"
    assert other.startswith("  ×    Somebody (2020), a very")
    assert other.endswith("…")
    assert len(other) <= 100


def test_without_the_table_nothing_is_said(tmp_path):
    assert list(standing_lines(tmp_path / "standing.csv")) == []
    write_rows(tmp_path / "standing.csv", COLUMNS, [])
    assert list(standing_lines(tmp_path / "standing.csv")) == []


def test_verdicts_are_wrapped():
    (text,) = verdict_lines([{"comparison": "toys", "sentence": "They float. " * 20}])
    first, *rest = text.splitlines()
    assert first.startswith("toys: They float.")
    assert all(line.startswith("    They") or line.startswith("    float") for line in rest)
    assert max(map(len, [first, *rest])) <= 100


def test_a_formula_that_is_not_ranked_is_told():
    (text,) = verdict_lines(
        [{"comparison": "toys", "sentence": "They float.", "cautions": ["Small.", f"{NOT_RANKED}: toy."]}]
    )
    assert text == "toys: They float. Not ranked, because a check failed: toy."
