"""Write the report and the summary of all comparisons."""

from pathlib import Path

from tcreferee.base.checksums import check_made, write_checksums
from tcreferee.base.logs import job_log

with job_log(snakemake.log[0], "report") as log:
    from tcreferee.report.document import write_report
    from tcreferee.report.older import previous_kept

    results = Path(snakemake.output.html).parent
    processed = Path(snakemake.input.datasets[0]).parent
    out = snakemake.output
    with previous_kept(out.html):
        check_made(snakemake.input.checksums)
        code = snakemake.params.code + snakemake.params.templates
        write_report(results, processed, snakemake.params.settings, out.html, out.summary, out.standing, code)
        write_checksums(out.checksums, snakemake.input, out)
    log.info("wrote %s", out.html)
