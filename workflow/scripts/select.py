from tcreferee.data.observations import select
from tcreferee.logs import job_log

with job_log(snakemake.log[0], f"select {snakemake.wildcards.comparison}") as log:
    select(
        processed_csv=snakemake.input.csv,
        processed_json=snakemake.input.record,
        response=snakemake.params.response,
        inputs=list(snakemake.params.inputs),
        out_csv=snakemake.output.csv,
        out_json=snakemake.output.record,
        accept_grades=list(snakemake.params.accept_grades),
    )
    log.info("wrote %s", snakemake.output.csv)
