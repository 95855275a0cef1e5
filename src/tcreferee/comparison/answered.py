"""The cells of comparison.csv that hold the answers about a formula."""

from __future__ import annotations

from typing import Any

from tcreferee.comparison.entry import Entry
from tcreferee.comparison.judge import Judged, reference
from tcreferee.comparison.lead import Lead
from tcreferee.comparison.questions import Answers


def cells_of(e: Entry, judged: Judged) -> dict[str, Any]:
    """Return the cells of the four questions; none for a curve without physics or a formula that is not ranked."""
    if (found := judged.answers.get(e.name)) is None:
        return {}
    said, lucky = found.declared, judged.luck.get(reference(e))
    return {
        "predicts": str(found.predicts), **_lead("null", found.null), "complete": str(found.complete),
        **_lead("generic", found.generic), **special_cells(found),
        "grade": judged.grades[e.name], "unknown_origin": "; ".join(said.unknown),
        "unknown_rows": "; ".join(said.unknown_rows), "against": "; ".join(said.against), "in_sample": said.in_sample,
        "printed_constants": "; ".join(each.words for each in said.constants),
        "domain": said.domain, "n_inside": said.inside, "n_outside": len(said.outside),
        "luck": len(lucky.hits) / lucky.exchanges if lucky and lucky.tried else None,
        "sharpness": found.sharpness,
    }  # fmt: skip


def special_cells(found: Answers) -> dict[str, Any]:
    """Return the cells of completeness and of the rank among equally simple formulas."""
    share, special = found.completeness, found.special
    cells: dict[str, Any] = {"completeness": None if share is None else share.share}
    if share is not None:
        cells |= {"completeness_lo": share.low, "completeness_hi": share.high}
    if special is None:
        return {**cells, "special": "not computed"}
    cells["special"] = special.words
    if special.restrictiveness:
        cells["restrictiveness"] = special.restrictiveness[len(special.restrictiveness) // 2]
    if special.why:
        return cells
    return {
        **cells, "special_own_nodes": special.own, "special_nodes": special.nodes, "special_families": special.families,
        "special_as_good": special.as_good, "special_better": special.better, "special_luck": special.luck,
    }  # fmt: skip


def _lead(word: str, found: Lead | None) -> dict[str, Any]:
    return {} if found is None else {word: found.label, f"d_{word}": found.total, f"se_d_{word}": found.se}
