"""The rank of a formula among the equally simple ones."""

import itertools
from dataclasses import asdict, replace

import numpy as np
import pytest

import tcreferee
from tcreferee.comparison.judge import exact
from tcreferee.formulas.loading import find_models, load_model
from tcreferee.inference.bind import make_trial
from tcreferee.inference.curves import rows_of
from tcreferee.special.ask import special
from tcreferee.special.forms import Forms
from tcreferee.special.formula import NotRankedError, expression_of, form_of
from tcreferee.special.inputs import inputs_of
from tcreferee.special.levels import Levels
from tcreferee.special.rank import Reach, rank
from tcreferee.special.said import from_record


def test_screening_is_one_of_twenty_eight_and_most_of_them_predict_as_well():
    """Rough numbers of an independent prototype with flat priors: 28 families, 22 as well, the latter to 10 %."""
    found = tcreferee.rank("screening", "ybco_jorgensen1990")
    assert (found.own, found.nodes, found.families[4]) == (4, 4, 28)
    assert found.as_good[4] == pytest.approx(22, abs=2.2)
    assert found.luck <= 0.01


def test_the_quantum_well_of_iron_is_alone():
    """The prototype: 1 of 32, to 10 %."""
    asked = {"inputs": {"xi_A": "xi_printed_A"}}
    found = tcreferee.rank("quantum_well", "quantum_well_table2_iron", grammar="blind", **asked)
    assert (found.own, found.as_good[3]) == (3, 1)
    assert found.families[3] == pytest.approx(32, abs=3.2)
    assert [each.equation for each in found.named[:1]] == [r"\xi^{-2}"]


def table(law, noise=0.01, n=16, seed=3):
    rng = np.random.default_rng(seed)
    xi = rng.uniform(2.0, 6.0, n)
    return {"xi_A": xi, "tc_K": law(xi) * (1 + noise * rng.standard_normal(n))}


def test_a_planted_law_is_found_first():
    found = tcreferee.rank("quantum_well", table(lambda xi: 900 / xi**2), grammar="honest")
    assert (found.own, found.better[3], found.as_good[3]) == (3, 0, 1)
    other = tcreferee.rank("quantum_well", table(lambda xi: 60 * np.sqrt(xi)))
    assert other.better[3] >= 1
    assert max(other.named, key=lambda each: each.elpd).equation == r"\xi^{1/2}"


def test_among_exchanged_rows_the_best_of_many_is_nothing_special():
    data = table(lambda xi: 900 / xi**2)
    data["tc_K"] = np.random.default_rng(8).permutation(data["tc_K"])
    assert tcreferee.rank("quantum_well", data).luck > 0.05


def test_more_nodes_on_request():
    found = tcreferee.rank("screening", "ybco_jorgensen1990", nodes=6)
    assert list(found.families) == [1, 2, 3, 4, 5, 6]
    assert found.nodes == 6
    assert np.all(np.diff(list(found.families.values())) > 0)


def test_wrong_questions_are_told_at_once():
    with pytest.raises(tcreferee.RefereeError, match=r"(?s)grammar: 'free'.*nodes: 40"):
        tcreferee.rank("screening", "ybco_jorgensen1990", nodes=40, grammar="free")


def test_too_many_nodes_name_the_number_that_is_possible():
    with pytest.raises(tcreferee.RefereeError, match=r"expressions of 9 nodes are too many; ask for 8 nodes at most"):
        tcreferee.rank("bec_ideal", "bec_table1_cuprates", nodes=9)


YES_OR_NO = {
    "response": "superconducting", "likelihood": "bernoulli",
    "accept_grades": ["read", "computed", "package", "recalled"],
    "inputs": {"fermi_energy_eV": "ef_ashcroft_eV", "standing_energy_eV": "e_2r_100_eV"},
}  # fmt: skip
PRINTED = {"inputs": {"xi_A": "xi_printed_A"}}


@pytest.mark.parametrize(
    ("model", "table", "asked", "why"),
    [("screening", "ybco_panagopoulos1998", {}, "too few"),
     ("presland_tallon", "lsco_stanev2018", {}, "its predictions change sign or do not vary")],
)  # fmt: skip
def test_what_has_no_rank_says_why(tried, model, table, asked, why):
    found = special(*tried(model, table, **asked), -50.0, 4.0)
    assert why in found.why
    assert len(found.restrictiveness) == 3


@pytest.mark.parametrize(
    ("model", "table", "asked", "near"),
    [("standing_wave_gap", "elements", YES_OR_NO, 0.01),
     ("quantum_well", "quantum_well_table2_iron", {**PRINTED, "likelihood": "student_t"}, 0.05)],
)  # fmt: skip
def test_with_other_scatter_the_own_family_has_the_formulas_score(tried, model, table, asked, near):
    trial, rows, settings = tried(model, table, **asked)
    elpd = float(exact(trial, settings).sum())
    forms = Forms(form_of(trial), rows_of(trial))
    shape, _ = forms.shape(expression_of(trial)[np.newaxis])
    assert forms.exact(shape)[0] == pytest.approx(elpd, abs=near)
    found = special(trial, rows, settings, elpd, 4.0)
    assert found.own == 3
    assert 1 <= found.as_good <= found.families


TWO_CLASSES = {
    "material": ["a", "b"] * 7,
    "xi_A": np.array([2.0, 2.2, 2.5, 2.7, 3.0, 3.1, 3.4, 3.8, 4.1, 4.3, 4.6, 5.0, 5.3, 5.7]),
}


@pytest.mark.parametrize(("model", "near"), [("quantum_well_family", 1e-5), ("quantum_well_pooled", 1e-3)])
def test_levels_of_families_go_to_every_g(tried, model, near):
    level = np.where(np.array(TWO_CLASSES["material"]) == "a", 900.0, 300.0)
    noise = 1 + 0.03 * np.random.default_rng(4).standard_normal(14)
    data = {"xi_A": TWO_CLASSES["xi_A"], "tc_K": level / TWO_CLASSES["xi_A"] ** 2 * noise}
    plain, rows, settings = tried("quantum_well", data)
    rows = replace(rows, family=tuple(TWO_CLASSES["material"]))
    trial = make_trial(load_model(find_models()[model]), rows, settings)
    elpd = float(exact(trial, settings).sum())
    forms = Levels(trial)
    shape, good = forms.shape(forms.expression[np.newaxis])
    assert good.all()
    assert forms.exact(shape)[0] == pytest.approx(elpd, abs=near)
    found = special(trial, rows, settings, elpd, 4.0)
    assert (found.own, found.as_good, found.better) == (3, 1, 0)
    # with one level for both families no formula says anything
    assert float(exact(plain, settings).sum()) < elpd - 10


def test_every_g_gets_the_same_choice(tried):
    asked = {"inputs": {"xi_A": "xi_printed_A"}}
    _, rows, settings = tried("quantum_well", "quantum_well_table2_iron", **asked)
    settings = replace(settings, inputs={"xi_A": ("xi_smallest_A", "xi_largest_A")})
    trial = make_trial(load_model(find_models()["quantum_well"]), rows, settings)
    elpd = float(exact(trial, settings).sum())
    forms = Levels(trial)
    np.testing.assert_allclose(
        forms.expression, np.concatenate([rows.columns["xi_smallest_A"], rows.columns["xi_largest_A"]]) ** -2.0
    )
    shape, _ = forms.shape(forms.expression[np.newaxis])
    assert forms.exact(shape)[0] == pytest.approx(elpd, abs=0.15)
    found = special(trial, rows, settings, elpd, 4.0)
    assert found.own == 3
    assert found.restrictive_words == "undefined"
    # the nearest alternative, by going through all choices of four rows
    y = np.array([10.0, 21.0, 33.0, 38.0])
    small = Levels(replace(trial, y=y, inputs={"xi_A": np.ones(8)}, sd=np.zeros(4)))
    few = small.shape(np.array([[1.0, 2.0, 3.0, 4.0, 2.0, 1.0, 5.0, 3.0]]))[0]
    pairs = few.reshape(2, 4)
    every = [pairs[list(c), np.arange(4)] for c in itertools.product((0, 1), repeat=4)]
    least = min(float(y @ y - (g @ y) ** 2 / (g @ g)) for g in every)
    assert small.fall(few, y[np.newaxis])[0, 0] == pytest.approx(least)


def test_a_formula_with_a_free_exponent_is_beside_the_families(tried):
    trial, rows, settings = tried("screening_exponent", "ybco_jorgensen1990")
    found = special(trial, rows, settings, float(exact(trial, settings).sum()), 4.0)
    assert (found.own, found.free, found.nodes) == (None, True, 5)
    assert found.words.endswith("its free parameters change its shape")


def test_a_record_gives_it_back(tried):
    trial, rows, settings = tried("screening", "ybco_jorgensen1990")
    found = special(trial, rows, settings, -59.8, 4.0)
    assert from_record(asdict(found)) == found
    assert from_record("not computed") is None
    assert found.words == "23 of 28 formulas of up to 4 nodes predict as well, itself among them"
    assert found.others == found.named
    assert replace(found, as_good=1).others == ()


def test_two_inputs_of_one_kind_keep_their_names():
    x = np.linspace(1, 2, 8)
    assert inputs_of(["length_A", "length_A"], [x, x**2]).symbols == ("d_{1}", "d_{2}")


def test_a_search_stops_where_it_becomes_long(tried):
    trial, rows, _ = tried("screening", "ybco_jorgensen1990")
    inputs = inputs_of(["n_m3"], [np.asarray(rows.columns["n_m3"])])
    short = rank(trial, inputs, -59.8, 4.0, "honest", Reach(beyond=5, candidates=200))
    assert max(short.families) < 9
    assert form_of(trial) == "with a constant"
    with pytest.raises(NotRankedError, match="too few"):
        rank(tried("screening", "ybco_panagopoulos1998")[0], inputs, -9.0, 4.0)


def test_rows_that_share_an_error_give_no_rank(tried):
    trial, rows, settings = tried("screening", "ybco_nist_srd62")
    assert trial.nuisances
    assert special(trial, rows, settings, -50.0, 4.0).why == "all rows share an error, which families do not carry"
