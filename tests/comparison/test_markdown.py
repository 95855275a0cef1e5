"""The page of all comparisons: its sentences know declarations, its signs know audits, too."""

import pytest

from tcreferee.base.records import write_record, write_rows
from tcreferee.cli.learned import COLUMNS as LEARNED
from tcreferee.cli.split import COLUMNS as SPLIT
from tcreferee.comparison.columns import COLUMNS
from tcreferee.comparison.fitted import fitted
from tcreferee.comparison.markdown import page
from tcreferee.comparison.side_by_side import last_run, side_by_side
from tcreferee.comparison.unseen import unseen


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


def test_the_court_shows_its_conventions_side_by_side(tmp_path):
    results = tmp_path / "results/court/results"
    assert last_run(results) == ("", "not run: make court")
    for ending, d, predicts in (("", "6.0", "yes"), ("_highest", "-2.0", "not told apart")):
        row = dict.fromkeys(COLUMNS, "") | {"n": "70", "generated": "false", "complete": "not behind"}
        rows = [
            row | {"model": "law", "label": "law of $n$", "kind": "theory", "predicts": predicts, "null": "constant",
                   "d_null": d, "se_d_null": "1.5"},
            row | {"model": "constant", "label": "constant", "kind": "null"},
        ]  # fmt: skip
        write_rows(results / f"court_length{ending}" / "comparison.csv", COLUMNS, rows)
    assert side_by_side(results).splitlines() == [
        "| formula | median Tc | highest Tc | median Tc, alternative structures |",
        "|---|---|---|---|",
        "| **court_length**, rows | 70 | 70 | – |",
        "| law of n | yes: 6.0 ± 1.5 to constant; not behind "
        "| not told apart: -2.0 ± 1.5 to constant; not behind | – |",
    ]
    assert side_by_side(results) in page(results)
    write_rows(results / "standing.csv", ["comparison"], [])
    day, table = last_run(results)
    assert len(day) == 10
    assert table == side_by_side(results)


@pytest.mark.parametrize(("families", "said"), [(6, "-18.0 ± 5.4 to two levels"), (5, "-5.0 to two levels")])
def test_left_out_families_stand_beside_left_out_rows(tmp_path, families, said):
    """D is to the null that predicts families best; with fewer than six families there is no standard error.

    By hand: the differences of six are -1 and -5 in turn, their variance is 4.8, and 6 x 4.8 is the square of 5.37.
    """
    folder, half = tmp_path / "results/court/results/court_length", [0.0, -2.0]
    row = dict.fromkeys(COLUMNS, "") | {"n": "70", "generated": "false", "kind": "null", "words": "worse"}
    elpd = {
        "law": [-10.0 + half[i % 2] for i in range(families)],
        "constant": [-13.0] * families,
        "two_levels": [-9.0 - half[i % 2] for i in range(families)] if families == 6 else [-9.8] * families,
    }
    labels = {"law": "law of $n$", "constant": "constant (null)", "two_levels": "two levels (null)"}
    rows = [row | {"model": name, "label": label} for name, label in labels.items()]
    rows[0] |= {"kind": "theory", "predicts": "worse", "null": "constant (null)", "d_null": "-9", "se_d_null": "2"}
    rows.append(rows[1] | {"model": "made", "label": "mean of each family", "generated": "true"})
    write_rows(folder / "comparison.csv", COLUMNS, rows)
    for name, each in elpd.items():
        write_record(folder / name / "diagnostics.json", {"elpd_family": each})
    lines = side_by_side(folder.parent).splitlines()
    assert lines[2] == f"| **court_length**, rows | 70 in {families} families | – | – |"
    assert lines[3] == "| law of n | worse: -9.0 ± 2.0 to constant | – | – |"
    assert lines[4] == f"| law of n, families left out | {said} | – | – |"


def test_later_rows_and_composition_have_tables_of_their_own(tmp_path):
    """By hand: the formula is 2 and 4 nats behind in two rows, so D is -6 ± 2; it misses by 3 and 4 K."""
    results = tmp_path / "results/court/results"
    folder = results / "court_length"
    row = dict.fromkeys(COLUMNS, "")
    rows = [row | {"model": "law", "label": "law of $n$", "kind": "theory"}]
    rows += [row | {"model": name, "label": f"{name} (null)", "kind": "null"} for name in ("constant", "linear")]
    write_rows(folder / "comparison.csv", COLUMNS, rows)
    assert unseen(results) == ""
    scores = {"law": (-5, -8), "constant": (-3, -4), "linear": (-9, -9)}
    write_rows(folder / "split.csv", SPLIT, [
        {"model": name, "row": f"r{i}", "measured": 10, "mean": 13 + i, "log_density": each[i], "last_year": 1989}
        for name, each in scores.items() for i in (0, 1)
    ])  # fmt: skip
    write_rows(folder / "learned.csv", LEARNED, [
        dict.fromkeys(LEARNED, "") | {"measured": 10 * i, "mean_loo": 10 * i + 5, "log_density_loo": -2 - i,
                                      "log_density_constant_loo": -4}
        for i in (1, 2, 3)
    ] + [dict.fromkeys(LEARNED, "") | {"measured": 40, "why": "no formula"}])  # fmt: skip
    said = [line for line in unseen(results).splitlines() if line.startswith("| court_length")]
    # 1, 0 and -1 nats: 0 ± 1.7; a miss of 5 K in rows with a variance of 200/3 explains 1 - 25 x 3/200
    assert said == [
        "| court_length | 1989 | 2 | law of n | 3.5 | -6.0 ± 2.0 to constant |",
        "| court_length | 3 | 0.0 ± 1.7; 62 % | – |",
    ]


def test_constants_stand_side_by_side_without_scatter_and_levels_of_families(tmp_path):
    results = tmp_path / "results/court/results"
    asked = {"estimate": 821.69, "standard_error": 48.6, "symbol": r"\Lambda", "unit": "K", "meaning": "strength"}
    other = asked | {"estimate": 1e-37, "standard_error": None, "symbol": "w", "unit": "", "meaning": "share"}
    for ending in ("", "_highest"):
        folder = results / f"court_length{ending}"
        row = dict.fromkeys(COLUMNS, "") | {"model": "law", "label": "law of $n$", "kind": "theory"}
        write_rows(folder / "comparison.csv", COLUMNS, [row, row | {"model": "constant", "kind": "null"}])
        names = {"lambda_K": asked, "w1": other, "level_K_Ba2Hg": asked, "tau": asked, "sigma_K": asked}
        write_record(folder / "law/fit.json", {
            "parameters": [about | {"name": name} for name, about in names.items()],
            "printed": [{"name": "lambda_K", "value": 1300.0}], "bound": {"families": ["Ba2Hg"]},
        })  # fmt: skip
    assert [line for line in fitted(results).splitlines() if line.startswith("| court_length")] == [
        "| court_length | law of n | Λ: strength (K) | 822 ± 49 | 822 ± 49 | – | 1300 |",
        "| court_length | law of n | w: share | 0 | 0 | – | – |",
    ]
    assert fitted(tmp_path) == ""
