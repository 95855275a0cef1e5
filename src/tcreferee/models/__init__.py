"""Tc models: one file each, found by listing this folder."""
