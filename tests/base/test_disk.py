"""A disk that is full and a folder that cannot be written are told in words."""

from __future__ import annotations

import errno
import logging

import pytest

from tcreferee.base import disk as storage
from tcreferee.base.disk import check_storage, in_words
from tcreferee.base.errors import RefereeError
from tcreferee.base.logs import job_log


def test_room_is_left(tmp_path):
    check_storage([tmp_path, tmp_path / "not/made/yet"])


def test_every_folder_without_room_is_named(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(RefereeError) as caught:
        check_storage(["results", "data/processed"], needed_MB=1e12)
    assert str(caught.value).startswith("results cannot be written (2 problems):\n  - results: the disk is full (")
    assert "data/processed: the disk is full" in str(caught.value)


def test_a_folder_that_is_closed(tmp_path, monkeypatch):
    monkeypatch.setattr(storage.os, "access", lambda path, mode: False)  # root may write everywhere
    with pytest.raises(RefereeError, match="cannot be written; expected a folder of your own"):
        check_storage([tmp_path])


@pytest.mark.parametrize(
    ("number", "said"), [(errno.ENOSPC, "the disk is full. Make room"), (errno.EROFS, "cannot be written; expected")]
)
def test_a_failed_write_in_a_job(tmp_path, monkeypatch, capsys, number, said):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit), job_log("logs/a.log", "infer"):
        raise OSError(number, "no", str(tmp_path / "results/a/fit.json"))
    text = capsys.readouterr().err
    assert text.startswith("  infer: results cannot be written (1 problem):\n  - results/a: " + said)
    assert "Traceback" not in text + (tmp_path / "logs/a.log").read_text()


def test_an_error_that_a_library_has_wrapped():
    error = RuntimeError("HDF error")
    error.__cause__ = OSError(errno.ENOSPC, "no space")
    assert "disk is full" in str(in_words(error))


def test_netcdf_does_not_say_that_the_disk_is_full(monkeypatch):
    assert in_words(RuntimeError("NetCDF: HDF error")) is None
    monkeypatch.setattr(storage, "NEEDED_MB", 1e12)
    assert "disk is full" in str(in_words(RuntimeError("NetCDF: HDF error")))
    assert "disk is full" in str(in_words(PermissionError(errno.EACCES, "Permission denied")))


def test_a_file_in_the_place_of_a_folder_is_named(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "results").mkdir()
    (tmp_path / "results/ybco").touch()
    with pytest.raises(RefereeError, match=r"results/ybco: is a file; expected a folder\. Move it away"):
        check_storage(["results", "results/ybco"])


def test_a_limit_that_netcdf_does_not_name_is_told_in_words(tmp_path, capsys):
    """As with `ulimit -f`, or on a network disk without locks."""
    with pytest.raises(SystemExit), job_log(tmp_path / "a.log", "infer"):
        raise RuntimeError("NetCDF: HDF error")
    text = capsys.readouterr().err
    assert "the netCDF library failed and does not say why (NetCDF: HDF error). Look for a limit on the size" in text
    assert "Traceback" not in text + (tmp_path / "a.log").read_text()


def test_other_errors_are_others():
    assert in_words(FileNotFoundError(errno.ENOENT, "no")) is None
    assert in_words(RuntimeError("no")) is None


def test_a_log_that_cannot_be_made(tmp_path, capsys):
    (tmp_path / "logs").write_text("a file")
    with pytest.raises(SystemExit), job_log(tmp_path / "logs/a.log", "infer"):
        pass
    assert "logs" in capsys.readouterr().err
    assert "tcreferee" in logging.root.manager.loggerDict


def test_a_closed_folder_below_and_a_file_that_may_not_be_read_are_named(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "results/ybco").mkdir(parents=True)
    fit = tmp_path / "results/ybco/fit.json"
    fit.write_text("{}")
    # root may read and write everything
    monkeypatch.setattr(storage.os, "access", lambda path, mode: "ybco" not in str(path))
    with pytest.raises(RefereeError, match="results/ybco: cannot be written; expected a folder of your own"):
        check_storage(["results"])
    said = str(in_words(PermissionError(errno.EACCES, "Permission denied", str(fit))))
    assert said.startswith("a file cannot be read (1 problem):\n  - results/ybco/fit.json: may not be read. Change its")
