"""The tutorial notebook: its stored outputs are those of the program, and hold no error and no path of a machine."""

import json
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
from drawn_numbers import near, parts
from test_house import HOSTS, MACHINE_PATH

ROOT = Path(__file__).parents[1]
NOTEBOOK = ROOT / "docs/tutorial.ipynb"
LARGEST = 600_000  # bytes
# what these cells show comes from draws: reliability of WAIC and PSIS, simulations, the worth of a further row
DRAWN_CELLS = ("caveats", "each.audit", "next_measurements")
_OF_DRAWS = re.compile(r"(?:PSIS|WAIC)\s+not\s+reliable[^;\n]*(?:\n[^;:\n]*(?=;|\n))?(?:;\s*)?")


class _Words(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.said = []
        self.feed(html)

    def handle_data(self, data):
        self.said.append(data)


def code(path):
    return [cell for cell in json.loads(path.read_text(encoding="utf-8"))["cells"] if cell["cell_type"] == "code"]


def outputs(path):
    """What each cell shows: kinds of output, words, numbers."""
    found = []
    for cell in code(path):
        kinds, said = [], ""
        for out in cell["outputs"]:
            kinds.append((out["output_type"], out.get("name", ""), *sorted(out.get("data", {}))))
            data = out.get("data", {})
            html = "".join(data.get("text/html", []))
            # the text of a figure says its size, that of the verdict where its folder lies
            text = " ".join(_Words(html).said) if html else "" if "image/png" in data else data.get("text/plain", [])
            said += "".join(out.get("text", [])) + "".join(text)
        said = _OF_DRAWS.sub("", said)
        said = re.sub(r"version = \{[^}]*\}", "version", said)
        found.append((kinds, *parts(said)))
    return found


def test_it_holds_the_output_of_every_cell_and_no_error():
    cells = code(NOTEBOOK)
    assert [cell["execution_count"] for cell in cells] == list(range(1, len(cells) + 1))
    kinds = [out["output_type"] for cell in cells for out in cell["outputs"]]
    assert set(kinds) == {"execute_result", "stream"}
    assert all(out["name"] == "stdout" for cell in cells for out in cell["outputs"] if out["output_type"] == "stream")
    assert len([cell for cell in cells if cell["outputs"]]) >= len(cells) - 2  # imports, a definition
    assert sum("image/png" in out.get("data", {}) for cell in cells for out in cell["outputs"]) == 4


def test_it_is_small_and_names_no_place_of_a_machine():
    text = NOTEBOOK.read_text(encoding="utf-8")
    assert len(text.encode()) < LARGEST
    words = re.sub(r'"image/png": "[^"]*"', "", text)
    assert not MACHINE_PATH.search(words)
    assert not any(host in words for host in HOSTS)
    assert not re.search(r"0x[0-9a-f]{6,}", words)  # the address of an object changes with every run


def run(source, out):
    command = [sys.executable, str(ROOT / "tests/tutorial.py"), str(source), str(out)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=500)
    assert done.returncode == 0, done.stderr[-3000:]


@pytest.mark.slow
def test_what_a_busy_kernel_prints_in_parts_is_one_output(tmp_path):
    notebook = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    cell = next(each for each in notebook["cells"] if each["cell_type"] == "code")
    cell |= {"outputs": [], "source": "import time\nfor n in range(3):\n    print(n)\n    time.sleep(0.5)"}
    source, out = tmp_path / "parts.ipynb", tmp_path / "out.ipynb"
    source.write_text(json.dumps(notebook | {"cells": [cell]}), encoding="utf-8")
    run(source, out)
    (printed,) = code(out)[0]["outputs"]
    assert (printed["name"], "".join(printed["text"])) == ("stdout", "0\n1\n2\n")


@pytest.mark.slow
def test_every_cell_runs_and_shows_what_is_stored(tmp_path):
    out = tmp_path / "tutorial.ipynb"
    run(NOTEBOOK, out)
    stored, now = outputs(NOTEBOOK), outputs(out)
    assert len(stored) == len(now) > 12
    assert sum(len(numbers) for _, _, numbers in stored) > 100
    sources = ["".join(cell["source"]) for cell in code(NOTEBOOK)]
    for source, (kinds, words, numbers), (kinds_now, words_now, numbers_now) in zip(sources, stored, now, strict=True):
        assert (kinds_now, words_now) == (kinds, words)
        assert numbers_now == near(numbers, drawn=any(word in source for word in DRAWN_CELLS))
