"""Write the claims ledger: the table of all claims, the listed statements, a LaTeX table per paper."""

from pathlib import Path

from tcreferee.base.checksums import write_checksums
from tcreferee.base.logs import job_log

with job_log(snakemake.log[0], "claims") as log:
    from tcreferee.data.own_quantities import declare_block
    from tcreferee.papers.latex import write_tables
    from tcreferee.papers.ledger import Tables, make_ledger, write_ledger
    from tcreferee.papers.reading import load_papers
    from tcreferee.papers.words import counts

    declare_block(snakemake.params.quantities, "config.yaml")
    judged = make_ledger(Tables(sorted({Path(path).parent for path in snakemake.input.sidecars})))
    write_ledger(judged, load_papers(), snakemake.output.claims, snakemake.output.statements)
    write_tables(judged, snakemake.output.tables)
    write_checksums(snakemake.output.checksums, snakemake.input, snakemake.output)
    log.info("%s", counts(judged))
