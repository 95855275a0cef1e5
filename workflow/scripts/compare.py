"""Write the comparison tables and the verdicts."""

from pathlib import Path

from tcreferee.base.checksums import write_checksums
from tcreferee.base.logs import job_log

with job_log(snakemake.log[0], "compare") as log:
    from tcreferee.comparison.table import compare

    results = Path(snakemake.output[0]).parents[1]
    for (name, labels), record in zip(snakemake.params.labels.items(), snakemake.output.records, strict=True):
        folder = results / name
        out = folder / "comparison.csv", folder / "comparison.json"
        folders = {model: folder / model for model in labels}
        models = snakemake.params.models[name]
        said = compare(name, folder / "observations.csv", folders, labels, snakemake.params.seed, *out, models)
        write_checksums(record, snakemake.params.sources[name], out)
        log.info("%s: %s", name, said)
