"""The printed numbers of the papers and their recomputation: one folder a paper, found by listing this one."""
