"""Rows with errors of their own are not scored by integrals that share one variance."""

from dataclasses import replace

import numpy as np

from tcreferee.base.priors import Scales
from tcreferee.formulas.loading import find_models, load_model
from tcreferee.inference.quadrature import covers
from tcreferee.inference.trial import Trial
from tcreferee.simulation.scores import many, scores


def test_rows_with_errors_of_their_own_are_left_to_the_quadrature():
    x = np.linspace(1, 6, 8)
    trial = Trial(load_model(find_models()["linear"]), {"x": x}, 10 * x, Scales(50.0, 50.0, 20.0))
    known = replace(trial, likelihood="normal_known", sd=np.full(8, 3.0))
    assert covers(known)
    assert not many(known)
    assert many(trial)
    found = scores(known, np.stack([10 * x, 12 * x]))
    assert found.reason == "no exact integral over many data sets at once for this likelihood or model"
    assert np.isnan(found.elpd).all()
