"""SLURM, two ways: the whole run in one allocation, or a SLURM job for each job of the workflow (docs/clusters.md).

Snakemake does the work. This package first asks SLURM whether the request can be served, and then watches
for jobs that would wait for ever.
"""
