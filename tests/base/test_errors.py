import pytest

from tcreferee.base.errors import Problem, RefereeError, nearest, raise_if


def test_a_problem_in_words():
    assert str(Problem("a.csv, line 3", "'x' is not a number")) == "a.csv, line 3: 'x' is not a number"
    assert str(Problem("a", "b", "c")) == "a: b; expected c"
    assert str(Problem("a", "b", do="mend it")) == "a: b. Mend it"
    assert str(Problem("a", "b", "c", "mend it")) == "a: b; expected c. Mend it"


def test_all_problems_in_one_error():
    with pytest.raises(RefereeError) as error:
        raise_if("t.yaml cannot be used", [Problem("a", "b"), Problem("c", "d")])
    assert str(error.value) == "t.yaml cannot be used (2 problems):\n  - a: b\n  - c: d"
    assert error.value.args == (str(error.value),)
    assert [p.where for p in error.value.problems] == ["a", "c"]
    assert str(RefereeError("t", [Problem("a", "b")])) == "t (1 problem):\n  - a: b"


def test_no_problem_no_error():
    assert raise_if("t", []) is None


@pytest.mark.parametrize(
    ("word", "known", "advice"),
    [
        ("tc_k", {"tc_K", "n_m3"}, "did you mean 'tc_K'?"),
        ("zzz", {"b", "a"}, "known: a, b"),
        ("zzz", (), "none is known"),
        ("screning", iter(["screening", "screening_exponent"]), "did you mean 'screening'?"),
    ],
)
def test_nearest_word(word, known, advice):
    assert nearest(word, known) == advice
