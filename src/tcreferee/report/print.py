"""The report as PDF, printed by a browser that is there already."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from tcreferee.base.errors import Problem, RefereeError
from tcreferee.base.provenance import atomic

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PATIENCE_S = 300.0
# Comes after the report's own style sheet, which prints every detail opened: with 30 comparisons some 400 pages.
SHORT = """
@media print {
  section:not(#words) details::details-content { display: none !important; }
  .part { display: none; }
  html { font-size: 9pt; }
  p, dd, figcaption, .cautions, .audit ul { max-width: none; }
  h3 + .wide table { font-size: 6.5pt; }
  .glance h2 { break-before: avoid; margin-top: 0; }
  .overview, .claims-glance ul { font-size: 7.5pt; line-height: 1.2; }
  .overview tbody th { width: 30%; }
  .overview td, .overview tbody th { padding: 1pt 4pt; }
}
"""
NOTE = (
    '<p class="lead">Printed short: further figures, models, rows and whatever else folds are in '
    "<code>results/report.html</code>.</p>\n</header>"
)


def find_browser() -> str:
    """Return the first Chromium or Chrome on PATH.

    Raises
    ------
    RefereeError
        If there is none.
    """
    for name in BROWSERS:
        if found := shutil.which(name):
            return found
    what = f"no browser on PATH that prints without a screen ({', '.join(BROWSERS)})"
    do = "install Chromium or Chrome (Debian: apt-get install chromium), or print results/report.html from any browser"
    raise RefereeError("the report cannot be printed", [Problem("PATH", what, do=do)])


def shortened(page: str) -> str:
    """Return the report with what folds left out of print, and a line that says so."""
    return page.replace("</style>", f"{SHORT}</style>", 1).replace("</header>", NOTE, 1)


def print_pdf(page: Path | str, out: Path | str) -> None:
    """Print the report as PDF: first screen, verdicts, ranking figures, tables and audits; A4, without a network.

    Parameters
    ----------
    page : path
        The report, which needs no other file.
    out : path
        Written whole or not at all.

    Raises
    ------
    RefereeError
        If there is no browser, or if it fails.
    """
    browser = find_browser()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder, atomic(out) as temporary:
        copy = Path(folder, "report.html")
        copy.write_text(shortened(Path(page).read_text(encoding="utf-8")), encoding="utf-8")
        command = [
            browser, "--headless=new", "--disable-gpu", "--disable-background-networking",
            "--host-resolver-rules=MAP * ~NOTFOUND", f"--user-data-dir={folder}/profile",
            # containers and root allow no sandbox; the page is our own and opens nothing else
            "--no-sandbox", "--no-pdf-header-footer", f"--print-to-pdf={temporary}", copy.as_uri(),
        ]  # fmt: skip
        try:
            done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=PATIENCE_S)
        except subprocess.TimeoutExpired:
            raise _failed(browser, f"did not end within {PATIENCE_S:g} s") from None
        if done.returncode != 0:
            raise _failed(browser, f"ended with {done.returncode}: {done.stderr.strip()[-400:]}")
        if not temporary.read_bytes().rstrip().endswith(b"%%EOF"):
            raise _failed(browser, f"wrote no whole PDF: {done.stderr.strip()[-400:]}")


def _failed(browser: str, what: str) -> RefereeError:
    do = "run it again, or print results/report.html from any browser"
    return RefereeError("the report cannot be printed", [Problem(browser, what, do=do)])
