"""The papers' formulas that are not fits: one file a paper, each function with its equation number and checks."""
