"""Write the report and the summary of all comparisons."""

from pathlib import Path

from tcreferee.base.logs import job_log

with job_log(snakemake.log[0], "report") as log:
    from tcreferee.report.document import write_report

    results = Path(snakemake.input.tables[0]).parents[1]
    processed = Path(snakemake.input.datasets[0]).parent
    out = snakemake.output
    write_report(results, processed, snakemake.params.settings, out.html, out.summary, out.standing)
    log.info("wrote %s", ", ".join(out))
