"""The specification curve: its numbers against trials written out, its shares and sentences."""

import re
import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import tcreferee
from tcreferee.api.trials import prepare
from tcreferee.comparison.judge import exact, judge_scored
from tcreferee.comparison.lead import Scored
from tcreferee.comparison.nulls import Maker
from tcreferee.data.observations import some_rows
from tcreferee.inference.bind import make_trial
from tcreferee.inference.curve_scores import score as score_curve
from tcreferee.report.specified import CurveView
from tcreferee.specifications.apply import UndefinedError, applied
from tcreferee.specifications.choice import Choice, specifications, words_of
from tcreferee.specifications.curve import SpecificationCurve, Specified, specify
from tcreferee.specifications.offered import offered
from tcreferee.specifications.subject import Assumed, Formula, Subject
from tcreferee.specifications.words import sentence
from tcreferee.specifications.write import read_specifications, write_specifications

XI = {"inputs": {"xi_A": "xi_printed_A"}}


@pytest.fixture
def subject():
    """Make the subject of one formula on one table, without a run."""

    def make(model="quantum_well", table="quantum_well_table2_iron", assumed=None, conventions=(), **asked):
        with tempfile.TemporaryDirectory() as folder:
            prepared = prepare([model, "constant"], table, asked, Path(folder))
        name = next(iter(prepared.models))
        rows, settings = prepared.observations, prepared.settings(name)
        theta = np.full(len(prepared.trial(name).model.parameters), np.nan)
        own = Formula(name, name, prepared.models[name], settings, theta, np.nan, np.arange(rows.n))
        return Subject(rows, [{} for _ in range(rows.n)], (own,), (), assumed or {}, conventions)

    return make


def by_label(curve):
    return {each.label: each for each in curve.specified}


def lead_of(rows, settings, elpd):
    """D to the best null, every null scored by itself."""
    maker = Maker.of(rows, settings)
    names = [c for c in sorted({*settings.inputs.values()}) if np.ptp(maker.column(c)) > 0]
    nulls = [score_curve(maker.curve(sort, which), maker.rows).elpd.sum() for sort, _, which in maker.simple(names)]
    return float(elpd.sum() - max(nulls))


def test_as_declared_it_is_the_verdict_of_the_trial(subject):
    made = subject(**XI)
    own = made.formulas[0]
    elpd = exact(make_trial(own.model, made.observations, own.settings), own.settings)
    scored = Scored("f", "f", "theory", tuple(own.columns), elpd)
    answers = judge_scored(made.observations, own.settings, [scored]).answers["f"]
    (curve,) = specify(made)
    assert curve.declared.d == pytest.approx(lead_of(made.observations, own.settings, elpd), abs=1e-3)
    assert curve.declared.predicts == answers.predicts
    assert curve.declared.label == "as declared"


@pytest.mark.parametrize(
    ("label", "change"),
    [("half the prior scale", lambda rows, s: (rows, replace(s, effect_K=s.effect_K / 2))),
     ("twice the prior scale", lambda rows, s: (rows, replace(s, effect_K=2 * s.effect_K))),
     ("repeats of a compound left out", lambda rows, s: (some_rows(rows, np.delete(np.arange(rows.n), 6)), s)),
     ("$\\xi$ (smallest) in place of $\\xi$ (printed)",
      lambda rows, s: (rows, replace(s, inputs={"xi_A": "xi_smallest_A"})))],
)  # fmt: skip
def test_each_choice_is_a_trial_of_its_own(subject, label, change):
    made = subject(**XI)
    own = made.formulas[0]
    found = by_label(specify(made)[0])[label]
    if label.startswith("repeats"):
        (kept,) = [c.value for c in offered(made, own, 0) if c.label == label]
        rows, settings = some_rows(made.observations, kept), own.settings
        labels = [made.observations.label[i] for i in kept]
        assert len(set(labels)) == len(labels)
    else:
        rows, settings = change(made.observations, own.settings)
    elpd = exact(make_trial(own.model, rows, settings), settings)
    assert found.d == pytest.approx(lead_of(rows, settings, elpd), abs=1e-3)
    assert found.n == rows.n


def test_another_likelihood_is_within_its_monte_carlo_error(subject):
    made = subject(**XI)
    own = made.formulas[0]
    found = by_label(specify(made)[0])["Student-t scatter"]
    settings = replace(own.settings, likelihood="student_t")
    elpd = exact(make_trial(own.model, made.observations, settings), settings)
    assert 0 < found.error < 0.1
    # half the places of a step are taken
    assert found.d == pytest.approx(lead_of(made.observations, settings, elpd), abs=4 * found.error + 0.3)


def test_the_influential_row_is_left_out(subject):
    made = subject(**XI)
    (curve,) = specify(made)
    (label,) = [each.label for each in curve.specified if each.label.startswith("the most influential row")]
    found = by_label(curve)[label]
    assert found.n == made.observations.n - 1
    assert found.words["rows"].removeprefix("without ") in label


def test_errors_are_ignored_doubled_or_assumed(subject):
    y = np.array([31.0, 42.0, 47.0, 61.0, 66.0, 71.0, 80.0])
    data = {"n_m3": np.linspace(1e27, 5e27, 7), "tc_K": y}
    declared = subject("screening", data, sigma=np.linspace(1, 4, 7))
    own = declared.formulas[0]
    choices = {c.word: c for c in offered(declared, own, 0) if c.decision == "errors"}
    assert set(choices) == {"ignored", "doubled"}
    trials = {}
    for word, choice in choices.items():
        rows, settings = applied((choice,), declared.observations, own.settings)
        trials[word] = make_trial(own.model, rows, settings)
    assert trials["ignored"].likelihood == "normal"
    np.testing.assert_allclose(trials["doubled"].sd, 2 * np.linspace(1, 4, 7))

    assumed = subject("screening", data, {"n_m3": Assumed("ASSUME: so", absolute=1e26)})
    own = assumed.formulas[0]
    (choice,) = [c for c in offered(assumed, own, 0) if c.decision == "errors"]
    assert "only assumed" in choice.label
    rows, settings = applied((choice,), assumed.observations, own.settings)
    trial = make_trial(own.model, rows, settings)
    assert trial.likelihood == "normal_eiv"
    assert trial.input_sd
    with pytest.raises(UndefinedError, match="normal scatter only"):
        applied((choice, Choice("likelihood", "student_t", "", "student_t")), assumed.observations, own.settings)
    np.testing.assert_allclose(Assumed("ASSUME: so", percent=10).of(np.array([2.0, 4.0])), [0.2, 0.4])


def test_rows_of_a_low_grade_are_left_out(subject):
    made = subject(**XI)
    about = dict(made.observations.record["columns"])
    about["tc_K"] = about["tc_K"] | {"grade": None, "grade_column": "tc_K_grade"}
    about["xi_printed_A"] = about["xi_printed_A"] | {"grade": "read"}
    rows = replace(made.observations, record=made.observations.record | {"columns": about})
    grades = ["recalled"] * 3 + ["read"] * (rows.n - 3)
    graded = replace(made, observations=rows, cells=[{"tc_K_grade": grade} for grade in grades])
    (choice,) = [c for c in offered(graded, graded.formulas[0], 0) if c.word == "without recalled"]
    assert choice.value.tolist() == list(range(3, rows.n))


def test_alone_in_pairs_and_the_product():
    choices = [Choice("likelihood", w, w, w) for w in ("t", "ln")] + [Choice("prior", "2", "2", 2.0)]
    choices += [Choice("rows", w, w, w) for w in "abc"]
    assert [len(list(specifications(choices, depth))) for depth in (1, 2, None)] == [7, 7 + 2 + 6 + 3, 3 * 2 * 4]
    last = list(specifications(choices, None))[-1]
    assert words_of(last) | {"errors": "as declared"} == words_of(last)
    assert words_of(last)["prior"] == "2"


def curve(*specified):
    """Specifications given as (decisions, D, verdict)."""
    every = dict.fromkeys(("convention", "definition", "rows", "errors", "prior", "likelihood"), "as declared")
    return SpecificationCurve("m", "the formula", tuple(
        Specified(every | made, ", ".join(made.values()) or "as declared", 9, "constant", d, 1.0, 0.0, predicts)
        for made, d, predicts in specified
    ))  # fmt: skip


def test_shares_and_sentence_by_hand():
    found = curve(
        ({}, 2.0, "not told apart"), ({"prior": "2"}, 2.0, "not told apart"), ({"prior": "0.5"}, 5.0, "yes"),
        ({"likelihood": "student_t"}, -4.0, "worse"),
    )  # fmt: skip
    # each decision with the other as declared
    prior, likelihood = np.var([2.0, 2.0, 5.0]), np.var([2.0, -4.0])
    assert found.shares == pytest.approx({"likelihood": likelihood / (prior + likelihood),
                                          "prior": prior / (prior + likelihood)})  # fmt: skip
    assert list(found.shares) == ["likelihood", "prior"]
    assert sentence(found) == (
        "It is not told apart from a null model in 2 of 4 specifications. It predicts better than every null model in "
        "1: with 0.5. It is worse than a null model in 1: with student_t. What moves D most is the likelihood, with "
        "82 % of the variance of D. D lies between −4.0 and +5.0 nats."
    )
    same = curve(({}, 2.0, "yes"), ({"prior": "2"}, 2.5, "yes"))
    assert sentence(same).startswith("It predicts better than every null model in all 2 specifications. ")
    alone = SpecificationCurve("m", "m", why="fewer than 5 rows")
    assert sentence(alone) == "No other specification was computed: fewer than 5 rows."


def test_a_share_of_specifications_is_never_called_a_probability():
    """The choices are no sample of anything: neither the sentences nor the page may read so."""
    package = Path(tcreferee.__file__).parent
    texts = [package / "specifications" / name for name in ("words.py", "offered.py")]
    texts.append(package / "report/templates/specifications.html.j2")
    said = " ".join(path.read_text(encoding="utf-8") for path in texts)
    said = re.sub(r"It is\s+no probability", "", said)
    assert not re.search(r"probab|likely|chance|confiden|robust", said, re.IGNORECASE)
    # counts, not shares: "in 7 of 11", never "in 64 % of the specifications"
    assert not re.search(r"%[^.]{0,20}specification", said)


def test_the_page_shows_every_specification_with_its_drawing():
    found = curve(({}, 2.0, "not told apart"), ({"prior": "2"}, 9.0, "yes"), ({"prior": "0.5"}, -70.0, "worse"))
    (first, _), *others = CurveView(found).lines
    assert first.label == "as declared"
    assert [each.d for each, _ in others] == [-70.0, 9.0]
    drawn = [float(re.search(r'cx="([0-9.]+)"', str(svg))[1]) for _, svg in others]
    # what lies beyond 60 nats is cut off at the edge
    assert drawn[0] == 4.0 < drawn[1]
    assert 'class="theory"' in str(others[1][1])


def test_what_is_written_is_read_back(tmp_path):
    found = curve(({}, 2.0, "not told apart"), ({"prior": "2"}, 2.5, "yes"))
    none = SpecificationCurve("other", "another", why="fewer than 5 rows")
    write_specifications(tmp_path / "s.csv", [found, none])
    again = read_specifications(tmp_path / "s.csv", {"m": "the formula", "other": "another"})
    assert again == {"m": found, "other": none}
    assert read_specifications(tmp_path / "none.csv", {}) == {}
