"""Write the report and the summary of all comparisons."""

from pathlib import Path

from tcreferee.logs import job_log

with job_log(snakemake.log[0], "report") as log:
    from tcreferee.report.document import write_report

    results = Path(snakemake.input.tables[0]).parents[1]
    processed = Path(snakemake.input.datasets[0]).parent
    write_report(results, processed, snakemake.params.settings, *snakemake.output)
    log.info("wrote %s", ", ".join(snakemake.output))
