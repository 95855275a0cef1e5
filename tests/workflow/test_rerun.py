"""`tcreferee verify --rerun` and the bundle: the same numbers again, without a network."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
import tarfile

import pytest
from workflow.runs import ROOT, Workspace

from tcreferee.cli import main, rerun

# a process without any network, where that is allowed
ALONE = ["unshare", "--net"] if shutil.which("unshare") and not subprocess.call(["unshare", "--net", "true"]) else []


@pytest.fixture
def rerun_of(workspace, monkeypatch, capsys):
    """`verify --rerun` in a finished run, whose second run gives what a function makes of a copy of the first."""

    def call(change, *options):
        def run(scratch, cores):
            shutil.copytree(workspace.path / "results", scratch / "results")
            change(scratch / "results")

        monkeypatch.setattr(rerun, "_run", run)
        monkeypatch.chdir(workspace.path)
        code = main(["verify", "--rerun", *options])
        printed = capsys.readouterr()
        return code, printed.out + printed.err

    return call


def test_the_first_number_that_differs_is_named(rerun_of):
    def change(results):
        path = results / "ybco/comparison.csv"
        with path.open(newline="") as stream:
            header, first, *rest = csv.reader(stream)
        first[header.index("rmse_K")] = "7.5"
        with path.open("w", newline="") as stream:
            csv.writer(stream, lineterminator="\n").writerows([header, first, *rest])

    code, text = rerun_of(change)
    assert code == 1, text
    assert "not the same numbers: 1 of " in text
    assert "results/ybco/comparison.csv: row 1 (" in text
    assert "), column rmse_K: " in text
    assert " before, 7.5 now" in text


def test_the_same_files_are_the_same_numbers(rerun_of):
    code, text = rerun_of(lambda results: None)
    assert code == 0, text
    assert "results: same numbers in all " in text


def test_a_rerun_that_fails_says_so(workspace):
    workspace.edit("config.yaml", "models: [screening, linear]", "models: [screening, no_such_model]")
    done = workspace.tcreferee("verify", "--rerun", "--cores", "1")
    assert done.returncode == 1
    assert "the rerun failed" in done.text
    assert "no_such_model" in done.text


def test_folders_outside_are_refused(workspace):
    workspace.edit("config.yaml", "seed: 1", "seed: 1\ndata_paths: [../tables]")
    done = workspace.tcreferee("verify", "--rerun", "--cores", "1")
    assert done.returncode == 1
    assert "../tables: lies outside this folder" in done.text


@pytest.mark.slow
def test_a_bundle_gives_the_same_numbers_without_a_network(workspace, tmp_path):
    for part in (".gitignore", "pyproject.toml", "Makefile", "README.md"):
        shutil.copy(ROOT / part, workspace.path / part)
    shutil.copytree(ROOT / "envs", workspace.path / "envs")
    (workspace.path / ".venv").symlink_to(sys.prefix)
    git = ["git", "-c", "user.name=test", "-c", "user.email=test@example.org"]
    for command in (["init", "-q"], ["add", "."], ["commit", "-qm", "all"]):
        subprocess.run([*git, *command], cwd=workspace.path, check=True)
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    (wheels / "example-1.0-py3-none-any.whl").touch()
    own = os.environ | {"WHEELS": str(wheels), "PYTHONPATH": str(workspace.path / "src")}
    subprocess.run(["bash", "envs/bundle.sh"], cwd=workspace.path, env=own, check=True)
    elsewhere = tmp_path / "elsewhere"
    with tarfile.open(workspace.path / "dist/tc-referee-bundle.tar.gz") as bundle:
        bundle.extractall(elsewhere, filter="data")
    shutil.rmtree(workspace.path)
    unpacked = Workspace(elsewhere / "tc-referee-bundle")
    assert (unpacked.path / "wheels/example-1.0-py3-none-any.whl").exists()
    assert (unpacked.path / "wheels/python").read_text().strip() == ".".join(map(str, sys.version_info[:2]))
    assert len((unpacked.path / "COMMIT").read_text().strip()) == 40
    # the results that came along are those of the sources that came along
    assert unpacked.planned() == []
    code = "import sys; from tcreferee.cli import main; sys.exit(main(sys.argv[1:]))"
    command = [*ALONE, sys.executable, "-c", code, "verify", "--rerun", "--cores", "2"]
    environment = own | {"PYTHONPATH": str(unpacked.path / "src"), "OMP_NUM_THREADS": "1"}
    done = subprocess.run(command, cwd=unpacked.path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "same numbers in all " in done.stdout
