"""The configuration in the working directory, and the folders of models and tables that it names."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from tcreferee.base import places
from tcreferee.base.errors import Problem, RefereeError
from tcreferee.config.lines import refuse_misplaced
from tcreferee.data.strict_yaml import check_keys, is_bounded
from tcreferee.data.textfile import read_text

CONFIG = Path("config.yaml")


def configuration() -> dict[str, Any]:
    """Return the content of config.yaml, unchecked; an empty mapping if there is no such file.

    Raises
    ------
    RefereeError
        The file is not a mapping of keys to values, or has a key twice.
    """
    if not CONFIG.exists():
        return {}
    small = CONFIG.is_file() and CONFIG.stat().st_size <= 10**6
    content = _parsed(CONFIG.read_bytes() if small else b"")
    if not isinstance(content, dict) or not is_bounded(content):
        what = "is not a mapping of keys to values, or its aliases make it too large"
        raise RefereeError(f"{CONFIG} cannot be read", [Problem(str(CONFIG), what)])
    if content.get("quantities"):
        refuse_misplaced(content, str(CONFIG))
        from tcreferee.data.own_quantities import declare_block

        declare_block(content["quantities"], str(CONFIG))
    return dict(content)


@lru_cache(maxsize=4)
def _parsed(as_it_is: bytes) -> Any:
    """Return what config.yaml holds, as long as its bytes are these: to parse it takes a tenth of a second."""
    import yaml

    check_keys(CONFIG)
    try:
        return yaml.safe_load(read_text(CONFIG, megabytes=1))
    except (yaml.YAMLError, RecursionError, ValueError):
        return None


def own_quantities() -> None:
    """Make the quantities known that config.yaml and the tables of its `data_paths` define.

    A sidecar that cannot be read is passed over: it is complained of where it is used.

    Raises
    ------
    RefereeError
        A definition cannot be used.
    """
    for folder in _named("data_paths"):
        for sidecar in sorted(folder.glob("*.yaml")) if folder.is_dir() else ():
            declare_of(sidecar)


def declare_of(sidecar: Path) -> None:
    """Make the quantities known that a sidecar defines, if it can be read."""
    from tcreferee.data.own_quantities import declare_block
    from tcreferee.data.strict_yaml import read_yaml

    try:
        content = read_yaml(sidecar) if sidecar.is_file() and b"quantities:" in sidecar.read_bytes() else None
    except (RefereeError, OSError):
        return
    if isinstance(content, dict):
        declare_block(content.get("quantities"), sidecar.name)


def need_configuration() -> None:
    """Raise if there is no config.yaml that can be read.

    Raises
    ------
    RefereeError
        There is none in the working directory, or it is not YAML or has a key twice.
    """
    if not CONFIG.is_file():
        do = "go to your folder, or make one with: tcreferee init DIR"
        raise RefereeError("Nothing is run", [Problem(str(CONFIG), "there is none here", do=do)])
    check_keys(CONFIG)


def data_folders(given: Sequence[str | Path] = ()) -> list[Path]:
    """Return the given folders, or else those of the built-in tables and the `data_paths` of config.yaml."""
    return [Path(each) for each in given] or places.data_folders(_named("data_paths"))


def model_folders(given: Sequence[str | Path] = ()) -> list[Path]:
    """Return the given folders, or else the `model_paths` of config.yaml. The package's models are always included."""
    return [Path(each) for each in given] or _named("model_paths")


def _named(key: str) -> list[Path]:
    further = configuration().get(key)
    return [Path(str(each)) for each in further] if isinstance(further, list) else []
