"""Write the tables of every comparison for a manuscript."""

from pathlib import Path

from tcreferee.base.checksums import write_checksums
from tcreferee.base.logs import job_log

with job_log(snakemake.log[0], "paper_tables") as log:
    from tcreferee.report.latex import write_paper_tables

    results, out = Path(snakemake.input.tables[0]).parents[1], Path(snakemake.output[0]).parent
    write_paper_tables(results, snakemake.params.titles, out)
    write_checksums(snakemake.output.checksums, snakemake.input, snakemake.output)
    log.info("tables of %d comparisons", len(snakemake.params.titles))
