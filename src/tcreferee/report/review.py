"""What a referee's report says, section by section, in plain sentences with their numbers."""

from __future__ import annotations

from collections import Counter

from tcreferee.comparison.questions import WORDS, Outcome
from tcreferee.comparison.sentence import listed
from tcreferee.report.blocks import Block, Equation, Figure, Items, Paragraph, Section, Table, grouped, typeset_section
from tcreferee.report.referee import Case
from tcreferee.report.review_evidence import arithmetic, audited, choices, left_open, predicted, references
from tcreferee.report.trials import ORDER, Trial

MOST_FIGURES, MOST_CONSTANTS, MOST_SPECIAL, MOST_NEXT = 2, 16, 12, 6
_VERBS = dict.fromkeys((Outcome.LEVEL, Outcome.BEHIND, Outcome.OUTSIDE), "is ")


def review(case: Case) -> list[Section]:
    """Return the sections of the report on a source.

    Parameters
    ----------
    case : Case
    """
    sections = [
        Section("In short", tuple(_short(case))),
        Section("What the paper claims", tuple(_claims(case))),
        Section("Does its arithmetic hold?", tuple(arithmetic(case))),
        Section("Does its formula predict Tc?", tuple(_questions(case))),
        Section("Can its inputs and rows be trusted?", tuple(audited(case))),
        Section("Does the verdict hang on a choice of ours?", tuple(choices(case))),
        Section("What was predicted, and what was measured?", tuple(predicted(case))),
        Section("Which measurement would decide?", tuple(_next(case))),
        Section("What could not be examined, and why", tuple(left_open(case))),
        Section("References", tuple(references(case))),
    ]
    return [typeset_section(each) for each in sections if each.blocks]


def counted(trials: list[Trial]) -> str:
    """Return in a sentence in how many trials the formula has which outcome, best first."""
    found = Counter(t.outcome for t in trials)
    total = len(trials)
    said = [(found[each], f"the formula {_VERBS.get(each, '')}{WORDS[each]}") for each in ORDER if found[each]]
    if total == 1:
        return f"In the only trial {said[0][1]}."
    if len(said) == 1:
        return f"In all {total} trials {said[0][1]}."
    first, *rest = [f"{n} of {total} {'trials ' if i == 0 else ''}{words}" for i, (n, words) in enumerate(said)]
    return f"{'; '.join([f'In {first}', *(f'in {each}' for each in rest)])}."


def _short(case: Case) -> list[Block]:
    credited = case.standing.trials if case.standing else []
    blocks: list[Block] = []
    if credited:
        stands = sum(t.outcome is Outcome.STANDS for t in credited)
        first = (
            f"A formula of this source stands in {stands} of its {len(credited)} trials."
            if stands
            else f"No formula of this source stands in any of its {len(credited)} trials."
            if len(credited) > 1
            else "No formula of this source stands in its only trial."
        )
        blocks.append(Paragraph(first, strong=True))
        blocks.append(Paragraph(f"Each trial counts by the best formula of the source in it. {counted(credited)}"))
    elif case.tried:
        blocks.append(
            Paragraph("No formula of this source could be ranked, so nothing is said of it here.", strong=True)
        )
    else:
        blocks.append(
            Paragraph("No formula of this source is tried; its printed numbers were recomputed.", strong=True)
        )
    if case.paper:
        blocks.append(Paragraph(f"Its arithmetic: {case.paper.sentence}."))
    against = Counter(each for t in credited for each in t.doubts)
    if against:
        said = [f"{words} ({n} of {len(credited)} trials)" for words, n in against.most_common(6)]
        left = len(against) - 6
        more = f"{left} more {'are' if left > 1 else 'is'} listed below." if left > 0 else ""
        blocks += [Paragraph("What speaks against its inputs or rows:"), Items(tuple(said), more)]
    if credited:
        blocks.append(
            Paragraph(
                "A formula stands if it predicts rows that were left out better than every null model (a formula "
                "without physics), if no curve without physics says more from the same inputs, and if nothing "
                "speaks against inputs and rows. That a formula does not stand does not show that it is false: "
                "these rows do not support it."
            )
        )
    return blocks


def _claims(case: Case) -> list[Block]:
    blocks: list[Block] = []
    for model in case.models:
        about = model.fit["model"]
        source = about["source"]
        domain = (source.get("valid_for") or {}).get("words", "")
        said = f"{about['title']} ({source['equation']})" if source["equation"] != "none" else str(about["title"])
        said += f", proposed for {domain}" if domain else ""
        blocks.append(Equation(str(about["equation"]), f"{said}:"))
        if assumed := [line.removeprefix("ASSUME:").strip() for line in about["assumptions"]]:
            blocks += [Paragraph("To try it, this had to be assumed:"), Items(tuple(assumed[:6]))]
    if constants := [(t, each) for t in case.trials for each in t.answers.declared.constants]:
        listed_ones = [(str(t.comparison.settings["title"]), (t.label, each.words)) for t, each in constants]
        caption = "Printed constants, and what the rows of the trials give (1 SE: one standard error)."
        left = len(constants) - MOST_CONSTANTS
        caption += f" {left} further ones stand on the pages of the trials." if left > 0 else ""
        heads = ("formula", "these rows, and the source")
        blocks.append(Table(caption, heads, grouped(listed_ones[:MOST_CONSTANTS]), (0.3, 0.7)))
    rows = tuple(
        (
            str(view.settings["title"]),
            str(view.results.observations.n),
            "; ".join(str(d["title"]) for d in view.datasets),
        )
        for view, _ in case.tried
    )
    if rows:
        caption = "The trials, and the measured rows that they use."
        blocks.append(Table(caption, ("trial", "rows", "table"), rows, (0.42, 0.08, 0.5), (1,)))
    return blocks


def _lead(total: float, se: float) -> str:
    return f"{total:+.1f} ± {se:.1f}".replace("-", "−")


def _questions(case: Case) -> list[Block]:
    trials = case.trials
    if not trials:
        return []
    rows = []
    for t in trials:
        a = t.answers
        share = a.completeness.words if a.completeness else "undefined"
        rows.append(
            (str(t.comparison.settings["title"]), (
                t.label, t.rows,
                f"{_lead(a.null.total, a.null.se)} to {a.null.label}" if a.null else "–",
                f"{_lead(a.generic.total, a.generic.se)} to {a.generic.label}" if a.generic else "–",
                share, t.grade or "unknown", t.verdict,
            ))
        )  # fmt: skip
    caption = (
        "Every trial of every formula. D is the lead in expected log predictive density by exact leave-one-out, "
        "nats, ± 1 SE; above zero the formula leads. First to the null model that decides, then to the best curve "
        "without physics over the same inputs. Completeness: its share of what that curve says beyond a constant, "
        "with its 95 % interval. Grade: the lowest of response and inputs."
    )
    heads = ("formula", "rows", "D to the null", "D to the curve", "completeness", "grade", "outcome")
    blocks: list[Block] = [
        Paragraph(
            f"Its formulas have {len(trials)} trial{'s' if len(trials) > 1 else ''}. {counted(trials)}", strong=True
        ),
        Table(caption, heads, grouped(rows), (0.2, 0.07, 0.17, 0.18, 0.12, 0.1, 0.16), (1,)),
    ]
    if case.standing and case.standing.luck:
        luck = case.standing.luck
        blocks.append(
            Paragraph(
                f"Luck: when Tc was exchanged between rows {luck.exchanges} times and all formulas of the source "
                f"were fitted again, a worthless formula predicted in at least one trial in {len(luck.hits)} of "
                "these exchanges."
            )
        )
    special = [
        (str(t.comparison.settings["title"]), (t.label, t.answers.special.words)) for t in trials if t.answers.special
    ]
    if special:
        left = len(special) - MOST_SPECIAL
        more = f" {left} more stand on the pages of the trials." if left > 0 else ""
        caption = f"Is it special among equally simple formulas over the same inputs? This decides nothing.{more}"
        two = ("formula", "among equally simple formulas")
        blocks.append(Table(caption, two, grouped(special[:MOST_SPECIAL]), (0.3, 0.7)))
    return [*blocks, *_figures(case)]


def _figures(case: Case) -> list[Block]:
    """Show the rankings of the trials with the best outcomes, those with most rows first among equals."""
    best: dict[str, Trial] = {}
    for t in sorted(case.trials, key=lambda t: (ORDER.index(t.outcome), -t.n)):
        best.setdefault(t.comparison.name, t)
    blocks: list[Block] = []
    for name in list(best)[:MOST_FIGURES]:
        view = next(view for view, _ in case.tried if view.name == name)
        caption = (
            f"{view.settings['title']}, {view.results.observations.n} rows: all models, the best on top. Filled: "
            "formulas; hollow: null models. Thick bar: D ± 2 SE; thin bar: D ± c(n) SE, which contains the true "
            "difference in 95 % of cases."
        )
        blocks.append(Figure(view.figure("ranking.svg").removesuffix(".svg"), view.ranking_in_words, caption))
    return blocks


def _next(case: Case) -> list[Block]:
    labels = {(view.name, m.label) for view, models in case.tried for m in models}
    said = [
        (str(view.settings["title"]), sentence)
        for view, _ in case.tried
        for label, sentence in view.next_rows
        if (view.name, label) in labels
    ]
    if not said:
        open_ones = [t for t in case.trials if t.outcome is Outcome.LEVEL]
        if not open_ones:
            return []
        where = listed([f"“{t.comparison.settings['title']}”" for t in open_ones[:4]])
        return [Paragraph(f"It is not told apart from a null model in {where}; no further row was asked for there.")]
    shown: dict[str, list[str]] = {}
    for title, sentence in said[:MOST_NEXT]:
        shown.setdefault(title, []).append(sentence)
    left = len(said) - MOST_NEXT
    blocks: list[Block] = []
    for title, sentences in shown.items():
        blocks += [Paragraph(f"In “{title}”:"), Items(tuple(sentences))]
    return [*blocks, *([Paragraph(f"{left} more stand on the pages of the trials.")] if left > 0 else [])]
