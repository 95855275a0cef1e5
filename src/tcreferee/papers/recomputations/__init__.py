"""Recomputations of the claims: one module for each paper, with a dict `RECOMPUTE` from claim id to function.

The facts of the claims are in data/claims. A key may contain "*" for any characters; every claim that declares no
verdict has exactly one key. A function takes the claim's inputs by name, in their printed units, and returns the
number in the claim's unit. An input whose name is a keyword of Python gets an underscore ("lambda_").
"""
