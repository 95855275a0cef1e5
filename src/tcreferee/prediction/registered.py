"""Predictions that are written down before the measurement: one dated file that says whether it was changed.

The file holds everything that the prediction is: the formula with its source text, its constants, the rows they came
from, the inputs of each material, and the predictive distribution as draws. Its last line is the SHA-256 of all the
rest, which also stands in its name. That finds a change; it does not prove the date. A public commit does.

A list that is the same for every material, as the scatter of most models and all of a constant, stands once, under
`same`. Files of format 1 have every list at every material; they are scored as ever.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from tcreferee.base.errors import Problem, RefereeError
from tcreferee.base.priors import Array
from tcreferee.base.provenance import write_text
from tcreferee.base.records import clean
from tcreferee.inference.likelihoods import LIKELIHOODS
from tcreferee.inference.predictive import Predictive

FORMAT, KEPT, SHORT = 2, 200, 12
FORMULA, NULL = "draws", "null_draws"


def sealed(content: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a prediction, without its own."""
    text = json.dumps(
        {key: value for key, value in content.items() if key != "sha256"}, sort_keys=True, ensure_ascii=False,
        separators=(",", ":"), allow_nan=False,
    )  # fmt: skip
    return hashlib.sha256(text.encode()).hexdigest()


def write(content: Mapping[str, Any], folder: Path, name: str) -> Path:
    """Seal a prediction and write it; return the file, DATE_NAME_HASH.json."""
    # as a file holds it, so that reading it back gives the same text
    whole = json.loads(json.dumps(clean(content)))
    whole |= {"sha256": sealed(whole)}
    path = folder / f"{whole['date']}_{name}_{whole['sha256'][:SHORT]}.json"
    folder.mkdir(parents=True, exist_ok=True)
    write_text(path, _text(whole))
    return path


def _text(content: Mapping[str, Any]) -> str:
    """Return JSON with each entry, and each material, on a line of its own."""
    lines = []
    for key, value in content.items():
        if key == "materials":
            each = ",\n".join(f"  {json.dumps(one, ensure_ascii=False)}" for one in value)
            lines.append(f' "materials": [\n{each}\n ]')
        else:
            lines.append(f" {json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}")
    return "{\n" + ",\n".join(lines) + "\n}\n"


def read(path: Path) -> dict[str, Any]:
    """Read a registered prediction.

    Raises
    ------
    RefereeError
        The file is missing, is no registered prediction, or was changed.
    """
    title = "This registered prediction cannot be scored"
    try:
        content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        written = str(content["sha256"])
        form = int(content["registered"])
    except FileNotFoundError:
        raise RefereeError(title, [Problem(str(path), "the file does not exist")]) from None
    except (ValueError, KeyError, TypeError):
        raise RefereeError(title, [Problem(str(path), "is not a file of 'tcreferee register'")]) from None
    if form > FORMAT:
        raise RefereeError(title, [Problem(str(path), "was written by a newer version", do="update tc-referee")])
    if sealed(content) != written or not path.stem.endswith(written[:SHORT]):
        do = "use the file as it was committed"
        raise RefereeError(title, [Problem(str(path), "was changed after it was registered", do=do)])
    # what format 1 does not have: it is scored by the column of the response alone
    return {"quantity": content["response"], "same": {FORMULA: {}, NULL: {}}, **content}


Lists = dict[str, list[float]]


def draws_of(predictive: Predictive) -> list[Lists]:
    """Return mean and scatter of each draw for each material, thinned; of a latent choice each draw takes one."""
    every = max(len(predictive.theta) // KEPT, 1)
    mean, sd = (each[::every] for each in predictive.one_choice())
    return [{"mean": _rounded(mean[:, i]), "sd": _rounded(sd[:, i])} for i in range(mean.shape[1])]


def _rounded(values: Array) -> list[float]:
    return [float(f"{value:.6g}") for value in values]


def shared(each: Sequence[Lists]) -> tuple[Lists, list[Lists]]:
    """Return the lists that are the same for every material, and what is left for each."""
    same = {key: values for key, values in each[0].items() if all(one[key] == values for one in each)}
    return same, [{key: values for key, values in one.items() if key not in same} for one in each]


@dataclass(frozen=True)
class Scored:
    """How a registered prediction did for one material.

    Parameters
    ----------
    label : str
    measured, median : float
    inside_50, inside_95 : bool
    elpd, elpd_null : float
        Log density at the measured value, by the formula and by the null beside it.
    """

    label: str
    measured: float
    median: float
    inside_50: bool
    inside_95: bool
    elpd: float
    elpd_null: float


def score(content: Mapping[str, Any], measured: Mapping[str, float]) -> list[Scored]:
    """Score a registered prediction by measured values, by the label of the material."""
    found = []
    for each in content["materials"]:
        if (value := measured.get(each["label"])) is None:
            continue
        elpd, null = (
            _log_density(content["same"][key] | each[key], value, str(content["likelihood"])) for key in (FORMULA, NULL)
        )
        inside = [bool(each[f"lower{level}"] <= value <= each[f"upper{level}"]) for level in (50, 95)]
        found.append(Scored(each["label"], value, float(each["median"]), inside[0], inside[1], elpd, null))
    return found


def _log_density(draws: Mapping[str, Sequence[float]], value: float, likelihood: str) -> float:
    """Return ln of the mean density of the draws at a value."""
    mean, sd = (np.array(draws[key])[:, np.newaxis] for key in ("mean", "sd"))
    density = LIKELIHOODS[likelihood]
    if not density.scatter:  # the mean is a probability
        mean = np.log(mean / (1 - mean))
    with np.errstate(all="ignore"):
        each = density.density(np.array([value]), mean, sd)[:, 0]
    peak = float(each.max())
    return peak + math.log(float(np.mean(np.exp(each - peak)))) if np.isfinite(peak) else -math.inf
