"""Draw figures of the papers anew from the tables."""

from pathlib import Path

from tcreferee.base.checksums import write_checksums
from tcreferee.base.logs import job_log

with job_log(snakemake.log[0], "figures of the papers") as log:
    from tcreferee.figures.papers import draw_paper_figures

    sidecars = {Path(path).stem: path for path in snakemake.input.pairs if str(path).endswith(".yaml")}
    figures = {name: path for name, path in snakemake.output.items() if name != "checksums"}
    draw_paper_figures(sidecars, figures)
    write_checksums(snakemake.output.checksums, snakemake.input, snakemake.output)
    log.info("%d figures", len(figures))
