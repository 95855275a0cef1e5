"""Predict the materials of one prediction with the fitted models of its comparison."""

from pathlib import Path

from tcreferee.base.checksums import write_checksums
from tcreferee.base.logs import job_log

with job_log(snakemake.log[0], f"predict {snakemake.wildcards.prediction}") as log:
    from tcreferee.prediction.predict import Question, predict

    given, question = snakemake.input, Question(**snakemake.params.question)
    folders = {Path(path).parent.name: Path(path).parent for path in given.fits}
    models = dict(zip(question.labels, given.models, strict=True))
    held_out = (Path(given.table[0]), Path(given.about[0])) if given.table else None
    said = predict(
        question, given.observations, models, folders, held_out, snakemake.output.csv, snakemake.output.record
    )
    write_checksums(snakemake.output.checksums, snakemake.input, snakemake.output)
    log.info("%s", said)
