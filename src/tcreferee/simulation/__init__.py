"""Simulation: many data sets at once, refitted and scored as the measured rows are."""
