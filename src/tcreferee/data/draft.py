"""The sidecar of a new table with everything filled in that the table itself says."""

from __future__ import annotations

import json
from pathlib import Path

from tcreferee.data.table import read_records
from tcreferee.errors import Problem, RefereeError
from tcreferee.provenance import sha256

_HEAD = """\
# Fill in what is empty; every key is explained in data/raw/README.md. Then: tcreferee check {csv}
schema_version: 1
id: {id}
title:
source:
  authors: []
  year:
  title:
  doi:
location:
obtained:
licence:
sha256: {sha256}
row_key: {key}
label: {key}
columns:
"""
_COLUMN = """\
  {column}:
    name:
    quantity:
    unit:
    grade:
    uncertainty:
"""


def draft(csv_path: Path) -> str:
    """Return a sidecar to start from; `check` then asks for what is left empty.

    Parameters
    ----------
    csv_path : Path
        The table.

    Raises
    ------
    RefereeError
        It cannot be read, or has no header.
    """
    records = read_records(csv_path)
    if not records:
        problem = Problem(str(csv_path), "is empty", "a header and at least one row")
        raise RefereeError("There is nothing to describe", [problem])
    header = [json.dumps(name, ensure_ascii=False) for name in records[0][1]]
    head = _HEAD.format(csv=csv_path.name, id=csv_path.stem, sha256=sha256(csv_path), key=header[0])
    return head + "".join(_COLUMN.format(column=column) for column in header[1:])
