"""The tables of verdicts in the documentation: the pages agree, and the library finds the same by the court's rules."""

import re
from pathlib import Path

import numpy as np
import pytest
import yaml

import tcreferee
from tcreferee.comparison.side_by_side import plain
from tcreferee.comparison.thresholds import SMALL_DIFFERENCE, factor
from tcreferee.formulas.loading import find_models, load_model

ROOT = Path(__file__).parents[2]
CONFIG = yaml.safe_load((ROOT / "workflow/court.yaml").read_text(encoding="utf-8"))
RECOMPUTED = ("court_layers", "court_quantum_well_iron", "court_anion_height")
MEDIAN = 1  # its column


def tables(page):
    """Lines of the tables of a page of the documentation, without their bars; headings stay as they are."""
    lines = (ROOT / "docs" / page).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.startswith("| ")]


def printed(comparison, column=MEDIAN):
    """What the page says of each formula of a comparison, by its label."""
    found, here = {}, False
    for line in tables("court.md"):
        cells = [cell.strip() for cell in line[1:-1].split(" | ")]
        if cells[0].startswith("**"):
            here = cells[0].startswith(f"**{comparison}**")
        elif here and len(cells) == 4 and cells[0] not in ("formula", "comparison"):
            found[cells[0]] = cells[column]
    return found


def label(entry):
    given = {} if isinstance(entry, str) else entry
    model = entry if isinstance(entry, str) else entry["model"]
    return plain(given.get("label") or load_model(find_models()[model]).title)


def scores(name):
    """Kind and exact leave-one-out log densities of each model with one column for each input, by its label."""
    about = CONFIG["comparisons"][name]
    known = CONFIG["material_classes"][about["material_class"]]
    asked = {"response": about["response"], "prior": (known["tc_mean_K"], known["tc_sd_K"]), "x": about["x"]}
    for entry in about["models"]:
        model = {"model": entry} if isinstance(entry, str) else entry
        inputs = model.get("inputs", {})
        if not any(isinstance(column, list) for column in inputs.values()):
            fit = tcreferee.fit(
                model["model"], about["dataset"], families=about["families"], **asked,
                **({"inputs": inputs} if inputs else {}),
            )  # fmt: skip
            yield label(entry), (load_model(find_models()[model["model"]]).kind, fit.elpd_loo)


def said(own, nulls):
    """Word, null and number of the table: the clearest of the nulls ahead decides, else the one cleared least."""
    n, found = len(own), []
    for name, elpd in nulls.items():
        d = own - elpd
        found.append((name, float(d.sum()), float(np.sqrt(n * d.var(ddof=1)))))
    clear = [each for each in found if abs(each[1]) >= SMALL_DIFFERENCE and abs(each[1]) > factor(n) * each[2]]
    behind = [each for each in clear if each[1] < 0]
    word, decides = "worse", behind
    if not behind:
        word, decides = ("not told apart", [each for each in found if each not in clear])
    name, d, se = min(decides, key=lambda each: each[1] + (factor(n) * each[2] if behind else 0))
    return word, name, d, se


@pytest.mark.slow
@pytest.mark.parametrize("name", RECOMPUTED)
def test_the_verdicts_of_the_documentation_follow_from_the_rows(name):
    found, shown = dict(scores(name)), printed(name)
    nulls = {its_label: elpd for its_label, (kind, elpd) in found.items() if kind == "null"}
    formulas = {its_label: elpd for its_label, (kind, elpd) in found.items() if kind in ("theory", "rival")}
    assert formulas
    for its_label, elpd in formulas.items():
        word, null, d, se = said(elpd, nulls)
        cell, _, _ = shown[its_label].partition(";")
        assert cell == f"{word}: {d:.1f} ± {se:.1f} to {null}", its_label


def test_both_pages_show_the_same_tables():
    page = tables("comparisons_court.md")
    assert [line for line in tables("court.md") if "court_" in line or " ± " in line] != []
    assert [line for line in tables("court.md") if line not in page] == []


def test_what_the_page_says_of_the_rows_is_in_its_tables():
    text = (ROOT / "docs/court.md").read_text(encoding="utf-8")
    prose = " ".join(text[text.index("## What the rows say") : text.index("## Rules")].split())
    numbers = re.findall(r"-?\d+(?:\.\d+)? ± \d+(?:\.\d+)?", prose)
    assert len(numbers) > 10
    shown = "\n".join(tables("court.md"))
    assert [each for each in numbers if not re.search(rf"(?<![\d.-]){re.escape(each)}(?![\d.])", shown)] == []


def test_every_formula_of_every_comparison_has_its_line():
    for name, about in CONFIG["comparisons"].items():
        if not name.endswith(("_highest", "_alternative")):
            kinds = {label(e): load_model(find_models()[e if isinstance(e, str) else e["model"]]).kind
                     for e in about["models"]}  # fmt: skip
            assert {each for each, kind in kinds.items() if kind != "null"} <= printed(name).keys(), name


def test_both_conventions_and_the_alternative_structures_stand_side_by_side():
    for name in CONFIG["comparisons"]:
        question = name.removesuffix("_highest").removesuffix("_alternative")
        column = MEDIAN + name.endswith("_highest") + 2 * name.endswith("_alternative")
        assert "–" not in printed(question, column).values(), name
