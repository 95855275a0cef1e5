"""Reported Tc of the SuperCon database: clean the reports, join them to crystal structures, one row a structure.

The rules stand in docs/court.md and in the constants of `reports` and `join`; they were written before any formula was
fitted to the rows they make.
"""
