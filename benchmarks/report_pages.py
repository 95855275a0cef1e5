"""Measure the pages of a finished run in Chromium: bytes, elements, time until they answer, printed pages, links.

    python benchmarks/report_pages.py results [--print]

prints a table in Markdown, one line a page, for docs/benchmarks.md. Needs Chromium; `--print` needs half a minute more.
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tests" / "report"), str(ROOT / "tests")]

from browser import CHROMIUM, probe  # noqa: E402
from site_pages import broken_links, pages  # noqa: E402

ASK = """
const [entry] = performance.getEntriesByType("navigation");
const search = document.getElementById("overview-search") || document.getElementById("ledger-search");
let latency = null;
if (search) {
  const start = performance.now();
  search.value = "uemura";
  search.dispatchEvent(new Event("input", { bubbles: true }));
  document.body.getBoundingClientRect();
  latency = performance.now() - start;
}
tell({
  elements: document.querySelectorAll("*").length - 1, interactive: entry.domInteractive, loaded: performance.now(),
  height: document.documentElement.scrollHeight, latency,
});
"""
FLAGS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]


def seen(results: Path, address: str) -> dict[str, float]:
    """Return what a page says of itself in a window of 1280 pixels."""
    path = results / address
    try:
        return dict(probe(path.read_text(encoding="utf-8"), ASK, path.parent))
    finally:
        for name in ("page.html", "frame.html"):
            (path.parent / name).unlink(missing_ok=True)


def printed(path: Path) -> int:
    """Return the number of pages of A4 that a page prints on."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "page.pdf"
        command = [str(CHROMIUM), *FLAGS, f"--user-data-dir={folder}/profile", f"--print-to-pdf={out}", path.as_uri()]
        subprocess.run(command, capture_output=True, check=True, timeout=240)
        return len(re.findall(rb"/Type\s*/Page\b(?!s)", out.read_bytes()))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("results", type=Path)
    parser.add_argument("--print", action="store_true", help="count printed pages, too")
    given = parser.parse_args()
    results = given.results.resolve()
    found = pages(results)
    kinds: dict[str, list[str]] = {}
    for address in found:
        kinds.setdefault(address if address.count("/") < 2 else address.rpartition("/")[0] + "/*", []).append(address)
    print("| page | pages | bytes | elements | interactive (ms) | search (ms) | printed pages |")
    print("|---|---|---|---|---|---|---|")
    for kind, listed in kinds.items():
        told = [seen(results, address) for address in listed]
        sizes = [(results / address).stat().st_size for address in listed]
        paper = [printed(results / address) for address in listed] if given.print else []
        wait = [each["latency"] for each in told if each["latency"] is not None]
        print(
            f"| `{kind}` | {len(listed)} | {span(sizes)} | {span([each['elements'] for each in told])} "
            f"| {span([each['interactive'] for each in told])} | {span(wait)} | {span(paper)} |",
            flush=True,
        )
    left = broken_links(results)
    print(f"\nBroken links: {len(left)}. Measured {time.strftime('%Y-%m-%d')} on {len(found)} pages.")
    print(json.dumps(left[:20], indent=1) if left else "")


def span(values: list[float]) -> str:
    """Return the median and the largest of some numbers."""
    if not values:
        return ""
    middle, largest = statistics.median(values), max(values)
    return f"{middle:,.0f}" if len(values) == 1 else f"{middle:,.0f}, at most {largest:,.0f}"


if __name__ == "__main__":
    main()
