"""Add up the chunks of a study."""

from tcreferee.base.logs import job_log

with job_log(snakemake.log[0], snakemake.wildcards.comparison):
    from tcreferee.audits.study import gather

    gather(dict(snakemake.input.items()), dict(snakemake.output.items()))
