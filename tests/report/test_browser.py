"""The report in a browser, from disk and without a network."""

import csv
import io
import re
import shutil

import pytest
from browser import CHROMIUM, probe
from site_pages import pages
from toy_results import CLAIMS, TOYS

from tcreferee.base.records import read_rows

# Opens everything that can be opened.
OPEN = """
for (const details of document.querySelectorAll("details")) details.open = true;
const page = document.documentElement, images = [...document.images];
const heads = [...document.querySelectorAll(".comparison th[data-column]")];
tell({
  width: innerWidth, overflow: page.scrollWidth - page.clientWidth, images: images.length,
  broken: images.filter(image => !image.naturalWidth).length, heads: heads.length,
  unexplained: heads.filter(head => head.title.length < 10 && head.dataset.column !== "rank").length,
});
"""
# Sorts the first comparison's table by D and by influential row, then copies both tables.
TABLES = """
const seen = { copied: [] };
Object.defineProperty(navigator, "clipboard", { value: { writeText: async text => { seen.copied.push(text); } } });
const [table, second] = document.querySelectorAll("#toy table.comparison");
const models = () => [...table.tBodies[0].rows].map(row => row.dataset.model);
const head = name => table.querySelector(`th[data-column=${name}]`);
for (const name of ["d_elpd", "influential_point"]) {
  for (const turn of ["up", "down", "back"]) {
    head(name).querySelector("button").click();
    seen[`${name} ${turn}`] = models();
  }
}
for (const each of [table, second]) each.closest(".scroll").nextElementSibling.click();
await new Promise(done => setTimeout(done, 300));
seen.said = document.getElementById("said").textContent;
tell(seen);
"""
# Types into the search of the comparisons.
OVERVIEW = """
const search = document.getElementById("overview-search"), seen = [];
for (const words of ["", "toys uemura", "CLASSES", "no such thing"]) {
  search.value = words;
  search.dispatchEvent(new Event("input", { bubbles: true }));
  const rows = [...document.querySelectorAll(".overview tr[data-comparison]")].filter(row => row.checkVisibility());
  const groups = [...document.querySelectorAll(".overview .theory-row")].filter(row => row.checkVisibility());
  const count = document.getElementById("overview-count").textContent;
  seen.push([rows.map(row => row.dataset.comparison), groups.length, count]);
}
tell(seen);
"""
# Searches, filters and sorts as a reader would, and leaves what was seen on the page.
LEDGER = """
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
    tell(seen);
  }, 500);
"""

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not CHROMIUM.exists(), reason="no Chromium")]


@pytest.fixture(scope="module")
def site(toy, tmp_path_factory):
    """A copy of the report with the results that its pages show."""
    return shutil.copytree(toy, tmp_path_factory.mktemp("site") / "toy")


def seen_on(site, address, script, width=1280):
    """Return what a script says on a page, in the folder of the page: its figures are files beside it."""
    path = site / address
    return probe(path.read_text(encoding="utf-8"), script, path.parent, width)


@pytest.mark.parametrize("width", [390, 1280, 1920])
def test_every_page_opens_from_disk_and_fits_the_window(site, width):
    images = heads = 0
    for address in [each for each in pages(site) if not each.endswith(("page.html", "frame.html"))]:
        seen = seen_on(site, address, OPEN, width)
        assert (seen["width"], seen["overflow"], seen["broken"], seen["unexplained"]) == (width, 0, 0, 0), address
        images, heads = images + seen["images"], heads + seen["heads"]
    assert images > 10
    assert heads > 60


def test_tables_are_sorted_and_copied(toy, site):
    seen = seen_on(site, "report/comparisons/toy.html", TABLES)
    rows = [row for row in read_rows(toy / "results/toy/comparison.csv") if row["generated"] == "false"]
    as_it_was = [row["model"] for row in rows]
    ranked = sorted((row for row in rows if row["d_elpd"]), key=lambda row: float(row["d_elpd"]))
    undefined = [row["model"] for row in rows if not row["d_elpd"]]
    assert len(ranked) >= 3
    assert len(undefined) == 2  # unconverged and refused: last, whatever the direction
    assert seen["d_elpd up"] == [row["model"] for row in ranked] + undefined
    assert seen["d_elpd down"] == [row["model"] for row in reversed(ranked)] + undefined
    assert seen["d_elpd back"] == seen["influential_point back"] == as_it_was
    assert seen["influential_point up"] != seen["influential_point down"]
    assert seen["said"] == "The table is on the clipboard."
    compared = 0
    for copied in seen["copied"]:
        for found, given in zip(csv.DictReader(io.StringIO(copied)), rows, strict=True):
            for column in found.keys() & given.keys():
                if re.fullmatch(r"-?[\d.e+-]+", given[column]):
                    assert float(found[column]) == pytest.approx(float(given[column]), rel=5e-6), column
                    compared += 1
                elif not given[column]:
                    assert found[column] == ""
    assert compared > 60


def test_comparisons_are_filtered(site):
    everything, few, other, nothing = seen_on(site, "report.html", OVERVIEW)
    assert everything[0] == [toy.name for toy in TOYS]
    assert everything[2] == ""
    assert few == [["toy"], 1, "1 of 3 comparisons"]
    assert other[0] == ["classes"]
    assert nothing == [[], 0, "0 of 3 comparisons"]


def test_claims_are_searched_filtered_and_sorted(site):
    seen = seen_on(site, "report/claims.html", LEDGER)
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
