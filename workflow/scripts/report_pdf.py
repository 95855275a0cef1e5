"""Print the report as PDF."""

from tcreferee.base.logs import job_log

with job_log(snakemake.log[0], "report_pdf") as log:
    from tcreferee.report.print import print_pdf

    print_pdf(snakemake.input.page, snakemake.output[0])
    log.info("wrote %s", snakemake.output[0])
