"""Rows, models and likelihoods that an audit cannot do much with: always a verdict with words, never a failure."""

import re
from dataclasses import replace

import numpy as np
import planted
import pytest

from tcreferee.audits import invert
from tcreferee.audits.case import FIRES, NOT_APPLICABLE, OPEN, QUIET, VERDICTS, Settings
from tcreferee.audits.questions import (
    calibration,
    choice,
    circularity,
    definition,
    identifiability,
    influence,
    out_of_sample,
    recovery,
    resolution,
    rivals,
    shared_factor,
)  # fmt: skip
from tcreferee.audits.refit import in_place
from tcreferee.audits.run import audit_comparison, audits

FEW = Settings(1, permutations=200, replicates=20, scored=3)
ALL = {**planted.THEORY, "quantum_well_exponent": ("quantum_well_exponent", {"xi_A": "xi_A"}), **planted.NULLS}


def rng(seed=3):
    return np.random.default_rng(seed)


def rows_of(count, seed=3, **more):
    xi, tc = planted.truth(rng(seed), count)
    return planted.observed({"tc_K": tc, "xi_A": xi} | more)


def answers(found):
    """All rows by audit; each audit answers, in whole sentences."""
    rows = audit_comparison(found)
    assert {row.audit for row in rows} == set(audits())
    for row in rows:
        assert row.verdict in VERDICTS
        assert row.note.endswith(".")
        assert "could not be carried out" not in row.note
        assert "nan" not in row.note.split()
    return {name: [row for row in rows if row.audit == name] for name in audits()}


def test_three_rows():
    found = answers(planted.case(rows_of(3), planted.THEORY | planted.NULLS, settings=FEW))
    assert {row.verdict for row in found["circularity"]} == {OPEN}
    assert "in 3 of 3 rows, which is too few to tell" in found["circularity"][0].note
    assert "need all" not in found["influence"][-1].note  # one parameter: a row can be left out
    line = {"linear": ("linear", {"x": "xi_A"})}
    two = {"screening": ("quantum_well_exponent", {"xi_A": "xi_A"})} | line
    notes = [row.note for row in influence.audit(planted.case(rows_of(3), two, settings=FEW))]
    assert "2 parameters need all 3 rows: none can be left out." in notes


def test_four_rows_cannot_fire_by_luck_and_five_can():
    """With three rows no permutation test is below the level; the choice audit says so."""
    columns = {"tc_K": [60.0, 80.0, 120.0], "xi_alpha_A": [3.0, 3.0, 2.5], "xi_beta_A": [4.0, 3.5, 3.0]}
    rows = planted.observed(columns | {"xi_A": [4.0, 3.5, 2.5]}, xi_A={"chosen_from": ["xi_alpha_A", "xi_beta_A"]})
    found = choice.audit(planted.case(rows, planted.THEORY, fit=False))
    assert [row.verdict for row in found].count(FIRES) == 0
    assert "Only 3 rows offer a choice" in found[3].note
    assert found[2].p_value >= 1 / 6


@pytest.mark.parametrize("hole", [np.nan, np.inf])
def test_an_exchange_that_gives_the_formula_no_value_counts_as_a_worse_fit(monkeypatch, hole):
    found = planted.clean(rng(), fit=False)
    whole = circularity.audit(found)[0]
    at, xi = invert.at, found.observations.columns["xi_A"]

    def with_holes(trial, name, values, theta):
        made = at(trial, name, values, theta)
        # the longest length in a row where it does not belong
        elsewhere = (values == xi.max()) & (trial.y != trial.y[np.argmax(xi)])
        return np.where(elsewhere, hole, made)

    monkeypatch.setattr(invert, "at", with_holes)
    row = circularity.audit(found)[0]
    # one exchange in fifteen leaves that length where it is
    share = float(re.search(r"(\d+) % of the permutations give the formula no value", row.note)[1])
    assert share == pytest.approx(100 * 14 / 15, abs=3)
    assert row.p_value == pytest.approx(whole.p_value)


def test_a_published_choice_without_a_value_is_said_to_be_one():
    found = planted.true_choice(rng())
    tried, gone = found.tried["quantum_well"], found.observations.columns["xi_A"].min()

    def predict(inputs, values):
        return np.where(inputs["xi_A"] == gone, np.nan, values["lambda_KA2"] / inputs["xi_A"] ** 2)

    model = replace(tried.trial.model, predict=predict)
    holed = replace(found, tried={"quantum_well": replace(tried, trial=replace(tried.trial, model=model))})
    (row,) = choice.audit(holed)
    assert (row.verdict, "the formula has no value in 1 row" in row.note) == (OPEN, True)


def test_rows_beyond_the_fitted_range_are_flagged():
    found = planted.held_out(rng(), 1.0)
    record = found.predictions["others"]
    table = [row | {"extrapolates": "xi_A" if row["point_id"] == "others:0" else ""} for row in record["rows"]]
    row = out_of_sample.audit(replace(found, predictions={"others": record | {"rows": table}}))[0]
    assert "1 of 8 lies outside the fitted range of an input" in row.note
    far = [row | {"extrapolates": "xi_A"} for row in record["rows"]]
    row = out_of_sample.audit(replace(found, predictions={"others": record | {"rows": far}}))[0]
    assert "8 of 8 lie outside" in row.note


def test_a_prediction_without_measurements_is_one_row():
    found = planted.held_out(rng(), 1.0)
    record = found.predictions["others"]
    blank = [row | {"inside_95": "", "inside_50": "", "counted": ""} for row in record["rows"]]
    (row,) = out_of_sample.audit(replace(found, predictions={"others": record | {"rows": blank}}))
    assert (row.verdict, row.model) == (NOT_APPLICABLE, "")
    assert "None of the 8 compounds of 'others'" in row.note


def test_one_measured_compound_is_told_apart_from_many():
    found = planted.held_out(rng(), 1.0)
    record = found.predictions["others"]
    one = [row for row in record["rows"] if row["point_id"] == "others:0"]
    first, second = out_of_sample.audit(replace(found, predictions={"others": record | {"rows": one}}))
    assert first.note.startswith("Of 1 row measured in 'others', 1 lies inside")
    assert (first.verdict, second.verdict) == (OPEN, OPEN)
    assert "The formula predicts the one row of 'others'" in second.note


def test_a_refused_and_an_unranked_model():
    found = planted.case(rows_of(9), ALL, settings=FEW)
    tried = found.tried["quantum_well_exponent"]
    refused = replace(tried, score={"rank": ""}, theta=tried.theta[:0], sigma=tried.sigma[:0],
                      elpd=np.full(9, np.nan))  # fmt: skip
    rows = answers(replace(found, tried=found.tried | {"quantum_well_exponent": refused}))
    for name in ("rivals", "recovery"):
        (row,) = [row for row in rows[name] if row.model == "quantum_well_exponent"]
        assert (row.verdict, "does not rank this model" in row.note) == (NOT_APPLICABLE, True)
    for name in ("identifiability", "resolution"):
        (row,) = [row for row in rows[name] if row.model == "quantum_well_exponent"]
        assert (row.verdict, "not fitted to these rows" in row.note) == (NOT_APPLICABLE, True)
    # a theory that was refused: its record holds no parameters
    theory = found.tried["quantum_well"]
    refused = replace(theory, score={"rank": ""}, theta=theory.theta[:0], sigma=theory.sigma[:0],
                      elpd=np.full(9, np.nan), fit=theory.fit | {"parameters": []})  # fmt: skip
    rows = answers(replace(found, tried=found.tried | {"quantum_well": refused}))
    (row,) = [row for row in rows["circularity"] if row.model == "quantum_well"]
    assert (row.verdict, row.note) == (NOT_APPLICABLE, "The formula has no best fit on these rows.")
    # nothing ranked at all
    none = {name: replace(each, score={"rank": ""}) for name, each in found.tried.items()}
    rows = answers(replace(found, tried=none))
    for name in ("rivals", "recovery", "calibration", "influence"):
        assert {row.verdict for row in rows[name]} == {NOT_APPLICABLE}


def test_rows_of_yes_and_no():
    xi = np.linspace(2, 5, 14)
    yes = ((xi < 3.4) ^ (np.arange(14) % 5 == 0)) * 1.0
    rows = planted.observed({"yes": yes, "xi_A": xi}, "yes")
    line = {"theory": ("linear", {"x": "xi_A"}), "constant": ("constant", {})}
    found = planted.case(rows, line, centre=0.0, effect=1.5, settings=FEW, bind={"likelihood": "bernoulli"})
    physics = replace(found.tried["theory"], model=replace(found.tried["theory"].model, kind="theory"))
    rows = answers(replace(found, tried=found.tried | {"theory": physics}))
    assert [row.verdict for row in rows["circularity"]] == [NOT_APPLICABLE]
    assert [row.verdict for row in rows["resolution"]] == [NOT_APPLICABLE]
    assert [row.verdict for row in rows["calibration"]] == [NOT_APPLICABLE]
    assert "AICc" in rows["recovery"][0].note
    told = rows["influence"][-1]
    assert told.statistic.startswith("largest shift")
    assert told.value > 0


def test_a_latent_choice():
    alpha, tc = planted.truth(rng(), 9)
    columns = {"tc_K": tc, "xi_alpha_A": alpha, "xi_beta_A": 1.2 * alpha, "xi_A": alpha}
    told = {"xi_A": {"chosen_from": ["xi_alpha_A", "xi_beta_A"]}}
    entries = planted.THEORY | {
        "latent": ("quantum_well", {"xi_A": ["xi_alpha_A", "xi_beta_A"]}), "constant": ("constant", {}),
    }  # fmt: skip
    rows = answers(planted.case(planted.observed(columns, **told), entries, settings=FEW))
    each = {name: [row for row in found if row.model == "latent"] for name, found in rows.items()}
    assert "Each row chooses between columns" in each["circularity"][0].note
    assert "Each row chooses between columns" in each["resolution"][0].note
    assert each["recovery"][0].verdict == NOT_APPLICABLE
    assert "a choice made row by row" in each["recovery"][0].note
    assert any("pays for the choice" in row.note for row in rows["choice"])


@pytest.mark.parametrize("likelihood", ["student_t", "lognormal", "normal_known", "normal_eiv"])
def test_other_likelihoods(likelihood):
    sd = {"tc_K_sd": np.full(12, 2.0), "xi_sd": np.full(12, 0.01)}
    bind = {"likelihood": likelihood}
    if likelihood.startswith("normal_"):
        bind |= {"sigma": "tc_K_sd", "input_sigma": {"xi_A": "xi_sd"} if likelihood == "normal_eiv" else {}}
    entries = planted.THEORY | {"constant": ("constant", {})}
    found = planted.case(rows_of(12, **sd), entries, settings=FEW, bind=bind)
    rows = answers(found)
    (row,) = [row for row in rows["circularity"] if row.model == "quantum_well"]
    assert ("least squares" in row.note) == (likelihood != "lognormal")
    assert (in_place(found.tried["constant"].trial) == "") == (likelihood == "lognormal")
    assert [row.verdict for row in rows["calibration"]] == [NOT_APPLICABLE]
    assert rows["recovery"][0].verdict in (NOT_APPLICABLE if likelihood == "normal_eiv" else OPEN, QUIET)
    assert rows["resolution"][0].value == pytest.approx(2.0, rel=1e-6)


def test_least_squares_in_a_choice_are_named():
    found = planted.true_choice(rng())
    tried = found.tried["quantum_well"]
    robust = replace(found, tried={"quantum_well": replace(tried, trial=replace(tried.trial, likelihood="student_t"))})
    assert "least squares in place of the declared likelihood (" in choice.audit(robust)[1].note
    assert "least squares" not in choice.audit(found)[1].note


def test_every_audit_reaches_its_verdict_words():
    """Each audit with each word that its module uses, on the cases of this folder and those made here."""
    found = {name: set() for name in audits()}
    cases = [
        *(make(rng()) for make in (*planted.CLEAN.values(), *planted.PLANTED.values())),
        planted.suspect_but_independent(rng()), planted.case(rows_of(3), ALL, settings=FEW),
        planted.case(rows_of(9), ALL, settings=FEW), planted.shared(rng(), False),
    ]  # fmt: skip
    for each in (circularity, choice, definition, influence, out_of_sample, resolution, rivals, identifiability):
        for one in cases:
            found[each.NAME] |= {row.verdict for row in each.audit(one)}
    assert found["circularity"] == set(VERDICTS)
    assert found["choice"] == set(VERDICTS)
    assert found["definition"] == set(VERDICTS)
    assert found["influence"] >= {FIRES, QUIET, NOT_APPLICABLE}
    assert found["out_of_sample"] >= {FIRES, QUIET, NOT_APPLICABLE}
    assert found["resolution"] == set(VERDICTS)
    assert found["rivals"] == set(VERDICTS)
    assert found["identifiability"] >= {QUIET, NOT_APPLICABLE}
    few = [planted.case(planted.observed({"tc_K": rng().uniform(40, 160, 6), "xi_A": rng(4).uniform(2, 5, 6)}), ALL,
                        settings=FEW)]  # fmt: skip
    assert OPEN in {row.verdict for one in few for row in identifiability.audit(one)}
    for module, made in ((shared_factor, planted.clean(rng(), fit=False)), (recovery, planted.clean(rng(), fit=False)),
                         (calibration, planted.clean(rng(), fit=False))):  # fmt: skip
        assert {row.verdict for row in module.audit(made)} == {NOT_APPLICABLE}
