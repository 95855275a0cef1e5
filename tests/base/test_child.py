import os
import signal
import threading

import pytest

from tcreferee.base.child import NotComputedError, in_child
from tcreferee.base.errors import Problem, RefereeError


def test_the_result_comes_back():
    assert in_child(lambda: {"rows": list(range(100_000)), "child": os.getpid()})["rows"][-1] == 99_999
    assert in_child(os.getpid) != os.getpid()


def test_a_killed_child_is_told_in_words():
    with pytest.raises(NotComputedError, match=r"killed.*memory"):
        in_child(lambda: os.kill(os.getpid(), signal.SIGKILL))
    with pytest.raises(NotComputedError, match="SIGTERM"):
        in_child(lambda: os.kill(os.getpid(), signal.SIGTERM))


def test_too_little_memory_is_told_in_words():
    def hungry():
        raise MemoryError("Unable to allocate 7 GiB")

    with pytest.raises(NotComputedError, match=r"too little memory \(Unable to allocate 7 GiB\)"):
        in_child(hungry)


def test_other_errors_are_the_parents():
    def wrong():
        raise ValueError("no maximum")

    def refused():
        raise RefereeError("table", [Problem("row 3", "no number")])

    with pytest.raises(ValueError, match="no maximum"):
        in_child(wrong)
    with pytest.raises(RefereeError) as error:
        in_child(refused)
    assert error.value.problems == (Problem("row 3", "no number"),)


def test_an_error_that_cannot_be_sent_is_told_by_name():
    class LocalError(Exception):
        pass

    def odd():
        raise LocalError("row 3")

    with pytest.raises(RuntimeError, match=r"LocalError: row 3"):
        in_child(odd)


def test_a_child_that_leaves_without_a_word_is_no_result():
    with pytest.raises(NotComputedError, match="without a result"):
        in_child(lambda: os._exit(0))


def test_beside_other_threads_the_step_stays_in_the_parent():
    done = threading.Event()
    other = threading.Thread(target=done.wait, daemon=True)
    other.start()
    try:
        assert in_child(os.getpid) == os.getpid()
    finally:
        done.set()
        other.join()
    assert in_child(os.getpid) != os.getpid()
