"""The pages under axe-core: contrast, names, roles, order of headings, size of what is clicked, folded parts too."""

import shutil
import subprocess
from pathlib import Path

import pytest
from browser import CHROMIUM, probe
from site_pages import pages
from test_forecast import ROWS, about
from toy_results import SETTINGS, TOYS

from tcreferee.base.provenance import write_text
from tcreferee.base.records import write_record
from tcreferee.data.sidecar import find_datasets
from tcreferee.figures.captions import CAPTIONS
from tcreferee.report.document import write_report
from tcreferee.report.tables import write_tables

RAW = Path(__file__).parents[2] / "data/raw"
FIGURE = "results/toy/figures/ranking.svg"
PINNED = Path(__file__).with_name("axe")
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """
for (const details of document.querySelectorAll("details")) details.open = true;
const seen = await axe.run(document, {{ runOnly: {standards}, resultTypes: ["violations", "incomplete"] }});
const shown = each => each.nodes.slice(0, 4).map(node => `${{each.id}} ${{node.target}} ${{node.html.slice(0, 160)}}`);
tell({{ passes: seen.passes.map(each => each.id), wrong: seen.violations.flatMap(shown) }});
"""

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not CHROMIUM.exists(), reason="no Chromium")]


@pytest.fixture(scope="module")
def axe(tmp_path_factory):
    """The checker from its registry, of the version and with the checksum of package-lock.json."""
    if not shutil.which("npm"):
        pytest.skip("no npm, so no axe-core")
    folder = tmp_path_factory.mktemp("axe")
    for name in ("package.json", "package-lock.json"):
        shutil.copy(PINNED / name, folder)
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", f"--cache={folder / 'cache'}"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, check=False)
    if done.returncode:
        assert "EINTEGRITY" not in done.stderr
        pytest.skip(f"axe-core is not available: {done.stderr[-300:]}")
    return (folder / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")


def violations(page, axe, folder, width):
    seen = probe(page, f"{axe}\n{RUN.format(standards=STANDARDS)}", folder, width)
    assert {"color-contrast", "heading-order", "link-name"} <= set(seen["passes"])
    return seen["wrong"]


@pytest.fixture(scope="module")
def site(toy, tmp_path_factory):
    """The report of the toys with predictions and a redrawn figure, so that every kind of page is there."""
    root = shutil.copytree(toy, tmp_path_factory.mktemp("site") / "toy")
    models = {name: about(label) for name, label in (("linear", "straight line"), ("constant", "constant (null)"))}
    record = {"title": "Held out", "comparison": "toy", "materials": 2, "models": models, "unit": "kelvin"}
    write_record(root / "results/predictions/held.json", record)
    write_text(root / "results/predictions/held.csv", ROWS)
    write_text(root / f"results/figures/{next(iter(CAPTIONS))}.svg", (root / FIGURE).read_text(encoding="utf-8"))
    settings = SETTINGS | {"predict": {"held": {}}}
    write_report(
        root / "results", root / "processed", settings, root / "report.html", root / "summary.csv",
        root / "standing.csv",
    )  # fmt: skip
    sidecars = find_datasets([RAW])
    some = {name: sidecars[name] for name in ("ybco_jorgensen1990", "bec_table1_cuprates")}
    write_tables(some, {"ybco_jorgensen1990": ["toy"]}, root / "report/datasets.html")
    return root


def test_every_kind_of_page_is_looked_at(site):
    others = ("claims", "datasets", "figures", "predictions", "provenance", "words")
    found = set(pages(site))
    assert {"report.html", *(f"report/{name}.html" for name in others)} <= found
    # one with families, one with yes or no, one with an unranked and a refused model
    assert {f"report/comparisons/{each.name}.html" for each in TOYS} <= found
    assert {f"report/sources/{name}.html" for name in ("nobody_2020", "toy_paper")} <= found


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_every_page(site, axe, tmp_path, width, dark):
    found = {}
    for address, text in pages(site).items():
        # a frame has the colours of the window that it is in, so the page itself is told
        page = text.replace("@media (prefers-color-scheme: dark)", "@media screen") if dark else text
        found[address] = violations(page, axe, tmp_path, width)
    assert {address: wrong for address, wrong in found.items() if wrong} == {}


def test_it_sees_what_is_wrong(toy, axe, tmp_path):
    page = (toy / "report.html").read_text(encoding="utf-8")
    page = page.replace("--soft: #595959", "--soft: #bbb").replace('<html lang="en">', "<html>")
    found = {each.split()[0] for each in violations(page, axe, tmp_path, 1280)}
    assert {"color-contrast", "html-has-lang"} <= found
