"""Whether a verdict hangs on a choice: the specification curve of each formula of a comparison."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tcreferee.api.comparisons import Compared
from tcreferee.base.errors import Problem, RefereeError
from tcreferee.base.progress import told
from tcreferee.specifications.curve import SpecificationCurve
from tcreferee.specifications.curve import specify as specified
from tcreferee.specifications.read import Asked, read_subject
from tcreferee.specifications.write import write_specifications


@told("trying other choices")
def specify(
    compared: Compared, choices: str = "alone", *,
    assumed_errors: Mapping[str, Mapping[str, float | str]] | None = None, conventions: Sequence[str] = (),
) -> list[SpecificationCurve]:  # fmt: skip
    """Score the formulas of a comparison with each choice made otherwise: likelihood, prior, errors, rows, inputs.

    Parameters
    ----------
    compared : Compared
    choices : "alone", "pairs" or "product"
        How many choices are made otherwise at once.
    assumed_errors : mapping of str to mapping, optional
        For a column without declared errors `absolute` or `percent`, and a `note`.
    conventions : sequence of str, optional
        Columns that hold the response by another convention.

    Returns
    -------
    list of SpecificationCurve
        One for each ranked formula; also written to specifications.csv in the comparison's folder.

    Raises
    ------
    RefereeError
        `choices` is another word.
    """
    depths = {"alone": 1, "pairs": 2, "product": None}
    if choices not in depths:
        raise RefereeError("No specifications", [Problem("choices", f"'{choices}'", f"one of {', '.join(depths)}")])
    subject = read_subject(compared.folder, compared.models, Asked(assumed_errors or {}, conventions))
    found = specified(subject, depths[choices])
    write_specifications(compared.folder / "specifications.csv", found)
    return found
