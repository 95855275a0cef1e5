"""Fit, sample and score every model of one comparison that is not up to date."""

from pathlib import Path

from tcreferee.logs import job_log

with job_log(snakemake.log[0], snakemake.params.comparison) as log:
    from tcreferee.inference.batch import Job, infer_comparison
    from tcreferee.inference.settings import InferSettings

    jobs = {
        name: Job(Path(m["path"]), tuple(map(Path, m["sources"])), InferSettings.of(m["settings"]))
        for name, m in snakemake.params.models.items()
    }
    folder = Path(snakemake.output.record).parent
    made = infer_comparison(snakemake.input.observations, jobs, snakemake.input.code, folder, log)
    log.info("inferred %d of %d models", len(made), len(jobs))
