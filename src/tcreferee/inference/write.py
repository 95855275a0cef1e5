"""Writing the result files of one inference."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from tcreferee.base.provenance import write_text
from tcreferee.base.records import DIED, write_record, write_rows
from tcreferee.inference import record, store
from tcreferee.inference.result import Inference, Inferred


def write_inference(found: Inferred, out: Mapping[str, Path | str]) -> None:
    """Write what was inferred of one model; for one that could not be fitted, write the reason and no numbers.

    Parameters
    ----------
    found : Inferred
    out : mapping
        Paths under the keys fit, posterior, pointwise, diagnostics, report.
    """
    result, trial, rows = found.inference, found.trial, found.observations
    write_record(out["fit"], record.fit_record(trial, rows, found.settings, found.checksums, result))
    if result is None:
        _write_refused(found, out)
    else:
        _write_found(found, result, out)


def _write_found(found: Inferred, result: Inference, out: Mapping[str, Path | str]) -> None:
    trial, observations = found.trial, found.observations
    seed = found.settings.seed_of("predictive")
    store.write_tree(out["posterior"], store.posterior_tree(seed, trial, observations, result.z, result.prior_z))
    rows = record.pointwise_rows(trial, observations, result.fit, result.scores, found.quantiles)
    write_rows(out["pointwise"], record.POINTWISE, rows)
    checked = {"predictive_checks": found.predictive_checks}
    write_record(out["diagnostics"], record.diagnostics_record(result) | checked)
    write_text(out["report"], result.fit.report.rstrip("\n") + "\n")


def _write_refused(found: Inferred, out: Mapping[str, Path | str]) -> None:
    trial, observations = found.trial, found.observations
    store.write_tree(out["posterior"], store.empty_tree(trial, observations))
    write_rows(out["pointwise"], record.POINTWISE, record.empty_rows(trial, observations))
    refused = {"converged": False, "refused": found.refused, "checks": [], "evidence": None}
    write_record(out["diagnostics"], refused | ({DIED: found.refused} if found.died else {}))
    write_text(out["report"], f"Not fitted: {found.refused}.\n")
