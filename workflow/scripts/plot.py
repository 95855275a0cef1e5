"""Draw every figure of one comparison."""

from pathlib import Path

from tcreferee.logs import job_log

with job_log(snakemake.log[0], snakemake.wildcards.comparison) as log:
    from tcreferee.report.draw import draw

    results = Path(snakemake.input.table).parent
    draw(results, snakemake.input.models, snakemake.params.x, Path(snakemake.output.models).parent, log)
