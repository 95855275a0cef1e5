"""From results in a folder to audits.csv and recovery.csv."""

import logging

import numpy as np
import pytest

from tcreferee.audits.case import COLUMNS, RECOVERY_COLUMNS, VERDICTS, Settings
from tcreferee.audits.read import Asked, read_case
from tcreferee.audits.run import audits, write_audits
from tcreferee.base.provenance import sha256
from tcreferee.base.records import read_rows, write_record
from tcreferee.comparison.table import compare
from tcreferee.formulas.loading import MODELS_FOLDER
from tcreferee.inference.batch import Job, infer_comparison
from tcreferee.inference.sample import SamplerSettings
from tcreferee.inference.settings import InferSettings

LOG = logging.getLogger("tests")
FEW, SIZES = SamplerSettings(steps=300, max_steps=300, keep=50), Settings(1, permutations=99, replicates=10, scored=3)
ABOUT = {"sigma": None, "suspect": None, "derived": None, "uncertainty": "unknown", "chosen_from": []}
N_M3, TC_K = [1.0, 1.4, 2.1, 2.9, 4.2, 6.0], [34.5, 43.2, 52.9, 66.0, 71.5, 81.3]
BOUND = {"screening": {"n_m3": "n_m3"}, "constant": {}, "screening_exponent": {"n_m3": "n_m3"}}


def inferred(folder, count):
    """Results of a comparison of three models on the first rows of a table; with three rows one model is refused."""
    folder.mkdir()
    path = folder / "observations.csv"
    lines = [f"films:A{i},A{i},{TC_K[i]},{N_M3[i]}e27" for i in range(count)]
    path.write_text("point_id,label,tc_K,n_m3\n" + "\n".join(lines) + "\n")
    columns = {name: ABOUT | {"quantity": name} for name in ("tc_K", "n_m3")}
    record = {"response": "tc_K", "columns": columns, "sha256": sha256(path), "families": ""}
    write_record(path.with_suffix(".json"), record)
    files = {name: MODELS_FOLDER / f"{name}.py" for name in BOUND}
    jobs = {
        name: Job(files[name], (files[name],), InferSettings("films", name, bound, "normal", 80.0, 52.5, 30.0, 1, FEW))
        for name, bound in BOUND.items()
    }
    infer_comparison(path, jobs, "1", folder, LOG, folder.parent / "kept")
    folders, labels = {name: folder / name for name in BOUND}, {name: f"the {name}" for name in BOUND}
    # so few steps pass no gate of sampling: what is audited here is the reading
    for each in folders.values():
        diagnosed = each / "diagnostics.json"
        diagnosed.write_text(diagnosed.read_text().replace('"converged": false', '"converged": true'))
    compare("films", path, folders, labels, 1, folder / "comparison.csv", folder / "comparison.json")


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    folder = tmp_path_factory.mktemp("results")
    inferred(folder / "films", 6)
    inferred(folder / "few", 3)
    return folder


def asked(**more):
    return {"models": {name: str(MODELS_FOLDER / f"{name}.py") for name in BOUND}} | more


@pytest.fixture
def run(results):
    """Audit a comparison, with few simulations."""

    def audit(name="films"):
        write_audits(name, Asked(**asked()), SIZES, results, LOG)
        return read_rows(results / name / "audits.csv"), read_rows(results / name / "recovery.csv")

    return audit


def test_what_is_read_is_what_was_inferred(results):
    case = read_case("films", Asked(**asked(related=["few"])), SIZES, results)
    assert list(case.tried) == list(BOUND)
    tried = case.tried["screening"]
    assert (tried.label, tried.null, tried.ranked) == ("the screening", False, True)
    assert case.tried["constant"].null
    np.testing.assert_allclose(case.observations.y, TC_K)
    np.testing.assert_allclose(tried.trial.inputs["n_m3"], np.array(N_M3) * 1e27)
    assert tried.theta.shape == (len(tried.sigma), 2)
    told = tried.fit["parameters"][0]["posterior"]
    assert np.quantile(tried.theta[:, 0], 0.5) == pytest.approx(told["q50"], rel=0.1)
    assert tried.elpd.sum() == pytest.approx(float(tried.score["elpd_loo"]), rel=1e-6)
    assert set(case.related) == {"few"}
    assert case.related["few"]["screening"]["model"]["name"] == "screening"


def test_a_refused_model_is_read_without_draws(results):
    case = read_case("few", Asked(**asked()), SIZES, results)
    refused = case.tried["screening_exponent"]
    assert refused.theta.shape == (0, 3)
    assert not refused.ranked
    assert np.isnan(refused.elpd).all()


def test_the_tables_have_the_columns_of_the_contract(run):
    found, recovered = run()
    assert tuple(found[0]) == COLUMNS == (
        "audit", "model", "statistic", "value", "lower", "upper", "p_value", "verdict", "note", "column",
    )  # fmt: skip
    assert tuple(recovered[0]) == RECOVERY_COLUMNS == (
        "truth", "criterion", "chosen", "fraction", "replicates", "failed", "note",
    )  # fmt: skip
    assert list(dict.fromkeys(row["audit"] for row in found)) == list(audits())
    assert {row["verdict"] for row in found} <= set(VERDICTS)
    assert {row["truth"] for row in recovered} == set(BOUND)
    shares = {}
    for row in recovered:
        shares[row["truth"], row["criterion"]] = shares.get((row["truth"], row["criterion"]), 0) + float(
            row["fraction"]
        )
    assert all(share == pytest.approx(1, abs=1e-6) for share in shares.values())


def test_a_comparison_of_three_rows_with_a_refused_model_is_audited(run, results):
    found, _ = run(name="few")
    assert {row["audit"] for row in found} == set(audits())
    assert not [row for row in found if "could not be carried out" in row["note"]]


def test_what_fires_is_logged(run, caplog):
    with caplog.at_level(logging.INFO, logger="tests"):
        run()
    assert any(word in caplog.text for word in ("audits that fire: ", "no audit fires"))
