"""Audit the comparisons that are not up to date."""

from pathlib import Path

from tcreferee.base.logs import job_log

with job_log(snakemake.log[0], "audit") as log:
    from tcreferee.audits.batch import audit_batch
    from tcreferee.audits.case import Settings

    results = Path(snakemake.output.records[0]).parents[1]
    settings = Settings(**snakemake.params.settings)
    audit_batch(snakemake.params.comparisons, settings, snakemake.params.code, results, log)
