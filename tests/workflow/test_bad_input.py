"""A user's mistakes: one clear message, exit code 1, nothing half-written."""

from __future__ import annotations


def test_a_bad_configuration_stops_before_any_job(workspace):
    workspace.edit("config.yaml", "[screening, linear]", "[screning]")
    workspace.edit("config.yaml", "seed: 1", "seed: 1\nsampel: 3")
    run = workspace.snakemake()
    assert run.returncode == 1
    assert "Traceback" not in run.text
    assert "config.yaml, sampel: is not a key here. Did you mean 'sampler'?" in run.text
    assert "unknown model 'screning'. Did you mean 'screening'?" in run.text
    assert "one model: nothing to compare; expected two models or more" in run.text
    assert run.jobs == []


def test_a_key_that_is_there_twice_stops_before_any_job(workspace):
    workspace.edit("config.yaml", "    x: n_m3\n", "    x: n_m3\n    title: again\n")
    for run in (workspace.snakemake(), workspace.tcreferee("run", "--cores", "1")):
        assert run.returncode == 1
        assert "config.yaml, line 19: key 'title' is already on line 15. Keep one of them" in run.text, run.text
        assert "Traceback" not in run.text
        assert run.jobs == []


def test_a_bad_cell_stops_the_table_and_names_the_place(workspace):
    table = workspace.path / "data/raw/ybco_jorgensen1990.csv"
    before = (workspace.path / "data/processed/ybco_jorgensen1990.csv").read_bytes()
    table.write_text(table.read_text().replace("90.85", "ninety"))
    run = workspace.snakemake("results/ybco/comparison.csv")
    assert run.returncode == 1
    assert "data/raw/ybco_jorgensen1990" in run.text
    assert "checksum" in run.text
    assert "Traceback" not in run.text
    processed = workspace.path / "data/processed/ybco_jorgensen1990.csv"
    assert not processed.exists() or processed.read_bytes() == before


def test_a_model_that_fails_names_file_and_line(workspace):
    workspace.edit("src/tcreferee/models/screening.py", 'parameters["t_u_K"],', 'parameters["t_u"],')
    path = workspace.path / "src/tcreferee/models/screening.py"
    line = next(i for i, text in enumerate(path.read_text().splitlines(), 1) if 'parameters["t_u"]' in text)
    run = workspace.snakemake()
    assert run.returncode == 1
    assert f"screening.py, line {line}: predict asks for 't_u', and no input or parameter" in run.text
    assert "Traceback" not in run.text


def test_a_wrong_equation_is_caught_by_its_own_check(workspace):
    workspace.edit("src/tcreferee/models/bec_ideal.py", 'inputs["m_pair_me"])', '2 * inputs["m_pair_me"])')
    run = workspace.snakemake()
    assert run.returncode == 1
    assert "models that cannot be used" in run.text
    assert "expected 89 as printed" in run.text
