"""Simulate one chunk of a study."""

from tcreferee.base.logs import job_log

with job_log(snakemake.log[0], f"{snakemake.wildcards.comparison}, chunk {snakemake.wildcards.chunk}") as log:
    from tcreferee.audits.case import Settings
    from tcreferee.audits.read import Asked, read_case
    from tcreferee.audits.study import study_chunk

    asked = Asked(**snakemake.params.asked)
    case = read_case(snakemake.wildcards.comparison, asked, Settings(snakemake.params.seed), "results")
    study_chunk(case, int(snakemake.wildcards.chunk), *snakemake.params.sizes, dict(snakemake.output.items()))
    log.info("%d data sets of each model", snakemake.params.sizes[0])
