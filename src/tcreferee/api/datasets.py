"""Tables by name, by file, or as columns in memory."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tcreferee.api.by_header import by_header, of_file
from tcreferee.api.memory import RULES, cell, has_limits, holds_texts, label_among, owner
from tcreferee.base.errors import Problem, RefereeError, nearest, raise_if
from tcreferee.base.progress import told
from tcreferee.base.quantities import QUANTITIES
from tcreferee.config.folder import data_folders
from tcreferee.data import COMMON, KEY_COLUMNS, TEXT, UNDECLARED
from tcreferee.data.check import process
from tcreferee.data.layout import TABLES, table_of
from tcreferee.data.observations import is_text
from tcreferee.data.own_quantities import declare_block
from tcreferee.data.pairs import without_sidecar
from tcreferee.data.schema import unit_ending
from tcreferee.data.sidecar import find_datasets

_ENDINGS = (*TABLES, ".yaml")


@dataclass(frozen=True)
class Dataset:
    """A table that has been checked and converted to the program's units.

    Parameters
    ----------
    name, title : str
    label : tuple of str
        Name of each row for a reader.
    columns : dict of str to (rows,) array
        Numbers, in the units of their names; NaN where a cell is empty.
    quantities : dict of str to str
        Quantity of each column.
    record : dict
        What `tidy` records: source, columns, grades, corrections, exclusions.
    read_as : str
        Of a table without a sidecar: what each column was read as, by its header.
    """

    name: str
    title: str
    label: tuple[str, ...] = field(repr=False)
    columns: dict[str, NDArray[np.float64]] = field(repr=False)
    quantities: dict[str, str]
    record: dict[str, Any] = field(repr=False)
    _pair: tuple[bytes, bytes] = field(repr=False)
    read_as: str = field(default="", repr=False)

    @property
    def complete(self) -> list[str]:
        """Names of the columns with a quantity and a number in every row."""
        return [name for name, values in self.columns.items() if name in self.quantities and np.isfinite(values).all()]

    def write(self, folder: Path | str) -> Path:
        """Write table and sidecar into a folder; return the sidecar."""
        csv_path = Path(folder) / f"{self.name}.csv"
        csv_path.parent.mkdir(parents=True, exist_ok=True)
        for path, content in zip((csv_path, csv_path.with_suffix(".yaml")), self._pair, strict=True):
            path.write_bytes(content)
        return csv_path.with_suffix(".yaml")


@told("reading a table")
def load_dataset(
    source: str | Path | Mapping[str, Any],
    *, quantities: Mapping[str, str | Mapping[str, Any]] | None = None, label: str = "", name: str = "table",
) -> Dataset:  # fmt: skip
    """Load a table, check it and convert its units.

    Parameters
    ----------
    source : str, path, mapping or pandas.DataFrame
        Name of a built-in table or of one in the `data_paths` of config.yaml here; or one half of a pair, .csv or
        .yaml; or a .csv or .tsv without a sidecar, which is read by its headers ("n_m3", "Tc (K)", "Tc error (K)");
        or columns of numbers, in the program's units. Beside a column "tc_K" a column "tc_K_sigma" holds its
        standard deviations; two columns "tc_K_sigma_upper" and "tc_K_sigma_lower" hold asymmetric ones, and
        "tc_K_common" what one standard deviation of an error that all rows share moves each row by. Columns of texts
        are kept as texts.
    quantities : mapping of str to str or mapping, optional
        For columns in memory: the quantity of each column whose name is not a quantity; "general" is any number,
        in a unit of your own. A mapping defines a quantity of your own, called as the column is: `{"unit": "K",
        "symbol": "T_F", "label": "Fermi temperature", "positive": True}`.
    label, name : str
        For columns in memory: the column of texts that names each row, by default the first one without repeats; and
        the name of the table.

    Returns
    -------
    Dataset

    Raises
    ------
    RefereeError
        Lists every fault of the pair, or of the columns.

    Examples
    --------
    >>> data = load_dataset({"n_m3": [1e27, 2e27, 3e27], "tc_K": [31.0, 44.0, 55.0]})
    >>> data.columns["tc_K"]
    array([31., 44., 55.])
    """
    if not isinstance(source, str | Path):
        columns = {str(key): list(source[key]) for key in source}
        words, own = _own(quantities or {})
        return _in_memory(columns, words, label or label_among(columns), name, own)
    path = Path(source)
    if path.suffix not in _ENDINGS:
        known = find_datasets(data_folders())
        if str(source) not in known:
            halves = without_sidecar(data_folders())
            if str(source) not in halves:
                what, do = f"there is no dataset '{source}'", nearest(str(source), {**known, **halves})
                raise RefereeError("No dataset", [Problem("dataset", what, do=do)])
            return _by_header(halves[str(source)])
        path = known[str(source)]
    if path.suffix in TABLES and not path.with_suffix(".yaml").is_file():
        return _by_header(path)
    return _of_pair(path.with_suffix(".yaml"))


def _by_header(table: Path) -> Dataset:
    """Read a table without a sidecar by its headers; no source and no grade are declared."""
    import tempfile

    pair, name, said = by_header(table)
    with tempfile.TemporaryDirectory() as folder:
        sidecar = Path(folder) / f"{name}.yaml"
        sidecar.with_suffix(".csv").write_bytes(pair[0])
        sidecar.write_bytes(pair[1])
        try:
            return replace(_of_pair(sidecar), read_as=said)
        except RefereeError as error:
            plain = [of_file(each, table, sidecar) for each in error.problems]
            raise RefereeError(f"{table}, read by its headers, cannot be used", plain) from None


def _of_pair(sidecar: Path) -> Dataset:
    processed = process(sidecar)
    record, rows = processed.record, processed.rows
    header = [name for name in (rows[0] if rows else {}) if name not in KEY_COLUMNS and not is_text(record, name)]
    columns = {name: np.array([float(row[name] or "nan") for row in rows]) for name in header}
    for values in columns.values():
        values.flags.writeable = False
    known = {name: about["quantity"] for name, about in record["columns"].items() if about["quantity"] != TEXT}
    pair = (table_of(sidecar).read_bytes(), sidecar.read_bytes())
    return Dataset(
        record["dataset"], record["title"], tuple(row["label"] for row in rows), columns, known, record, pair
    )


def _own(quantities: Mapping[str, str | Mapping[str, Any]]) -> tuple[dict[str, str], dict[str, Any]]:
    """Return the word of each column, and the definitions of quantities of one's own."""
    own = {key: dict(word) for key, word in quantities.items() if not isinstance(word, str)}
    return {key: key if key in own else str(word) for key, word in quantities.items()}, own


def _in_memory(
    columns: dict[str, list[Any]], quantities: dict[str, str], label: str, name: str, own: Mapping[str, Any]
) -> Dataset:
    """Write columns as a pair and read it, so that they pass the same checks as any table."""
    import tempfile

    if own:
        declare_block(own, f"{name}.yaml")
    texts = [key for key in columns if key != label and holds_texts(key, columns, quantities)]
    words = {key: re.sub(r"\W+", "_", key) for key in texts}
    quantities = {**quantities, **dict.fromkeys(texts, TEXT)}
    raise_if("These columns do not make a table", _faults(columns, quantities, label, name))
    numbers = {key: quantities.get(key, key) for key in columns if key != label and not owner(key, columns)}
    errors: dict[str, dict[str, str]] = {}
    for key in columns:
        if of := owner(key, columns):
            errors.setdefault(of, {})[RULES[key.removeprefix(f"{of}_")]] = key
    keys = [f"row_{i}" for i in range(1, len(next(iter(columns.values()))) + 1)]
    labels = [str(each) for each in columns[label]] if label else keys
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    written = [*numbers, *(key for rule in errors.values() for key in rule.values())]
    writer.writerow(["row", "row label", *written])
    cells = [[cell(each) for each in columns[key]] for key in written]
    writer.writerows(zip(keys, labels, *cells, strict=True))
    table = buffer.getvalue().encode()
    about = {
        "schema_version": 1, "id": name, "title": f"{name}, columns in memory",
        "source": {"authors": ["unknown"], "year": None, "title": "columns in memory", "note": "no source was named"},
        "location": "in memory", "obtained": "given as columns to load_dataset", "licence": "not stated",
        "sha256": hashlib.sha256(table).hexdigest(), "row_key": "row", "label": "row label", "quantities": dict(own),
        "columns": {
            key: {"name": words[key], "quantity": TEXT, "grade": UNDECLARED, "required": False} if word == TEXT else {
                "name": key, "quantity": word, "unit": QUANTITIES[word].unit, "grade": UNDECLARED,
                "required": False, **_rules(errors.get(key, {})),
                **({"limits": "allowed"} if has_limits(columns[key]) else {}),
            }
            for key, word in numbers.items()
        },
    }  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        sidecar = Path(folder) / f"{name}.yaml"
        sidecar.with_suffix(".csv").write_bytes(table)
        sidecar.write_text(json.dumps(about, ensure_ascii=False), encoding="utf-8")  # JSON is YAML
        return _of_pair(sidecar)


def _rules(errors: Mapping[str, str]) -> dict[str, Any]:
    """Return what a sidecar says of the errors of a column: by the key of their rule, the column of them."""
    own = {rule: column for rule, column in errors.items() if rule != COMMON}
    return {"uncertainty": own or "unknown"} | ({COMMON: {"column": errors[COMMON]}} if COMMON in errors else {})


def _faults(
    columns: Mapping[str, Sequence[Any]], quantities: Mapping[str, str], label: str, name: str
) -> list[Problem]:
    problems = []
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        problems.append(Problem("name", f"'{name}' is not a name", "small letters, digits and underscores"))
    if len({len(values) for values in columns.values()}) != 1:
        lengths = ", ".join(f"{key} {len(values)}" for key, values in columns.items()) or "none"
        problems.append(Problem("columns", f"lengths differ ({lengths})", "as many values in each"))
    if label and label not in columns:
        problems.append(Problem("label", f"there is no column '{label}'", do=nearest(label, columns)))
    for key in columns:
        word = quantities.get(key, key)
        if owner(key, columns) or word == TEXT:
            continue
        if key != label and word not in QUANTITIES:
            what = f"'{word}' is not a quantity"
            near = nearest(word, QUANTITIES)
            near = near if near.startswith("did you mean") else "'tcreferee quantities' lists the words."
            do = f"{near} Else give quantities={{'{key}': ...}}; 'general' takes any number"
            problems.append(Problem(f"column '{key}'", what, do=do))
        elif key != label and not key.endswith(unit_ending(word)):
            problems.append(
                Problem(f"column '{key}'", "does not carry its unit", f"a name ending in {unit_ending(word)}")
            )
    return problems
