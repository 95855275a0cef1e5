"""Run the tutorial notebook in a kernel of this environment.

    python tests/tutorial.py docs/tutorial.ipynb docs/tutorial.ipynb

runs every cell of the first file in an empty folder and writes the notebook with its outputs into the second;
`make tutorial` does this. It ends with an error as soon as a cell does.
"""

import os
import sys
import tempfile
from pathlib import Path

# What a kernel reads and writes stands in a folder of its own; without git the citation names no commit; how long a
# cell took is not shown.
PLACES = ("IPYTHONDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "MPLCONFIGDIR")
ENVIRONMENT = {
    "GIT_DIR": os.devnull, "JUPYTER_PLATFORM_DIRS": "1", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1",
    "TCREFEREE_PROGRESS": "off",
}  # fmt: skip


def run(source, out):
    """Write the notebook `source` into `out` with the outputs that it has now."""
    import nbformat
    from nbclient import NotebookClient

    notebook = nbformat.read(source, as_version=4)
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= ENVIRONMENT | {name: str(Path(folder, name.lower())) for name in PLACES}
        work = Path(folder, "work")
        work.mkdir()
        where = {"metadata": {"path": str(work)}}
        # a kernel sends what is printed in as many parts as its clock makes of it: they are joined
        NotebookClient(notebook, timeout=300, coalesce_streams=True, resources=where).execute()
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)  # when each cell ran
    notebook.metadata = {"kernelspec": notebook.metadata["kernelspec"], "language_info": {"name": "python"}}
    nbformat.write(notebook, out)


if __name__ == "__main__":
    run(*sys.argv[1:])
