import numpy as np
import pytest

from tcreferee.formulas.loading import find_models, load_model
from tcreferee.formulas.model import Check, Source, TcModel
from tcreferee.inference.trial import Scales, Trial

MODELS = find_models()
SCALES = Scales(80.0, 52.5, 30.0)


@pytest.fixture
def make_trial():
    """A trial of a model, by name or as it is, on inputs given as lists."""

    def make(model, y, scales=SCALES, likelihood="normal", **inputs):
        model = load_model(MODELS[model]) if isinstance(model, str) else model
        columns = {name: np.asarray(values, dtype=float) for name, values in inputs.items()}
        return Trial(model, columns, np.asarray(y, dtype=float), scales, likelihood)

    return make


@pytest.fixture
def make_model():
    """A model of one input "x" with an equation of the test's own."""

    def make(predict, *parameters):
        checks = (Check({"x": 1.0}, {p.name: 1.0 for p in parameters}, "1", "none"),)
        return TcModel("test", "e", ("x",), parameters, predict, Source("r", "i", "e"), checks, name="test")

    return make


@pytest.fixture
def ybco(make_trial):
    """Eleven rows about the published line T_c = 212.46 - 5.651e6 n^(-1/6), for any model of n or x."""

    def make(model, scatter=4.0, seed=1, **keywords):
        n = np.linspace(1e27, 6e27, 11)
        y = 212.46 - 5.651e6 * n ** (-1 / 6) + scatter * np.random.default_rng(seed).standard_normal(11)
        inputs = {"n_m3": n} if model.startswith("screening") else {"x": n / 1e27}
        return make_trial(model, y, **keywords, **inputs)

    return make
