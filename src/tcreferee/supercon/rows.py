"""Make the court's tables: measure all structures, clean all reports, join them, one row a structure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tcreferee.data.ionicity import pauling_ionicity
from tcreferee.structures.lengths import Lengths
from tcreferee.structures.table import ELEMENT_COLUMNS, LAYER_COLUMNS, Row, by_name, element_row, layer_row, number
from tcreferee.supercon.archive import read_reports, read_structures
from tcreferee.supercon.groups import Group, far_out, summarise
from tcreferee.supercon.join import (
    Candidate,
    candidates_by_composition,
    choose,
    choose_otherwise,
    composition,
    kind_of,
    parents,
)
from tcreferee.supercon.reports import Cleaned, Report, clean
from tcreferee.supercon.scatter import COLUMNS as SCATTER_COLUMNS
from tcreferee.supercon.scatter import report_scatter
from tcreferee.supercon.unreported import unreported

GROUP_COLUMNS = ["tc_median", "tc_lower", "tc_upper", "tc_highest", "tc_highest_all"]
GROUP_COLUMNS += ["reports", "flagged", "first_year"]
STRUCTURE_COLUMNS = ["structure", "formula", "planes", "n_planes", "series", "family"]
STRUCTURE_COLUMNS += ["xi_smallest", "xi_largest", "xi_inner"]
STRUCTURE_COLUMNS += ["apical", "anion_height", "metal_distance", "volume_per_metal", "ionicity"]
COURT_COLUMNS = [*STRUCTURE_COLUMNS, *GROUP_COLUMNS]
REJECTED_COLUMNS = ["num", "formula", "tc_K", "reason"]
FLAGGED_COLUMNS = ["num", "formula", "tc_K", "structure", "median_K", "reports"]
LSCO_COLUMNS = ["num", "formula", "x", "tc", "year"]
# ASSUME: a series of fewer rows has no level of its own that could be told apart from its rows
SMALLEST_SERIES, OTHERS = 3, "other series"
Choice = Callable[[Report, Iterable[Candidate]], Candidate]


@dataclass(frozen=True)
class Table:
    """One CSV: columns and rows of text."""

    columns: list[str]
    rows: list[Row]


def tables(folder: Path) -> dict[str, Table]:
    """Return every table of the court by its id.

    Parameters
    ----------
    folder : Path
        data/court, with the packed structures and reports.
    """
    files, index = read_structures(folder)
    layers, elements, known, atoms = _measured(files)
    reports = read_reports(folder)
    cleaned = clean(reports)
    made = {"crystal_layers": Table(LAYER_COLUMNS, layers), "crystal_elements": Table(ELEMENT_COLUMNS, elements)}
    by_composition = candidates_by_composition(index, known)
    flagged: list[Row] = []
    used: set[str] = set()
    parent = parents(known)
    rows = {row["structure"]: row for row in layers}
    for ending, choice in (("", choose), ("_alternative", choose_otherwise)):
        groups = _grouped(cleaned, by_composition, choice, parent)
        used |= {*groups}
        court = [_court_row(rows[name], atoms[name], summarise(each)) for name, each in _ordered(groups, rows)]
        made |= {name + ending: Table(COURT_COLUMNS, part) for name, part in _parts(court, rows, ending).items()}
        flagged = flagged or _flagged(groups)
    names = unreported(layers, known, parent, used, [row["formula"] for row in reports], index)
    made["court_unreported"] = Table(STRUCTURE_COLUMNS, [_structure_row(rows[name], atoms[name]) for name in names])
    made["court_lsco"] = Table(LSCO_COLUMNS, lsco_rows(cleaned))
    made["report_scatter"] = Table(list(SCATTER_COLUMNS), report_scatter(cleaned.used))
    made["reports_rejected"] = Table(REJECTED_COLUMNS, _rejected(cleaned, by_composition))
    made["reports_flagged"] = Table(FLAGGED_COLUMNS, flagged)
    return made


def _measured(
    files: Mapping[str, str],
) -> tuple[list[Row], list[Row], dict[str, Candidate], dict[str, Mapping[str, float]]]:
    layers, elements, known = [], [], {}
    atoms: dict[str, Mapping[str, float]] = {}
    for family, name, text in by_name(files):
        if family == "element":
            elements.append(element_row(name, text))
            continue
        row, crystal, lengths = layer_row(name, text)
        layers.append({**row, "family": family})
        if crystal is not None:
            known[name] = Candidate(name, crystal.amounts, *_layered(lengths))
            atoms[name] = crystal.amounts
    return layers, elements, known, atoms


def _layered(lengths: Lengths | None) -> tuple[bool, str]:
    """Whether a structure has planes that a xi can be measured of, and its kind."""
    return (True, kind_of(lengths)) if lengths and lengths.xi_A else (False, "")


def _grouped(
    cleaned: Cleaned,
    by_composition: Mapping[tuple[tuple[str, float], ...], list[Candidate]],
    choice: Choice,
    parent: Mapping[str, str],
) -> dict[str, list[Report]]:
    groups: dict[str, list[Report]] = defaultdict(list)
    for report in cleaned.used:
        if candidates := by_composition.get(composition(report.amounts)):
            groups[parent[choice(report, candidates).name]].append(report)
    return groups


def _ordered(groups: Mapping[str, list[Report]], rows: Mapping[str, Row]) -> list[tuple[str, list[Report]]]:
    return [(name, groups[name]) for name in rows if name in groups]


def _structure_row(row: Row, amounts: Mapping[str, float]) -> Row:
    metal = row.get("planes", "")[:2]
    per_metal = float(row["volume"]) / amounts[metal] if metal in amounts else None
    return {**row, "volume_per_metal": number(per_metal, 3), "ionicity": _ionicity(row["formula"])}


def _court_row(row: Row, amounts: Mapping[str, float], group: Group) -> Row:
    return {
        **_structure_row(row, amounts),
        "tc_median": f"{group.median_K:.6g}",
        "tc_lower": f"{group.lower_K:.6g}",
        "tc_upper": f"{group.upper_K:.6g}",
        "tc_highest": f"{group.highest_K:.6g}",
        "tc_highest_all": f"{group.highest_all_K:.6g}",
        "reports": str(group.count),
        "flagged": str(group.flagged),
        "first_year": str(group.first_year or ""),
    }


def _ionicity(formula: str) -> str:
    try:
        return number(pauling_ionicity(formula, "handbook"), 5)
    except ValueError:  # not an oxide of metals and halogens: the cell stays empty, as the table's page says
        return ""


def _parts(court: list[Row], rows: Mapping[str, Row], ending: str) -> dict[str, list[Row]]:
    """The tables of planes of copper, of planes of iron, and of all oxides of copper and nickel."""
    parts = {
        "court_cuprates": [row for row in court if row.get("planes") == "CuO2"],
        "court_iron": [row for row in court if row.get("planes", "").startswith("Fe") and row["family"] == "iron"],
    }
    if not ending:
        several = {row["series"] for row in parts["court_cuprates"] if row["n_planes"]}
        several = {each for each in several if len(_counts(parts["court_cuprates"], each)) > 1}
        parts["court_layers"] = [row for row in parts["court_cuprates"] if row["series"] in several]
        oxides = [row for row in court if row["family"] in {"cuprate", "nickelate"} and row["ionicity"]]
        parts["court_oxides"] = [{**row, "series": row.get("series") or "no planes"} for row in oxides]
    return {name: _with_families(part) for name, part in parts.items()}


def _counts(rows: list[Row], series: str) -> set[str]:
    """The numbers of planes in a stack that occur in a series."""
    return {row["n_planes"] for row in rows if row["series"] == series and row["n_planes"]}


def _with_families(rows: list[Row]) -> list[Row]:
    """Name each row's family: its series, or that of all smaller series together."""
    counts = Counter(row["series"] for row in rows)
    return [{**row, "family": row["series"] if counts[row["series"]] >= SMALLEST_SERIES else OTHERS} for row in rows]


def lsco_rows(cleaned: Cleaned) -> list[Row]:
    """Return all reports of La(2-x)Sr(x)CuO4: nothing but these elements, two of La and Sr (some of it) for one Cu."""
    found = []
    for report in cleaned.used:
        amounts = report.amounts
        if set(amounts) - {"Sr", "O"} != {"La", "Cu"} or amounts["Cu"] != 1 or abs(amounts.get("O", 4.0) - 4) > 0.1:
            continue
        x = amounts.get("Sr", 0.0)
        if x > 0 and abs(amounts["La"] + x - 2) < 0.005:
            numbers = {"x": f"{x:g}", "tc": f"{report.tc_K:g}", "year": str(report.year or "")}
            found.append({"num": report.number, "formula": report.formula, **numbers})
    return found


def _rejected(cleaned: Cleaned, by_composition: Mapping[tuple[tuple[str, float], ...], list[Candidate]]) -> list[Row]:
    found = [dict(zip(REJECTED_COLUMNS, row, strict=True)) for row in cleaned.rejected]
    for report in cleaned.used:
        if not by_composition.get(composition(report.amounts)):
            reason = "no structure of this collection is matched to its composition"
            found.append(
                dict(zip(REJECTED_COLUMNS, (report.number, report.formula, f"{report.tc_K:g}", reason), strict=True))
            )
    return sorted(found, key=lambda row: int(row["num"]))


def _flagged(groups: Mapping[str, list[Report]]) -> list[Row]:
    found = []
    for name, reports in groups.items():
        for report, far in zip(reports, far_out([each.tc_K for each in reports]), strict=True):
            if far:
                median = f"{summarise(reports).median_K:.6g}"
                found.append(
                    {"num": report.number, "formula": report.formula, "tc_K": f"{report.tc_K:g}", "structure": name,
                     "median_K": median, "reports": str(len(reports))}
                )  # fmt: skip
    return sorted(found, key=lambda row: int(row["num"]))
