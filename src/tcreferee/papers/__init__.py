"""The numbers that the papers print: their facts are in data/claims, their recomputations in one module a paper."""
