"""Trials of packaged formulas on packaged tables, without a run."""

import tempfile
from pathlib import Path

import pytest

from tcreferee.api.trials import prepare
from tcreferee.inference.bind import make_trial


@pytest.fixture
def tried():
    """Make the trial of a formula on a table, with its rows and settings."""

    def make(model, table, **asked):
        with tempfile.TemporaryDirectory() as folder:
            others = ["screening"] if model == "constant" else ["constant"]
            prepared = prepare([model, *others], table, asked, Path(folder))
        name = next(iter(prepared.models))
        settings = prepared.settings(name)
        return make_trial(prepared.models[name], prepared.observations, settings), prepared.observations, settings

    return make
