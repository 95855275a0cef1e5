"""What a comparison makes of the errors that its tables declare: which it uses, why, and which it does not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from tcreferee.data.observations import Observations
from tcreferee.inference.likelihoods import LIKELIHOODS, Likelihood

CURVE_ROWS = "the rows are points of one evaluated curve, not independent samples"
CURVES = (
    "Of the generated nulls and curves only the smooth curve carries the errors of inputs. The others predict from the "
    "measured inputs, whose errors are part of their scatter."
)


@dataclass(frozen=True)
class Said:
    """Sentences about declared errors.

    Parameters
    ----------
    used : tuple of str
        Which enter the likelihood, and for how many rows.
    unused : tuple of str
        Which do not, and why; and a warning if the rows are points of a curve, not samples. A reader must know these
        first.
    """

    used: tuple[str, ...]
    unused: tuple[str, ...]


def declared_errors(
    observations: Observations, columns: Iterable[str], settings: Mapping[str, Any], *, curves: bool = False
) -> Said:
    """Say which declared errors a comparison uses.

    Parameters
    ----------
    observations : Observations
    columns : iterable of str
        Those that its models take as inputs.
    settings : mapping
        Of any of its models: likelihood, sigma, input_sigma.
    curves : bool, optional
        True if curves were generated beside the models.

    Returns
    -------
    Said
        Nothing where the tables declare no error and no response is a limit.
    """
    likelihood, of_inputs = str(settings["likelihood"]), settings.get("input_sigma") or {}
    uses, abouts = LIKELIHOODS[likelihood], observations.record["columns"]
    own = {observations.response: settings.get("sigma") or ""} if uses.known else {}
    taken = {name: sigma for name, sigma in (own | (dict(of_inputs) if uses.inputs_known else {})).items() if sigma}
    asked = dict.fromkeys([observations.response, *columns])
    stated = [name for name, about in abouts.items() if about.get("parts") and _rows(observations, about["sigma"])]
    used = [_used(observations, name, sigma, likelihood) for name, sigma in taken.items()]
    unused = [
        f"The errors that the table declares of {name} are not used: the likelihood is '{likelihood}'."
        for name in stated if name in asked and name not in taken
    ]  # fmt: skip
    # what a column in use is computed from comes in through that column
    spoken = {source for name in asked for source in (abouts.get(name, {}).get("parts") or {})}
    used += [
        f"The errors that the table declares of {name} are not needed: nothing in this comparison uses {name}."
        for name in stated if name not in asked and not spoken & {*abouts[name]["parts"]}
    ]  # fmt: skip
    one, other = _common(observations, asked, uses, likelihood)
    used += [*one, *_limits(observations)]
    unused += other
    if any(table.get("evaluated_curve") for table in observations.record.get("tables", ())):
        unused.append(f"{CURVE_ROWS[0].upper()}{CURVE_ROWS[1:]}: no formula can stand on them.")
    if curves and states_errors_of_inputs(observations, of_inputs):
        unused.append(CURVES)
    return Said(tuple(used), tuple(unused))


def _common(
    observations: Observations, asked: Iterable[str], uses: Likelihood, likelihood: str
) -> tuple[list[str], list[str]]:
    """Say how errors that all rows share are used, and which are not."""
    used, unused, abouts = list[str](), list[str](), observations.record["columns"]
    for name, about in abouts.items():
        if name not in asked:
            if name in about.get("commons", {}) and not _derived_from(name, asked, abouts):
                used.append(f"The error of {name} that all rows share is not needed: nothing here uses {name}.")
        elif about.get("commons"):
            if uses.known if name == observations.response else uses.inputs_known:
                used.append(
                    f"The error of {name} that all rows share enters as one parameter of each formula that it affects, "
                    "with prior Normal(0, 1); it is integrated out and counted, and is no independent noise."
                )
            else:
                unused.append(f"The error of {name} that all rows share is not used: the likelihood is '{likelihood}'.")
    return used, unused


def _derived_from(name: str, asked: Iterable[str], abouts: Mapping[str, Mapping[str, Any]]) -> bool:
    """Whether a column in use moves with the common error of a printed one."""
    return any(name in abouts.get(each, {}).get("commons", {}) for each in asked)


def _limits(observations: Observations) -> list[str]:
    """Say how responses that are limits enter the likelihood."""
    limits = int(np.count_nonzero(observations.limit))
    word = "is a limit" if limits == 1 else "are limits"
    said = (
        f"{limits} of the {observations.n} responses {word}: each counts in n and enters by the probability that a "
        "measurement lies beyond it."
    )
    return [said] if limits else []


def states_errors_of_inputs(observations: Observations, input_sigma: Mapping[str, str]) -> bool:
    """Whether any row states an error of an input."""
    return any(_rows(observations, sigma) for sigma in input_sigma.values())


def _rows(observations: Observations, sigma: str) -> int:
    """Return how many rows state an error."""
    return int(np.isfinite(observations.columns[sigma]).sum())


def _asymmetric(observations: Observations, name: str, sigma: str) -> str:
    """Say how errors with two sides enter; "" where all are alike upwards and downwards."""
    about = observations.record["columns"].get(name, {})
    if sigma != about.get("sigma") or not about.get("sides"):
        return ""
    lower, upper = (observations.columns[side] for side in about["sides"])
    if not (np.isfinite(lower) & (lower != upper)).any():
        return ""
    return " as a split normal" if name == observations.response else " by the standard deviation of a split normal"


def _used(observations: Observations, name: str, sigma: str, likelihood: str) -> str:
    stated = _rows(observations, sigma)
    text = f"The declared errors of {name} enter the likelihood '{likelihood}'"
    if not stated:
        return f"A column of errors of {name} is declared, and no row here states one: it is part of the scatter."
    if told := _asymmetric(observations, name, sigma):
        text += told
    if stated == observations.n:
        return f"{text}, in all {stated} rows."
    return f"{text}, in {stated} of {observations.n} rows; what the others do not state is part of the scatter."
