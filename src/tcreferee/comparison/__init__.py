"""Comparison of models on the same rows: criteria, weights, the table, the verdict in words."""
