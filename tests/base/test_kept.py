"""What an earlier run made is put back if it would come out the same, and is made again otherwise."""

import errno
import os

import pytest

from tcreferee.base import kept
from tcreferee.base.kept import once


@pytest.fixture
def part(tmp_path):
    """A part of a job that writes two files; a test asks how often it was made."""

    class Part:
        files = (tmp_path / "out/table.csv", tmp_path / "out/more/record.json")
        times = 0

        def make(self):
            self.times += 1
            for path in self.files:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.unlink(missing_ok=True)
                path.write_text(f"{path.name} 1\n")

        def run(self, *words):
            return once("step/name", words, self.files, self.make, tmp_path / "kept")

    return Part()


def test_a_part_is_made_once_and_then_put_back(part):
    assert part.run("a", "b")
    for path in part.files:
        path.unlink()
    assert not part.run("a", "b")
    assert [path.read_text() for path in part.files] == ["table.csv 1\n", "record.json 1\n"]
    assert part.times == 1


@pytest.mark.parametrize("words", [("a",), ("a", "c"), ("b", "a"), ("a", "b", "")])
def test_anything_else_it_is_made_from_makes_it_again(part, words):
    part.run("a", "b")
    assert part.run(*words)
    assert not part.run(*words)


@pytest.mark.parametrize("damage", ["cut short in place", "kept file deleted", "record cut", "record of nothing"])
def test_what_is_damaged_is_not_put_back(part, tmp_path, damage):
    part.run("a")
    record = tmp_path / "kept/step/name/kept.json"
    if damage == "cut short in place":
        part.files[0].write_text("tab")
    elif damage == "kept file deleted":
        (tmp_path / "kept/step/name/1.json").unlink()
    elif damage == "record cut":
        record.write_text(record.read_text()[:20])
    else:
        record.write_text("[]")
    assert part.run("a")
    assert part.files[0].read_text() == "table.csv 1\n"


def test_a_part_that_fails_keeps_nothing_and_the_earlier_one_stays(part, tmp_path):
    part.run("a")

    def fail():
        raise ArithmeticError

    with pytest.raises(ArithmeticError):
        once("step/name", ["b"], part.files, fail, tmp_path / "kept")
    assert not part.run("a")


def test_a_file_system_without_hard_links_gets_copies(part, monkeypatch):
    def refuse(source, target):
        raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))

    monkeypatch.setattr(kept.os, "link", refuse)
    part.run("a")
    part.files[0].write_text("edited")  # a copy is another file
    assert not part.run("a")
    assert part.files[0].read_text() == "table.csv 1\n"


def test_a_part_that_lacks_something_is_not_kept(part, tmp_path):
    lacks = ["a step that died"]
    whole = ("step/name", ["a"], part.files, part.make, tmp_path / "kept")
    assert once(*whole, missing=lambda: lacks)
    assert once(*whole, missing=lambda: lacks)
    lacks.clear()
    assert once(*whole, missing=lambda: lacks)
    assert not once(*whole, missing=lambda: lacks)
    assert part.times == 3
