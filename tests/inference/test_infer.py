"""One job from rows to files, on rows written here."""

import hashlib
import logging
import math
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import t as student_t

from tcreferee.base.errors import RefereeError
from tcreferee.base.provenance import write_json
from tcreferee.base.records import number, read_record, read_rows
from tcreferee.data.observations import read_observations
from tcreferee.formulas.loading import MODELS_FOLDER, load_model
from tcreferee.inference.bind import make_trial
from tcreferee.inference.infer import infer
from tcreferee.inference.record import POINTWISE
from tcreferee.inference.settings import InferSettings, SamplerSettings

N_M3 = np.array([1.0, 1.4, 2.1, 2.9, 4.2, 6.0]) * 1e27
TC_K = np.array([34.5, 43.2, 52.9, 66.0, 71.5, 81.3])
LOG = logging.getLogger("tests")


@pytest.fixture
def rows(tmp_path):
    path = tmp_path / "observations.csv"
    lines = [f"films:A{i},A{i},{tc},{n}" for i, (n, tc) in enumerate(zip(N_M3, TC_K, strict=True), 1)]
    path.write_text("point_id,label,tc_K,n_m3\n" + "\n".join(lines) + "\n")
    columns = {"tc_K": {"quantity": "tc_K", "suspect": None}, "n_m3": {"quantity": "n_m3", "suspect": None}}
    checksum = hashlib.sha256(path.read_bytes()).hexdigest()
    write_json(path.with_suffix(".json"), {"response": "tc_K", "columns": columns, "sha256": checksum, "families": ""})
    return path


def settings(entry="screening", word="n_m3", **sampler):
    few = {"steps": 400, "max_steps": 6400, "keep": 100} | sampler
    return InferSettings("films", entry, {word: "n_m3"}, "normal", 80.0, 52.5, 30.0, 20261121, SamplerSettings(**few))


def run(rows, folder, given, model="screening"):
    names = {"fit": "fit.json", "posterior": "posterior.nc", "pointwise": "pointwise.csv",
             "diagnostics": "diagnostics.json", "report": "fit_report.txt"}  # fmt: skip
    out = {key: folder / name for key, name in names.items()}
    infer(rows, MODELS_FOLDER / f"{model}.py", given, out, LOG)
    return out


def stored_replicates(path):
    """Return the replicated data sets (replicates, rows) of a stored posterior."""
    import netCDF4

    with netCDF4.Dataset(path) as file:
        stored = np.asarray(file["posterior_predictive"].variables["tc_K"][...])
    return stored.reshape(-1, stored.shape[-1])


def test_null_models_take_their_input_in_units_of_its_scale(rows):
    observations = read_observations(rows)
    null = make_trial(load_model(MODELS_FOLDER / "linear.py"), observations, settings(word="x"))
    np.testing.assert_allclose(null.inputs["x"], N_M3 / 1e27, rtol=1e-15)
    theory = make_trial(load_model(MODELS_FOLDER / "screening.py"), observations, settings())
    np.testing.assert_array_equal(theory.inputs["n_m3"], N_M3)
    # what rivals share comes from the class of materials: a scale that looks at the rows leaks the row left out
    assert null.scales == theory.scales
    assert null.scales.sigma_K == 30.0 != pytest.approx(TC_K.std(ddof=1), rel=0.1)


def test_the_files_of_a_job(rows, tmp_path):
    out = run(rows, tmp_path / "one", settings())
    fit, diagnostics = read_record(out["fit"]), read_record(out["diagnostics"])
    design = np.stack([np.ones(6), -(N_M3 ** (-1 / 6))], axis=1)
    size = np.linalg.norm(design, axis=0)
    theta = np.linalg.lstsq(design / size, TC_K)[0] / size
    rss = np.sum((TC_K - design @ theta) ** 2)
    assert [p["name"] for p in fit["parameters"]] == ["t_u_K", "b_K_m05", "sigma_K"]
    assert [p["estimate"] for p in fit["parameters"]] == pytest.approx([*theta, math.sqrt(rss / 6)], rel=1e-6)
    assert fit["lnL_max"] == pytest.approx(-3 * (math.log(2 * math.pi * rss / 6) + 1), rel=1e-8)
    assert fit["rmse_K"] == pytest.approx(math.sqrt(rss / 6), rel=1e-8)
    assert fit["r2"] == pytest.approx(1 - rss / np.sum((TC_K - TC_K.mean()) ** 2), rel=1e-8)
    assert (fit["n"], fit["k"], fit["p"], fit["unit"]) == (6, 2, 3, "kelvin")
    assert fit["checksums"]["observations"] == hashlib.sha256(rows.read_bytes()).hexdigest()
    for p in fit["parameters"]:
        quantiles = list(p["posterior"].values())
        assert quantiles == sorted(quantiles)
        assert p["posterior"]["q2.5"] < p["estimate"] < p["posterior"]["q97.5"]

    # the prior of the scatter is a half-t: below each quantile lies that share of it, to the error of the draws
    quantiles = np.array(list(fit["parameters"][2]["prior_quantiles"].values()))
    below = 2 * student_t.cdf(quantiles / 30.0, 4) - 1
    np.testing.assert_allclose(below, [0.025, 0.25, 0.5, 0.75, 0.975], atol=0.02)

    new = stored_replicates(out["posterior"])
    checks = {each["statistic"]: each for each in diagnostics["predictive_checks"]}
    assert list(checks) == ["mean", "sd", "smallest", "largest"]
    for name, value in (("mean", np.mean), ("smallest", np.min), ("largest", np.max)):
        assert checks[name]["observed"] == pytest.approx(value(TC_K), rel=1e-9)
        assert checks[name]["q97.5"] == pytest.approx(
            np.quantile(value(new, axis=-1), 0.975), rel=2.0**-15
        )  # as stored
    assert diagnostics["converged"] is True
    assert diagnostics["evidence"]["prior_scan"]["1.0"] == pytest.approx(
        diagnostics["evidence"]["ln_evidence"], abs=1e-6
    )
    table = read_rows(out["pointwise"])
    assert tuple(table[0]) == POINTWISE
    assert [row["point_id"] for row in table] == [f"films:A{i}" for i in range(1, 7)]
    assert [number(row["observed_K"]) for row in table] == pytest.approx(TC_K)
    assert [number(row["fitted_K"]) for row in table] == pytest.approx(design @ theta, rel=1e-6)
    for row in table:
        # exact, PSIS and WAIC speak of the same thing; a row is predicted worse when it is left out
        assert number(row["elpd_loo"]) == pytest.approx(number(row["elpd_psis"]), abs=0.5)
        assert number(row["elpd_loo"]) < number(row["lppd"])
        assert number(row["predictive_q2.5_K"]) < number(row["predictive_q97.5_K"])
    assert "t_u_K" in out["report"].read_text()


def test_the_posterior_file(rows, tmp_path):
    import xarray

    out = run(rows, tmp_path / "one", settings())
    with xarray.open_datatree(out["posterior"], engine="netcdf4") as tree:
        groups = {"posterior", "sample_stats", "log_likelihood", "posterior_predictive", "prior", "observed_data"}
        assert groups <= set(tree.children)
        assert set(tree.posterior.data_vars) == {"t_u_K", "b_K_m05", "sigma_K"}
        assert dict(tree.posterior.sizes) == {"chain": 4, "draw": 100}
        np.testing.assert_allclose(tree.observed_data["tc_K"], TC_K)
        theta = [tree.posterior[name].values[..., np.newaxis] for name in ("t_u_K", "b_K_m05")]
        mean = theta[0] - theta[1] * N_M3 ** (-1 / 6)
        sigma = tree.posterior["sigma_K"].values[..., np.newaxis]
        density = -0.5 * ((TC_K - mean) / sigma) ** 2 - np.log(sigma) - 0.5 * math.log(2 * math.pi)
        np.testing.assert_allclose(tree.log_likelihood["tc_K"], density, rtol=1e-6)
        noise = (tree.posterior_predictive["tc_K"].values - mean) / sigma
        assert abs(noise.mean()) < 4 / math.sqrt(noise.size)
        assert noise.std() == pytest.approx(1, abs=4 / math.sqrt(2 * noise.size))
        new = tree.posterior_predictive["tc_K"]
        mantissa = np.frexp(new.values)[0] * 2.0**15  # 14 binary digits after the leading one
        np.testing.assert_array_equal(mantissa, np.round(mantissa))
        assert new.attrs["_QuantizeBitRoundNumberOfSignificantBits"] == 14
        kept = {name: tree[name].data_vars for name in groups}
        precision = {name: {str(each.dtype) for each in kept[name].values()} for name in groups}
        double = {"posterior", "observed_data"}
        assert precision == {name: {"float64" if name in double else "float32"} for name in groups}
        assert all(each.encoding["zlib"] for name in groups for each in kept[name].values())


def test_same_names_same_bytes_and_other_names_other_draws(rows, tmp_path):
    short = {"steps": 100, "max_steps": 100}
    one = run(rows, tmp_path / "one", settings(**short))
    again = run(rows, tmp_path / "again", settings(**short))
    for key, path in one.items():
        assert path.read_bytes() == again[key].read_bytes(), key
    other = run(rows, tmp_path / "other", settings("another_name", **short))
    assert one["posterior"].read_bytes() != other["posterior"].read_bytes()
    # what is not random does not depend on the name
    loo = [[row["elpd_loo"] for row in read_rows(out["pointwise"])] for out in (one, other)]
    assert loo[0] == loo[1]


def test_a_short_run_is_not_accepted(rows, tmp_path):
    out = run(rows, tmp_path / "one", settings(steps=50, max_steps=50))
    diagnostics = read_record(out["diagnostics"])
    assert diagnostics["converged"] is False
    failed = {check["name"]: check for check in diagnostics["checks"] if not check["passed"]}
    assert failed["ess_bulk"]["value"] < failed["ess_bulk"]["threshold"] == 1000


def test_no_machine_path_in_any_result(rows, tmp_path):
    out = run(rows, tmp_path / "one", settings(steps=100, max_steps=100))
    for path in out.values():
        content = path.read_bytes()
        assert str(tmp_path).encode() not in content
        assert str(Path.home()).encode() + b"/" not in content


def test_rows_that_changed_are_refused(rows, tmp_path):
    rows.write_text(rows.read_text().replace("81.3", "91.3"))
    with pytest.raises(RefereeError, match="has changed since"):
        run(rows, tmp_path / "one", settings())
    assert not (tmp_path / "one").exists()
