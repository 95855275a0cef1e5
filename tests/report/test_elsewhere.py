"""What a run does not make is told on the first page: whether it is there, of which day, and how to get it."""

import os

from tcreferee.report.elsewhere import FOLDERS, elsewhere


def test_what_was_not_run_has_no_day_and_what_was_has_the_day_of_its_results(tmp_path):
    assert [each.date for each in elsewhere(tmp_path)] == [""] * len(FOLDERS)
    page = tmp_path / "papers/results/report.html"
    page.parent.mkdir(parents=True)
    page.write_text("", encoding="utf-8")
    os.utime(page, (0, 86_400 * 365))
    found = {each.target: each.date for each in elsewhere(tmp_path)}
    assert found == {"papers": "1971-01-01"} | {each.target: "" for each in FOLDERS if each.target != "papers"}
