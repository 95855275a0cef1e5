"""Write the comparison tables and the verdicts."""

from pathlib import Path

from tcreferee.base.logs import job_log

with job_log(snakemake.log[0], "compare") as log:
    from tcreferee.comparison.table import compare

    results = Path(snakemake.output[0]).parents[1]
    for name, labels in snakemake.params.labels.items():
        folder = results / name
        out = folder / "comparison.csv", folder / "comparison.json"
        folders = {model: folder / model for model in labels}
        said = compare(name, folder / "observations.csv", folders, labels, snakemake.params.seed, *out)
        log.info("%s: %s", name, said)
