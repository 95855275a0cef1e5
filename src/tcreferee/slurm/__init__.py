"""SLURM, two ways: the whole run in one allocation, or a SLURM job for each job of the workflow (docs/clusters.md).

Snakemake does the work. What is here asks SLURM beforehand whether the request can be served, and watches meanwhile
for waits that would never end.
"""
