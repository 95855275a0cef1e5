"""What one inference gives, before it is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from tcreferee.base.priors import Array
from tcreferee.data.observations import Observations
from tcreferee.inference.diagnostics import GateCheck
from tcreferee.inference.exact import Oracle
from tcreferee.inference.fit import Fit
from tcreferee.inference.score import Scores
from tcreferee.inference.settings import InferSettings
from tcreferee.inference.trial import Trial


@dataclass(frozen=True)
class Inference:
    """All that is known of one model on the rows of one comparison.

    Parameters
    ----------
    trial : Trial
    fit : Fit
    scores : Scores
    checks : list of GateCheck
    exact : Oracle
    prior_scan : dict of float to float
        ln evidence by factor on the effect scale.
    tau_scan : dict of float to dict
        By factor on the prior scale of the spread between families; empty without one.
    z : (ensembles, draws, d) array
    prior_z : (draws, d) array
    """

    trial: Trial
    fit: Fit
    scores: Scores
    checks: list[GateCheck]
    exact: Oracle
    prior_scan: dict[float, float]
    tau_scan: dict[float, dict[str, float]]
    z: Array
    prior_z: Array

    @property
    def failed(self) -> list[str]:
        """Names of the checks that failed."""
        return [check.name for check in self.checks if not check.passed]


@dataclass(frozen=True)
class Inferred:
    """One model on the rows of one comparison, with all that its result files say.

    Parameters
    ----------
    trial : Trial
    observations : Observations
    settings : InferSettings
    checksums : mapping of str to str
        Of the rows and of the model file.
    inference : Inference, optional
        None if no honest fit can be made.
    refused : str
        Why not; "" if there is one.
    quantiles : (quantiles, rows) array
        Of a new measurement, see `tcreferee.inference.record.QUANTILES`.
    predictive_checks : list of dict
        What replicated data say of the rows, see `tcreferee.inference.predictive_checks`.
    died : bool
        True if the inference died; False if it ended by itself.
    """

    trial: Trial
    observations: Observations
    settings: InferSettings
    checksums: Mapping[str, str]
    inference: Inference | None
    refused: str = ""
    quantiles: Array = field(default_factory=lambda: np.empty((0, 0)))
    predictive_checks: list[dict[str, Any]] = field(default_factory=list)
    died: bool = False
