"""How theories stand over all their trials, on the first screen."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from tcreferee.audits.case import FIRES, OPEN, QUIET
from tcreferee.base.records import read_rows
from tcreferee.report.audits import AuditView
from tcreferee.report.outcome import MEANINGS, SIGNS, WORDS, Outcome
from tcreferee.report.standing import COLUMNS, standings, summary


def model(name, source, column):
    reference, identifier = source
    kind = "null" if source == NULL else "theory"
    fit = {
        "model": {"source": {"reference": reference, "identifier": identifier}, "kind": kind},
        "settings": {"inputs": {"x": column}},
    }
    return SimpleNamespace(name=name, label=f"the {name}", fit=fit, credited=kind == "theory")


ROWS = SimpleNamespace(n=9, record={"columns": {"n": {"quantity": "n_m3"}, "m": {"quantity": "m_pair_me"}}})
NULL, OURS, THEIRS = ("Nulls", "none"), ("Toys (2020)", "10.1/toys"), ("Others (1990), a long title", "10.1/others")
MODELS = {
    "flat": (NULL, "n"), "ours": (OURS, "n"), "free": (OURS, "n"), "pure": (OURS, "m"),
    "theirs": (THEIRS, "m"), "again": (("Others (1990)", "10.1/others"), "m"),
}  # fmt: skip


def row(audit, verdict, model="", value="", column=""):
    upper = str(float(value) + 8) if value else ""
    return {"audit": audit, "verdict": verdict, "model": model, "value": value, "upper": upper, "column": column}


def view(name, models, *rows):
    audits = [
        AuditView(each, "?", rows[0]["verdict"], [r for r in rows if r["audit"] == each])
        for each in dict.fromkeys(r["audit"] for r in rows)
    ]
    return SimpleNamespace(
        name=name, settings={"title": f"Title of {name}"}, audits=audits,
        audit_rows=lambda asked: [r for r in rows if r["audit"] == asked],
        results=SimpleNamespace(models=[model(m, *MODELS[m]) for m in models], observations=ROWS),
    )  # fmt: skip


def only(*given):
    (found,) = standings([view("one", *given)])
    (trial,) = found.trials
    return trial


AHEAD = row("rivals", QUIET, "ours", "12")


@pytest.mark.parametrize(
    ("rows", "outcome", "objections"),
    [
        ([AHEAD], Outcome.STANDS, []),
        ([AHEAD, row("influence", FIRES, "ours")], Outcome.OBJECTED, ["one row decides"]),
        ([AHEAD, row("shared_factor", FIRES)], Outcome.OBJECTED, ["the line is built into the axes"]),
        # what is found of a column speaks against every formula that uses it
        ([AHEAD, row("circularity", FIRES, "free", column="n")], Outcome.OBJECTED,
         ["an input may have been computed from Tc ($n$)"]),
        ([AHEAD, row("circularity", FIRES, "free", column="m")], Outcome.STANDS, []),
        ([AHEAD, row("influence", FIRES, "flat")], Outcome.STANDS, []),
        ([AHEAD, row("influence", OPEN, "ours")], Outcome.STANDS, []),
        ([AHEAD, row("rivals", FIRES)], Outcome.STANDS, []),
        ([row("rivals", OPEN, "ours", "2")], Outcome.LEVEL, []),
        ([row("rivals", FIRES, "ours", "-20")], Outcome.BEHIND, []),
    ],
)  # fmt: skip
def test_the_outcome_of_a_trial(rows, outcome, objections):
    trial = only(["flat", "ours"], *rows)
    assert (trial.outcome, trial.objections) == (outcome, objections)
    assert trial.sign == SIGNS[outcome]


def test_a_source_is_tried_by_its_best_formula():
    worse = row("rivals", FIRES, "free", "-20")
    assert only(["flat", "ours", "free"], worse, AHEAD).label == "the ours"
    further = row("rivals", QUIET, "free", "30")
    assert only(["flat", "ours", "free"], AHEAD, further).label == "the free"
    # without an objection comes before farther ahead
    objected = row("circularity", FIRES, "ours", column="n")
    trial = only(
        ["flat", "ours", "pure"], row("rivals", QUIET, "ours", "30"), row("rivals", QUIET, "pure", "9"), objected
    )
    assert (trial.label, trial.outcome) == ("the pure", Outcome.STANDS)


def test_the_words_of_a_trial_give_difference_and_two_standard_errors():
    said = only(["flat", "ours"], AHEAD, row("influence", FIRES, "ours")).words
    expected = "Title of one, 9 rows: the ours 12.0 ± 4.0 nats ahead of the best null model; audits: one row decides"
    assert said == expected
    assert "20.0 ± 4.0 nats behind the best" in only(["flat", "ours"], row("rivals", FIRES, "ours", "-20")).words


def test_sources_and_sentences():
    views = [
        view("a", ["flat", "theirs", "ours"], AHEAD, row("rivals", OPEN, "theirs", "1")),
        view("b", ["ours", "flat"], AHEAD, row("choice", FIRES, "ours", column="n")),
        view("c", ["ours", "flat"], row("rivals", FIRES, "ours", "-9")),
        view("d", ["flat", "again"], row("rivals", OPEN, "again", "1")),
        view("no null model", ["ours"], row("rivals", "not-applicable")),
    ]
    ours, theirs = standings(views)  # what stands anywhere comes first
    assert (theirs.title, [t.comparison.name for t in theirs.trials]) == ("Others (1990)", ["a", "d"])
    assert (ours.formulas, theirs.formulas) == ("the ours", "the theirs, the again")
    assert theirs.sentence == "<strong>not told apart from a null model</strong> in all 2"
    assert [t.outcome for t in ours.trials] == [Outcome.STANDS, Outcome.OBJECTED, Outcome.BEHIND]
    assert ours.sentence == (
        "<strong>stands</strong> in 1 of 3; <strong>ahead, but audits object</strong> in 1 of 3: "
        '<span class="doubt">an input may have been chosen with Tc known (<i>n</i>)</span>; '
        "<strong>worse than a null model</strong> in 1 of 3"
    )
    (alone,) = standings(views[2:3])
    assert alone.sentence == "<strong>worse than a null model</strong> in its only trial"
    assert standings(views[4:]) == []


def test_the_summary_counts_every_source_once():
    views = [view("a", ["flat", "theirs", "ours"], AHEAD, row("rivals", OPEN, "theirs", "1"))]
    assert summary(standings(views)) == (
        "Of 2 sources: 1 standing in every trial; 1 never ahead of the null models beyond the error."
    )
    views.append(view("b", ["ours", "flat"], row("rivals", OPEN, "ours", "1")))
    assert summary(standings(views)) == (
        "Of 2 sources: 1 standing in some trials; 1 never ahead of the null models beyond the error."
    )
    objected = [view("c", ["ours", "flat"], AHEAD, row("influence", FIRES, "ours"))]
    assert summary(standings(objected)) == "Of 1 sources: 1 ahead of the null models only where audits object."


def test_every_outcome_has_sign_words_and_meaning():
    for words in (SIGNS, WORDS, MEANINGS):
        assert set(words) == set(Outcome)
    assert len(set(SIGNS.values())) == len(Outcome)  # not told by colour alone


def test_the_first_screen_shows_them(toy: Path):
    page = (toy / "report.html").read_text(encoding="utf-8")
    glance = page.partition('class="standing"')[2].partition("</table>")[0]
    # Uemura scaling is ahead in the toys, but uses a column that an audit speaks against; the standing wave is behind
    assert glance.count('<a class="swatch') == 2
    assert '<a class="swatch o-objected" href="#toy"' in glance
    assert "Uemura scaling 12.2 ± 0.2 nats ahead of the best null model; audits: an input may" in glance
    assert '<a class="swatch o-behind" href="#classes"' in glance
    table = read_rows(toy / "standing.csv")
    assert tuple(table[0]) == COLUMNS
    assert [(r["comparison"], r["model"], r["outcome"]) for r in table] == [
        ("toy", "uemura", "objected"), ("classes", "gap", "behind"),
    ]  # fmt: skip
    assert [(float(r["d_elpd"]), float(r["se_d_elpd"])) for r in table] == [(12.25, 0.125), (-7.0, 0.125)]
    assert page.count('<span class="swatch o-') == len(Outcome)
