"""A page of all keys of config.yaml, written from the typed configuration."""

from __future__ import annotations

import types
from collections.abc import Iterator
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from tcreferee.config.fields import (
    Audits,
    Comparison,
    Config,
    Joint,
    ModelEntry,
    Prediction,
    Sampler,
    Study,
)
from tcreferee.config.known import AssumedError, Candidates, MaterialClass, ResponsePrior, SigmaPrior, Split
from tcreferee.data.own_quantities import OwnQuantity

# the order in which somebody who writes a configuration meets the blocks, and where each block stands
BLOCKS: dict[str, type[BaseModel]] = {
    "Top level": Config,
    "quantities.WORD": OwnQuantity,
    "material_classes.NAME": MaterialClass,
    "comparisons.NAME": Comparison,
    "comparisons.NAME.models[i]": ModelEntry,
    "comparisons.NAME.prior": ResponsePrior,
    "comparisons.NAME.sigma_prior": SigmaPrior,
    "comparisons.NAME.assumed_errors.COLUMN": AssumedError,
    "comparisons.NAME.split": Split,
    "comparisons.NAME.candidates[i]": Candidates,
    "predict.NAME": Prediction,
    "joint.NAME": Joint,
    "sampler": Sampler,
    "audits": Audits,
    "study": Study,
}
_WORDS = {str: "text", int: "whole number", float: "number", bool: "true or false"}
_LIMITS = {"gt": "above", "ge": "at least", "lt": "below", "le": "at most"}
_HEAD = """# Keys of config.yaml

Every key of the configuration, with its type, its default and its meaning. A key that is not listed here is refused,
and the nearest one is named. `tcreferee check` reads a configuration without running anything.

To try formulas on rows you need `seed`, one entry of `material_classes` and one entry of `comparisons`; everything
else has a default. `tcreferee init` writes a configuration that runs.
"""


def config_page() -> str:
    """Return the page as Markdown."""
    parts = [_HEAD, *(_block(name, block) for name, block in BLOCKS.items())]
    return "\n".join(parts)


def _block(name: str, block: type[BaseModel]) -> str:
    title = name if name == "Top level" else f"`{name}`"
    lines = [
        f"## {title}",
        "",
        (block.__doc__ or "").strip(),
        "",
        "| key | type | default | meaning |",
        "|---|---|---|---|",
    ]
    for key, field in block.model_fields.items():
        cells = (f"`{key}`", _type(field.annotation), _default(field), _meaning(field))
        lines.append(f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |")
    return "\n".join([*lines, ""])


def _type(annotation: Any) -> str:
    """Return a type in words; a nested block is named by its place."""
    if annotation in _WORDS:
        return _WORDS[annotation]
    of_block = next((f"block `{name}`" for name, block in BLOCKS.items() if block is annotation), "")
    origin, inner = get_origin(annotation), [each for each in get_args(annotation) if each is not type(None)]
    if of_block or origin is None:
        return of_block or "word"
    if origin is list:
        return f"list of {_type(inner[0])}"
    if origin is dict:
        return f"mapping of {_type(inner[0])} to {_type(inner[1])}"
    if origin in (Union, types.UnionType):
        return " or ".join(_type(each) for each in inner)
    return "word"


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "needed"
    value = field.get_default(call_default_factory=True)
    if value is PydanticUndefined or value is None or value in ("", [], {}):
        return "none"
    if isinstance(value, BaseModel):
        return "see below"
    if isinstance(value, bool):
        return str(value).lower()
    return ", ".join(map(str, value)) if isinstance(value, list) else f"{value}"


def _meaning(field: FieldInfo) -> str:
    return "; ".join([field.description or "", *_limits(field)])


def _limits(field: FieldInfo) -> Iterator[str]:
    for limit in field.metadata:
        for word, said in _LIMITS.items():
            if (value := getattr(limit, word, None)) is not None:
                yield f"{said} {value:g}"
