"""Write the comparison tables and the verdicts, those that an earlier run wrote as they are now excepted."""

from functools import partial
from pathlib import Path

from tcreferee.base.checksums import write_checksums
from tcreferee.base.kept import made_from, once
from tcreferee.base.logs import job_log


def compared(name, folder, about, files, log):
    """Compare the models of one comparison; importing what that needs costs half a second."""
    from tcreferee.comparison.table import compare

    folders = {model: folder / model for model in about["labels"]}
    said = compare(name, folder / "observations.csv", folders, about["labels"], about["seed"], *files, about["models"])
    log.info("%s: %s", name, said)


with job_log(snakemake.log[0], "compare") as log:
    given, results = snakemake.params, Path(snakemake.output[0]).parents[1]
    for (name, labels), record in zip(given.labels.items(), snakemake.output.records, strict=True):
        folder, sources = results / name, given.sources[name]
        about = {"labels": labels, "models": given.models[name], "seed": given.seed}
        files = [folder / "comparison.csv", folder / "comparison.json"]
        made_of = made_from(given.code, about, sources)
        once(f"compare/{name}", made_of, files, partial(compared, name, folder, about, files, log))
        write_checksums(record, sources, files)
