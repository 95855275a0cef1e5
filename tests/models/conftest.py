import numpy as np
import pytest

from tcreferee.formulas.loading import find_models, load_model
from tcreferee.formulas.model import STANDARD_INPUT
from tcreferee.inference.trial import Scales, Trial

# The ranges of the tables in data/raw; "x" is a null model's input in units of its quantity's scale.
RANGES = {
    "x": (0.07, 6.0),
    "n_m3": (1e27, 6e27),
    "n_pair_m3": (0.07e27, 0.63e27),
    "m_pair_me": (6.0, 24.0),
    "xi_A": (2.56, 3.85),
    "doping": (0.05, 0.28),
    "ionicity": (0.58, 0.63),
}


def realistic_inputs(model, rows=11):
    """Inputs over the ranges of the tables; those of a model with other quantities from around its first check."""
    rng = np.random.default_rng(rows)
    inputs = {}
    for word in model.inputs:
        known = model.checks[0].inputs[word]
        values = np.geomspace(*RANGES.get(word, (0.7 * known, 1.3 * known)), rows)
        if word == STANDARD_INPUT:
            values = np.linspace(-1.6, 1.6, rows)
        # a second input in no order, so that the two are not functions of each other
        inputs[word] = rng.permutation(values) if inputs else values
    return inputs


class Bench:
    """A model on realistic rows."""

    def __init__(self, path):
        self.path = path
        self.model = load_model(path)
        self.inputs = realistic_inputs(self.model)

    def trial(self, y=None, scales=None):
        rows = len(next(iter(self.inputs.values()), np.zeros(11)))
        return Trial(self.model, self.inputs, np.full(rows, 80.0) if y is None else y, scales or Scales(80, 52.5, 30))

    def prior_draws(self, size, seed=20261121):
        """Physical parameters drawn from the prior."""
        trial = self.trial()
        return trial.physical(trial.draw_prior(size, np.random.default_rng(seed)))


@pytest.fixture(params=find_models().items(), ids=lambda item: item[0])
def bench(request):
    return Bench(request.param[1])
