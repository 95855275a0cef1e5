"""The sections of a referee's report about arithmetic, audits, choices, predictions, and what was left open."""

from __future__ import annotations

import math

from tcreferee.audits.case import FIRES, OPEN
from tcreferee.base.records import number
from tcreferee.comparison.questions import Outcome
from tcreferee.comparison.sentence import listed
from tcreferee.papers.claim import Verdict
from tcreferee.papers.ledger import shown_unit
from tcreferee.report.blocks import Block, Items, Paragraph, Table, grouped
from tcreferee.report.claim_view import ClaimView
from tcreferee.report.referee import Case

DIFFERENCES, FINDINGS = 10, 4
SERIOUS = (Verdict.DIFFERS, Verdict.NOT_DEFINED)


def arithmetic(case: Case) -> list[Block]:
    """Say whether the printed numbers follow from the printed inputs, and list the differences that matter most."""
    if case.paper is None or not case.paper.claims:
        return [Paragraph("The numbers that this source prints were not recomputed: there is no list of its claims.")]
    wrong = sorted((c for c in case.paper.claims if c.verdict in SERIOUS), key=_gravity)
    blocks: list[Block] = [
        Paragraph(f"{case.paper.sentence[:1].upper()}{case.paper.sentence[1:]}.", strong=True),
        Paragraph(
            "Each printed number was computed again from the inputs that the paper gives, and agrees if it comes out "
            "to the precision that the paper implies. A reproduced number shows correct arithmetic; it need not be "
            "true."
        ),
    ]
    if not wrong:
        return [*blocks, Paragraph("No printed number differs from what its inputs give.")]
    rows = tuple(
        (
            f"{c.row['location']}: {c.row['quantity']}",
            _printed(c),
            _recomputed(c),
            _percent(c),
            c.row["note"] or c.words,
        )
        for c in wrong[:DIFFERENCES]
    )
    left = f" Of {len(wrong)} in all." if len(wrong) > DIFFERENCES else ""
    caption = f"The differences that matter most: printed numbers first, by the size of the difference.{left}"
    heads = ("claim", "printed", "recomputed", "difference", "reason")
    return [*blocks, Table(caption, heads, rows, (0.28, 0.11, 0.12, 0.1, 0.39), (1, 2, 3))]


def _gravity(claim: ClaimView) -> tuple[bool, bool, float]:
    share = abs(number(claim.row["rel_diff"]))
    return claim.implied, claim.verdict is not Verdict.DIFFERS, -share if math.isfinite(share) else 0.0


def _unit(claim: ClaimView) -> str:
    unit = shown_unit(claim.row["unit"])
    return f" {unit}" if unit else ""


def _printed(claim: ClaimView) -> str:
    return f"{claim.row['printed']}{_unit(claim)}" if claim.row["printed"] else "lost"


def _recomputed(claim: ClaimView) -> str:
    value = number(claim.row["recomputed"])
    return f"{value:.4g}{_unit(claim)}" if math.isfinite(value) else "–"


def _percent(claim: ClaimView) -> str:
    value = number(claim.row["rel_diff"])
    return f"{100 * value:+.3g} %".replace("-", "−") if math.isfinite(value) else "–"


def audited(case: Case) -> list[Block]:
    """Say what each audit found that fires on a formula of the source, on its columns or on its rows."""
    found: dict[str, dict[str, list[str]]] = {}
    questions: dict[str, str] = {}
    unsure = 0
    for view, models in case.tried:
        names, columns = {m.name for m in models}, {c for m in models for c in m.columns}
        for audit in view.audits:
            for row in audit.rows:
                about = row["model"] in names or (not row["model"] and (not row["column"] or row["column"] in columns))
                unsure += about and row["verdict"] == OPEN
                if about and row["verdict"] == FIRES:
                    said = f"{row['label']}: {row['note']}" if row["label"] else row["note"]
                    found.setdefault(audit.name, {}).setdefault(said, []).append(str(view.settings["title"]))
                    questions[audit.name] = f"{audit.title[:1].upper()}{audit.title[1:]}. {audit.question}"
    if not found:
        return [Paragraph(f"No audit fires on its formulas, inputs or rows; {unsure} findings are open.", strong=True)]
    audits = f"{len(found)} audit{'s fire' if len(found) > 1 else ' fires'}"
    blocks: list[Block] = [
        Paragraph(f"{audits} on its formulas, inputs or rows; {unsure} findings are open.", strong=True)
    ]
    for name, findings in found.items():
        told = [_where(words, list(dict.fromkeys(where))) for words, where in findings.items()]
        left = len(told) - FINDINGS
        more = f"{left} further finding{'s' if left > 1 else ''} of this audit on the pages of the trials."
        blocks += [Paragraph(questions[name]), Items(tuple(told[:FINDINGS]), more if len(told) > FINDINGS else "")]
    return blocks


def _where(words: str, titles: list[str]) -> str:
    trials = listed([f"“{title}”" for title in titles])
    return f"{words.removesuffix('.')} (in {trials})."


def choices(case: Case) -> list[Block]:
    """Say of each trial whether its verdict hangs on a choice of the analyst."""
    curves = [(view, curve) for view, curve in case.curves if not curve.curve.why]
    if not curves:
        return []
    rows = grouped(
        (str(view.settings["title"]), (
            curve.label,
            f"{len(curve.curve.same)} of {len(curve.curve.counted)}",
            f"{min(d):+.1f} to {max(d):+.1f}".replace("-", "−"),
            curve.sentence,
        ))
        for view, curve in curves
        for d in [[each.d for each in curve.curve.counted]]
    )  # fmt: skip
    caption = (
        "Each formula was scored again with one choice made otherwise: the likelihood, the prior scale, the declared "
        "errors, the rows, the definition of an input. Same: in how many of these specifications it predicts, or "
        "does not, as declared. D: to the best null model, nats. The count is no probability, because the choices "
        "are no sample."
    )
    same = sum(len(c.curve.same) == len(c.curve.counted) for _, c in curves)
    return [
        Paragraph(f"The answer is the same under every choice in {same} of {len(curves)} trials.", strong=True),
        Table(caption, ("formula", "same", "D", "in words"), rows, (0.22, 0.08, 0.14, 0.56), (1,)),
    ]


def predicted(case: Case) -> list[Block]:
    """Say how well its fitted formulas predicted materials that were not fitted."""
    names = {(view.name, m.name) for view, models in case.tried for m in models}
    rows = [
        (f"{each.record['title']}, from the fits of “{each.title_of}”", each.said_of(name))
        for each in case.forecasts
        for name in each.record["models"]
        if (each.record["comparison"], name) in names
    ]
    if not rows:
        return [Paragraph("No material outside of the fitted rows was asked about.")]
    caption = (
        "D is the difference in log predictive density of the measured values from the constant null model, nats, ± "
        "one standard error over the materials; above zero the formula predicts better than the constant. Formulas "
        "that cover different materials cannot be compared with each other."
    )
    heads = ("formula", "D to the constant", "measured values in the intervals")
    return [Table(caption, heads, grouped(rows), (0.28, 0.17, 0.55))]


def left_open(case: Case) -> list[Block]:
    """Say what could not be examined, and why."""
    said: list[str] = []
    for view, models in case.tried:
        title = view.settings["title"]
        for m in models:
            if m.refused:
                said.append(f"“{title}”: {m.label} was not fitted, because {m.refused}.")
            elif not m.ranked:
                said.append(f"“{title}”: {m.label} is not ranked: {m.reason}.")
    for t in case.trials:
        if t.outcome is Outcome.OUTSIDE:
            said.append(
                f"“{t.comparison.settings['title']}”: {t.label} is not judged, because fewer than six rows are of the "
                f"materials it was proposed for ({t.answers.declared.domain})."
            )
    said += _undeclared(case)
    said += [
        f"“{view.settings['title']}”: {curve.label}: {curve.sentence}" for view, curve in case.curves if curve.curve.why
    ]
    if case.paper:
        lost = case.paper.counts[Verdict.NOT_RECOVERABLE]
        if lost:
            said.append(f"{lost} printed numbers cannot be recomputed: the paper does not print the necessary inputs.")
        untested = [s for s in case.paper.statements if not s["tested_here"]]
        if untested:
            total = len(case.paper.statements)
            said.append(
                f"{len(untested)} of the {total} statements that the paper lists as evidence are not tested here."
            )
    if not said:
        return [Paragraph("Nothing that was asked had to be left out.")]
    return [Items(tuple(said[:14]), f"{len(said) - 14} more on the pages of the trials." if len(said) > 14 else "")]


def _undeclared(case: Case) -> list[str]:
    """Say of which inputs nobody declared the origin, and of which trials nobody declared how the rows were chosen."""
    origins: dict[str, None] = {}
    rows: dict[str, None] = {}
    for t in case.trials:
        names = t.comparison.results.observations.spoken
        origins |= dict.fromkeys(names.get(column, column) for column in t.answers.declared.unknown)
        rows |= dict.fromkeys([f"“{t.comparison.settings['title']}”"] if t.answers.declared.unknown_rows else [])
    said = [f"It is not declared how {name} was obtained, so Tc may have had a part in it." for name in origins]
    if rows:
        where = listed(list(rows))
        said.append(f"It is not declared how the rows were chosen in {where}; some may be there because they fit.")
    return said


def references(case: Case) -> list[Block]:
    """List the source, and where the rows come from."""
    known = "/" in case.identifier or ":" in case.identifier  # DOI or arXiv; else a name of ours
    identifier = f", {case.identifier}" if known else ""
    tables = dict.fromkeys(f"{d['citation']} {d['location']}." for d in case.datasets.values())
    return [Items((f"The source: {case.reference}{identifier}.", *(f"Rows: {each}" for each in tables)))]
