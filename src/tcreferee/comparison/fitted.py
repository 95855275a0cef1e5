"""The constants of formulas as fitted to the rows, with the conventions side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tcreferee.base.records import read_record, read_rows
from tcreferee.comparison.side_by_side import CONVENTIONS, plain, question

HEAD = """## Constants fitted to these rows

Maximum of the likelihood ± 1 standard error; the scatter and the levels of families are left out. Posteriors are in the
report of the run.

"""
# names of what is no constant of a formula; and what is as good as zero (the share of a choice, say)
SCATTER, NOTHING = ("sigma", "tau"), 1e-6


def fitted(results: Path | str) -> str:
    """Return a Markdown table of the constants of every formula with a source; "" if there is none.

    Parameters
    ----------
    results : Path or str
        As for `tcreferee.comparison.side_by_side.side_by_side`.
    """
    folders = {path.parent.name: path.parent for path in sorted(Path(results).glob("*/comparison.csv"))}
    lines = []
    for name in sorted({question(each) for each in folders}):
        columns = [_constants(folders[name + end]) if name + end in folders else {} for end in CONVENTIONS]
        for key in dict.fromkeys(key for each in columns for key in each):
            about = next(each[key] for each in columns if key in each)
            cells = [_said(each.get(key)) for each in columns]
            lines.append(f"| {name} | {about['label']} | {_name(about)} | {' | '.join(cells)} | {_printed(about)} |")
    if not lines:
        return ""
    head = ("comparison", "formula", "constant", *CONVENTIONS.values(), "printed")
    return HEAD + "\n".join([f"| {' | '.join(head)} |", "|---" * len(head) + "|", *lines]) + "\n"


def _constants(folder: Path) -> dict[tuple[str, str], dict[str, Any]]:
    """Return the records of the constants of a comparison, by model and name."""
    found = {}
    for row in read_rows(folder / "comparison.csv"):
        record = folder / row["model"] / "fit.json"
        if row["kind"] in ("theory", "rival") and record.is_file():
            fit = read_record(record)
            for each in _own(fit):
                printed = [one["value"] for one in fit["printed"] if one["name"] == each["name"]]
                found[row["model"], each["name"]] = {**each, "label": plain(row["label"]), "printed": printed}
    return found


def _own(fit: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield the records of the constants that a formula has itself: no scatter, no level of a family."""
    families = tuple(f"_{each}" for each in fit["bound"]["families"])
    for each in fit["parameters"]:
        if not each["name"].startswith(SCATTER) and not (families and each["name"].endswith(families)):
            yield each


def _name(about: Mapping[str, Any]) -> str:
    unit = f" ({about['unit']})" if about["unit"] else ""
    return plain(f"${about['symbol']}$: {about['meaning']}{unit}")


def _said(about: Mapping[str, Any] | None) -> str:
    if about is None:
        return "–"
    error = about["standard_error"]
    return f"{_short(about['estimate'])} ± {_short(error, 2)}" if error else _short(about["estimate"])


def _short(value: float, digits: int = 3) -> str:
    """Return a number to some digits, without an exponent up to a million."""
    if abs(value) < NOTHING:
        return "0"
    return f"{value:.0f}" if 10**digits <= abs(value) < 1e6 else f"{value:.{digits}g}"


def _printed(about: Mapping[str, Any]) -> str:
    return ", ".join(f"{value:.4g}" for value in dict.fromkeys(about["printed"])) or "–"
