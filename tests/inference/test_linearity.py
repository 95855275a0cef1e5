"""A parameter that is declared linear and is not: refused by name, where its integrals would be of another formula."""

import numpy as np
import pytest

from tcreferee.base.priors import Effect, Level, Scales
from tcreferee.formulas.model import Parameter
from tcreferee.inference.guards import refuse_hopeless_rows
from tcreferee.inference.refused import RefusedError

X = np.array([1.0, 2, 3, 4, 5, 6])
Y = np.array([31.0, 44, 52, 70, 78, 95])
SCALES = Scales(60.0, 52.5, 20.0)
DO = r"give (it|each|one of them) Normal\(mean, sd\) in its own unit, with the reason in 'assumptions'$"


def trial_of(make_trial, make_model, predict):
    parameters = (Parameter("a_K", "a", "K", "", Level()), Parameter("b_K", "b", "K", "", Effect()))
    return make_trial(make_model(predict, *parameters), Y, SCALES, x=X)


@pytest.mark.parametrize(
    ("predict", "names"),
    [
        (lambda inputs, p: p["a_K"] + p["b_K"] ** 2 * inputs["x"], "b_K, as the"),
        (lambda inputs, p: p["a_K"] * np.exp(0.01 * p["b_K"] * inputs["x"]), "b_K, as the"),
        # each alone is linear, and their product is not
        (lambda inputs, p: p["a_K"] * (1 + p["b_K"] * inputs["x"]), "a_K and b_K together, as the"),
        # cut off at zero, as a Tc is: linear about any sensible value
        (lambda inputs, p: np.maximum(p["a_K"] + p["b_K"] * inputs["x"], 0.0), "a_K and b_K, as the"),
    ],
)
def test_a_formula_that_is_not_linear_is_refused_with_the_parameter(make_trial, make_model, predict, names):
    with pytest.raises(RefusedError, match=f"^the prediction is not linear in {names} priors promise: {DO}"):
        refuse_hopeless_rows(trial_of(make_trial, make_model, predict))


def test_a_linear_formula_passes_whatever_the_size_of_its_terms(make_trial, make_model):
    def predict(inputs, p):
        return 1e9 + p["a_K"] + 1e-6 * p["b_K"] * inputs["x"]

    refuse_hopeless_rows(trial_of(make_trial, make_model, predict))
