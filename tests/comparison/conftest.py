import copy

import numpy as np
import pytest

from tcreferee.base.errors import RefereeError
from tcreferee.base.provenance import sha256, write_text
from tcreferee.base.records import read_record, read_rows, write_record, write_rows
from tcreferee.comparison.table import compare

N = 6
Y = [92.0, 80.0, 89.0, 99.0, 125.0, 81.0]
N_M3, M = [1.0, 1.5, 2.2, 3.0, 3.7, 4.1], [4.0, 8.0, 5.0, 9.0, 3.0, 7.0]
IDS = [f"films:A{i}" for i in range(1, N + 1)]
CHECKS = ({"name": "rhat", "meaning": "m", "value": 1.001, "threshold": 1.01, "passed": True},)
SCAN = {"0.25": -31.0, "1.0": -30.0, "4.0": -32.0}


class Results:
    """Results of several models on six rows, as `infer` writes them; tests change one thing and compare."""

    def __init__(self, folder):
        self.folder = folder
        self.observations = folder / "observations.csv"
        rows = "".join(
            f"{each},A{i},{y},{n}e27,{m},{n}\n"
            for i, (each, y, n, m) in enumerate(zip(IDS, Y, N_M3, M, strict=True), 1)
        )
        write_text(self.observations, "point_id,label,tc_K,n_m3,m_pair_me,other\n" + rows)
        self.suspect = None
        self.models = {}

    def add(self, name, elpd, **changes):
        kind = "null" if name == "constant" else "theory"
        fit = {
            "k": 1, "p": 2, "n": N, "lnL_max": -20.0, "rmse_K": 5.0, "r2": 0.5, "response": "tc_K", "unit": "kelvin",
            "model": {"name": name, "kind": kind, "constant": kind == "null"},
            "notes": [], "checksums": {"observations": sha256(self.observations)},
            "settings": {
                "comparison": "films", "entry": name, "seed": 1,
                "likelihood": "normal", "centre_K": 80.0, "effect_K": 52.5, "sigma_scale_K": 15.0,
                "inputs": {"x": "n_m3"},
            },
        }  # fmt: skip
        diagnostics = {
            "converged": True, "checks": copy.deepcopy(CHECKS), "khat_threshold": 0.7, "prior_predictive_negative": 0.0,
            "evidence": {"ln_evidence": -30.0, "mcse_ln_evidence": 1e-9, "prior_scan": dict(SCAN)},
        }  # fmt: skip
        elpd = np.broadcast_to(np.asarray(elpd, dtype=float), (N,))
        rows = [
            {"point_id": each, "label": f"A{i + 1}", "observed_K": Y[i], "elpd_loo": elpd[i], "elpd_psis": elpd[i],
             "khat": 0.1 * i, "elpd_waic": elpd[i] + 0.1, "waic_variance": 0.1, "lppd": elpd[i] + 0.2}
            for i, each in enumerate(IDS)
        ]  # fmt: skip
        self.models[name] = {"fit": fit, "diagnostics": diagnostics, "rows": rows, "label": name.upper()} | changes
        return self.models[name]

    def write(self):
        columns = {
            name: {
                "quantity": "n_m3" if name == "other" else name,
                "suspect": self.suspect if name == "n_m3" else None,
                "grade": "read",
            }
            for name in ("n_m3", "m_pair_me", "tc_K", "other")
        }
        about = {"response": "tc_K", "columns": columns, "families": "", "sha256": sha256(self.observations)}
        write_record(self.observations.with_suffix(".json"), about)
        for name, model in self.models.items():
            write_record(self.folder / name / "fit.json", model["fit"])
            write_record(self.folder / name / "diagnostics.json", model["diagnostics"])
            write_rows(self.folder / name / "pointwise.csv", list(model["rows"][0]), model["rows"])

    def compare(self, models=None):
        """The sentence, the table by model, the record."""
        self.write()
        out = self.folder / "comparison.csv"
        labels = {name: model["label"] for name, model in self.models.items()}
        folders = {name: self.folder / name for name in self.models}
        sentence = compare("films", self.observations, folders, labels, 1, out, out.with_suffix(".json"), models)
        table = read_rows(out)
        self.generated = [row for row in table if row["generated"] == "true"]
        return (
            sentence,
            {row["model"]: row for row in table if row["generated"] == "false"},
            read_record(out.with_suffix(".json")),
        )

    def refusal(self):
        with pytest.raises(RefereeError) as error:
            self.compare()
        assert not (self.folder / "comparison.csv").exists()
        return str(error.value).splitlines()


@pytest.fixture
def results(tmp_path):
    return Results(tmp_path)


@pytest.fixture
def two(results):
    results.add("screening", -4.0)
    results.add("constant", [-4.5, -4.2, -4.8, -4.4, -4.6, -4.1])
    return results
