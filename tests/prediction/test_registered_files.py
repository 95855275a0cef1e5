"""The predictions that are registered in the repository: unchanged, documented, and of materials without a known Tc."""

import csv
import json
from pathlib import Path

import pytest

from tcreferee.prediction import registered
from tcreferee.supercon.join import composition
from tcreferee.supercon.reports import read_formula

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "data/registered").glob("*.json"))
RULES = "court_unreported"


def compositions(formulas):
    """Return the compositions, oxygen apart, of all that can be read as a formula."""
    found = set()
    for formula in formulas:
        try:
            found.add(composition(read_formula(formula)[0]))
        except ValueError:
            continue
    return found


def plain(formula):
    """Return a formula without brackets: Ba2CaTl2(CuO4)2 -> Ba2CaTl2Cu2O8."""
    pytest.importorskip("pymatgen.core.composition")
    from pymatgen.core.composition import Composition

    return Composition(formula).formula.replace(" ", "")


def materials():
    with (ROOT / f"data/raw/{RULES}.csv").open(encoding="utf-8", newline="") as lines:
        return {row["formula"]: row for row in csv.DictReader(lines)}


def test_every_file_is_as_it_was_registered_and_is_on_the_page_of_the_documentation():
    page = (ROOT / "docs/registered.md").read_text(encoding="utf-8")
    known = materials()
    assert len(FILES) >= 14
    for path in FILES:
        content = registered.read(path)
        assert f"`{path.stem.rpartition('_')[2]}`" in page, path.name
        assert f"{content['verdict']}" in page
        for each in content["materials"]:
            assert each["label"] in known
            assert each["lower95"] < each["median"] < each["upper95"]


def test_a_material_is_registered_with_the_lengths_of_its_structure():
    known = materials()
    (path,) = [path for path in FILES if "cuprates_quantum_well_smallest" in path.name]
    content = json.loads(path.read_text(encoding="utf-8"))
    assert len(content["materials"]) == sum(row["planes"] == "CuO2" for row in known.values())
    for each in content["materials"]:
        assert each["inputs"]["xi_smallest_A"] == float(known[each["label"]]["xi_smallest"])


def test_no_material_has_a_tc_in_a_table_of_the_repository():
    registered_ones = {composition(read_formula(plain(name))[0]): name for name in materials()}
    for path in sorted((ROOT / "data/raw").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as lines:
            rows = list(csv.DictReader(lines))
        if not any(column.lower().startswith(("tc", "t_c")) for column in rows[0]):
            continue
        texts = {cell for row in rows for column, cell in row.items() if column and cell and "," not in cell}
        both = compositions(texts) & registered_ones.keys()
        assert not both, (path.name, [registered_ones[each] for each in both])


@pytest.mark.slow
def test_no_material_has_a_report():
    """No report of SuperCon, used or rejected, has the composition of one, oxygen apart."""
    from tcreferee.supercon.archive import read_reports

    reported = compositions(row["formula"] for row in read_reports(ROOT / "data/court"))
    assert not [name for name in materials() if composition(read_formula(plain(name))[0]) in reported]
