"""Fit, sample and score every model of some comparisons that is not up to date."""

from pathlib import Path

from tcreferee.base.logs import job_log

with job_log(snakemake.log[0], "infer") as log:
    from tcreferee.inference.batch import Job, infer_batch
    from tcreferee.inference.settings import InferSettings

    jobs = {
        comparison: {
            name: Job(Path(m["path"]), tuple(map(Path, m["sources"])), InferSettings.of(m["settings"]))
            for name, m in models.items()
        }
        for comparison, models in snakemake.params.comparisons.items()
    }
    infer_batch(jobs, snakemake.params.code, Path(snakemake.output.records[0]).parents[1], log)
