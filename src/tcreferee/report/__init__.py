"""The report: pages, tables, and what they say of each comparison."""
