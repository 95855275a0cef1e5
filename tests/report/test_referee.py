"""The referee's report on a source: its numbers are those of the tables, and it is the same as LaTeX."""

import re
import shutil
import subprocess
from types import SimpleNamespace

import pytest
from latex_syntax import pairs
from site_pages import pages

from tcreferee.base.records import read_rows
from tcreferee.comparison.questions import Outcome
from tcreferee.report.addresses import paper_of, source_names
from tcreferee.report.blocks import grouped
from tcreferee.report.cite import bibtex, cited, commit
from tcreferee.report.review import counted


def words(html):
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_every_question_has_its_section(toy):
    html = pages(toy)["report/sources/nobody_2020.html"]
    titles = re.findall(r"<h2 id=\"part-\d+\">\d+\. ([^<]+?) <a", html)
    assert titles[0] == "In short"
    assert {"What the paper claims", "Does its arithmetic hold?", "References"} <= set(titles)


def test_the_trials_are_those_of_the_standing(toy):
    html = words(pages(toy)["report/sources/nobody_2020.html"])
    rows = [row for row in read_rows(toy / "standing.csv") if row["source"].startswith("Nobody")]
    assert rows
    for row in rows:
        lead = f"{float(row['d_null']):+.1f} ± {float(row['se_d_null']):.1f}".replace("-", "−")
        assert lead in html


def test_the_differences_of_the_ledger_stand_in_the_report_on_its_paper(toy):
    html = words(pages(toy)["report/sources/toy_paper.html"])
    assert "4 printed numbers: 1 reproduced, 2 differ, 1 not defined; 1 implied: 1 reproduced." in html
    assert "a slip" in html


def test_it_is_the_same_as_latex(toy):
    for name in ("nobody_2020", "toy_paper"):
        html, tex = pages(toy)[f"report/sources/{name}.html"], (toy / f"report/sources/{name}.tex").read_text("ascii")
        sections = re.findall(r"<h2 id=\"part-\d+\">\d+\. ([^<]+?) <a", html)
        assert re.findall(r"\\section\{([^}]*)\}", tex) == sections
        assert pairs(tex)
        rows = sum(
            len(re.findall("<tr>", part)) - 1 for part in re.findall(r"<table class=\"plain\">.*?</table>", html, re.S)
        )
        assert len(re.findall(r" \\\\$", tex, re.M)) == rows
        assert tex.rstrip().endswith(r"\end{document}")


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("pdflatex"), reason="no pdflatex")
def test_pdflatex_takes_it(toy, tmp_path):
    """With LaTeX's base and its recommended packages alone; the second run knows the number of the last page."""
    for name in ("nobody_2020", "toy_paper"):
        command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", f"-output-directory={tmp_path}", name]
        for _ in range(2):
            done = subprocess.run(
                command, cwd=toy / "report/sources", capture_output=True, text=True, timeout=60, check=False,
                errors="replace",
            )  # fmt: skip
            assert done.returncode == 0, done.stdout[-1500:]
        assert "undefined" not in done.stdout
        assert (tmp_path / f"{name}.pdf").stat().st_size > 10_000


def test_rows_of_one_trial_share_its_heading():
    rows = [("A", ("x", "1")), ("A", ("y", "2")), ("B", ("x", "3"))]
    assert grouped(rows) == (("A",), ("x", "1"), ("y", "2"), ("B",), ("x", "3"))


def test_outcomes_are_counted_in_a_sentence():
    def trials(*outcomes):
        return [SimpleNamespace(outcome=each) for each in outcomes]

    level, stands = Outcome.LEVEL, Outcome.STANDS
    assert counted(trials(stands)) == "In the only trial the formula stands."
    assert counted(trials(level, level)) == "In all 2 trials the formula is not told apart from a null model."
    assert counted(trials(level, stands, level)) == (
        "In 1 of 3 trials the formula stands; in 2 of 3 the formula is not told apart from a null model."
    )


def test_names_of_sources_do_not_depend_on_their_order():
    sources = [
        ("Allen, Dynes, Phys. Rev. B 12, 905 (1975)", "10.1/a"), ("Allen, Mitrović (1975)", "none"),
        ("Y. J. Uemura and others (1989)", "10.1/b"), ("A paper of the ledger (2025)", "arXiv:2503.13104"),
    ]  # fmt: skip
    papers = {"ionic": "A title (arXiv:2503.13104, copy)", "other": "Another"}
    names = source_names(sources, papers)
    assert names == source_names(reversed(sources), papers)
    assert sorted(names.values()) == ["allen_1975", "allen_1975_2", "ionic", "other", "uemura_1989"]
    assert all(re.fullmatch("[a-z0-9_]+", name) for name in source_names([("../<x> — ß", "none")], {}).values())
    assert paper_of("none", papers) == ""


def test_bibtex_holds_what_is_known_and_no_command():
    entry = cited("formula_1", r"Shi (2026), BEC & more \input{x}", "arXiv:2512.03658", "Eq. (2)")
    assert "eprint = {2512.03658}" in entry
    assert "year = {2026}" in entry
    assert r"\&" in entry
    assert r"\input" not in entry
    assert pairs(entry)
    assert cited("a b", "X, doi 10.1103/PhysRev.167.331.").splitlines()[0] == "@misc{a_b,"
    assert "doi = {10.1103/PhysRev.167.331}" in cited("a", "X, doi 10.1103/PhysRev.167.331.")
    assert bibtex("p", {"version": "1"}).startswith("@software{p,")


def test_a_folder_without_git_has_no_commit(tmp_path):
    (tmp_path / "__init__.py").write_text("", encoding="utf-8")
    assert commit(tmp_path) == ""
