"""Planted pathologies are found, clean truths are left in peace, and every answer is a whole row with a sentence."""

import re
from dataclasses import replace

import audit_tables as tables
import numpy as np
import planted
import pytest

from tcreferee.audits.case import FIRES, NOT_APPLICABLE, OPEN, QUIET, VERDICTS
from tcreferee.audits.questions import choice, circularity, definition, influence, out_of_sample, rivals, shared_factor
from tcreferee.audits.run import audit_comparison, audits

NAMES = ["autocorrelation", "between_families", "calibration", "choice", "circularity", "compounds", "constants",
         "covariate", "definition", "dropped", "identifiability", "influence", "out_of_sample", "recovery",
         "resolution", "rivals", "searched", "second_measurement", "selection", "shared_factor", "sign",
         "too_close"]  # fmt: skip


def rng(seed=3):
    return np.random.default_rng(seed)


@pytest.mark.parametrize("name", planted.CLEAN)
def test_planted_pathologies_fire_and_clean_truths_do_not(name):
    assert planted.fires(name, planted.PLANTED[name](rng()))
    assert not planted.fires(name, planted.CLEAN[name](rng()))


def test_all_audits_are_found_and_each_answers():
    assert list(audits()) == NAMES
    assert all(module.QUESTION.endswith("?") and name == module.NAME for name, module in audits().items())
    found = audit_comparison(planted.clean(rng()))
    assert list(dict.fromkeys(row.audit for row in found)) == list(audits())
    assert all(row.verdict in VERDICTS and row.note.endswith(".") for row in found)
    assert not [row for row in found if row.verdict == FIRES]


def test_the_true_model_wins_on_the_clean_truth():
    found = planted.clean(rng())
    elpd = {name: float(tried.elpd.sum()) for name, tried in found.tried.items()}
    assert max(elpd, key=elpd.get) == "quantum_well"
    first = rivals.audit(found)[0]
    assert (first.verdict, first.value) == (QUIET, pytest.approx(elpd["quantum_well"] - elpd["linear"]))


def test_a_failing_audit_is_a_row_and_the_others_go_on(monkeypatch):
    def fails(_):
        raise ValueError("three rows are missing")

    monkeypatch.setattr(rivals, "audit", fails)
    monkeypatch.setattr(shared_factor, "audit", lambda _: [])
    found = {row.audit: row for row in audit_comparison(planted.clean(rng(), fit=False))}
    assert found["rivals"].verdict == OPEN
    assert "three rows are missing" in found["rivals"].note
    assert found["shared_factor"].verdict == NOT_APPLICABLE


def test_circularity_separates_suspicion_from_evidence():
    assert circularity.audit(planted.suspect_from_tc(rng()))[0].verdict == FIRES
    quiet = circularity.audit(planted.suspect_but_independent(rng()))[0]
    assert quiet.verdict == QUIET
    assert "declared suspect, but" in quiet.note
    # independent, noisy, not declared: the same slope of 1 as a circular input, and quiet
    clean = circularity.audit(planted.clean(rng(), fit=False))[0]
    assert clean.verdict == QUIET
    assert clean.lower < 1 < clean.upper
    assert clean.p_value == pytest.approx(1 / 1000)


def test_circularity_finds_the_response_among_the_ancestors():
    told = planted.derived("linear", x="tc_K", intercept="0", slope="1")
    found = circularity.audit(planted.clean(rng(), fit=False, xi_A=told))
    assert (found[0].verdict, found[0].value) == (FIRES, 1)
    assert "derived from the measured response" in found[0].note


def test_circularity_uses_stated_errors():
    """Agreement far inside the stated errors is too good; agreement as stated is not."""
    xi = rng().uniform(2, 5, 15)
    for noise, verdict in ((0.01, FIRES), (3.0, QUIET)):
        tc = planted.LAMBDA_KA2 / xi**2 + noise * rng(4).standard_normal(15)
        columns = {"tc_K": tc, "xi_A": xi, "tc_K_sigma": np.full(15, 3.0), "xi_A_sigma": np.full(15, 1e-4)}
        told = {name: {"sigma": f"{name}_sigma", "uncertainty": "absolute"} for name in ("tc_K", "xi_A")}
        found = circularity.audit(planted.case(planted.observed(columns, **told), planted.THEORY, fit=False))
        assert found[1].verdict == verdict
        assert "Given their stated errors" in found[1].note


def test_the_published_choice_of_a_true_formula_is_not_the_freedom_to_choose():
    rows = choice.audit(planted.true_choice(rng()))
    assert rows[2].verdict == QUIET
    assert rows[2].p_value <= 0.05
    free = choice.audit(planted.free_choice(rng()))
    assert free[1].value == pytest.approx(1 / 2**10)
    assert (free[2].verdict, free[2].p_value > 0.05) == (FIRES, True)


@pytest.mark.parametrize("suspect", ["it was set with Tc known", None])
def test_the_best_choice_of_all_fires_where_it_is_declared_suspect(suspect):
    rank = choice.audit(planted.free_choice(rng(), suspect=suspect))[1]
    assert rank.verdict == (FIRES if suspect else OPEN)
    assert ("these rows cannot distinguish it from a choice made with Tc known" in rank.note) == bool(suspect)
    # declared suspect and not the best: nothing to hold against it
    noisy = planted.true_choice(rng(5), 40.0, (2.5, 3.5), suspect=suspect)
    assert choice.audit(noisy)[1].verdict == QUIET


def test_sources_carry_the_names_that_tell_them_apart():
    level, slope = (row.note for row in definition.audit(tables.sources(rng(), 15, 1)))
    assert "a_A" not in level
    assert len(set(re.findall(r"; (\w+)\)", slope)) & {"simulated", "source_1", "source_2", "source_3"}) == 2
    xi, tc = planted.truth(rng())
    columns = {"tc_K": tc, "xi_A": xi, "xi_other_A": 1.01 * xi}
    entries = planted.THEORY | {"other": ("quantum_well", {"xi_A": "xi_other_A"})}
    (row,) = definition.audit(planted.case(planted.observed(columns), entries))
    assert "; xi_A)" in row.note
    assert "; xi_other_A)" in row.note


def test_several_columns_beside_other_comparisons_are_named_by_both():
    named = definition._sources({("a", "one"): ("x", "n"), ("a", "two"): ("x", "m"), ("b", "one"): ("x", "n")})
    assert list(named.values()) == ["a, n", "a, m", "b"]


def test_a_formula_that_was_refused_here_and_fitted_elsewhere_is_passed_over():
    case = tables.sources(rng(), 15, 1)
    refused = replace(case.tried["line"], fit=case.tried["line"].fit | {"parameters": []})
    (row,) = definition.audit(replace(case, tried={"line": refused}))
    assert row.verdict == NOT_APPLICABLE


def test_without_a_declared_choice_or_a_common_source_nothing_is_audited():
    for module in (choice, shared_factor, definition, out_of_sample):
        assert [row.verdict for row in module.audit(planted.clean(rng(), fit=False))] == [NOT_APPLICABLE]


def test_a_row_that_decides_is_named():
    found = influence.audit(planted.carried_by_one_row(rng()))
    assert found[0].verdict == FIRES
    assert "without row 0 it is behind by" in found[0].note


def test_rivals_says_when_a_null_is_missing():
    found = planted.clean(rng())
    tried = {"quantum_well": found.tried["quantum_well"]}
    only = replace(found, tried=tried, record={"questions": planted.questions(tried)})
    assert [row.verdict for row in rivals.audit(only)] == [NOT_APPLICABLE]


def test_out_of_sample_counts_exactly():
    found = planted.held_out(rng(), 1.3)
    row = out_of_sample.audit(found)[0]
    table = [r for r in found.predictions["others"]["rows"] if r["model"] == "quantum_well"]
    inside = sum(r["inside_95"] == "true" for r in table)
    assert row.value == inside / 8
    from math import comb

    assert row.p_value == pytest.approx(sum(comb(8, k) * 0.95**k * 0.05 ** (8 - k) for k in range(inside + 1)))
