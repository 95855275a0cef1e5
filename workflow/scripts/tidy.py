from pathlib import Path

from tcreferee.base.checksums import write_checksums
from tcreferee.base.logs import job_log
from tcreferee.data.tidy import tidy

with job_log(snakemake.log[0], f"tidy {snakemake.wildcards.dataset}") as log:
    tidy(
        csv_path=snakemake.input.csv,
        sidecar_path=snakemake.input.sidecar,
        out_csv=snakemake.output.csv,
        out_rejected=snakemake.output.rejected,
        out_json=snakemake.output.record,
        others={Path(each).stem: each for each in snakemake.input.seconds if each.endswith(".yaml")},
        quantities=snakemake.params.quantities,
    )
    write_checksums(snakemake.output.checksums, snakemake.input, snakemake.output)
    log.info("wrote %s", snakemake.output.csv)
