"""Folders whose names have blanks, quotes, umlauts and signs: every entry point works in them."""

import csv
import subprocess
import sys
from pathlib import Path

import pytest

import tcreferee
from tcreferee.cli import main

ODD = "Müller & Söhne's [50 %] 'x'"
TABLE = "sample,n (1e21 cm^-3),Tc (K)\nA1,1.25,92.1\nA2,0.98,80\nA3,0.71,63.0\nA4,0.52,50\nA5,0.4,41\nA6,0.3,33\n"


@pytest.fixture
def odd(tmp_path, monkeypatch) -> Path:
    """A folder of one's own that `init` made, with a table in a folder that has an odd name, too."""
    folder = tmp_path / ODD
    main(["init", str(folder)])
    monkeypatch.chdir(folder)
    (folder / ODD).mkdir()
    (folder / ODD / "films.csv").write_text(TABLE, encoding="utf-8")
    words = {"title": "Six films", "authors": "A. Smith", "year": "2020", "paper": "Films", "doi": "10.1000/films",
             "location": "Table 3", "obtained": "typed", "licence": "quoted"}  # fmt: skip
    given = [each for word, text in words.items() for each in (f"--{word}", text)]
    assert not main(["new-dataset", f"{ODD}/films.csv", "--grade", "read", *given])
    return folder


def test_commands(odd, capsys):
    assert not main(["check", f"{ODD}/films.csv", "models/example_formula.py"])
    assert not main(["fit", "models/example_formula.py", "data/example_table.csv"])
    assert not main(["fit", "screening", f"{ODD}/films.csv"])
    assert "6 rows" in capsys.readouterr().out


def test_library(odd):
    found = tcreferee.fit("screening", f"{ODD}/films.csv")
    assert found.n == 6


@pytest.mark.slow
def test_the_workflow(odd):
    config = (odd / "config.yaml").read_text(encoding="utf-8").replace("[data]", f'[data, "{ODD}"]')
    config = config.replace("dataset: example_table", "dataset: films").replace("x: oxygen_content", "x: n_m3")
    (odd / "config.yaml").write_text(config.replace("[example_formula, ", "[screening, "), encoding="utf-8")
    program = Path(sys.executable).with_name("tcreferee")
    done = subprocess.run([program, "run"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    with (odd / "results/example/comparison.csv").open(encoding="utf-8") as stream:
        assert {row["n"] for row in csv.DictReader(stream)} == {"6"}
    assert "Six films" in (odd / "results/datasets.html").read_text(encoding="utf-8")
