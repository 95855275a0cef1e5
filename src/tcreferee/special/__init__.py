"""How special a formula is: all equally simple formulas over the same inputs, and how much a formula could fit."""
