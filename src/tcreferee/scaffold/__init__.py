"""New files to start from."""
