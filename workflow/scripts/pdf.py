"""Draw the figures of one comparison for a manuscript."""

from pathlib import Path

from tcreferee.base.logs import job_log

with job_log(snakemake.log[0], snakemake.wildcards.comparison) as log:
    from tcreferee.figures.draw import draw_pdfs

    results, out = Path(snakemake.input.table).parent, Path(snakemake.output[0]).parent
    draw_pdfs(results, snakemake.params.models, snakemake.params.x, out, log)
