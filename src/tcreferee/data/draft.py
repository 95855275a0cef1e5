"""The sidecar of a new table with everything filled in that the table itself says."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Sequence
from pathlib import Path

from tcreferee.data import GRADES, TEXT
from tcreferee.data.table import read_records
from tcreferee.errors import Problem, RefereeError
from tcreferee.provenance import sha256
from tcreferee.quantities import QUANTITIES

_HEAD = """\
# Fill in what is empty; every key is explained in data/raw/README.md. Then: tcreferee check {csv}
schema_version: 1
id: {id}
title: # one line for tables and figures
source:
  authors: [] # ["Family, Given", ...]
  year:
  title:
  doi: # or instead of it: arxiv, url, note
location: # Table 2; Fig. 3, squares
obtained: # typed, digitised with what, from which database
licence: # under what terms the numbers are passed on
sha256: {sha256}
row_key: {key} # names the row, never repeats
label: {key} # what a reader recognises the point by
# For each column
#   name: in the processed table, with the unit of the quantity: tc_K, n_hall_m3
#   quantity: one of {quantities}
#   unit: as printed, such as K or 1e21/cm**3; none for a pure number
#   grade: {grades}
#   uncertainty: unknown, {{column: ...}}, {{printed: true}}, {{absolute: ...}} or {{rounding: true}}; none for a text
#   if need be, required: false; limits: allowed; suspect: why its author may have known Tc
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
    head = _HEAD.format(
        csv=csv_path.name,
        id=csv_path.stem,
        sha256=sha256(csv_path),
        key=header[0],
        quantities=_listed([*QUANTITIES, TEXT]),
        grades=_listed(GRADES),
    )
    return head + "".join(_COLUMN.format(column=column) for column in header[1:])


def _listed(words: Sequence[str]) -> str:
    return textwrap.fill(", ".join(words), width=110, subsequent_indent="#     ")
