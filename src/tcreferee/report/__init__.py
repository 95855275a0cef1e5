"""Figures of each comparison, and the report that shows them."""
