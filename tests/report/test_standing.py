"""How theories stand over all their trials, on the first screen."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from tcreferee.audits.case import FIRES, OPEN
from tcreferee.audits.run import audits
from tcreferee.base.records import read_record, read_rows
from tcreferee.comparison.declared import Declared
from tcreferee.comparison.lead import Lead
from tcreferee.comparison.questions import SIGNS, Answers, Complete, Outcome, Predicts, as_record
from tcreferee.data.spoken import spoken
from tcreferee.report.audits import AuditView
from tcreferee.report.doubts import OF_ONE_COMPARISON, Doubts, doubts_of
from tcreferee.report.standing import COLUMNS, standings, summary
from tcreferee.report.trials import trials_of


def model(name, source, column):
    reference, identifier = source
    kind = "null" if source == NULL else "theory"
    fit = {
        "model": {"source": {"reference": reference, "identifier": identifier}, "kind": kind},
        "settings": {"inputs": {"x": column}},
    }
    return SimpleNamespace(name=name, label=f"the {name}", fit=fit, credited=kind == "theory", columns=[column])


def rows_of(suspect, n=9):
    about = {name: {"quantity": q, "suspect": suspect if name == "n" else None}
             for name, q in (("n", "n_m3"), ("m", "m_pair_me"))}  # fmt: skip
    quantities = {name: each["quantity"] for name, each in about.items()}
    points = tuple(f"films:{i}" for i in range(n))
    names = spoken(quantities)
    return SimpleNamespace(n=n, record={"columns": about}, quantities=quantities, spoken=names, point_id=points)


NULL, OURS, THEIRS = ("Nulls", "none"), ("Toys (2020)", "10.1/toys"), ("Others (1990), a long title", "10.1/others")
MODELS = {
    "flat": (NULL, "n"), "ours": (OURS, "n"), "free": (OURS, "n"), "pure": (OURS, "m"),
    "theirs": (THEIRS, "m"), "again": (("Others, More (1990)", "10.1/others"), "m"),
}  # fmt: skip


def row(audit, verdict, model="", column=""):
    return {"audit": audit, "verdict": verdict, "model": model, "column": column}


def answered(predicts, d=12.0, complete=Complete.YES, **declared):
    leads = Lead("line", "line", d, 2.0, 9), Lead("dome", "dome", -d, 1.0, 9)
    return as_record(Answers(predicts, leads[0], complete, leads[1], Declared(**declared)))


YES, LEVEL, WORSE = (answered(Predicts.YES), answered(Predicts.LEVEL, 1.0), answered(Predicts.WORSE, -20.0))


def view(name, models, *audited, suspect=None, grade="read", doubts=None, table="films", n=9, **questions):
    audits = [
        AuditView(each, "?", audited[0]["verdict"], [r for r in audited if r["audit"] == each])
        for each in dict.fromkeys(r["audit"] for r in audited)
    ]
    found = [model(m, *MODELS[m]) for m in models]
    for each in found:
        each.row = {"grade": grade}
    results = SimpleNamespace(models=found, observations=rows_of(suspect, n), verdict={"questions": questions})
    made = SimpleNamespace(
        name=name, settings={"title": f"Title of {name}"}, audits=audits, results=results,
        datasets=[{"dataset": table, "columns": {"n": {}, "m": {}}}], words={m: {} for m in models},
    )  # fmt: skip
    made.trials = trials_of(made, doubts or Doubts())
    return made


def only(*given, **questions):
    (found,) = standings([view("one", *given, **questions)])
    (trial,) = found.trials
    return trial


@pytest.mark.parametrize(
    ("rows", "said", "outcome", "objections"),
    [
        ([], YES, Outcome.STANDS, []),
        ([row("influence", FIRES, "ours")], YES, Outcome.OBJECTED, ["one row decides"]),
        ([row("shared_factor", FIRES)], YES, Outcome.OBJECTED, ["the line is built into the axes"]),
        # what is found of a column speaks against every formula that uses it
        ([row("circularity", FIRES, "free", column="n")], YES, Outcome.OBJECTED,
         ["an input may have been computed from Tc ($n$)"]),
        ([row("circularity", FIRES, "free", column="m")], YES, Outcome.STANDS, []),
        ([row("influence", FIRES, "flat")], YES, Outcome.STANDS, []),
        ([row("influence", OPEN, "ours")], YES, Outcome.STANDS, []),
        ([row("rivals", FIRES)], YES, Outcome.STANDS, []),
        ([], answered(Predicts.YES, complete=Complete.NO), Outcome.INCOMPLETE, []),
        ([], LEVEL, Outcome.LEVEL, []),
        ([], WORSE, Outcome.BEHIND, []),
    ],
)  # fmt: skip
def test_the_outcome_of_a_trial(rows, said, outcome, objections):
    trial = only(["flat", "ours"], *rows, ours=said)
    assert (trial.outcome, trial.objections) == (outcome, objections)
    assert trial.sign == SIGNS[outcome]


def test_recalled_numbers_and_suspect_inputs_do_not_stand():
    recalled = only(["ours"], ours=YES, grade="recalled")
    assert (recalled.outcome, recalled.doubts) == (Outcome.OBJECTED, ["recalled numbers"])
    suspect = only(["ours"], ours=YES, suspect="set by hand")
    assert (suspect.outcome, suspect.objections) == (
        Outcome.OBJECTED,
        ["an input may have been set with Tc in view ($n$)"],
    )


def test_nothing_stands_on_points_of_one_evaluated_curve():
    made = view("one", ["ours"], ours=YES)
    assert made.trials[0].outcome == Outcome.STANDS
    made.results.observations.record["tables"] = [{"evaluated_curve": "a published relation, tabulated"}]
    (trial,) = trials_of(made, Doubts())
    assert (trial.outcome, trial.objections) == (
        Outcome.OBJECTED,
        ["the rows are points of one evaluated curve, not independent samples"],
    )


def test_nothing_stands_on_rows_that_somebody_selected():
    made = view("one", ["ours"], ours=YES)
    for said, outcome, objections in (
        ({"complete": "all samples of Table 2", "selected": None}, Outcome.STANDS, []),
        (
            {"complete": None, "selected": "the best ten"},
            Outcome.OBJECTED,
            ["rows may have been chosen for how they fit"],
        ),
    ):
        made.results.observations.record["tables"] = [{"rows_chosen": said}]
        (trial,) = trials_of(made, Doubts())
        assert (trial.outcome, trial.objections) == (outcome, objections)


def test_what_is_declared_decides_and_is_said_whatever_the_outcome():
    unknown = only(["ours"], ours=answered(Predicts.YES, unknown=("n",)))
    assert (unknown.sign, unknown.doubts) == ("?", ["origin not declared ($n$)"])
    rows = only(["ours"], ours=answered(Predicts.YES, unknown_rows=("films",)))
    assert (rows.sign, rows.doubts) == ("?", ["not declared how the rows were chosen"])
    sample = only(["ours"], ours=answered(Predicts.YES, unknown=("n",), in_sample=3))
    assert (sample.sign, sample.objections) == ("!", ["in-sample: its printed constants came from these rows"])
    outside = only(["ours"], ours=answered(Predicts.YES, outside=("A", "B"), inside=5))
    assert (outside.sign, outside.verdict) == ("○", "not judged: too few rows of the materials it was proposed for")
    assert outside.numbers.startswith("on rows outside of its domain 12.0 ± 2.0 (1 SE) nats ahead of line")
    assert outside.rows == "7 of 9"
    (found,) = standings([view("one", ["ours"], ours=answered(Predicts.LEVEL, 1.0, against=("$b$ = -1",)))])
    assert "not told apart" in found.sentence
    assert "against its source: <i>b</i> = −1" in found.sentence


def test_the_luck_of_a_source_is_that_of_all_its_trials():
    views = [view(name, ["ours"], ours=LEVEL) for name in "abc"]
    for each, hits in zip(views, ([3], [3, 7], None), strict=True):
        told = {"hits": hits or [], "exchanges": 200, "tried": int(hits is not None), "left_out": 1}
        each.results.verdict["luck"] = {OURS[0]: told}
    (found,) = standings(views)
    assert found.luck_words == "luck: 2 of 200 (1 of 3 trials left out)"
    views[1].results.verdict["luck"][OURS[0]]["rows"] = "200 of 2000 rows, evenly spaced in the table"
    (found,) = standings(views)
    assert found.luck_words == "luck: 2 of 200 (1 of 3 trials left out; of a long table about 200 rows)"
    assert standings([view("one", ["ours"], ours=YES)])[0].luck_words == "luck: not computed"


def test_an_objection_follows_its_column_into_other_comparisons():
    first = view("first", ["ours"], row("circularity", FIRES, "ours", column="n"), ours=YES)
    doubts = doubts_of([first])
    assert [t.objections for t in view("second", ["ours"], ours=YES, doubts=doubts).trials] == [
        ["an input may have been computed from Tc ($n$)"]
    ]
    # a column of the same name of another table is another column
    assert view("third", ["ours"], ours=YES, doubts=doubts, table="other").trials[0].outcome == Outcome.STANDS


def test_an_objection_follows_its_formula_to_the_same_rows():
    """What is found of the full Allen-Dynes formula where ln Tc scatters holds where Tc scatters."""
    fires = row("autocorrelation", FIRES, "ours")
    doubts = doubts_of([view("first", ["ours"], fires, ours=YES)])
    follows = ["neighbouring rows have similar residuals (found in 'Title of first')"]

    def objections(name="second", models=("ours",), n=9, found=doubts):
        return [t.objections for t in view(name, list(models), n=n, doubts=found, **dict.fromkeys(models, YES)).trials]

    assert objections() == [follows]
    assert objections(n=6) == [follows]  # some of these rows: the audit may be quiet for want of rows
    assert objections(n=10) == [[]]  # a row more is another table
    assert objections(models=["free"]) == [[]]  # another formula
    # where it fires itself it is said once, and what is about the rivals of one comparison stays there
    (again,) = view("second", ["ours"], fires, doubts=doubts, ours=YES).trials
    assert again.objections == ["neighbouring rows have similar residuals"]
    assert set(OF_ONE_COMPARISON) <= set(audits())
    only_here = doubts_of([view("first", ["ours"], row("influence", FIRES, "ours"), ours=YES)])
    assert objections(found=only_here) == [[]]


def test_a_trial_is_shown_with_the_rows_inside_its_domain():
    inside = only(["ours"], ours=answered(Predicts.YES, outside=("A", "B", "C"), inside=6))
    assert (inside.rows, only(["ours"], ours=YES).rows) == ("6 of 9", "9")
    assert inside.numbers.startswith("on the 6 rows inside its domain: 12.0 ± 2.0 (1 SE) nats ahead of line")
    assert "6 of 9 rows" in inside.words


def test_a_doubt_of_some_of_the_trials_is_said_so():
    views = [view(name, ["ours"], ours=answered(Predicts.LEVEL, 1.0)) for name in "ab"]
    views.append(view("c", ["ours"], ours=answered(Predicts.LEVEL, 1.0, against=("$b$ = -1",))))
    (found,) = standings(views)
    assert found.sentence == (
        "All 3 trials: <strong>not told apart from a null model</strong>. Against it: "
        '<span class="doubt">against its source: <i>b</i> = −1 in 1 trial</span>'
    )


def test_a_source_is_tried_by_its_best_formula():
    assert only(["flat", "ours", "free"], ours=YES, free=WORSE).label == "the ours"
    assert only(["flat", "ours", "free"], ours=YES, free=answered(Predicts.YES, 30.0)).label == "the free"
    # without an objection comes before farther ahead
    objected = row("circularity", FIRES, "ours", column="n")
    trial = only(
        ["flat", "ours", "pure"], objected, ours=answered(Predicts.YES, 30.0), pure=answered(Predicts.YES, 9.0)
    )
    assert (trial.label, trial.outcome) == ("the pure", Outcome.STANDS)


def test_a_formula_with_a_freed_exponent_takes_no_sign():
    """A power law of all inputs with free exponents predicts, but its source prints the exponents as numbers."""

    def trials(models, **questions):
        made = view("one", models, **questions)
        free = next(m for m in made.results.models if m.name == "free")
        free.fit["model"]["source"] = free.fit["model"]["source"] | {"freed": ["p_power"]}
        made.words = {m: {"p_power": "$p$"} for m in models}
        made.trials = trials_of(made, Doubts())
        return made

    made = trials(["ours", "free"], ours=LEVEL, free=answered(Predicts.YES, 30.0))
    assert [(t.model, t.freed) for t in made.trials] == [("ours", ()), ("free", ("$p$",))]
    (found,) = standings([made])
    assert [t.model for t in found.trials] == ["ours"]
    assert standings([trials(["free"], free=YES)]) == []


def test_the_words_of_a_trial_say_what_the_errors_are():
    said = only(["flat", "ours"], row("influence", FIRES, "ours"), ours=YES).words
    assert said == (
        "Title of one, 9 rows: the ours predicts, but its inputs or rows are in doubt: 12.0 ± 2.0 (1 SE) nats ahead of "
        "line; 12.0 ± 1.0 (1 SE) nats behind dome; in doubt: one row decides"
    )


def test_sources_and_sentences():
    views = [
        view("a", ["flat", "theirs", "ours"], ours=YES, theirs=LEVEL),
        view("b", ["ours", "flat"], row("choice", FIRES, "ours", column="n"), ours=YES),
        view("c", ["ours", "flat"], ours=WORSE),
        view("d", ["flat", "again"], again=LEVEL),
        view("no null model", ["ours"]),
    ]
    # what stands anywhere comes first; two papers that quote one identifier stay two, with all their authors
    ours, theirs, again = standings(views)
    assert (theirs.title, [t.comparison.name for t in theirs.trials]) == ("Others (1990), a long title", ["a"])
    assert (again.title, again.identifier, len(again.trials)) == ("Others, More (1990)", "10.1/others", 1)
    assert (ours.formulas, theirs.formulas) == ("the ours", "the theirs")
    assert theirs.sentence == "Its only trial: <strong>not told apart from a null model</strong>"
    assert [t.outcome for t in ours.trials] == [Outcome.STANDS, Outcome.OBJECTED, Outcome.BEHIND]
    assert ours.sentence == (
        "1 of 3 trials: <strong>stands</strong><br>1 of 3 trials: <strong>predicts, but its inputs or rows are in doubt"
        '</strong>. Against it: <span class="doubt">an input may have been chosen with Tc known (<i>n</i>)</span><br>'
        "1 of 3 trials: <strong>worse than a null model</strong>"
    )
    assert standings(views[4:]) == []


def test_the_summary_counts_every_source_once():
    views = [view("a", ["flat", "theirs", "ours"], ours=YES, theirs=LEVEL)]
    assert summary(standings(views)) == (
        "Of 2 sources, 1 has a formula that stands, in every trial. Of the sources, 1 never predicted better "
        "than every null model by more than the error."
    )
    assert summary(standings([view("a", ["ours"], ours=answered(Predicts.YES, unknown=("n",)))])) == (
        "Of 1 sources, none has a formula that stands. Of the sources, 1 would stand in some trial if it were known "
        "how an input was obtained or how the rows were chosen."
    )
    views.append(view("b", ["ours", "flat"], ours=LEVEL))
    assert summary(standings(views)) == (
        "Of 2 sources, 1 has a formula that stands, in some of its trials. Of the sources, 1 never predicted better "
        "than every null model by more than the error."
    )
    objected = [view("c", ["ours", "flat"], row("influence", FIRES, "ours"), ours=YES)]
    assert summary(standings(objected)) == (
        "Of 1 sources, none has a formula that stands. Of the sources, 1 predicted better than every null model in "
        "some trial, but there a curve without physics said more, or inputs or rows were in doubt."
    )


def test_the_first_screen_shows_them(toy: Path):
    page = (toy / "report.html").read_text(encoding="utf-8")
    glance = page.partition('class="standing"')[2].partition("</table>")[0]
    table = read_rows(toy / "standing.csv")
    assert tuple(table[0]) == COLUMNS
    assert {r["comparison"] for r in table} <= {"toy", "classes", "families"}
    assert glance.count('<a class="swatch') == len(table)
    for row in table:
        assert f'<a class="swatch o-{row["outcome"]}" href="report/comparisons/{row["comparison"]}.html"' in glance
        record = read_record(toy / f"results/{row['comparison']}/comparison.json")["questions"][row["model"]]
        assert (row["predicts"], row["complete"]) == (record["predicts"], record["complete"])
        assert float(row["d_null"]) == record["null"]["total"]
    key = page.partition('<ul class="key">')[2].partition("</ul>")[0]
    assert key.count('<span class="swatch o-') == len(Outcome)
