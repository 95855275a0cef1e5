import sys
from types import SimpleNamespace

import pytest

from tcreferee.base import engine
from tcreferee.base.engine import check_engine
from tcreferee.base.errors import RefereeError


@pytest.fixture
def with_executor(monkeypatch):
    monkeypatch.setattr(engine, "find_spec", lambda name: object())


@pytest.fixture
def without_executor(monkeypatch):
    monkeypatch.setattr(engine, "find_spec", lambda name: None)


@pytest.mark.parametrize("folder", ["my work", "it's", 'a"b', "a&b", "$HOME", "(old)", "a;b", "{a,b}", "a*"])
def test_python_in_a_folder_that_needs_quotes_is_refused(folder, monkeypatch, without_executor):
    monkeypatch.setattr(sys, "executable", f"/opt/{folder}/.venv/bin/python")
    with pytest.raises(RefereeError, match="Snakemake cannot start jobs with a Python whose path contains"):
        check_engine()


@pytest.mark.parametrize("folder", ["Müller", "50%", "a[1]", "a,b", "a+b=c", "it-is_.v2~", "µ#1!"])
def test_other_folders_are_fine(folder, monkeypatch, without_executor):
    monkeypatch.setattr(sys, "executable", f"/opt/{folder}/.venv/bin/python")
    check_engine()


def test_local_runs_need_no_executor_and_no_which(monkeypatch, without_executor):
    monkeypatch.setenv("PATH", "/nowhere")
    check_engine()


def test_executor_of_slurm_is_asked_for_where_it_is_needed(without_executor):
    with pytest.raises(RefereeError, match=r"profile slurm: Snakemake's executor for SLURM is not installed"):
        check_engine("slurm")


def test_which_is_asked_for_where_the_executor_is_installed(monkeypatch, with_executor):
    check_engine("slurm")
    monkeypatch.setenv("PATH", "/nowhere")
    for profile in ("default", "slurm"):
        with pytest.raises(RefereeError, match=r"the command 'which': not on PATH"):
            check_engine(profile)


def test_python_without_docstrings_is_refused(monkeypatch, without_executor):
    monkeypatch.setattr(engine.sys, "flags", SimpleNamespace(optimize=2))
    with pytest.raises(RefereeError, match="PYTHONOPTIMIZE: Python leaves all docstrings out"):
        check_engine()
