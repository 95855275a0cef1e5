"""What is written of a model that no fit was made of: the reason, and no numbers."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from tcreferee.base.provenance import sha256, write_text
from tcreferee.base.records import DIED, write_record, write_rows
from tcreferee.data.observations import Observations, read_observations
from tcreferee.formulas.loading import load_model
from tcreferee.inference import record, store
from tcreferee.inference.bind import make_trial
from tcreferee.inference.settings import InferSettings
from tcreferee.inference.trial import Trial


def write_died(
    reason: str, observations_path: Path | str, model_path: Path | str, settings: InferSettings,
    out: Mapping[str, Path | str],
) -> None:  # fmt: skip
    """Write one (comparison, model) whose inference died, as not fitted; `DIED` in diagnostics.json marks it.

    Parameters
    ----------
    reason : str
        What it died of, as a part of a sentence.
    observations_path, model_path, settings, out
        As for `tcreferee.inference.infer.infer`.
    """
    observations, model = read_observations(observations_path), load_model(model_path)
    checksums = {"observations": observations.sha256, "model": sha256(model_path)}
    trial = make_trial(model, observations, settings)
    write_refused(reason, trial, observations, settings, checksums, out, {DIED: reason})


def write_refused(
    reason: str, trial: Trial, observations: Observations, settings: InferSettings, checksums: Mapping[str, str],
    out: Mapping[str, Path | str], more: Mapping[str, str] = MappingProxyType({}),
) -> None:  # fmt: skip
    """Write the reason and no numbers; the table shows the model unranked. `more` goes into diagnostics.json."""
    store.write_tree(out["posterior"], store.empty_tree(trial, observations))
    write_rows(out["pointwise"], record.POINTWISE, record.empty_rows(trial, observations))
    refused = {"converged": False, "refused": reason, "checks": [], "evidence": None}
    write_record(out["diagnostics"], refused | dict(more))
    write_record(out["fit"], record.fit_record(trial, observations, settings, checksums, None))
    write_text(out["report"], f"Not fitted: {reason}.\n")
