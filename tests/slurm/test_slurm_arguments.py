"""What `python -m tcreferee.slurm` hands on to Snakemake."""

import signal

import pytest

from tcreferee.slurm import __main__ as command


@pytest.mark.parametrize(
    ("given", "handed"),
    [(["--dry-run"], ["--dry-run"]), (["--", "--dry-run", "study"], ["--dry-run", "study"]),
     (["results/a/comparison.csv", "-n"], ["results/a/comparison.csv", "-n"])],
)  # fmt: skip
@pytest.mark.parametrize("way", command.WAYS)
def test_options_of_snakemake_need_no_dashes_before_them(monkeypatch, tmp_path, way, given, handed):
    """A dry run touches nothing: what a run would make ready first is left alone."""
    found = []
    place = "allocation.run_in_allocation" if way == "allocation" else "jobs.run_as_jobs"
    monkeypatch.setattr(f"tcreferee.slurm.{place}", lambda site, targets, say: found.append(targets) or 7)
    monkeypatch.setattr(command, "make_ready", lambda *_: pytest.fail("a dry run makes nothing ready"))
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    assert command.main([way, *given]) == 7
    assert found == [handed]
