"""The pages under axe-core: contrast, names, roles, order of headings, size of what is clicked, folded parts too."""

import shutil
import subprocess
from pathlib import Path

import pytest
from browser import CHROMIUM, probe
from site_pages import pages

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


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_every_kind_of_page(toy, axe, tmp_path, width, dark):
    kinds = {
        address if address.count("/") < 2 else address.rpartition("/")[0]: text for address, text in pages(toy).items()
    }
    assert {"report.html", "report/claims.html", "report/comparisons", "report/sources"} <= set(kinds)
    found = {}
    for kind, text in kinds.items():
        # a frame has the colours of the window that it is in, so the page itself is told
        page = text.replace("@media (prefers-color-scheme: dark)", "@media screen") if dark else text
        found[kind] = violations(page, axe, tmp_path, width)
    assert {kind: wrong for kind, wrong in found.items() if wrong} == {}


def test_it_sees_what_is_wrong(toy, axe, tmp_path):
    page = (toy / "report.html").read_text(encoding="utf-8")
    page = page.replace("--soft: #595959", "--soft: #bbb").replace('<html lang="en">', "<html>")
    found = {each.split()[0] for each in violations(page, axe, tmp_path, 1280)}
    assert {"color-contrast", "html-has-lang"} <= found
