import math

import numpy as np
import pytest

from tcreferee.base.provenance import sha256
from tcreferee.comparison.columns import COLUMNS
from tcreferee.comparison.table import Entry, difference

ONE = "comparison 'films' is refused (1 problem):"


def test_other_rows(two):
    two.models["constant"]["fit"]["checksums"]["observations"] = "0" * 64
    checksum = sha256(two.observations)[:12]
    assert two.refusal() == [ONE, f"  - constant: was fitted to other rows; expected rows with checksum {checksum}"]


def test_permuted_points(two):
    # each score still belongs to a row, and every sum is right: only the differences by row are not
    two.models["constant"]["rows"].reverse()
    assert two.refusal() == [
        ONE,
        "  - constant: has the same points in another order; expected the points of the comparison, in their order",
    ]


@pytest.mark.parametrize("change", [lambda rows: rows.pop(), lambda rows: rows[0].update(point_id="other:A1")])
def test_other_points(two, change):
    change(two.models["constant"]["rows"])
    assert two.refusal() == [
        ONE,
        "  - constant: has other points; expected the points of the comparison, in their order",
    ]


@pytest.mark.parametrize("name", ["screening", "constant"])
def test_other_measured_values(two, name):
    # the rows decide, not the model that happens to stand first
    two.models[name]["rows"][2]["observed_K"] = 89.5
    assert two.refusal() == [ONE, f"  - {name}: has other measured values; expected those of the comparison's rows"]


@pytest.mark.parametrize(
    ("where", "key", "value", "message"),
    [
        ("fit", "response", "ln_tc", "response is ln_tc; expected tc_K as in screening"),
        ("fit", "unit", "millikelvin", "unit is millikelvin; expected kelvin as in screening"),
        ("settings", "likelihood", "student_t", "likelihood is student_t; expected normal as in screening"),
        ("settings", "centre_K", 35.0, "centre_K is 35.0; expected 80.0 as in screening"),
        ("settings", "effect_K", 70.0, "effect_K is 70.0; expected 52.5 as in screening"),
        ("settings", "sigma_scale_K", 3.0, "sigma_scale_K is 3.0; expected 15.0 as in screening"),
    ],
)
def test_other_terms(two, where, key, value, message):
    fit = two.models["constant"]["fit"]
    (fit if where == "fit" else fit["settings"])[key] = value
    assert two.refusal() == [ONE, f"  - constant: {message}"]


def test_every_reason_at_once(two):
    two.add("linear", -5.0)
    two.models["constant"]["fit"]["unit"] = "millikelvin"
    two.models["linear"]["fit"]["settings"]["effect_K"] = 1.0
    two.models["linear"]["rows"].reverse()
    assert two.refusal() == [
        "comparison 'films' is refused (3 problems):",
        "  - constant: unit is millikelvin; expected kelvin as in screening",
        "  - linear: has the same points in another order; expected the points of the comparison, in their order",
        "  - linear: effect_K is 1.0; expected 52.5 as in screening",
    ]


def test_the_table(two):
    sentence, table, record = two.compare()
    assert list(table) == ["screening", "constant"]
    best, other = table["screening"], table["constant"]
    assert tuple(best) == COLUMNS
    assert (best["rank"], best["words"], best["d_elpd"], best["se_d_elpd"]) == ("1", "best", "0", "")
    assert (other["rank"], other["words"]) == ("2", "not distinguishable")
    assert float(best["elpd_loo"]) == -24
    assert float(best["se_loo"]) == 0
    assert float(other["se_loo"]) == pytest.approx(math.sqrt(6 * 0.0666666667), rel=1e-9)
    assert float(best["p_loo"]) == pytest.approx(1.2)
    assert float(best["elpd_waic"]) == pytest.approx(-23.4)
    assert float(best["p_waic"]) == pytest.approx(0.6)
    # lnL -20, two counted parameters, six rows
    assert [float(best[name]) for name in ("aic", "aicc", "bic")] == pytest.approx([44, 48, 40 + 2 * math.log(6)])
    assert float(best["khat_max"]) == 0.5
    assert float(best["w_aicc"]) == 0.5
    assert float(best["w_stacking"]) + float(other["w_stacking"]) == pytest.approx(1)
    assert sentence == record["sentence"] == "On these 6 rows SCREENING cannot be told apart from CONSTANT."


def test_differences_by_hand(two):
    _, table, record = two.compare()
    # d = -0.5, -0.2, -0.8, -0.4, -0.6, -0.1: sum -2.6, mean -0.43333, sum of squared deviations 0.33333
    se = math.sqrt(6 * 0.3333333333333333 / 5)
    row = table["constant"]
    assert float(row["d_elpd"]) == pytest.approx(-2.6)
    assert float(row["se_d_elpd"]) == pytest.approx(se, rel=1e-9)
    # six rows: 5.3 SE hold 95 %, as 1.96 sd of a normal distribution do
    error = 5.3 * se / 1.96
    assert float(row["p_worse"]) == pytest.approx(0.5 * (1 + math.erf(2.6 / error / math.sqrt(2))), rel=1e-9)
    assert row["influential_point"] == "A3"
    assert float(row["d_elpd_without_it"]) == pytest.approx(-1.8)
    found = record["differences"]["constant"]
    assert found["interval_2se"] == pytest.approx([-2.6 - 2 * se, -2.6 + 2 * se])
    assert found["interval_4se"] == pytest.approx([-2.6 - 4 * se, -2.6 + 4 * se])
    assert found["interval_95"] == pytest.approx([-2.6 - 5.3 * se, -2.6 + 5.3 * se])
    assert [float(row["d_elpd_lo"]), float(row["d_elpd_hi"])] == pytest.approx(found["interval_95"])


def test_no_spread_no_probability():
    rows = [{"elpd_loo": "-4", "label": "a"}, {"elpd_loo": "-4", "label": "b"}]
    found = difference(Entry("a", {}, {}, rows), Entry("b", {}, {}, rows))
    assert (found.total, found.se) == (0, 0)
    assert math.isnan(found.p_worse)


def test_an_unconverged_model_is_shown_but_not_ranked(two):
    diagnostics = two.add("linear", -1.0)["diagnostics"]
    diagnostics["converged"] = False
    failed = {"name": "ess_bulk", "meaning": "m", "value": 312.4, "threshold": 1000.0, "passed": False}
    diagnostics["checks"] = [*diagnostics["checks"], failed]
    _, table, record = two.compare()
    # it has the best score by far, and does not count
    assert list(table) == ["screening", "constant", "linear"]
    row = table["linear"]
    assert (row["converged"], row["rank"], row["words"]) == ("false", "", "not ranked")
    for name in ("d_elpd", "p_worse", "w_aicc", "w_stacking", "w_pbma", "evidence_prior_robust"):
        assert row[name] == ""
    assert "not converged: ess_bulk = 312.4, threshold 1000" in row["caveats"]
    assert record["groups"]["not ranked"] == ["linear"]
    assert "Not ranked, because a check failed: LINEAR." in record["cautions"]
    assert float(table["screening"]["w_stacking"]) + float(table["constant"]["w_stacking"]) == pytest.approx(1)


def test_a_refused_model_is_shown_with_its_reason_and_without_numbers(two):
    model = two.add("mixture", math.nan)
    model["diagnostics"] = {"converged": False, "refused": "too few rows", "checks": [], "evidence": None}
    model["fit"] |= {"lnL_max": None, "rmse_K": None, "r2": None}
    _, table, record = two.compare()
    row = table["mixture"]
    empty = ("rank", "elpd_loo", "ln_evidence", "lnL_max", "aic", "aicc", "bic", "rmse_K", "d_elpd", "w_stacking")
    assert [row[name] for name in empty] == [""] * len(empty)
    assert row["caveats"] == "not fitted: too few rows"
    assert record["groups"]["not ranked"] == ["mixture"]


def test_criteria_of_a_hierarchical_model_are_undefined(two):
    two.models["screening"]["fit"]["hierarchical"] = True
    _, table, _ = two.compare()
    row = table["screening"]
    assert [row[name] for name in ("aic", "aicc", "bic", "w_aicc")] == [""] * 4
    assert "AIC, AICc and BIC undefined: the likelihood does not know the spread between families" in row["caveats"]
    # its rival is weighed alone
    assert float(table["constant"]["w_aicc"]) == 1


def test_criteria_without_a_maximum_are_undefined(two):
    two.models["screening"]["fit"]["lnL_max"] = None
    _, table, _ = two.compare()
    assert [table["screening"][name] for name in ("lnL_max", "aic", "aicc", "bic")] == [""] * 4
    assert "AIC, AICc and BIC undefined: the likelihood has no maximum" in table["screening"]["caveats"]
    assert table["screening"]["rank"] != ""


def test_families_left_out(two):
    two.models["screening"]["diagnostics"]["elpd_family"] = [-9.0, -11.0]
    two.models["constant"]["diagnostics"]["elpd_family"] = [-8.0, -10.5]
    _, table, _ = two.compare()
    assert [float(table[name]["elpd_lofo"]) for name in ("screening", "constant")] == [-20.0, -18.5]
    assert [float(table[name]["d_elpd_lofo"]) for name in ("screening", "constant")] == [-1.5, 0.0]


def test_all_columns_of_a_latent_choice_are_suspects(two):
    two.suspect = "chosen row by row"
    two.models["screening"]["fit"]["settings"]["inputs"] = {"x": ["other", "n_m3"]}
    two.models["constant"]["fit"]["settings"]["inputs"] = {}
    _, table, _ = two.compare()
    assert "input $n$ may have been set with Tc in view" in table["screening"]["caveats"]
    assert "may have been set" not in table["constant"]["caveats"]


def test_nothing_converged(two):
    for model in two.models.values():
        model["diagnostics"]["converged"] = False
    sentence, table, record = two.compare()
    assert sentence == "No model converged: these rows decide nothing yet."
    assert [row["rank"] for row in table.values()] == ["", ""]
    assert record["groups"]["best"] == []


def test_undefined_aicc_is_empty_with_its_reason(two):
    for name, p in (("screening", 5), ("constant", 6)):
        two.models[name]["fit"]["p"] = p
    _, table, _ = two.compare()
    for name, p in (("screening", 5), ("constant", 6)):
        assert (table[name]["aicc"], table[name]["w_aicc"]) == ("", "")
        assert f"AICc undefined at n = 6 with {p} counted parameters" in table[name]["caveats"]


def test_the_winner_by_evidence_changes_with_the_prior(two):
    _, table, record = two.compare()
    assert record["evidence_prior_robust"] is True
    two.models["constant"]["diagnostics"]["evidence"]["prior_scan"] |= {"4.0": -29.0}
    _, table, record = two.compare()
    assert {row["evidence_prior_robust"] for row in table.values()} == {"false"}
    assert record["evidence_winner_by_prior_scale"] == {"0.25": "screening", "1.0": "screening", "4.0": "constant"}
    caution = (
        "The evidence depends on the prior scale: it favours CONSTANT and SCREENING as the scale goes from 1/4 to 4."
    )
    assert caution in record["cautions"]


def test_an_input_that_may_know_tc_is_named_first(two):
    two.suspect = "computed from Tc"
    _, _, record = two.compare()
    assert record["cautions"][0] == "The input $n$ may have been set with Tc in view: computed from Tc"
    assert record["suspect_inputs"] == {"n_m3": "computed from Tc"}


def test_same_results_same_bytes(two):
    two.compare()
    before = [(two.folder / name).read_bytes() for name in ("comparison.csv", "comparison.json")]
    two.models = dict(reversed(two.models.items()))
    two.compare()
    # nor does the order in which models are listed count
    assert [(two.folder / name).read_bytes() for name in ("comparison.csv", "comparison.json")] == before


def test_scores_of_the_table_are_finite_or_empty(two):
    _, table, _ = two.compare()
    for row in table.values():
        assert not {"nan", "inf", "-inf", "None"} & set(row.values())
        assert np.isfinite(float(row["elpd_loo"]))
