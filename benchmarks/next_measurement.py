"""Is the next measurement that we recommend better than a random one, and does the promised number of rows hold?

Planted cases: the inputs of five tables, and Tc simulated from the posterior of a formula or of its null (each in half
of the cases). Both are refitted to the simulated table, and asked for the best place and for the number of further rows
until the words change (5, 50 and 95 %). Then rows of the planted truth are added at that place, and at a random place
of the same range, and both are refitted exactly after each: how many did it take?

    python benchmarks/next_measurement.py [CASES]          100 cases a table; writes next_measurement.csv

Cases in which the simulated table decides already are drawn again. A case that is not decided after 32 rows counts as
64 in the ratio, and as kept by a promise of "more than 32". `closed` counts the promises whose upper end is a number:
only these can be broken from above. `decided` and `promised_decided` are shares in per cent after 32 rows.
"""

from __future__ import annotations

import csv
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np

from tcreferee.api.trials import Prepared, prepare
from tcreferee.comparison.undecided import tells_apart
from tcreferee.prediction.gain import gains
from tcreferee.prediction.more_rows import more_rows, new_rows
from tcreferee.prediction.places import places_around
from tcreferee.prediction.refits import TRIED, exact_rows, refits
from tcreferee.prediction.sides import Side, exact_side
from tcreferee.simulation.draw import draw_datasets
from tcreferee.simulation.scores import scores

CASES = {
    "iron: quantum well, logarithm": ("quantum_well", "logarithm", "quantum_well_table2_iron", "xi_printed_A",
                                      {"xi_A": "xi_printed_A"}),
    "cuprates: quantum well, line": ("quantum_well", "linear", "quantum_well_table1_cuprates", "xi_printed_A",
                                     {"xi_A": "xi_printed_A"}),
    "condensation, constant": ("bec_free_constant", "constant", "bec_table1_cuprates", "n_pair_m3", {}),
    "YBCO: screening, line": ("screening", "linear", "ybco_jorgensen1990", "n_m3", {}),
    "metals: Allen and Dynes, logarithm": ("allen_dynes_fixed", "logarithm", "allen_dynes1975", "lambda_ep", {}),
}  # fmt: skip
UNDECIDED, NEVER, TRIALS = 64, 10**6, 60
COLUMNS = (
    "table", "rows", "cases", "kept", "closed", "kept_closed", "kept_without_refits", "median_recommended",
    "median_random", "ratio", "decided_recommended", "decided_random", "promised_decided",
    "promised_decided_without_refits", "median_promised", "median_promised_without_refits",
)  # fmt: skip
OUT = Path(__file__).with_suffix(".csv")


def sides(prepared: Prepared, seed: int, y: np.ndarray | None = None) -> list[Side]:
    """Return formula and null with their exact posteriors, fitted to the table or to a simulated Tc."""
    rows = prepared.observations if y is None else replace(prepared.observations, y=y)
    found = []
    for name, model in prepared.models.items():
        side = exact_side(name, model.title, model, prepared.settings(name), rows, 400, seed)
        assert side is not None
        found.append(side)
    return found


def planted(prepared: Prepared, seed: int) -> dict[str, float]:
    """Return what one planted case took and what was promised."""
    rng = np.random.default_rng(seed)
    own = sides(prepared, seed)
    response = prepared.observations.quantities[prepared.observations.response]
    while True:
        truth = int(rng.integers(2))
        one = int(rng.integers(len(own[truth].sigma)))
        at = replace(own[truth], theta=own[truth].theta[[one]], sigma=own[truth].sigma[[one]])
        y = draw_datasets(at.trial, at.theta, at.sigma, rng)
        if not tells_apart(scores(own[0].trial, y).elpd - scores(own[1].trial, y).elpd)[0]:
            break
    fitted = sides(prepared, seed, y[0])
    columns = list(dict.fromkeys([*own[0].columns, *own[1].columns]))
    found = gains(*fitted, places_around(prepared.observations, columns, 16, None), response)
    best, any_place = (found.places.some(np.array([i])) for i in (found.best, rng.integers(len(found.places))))
    elpd = [scores(side.trial, y).elpd[0] for side in fitted]
    promised = exact_rows(fitted, best, tells_apart, TRIALS, seed)
    rough = more_rows(fitted, elpd, best, response, tells_apart, TRIALS, seed, TRIED)
    took = {}
    for word, place in (("recommended", best), ("random", any_place)):
        new = new_rows(at, place, 1, max(TRIED), rng)
        difference = refits(fitted, place, [new, new])
        took[word] = next((m for m in TRIED if tells_apart(difference(0, m))[0]), UNDECIDED)
    kept = [
        (low or UNDECIDED) <= took["recommended"] <= (high or NEVER)
        for low, _, high in (promised.numbers, rough.numbers)
    ]  # fmt: skip
    said = {"promised": promised.numbers[1] or UNDECIDED, "rough": rough.numbers[1] or UNDECIDED}
    return took | said | {"kept": kept[0], "kept_rough": kept[1], "closed": promised.numbers[2] is not None,
                          "share": promised.changed[-1], "share_rough": rough.changed[-1]}  # fmt: skip


def measured(word: str, cases: int) -> dict[str, object]:
    """Return the row of one table."""
    formula, null, table, x, inputs = CASES[word]
    with tempfile.TemporaryDirectory() as folder:
        asked = {"x": x, "likelihood": "normal", "inputs": inputs, "accept_grades": ["read", "computed", "package"]}
        prepared = prepare([formula, null], table, asked, Path(folder))
    each = [planted(prepared, seed) for seed in range(cases)]
    took = {key: np.array([one[key] for one in each], dtype=float) for key in each[0]}
    return {
        "table": word, "rows": prepared.observations.n, "cases": cases, "kept": int(took["kept"].sum()),
        "closed": int(took["closed"].sum()), "kept_closed": int((took["kept"] * took["closed"]).sum()),
        "kept_without_refits": int(took["kept_rough"].sum()),
        "median_recommended": float(np.median(took["recommended"])), "median_random": float(np.median(took["random"])),
        # rows needed, as a geometric mean over the cases
        "ratio": round(float(np.exp(np.mean(np.log(took["random"] / took["recommended"])))), 2),
        "decided_recommended": int((took["recommended"] < UNDECIDED).sum()),
        "decided_random": int((took["random"] < UNDECIDED).sum()),
        "promised_decided": round(100 * float(took["share"].mean())),
        "promised_decided_without_refits": round(100 * float(took["share_rough"].mean())),
        "median_promised": float(np.median(took["promised"])),
        "median_promised_without_refits": float(np.median(took["rough"])),
    }  # fmt: skip


def main() -> None:
    """Measure, print and write."""
    cases = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    rows = []
    for word in CASES:
        rows.append(measured(word, cases))
        print(rows[-1], flush=True)
    if cases < 100:
        return
    with OUT.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main()
