"""Write the comparison table and the verdict."""

from pathlib import Path

from tcreferee.logs import job_log

with job_log(snakemake.log[0], snakemake.wildcards.comparison) as log:
    from tcreferee.comparison.table import compare

    labels = snakemake.params.labels
    folders = {Path(path).parent.name: Path(path).parent for path in snakemake.input.fits}
    log.info(
        compare(
            snakemake.wildcards.comparison, snakemake.input.observations, folders, labels,
            snakemake.params.seed, snakemake.output.table, snakemake.output.record,
        )
    )  # fmt: skip
