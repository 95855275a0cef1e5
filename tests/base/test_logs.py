import logging
from pathlib import Path

import pytest

from tcreferee.base.checksums import write_checksums
from tcreferee.base.errors import Problem, RefereeError
from tcreferee.base.logs import job_log


@pytest.fixture
def path(tmp_path):
    return tmp_path / "logs/infer/one.log"


def test_steps_go_to_the_file_and_news_to_the_screen(path, capsys):
    with job_log(path, "ybco / screening") as log:
        log.debug("lmfit: 8 of 8 starts agree")
        log.info("converged")
    seen = capsys.readouterr()
    assert (seen.out, seen.err) == ("", "  ybco / screening: converged\n")
    lines = path.read_text().splitlines()
    assert [line.split(" s  ")[1] for line in lines[:2]] == ["debug   lmfit: 8 of 8 starts agree", "info    converged"]
    assert "done in" in lines[2]
    assert len(lines) == 3


def test_a_users_mistake_ends_with_its_message_and_no_traceback(path, capsys):
    error = RefereeError("config.yaml cannot be used", [Problem("a", "b", "c", "d")])
    with pytest.raises(SystemExit) as end, job_log(path, "tidy / ybco"):
        raise error
    assert end.value.code == 1
    seen = capsys.readouterr().err
    assert seen == "  tidy / ybco: config.yaml cannot be used (1 problem):\n  - a: b; expected c. D\n"
    assert "config.yaml cannot be used (1 problem):\n  - a: b; expected c. D\n" in path.read_text()
    assert "Traceback" not in path.read_text()
    assert end.value.__suppress_context__


def test_an_unexpected_error_leaves_its_traceback_in_the_file_only(path, capsys):
    with pytest.raises(SystemExit) as end, job_log(path, "infer / ybco"):
        raise ZeroDivisionError("secret of the machine")
    assert end.value.code == 1
    seen = capsys.readouterr().err
    assert seen == f"  infer / ybco: unexpected error, the full story is in {path}\n"
    text = path.read_text()
    assert "unexpected error: please report it with this file\nTraceback (most recent call last):" in text
    assert text.rstrip().endswith("ZeroDivisionError: secret of the machine")


def test_a_log_starts_anew_and_lets_go_of_its_files(path, capsys):
    for text in ("first", "second"):
        with job_log(path, "a") as log:
            log.info(text)
        assert log.handlers == []
    assert "first" not in path.read_text()
    assert logging.getLogger("tcreferee").handlers == []
    capsys.readouterr()


def test_an_unexpected_error_over_damaged_results_names_them(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "results/a/fit.json"
    path.parent.mkdir(parents=True)
    path.write_text("{}")
    write_checksums("results/a/inference.json", [], [Path("results/a/fit.json")])
    path.write_text("[]")
    with pytest.raises(SystemExit), job_log("results/logs/a.log", "plot"):
        raise KeyError("parameters")
    said = capsys.readouterr().err
    assert "results/a/fit.json: is not as it was written: it was edited or cut short. Delete it and run again" in said
    assert "unexpected" not in said
