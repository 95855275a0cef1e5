"""Several columns of one quantity in one formula: each gets a quantity of its own, called as the column is."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tcreferee.api.datasets import Dataset
from tcreferee.base.own_quantities import of_column
from tcreferee.data.own_quantities import declare_block
from tcreferee.data.strict_yaml import read_yaml


def with_own_words(data: Dataset, columns: Sequence[str]) -> Dataset:
    """Return a table in which some columns hold quantities of their own, with the same unit, label and values.

    Parameters
    ----------
    data : Dataset
    columns : sequence of str
        Of numbers. A column that is derived, or from which another one is, keeps its quantity: a recipe asks for it.
    """
    if not columns:
        return data
    with TemporaryDirectory() as folder:
        sidecar = data.write(Path(folder))
        content = read_yaml(sidecar)
        derived = content.get("derived") or {}
        fixed = {*derived, *(name for about in derived.values() for name in about["arguments"].values())}
        words = {column: f"own_{column}" for column in columns if column not in fixed}
        block = {word: _definition(data, column) for column, word in words.items()}
        declare_block(block, f"{data.name}.yaml")
        content["quantities"] = {**(content.get("quantities") or {}), **block}
        for about in content["columns"].values():
            if about.get("name") in words:
                about["quantity"] = words[about["name"]]
        said = json.dumps(content, ensure_ascii=False).encode()  # JSON is YAML
    return replace(data, quantities={**data.quantities, **words}, _pair=(data._pair[0], said))


def _definition(data: Dataset, column: str) -> dict[str, Any]:
    quantity = of_column(column, data.record["columns"][column])
    positive = quantity.lower >= 0
    about = {"unit": quantity.unit, "symbol": quantity.symbol, "label": quantity.label, "scale": quantity.scale}
    return about | {"positive": positive, "zero": positive and quantity.zero}
