"""One comparison on the first screen: its verdict in a few words and its ranking as a small drawing."""

from __future__ import annotations

import math

from markupsafe import Markup

from tcreferee.base.records import number
from tcreferee.comparison.read import Results
from tcreferee.comparison.thresholds import SMALL_DIFFERENCE
from tcreferee.report.trials import Trial
from tcreferee.text.html import text_html

WIDTH, PITCH, RADIUS = 176.0, 7.5, 2.6  # of a miniature, CSS pixels
SHOWN = -60.0  # a miniature ends here; what lies beyond is an arrow


def headline(trial: Trial | None, results: Results) -> Markup:
    """Return what a comparison says in a few words: its best formula, its sign and outcome."""
    if not results.ranked:
        return Markup("<em>nothing converged</em>")
    if trial is None:
        return Markup("<em>no formula is ranked</em>")
    return Markup('<span class="swatch o-{}" aria-hidden="true">{}</span> <strong>{}</strong> {}').format(
        trial.outcome, trial.sign, text_html(trial.label), trial.verdict
    )


def miniature(results: Results, words: str) -> Markup:
    """Return the ranking as a small inline SVG: a dot and D +- 2 SE for each ranked model; nulls are hollow."""
    ranked = results.ranked
    if not ranked:
        return Markup("")
    ends = [(number(m.row["d_elpd"]), number(m.row["se_d_elpd"])) for m in ranked]
    spans = [(d, 0.0 if math.isnan(se) else 2 * se) for d, se in ends]
    low = max(SHOWN, min(-1.5 * SMALL_DIFFERENCE, *(d - half for d, half in spans)))
    high = max(1.5 * SMALL_DIFFERENCE, *(d + half for d, half in spans))
    scale = (WIDTH - 8) / (high - low)
    height = PITCH * len(ranked) + 2

    def x(value: float) -> float:
        return round(4 + scale * (min(max(value, low), high) - low), 1)

    band = x(-SMALL_DIFFERENCE), x(SMALL_DIFFERENCE)
    parts = [f'<rect class="alike" x="{band[0]:g}" width="{band[1] - band[0]:.1f}" height="{height:g}"/>']
    parts.append(f'<path class="zero" d="M{x(0):g} 0v{height:g}"/>')
    for i, (model, (d, half)) in enumerate(zip(ranked, spans, strict=True)):
        y = round(PITCH * (i + 0.5) + 1, 1)
        if half:
            parts.append(f'<path class="se" d="M{x(d - half):g} {y:g}H{x(d + half):g}"/>')
        if d < low:
            parts.append(f'<path class="beyond" d="M10 {y - 3:g}L4 {y:g}L10 {y + 3:g}"/>')
        else:
            kind = "theory" if model.credited else "null"
            parts.append(f'<circle class="{kind}" cx="{x(d):g}" cy="{y:g}" r="{RADIUS:g}"/>')
    drawn = Markup("").join(Markup(part) for part in parts)
    head = Markup(
        '<svg class="mini" viewBox="0 0 {0:g} {1:g}" width="{0:g}" height="{1:g}" role="img" aria-label="{2}">'
    )
    return Markup("{}{}</svg>").format(head.format(WIDTH, height, words), drawn)
