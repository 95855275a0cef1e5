"""The numbers that the papers print: facts in data/claims, recomputations in one module for each paper."""
