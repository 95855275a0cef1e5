"""Figures of each comparison and of the papers."""
