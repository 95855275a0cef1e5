"""Recovery and calibration: designs that can tell models apart, designs that cannot, and a broken posterior."""

import math
import re
from dataclasses import replace

import numpy as np
import planted
import pytest

from tcreferee.audits.case import FIRES, NOT_APPLICABLE, OPEN, QUIET, Settings
from tcreferee.audits.questions import calibration, recovery
from tcreferee.simulation import calibration as engine
from tcreferee.simulation.recovery import AICC, ELPD, RecoveryRow

FEW = Settings(1, permutations=99, replicates=60, scored=20)
MORE = Settings(1, permutations=99, replicates=60, scored=60)
ENTRIES = planted.THEORY | {"constant": ("constant", {})}


def made(scatter, count=15, seed=5, settings=FEW, entries=ENTRIES):
    rng = np.random.default_rng(seed)
    xi, tc = planted.truth(rng, count, scatter)
    return planted.case(planted.observed({"tc_K": tc, "xi_A": xi}), entries, settings=settings)


def by_model(rows):
    return {row.model: row for row in rows}


def test_rows_that_leave_no_doubt_are_quiet():
    found = by_model(recovery.audit(made(2.0, settings=MORE)))
    assert {row.verdict for row in found.values()} == {QUIET}
    assert found[""].value > 0.9
    assert found[""].note.endswith("guessing would in 50 %: these rows tell the formulas apart.")
    assert found["quantum_well"].value == 1.0


def test_rows_that_cannot_tell_are_open_and_say_how_many_could():
    found = by_model(recovery.audit(made(120.0, count=8, settings=MORE, entries=planted.THEORY | planted.NULLS)))
    theory = found["quantum_well"]
    assert theory.verdict == OPEN
    assert "every null model in 90 % of cases" in theory.note
    (null,) = found.keys() - {"", "quantum_well"}
    assert "such rows" not in found[null].note
    assert found[""].verdict == OPEN


def test_few_data_sets_are_not_called_few_rows():
    """Nine of ten: the interval holds 80 %, so neither word is right."""
    case = made(20.0)
    rows = [row_of(truth, ELPD, chosen, 0.9 if truth == chosen else 0.1) for truth in ENTRIES for chosen in ENTRIES]
    found = told(case, rows, {})["quantum_well"]
    assert found.lower < 0.8 < found.upper
    assert found.verdict == OPEN
    assert found.note.endswith("; these are too few data sets to say whether the share is 80 %.")


def test_the_share_of_all_truths_is_the_mean_of_the_confusion_matrix():
    case = made(20.0)
    found = by_model(recovery.audit(case))
    own = [r for r in case.recovery if r.criterion == ELPD and r.truth == r.chosen]
    diagonal = [r.fraction for r in own]
    assert found[""].value == pytest.approx(np.mean(diagonal))
    # Wilson's interval of 97.5 %, written out; of two shares of r1 and r2 data sets the mean has the error of this n
    assert all(r.replicates >= 20 for r in own)
    n, s, z = 4 / sum(1 / r.replicates for r in own), np.mean(diagonal), 2.241403
    centre = (s + z**2 / 2 / n) / (1 + z**2 / n)
    half = z / (1 + z**2 / n) * math.sqrt(s * (1 - s) / n + z**2 / 4 / n**2)
    assert (found[""].lower, found[""].upper) == pytest.approx((centre - half, min(centre + half, 1)), rel=1e-6)


def told(case, rows, needed):
    """The audit of a comparison with a confusion matrix and rows needed that are given."""
    case.__dict__.update(recovery=rows, rows_needed=needed)
    return by_model(recovery.audit(case))


def row_of(truth, criterion, chosen, fraction, failed=0.0):
    return RecoveryRow(truth, criterion, chosen, fraction, 25 if criterion == ELPD else 200, failed, "")


@pytest.mark.parametrize(
    ("needed", "words"),
    [
        (
            {"quantum_well": 60},
            "AICc would prefer it to every null model in 90 % of cases with about 60 such",
        ),
        (
            {"quantum_well": 15},
            "these rows are enough for AICc to prefer it to every null model in 90 % of cases",
        ),
        ({"quantum_well": None}, "even 240 such rows would not make AICc prefer it to every null model"),
        ({}, "in 20 %."),
    ],
)
def test_words_for_the_rows_needed(needed, words):
    rows = [row_of("quantum_well", ELPD, "quantum_well", 0.5), row_of("quantum_well", ELPD, "constant", 0.2)]
    assert words in told(made(3.0), rows, needed)["quantum_well"].note


def test_a_null_model_that_cannot_be_refitted_is_not_counted_among_all():
    case = made(3.0, entries=planted.THEORY | planted.NULLS)
    line = case.tried["linear"]
    odd = replace(line, trial=replace(line.trial, likelihood="lognormal"))
    rows = [row_of("quantum_well", ELPD, "quantum_well", 0.5)]
    note = told(replace(case, tried=case.tried | {"linear": odd}), rows, {"quantum_well": 60})["quantum_well"].note
    assert "prefer it to every null model that can be refitted in 90 %" in note


def test_where_leave_one_out_is_undefined_aicc_is_used_and_said():
    rows = [
        row_of("quantum_well", AICC, "quantum_well", 0.4, failed=0.3), row_of("quantum_well", AICC, "constant", 0.6),
        row_of("constant", ELPD, "constant", 0.9), row_of("constant", ELPD, "quantum_well", 0.1),
    ]  # fmt: skip
    found = told(made(3.0), rows, {})
    assert "AICc picks it in 40 %" in found["quantum_well"].note
    assert "in 30 % of the data sets its likelihood has no maximum." in found["quantum_well"].note
    assert "exact leave-one-out picks it in 90 %" in found["constant"].note
    assert "exact leave-one-out (or AICc, where that is undefined) would pick it" in found[""].note
    assert found[""].value == pytest.approx(0.65)


def test_no_better_than_guessing():
    rows = [row_of(t, ELPD, c, 0.5) for t in ENTRIES for c in ENTRIES]
    assert told(made(3.0), rows, {})[""].note.endswith("guessing would in 50 %: no better than guessing.")


def test_one_model_alone():
    (row,) = recovery.audit(made(3.0, entries=planted.THEORY))
    assert (row.verdict, row.model) == (NOT_APPLICABLE, "")


def test_our_posterior_is_calibrated_on_these_rows():
    found = calibration.audit(made(3.0))
    assert [row.model for row in found] == ["quantum_well", "constant", "quantum_well"]
    assert {row.verdict for row in found} == {QUIET}
    assert re.search(r"in \d+ % of cases; D ± 3.* standard errors, which the verdicts use, in \d+ %", found[2].note)


def test_a_broken_posterior_fires(monkeypatch):
    """The posterior is worked out with a response whose scatter is thrice as large as what was drawn."""
    posterior = engine.posterior

    def broken(trial, y, level):
        return posterior(trial, y.mean(axis=1, keepdims=True) + 3.0 * (y - y.mean(axis=1, keepdims=True)), level)

    monkeypatch.setattr(engine, "posterior", broken)
    found = calibration.audit(made(3.0))
    assert [row.verdict for row in found[:2]] == [FIRES, FIRES]
    assert "in their posteriors are not uniform (least uniform: the scatter" in found[0].note
    assert found[0].p_value < 1e-3


def test_intervals_that_cover_too_little_are_open(monkeypatch):
    covers = engine.Coverage(np.zeros(1), np.zeros(1), np.zeros(1), 0.5, 0.89, 0.89)
    monkeypatch.setattr(calibration, "coverage", lambda *_: covers)
    row = calibration.audit(made(3.0))[2]
    assert (row.verdict, row.value) == (OPEN, 0.89)


def test_without_an_exact_posterior_calibration_does_not_apply():
    case = made(3.0)
    robust = {n: replace(t, trial=replace(t.trial, likelihood="student_t")) for n, t in case.tried.items()}
    (row,) = calibration.audit(replace(case, tried=robust))
    assert (row.verdict, "normal scatter" in row.note) == (NOT_APPLICABLE, True)
