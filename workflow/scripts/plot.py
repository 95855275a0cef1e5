"""Draw the figures of some comparisons, those that an earlier run drew as they are now excepted."""

from functools import partial
from pathlib import Path

from tcreferee.base.checksums import write_checksums
from tcreferee.base.kept import made_from, once
from tcreferee.base.logs import job_log


def drawn(folder, models, x, log):
    """Draw one comparison; importing matplotlib costs a second, and often nothing is drawn."""
    from tcreferee.figures.draw import draw

    draw(folder, models, x, folder / "figures", log)


with job_log(snakemake.log[0], "draw") as log:
    given, results = snakemake.params, Path(snakemake.output.records[0]).parents[1]
    for name, about in given.comparisons.items():
        folder, sources = results / name, given.sources[name]
        files = [folder / "figures" / figure for figure in about["figures"]]
        figures = partial(drawn, folder, about["models"], about["x"], log)
        once(f"plot/{name}", made_from(given.code, about, sources), files, figures)
        write_checksums(folder / "figures.json", sources, files)
