"""What each paper's claims are computed with: one module a paper, a dict `RECOMPUTE` from claim id to function.

The facts of the claims stand in data/claims. A key may hold "*" for any characters; every claim that declares no
verdict has exactly one key. A function takes the claim's inputs by name, in their printed units, and returns the
number in the claim's unit; an input whose name is a word of Python is passed with an underscore behind ("lambda_").
"""
