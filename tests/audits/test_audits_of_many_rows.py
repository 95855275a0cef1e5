"""Many rows: some of them are asked and the note says so; an audit that dies costs itself alone."""

import os
import signal
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import planted
import pytest

from tcreferee.audits import case as cases
from tcreferee.audits import run
from tcreferee.audits.case import OPEN, QUIET, Row
from tcreferee.audits.questions import calibration


@pytest.fixture
def found():
    return planted.clean(np.random.default_rng(7))


def test_small_tables_are_asked_whole(found):
    assert found.fewer is found
    assert not any("Asked of" in row.note for row in run.audit_comparison(found))


def test_many_rows_are_asked_in_part_and_say_so(found, monkeypatch, caplog):
    rows = found.observations.n
    monkeypatch.setattr(cases, "MOST_ROWS", 6)
    fewer = found.fewer
    assert fewer.observations.n == 6
    assert {len(t.trial.y) for t in fewer.tried.values()} == {6}
    assert {len(t.elpd) for t in fewer.tried.values()} == {rows}
    caplog.set_level("DEBUG")
    asked = run.audit_comparison(found)
    assert f"audits of {rows} rows x {len(found.tried)} models, about" in caplog.records[0].getMessage()
    assert caplog.records[0].getMessage().endswith("MB of memory; those that simulate ask 6 of the rows")
    told = [row for row in asked if row.audit == calibration.NAME]
    assert told
    assert all(f"Used 6 of the {rows} rows" in row.note for row in told)
    assert found.recovery is fewer.recovery


def test_an_audit_that_dies_costs_itself_alone(found, monkeypatch):
    monkeypatch.setattr(run, "BY_ITSELF", 0)
    before = run.audit_comparison(replace(found))

    def dies(case):
        os.kill(os.getpid(), signal.SIGKILL)

    others = run.audits()
    monkeypatch.setattr(run, "audits", lambda: others | {"recovery": SimpleNamespace(audit=dies)})
    after = run.audit_comparison(found)
    (row,) = [row for row in after if row.audit == "recovery"]
    assert (row.verdict, row.statistic) == (OPEN, run.NOT_COMPUTED)
    assert "Not computed: the process was killed" in row.note
    assert [row for row in after if row.audit != "recovery"] == [row for row in before if row.audit != "recovery"]
    # the parent does not try in its own process what has killed its child
    assert found.recovery == []


def test_what_a_child_simulates_is_not_simulated_again(found, monkeypatch):
    monkeypatch.setattr(run, "BY_ITSELF", 0)
    rows = run.audit_comparison(found)
    assert "recovery" in vars(found)
    monkeypatch.setattr(run, "BY_ITSELF", 10**9)
    here = replace(found)
    assert run.audit_comparison(here) == rows
    assert here.recovery == found.recovery
    assert isinstance(rows[0], Row)
    assert QUIET in {row.verdict for row in rows}
