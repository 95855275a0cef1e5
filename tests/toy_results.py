"""Small comparisons made by hand and written through the program's own writers.

`toy`: four models, one not converged, and one that could not be fitted. `classes`: superconducting or not, 56 rows.
`families`: two families of materials, and rows that may use either of two inputs. `decades`, not in the report of the
others: lognormal scatter, response and input over four and five decades.
"""

import hashlib
from dataclasses import dataclass, field

import numpy as np
import xarray

from tcreferee.base.priors import Scales
from tcreferee.base.provenance import write_json, write_text
from tcreferee.base.records import write_record, write_rows
from tcreferee.formulas.loading import find_models, load_model
from tcreferee.inference.bind import bound_inputs, bound_model, family_codes, family_names
from tcreferee.inference.columns import choice_columns, standards
from tcreferee.inference.predictive import Predictive
from tcreferee.inference.predictive_checks import predictive_checks
from tcreferee.inference.record import POINTWISE, QUANTILES
from tcreferee.inference.store import write_tree
from tcreferee.papers.claim import Precision
from tcreferee.papers.ledger import COLUMNS as CLAIM_COLUMNS
from tcreferee.papers.reading import STATEMENT_COLUMNS

EVIL = "<script>alert('label')</script>"
N_M3 = np.array([1.0, 1.4, 2.1, 2.6, 3.2, 3.9, 4.4, 5.0]) * 1e27
MASS = np.array([8.0, 6.1, 7.4, 5.2, 6.6, 5.8, 7.9, 6.3])
TC = np.array([21.0, 33.0, 41.5, 52.0, 57.0, 71.0, 74.0, 118.0])
CHAINS, DRAWS = 4, 250
SCALES = Scales(80.0, 52.5, 30.0)


@dataclass(frozen=True)
class Toy:
    """A comparison: rows, and models as entry: (file, label, inputs, estimates, spreads of the draws)."""

    name: str
    response: str
    columns: dict
    models: dict
    labels: tuple
    likelihood: str = "normal"
    family: tuple = ()
    unconverged: tuple = ()
    refused: dict = field(default_factory=dict)

    @property
    def y(self):
        return self.columns[self.response]


# entry: label, inputs, estimates, spread of the draws
MODELS = {
    "linear": ("straight line (null)", {"x": "n_m3"}, (5.0, 18.0), (3.0, 1.0)),
    "screening": (f"screening {EVIL}, $n^{{-1/6}}$", {"n_m3": "n_m3"}, (250.0, 7.0e6), (30.0, 9.0e5)),
    "bec_free_constant": ("Uemura scaling", {"n_pair_m3": "n_m3", "m_pair_me": "m_pair_me"}, (160.0,), (9.0,)),
    "logarithm": ("logarithm (null)", {"x": "n_m3"}, (15.0, 48.0), (6.0, 5.0)),
}
UNCONVERGED, REFUSED = "logarithm", "constant"
WHY = "one point for two coefficients"
TOY = Toy(
    "toy", "tc_K", {"tc_K": TC, "n_m3": N_M3, "m_pair_me": MASS},
    {name: (name, *about) for name, about in MODELS.items()}
    | {REFUSED: (REFUSED, "refused null", {}, (50.0,), (5.0,))},
    tuple(f"T{i}" for i in range(len(TC))), unconverged=(UNCONVERGED,), refused={REFUSED: WHY},
)  # fmt: skip

_rng = np.random.default_rng(5)
GAP = np.sort(_rng.uniform(-4, 4, 56))
CLASSES = Toy(
    "classes", "superconducting",
    {
        "superconducting": (_rng.random(56) < 1 / (1 + np.exp(2 * np.abs(GAP) - 3))) * 1.0,
        "valence": _rng.uniform(1, 8, 56),
        "fermi_energy_eV": 8 + GAP, "standing_energy_eV": np.full(56, 8.0),
    },
    {
        "gap": ("standing_wave_gap", "standing wave", {w: w for w in ("fermi_energy_eV", "standing_energy_eV")},
                (3.0, 2.0), (0.5, 0.4)),
        "linear": ("linear", "linear in valence (null)", {"x": "valence"}, (0.5, -0.1), (0.3, 0.1)),
        "constant": ("constant", "constant (null)", {}, (0.1,), (0.3,)),
    },
    tuple(f"Element {i}" if i % 7 else f"a rather long name, phase {i}" for i in range(56)), "bernoulli",
)  # fmt: skip

XI = np.array([3.1, 3.4, 3.8, 4.1, 4.6, 5.0, 5.5, 6.0, 6.4, 6.9])
FAMILIES = Toy(
    "families", "tc_K",
    {"tc_K": np.where(np.arange(10) % 2, 700, 1250) / XI**2 + np.array([4, -3, 2, 5, -6, 3, -2, 1, 4, -5]),
     "xi_small_A": XI, "xi_large_A": XI + np.array([0, 0.5] * 5)},
    {
        "family": ("quantum_well_family", "Λ by family", {"xi_A": "xi_small_A"}, (1250.0, 700.0), (20.0, 20.0)),
        "latent": ("quantum_well", "either ξ", {"xi_A": ["xi_small_A", "xi_large_A"]}, (1000.0, 0.6), (30.0, 0.1)),
        "mean": ("family_mean", "mean of each family", {}, (60.0, 40.0), (5.0, 5.0)),
        "constant": ("constant", "constant (null)", {}, (50.0,), (5.0,)),
    },
    tuple(f"Q{i}" for i in range(10)), family=tuple("cuprate" if i % 2 == 0 else "iron based" for i in range(10)),
)  # fmt: skip
TOYS = (TOY, CLASSES, FAMILIES)

WIDE = np.geomspace(2e23, 6e28, 12)
DECADES = Toy(
    "decades", "tc_K",
    {"tc_K": 40 * (WIDE / 1e27) ** 0.8 * np.exp(np.tile([0.2, -0.9, 0.4, 0.3], 3)), "n_m3": WIDE,
     "m_pair_me": np.linspace(2, 9, 12)},
    {
        "power_law": ("power_law", "power law (generic)", {"x": "n_m3"}, (40.0, 0.8), (4.0, 0.02)),
        # some of its draws are below zero where the rows are smallest
        "linear": ("linear", "straight line (null)", {"x": "n_m3"}, (0.5, 20.0), (0.3, 2.0)),
        "bec_free_constant": (
            "bec_free_constant", "Uemura scaling", {"n_pair_m3": "n_m3", "m_pair_me": "m_pair_me"}, (90.0,), (9.0,),
        ),
        "constant": ("constant", "constant (null)", {}, (5.0,), (2.0,)),
    },
    tuple(f"D{i}" for i in range(12)), "lognormal",
)  # fmt: skip


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
OTHER_COLUMNS = {
    "superconducting": column("superconducting", ""),
    "valence": column("valence", ""),
    "fermi_energy_eV": column("fermi_energy_eV", "electron_volt"),
    "standing_energy_eV": column("standing_energy_eV", "electron_volt"),
    "xi_small_A": column("xi_A", "angstrom"),
    "xi_large_A": column("xi_A", "angstrom"),
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
        "toy": {"title": f"Toys {EVIL}", "question": "Do toys superconduct?", "dataset": "toy", "likelihood": "normal"},
        "classes": {"title": "Classes", "question": "", "dataset": "toy", "likelihood": "bernoulli"},
        "families": {"title": "Families", "question": "", "dataset": ["toy", "toy"], "likelihood": "normal"},
    },
}


def write_observations(folder, toy):
    rows = range(len(toy.y))
    family = toy.family or [""] * len(toy.y)
    lines = [",".join(["point_id", "label", *toy.columns, "family"])]
    lines += [
        ",".join([f"toy:{i}", f'"{toy.labels[i]}"', *(repr(float(v[i])) for v in toy.columns.values()), family[i]])
        for i in rows
    ]
    text = "\n".join(lines) + "\n"
    write_text(folder / "observations.csv", text)
    checksum = hashlib.sha256(text.encode()).hexdigest()
    known = COLUMNS | OTHER_COLUMNS
    record = {
        "response": toy.response, "n": len(toy.y), "dropped": [], "sha256": checksum,
        "columns": {name: known[name] for name in toy.columns} | {"family": column("text", "")},
        "families": "family" if toy.family else None,
    }  # fmt: skip
    write_json(folder / "observations.json", RECORD | record)
    return checksum


def parameter(p, estimate, error, draws):
    quantiles = {q: np.quantile(draws, level) for q, level in QUANTILES.items()}
    return {
        "name": p[0], "symbol": p[1], "unit": p[2], "meaning": p[3], "prior": "Level()", "bounds": [None, None],
        "estimate": estimate, "standard_error": error, "posterior": quantiles, "prior_quantiles": quantiles,
        "intervals": {} if error is None else {"68.3%": (estimate - error, estimate + error)},
    }  # fmt: skip


def audit(name: str, model: str, verdict: str, note: str, value: float = 1.5, column: str = "") -> dict[str, object]:
    """One row of audits.csv."""
    return {
        "audit": name, "model": model, "statistic": "ratio", "verdict": verdict, "note": note, "value": value,
        "lower": value - 0.5, "upper": value + 0.5, "p_value": 0.01, "column": column,
    }  # fmt: skip


# of the comparison named; "" of every other
AUDITS = {
    "toy": [
        audit("shared_factor", "", "not-applicable", "No axes share a factor."),
        audit("influence", "linear", "open", f"One row moves it {EVIL}."),
        audit("influence", "constant", "quiet", "No row moves what n_m3 gives."),
        audit("circularity", "linear", "fires", "The input follows from $T_c$.", column="m_pair_me"),
        audit("circularity", "screening", "quiet", "Nothing says so."),
        audit("rivals", "", "quiet", "It beats every null.", 12.25),
        audit("rivals", "screening", "open", "Within the error.", 3.0),
        audit("rivals", "bec_free_constant", "quiet", "It is better.", 12.25),
    ],
    "classes": [
        audit("rivals", "", "fires", "No better.", -7.0),
        audit("rivals", "gap", "fires", "It is worse.", -7.0),
    ],
    "": [audit("rivals", "", "not-applicable", "No theory.")],
}


RECOVERY = [
    {"truth": t, "criterion": c, "chosen": n, "fraction": f, "replicates": 200, "failed": 0.0, "note": ""}
    for c in ("aicc", "bic") for t in ("linear", "screening")
    for n, f in (("linear", 0.625 if t == "linear" else 0.1), ("screening", 0.375 if t == "linear" else 0.9))
]  # fmt: skip


def write_toy(folder, toy):
    """Write rows and models of a comparison."""
    checksum = write_observations(folder, toy)
    for entry in toy.models:
        write_model(folder / entry, toy, entry, checksum)


def write_model(folder, toy, entry, checksum):
    name, _, inputs, estimate, spread = toy.models[entry]
    rng = np.random.default_rng(sum(map(ord, entry)))
    model, families = load_model(find_models()[name]), family_names(toy.family)
    choices, by_family = choice_columns(inputs), any(p.families for p in model.parameters)
    bound = bound_model(model, families if by_family else (), choices, SCALES)
    quantities = {name: (COLUMNS | OTHER_COLUMNS)[name]["quantity"] for name in toy.columns}
    codes = family_codes(toy.family, families) if by_family else None
    values = bound_inputs(inputs, toy.columns, quantities, codes, standards(inputs, toy.columns))
    theta = np.array(estimate) + np.array(spread) * rng.standard_normal((CHAINS, DRAWS, len(estimate)))
    free, rows, many = toy.likelihood != "bernoulli", len(toy.y), max(1, len(choices))

    def at(theta, sd):
        return Predictive(bound, values, theta, sd, toy.likelihood, rows, many, 1)

    fitted = at(np.array(estimate), np.ones(1)).mean
    logarithm = np.log if toy.likelihood == "lognormal" else np.asarray
    off = logarithm(toy.y) - logarithm(fitted)
    sigma_ml = float(np.sqrt(np.mean(off**2)))
    sigma = sigma_ml * np.exp(0.2 * rng.standard_normal((CHAINS, DRAWS)))
    drawn = at(theta, sigma[..., np.newaxis])
    shown = np.quantile(drawn.new if free else drawn.mean, list(QUANTILES.values()), axis=(0, 1))
    likely = -0.5 * (off / sigma_ml) ** 2 - np.log(sigma_ml)
    elpd = likely - 1.0 if free else np.log(np.where(toy.y == 1, fitted, 1 - fitted)) - 0.02
    gone = entry in toy.refused
    scores = {"khat": 0.3, "elpd_loo": elpd, "elpd_psis": elpd + 0.01, "elpd_waic": elpd + 0.02, "waic_variance": 0.1,
              "lppd": elpd + 0.2}  # fmt: skip
    numbers = {"fitted_K": fitted, **scores, **{f"predictive_{q}_K": shown[j] for j, q in enumerate(QUANTILES)}}
    own = {key: None if gone else np.broadcast_to(value, rows) for key, value in numbers.items()}
    pointwise = [
        {"point_id": f"toy:{i}", "label": toy.labels[i], "observed_K": toy.y[i],
         "family": toy.family[i] if toy.family else ""} | {k: None if v is None else v[i] for k, v in own.items()}
        for i in range(rows)
    ]  # fmt: skip
    write_rows(folder / "pointwise.csv", POINTWISE, pointwise)
    parameters = [
        parameter((p.name, p.symbol, p.unit, p.meaning), estimate[j], spread[j], theta[..., j])
        for j, p in enumerate(bound.parameters)
    ]
    if free:
        parameters.append(parameter(("sigma_K", r"\sigma", "kelvin", "scatter"), sigma_ml, None, sigma))
    settings = {
        "comparison": toy.name, "entry": entry, "inputs": inputs, "likelihood": toy.likelihood, "centre_K": 80.0,
        "effect_K": 52.5, "seed": 7, "sigma_scale_K": 30.0, "sigma": "", "input_sigma": {},
    }  # fmt: skip
    record = fit_record(entry, model, [] if gone else parameters, toy, checksum) | {"settings": settings}
    record["k"], record["p"] = len(bound.parameters), len(bound.parameters) + free
    record["bound"] = {"families": families, "choices": choices, "standards": {}, "quantities": quantities}
    if free and not gone:
        record |= {"rmse_K": sigma_ml, "r2": 1 - sigma_ml**2 / np.var(toy.y)}
    record["lnL_max"] = None if gone else float(likely.sum() if free else elpd.sum())
    write_record(folder / "fit.json", record)
    refused = {"converged": False, "refused": toy.refused.get(entry), "checks": [], "evidence": None}
    checked = {"predictive_checks": predictive_checks(drawn, toy.y)}
    write_record(
        folder / "diagnostics.json",
        refused if gone else diagnostics(entry not in toy.unconverged, elpd.sum()) | checked,
    )
    write_text(folder / "fit_report.txt", f"[[Fit Statistics]] {EVIL}\n")
    posterior = {p.name: (("chain", "draw"), theta[..., j]) for j, p in enumerate(bound.parameters)}
    if free:
        posterior["sigma_K"] = (("chain", "draw"), sigma)
    stored = xarray.Dataset({} if gone else posterior)
    new = xarray.Dataset({} if gone else {toy.response: (("chain", "draw", "point_id"), drawn.new)})
    write_tree(folder / "posterior.nc", xarray.DataTree.from_dict({"posterior": stored, "posterior_predictive": new}))


def fit_record(entry, model, parameters, toy, checksum):
    source = {
        "reference": "Nobody (2020)" if model.credited else model.source.reference,
        "identifier": "none",
        "equation": "Eq. (1)",
    }
    names = [p["name"] for p in parameters if p["name"] != "sigma_K"]
    return {
        "comparison": toy.name, "entry": entry, "hierarchical": False,
        "model": {
            "name": model.name, "title": model.title, "equation": model.equation, "source": source,
            "assumptions": ["ASSUME: nothing"], "constraints": ["b < t_u_K"] if model.name == "screening" else [],
            "kind": model.kind, "constant": model.constant,
        },
        "response": toy.response, "unit": "" if toy.likelihood == "bernoulli" else "kelvin", "n": len(toy.y),
        "parameters": parameters, "rmse_K": None, "r2": None, "notes": [], "versions": {"numpy": "0.0"},
        "checksums": {"observations": checksum, "model": "d" * 64},
        "correlations": {"names": names, "matrix": (1.12345 * np.eye(len(names)) - 0.12345).tolist()},
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


def model_files(toy=TOY):
    return sorted({find_models()[name] for name, *_ in toy.models.values()})


def claim(paper, name, printed, recomputed, rel_diff, verdict, **more):
    return {
        "claim_id": f"{paper}/{name}", "paper": paper, "location": f"Table 1, row {name}", "quantity": "size of a toy",
        "unit": "1/cm^3", "printed": printed, "recomputed": recomputed, "rel_diff": rel_diff, "verdict": verdict,
        "note": "", "precision": "digits", "tolerance": 0.05, "formula": f"twice the half {EVIL}",
        "inputs": f"half = 2.1 1/cm^3 (Table 1; first row); a_2 = 5 (given {EVIL})", "paper_title": f"Toys {EVIL}",
        "implied": False, **more,
    }  # fmt: skip


CLAIMS = [
    claim("toy_paper", "b", "4.2", 4.2, 0.0, "reproduced"),
    claim("toy_paper", "a", "-1.5e27", -1.62e27, -0.08, "differs", note=f"a slip {EVIL}", precision="about"),
    claim("toy_paper", "c", "13", 2.6, -0.8, "differs", note="a zebra was counted twice", precision="at least"),
    claim("toy_paper", "d", "7", float("nan"), float("nan"), "not-defined", note="metres and kelvin", tolerance=""),
    claim("toy_paper", "e", "100", 310.4, 2.104, "reproduced", precision=str(Precision.ORDER), implied=True),
    claim("toy_other", "f", "", float("nan"), float("nan"), "not-recoverable", note="no inputs", unit="", inputs=""),
]
STATEMENTS = [
    {"paper": "toy_other", "id": "1", "statement": f"Toys {EVIL} float.", "quantitative": True, "test": "water",
     "tested_here": ""},
]  # fmt: skip


def write_ledger(results):
    write_rows(results / "claims.csv", CLAIM_COLUMNS, CLAIMS)
    write_rows(results / "statements.csv", ("paper", *STATEMENT_COLUMNS), STATEMENTS)
