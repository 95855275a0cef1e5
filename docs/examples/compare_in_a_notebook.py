"""The library in ten lines: a table, a formula, its rivals, the audits.

Run anywhere: python compare_in_a_notebook.py
"""

import tcreferee

data = tcreferee.load_dataset("ybco_jorgensen1990")  # or your_table.csv, or a DataFrame with n_m3 and tc_K
fit = tcreferee.fit("screening", data)  # or your_formula.py
for name, value in fit.estimates.items():
    print(f"{name} = {value:.4g} ± {fit.standard_errors[name]:.3g}")
trial = tcreferee.compare(["screening", "constant", "linear"], data)
print(trial.sentence)
for row in tcreferee.audit(trial):
    if row.verdict == "fires":
        print(f"{row.audit}: {row.note}")
