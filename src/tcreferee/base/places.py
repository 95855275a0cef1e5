"""Where the program's own files are: at the top of the repository, or inside the package once it is installed."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[1]
_TOP = _PACKAGE.parents[1]
DATA_FOLDER = Path("data/raw")
CLAIMS_FOLDER = Path("data/claims")


def _in_repository() -> bool:
    return _PACKAGE.parent.name == "src" and (_TOP / "workflow/Snakefile").is_file()


def workflow_folder() -> Path:
    """Return the folder with Snakefile, rules, scripts and profiles."""
    return _TOP / "workflow" if _in_repository() else _PACKAGE / "_workflow"


def snakefile() -> str:
    """Return the path of the workflow's Snakefile, for the `module` directive of a Snakefile of one's own."""
    return str(workflow_folder() / "Snakefile")


def profiles() -> dict[str, Path]:
    """Return the profiles that come with the workflow, by name."""
    return {path.name: path for path in sorted((workflow_folder() / "profiles").iterdir()) if path.is_dir()}


def built_in_data() -> Path:
    """Return the folder of the tables that come with the program."""
    return _TOP / DATA_FOLDER if _in_repository() else _PACKAGE / "_data"


def data_folder() -> Path:
    """Return data/raw of the working directory if there is one, else the folder of the built-in tables."""
    return DATA_FOLDER if DATA_FOLDER.is_dir() else built_in_data()


def claims_folder() -> Path:
    """Return data/claims of the working directory if there is one, else the folder of the built-in claims."""
    built_in = _TOP / CLAIMS_FOLDER if _in_repository() else _PACKAGE / "_claims"
    return CLAIMS_FOLDER if CLAIMS_FOLDER.is_dir() else built_in


def data_folders(own: Iterable[Path | str]) -> list[Path]:
    """Return the folder of `data_folder`, then a user's own, each once."""
    return list(dict.fromkeys([data_folder(), *map(Path, own)]))
