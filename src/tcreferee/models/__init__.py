"""Tc models: one file for each; they are found by listing this folder."""
