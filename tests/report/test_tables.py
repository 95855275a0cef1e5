"""The page of all tables: complete, escaped, and true to the tables."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

import pytest

from tcreferee.base.errors import RefereeError
from tcreferee.data.check import process
from tcreferee.data.sidecar import find_datasets
from tcreferee.report.tables import render, write_tables

RAW = Path(__file__).parents[2] / "data" / "raw"


class Cells(HTMLParser):
    """Collects the ids of headings and the text of table cells."""

    def __init__(self):
        super().__init__()
        self.ids, self.cells, self.tags = [], [], []
        self._in_cell = False

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.ids += [value for name, value in attrs if name == "id"]
        if tag == "td":
            self._in_cell = True
            self.cells.append("")

    def handle_endtag(self, tag):
        if tag == "td":
            self._in_cell = False

    def handle_data(self, data):
        if self._in_cell:
            self.cells[-1] += data


def read(html):
    parser = Cells()
    parser.feed(html)
    return parser


def test_every_table_is_there(tmp_path):
    sidecars = find_datasets([RAW])
    write_tables(sidecars, {"ybco_jorgensen1990": ["ybco"]}, tmp_path / "tables.html")
    page = read((tmp_path / "tables.html").read_text(encoding="utf-8"))
    assert set(sidecars) <= set(page.ids)
    assert "ybco" in page.cells
    assert "script" not in page.tags


def test_every_cell_of_a_table_is_on_the_page():
    table = process(RAW / "uemura_cuprates.yaml")
    cells = read(render({"uemura_cuprates": table}, {})).cells
    for row in table.rows:
        assert set(row.values()) <= set(cells)


def test_suspects_and_corrections_are_told():
    html = render({"q": process(RAW / "quantum_well_table1_cuprates.yaml")}, {})
    assert "Suspect: It is Tc xi^2 and therefore contains Tc." in html
    assert "Ba2CuO4-delta" in html
    assert "“Ba,CuO,_g”" in html


def test_texts_of_a_table_are_escaped():
    table = process(RAW / "bec_table1_cuprates.yaml")
    table.rows[0]["label"] = "<script>alert(1)</script>"
    table.record["problems"] = ["<img src=x onerror=alert(1)>"]
    page = read(render({"bec": table}, {}))
    assert "script" not in page.tags
    assert "img" not in page.tags
    assert "<script>alert(1)</script>" in page.cells


def test_a_table_that_cannot_be_used_is_named_and_nothing_is_written(tmp_path):
    for end in ("csv", "yaml"):
        name = f"bec_table1_cuprates.{end}"
        (tmp_path / name).write_bytes((RAW / name).read_bytes())
    broken = tmp_path / "bec_table1_cuprates.csv"
    broken.write_text(broken.read_text().replace("0.622", "0.623"))
    with pytest.raises(RefereeError, match="checksum"):
        write_tables(find_datasets([tmp_path]), {}, tmp_path / "tables.html")
    assert not (tmp_path / "tables.html").exists()
