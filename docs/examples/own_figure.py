"""A figure of one's own: measured values, predictive intervals and the size of each row's score.

Run after fit_one_table.py: python docs/examples/own_figure.py [FOLDER OF A COMPARISON] [FIGURE]
"""

import sys
from pathlib import Path

import matplotlib as mpl
import pandas as pd

mpl.use("svg")
import matplotlib.pyplot as plt

FOLDER = Path(sys.argv[1] if len(sys.argv) > 1 else "results/example")
FIGURE = Path(sys.argv[2] if len(sys.argv) > 2 else "own_figure.svg")
MODELS = {"screening": "tab:blue", "linear": "tab:orange"}
mpl.rcParams |= {"svg.hashsalt": "tcreferee", "svg.fonttype": "none"}

density = pd.read_csv(FOLDER / "observations.csv", index_col="point_id")["n_m3"] / 1e27
scores = {name: pd.read_csv(FOLDER / name / "pointwise.csv", index_col="point_id") for name in MODELS}

figure, (top, bottom) = plt.subplots(2, 1, sharex=True, figsize=(5, 5), height_ratios=(2, 1), layout="constrained")
top.plot(density, scores["screening"]["observed_K"], "ko", label="measured", zorder=3)
for name, colour in MODELS.items():
    row = scores[name].assign(n=density).sort_values("n")
    top.fill_between(
        row["n"], row["predictive_q2.5_K"], row["predictive_q97.5_K"], color=colour, alpha=0.25, label=name
    )
    top.plot(row["n"], row["fitted_K"], color=colour)
top.set_ylabel("Tc (K)")
top.legend()

# Above zero: the row speaks for the screening formula, below for the straight line.
difference = scores["screening"]["elpd_loo"] - scores["linear"]["elpd_loo"]
bottom.axhline(0, color="black", linewidth=0.8)
bottom.stem(density, difference, basefmt=" ")
bottom.set(xlabel="n (10²⁷ m⁻³)", ylabel="difference (nats)")
figure.savefig(FIGURE, metadata={"Date": None})

print(f"sum over {len(difference)} rows: {difference.sum():.2f} nats")
print(f"largest: {difference.abs().max():.2f} nats, {density.index[difference.abs().argmax()]}")
