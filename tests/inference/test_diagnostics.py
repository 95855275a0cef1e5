"""The sampled posterior against the exact one: a false alarm and a true one."""

from dataclasses import dataclass

import numpy as np
import pytest

from tcreferee.inference.diagnostics import Z_MAX, oracle_z
from tcreferee.inference.exact import Oracle

ENSEMBLES, STEPS, WALKERS, EXACT_DRAWS = 4, 2500, 40, 32768


@dataclass
class Sampled:
    """What `oracle_z` reads of draws; independent ones, as many as there are."""

    chain: np.ndarray

    @property
    def ess_bulk(self):
        return np.full(1, self.chain.size)

    ess_tail = ess_bulk


def oracle(sd):
    """An importance sampling whose draws have the given sd, with the errors that its own normal draws tell."""
    nothing, share = np.zeros(1), EXACT_DRAWS**-0.5
    moments = nothing, np.array([sd]), np.array([sd * share]), np.array([sd**2 * np.sqrt(2) * share])
    return Oracle(0.0, 0.0, np.zeros(5), np.zeros(0), *moments)


@pytest.mark.parametrize(("far", "alarm"), [(True, False), (False, True)])
def test_rare_far_excursions_are_an_error_of_both_sides(far, alarm):
    # one draw in ten thousand is sixty times as wide: a variance of 1.36, a kurtosis of thousands. Weights that missed
    # them have an sd 14 % too low and know nothing of it. Without them the same gap is no chance.
    rng = np.random.default_rng(5)
    chain = rng.standard_normal((ENSEMBLES, STEPS, WALKERS, 1))
    chain *= np.where(rng.random(chain.shape) < 1e-4, 60.0, 1.0) if far else 1.36**0.5
    assert chain.var() == pytest.approx(1.36, rel=0.1)
    z = float(np.abs(oracle_z(Sampled(chain), oracle(1.0))).max())
    assert (z > Z_MAX) == alarm


def test_equal_moments_have_small_scores():
    chain = np.random.default_rng(1).standard_normal((ENSEMBLES, STEPS, WALKERS, 1))
    found = oracle_z(Sampled(chain), oracle(1.0))
    # normal scores: of the mean and of the variance
    assert np.abs(found).max() < 3
    shifted = oracle_z(Sampled(chain + 0.05), oracle(1.0))
    # 0.05 over the errors of both sides
    assert shifted[0, 0] - found[0, 0] == pytest.approx(0.05 / np.sqrt(1 / chain.size + 1 / EXACT_DRAWS), rel=0.02)
