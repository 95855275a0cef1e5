"""Claims of one paper."""
