"""Joint trials of several groups of rows: a parameter in common, the others and the scatter free for each group."""
