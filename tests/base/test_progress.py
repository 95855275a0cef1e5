"""The line on what is being computed, by a clock that the test moves: nothing depends on how long things take."""

import io
import os
import sys
import threading

import pytest

from tcreferee.base import progress
from tcreferee.base.child import in_child
from tcreferee.base.progress import Teller, clear, paused, step, telling, told


class Terminal(io.StringIO):
    def isatty(self):
        return True


class Clock:
    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def on(monkeypatch):
    monkeypatch.delenv("TCREFEREE_PROGRESS")


def beats(teller, clock, seconds):
    for _ in range(seconds):
        clock.now += 1
        teller.beat()


def test_a_short_task_says_nothing_and_a_long_one_at_least_every_ten_seconds():
    stream, clock = io.StringIO(), Clock()
    teller = Teller("fit", stream, clock)
    beats(teller, clock, 1)
    assert stream.getvalue() == ""
    teller.step = "constant, 2 of 3"
    beats(teller, clock, 30)
    assert stream.getvalue().splitlines() == [
        "fit: constant, 2 of 3 (2 s)", "fit: constant, 2 of 3 (12 s)", "fit: constant, 2 of 3 (22 s)"
    ]  # fmt: skip
    teller.clear()
    assert stream.getvalue().endswith("(22 s)\n"), "a log file has no line to take back"


def test_on_a_terminal_one_line_is_renewed_and_taken_back():
    stream, clock = Terminal(), Clock()
    teller = Teller("x" * 500, stream, clock)
    beats(teller, clock, 3)
    assert "\n" not in stream.getvalue()
    assert stream.getvalue().count("\r\x1b[K") == 2
    assert max(map(len, stream.getvalue().split("\r\x1b[K"))) < 500, "a line that wraps cannot be renewed"
    teller.clear()
    teller.clear()
    assert stream.getvalue().endswith("\r\x1b[K")
    assert stream.getvalue().count("\r\x1b[K") == 3


def test_the_time_of_a_question_is_not_counted():
    stream, clock = io.StringIO(), Clock()
    teller = Teller("new-dataset", stream, clock)
    clock.now += 60
    teller.forgive(60)
    teller.beat()
    assert stream.getvalue() == ""


def test_a_closed_stream_does_not_end_the_computation():
    class Closed(io.StringIO):
        tried = 0

        def write(self, text):
            self.tried += 1
            raise ValueError("I/O operation on closed file")

    stream, clock = Closed(), Clock()
    teller = Teller("fit", stream, clock)
    beats(teller, clock, 3)
    teller.clear()
    assert stream.tried > 0


def spoken(monkeypatch):
    """Let every beat speak at once, and return an event that a beat sets."""
    heard = threading.Event()

    class Heard(io.StringIO):
        def write(self, text):
            heard.set()
            return super().write(text)

    monkeypatch.setattr(progress, "AFTER_S", -1.0)
    monkeypatch.setattr(progress, "EVERY_S", 0.0)
    monkeypatch.setattr(progress, "BEAT_S", 0.001)
    monkeypatch.setattr(sys, "stderr", Heard())
    return heard


def test_steps_are_said_from_a_thread_that_ends_with_the_block(monkeypatch, on):
    heard = spoken(monkeypatch)
    with telling("comparing"):
        with telling("fitting"):
            step("screening", 1, 2)
        assert progress._heart.teller.step == ""
        step("constant", 2, 2)
        assert heard.wait(60)
        clear()
    assert sys.stderr.getvalue().startswith("comparing")
    assert [each for each in threading.enumerate() if each.name == "progress"] == []


def test_a_function_that_fails_leaves_no_thread(on):
    @told("fitting")
    def wrong():
        """Return nothing."""
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        wrong()
    assert wrong.__doc__ == "Return nothing."
    assert progress._heart is None


def test_a_process_is_forked_without_the_thread_and_stays_silent(monkeypatch, on):
    heard = spoken(monkeypatch)
    with telling("comparing"):
        child, silent = in_child(lambda: (os.getpid(), progress._heart is None))
        assert child != os.getpid(), "the thread kept the step in this process"
        assert silent
        heard.clear()
        assert heard.wait(60), "the parent goes on"
        with paused():
            assert progress._heart is None
    assert progress._heart is None


def test_it_can_be_turned_off(monkeypatch):
    spoken(monkeypatch)
    assert os.environ["TCREFEREE_PROGRESS"] == "off"
    with telling("comparing"):
        assert progress._heart is None
