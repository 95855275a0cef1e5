"""The audit of chosen rows: level and power on planted pools, and the closed form against refits by numpy."""

import itertools
from dataclasses import replace

import numpy as np
import planted
import pytest
from scipy import stats

from tcreferee.audits.case import FIRES, NOT_APPLICABLE, OPEN
from tcreferee.audits.questions import selection

TABLE, POOL, KELVIN = 8, 14, 8.0


def pooled(rng, chosen, entries=planted.THEORY):
    """Eight of fourteen rows about Tc = 1000/xi^2 in the table; `chosen` orders all rows by their residuals."""
    xi = rng.uniform(2.6, 4.0, POOL)
    tc = planted.LAMBDA_KA2 / xi**2 + KELVIN * rng.standard_normal(POOL)
    order = chosen(np.abs(tc - planted.LAMBDA_KA2 / xi**2))
    xi, tc = xi[order], tc[order]
    found = planted.case(planted.observed({"tc_K": tc[:TABLE], "xi_A": xi[:TABLE]}), entries | planted.NULLS)
    names = [f"others:{i}" for i in range(TABLE, POOL)]
    rows = [
        {"point_id": point, "model": model, "measured": str(value), "counted": "true"}
        for model in found.tried
        for point, value in zip(names, tc[TABLE:], strict=True)
    ]
    pool = {point: {"xi_A": float(x)} for point, x in zip(names, xi[TABLE:], strict=True)}
    record = {"models": dict.fromkeys(found.tried), "materials": len(names), "rows": rows, "pool": pool}
    return replace(found, predictions={"others": record}), xi, tc


def blindly(size):
    return np.arange(len(size))


def test_the_share_is_that_of_refits_of_every_subset():
    found, xi, tc = pooled(np.random.default_rng(4), blindly)

    def squares(rows):
        rows = list(rows)
        shape = xi[rows] ** -2
        return float(np.linalg.lstsq(shape[:, np.newaxis], tc[rows])[1][0])

    every = np.array([squares(rows) for rows in itertools.combinations(range(POOL), TABLE)])
    own = squares(range(TABLE))
    row = selection.audit(found)[0]
    assert row.p_value == pytest.approx(np.mean(every <= own * (1 + 1e-9)), abs=1e-12)
    assert "Of all 3003 choices of 8 rows" in row.note


def test_random_subsets_agree_with_all_of_them(monkeypatch):
    found, _, _ = pooled(np.random.default_rng(5), blindly)
    exact = selection.audit(found)[0].p_value
    monkeypatch.setattr(selection, "SUBSETS", 2000)
    row = selection.audit(found)[0]
    assert "2000 random ones" in row.note
    assert row.p_value == pytest.approx(exact, abs=4 * np.sqrt(exact * (1 - exact) / 2000) + 1 / 2000)


@pytest.mark.slow
def test_rows_chosen_for_their_fit_are_found_and_rows_chosen_blindly_are_not():
    fired = {}
    for name, chosen in (("blind", blindly), ("best", np.argsort)):
        tables = [pooled(np.random.default_rng([9, k]), chosen)[0] for k in range(100)]
        fired[name] = sum(selection.audit(each)[0].verdict == FIRES for each in tables)
    assert fired["blind"] <= stats.binom.ppf(0.995, 100, 0.05)
    assert fired["best"] >= 95


def test_a_pool_too_small_to_tell_is_open():
    found, _, _ = pooled(np.random.default_rng(6), blindly)
    record = found.predictions["others"]
    few = record | {"rows": [row for row in record["rows"] if row["point_id"] == "others:8"]}
    row = selection.audit(replace(found, predictions={"others": few}))[0]
    assert row.verdict == OPEN
    assert row.p_value >= 1 / 9


@pytest.mark.parametrize("missing", ["predictions", "pool", "rows"])
def test_without_a_pool_the_question_does_not_arise(missing):
    found, _, _ = pooled(np.random.default_rng(7), blindly)
    record = dict(found.predictions["others"])
    if missing == "pool":
        del record["pool"]
    if missing == "rows":
        record["rows"] = []
    given = {} if missing == "predictions" else {"others": record}
    assert [row.verdict for row in selection.audit(replace(found, predictions=given))] == [NOT_APPLICABLE]
