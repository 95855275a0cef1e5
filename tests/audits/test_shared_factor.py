"""The unified plot in small: both axes divided by an expansion that spans decades."""

import itertools

import numpy as np
import planted
import pytest

from tcreferee.audits.case import FIRES, NOT_APPLICABLE, OPEN, QUIET
from tcreferee.audits.questions import shared_factor
from tcreferee.physics.general_model_screening import screening_coefficient_m05

X = planted.derived("unified_x", n="n_m3", d0="d0_A", alpha="alpha_perK")
Y = planted.derived("t_u_less_tc", d0="d0_A", r_plus="r_plus_A", alpha="alpha_perK", tc="tc_K")
ENTRY = {"linear": ("linear", {"x": "x"})}


def metals(seed, rows=20, decades=1.5, obeys=False):
    """Radii that follow the distances; densities that are those of the formula, or anything."""
    rng = np.random.default_rng(seed)
    d0, alpha = rng.uniform(2.2, 3.7, rows), 1e-9 * 10 ** (decades * rng.standard_normal(rows))
    r_plus, tc = 0.33 * d0 * np.exp(0.05 * rng.standard_normal(rows)), rng.uniform(0.1, 9, rows)
    n = 1e29 * 10 ** (0.3 * rng.standard_normal(rows))
    if obeys:
        r_plus = 0.2 * d0 * rng.uniform(0.5, 1.4, rows)
        n = (2e10 * screening_coefficient_m05() / (d0 - 2 * r_plus)) ** 6
    return {"d0_A": d0, "alpha_perK": alpha, "r_plus_A": r_plus, "tc_K": tc, "n_m3": n}


def case(table):
    d0_m, alpha = table["d0_A"] * 1e-10, table["alpha_perK"]
    x = table["n_m3"] ** (-1 / 6) / (alpha * d0_m)
    y = (d0_m - 2e-10 * table["r_plus_A"]) / (alpha * d0_m) - table["tc_K"]
    rows = planted.observed({"y": y, "x": x, **table}, "y", x=X | {"quantity": "n_m3"}, y=Y)
    return planted.case(rows, ENTRY, fit=False)


def audited(table):
    (row,) = shared_factor.audit(case(table))
    return row


def test_the_common_sources_are_found():
    found = case(metals(1))
    assert shared_factor.shared(found, "x") == ["alpha_perK", "d0_A"]
    assert [row.verdict for row in shared_factor.audit(planted.clean(np.random.default_rng(1), fit=False))] == [
        NOT_APPLICABLE
    ]


def test_a_line_that_any_density_gives_fires():
    """Exchanging the radii alone breaks the line, since they follow the distances; exchanging densities does not."""
    found = [audited(metals(seed)) for seed in range(30)]
    fired = [row for row in found if row.verdict == FIRES]
    assert len(fired) >= 25
    assert all(row.p_value > 0.05 for row in fired)
    assert sum("the line does not depend on n_m3, but" in row.note for row in fired) >= 20
    assert all("tc_K from another row changes y by" in row.note for row in found)


def test_a_line_that_the_densities_make_is_left_in_peace():
    found = [audited(metals(seed, decades=0.2, obeys=True)) for seed in range(10)]
    assert [row.verdict for row in found] == [QUIET] * 10
    assert max(row.p_value for row in found) < 0.05
    assert [row.value for row in found] == pytest.approx([1.0] * 10, abs=0.3)


def test_against_all_orders_by_hand():
    """Six rows: every order, and the possible ones among them, gone through with plain loops."""
    table = metals(3, rows=6)
    table["r_plus_A"] = np.array([0.5, 0.6, 0.7, 0.8, 0.9, 1.2])
    table["d0_A"] = np.array([2.3, 2.5, 2.7, 2.9, 3.1, 3.3])
    shared, width = np.log(table["alpha_perK"] * table["d0_A"] * 1e-10), table["d0_A"] - 2 * table["r_plus_A"]
    u, v = np.log(table["n_m3"]) / -6 - shared, np.log(1e-10 * width - table["tc_K"] * np.exp(shared)) - shared
    r = np.corrcoef(u, v)[0, 1]
    of_y, of_x = [], []
    for order in itertools.permutations(range(6)):
        order = list(order)
        length = 1e-10 * (table["d0_A"] - 2 * table["r_plus_A"][order]) - table["tc_K"][order] * np.exp(shared)
        if (length > 0).all():
            of_y.append(abs(np.corrcoef(u, np.log(length) - shared)[0, 1]))
        of_x.append(abs(np.corrcoef(np.log(table["n_m3"][order]) / -6 - shared, v)[0, 1]))
    assert 100 < len(of_y) < 720
    wanted = max(np.mean(np.array(each) >= abs(r) - 1e-12) for each in (of_y, of_x))
    row = audited(table)
    assert row.p_value == pytest.approx(wanted)
    assert f"all {len(of_y)} permutations" in row.note
    base = np.column_stack([np.ones(6), np.log(table["alpha_perK"]), np.log(table["d0_A"])])
    left = [each - base @ np.linalg.lstsq(base, each)[0] for each in (u, v)]
    assert row.value == pytest.approx(np.corrcoef(*left)[0, 1])


def test_own_data_that_fit_no_other_row_leave_the_question_open():
    table = metals(1, rows=8)
    table["d0_A"] = np.linspace(2.0, 3.4, 8)
    table["r_plus_A"] = 0.5 * table["d0_A"] - 0.01
    row = audited(table)
    assert (row.verdict, row.p_value) == (OPEN, None)
    assert "y cannot be computed with r_plus_A and tc_K from another row" in row.note
