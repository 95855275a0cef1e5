"""A forest on composition: features by hand, no look at the rows left out, and planted compositions it can learn."""

import numpy as np
import pytest
from scipy import stats

from tcreferee.cli import main
from tcreferee.learned.composition import PROPERTIES, features, read_compositions
from tcreferee.learned.forest import explained, forest, level, unseen


def test_formulas_with_and_without_brackets_are_read_and_the_others_say_why():
    found, wrong = read_compositions(["Ba2YCu3O7", "Tl(FeSe)2", "Y1Ba2Cu3O7-X", "row 4"])
    assert found[0] == {"Ba": 2.0, "Y": 1.0, "Cu": 3.0, "O": 7.0}
    assert found[1] == {"Tl": 1.0, "Fe": 2.0, "Se": 2.0}
    assert sorted(wrong) == [2, 3]
    assert "symbol" in wrong[2]


def test_features_are_shares_and_moments_over_the_atoms():
    x = features([{"Fe": 1.0, "Se": 1.0}, {"Fe": 3.0, "Se": 1.0}])
    np.testing.assert_allclose(x[:, :2], [[0.5, 0.5], [0.75, 0.25]])
    number = x[:, 2 :: len(PROPERTIES)][:, :4]  # mean, sd, least and largest atomic number: Fe 26, Se 34
    np.testing.assert_allclose(number, [[30, 4, 26, 34], [28, np.sqrt(12), 26, 34]])


def test_the_constant_is_predicted_from_the_other_rows():
    y = np.array([1.0, 2.0, 4.0, 9.0])
    found = unseen(np.zeros((4, 1)), y, np.arange(4), level)
    others = np.array([2.0, 4.0, 9.0])
    sd = others.std(ddof=1) * np.sqrt(4 / 3)
    assert found.mean[0] == pytest.approx(5.0)
    assert found.log_density[0] == pytest.approx(stats.norm.logpdf(1.0, 5.0, sd))


def test_the_left_out_family_is_not_learned_from():
    """A learner that knows its rows by heart finds none of the left-out family among them."""
    group, seen = np.array([0, 0, 1, 1, 2]), []

    def learn(x, _, new):
        seen.append((set(x[:, 0]), set(new[:, 0])))
        return np.zeros(len(new)), np.ones(len(new))

    unseen(np.arange(5.0)[:, np.newaxis], np.zeros(5), group, learn)
    assert [new for _, new in seen] == [{0, 1}, {2, 3}, {4}]
    assert all(not (learnt & new) for learnt, new in seen)


@pytest.mark.slow
def test_planted_compositions_are_learned_and_shuffled_ones_are_not():
    rng = np.random.default_rng(1)
    shares = rng.uniform(0.1, 0.9, 40)
    x = features([{"La": 2 - s, "Sr": s, "Cu": 1.0, "O": 4.0} for s in shares])
    y = 20 + 60 * shares + 3 * rng.standard_normal(40)
    found = unseen(x, y, np.arange(40), forest(0))
    assert explained(y, found.mean) > 0.8
    shuffled = rng.permutation(y)
    by_chance = unseen(x, shuffled, np.arange(40), forest(0))
    constant = unseen(x, shuffled, np.arange(40), level)
    assert by_chance.log_density.sum() < constant.log_density.sum() + 4


def test_a_missing_library_is_named_with_what_to_do(monkeypatch, capsys):
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    assert main(["learned", "anything"]) == 1
    said = capsys.readouterr().err
    assert "sklearn: is not installed" in said
    assert "tc-referee[learned,structures]" in said
