"""Translate pydantic's errors into `tcreferee.base.errors`: where, what, what was expected, what to do."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from tcreferee.base.errors import Problem, nearest

# what pydantic expected, in our words, by the beginning of its type of error
_KINDS = {
    "dict": "keys with values",
    "model": "keys with values",
    "list": "a list in square brackets",
    "too_short": "at least one entry",
    "too_long": "at most {max_length} entries",
    "string_type": "a text",
    "int": "a whole number",
    "float": "a number",
    "finite": "a finite number",
    "bool": "true or false",
    "greater_than_equal": "at least {ge:g}",
    "greater_than": "more than {gt:g}",
    "less_than_equal": "at most {le:g}",
    "less_than": "less than {lt:g}",
}


def fault(what: str, expected: str = "", do: str = "") -> PydanticCustomError:
    """Return an error for validators to raise; `problems_of` turns it into a `Problem`."""
    return PydanticCustomError("referee", "{what}", {"what": what, "expected": expected, "do": do})


def problems_of(error: ValidationError, model: type[BaseModel], path: str) -> list[Problem]:
    """Turn each error about a file into a `Problem`.

    Parameters
    ----------
    error : ValidationError
        What pydantic raised.
    model : type
        The model the file was checked against; its field descriptions say what was expected.
    path : str
        The file.
    """
    return [_problem(detail, model, path) for detail in error.errors()]


def _problem(detail: ErrorDetails, model: type[BaseModel], path: str) -> Problem:
    where = f"{path}, {_key(detail['loc'])}" if detail["loc"] else path
    context = detail.get("ctx", {})
    owner, name = _owner(model, detail["loc"][:-1]), str(detail["loc"][-1]) if detail["loc"] else ""
    if detail["type"] == "referee":
        return Problem(where, context["what"], context["expected"], context["do"])
    if detail["type"] == "missing":
        return Problem(where, "is missing", owner.model_fields[name].description or "")
    if detail["type"] == "extra_forbidden":
        return Problem(where, "is not a key here", do=nearest(name, owner.model_fields))
    if detail["type"] == "literal_error":
        return Problem(where, f"'{detail['input']}' is not allowed", context["expected"])
    given = "an empty value" if detail["input"] in (None, "", [], {}) else f"'{str(detail['input'])[:100]}'"
    expected = owner.model_fields[name].description if name in owner.model_fields else ""
    kind = next((words for start, words in _KINDS.items() if detail["type"].startswith(start)), "")
    bound = detail["type"].startswith(("greater", "less", "finite"))
    kind = "" if expected and (not bound or re.search(r"\d", expected)) else kind.format(**context)
    return Problem(where, f"{given} is not allowed", ", ".join(filter(None, (expected, kind))))


def _key(loc: Sequence[int | str]) -> str:
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in loc).removeprefix(".")


def _owner(model: type[BaseModel], loc: Sequence[int | str]) -> type[BaseModel]:
    """Return the model that a place in the file belongs to."""
    for part in loc:
        if part in model.model_fields:
            model = _model_in(model.model_fields[str(part)].annotation) or model
    return model


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for found in map(_model_in, get_args(annotation)) if found), None)
