"""The report in a browser, from disk and without a network."""

import html
import json
import re
import subprocess
from pathlib import Path

import pytest
from toy_results import CLAIMS

CHROMIUM = Path("/usr/bin/chromium")
# Opens everything that can be opened, then tells the page around it what it found.
PROBE = """<script>
addEventListener("load", () => {
  for (const details of document.querySelectorAll("details")) details.open = true;
  const page = document.documentElement, images = [...document.images];
  const broken = images.filter(image => !image.naturalWidth).length;
  const heads = [...document.querySelectorAll(".comparison th[data-column]")];
  const explained = heads.filter(head => head.title.length > 10 || head.dataset.column === "rank").length;
  const seen = [innerWidth, page.scrollWidth - page.clientWidth, images.length, broken, heads.length - explained];
  parent.postMessage(seen.join(" "), "*");
});
</script>"""
# A browser window cannot be as narrow as a phone, a frame can.
FRAME = """<!DOCTYPE html><meta charset="utf-8"><link rel="icon" href="data:,"><body><script>
addEventListener("message", event => document.body.setAttribute("data-probe", event.data));
</script><iframe src="report.html" width="{width}" height="800" frameborder="0"></iframe>"""

# Searches, filters and sorts as a reader would, and leaves what was seen on the page.
LEDGER = """<script>
addEventListener("load", () => {
  const seen = {}, byId = name => document.getElementById(name), search = byId("ledger-search");
  const shown = () => [...document.querySelectorAll("tbody.claim:not([hidden]) > tr[data-claim]")];
  const rows = () => shown().map(row => row.dataset.claim);
  const say = (name, what = rows()) => { seen[name] = what; };
  const type = words => { search.value = words; search.dispatchEvent(new Event("input", { bubbles: true })); };
  const head = column => document.querySelector("table.claims").tHead.rows[0].cells[column];
  say("start");
  say("tools", !byId("ledger-tools").hidden);
  type("zebra");
  say("zebra");
  say("count", byId("ledger-count").textContent);
  say("opened", [...document.querySelectorAll(".claims-of")].map(details => details.open));
  type("no such thing");
  say("nothing");
  type("");
  const box = document.querySelector("input[value=reproduced]");
  box.click();
  say("not reproduced");
  box.click();
  for (const column of [1, 3, 4]) {
    for (const turn of ["up", "down", "back"]) {
      head(column).querySelector("button").click();
      say(column + turn, rows().slice(0, 5).map(name => name.slice(-1)).join(""));
      say(column + turn + "aria", head(column).getAttribute("aria-sort"));
    }
  }
  head(0).querySelector("button").focus();
  say("focus", document.activeElement.textContent);
  document.querySelector(".claims-of").open = false;
  location.hash = "claim-toy_paper-a";
  setTimeout(() => {
    const opened = ["#claim-toy_paper-a details", ".claims-of"].map(at => document.querySelector(at).open);
    say("revealed", opened.every(Boolean));
    document.body.setAttribute("data-probe", JSON.stringify(seen));
  }, 500);
});
</script>"""

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not CHROMIUM.exists(), reason="no Chromium")]


def browse(path):
    """Return the page at `path` after its scripts have run; none of them may complain."""
    command = [
        CHROMIUM, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
        "--enable-logging=stderr", "--window-size=1400,900", "--virtual-time-budget=20000",
        f"--user-data-dir={path.parent / 'profile'}", "--dump-dom", f"file://{path}",
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    assert "CONSOLE" not in done.stderr
    return done.stdout


@pytest.mark.parametrize("width", [390, 1280])
def test_opens_from_disk(toy, tmp_path, width):
    page = (toy / "report.html").read_text(encoding="utf-8")
    page = page.replace(' loading="lazy"', "").replace("</body>", f"{PROBE}</body>")
    (tmp_path / "report.html").write_text(page, encoding="utf-8")
    (tmp_path / "frame.html").write_text(FRAME.format(width=width), encoding="utf-8")
    found = re.search(r'data-probe="(\d+) (\d+) (\d+) (\d+) (\d+)"', browse(tmp_path / "frame.html"))
    assert found
    seen, overflow, images, broken, unexplained = map(int, found.groups())
    assert seen == width
    assert overflow == 0
    assert images > 10
    assert broken == 0
    assert unexplained == 0


def test_claims_are_searched_filtered_and_sorted(toy, tmp_path):
    page = (toy / "report.html").read_text(encoding="utf-8").replace("</body>", f"{LEDGER}</body>")
    (tmp_path / "report.html").write_text(page, encoding="utf-8")
    found = re.search(r'data-probe="([^"]+)"', browse(tmp_path / "report.html"))
    assert found
    seen = json.loads(html.unescape(found[1]))
    claims = [claim["claim_id"] for claim in CLAIMS]
    assert seen["start"] == claims
    assert seen["tools"] is True
    assert seen["zebra"] == ["toy_paper/c"]
    assert seen["count"] == "1 of 6 claims"
    assert seen["opened"] == [True, False]
    assert seen["nothing"] == []
    assert seen["not reproduced"] == [c["claim_id"] for c in CLAIMS if c["verdict"] != "reproduced"]
    assert [seen[f"1{turn}"] for turn in ("up", "down", "back")] == ["abdce", "ecdba", "bacde"]  # printed
    assert [seen[f"3{turn}"] for turn in ("up", "down", "back")] == ["cabed", "ebacd", "bacde"]  # undefined last
    assert [seen[f"4{turn}"] for turn in ("up", "down", "back")] == ["acdbe", "bedac", "bacde"]  # verdict
    assert [seen[f"1{turn}aria"] for turn in ("up", "down", "back")] == ["ascending", "descending", "none"]
    assert seen["focus"] == "claim"
    assert seen["revealed"] is True
