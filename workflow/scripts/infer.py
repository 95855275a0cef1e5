"""Fit, sample and score one model on one comparison."""

from tcreferee.logs import job_log

with job_log(snakemake.log[0], f"{snakemake.wildcards.comparison} / {snakemake.wildcards.model}") as log:
    from tcreferee.inference.infer import InferSettings, infer
    from tcreferee.inference.sample import SamplerSettings

    settings = dict(snakemake.params.settings)
    settings["sampler"] = SamplerSettings(**settings["sampler"])
    infer(snakemake.input.observations, snakemake.input.model, InferSettings(**settings), snakemake.output, log)
