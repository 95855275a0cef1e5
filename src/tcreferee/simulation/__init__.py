"""Simulation: many data sets at once, refitted and scored in the same way as the measured rows."""
