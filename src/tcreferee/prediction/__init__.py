"""Predictions of fitted formulas for materials that were not fitted."""
