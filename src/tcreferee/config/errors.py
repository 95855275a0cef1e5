"""Which likelihood a comparison has if it names none: the table decides, by the errors that it declares."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tcreferee.config.bind import Offer
from tcreferee.config.fields import Comparison
from tcreferee.inference.likelihoods import LIKELIHOODS

NORMAL, KNOWN, INPUTS_KNOWN = "normal", "normal_known", "normal_eiv"


def decided(comparison: Comparison, tables: Offer | None, used: Iterable[str]) -> Comparison:
    """Return the comparison with the likelihood and the columns of errors that it leaves to its tables.

    Parameters
    ----------
    comparison : Comparison
    tables : Offer or None
        None if a table does not exist, which is a problem of its own.
    used : iterable of str
        Columns that at least one model takes as an input.

    Returns
    -------
    Comparison
        Without a likelihood of its own it has `normal_eiv` where an input in use has declared errors, else
        `normal_known` where the response has them, else `normal`. A likelihood that it names uses the declared errors
        unless it names columns of errors too.
    """
    used = set(used)
    declared = tables.errors if tables else {}
    of_response = declared.get(comparison.response, "")
    of_inputs = {column: declared[column] for column in sorted(used) if column in declared}
    common = tables.common if tables else frozenset()
    likelihood = comparison.likelihood or (
        INPUTS_KNOWN if comparison.input_sigma or of_inputs or common & {*used}
        else KNOWN if comparison.sigma or of_response or comparison.response in common
        else NORMAL
    )  # fmt: skip
    filled: dict[str, Any] = {"likelihood": likelihood}
    uses = LIKELIHOODS.get(likelihood)
    if uses and uses.known:
        filled["sigma"] = comparison.sigma or of_response
    if uses and uses.inputs_known:
        filled["input_sigma"] = comparison.input_sigma or of_inputs
    return comparison.model_copy(update=filled)
