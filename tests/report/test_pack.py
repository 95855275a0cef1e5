"""The packed report opens as the report does: nothing that its pages show or link to is missing."""

import shutil
import zipfile

import pytest
from site_pages import broken_links

from tcreferee.base.errors import RefereeError
from tcreferee.report.pack import pack


@pytest.fixture
def results(toy, tmp_path):
    """Results with their report beside them, as a run leaves them."""
    shutil.copytree(toy / "results", tmp_path / "results")
    shutil.copytree(toy / "report", tmp_path / "results/report")
    for name in ("report.html", "summary.csv", "standing.csv"):
        page = (toy / name).read_text(encoding="utf-8")
        (tmp_path / "results" / name).write_text(page.replace('"results/', '"'), encoding="utf-8")
    for page in (tmp_path / "results/report").rglob("*.html"):
        page.write_text(page.read_text(encoding="utf-8").replace("../results/", "../"), encoding="utf-8")
    return tmp_path / "results"


def test_it_holds_all_that_its_pages_show_and_link_to(results, tmp_path):
    count = pack(results, tmp_path / "report.zip")
    with zipfile.ZipFile(tmp_path / "report.zip") as archive:
        assert len(archive.namelist()) == count > 20
        archive.extractall(tmp_path / "unpacked")
    unpacked = tmp_path / "unpacked/report"
    assert (unpacked / "toy/figures/ranking.svg").is_file()
    assert (unpacked / "report/sources/nobody_2020.tex").is_file()
    before = set(broken_links(results))
    assert set(broken_links(unpacked)) - before == {
        link for link in set(broken_links(unpacked)) if link[1].endswith("posterior.nc")
    }
    (results / "secret.txt").write_text("not linked", encoding="utf-8")
    pack(results, tmp_path / "again.zip")
    assert (tmp_path / "again.zip").read_bytes() == (tmp_path / "report.zip").read_bytes()


def test_without_a_report_there_is_nothing_to_pack(tmp_path):
    with pytest.raises(RefereeError, match=r"report\.html: does not exist"):
        pack(tmp_path, tmp_path / "report.zip")
