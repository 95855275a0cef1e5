"""The papers' formulas that are computed and not fitted: one file for each paper, with equation numbers and checks."""
