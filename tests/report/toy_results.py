"""A small comparison made by hand and written through the program's own writers: four models, one not converged."""

import hashlib

import numpy as np
import xarray

from tcreferee.claim import Precision
from tcreferee.inference.infer import POINTWISE, QUANTILES
from tcreferee.inference.store import write_tree
from tcreferee.ledger import COLUMNS as CLAIM_COLUMNS
from tcreferee.ledger import STATEMENT_COLUMNS
from tcreferee.loading import find_models, load_model
from tcreferee.provenance import write_json, write_text
from tcreferee.results import write_record, write_rows

EVIL = "<script>alert('label')</script>"
N_M3 = np.array([1.0, 1.4, 2.1, 2.6, 3.2, 3.9, 4.4, 5.0]) * 1e27
MASS = np.array([8.0, 6.1, 7.4, 5.2, 6.6, 5.8, 7.9, 6.3])
TC = np.array([21.0, 33.0, 41.5, 52.0, 57.0, 71.0, 74.0, 118.0])
CHAINS, DRAWS = 4, 250

# entry: label, inputs, estimates, spread of the draws
MODELS = {
    "linear": ("straight line (null)", {"x": "n_m3"}, (5.0, 18.0), (3.0, 1.0)),
    "screening": (f"screening {EVIL}, $n^{{-1/6}}$", {"n_m3": "n_m3"}, (250.0, 7.0e6), (30.0, 9.0e5)),
    "uemura": ("Uemura scaling", {"n_pair_m3": "n_m3", "m_pair_me": "m_pair_me"}, (160.0,), (9.0,)),
    "logarithm": ("logarithm (null)", {"x": "n_m3"}, (15.0, 48.0), (6.0, 5.0)),
}
UNCONVERGED = "logarithm"


def column(quantity, unit, **more):
    return {
        "quantity": quantity, "unit": unit, "grade": "read", "suspect": None, "note": None, "derived": None,
        "printed_column": quantity, "printed_unit": unit, "uncertainty": "unknown", "sigma": None, **more,
    }  # fmt: skip


COLUMNS = {
    "tc_K": column("tc_K", "kelvin"),
    "n_m3": column("n_m3", "1/meter**3", suspect=f"chosen with Tc known {EVIL}", grade="computed"),
    "m_pair_me": column("m_pair_me", "electron_mass"),
}
RECORD = {
    "schema_version": 1, "dataset": "toy", "title": "Toy table", "citation": "Nobody (2020). Toys.",
    "location": "Table 9", "raw": {"csv": "toy.csv", "sha256": "a" * 64},
    "sidecar": {"yaml": "toy.yaml", "sha256": "b" * 64}, "columns": COLUMNS, "problems": [f"a problem {EVIL}"],
}  # fmt: skip
DATASET = RECORD | {
    "source": {"note": None}, "obtained": "typed", "licence": "quoted", "notes": None, "sha256": "c" * 64,
    "corrections": [{"row": "1", "column": "tc_K", "printed": "2l", "used": "21", "reason": f"letter {EVIL}"}],
    "exclusions": [{"row": "9", "reason": "a limit"}],
}  # fmt: skip
SETTINGS = {
    "seed": 7,
    "effect_factor": 1.5,
    "sampler": {"ensembles": 4, "walkers": 32, "steps": 1000, "max_steps": 16000, "keep": DRAWS},
    "material_classes": {"cuprates": {"tc_mean_K": 80.0, "tc_sd_K": 35.0, "note": "toy"}},
    "comparisons": {
        "toy": {"title": f"Toys {EVIL}", "question": "Do toys superconduct?", "dataset": "toy", "likelihood": "normal"}
    },
}


def write_observations(folder):
    names = [f"T{i}" for i in range(len(TC))]
    lines = ["point_id,label,tc_K,n_m3,m_pair_me"]
    lines += [f"toy:{i},{name},{TC[i]!r},{N_M3[i]!r},{MASS[i]!r}" for i, name in enumerate(names, 0)]
    text = "\n".join(lines).replace("np.float64(", "").replace(")", "") + "\n"
    write_text(folder / "observations.csv", text)
    checksum = hashlib.sha256(text.encode()).hexdigest()
    write_json(
        folder / "observations.json",
        RECORD | {"response": "tc_K", "n": len(TC), "dropped": [], "sha256": checksum},
    )
    return checksum, names


def parameter(name, symbol, unit, meaning, estimate, error, draws):
    quantiles = {q: np.quantile(draws, level) for q, level in QUANTILES.items()}
    return {
        "name": name, "symbol": symbol, "unit": unit, "meaning": meaning, "prior": "Level()", "bounds": [None, None],
        "estimate": estimate, "standard_error": error, "posterior": quantiles, "prior_quantiles": quantiles,
        "intervals": {} if error is None else {"68.3%": (estimate - error, estimate + error)},
    }  # fmt: skip


def write_model(folder, name, checksum, names):
    label, inputs, estimate, spread = MODELS[name]
    rng = np.random.default_rng(sum(map(ord, name)))
    model = load_model(find_models()[name])
    columns = {"n_m3": N_M3, "m_pair_me": MASS}
    bound = {word: columns[c] / (1e27 if word == "x" else 1) for word, c in inputs.items()}
    theta = np.array(estimate) + np.array(spread) * rng.standard_normal((CHAINS, DRAWS, len(estimate)))
    fitted = model(bound, np.array(estimate))
    sigma_ml = float(np.sqrt(np.mean((TC - fitted) ** 2)))
    sigma = sigma_ml * np.exp(0.2 * rng.standard_normal((CHAINS, DRAWS)))
    new = model(bound, theta) + sigma[..., np.newaxis] * rng.standard_normal((CHAINS, DRAWS, len(TC)))
    predictive = np.quantile(new, list(QUANTILES.values()), axis=(0, 1))
    elpd = -0.5 * ((TC - fitted) / sigma_ml) ** 2 - np.log(sigma_ml) - 1.0
    rows = [
        {
            "point_id": f"toy:{i}", "label": names[i], "observed_K": TC[i], "fitted_K": fitted[i], "khat": 0.3,
            "elpd_loo": elpd[i], "elpd_psis": elpd[i] + 0.01, "elpd_waic": elpd[i] + 0.02, "waic_variance": 0.1,
            "lppd": elpd[i] + 0.2, **{f"predictive_{q}_K": predictive[j, i] for j, q in enumerate(QUANTILES)},
        }
        for i in range(len(TC))
    ]  # fmt: skip
    write_rows(folder / "pointwise.csv", POINTWISE, rows)
    parameters = [
        parameter(p.name, p.symbol, p.unit, p.meaning, estimate[j], spread[j], theta[..., j])
        for j, p in enumerate(model.parameters)
    ]
    parameters.append(parameter("sigma_K", r"\sigma", "K", "scatter", sigma_ml, None, sigma))
    write_record(folder / "fit.json", fit_record(name, model, inputs, parameters, fitted, sigma_ml, checksum))
    write_record(folder / "diagnostics.json", diagnostics(name != UNCONVERGED, float(elpd.sum())))
    write_text(folder / "fit_report.txt", f"[[Fit Statistics]] {EVIL}\n")
    posterior = {p.name: (("chain", "draw"), theta[..., j]) for j, p in enumerate(model.parameters)}
    posterior["sigma_K"] = (("chain", "draw"), sigma)
    write_tree(folder / "posterior.nc", xarray.DataTree.from_dict({"posterior": xarray.Dataset(posterior)}))


def fit_record(name, model, inputs, parameters, fitted, sigma, checksum):
    return {
        "comparison": "toy", "entry": name,
        "model": {
            "name": name, "title": model.title, "equation": model.equation,
            "source": {"reference": "Nobody (2020)", "identifier": "none", "equation": "Eq. (1)"},
            "assumptions": ["ASSUME: nothing"],
        },
        "response": "tc_K", "unit": "kelvin", "n": len(TC), "k": len(model.parameters), "p": len(model.parameters) + 1,
        "parameters": parameters, "lnL_max": -0.5 * len(TC) * (np.log(2 * np.pi * sigma**2) + 1), "rmse_K": sigma,
        "r2": 1 - sigma**2 / np.var(TC), "notes": [], "versions": {"numpy": "0.0"},
        "checksums": {"observations": checksum, "model": "d" * 64},
        "settings": {
            "comparison": "toy", "entry": name, "inputs": inputs, "likelihood": "normal", "centre_K": 80.0,
            "effect_K": 52.5, "seed": 7, "sigma_scale_K": 30.0,
        },
    }  # fmt: skip


def diagnostics(converged, evidence):
    rhat = {"name": "rhat", "meaning": "split R-hat (below)", "value": 1.001 if converged else 1.234}
    return {
        "converged": converged,
        "checks": [rhat | {"threshold": 1.01, "passed": converged}],
        "khat_threshold": 0.7,
        "prior_predictive_negative": 0.01,
        "evidence": {
            "method": "none", "ln_evidence": evidence - 5, "mcse_ln_evidence": 1e-8,
            "prior_scan": {str(f): evidence - 5 + f for f in (0.25, 0.5, 1.0, 2.0, 4.0)},
        },
    }  # fmt: skip


def model_files():
    return [find_models()[name] for name in MODELS]


def claim(paper, name, printed, recomputed, rel_diff, verdict, **more):
    return {
        "claim_id": f"{paper}/{name}", "paper": paper, "location": f"Table 1, row {name}", "quantity": "size of a toy",
        "unit": "1/cm^3", "printed": printed, "recomputed": recomputed, "rel_diff": rel_diff, "verdict": verdict,
        "note": "", "precision": "digits", "tolerance": 0.05, "formula": f"twice the half {EVIL}",
        "inputs": f"half = 2.1 1/cm^3 (Table 1; first row); a_2 = 5 (given {EVIL})", "paper_title": f"Toys {EVIL}",
        **more,
    }  # fmt: skip


CLAIMS = [
    claim("toy_paper", "b", "4.2", 4.2, 0.0, "reproduced"),
    claim("toy_paper", "a", "-1.5e27", -1.62e27, -0.08, "differs", note=f"a slip {EVIL}", precision="about"),
    claim("toy_paper", "c", "13", 2.6, -0.8, "differs", note="a zebra was counted twice", precision="at least"),
    claim("toy_paper", "d", "7", float("nan"), float("nan"), "not-defined", note="metres and kelvin", tolerance=""),
    claim("toy_paper", "e", "100", 310.4, 2.104, "reproduced", precision=str(Precision.ORDER)),
    claim("toy_other", "f", "", float("nan"), float("nan"), "not-recoverable", note="no inputs", unit="", inputs=""),
]
STATEMENTS = [
    {"paper": "toy_other", "id": "1", "statement": f"Toys {EVIL} float.", "quantitative": True, "test": "water",
     "tested_here": ""},
]  # fmt: skip


def write_ledger(results):
    write_rows(results / "claims.csv", CLAIM_COLUMNS, CLAIMS)
    write_rows(results / "statements.csv", STATEMENT_COLUMNS, STATEMENTS)
