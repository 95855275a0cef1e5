import time

import numpy as np
import pytest

from tcreferee.formulas.loading import find_models, load_model
from tcreferee.inference.trial import Scales, Trial

MODELS = find_models()
X = np.linspace(1.0, 6.0, 15)


@pytest.fixture
def trial_of():
    """A trial of a model of one input on fifteen rows (or others); its response is no part of the tests."""

    def make(name, x=X, likelihood="normal", **keywords):
        model = load_model(MODELS[name])
        inputs = {word: _input(word, x) for word in model.inputs}
        y = np.linspace(20.0, 100.0, len(x))
        return Trial(model, inputs, y, Scales(80.0, 52.5, 30.0), likelihood, **keywords)

    return make


def _input(word, x):
    if word == "x_standard":
        return (x - x.mean()) / x.std(ddof=1)
    return x * 1e27 if word == "n_m3" else x


@pytest.fixture
def rising():
    """Data sets about 20 + 60 ln x."""

    def make(count, seed=1, scatter=8.0, x=X):
        return 20 + 60 * np.log(x) + scatter * np.random.default_rng(seed).standard_normal((count, len(x)))

    return make


@pytest.fixture
def processor_s():
    """Processor time of a call (s), the least of some."""

    def measure(call, calls=4):
        times = []
        for _ in range(calls):
            start = time.process_time()
            call()
            times.append(time.process_time() - start)
        return min(times)

    return measure
