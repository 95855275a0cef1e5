"""Results that were edited or cut short, or that were made from other files than those at hand, are found and named."""

import json
import os
import shutil

import pytest

from tcreferee.base.checksums import (
    changed_files,
    check_made,
    check_whole,
    make_ready,
    records_of,
    write_checksums,
)
from tcreferee.base.errors import RefereeError
from tcreferee.base.provenance import NewerResultError


@pytest.fixture
def results(tmp_path, monkeypatch):
    """rows -> table -> page, each with its record; the table of another comparison is beside it."""
    (tmp_path / "data").mkdir()
    folder = tmp_path / "results"
    (folder / "ybco").mkdir(parents=True)
    files = [tmp_path / "data/rows.csv", folder / "ybco/table.csv", folder / "page.html"]
    for path in files:
        path.write_text(f"{path.name}\n")
    write_checksums(folder / "ybco/inference.json", files[:1], files[1:2])
    write_checksums(folder / "checksums/page.json", files[1:2], files[2:])
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".snakemake/metadata").mkdir(parents=True)
    (tmp_path / ".snakemake/metadata/cGFnZS5odG1s").touch()
    return folder


def test_whole_results_pass(results):
    assert check_made(records_of(results), missing=True) == 2
    assert changed_files(results) == []


@pytest.mark.parametrize("content", ["", "table.cs", "table.csx\n"])
def test_an_edited_or_cut_file_is_named_whatever_its_time(results, content):
    path = results / "ybco/table.csv"
    before = path.stat()
    path.write_text(content)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert changed_files(results) == [path]
    with pytest.raises(RefereeError) as error:
        check_made(records_of(results))
    # what was made from it is not blamed
    (problem,) = error.value.problems
    assert problem.where == str(path)
    assert problem.what == "is not as it was written: it was edited or cut short"
    assert problem.do == "delete it and run again ('tcreferee run', in the repository 'make')"


def test_a_result_made_from_another_file_than_the_one_at_hand_is_named(results):
    (results.parent / "data/rows.csv").write_text("other rows\n")
    assert changed_files(results) == []
    with pytest.raises(RefereeError) as error:
        check_made(records_of(results))
    (problem,) = error.value.problems
    assert problem.where == str(results / "ybco/inference.json")
    assert (
        problem.what == f"lists results that were made from another {results.parent}/data/rows.csv than the one at hand"
    )


def test_an_input_that_is_not_there_cannot_be_compared(results):
    """A folder of results that was copied alone."""
    (results.parent / "data/rows.csv").unlink()
    assert check_made(records_of(results), missing=True) == 2


def test_a_folder_in_the_place_of_a_result_is_named_and_left(results):
    page = results / "page.html"
    page.unlink()
    page.mkdir()
    with pytest.raises(RefereeError, match=r"page\.html: is a folder\. Move it away"):
        make_ready(results, print)
    assert page.is_dir()
    with pytest.raises(RefereeError, match=r"page\.html: is not as it was written"):
        check_made(records_of(results))


def test_a_missing_result_is_named_on_request(results):
    (results / "page.html").unlink()
    assert changed_files(results) == []
    check_made(records_of(results))
    with pytest.raises(RefereeError, match=r"page\.html: does not exist\. Run again, which makes it"):
        check_made(records_of(results), missing=True)


@pytest.mark.parametrize("content", ["", '{"inp', "[]", '{"schema_version": 1}', '{"schema_version": 1, "inputs": 3}'])
def test_a_damaged_record_is_named(results, content):
    path = results / "ybco/inference.json"
    path.write_text(content)
    assert path in changed_files(results)
    with pytest.raises(RefereeError) as error:
        check_made(records_of(results))
    assert str(path) in str(error.value)
    assert "elete it and run again" in str(error.value)


def test_a_record_of_a_newer_version_is_not_deleted(results):
    path = results / "ybco/inference.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"schema_version": 2}))
    with pytest.raises(NewerResultError):
        changed_files(results)


def test_inputs_outside_the_folder_of_the_run_are_left_out(results, tmp_path_factory):
    outside = tmp_path_factory.mktemp("elsewhere") / "table.csv"
    outside.write_text("1\n")
    write_checksums(results / "checksums/tidy/x.json", [outside, results.parent / "data/rows.csv"], [])
    record = json.loads((results / "checksums/tidy/x.json").read_text())
    assert list(record["inputs"]) == ["../data/rows.csv"]


def test_a_step_that_died_is_named_and_its_record_deleted_for_the_next_run(results, capsys):
    record = results / "ybco/inference.json"
    check_whole(results)
    make_ready(results, print)
    assert capsys.readouterr().out == ""
    write_checksums(record, [], [results / "ybco/table.csv"], ["recovery: not computed: killed"])
    with pytest.raises(RefereeError) as error:
        check_whole(results)
    (problem,) = error.value.problems
    assert (problem.where, problem.what) == (str(record.parent), "recovery: not computed: killed")
    make_ready(results, print)
    assert f"{record.parent} lacks a step that is tried again: recovery" in capsys.readouterr().out
    # with what it made and what was made from that: else nothing would be left for Snakemake to do
    assert not [path for path in results.rglob("*") if path.is_file()]
    check_whole(results)


def test_what_was_made_from_an_older_result_is_made_again_whatever_the_clock_says(results, capsys):
    """A job made the table again, from other rows, and was the last one before the run was killed."""
    table, page = results / "ybco/table.csv", results / "page.html"
    table.write_text("another table\n")
    write_checksums(results / "ybco/inference.json", [results.parent / "data/rows.csv"], [table])
    os.utime(table, (1, 1))  # the clock was set back meanwhile
    make_ready(results, print)
    assert (table.exists(), page.exists()) == (True, False)
    assert f"page.json lists results that were made from another {table}" in capsys.readouterr().out


def test_what_was_made_from_an_older_record_is_made_again(results, capsys):
    """A record that stands for many files, as that of the inference does for the comparison."""
    record, page = results / "ybco/inference.json", results / "page.html"
    write_checksums(results / "checksums/page.json", [record], [page])
    write_checksums(record, [], [results / "ybco/table.csv"])
    make_ready(results, print)
    assert (record.exists(), page.exists()) == (True, False)
    assert f"page.json lists results that were made from another {record}" in capsys.readouterr().out


def test_a_table_of_the_user_is_left_to_snakemake(results, capsys):
    (results.parent / "data/rows.csv").write_text("other rows\n")
    make_ready(results, print)
    assert capsys.readouterr().out == ""
    assert (results / "page.html").exists()


def test_results_of_which_snakemake_has_no_memory_are_told_and_left(results, capsys):
    shutil.rmtree(results.parent / ".snakemake")
    make_ready(results, print)
    said = capsys.readouterr().out
    assert said.startswith(f"{results} came without .snakemake: other code or settings are noticed by")
    assert check_made(records_of(results), missing=True) == 2
    shutil.rmtree(results)
    make_ready(results, print)  # a first run
    assert capsys.readouterr().out == ""


def test_nothing_is_deleted_beside_a_run_that_is_at_work(results):
    (results / "page.html").write_text("half a pa")
    lock = results.parent / ".snakemake/locks/0.input.lock"
    lock.parent.mkdir(parents=True)
    lock.touch()
    make_ready(results, print)
    assert (results / "page.html").exists()
    lock.unlink()
    make_ready(results, print)
    assert not (results / "page.html").exists()


def test_what_was_made_from_an_edited_file_is_made_again_too(results):
    table, page = results / "ybco/table.csv", results / "page.html"
    page.write_text("edited")
    make_ready(results, print)
    assert (table.exists(), page.exists()) == (True, False)
    page.write_text("page.html\n")
    table.write_text("edited")
    make_ready(results, print)
    assert (table.exists(), page.exists(), (results / "ybco/inference.json").exists()) == (False, False, True)
