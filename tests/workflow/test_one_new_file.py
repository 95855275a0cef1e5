"""A model is one file and one word in the configuration."""

from __future__ import annotations

MODEL = '''r"""Square root of the density.

.. math:: T_c = c\\,x^{1/2}
"""

import numpy as np

from tcreferee.formulas.model import ANY_INPUT, Check, Parameter, Source, TcModel
from tcreferee.base.priors import Level


def predict(inputs, parameters):
    """Return Tc (K)."""
    return parameters["c_K"] * np.sqrt(inputs[ANY_INPUT])


model = TcModel(
    title="square root",
    equation=r"T_c = c\\,x^{1/2}",
    inputs=(ANY_INPUT,),
    parameters=(Parameter("c_K", "c", "K", "value at x = 1", Level()),),
    predict=predict,
    source=Source("a test", "none", "none"),
    checks=(Check({ANY_INPUT: 4.0}, {"c_K": 10.0}, "20", "by definition"),),
)
'''


def test_one_new_file_and_one_word_give_one_new_fit(workspace):
    old = {path: path.read_bytes() for path in (workspace.path / "results").glob("*/*/fit.json")}
    assert len(old) == 4
    (workspace.path / "src/tcreferee/models/square_root.py").write_text(MODEL)
    assert workspace.planned() == []
    workspace.edit("config.yaml", "[screening, linear]", "[screening, linear, square_root]")
    planned = workspace.planned()
    assert [job for job in planned if job.startswith("infer")] == ["infer the models of ybco: fit, sample, score"]
    assert {"compare the models of ybco", "draw ybco", "write the report"} <= {job.split(":")[0] for job in planned}
    assert not [job for job in planned if "bec" in job]
    run = workspace.snakemake("results/ybco/comparison.csv")
    assert run.returncode == 0, run.text
    assert "ybco: inferred 1 of 3 models" in run.text
    assert "square root" in (workspace.path / "results/ybco/comparison.csv").read_text()
    assert {path: path.read_bytes() for path in old} == old


def test_a_users_own_folder_serves_as_well(workspace):
    own = workspace.path / "mine"
    own.mkdir()
    (own / "square_root.py").write_text(MODEL)
    workspace.edit("config.yaml", "[screening, linear]", "[screening, linear, square_root]")
    workspace.edit("config.yaml", "seed: 1", "seed: 1\nmodel_paths: [mine]")
    fits = [job for job in workspace.planned() if job.startswith("infer")]
    assert fits == ["infer the models of ybco: fit, sample, score"]
