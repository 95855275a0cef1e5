"""Results with pandas and ArviZ: the comparison table, an estimate, the posterior.

Run after `make`, or after fit_one_table.py: python docs/examples/read_results.py [FOLDER OF A COMPARISON]
"""

import json
import sys
from pathlib import Path

import arviz_stats
import pandas as pd
import xarray as xr

FOLDER = Path(sys.argv[1] if len(sys.argv) > 1 else "results/example")

# One row a model, best first; an undefined number is empty.
table = pd.read_csv(FOLDER / "comparison.csv", index_col="model")
print(table[["n", "k", "rmse_K", "elpd_loo", "d_elpd", "se_d_elpd", "words"]].round(2).to_string(na_rep="-"))

# Everything about one fit.
fit = json.loads((FOLDER / "screening/fit.json").read_text(encoding="utf-8"))
t_u = fit["parameters"][0]
print(f"\n{t_u['name']}: {t_u['meaning']}")
print(f"  profile 68.3 %: {t_u['intervals']['68.3%'][0]:.0f} to {t_u['intervals']['68.3%'][1]:.0f} {t_u['unit']}")

# Whether the sampling can be trusted, by name.
checks = json.loads((FOLDER / "screening/diagnostics.json").read_text(encoding="utf-8"))["checks"]
print(f"  checks passed: {sum(check['passed'] for check in checks)} of {len(checks)}")

# The draws. An ensemble of emcee is a chain of ArviZ.
tree = xr.open_datatree(FOLDER / "screening/posterior.nc", engine="netcdf4")
print(f"\ngroups: {', '.join(tree.children)}")
print(arviz_stats.summary(tree, var_names=["t_u_K", "sigma_K"], kind="stats", ci_prob=0.95, ci_kind="eti").to_string())

# Probability that T_U lies above 450 K, and how row 3 was predicted.
above = float((tree["posterior"]["t_u_K"] > 450).mean())
print(f"\nP(T_U > 450 K) = {above:.2f}")
row = tree["posterior_predictive"]["tc_K"].isel(point_id=2)
print(f"{row['point_id'].item()}: {float(row.median()):.0f} K predicted at the median")
tree.close()
