"""What several stacked tables say of a column that they share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tcreferee.data import GRADE_ENDING, LIMIT_ENDINGS, SIDE_ENDINGS, SIGMA

About = dict[str, Any]


def merged(name: str, abouts: Mapping[str, About]) -> About:
    """Return the description of a shared column; a grade that differs between tables is written for each cell."""
    merged = dict(next(iter(abouts.values())))
    grades = {about["grade"] for about in abouts.values()}
    mixed = len(grades) > 1 or None in grades
    merged |= {
        "grade": None if mixed else merged["grade"],
        "grade_column": f"{name}_{GRADE_ENDING}" if mixed else None,
        "sigma": f"{name}_{SIGMA}" if any(about["sigma"] for about in abouts.values()) else None,
        "sides": [f"{name}_{e}" for e in SIDE_ENDINGS] if any(about.get("sides") for about in abouts.values()) else [],
        "parts": _shared_parts(name, [about["parts"] for about in abouts.values()]),
        # each table has a scale of its own
        "commons": {
            f"{source}@{dataset}": f"{column}_{dataset}"
            for dataset, about in abouts.items() for source, column in about.get("commons", {}).items()
        },
        "limits": [f"{name}_{e}" for e in LIMIT_ENDINGS] if any(about["limits"] for about in abouts.values()) else [],
        "required": all(about["required"] for about in abouts.values()),
        "by_dataset": dict(abouts),
    }  # fmt: skip
    for word in ("origin", "suspect", "note", "uncertainty"):
        said = {dataset: about[word] for dataset, about in abouts.items() if about.get(word)}
        texts = list(dict.fromkeys(said.values()))
        merged[word] = texts[0] if len(texts) == 1 else " ".join(f"{d}: {text}" for d, text in said.items()) or None
    if not all(about.get("origin") for about in abouts.values()):
        merged["origin"] = None  # independent of Tc only if it is in every table
    return merged


def _shared_parts(name: str, parts: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """Return the parts of an error; its only part is itself where the tables that state one come by it differently."""
    stated = [each for each in parts if each]
    if not stated:
        return {}
    alike = all(each == stated[0] for each in stated)
    return dict(stated[0]) if alike else {name: f"{name}_{SIGMA}"}
