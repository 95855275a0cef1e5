"""Whether Snakemake can work with the Python and the commands at hand, asked before it is started."""

from __future__ import annotations

import re
import shutil
import sys
from importlib.util import find_spec

from tcreferee.base.errors import Problem, RefereeError

TITLE = "Nothing is run"
SLURM = "snakemake_executor_plugin_slurm"
# envs/make_venv.sh refuses the same
_UNSAFE = re.compile(r"[\s'\"\\$&;|<>(){}*?`]")


def check_engine(profile: str = "default") -> None:
    """Check for faults on which Snakemake would fail with a traceback, or in every job.

    Parameters
    ----------
    profile : str
        Name of the profile that it is started with.

    Raises
    ------
    RefereeError
        If the folder of Python has a name that needs quotes in a shell, if the executor of the profile is not
        installed, if the command `which`, which that executor calls at each start, is missing, or if Python was started
        without docstrings.
    """
    problems = []
    if unsafe := _UNSAFE.search(sys.executable):
        what = f"Snakemake cannot start jobs with a Python whose path contains {unsafe.group()!r}"
        problems.append(Problem(sys.executable, what, do="install into an environment with a plain path"))
    installed = find_spec(SLURM) is not None
    if profile == "slurm" and not installed:
        do = "run './envs/make_venv.sh executors' in the repository, elsewhere pip install 'tc-referee[slurm]'"
        problems.append(Problem("profile slurm", "Snakemake's executor for SLURM is not installed", do=do))
    if installed and shutil.which("which") is None:
        what = "not on PATH; Snakemake's executor for SLURM, which is installed, calls it at each start"
        problems.append(Problem("the command 'which'", what, do="install it (package which or debianutils)"))
    if sys.flags.optimize > 1:
        what = "Python leaves all docstrings out (-OO or PYTHONOPTIMIZE=2), which ArviZ reads"
        problems.append(Problem("PYTHONOPTIMIZE", what, do="unset it"))
    if problems:
        raise RefereeError(TITLE, problems)
