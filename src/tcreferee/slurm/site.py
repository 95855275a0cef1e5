"""Settings of a site for both ways: workflow/profiles/slurm/site.yaml, or the file that TCREFEREE_SITE names."""

from __future__ import annotations

import os
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tcreferee.base.errors import Problem, RefereeError
from tcreferee.base.places import workflow_folder
from tcreferee.data.schema_errors import problems_of

VARIABLE = "TCREFEREE_SITE"
SITE = Path("workflow/profiles/slurm/site.yaml")
TITLE = "SLURM cannot be used as asked"


class Site(BaseModel):
    """Keys of site.yaml; each is explained there."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    account: str = Field("", pattern=r"^[\w.@:+-]*$", description="the name of an account, or nothing")
    partition: str = Field("", pattern=r"^[\w.@:+-]*$", description="the name of a partition, or nothing")
    cpus: int = Field(8, ge=1, description="a whole number, at least 1")
    mem_mb: int = Field(16000, ge=2000, description="a whole number of MB, at least 2000")
    minutes: int = Field(60, ge=1, description="a whole number of minutes, at least 1")
    jobs: int = Field(100, ge=1, description="a whole number, at least 1")
    check_seconds: int = Field(20, ge=1, le=60, description="a whole number of seconds, 1 to 60")


def read_site() -> Site:
    """Read the site's settings.

    Raises
    ------
    RefereeError
        With every key that cannot be used.
    """
    path = site_path()
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    except FileNotFoundError:
        problem = Problem(str(path), "does not exist", do=f"name another file in {VARIABLE}, or unset it")
        raise RefereeError(TITLE, [problem]) from None
    except (yaml.YAMLError, UnicodeDecodeError, OSError) as error:
        said = " ".join(str(error).split())
        raise RefereeError(TITLE, [Problem(str(path), f"cannot be read: {said}")]) from None
    try:
        return Site.model_validate(content)
    except ValidationError as error:
        raise RefereeError(TITLE, problems_of(error, Site, str(path))) from None


def site_path() -> Path:
    """Return the file with the site's settings: that of the working directory, or else the one of the package."""
    if named := os.environ.get(VARIABLE):
        return Path(named)
    return SITE if SITE.is_file() else workflow_folder() / SITE.relative_to("workflow")
