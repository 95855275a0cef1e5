"""Write the page of all tables."""

from pathlib import Path

from tcreferee.base.checksums import write_checksums
from tcreferee.base.logs import job_log

with job_log(snakemake.log[0], "tables") as log:
    from tcreferee.data.own_quantities import declare_block
    from tcreferee.report.tables import write_tables

    declare_block(snakemake.params.quantities, "config.yaml")
    sidecars = {name: Path(path) for name, path in snakemake.params.sidecars.items()}
    write_tables(sidecars, snakemake.params.uses, snakemake.output[0])
    write_checksums(snakemake.output.checksums, snakemake.input, snakemake.output)
    log.info("%d tables", len(sidecars))
