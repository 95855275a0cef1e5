"""The lines of the unified plot against the channel width they are the same formula as."""

import numpy as np
import pytest

from tcreferee.formulas.loading import find_models, load_model

N_M3, D0_A, R_PLUS_A = np.array([8e28, 1.3e29, 6e29]), np.array([2.3, 2.9, 3.6]), np.array([0.5, 0.9, 1.2])
ALPHA_PERK = np.array([4e-12, 1e-9, 7e-7])


def predicted(name, theta, **inputs):
    return load_model(find_models()[name])(inputs, np.array(theta, dtype=float))


def test_metals_that_obey_the_channel_width_lie_on_the_line():
    inputs = {"d0_A": D0_A, "r_plus_A": R_PLUS_A, "n_m3": N_M3, "expansion_perK": ALPHA_PERK}
    tc_K = predicted("channel_metals", [], **inputs)
    x = N_M3 ** (-1 / 6) / (ALPHA_PERK * D0_A * 1e-10)
    y_K = (D0_A - 2 * R_PLUS_A) / (ALPHA_PERK * D0_A) - tc_K
    np.testing.assert_allclose(predicted("unified_line", [], unified_x_K_m05=x), y_K, rtol=1e-9)


def test_the_scaled_line_holds_the_line():
    x = np.array([6e10, 1e16])
    line, scaled = (
        predicted("unified_line", [], unified_x_K_m05=x),
        predicted("unified_line_scaled", [2.5], unified_x_K_m05=x),
    )
    np.testing.assert_allclose(scaled, 2.5 * line, rtol=1e-14)
    # free electrons: lambda_TF = 0.5 (a_0^3/n)^(1/6) (pi/3)^(1/6), twice of it against n^(-1/6)
    a_0_m = 5.29177210544e-11
    assert line[0] / x[0] == pytest.approx((np.pi / 3) ** (1 / 6) * a_0_m**0.5, rel=1e-9)
