"""One table, three formulas: from the pair of files to the verdict, without the workflow.

Run in the repository: python docs/examples/fit_one_table.py [FOLDER]
"""

import logging
import sys
from pathlib import Path

from tcreferee.base.records import RESULT_FILES, read_record, read_rows
from tcreferee.comparison.table import compare
from tcreferee.data.select import Selection, select
from tcreferee.data.tidy import tidy
from tcreferee.formulas.loading import find_models
from tcreferee.inference.infer import infer
from tcreferee.inference.settings import InferSettings

RAW = Path("data/raw")
OUT = Path(sys.argv[1] if len(sys.argv) > 1 else "results/example")
TABLE, COMPARISON = "ybco_jorgensen1990", "example"
# entry: model file, and the column of the table that fills its input
MODELS = {
    "screening": {"n_m3": "n_m3"},
    "linear": {"x": "n_m3"},
    "constant": {},
}

# 1. The table as printed, in the project's units, checked against its sidecar.
tidied = [OUT / f"{TABLE}{end}" for end in (".csv", ".rejected.csv", ".json")]
tidy(RAW / f"{TABLE}.csv", RAW / f"{TABLE}.yaml", *tidied)

# 2. The rows that every model can use.
rows = OUT / "observations.csv"
select([(tidied[0], tidied[2])], Selection("tc_K", inputs=["n_m3"]), rows, rows.with_suffix(".json"))

# 3. lmfit, emcee, exact integration and scores of each model.
for name, inputs in MODELS.items():
    settings = InferSettings(
        COMPARISON, name, inputs, likelihood="normal",
        centre_K=80.0,  # mean Tc of the cuprates
        effect_K=1.5 * 35.0,  # 1.5 times their standard deviation
        sigma_scale_K=35.0,  # scale of the prior of the scatter: the same standard deviation
        seed=1,
    )  # fmt: skip
    files = {key: OUT / name / file for key, file in RESULT_FILES.items()}
    infer(rows, find_models()[name], settings, files, logging.getLogger("example"))

# 4. The table and the sentence.
labels = {name: name for name in MODELS}
folders = {name: OUT / name for name in MODELS}
sentence = compare(COMPARISON, rows, folders, labels, 1, OUT / "comparison.csv", OUT / "comparison.json")

fit = read_record(OUT / "screening/fit.json")
print(f"{fit['n']} rows, screening:")
for p in fit["parameters"]:
    error = f" ± {p['standard_error']:.3g}" if p["standard_error"] else ""
    print(f"  {p['name']} = {p['estimate']:.4g}{error} {p['unit']}")
print()
for row in read_rows(OUT / "comparison.csv"):
    name = row["label"] if row["generated"] == "true" else row["model"]  # made by the program: nulls and generic curves
    print(f"{name:22s} elpd {float(row['elpd_loo']):6.1f}   D {float(row['d_elpd']):6.1f}   {row['words']}")
print()
print(sentence)
