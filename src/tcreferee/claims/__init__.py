"""The printed numbers of the papers and their recomputation: one file a paper, found by listing this folder."""
