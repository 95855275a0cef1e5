"""Formulas on several groups of rows together, with a parameter in common."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tcreferee.api.comparisons import Compared
from tcreferee.base.progress import told
from tcreferee.base.records import read_record, read_rows
from tcreferee.data.observations import Observations, read_observations
from tcreferee.joint.read import Entry, Tried, tried


@told("trying formulas on several tables together")
def joint_trial(compared: Mapping[str, Compared], shared: Mapping[str, Sequence[str]]) -> list[Tried]:
    """Try formulas on the rows of several comparisons together: do these agree on a parameter?

    Parameters
    ----------
    compared : mapping of str to Compared
        By the name of the group, what `compare` returned, with the same models and the same prior in all.
    shared : mapping of str to sequence of str
        For each model, by its name in the comparisons, the parameters that the groups share. All others, and the
        scatter, are free for each group.

    Returns
    -------
    list of Tried
        For each model the scores with the parameters in common and free, and the posteriors.

    Raises
    ------
    RefereeError
        A name is no parameter, or a model has no closed form.
    """
    groups: dict[str, tuple[str, Observations]] = {
        name: (name, read_observations(each.folder / "observations.csv")) for name, each in compared.items()
    }
    first = next(iter(compared.values()))
    labels = {row["model"]: row["label"] for row in read_rows(first.folder / "comparison.csv")}
    entries = [
        Entry(
            model, labels[model], first.models[model], names,
            {name: read_record(each.folder / model / "fit.json")["settings"] for name, each in compared.items()},
        )
        for model, names in shared.items()
    ]  # fmt: skip
    return tried(groups, entries, "joint")
