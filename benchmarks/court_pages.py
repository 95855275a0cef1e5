"""Write the tables of the court's verdicts into the documentation, from a finished `make court`.

    .venv/bin/python benchmarks/court_pages.py

docs/comparisons_court.md is written as a whole (`tcreferee verdicts results/court/results --markdown`); in
docs/court.md the lines between the two marks are replaced by its tables. Nothing in them is typed by hand.
"""

from __future__ import annotations

from pathlib import Path

from tcreferee.comparison.fitted import fitted
from tcreferee.comparison.markdown import page
from tcreferee.comparison.side_by_side import side_by_side
from tcreferee.comparison.unseen import unseen

ROOT = Path(__file__).parents[1]
RESULTS, PAGE, RULES = "results/court/results", ROOT / "docs/comparisons_court.md", ROOT / "docs/court.md"
BEGIN, END = "<!-- tables of the run: benchmarks/court_pages.py -->\n", "<!-- end of the tables -->\n"


def inserted(text: str, tables: str) -> str:
    """Return a page with new tables between the marks.

    Parameters
    ----------
    text : str
        The page as it is.
    tables : str
        Markdown.
    """
    before, _, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not end:
        raise SystemExit(f"{RULES}: a mark is missing: {BEGIN.strip()} or {END.strip()}")
    return f"{before}{BEGIN}\n{tables}\n{END}{after}"


def main() -> None:
    """Write both pages."""
    results = ROOT / RESULTS
    PAGE.write_text(page(results), encoding="utf-8")
    tables = f"{side_by_side(results)}\n{unseen(results)}\n{fitted(results)}".replace("\n## ", "\n### ")
    RULES.write_text(inserted(RULES.read_text(encoding="utf-8"), tables.strip("\n") + "\n"), encoding="utf-8")


if __name__ == "__main__":
    main()
