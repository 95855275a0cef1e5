"""Select the rows of one comparison from its tables."""

from tcreferee.base.checksums import write_checksums
from tcreferee.base.logs import job_log

with job_log(snakemake.log[0], f"select {snakemake.wildcards.comparison}") as log:
    from tcreferee.data.select import Selection, select

    tables = list(zip(snakemake.input.csv, snakemake.input.record, strict=True))
    select(tables, Selection(**snakemake.params.selection), snakemake.output.csv, snakemake.output.record)
    write_checksums(snakemake.output.checksums, snakemake.input, snakemake.output)
    log.info("wrote %s", snakemake.output.csv)
