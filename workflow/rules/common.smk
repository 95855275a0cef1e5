# Reads and checks the configuration once; all below ask `plan`. No heavy import: a cluster's jobs read this again.
import os
import sys
from functools import cache
from pathlib import Path

from tcreferee.config.load import check_keys, load_plan
from tcreferee.data.catalogue import uses
from tcreferee.base.errors import RefereeError
from tcreferee.base.provenance import checksum, from_here, source_files, sources_of
from tcreferee.slurm.needs import resources
from tcreferee.base.checksums import check_whole
from tcreferee.base.disk import check_storage

# One thread a job; jobs inherit this before they import numpy.
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")
os.environ["MPLBACKEND"] = "agg"  # figures go to files


def or_stop(check, *given):
    """What `check` returns; a user's mistake ends the run with its message alone."""
    try:
        return check(*given)
    except RefereeError as error:
        print(error, file=sys.stderr)
        raise SystemExit(1)


or_stop(check_keys, *workflow.configfiles)
plan = or_stop(load_plan, config)

BATCHES = plan.batches()
SCRIPTS = Path(str(workflow.current_basedir)).parent / "scripts"


# On a cluster the head node runs what takes seconds; `compare` and `paper_figures` say so themselves.
localrules:
    all,
    tidy,
    select,
    tables,
    predict,
    claims,
    report,
    paper_tables,
    pdfs,
    study_gather,
    study,


wildcard_constraints:
    dataset="|".join(plan.datasets),
    comparison="|".join(plan.entries),
    model="|".join(
        sorted({name for entries in plan.entries.values() for name in entries})
    ),
    chunk=r"\d+",
    prediction="|".join(plan.config.predict) or "none",


def code(rule_name, *modules):
    """Checksum of a rule's script and of every source file it runs: an edit reruns the rule, a touch does not.

    A parameter, not a list of inputs: Snakemake reads every input once for every output (decision record 0011).
    """
    files = {file for m in modules for file in source_files(m)}
    return checksum([SCRIPTS / f"{rule_name}.py", *files])


def model_files(comparison):
    return sorted({str(entry.path) for entry in plan.entries[comparison].values()})


def models_checksum(comparison):
    paths = map(Path, model_files(comparison))  # with what they import
    return checksum_of(*(file for path in paths for file in sources_of(path)))


@cache
def checksum_of(*files):
    return checksum(files)


def of_datasets(end):
    """Input function: the processed tables of the comparison, in the order of the configuration."""
    return lambda wildcards: [
        f"data/processed/{dataset}.{end}"
        for dataset in plan.config.comparisons[wildcards.comparison].datasets
    ]
