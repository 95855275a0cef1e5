"""Draw every figure of some comparisons that is not up to date."""

from pathlib import Path

from tcreferee.base.logs import job_log

with job_log(snakemake.log[0], "draw") as log:
    from tcreferee.figures.batch import draw_batch

    draw_batch(snakemake.params.comparisons, snakemake.params.code, Path(snakemake.output.records[0]).parents[1], log)
