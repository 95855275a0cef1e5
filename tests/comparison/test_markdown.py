"""The page of all comparisons: its sentences know declarations, its signs know audits, too."""

from tcreferee.base.records import write_record, write_rows
from tcreferee.comparison.columns import COLUMNS
from tcreferee.comparison.markdown import page


def test_signs_stand_below_the_table_of_their_comparison(tmp_path):
    for name in ("films", "wires"):
        record = {"comparison": name, "sentence": "A law predicts better than every null.", "cautions": ["Few rows."]}
        write_record(tmp_path / name / "comparison.json", record)
        rows = [dict.fromkeys(COLUMNS, "1") | {"model": "law", "label": "law of $n$"}]
        write_rows(tmp_path / name / "comparison.csv", COLUMNS, rows)
    assert "Signs" not in page(tmp_path)  # the report was not made
    trial = {"source": "Somebody (1999)", "model": "law", "objections": ""}
    write_rows(tmp_path / "standing.csv", ["comparison", "outcome", *trial], [
        {"comparison": "films", "outcome": "objected"} | trial | {"objections": "one row decides"},
        {"comparison": "wires", "outcome": "stands"} | trial,
    ])  # fmt: skip
    films, wires = page(tmp_path).split("## wires")
    assert films.rstrip().endswith(
        "- ! law of n, by Somebody (1999): predicts, but its inputs or rows are in doubt. Against it: one row decides."
    )
    assert wires.rstrip().endswith("- ✓ law of n, by Somebody (1999): stands.")


def test_the_page_says_whose_results_it_shows(tmp_path):
    default, second = tmp_path / "results", tmp_path / "results/papers/results"
    assert page(default).startswith("# The comparisons of the default run\n\nMade by `tcreferee verdicts --markdown`")
    assert page(second).splitlines()[2] == (
        "Made by `tcreferee verdicts results/papers/results --markdown` from the results of `make papers`."
    )
