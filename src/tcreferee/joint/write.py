"""joint.csv: every model of a joint trial, by hypothesis, and every group."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from tcreferee.base.records import write_rows
from tcreferee.joint.read import Tried
from tcreferee.joint.scores import Density
from tcreferee.joint.words import against_best, agreement

COLUMNS = (
    "model", "what", "rows", "parameter", "mean", "sd", "lower95", "median", "upper95", "sigma", "elpd_loo",
    "ln_evidence", "d_elpd", "se_d_elpd", "words",
)  # fmt: skip


def write_joint(path: Path, tried: Sequence[Tried]) -> None:
    """Write the results of a joint trial.

    The lines of a model are: `common` for each shared parameter, with D to the model that predicts best; `separate` and
    `pooled`, with the D of `common` to them; `group` and `without` for the shared coefficient from one group and from
    all others; `own` for the other parameters of a group.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    write_rows(path, COLUMNS, [row for each in tried for row in _rows(each, tried)])


def _rows(each: Tried, tried: Sequence[Tried]) -> Iterator[dict[str, Any]]:
    found, nothing = each.found, dict.fromkeys(COLUMNS)
    total = sum(group.rows for group in found.groups)
    best = against_best(tried)[each.name]
    for name, density in found.shared.items():
        yield nothing | {
            "model": each.name, "what": "common", "rows": total, "parameter": name, **_density(density),
            "elpd_loo": float(found.common.elpd.sum()), "ln_evidence": found.common.ln_evidence, "d_elpd": best.total,
            "se_d_elpd": best.se, "words": best.words if best.total else "predicts best",
        }  # fmt: skip
    others = {"separate": (found.separate, None), **{f"pooled, {k:.3g}": v for k, v in found.pooled.items()}}
    for what, (score, tau) in others.items():
        d = agreement(found.common, score)
        yield nothing | {
            "model": each.name, "what": what, "rows": total, "parameter": "tau" if tau else "", **_density(tau),
            "elpd_loo": float(score.elpd.sum()), "ln_evidence": score.ln_evidence, "d_elpd": d.total, "se_d_elpd": d.se,
        }  # fmt: skip
    coefficient = next(iter(found.shared))
    for group in found.groups:
        line = nothing | {"model": each.name, "rows": group.rows}
        if group.alone is not None:
            yield line | {"what": f"group {group.name}", "parameter": coefficient, **_density(group.alone)}
            yield line | {"what": f"without {group.name}", "parameter": coefficient, **_density(group.without)}
        for name, value in group.own.items():
            yield line | {"what": f"own {group.name}", "parameter": name, "mean": value, "sigma": group.sigma}


def _density(density: Density | None) -> dict[str, float]:
    if density is None:
        return {}
    low, middle, high = (density.quantile(level) for level in (0.025, 0.5, 0.975))
    return {"mean": density.mean, "sd": density.sd, "lower95": low, "median": middle, "upper95": high}
