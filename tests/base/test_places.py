from pathlib import Path

import pytest

from tcreferee.base import places
from tcreferee.base.errors import RefereeError
from tcreferee.config.folder import configuration, data_folders, model_folders, need_configuration

ROOT = Path(__file__).parents[2]


def test_in_the_repository_its_own_folders_are_used():
    assert places.workflow_folder() == ROOT / "workflow"
    assert places.built_in_data() == ROOT / "data/raw"
    assert Path(places.snakefile()).is_file()
    assert "default" in places.profiles()


def test_installed_they_lie_in_the_package(tmp_path, monkeypatch):
    package = tmp_path / "site-packages/tcreferee"
    monkeypatch.setattr(places, "_PACKAGE", package)
    monkeypatch.setattr(places, "_TOP", tmp_path)
    assert places.workflow_folder() == package / "_workflow"
    assert places.built_in_data() == package / "_data"
    # a folder named src without the workflow beside it is no repository
    monkeypatch.setattr(places, "_PACKAGE", tmp_path / "src/tcreferee")
    assert places.workflow_folder() == tmp_path / "src/tcreferee/_workflow"


def test_tables_of_the_working_directory_come_first(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert places.data_folder() == ROOT / "data/raw"
    (tmp_path / "data/raw").mkdir(parents=True)
    assert places.data_folder() == Path("data/raw")
    assert places.data_folders(["data/raw", "mine"]) == [Path("data/raw"), Path("mine")]


def test_folders_of_the_configuration(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(RefereeError, match=r"config\.yaml: there is none here\. Go to your folder, or make one with"):
        need_configuration()
    assert (configuration(), model_folders(), data_folders()) == ({}, [], [ROOT / "data/raw"])
    (tmp_path / "config.yaml").write_text("model_paths: [mine]\ndata_paths: [data, further]\n")
    need_configuration()
    assert model_folders() == [Path("mine")]
    assert data_folders() == [ROOT / "data/raw", Path("data"), Path("further")]
    assert data_folders(["other"]) == [Path("other")]
