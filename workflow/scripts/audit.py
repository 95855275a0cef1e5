"""Audit some comparisons, those that an earlier run audited as they are now excepted."""

from functools import partial
from pathlib import Path

from tcreferee.base.checksums import write_checksums
from tcreferee.base.kept import made_from, once
from tcreferee.base.logs import job_log

with job_log(snakemake.log[0], "audit") as log:
    from tcreferee.audits.case import Settings
    from tcreferee.audits.read import Asked
    from tcreferee.audits.run import not_computed, write_audits

    given, results = snakemake.params, Path(snakemake.output.records[0]).parents[1]
    settings = Settings(**given.settings)
    for name, about in given.comparisons.items():
        folder, sources = results / name, given.sources[name]
        files = [folder / file for file in ("audits.csv", "recovery.csv", "specifications.csv")]
        audit = partial(write_audits, name, Asked(**about["asked"]), settings, results, log)
        missing = partial(not_computed, files[0])
        made_of = made_from(given.code, about | given.settings, sources)
        once(f"audit/{name}", made_of, files, audit, missing=missing)
        write_checksums(folder / "audits.json", sources, files, missing())
