"""Write the comparison tables and the verdicts, those that an earlier run wrote as they are now excepted."""

from functools import partial
from pathlib import Path

from tcreferee.base.checksums import write_checksums
from tcreferee.base.kept import made_from, once
from tcreferee.base.logs import job_log

with job_log(snakemake.log[0], "compare") as log:
    from tcreferee.comparison.table import compare
    from tcreferee.text.html import plain_text

    def compared(name, *about):
        log.info("%s: %s", name, plain_text(compare(name, *about)))

    given, results = snakemake.params, Path(snakemake.output[0]).parents[1]
    for (name, labels), record in zip(given.labels.items(), snakemake.output.records, strict=True):
        folder, sources, models = results / name, given.sources[name], given.models[name]
        files = [folder / "comparison.csv", folder / "comparison.json"]
        folders = {model: folder / model for model in labels}
        table = partial(compared, name, folder / "observations.csv", folders, labels, given.seed, *files, models)
        made_of = made_from(given.code, {"labels": labels, "models": models, "seed": given.seed}, sources)
        once(f"compare/{name}", made_of, files, table)
        write_checksums(record, sources, files)
