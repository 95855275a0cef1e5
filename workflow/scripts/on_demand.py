"""Draw one figure of a comparison that somebody asked for."""

from pathlib import Path

from tcreferee.base.logs import job_log

with job_log(snakemake.log[0], snakemake.wildcards.comparison) as log:
    from tcreferee.figures.on_demand import draw_on_demand

    draw_on_demand(Path(snakemake.input.table).parent, snakemake.wildcards.figure, snakemake.output[0], log)
