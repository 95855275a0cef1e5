"""The table of verdicts in docs/court.md, recomputed from the rows of the court by its rules."""

import csv
import re
from pathlib import Path

import numpy as np
import pytest
import yaml

import tcreferee
from tcreferee.comparison.thresholds import factor

ROOT = Path(__file__).parents[2]
CONFIG = yaml.safe_load((ROOT / "workflow/court.yaml").read_text(encoding="utf-8"))
SHOWN = {
    "court_layers": {"layer count": "layer_count", "layer count, a level a series": "layer_count_series"},
    "court_quantum_well_iron": {
        "quantum well, iron: ξ smallest": "quantum_well_smallest",
        "quantum well, iron: ξ largest": "quantum_well_largest",
        "quantum well, iron: ξ innermost": "quantum_well_inner",
    },
    "court_anion_height": {"anion height": "anion_height"},
}
NULLS = {"constant", "linear", "logarithm", "logarithm_of_reports", "two_levels", "family_mean", "family_mean_pooled"}


def printed():
    lines = (ROOT / "docs/court.md").read_text(encoding="utf-8").splitlines()
    cells = [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines if line.startswith("| ")]
    return {row[0]: row[2] for row in cells if len(row) == 5}


def scores(name):
    """Exact leave-one-out log densities of each model with one column for each input."""
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
            yield model.get("name", model["model"]), fit.elpd_loo


@pytest.mark.slow
@pytest.mark.parametrize("name", SHOWN)
def test_the_verdicts_of_the_documentation_follow_from_the_rows(name):
    elpd = dict(scores(name))
    for label, model in SHOWN[name].items():
        n = len(elpd[model])
        against = [elpd[model] - elpd[null] for null in NULLS & elpd.keys()]
        total = np.array([d.sum() for d in against])
        se = np.array([np.sqrt(n * d.var(ddof=1)) for d in against])
        clear = np.abs(total) - factor(n) * se > 0
        word = "not told apart"
        if (clear & (total >= 4)).all():
            word = "yes"
        elif (clear & (total <= -4)).any():
            word = "worse"
        said = re.fullmatch(r"([a-z ]+): (-?[\d.]+) ± ([\d.]+) to .*", printed()[label])
        assert said[1] == word, label
        worst = total.argmin()
        assert (float(said[2]), float(said[3])) == pytest.approx((total[worst], se[worst]), abs=0.06)


def test_every_formula_of_the_table_has_its_rows_in_the_court():
    with (ROOT / "data/raw/court_layers.csv").open(encoding="utf-8", newline="") as lines:
        assert len(list(csv.DictReader(lines))) == 20
    assert {label for shown in SHOWN.values() for label in shown} <= printed().keys()
