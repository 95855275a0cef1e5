import csv
import itertools
import re
import shutil
from html.parser import HTMLParser
from types import SimpleNamespace

import pytest
from site_pages import broken_links, everything, pages
from toy_results import DATASET, EVIL, REFUSED, SETTINGS, TOYS, UNCONVERGED, WHY

from tcreferee.base.errors import RefereeError
from tcreferee.base.provenance import source_files
from tcreferee.base.records import number, read_record, read_rows, write_record
from tcreferee.comparison.columns import COLUMNS
from tcreferee.comparison.questions import WORDS, Outcome
from tcreferee.comparison.read import read_results
from tcreferee.figures.on_demand import OF_A_MODEL, OF_ALL
from tcreferee.report.columns import GROUPS, SHOWN_ELSEWHERE, _text, _yes_no
from tcreferee.report.document import write_report
from tcreferee.report.miniature import miniature
from tcreferee.report.overview import groups
from tcreferee.report.page import TEMPLATES
from tcreferee.text.html import text_html

# Then the page of a comparison with 13 fits stays below 0.4 MB, with 60 kB of style, script and lists of pages.
BYTES_OF_A_FIT, BYTES_OF_A_COMPARISON = 9_000, 60_000
# made by other rules of a run, or only for a model that could be fitted
MADE_ELSEWHERE = ("datasets.html", ".tex", "posterior.nc")
VOID = {"meta", "link", "img", "br", "input"}


class Page(HTMLParser):
    """Tags with their attributes, the text of each table cell, and whether tags are closed in order."""

    def __init__(self):
        super().__init__()
        self.tags, self.open, self.wrong, self.text, self.cells, self.headings = [], [], [], [], {}, []
        self.row = self.cell = self.section = None
        self.columns = []  # of the table at hand, by the place of the cell in its row

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.tags.append((tag, attributes))
        if tag not in VOID:
            self.open.append(tag)
        if tag == "section":
            self.section = attributes.get("id")
        if tag == "tr":
            model = attributes.get("data-model")
            self.row, self.place = f"{self.section}/{model}" if model else None, -1
        if tag == "thead":
            self.columns = []
        if tag in ("th", "td"):
            self.place += 1
        if tag == "th" and "data-column" in attributes:
            self.columns += [None] * (self.place - len(self.columns)) + [attributes["data-column"]]
        if tag == "td" and self.row:
            self.cell = (self.row, self.columns[self.place])
            self.cells[self.cell] = {"values": [], "text": ""}
        if tag == "data" and self.cell:
            self.cells[self.cell]["values"].append(attributes["value"])
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.wrong.append((tag, self.getpos()))
        if tag == "td":
            self.cell = None

    def handle_data(self, data):
        if self.open[-1:] not in (["style"], ["script"]):
            self.text.append(data)
        if self.cell:
            self.cells[self.cell]["text"] += data


@pytest.fixture(scope="module")
def html(toy):
    """All pages, one after the other."""
    return everything(toy)


@pytest.fixture(scope="module")
def first(toy):
    """The first page."""
    return (toy / "report.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def parsed(toy):
    """Each page by its address."""
    found = {}
    for address, text in pages(toy).items():
        found[address] = Page()
        found[address].feed(text)
    return found


@pytest.fixture(scope="module")
def page(parsed):
    """All pages as if they were one."""
    whole = Page()
    for each in parsed.values():
        whole.tags += each.tags
        whole.text += each.text
        whole.cells |= each.cells
    return whole


@pytest.fixture(scope="module")
def table(toy):
    return [row for row in read_rows(toy / "results/toy/comparison.csv") if row["generated"] == "false"]


def test_there_is_a_page_for_each_comparison_and_source_and_for_what_they_share(toy):
    comparisons = [f"report/comparisons/{each.name}.html" for each in TOYS]
    others = [f"report/{name}.html" for name in ("claims", "provenance", "words")]
    sources = ["report/sources/nobody_2020.html", "report/sources/toy_paper.html", "report/sources/toy_paper_2.html"]
    found = set(pages(toy))
    assert {"report.html", *comparisons, *others} <= found
    assert len(found - {"report.html", *comparisons, *others}) >= 2, sources


def test_every_tag_is_closed(parsed):
    assert {address: (page.wrong, page.open) for address, page in parsed.items() if page.wrong or page.open} == {}


def test_every_column_of_the_table_is_shown_and_explained(html):
    shown = [column.name for _, members in GROUPS for column in members]
    assert sorted([*shown, *SHOWN_ELSEWHERE]) == sorted(COLUMNS)
    for _, members in GROUPS:
        for column in members:
            assert f"<code>{column.name}</code>" in html
            assert len(column.words) > 10


def test_numbers_are_those_of_the_table(page, table):
    compared = 0
    for row in table:
        for _, members in GROUPS:
            if not any(each[column.name] for each in table for column in members):
                assert ("toy/linear", members[0].name) not in page.cells  # a group without any number is left out
                continue
            for column in members:
                cell, given = page.cells[f"toy/{row['model']}", column.name], row[column.name]
                shown = cell["text"].strip().replace("−", "-")
                if not given:
                    assert shown == "–"
                elif cell["values"]:
                    assert float(cell["values"][0]) == pytest.approx(float(given), rel=5e-6)
                    if re.fullmatch(r"-?\d+(\.\d+)?", shown):
                        last = 10.0 ** -len(shown.partition(".")[2])
                        assert abs(float(shown) - float(given)) <= max(0.5 * last, 0.005 * abs(float(given))) + 1e-12
                    compared += 1
                elif column.show not in (_text, _yes_no):  # what is shown says it all
                    assert float(shown) == pytest.approx(float(given), rel=5e-6)
                    compared += 1
    assert compared > 80


def test_the_summary_repeats_every_row(toy, table):
    with (toy / "summary.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert list(rows[0]) == ["comparison", *COLUMNS]
    assert rows[: len(table)] == [{"comparison": "toy", **row} for row in table]
    ranked = [row["comparison"] for row in rows if row["generated"] == "false"]
    assert ranked == [toy.name for toy in TOYS for _ in toy.models]
    # the curves that every comparison is given stand in it too
    assert {row["comparison"] for row in rows if row["generated"] == "true"} == {toy.name for toy in TOYS}


def test_nothing_is_loaded_from_anywhere(page, html):
    for tag, attributes in page.tags:
        assert tag not in {"iframe", "object", "embed", "base"}
        for name in ("src", "href", "srcset", "poster", "data", "action"):
            assert re.match(r"#|data:|[\w./]+(#|$)", attributes.get(name, "#")), (tag, name)
            assert "//" not in attributes.get(name, "#")
        assert tag != "img" or re.fullmatch(r"[\w./]+\.svg", attributes["src"])
    scripts = [attributes for tag, attributes in page.tags if tag == "script"]
    assert scripts == [{}] * html.count("<body>")
    assert not re.search(r"fetch|XMLHttpRequest|import\(|innerHTML|eval", html.rpartition("<script>")[2])
    assert "@import" not in html
    assert "url(" not in html


def test_links_lead_somewhere(toy, parsed):
    for address, page in parsed.items():
        ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
        assert len(ids) == len(set(ids)), address
    assert broken_links(toy, MADE_ELSEWHERE) == []


def test_a_link_to_nowhere_is_found(toy, tmp_path):
    (tmp_path / "report").mkdir()
    (tmp_path / "report.html").write_text('<a href="report/a.html#no"></a><img src="no.svg">', encoding="utf-8")
    (tmp_path / "report/a.html").write_text('<p id="yes"></p><a href="../report.html">', encoding="utf-8")
    assert broken_links(tmp_path) == [("report.html", "report/a.html#no"), ("report.html", "no.svg")]


def test_every_heading_can_be_linked_to(parsed):
    for address, page in parsed.items():
        named = [attributes for tag, attributes in page.tags if re.fullmatch("h[2-5]", tag)]
        assert named, address
        assert all(attributes.get("id") for attributes in named), address


def test_comparisons_lead_on_to_each_other(toy):
    texts = pages(toy)
    for (_, text), name in zip(
        [(a, t) for a, t in sorted(texts.items()) if "/comparisons/" in a],
        sorted(each.name for each in TOYS),
        strict=True,
    ):
        at = [each.name for each in TOYS].index(name)
        if at:
            assert f'rel="prev" href="../../report/comparisons/{TOYS[at - 1].name}.html"' in text
        if at + 1 < len(TOYS):
            assert f'rel="next" href="../../report/comparisons/{TOYS[at + 1].name}.html"' in text


def test_labels_and_notes_are_data(page, html):
    assert EVIL not in html
    assert "".join(page.text).count(EVIL) >= 6
    assert not any(name.startswith("on") for _, attributes in page.tags for name in attributes)


def test_mathtext_of_labels_is_html(html):
    assert "<i>n</i><sup>−1/6</sup>" in html
    assert "$n^" not in html


def test_every_picture_is_described(page):
    pictures = [attributes for tag, attributes in page.tags if tag == "img"]
    ranked_again = sum(attributes["src"].endswith("/ranking.svg") for attributes in pictures) - len(TOYS)
    assert len(pictures) == 4 * len(TOYS) + ranked_again  # referees' reports show rankings
    assert all(len(attributes["alt"]) >= 5 for attributes in pictures)
    small = [attributes for tag, attributes in page.tags if tag == "svg" and attributes.get("role") == "img"]
    assert all(len(attributes["aria-label"]) >= 5 for attributes in small)
    words = [attributes["aria-label"] for attributes in small] + [attributes["alt"] for attributes in pictures]
    assert sum("Difference to the best model" in each for each in words) == 2 * len(TOYS) + ranked_again


def test_headings_do_not_skip_a_level(parsed):
    for address, page in parsed.items():
        levels = page.headings
        assert levels[0] == 1, address
        assert levels.count(1) == 1, address
        assert all(after <= before + 1 for before, after in itertools.pairwise(levels)), address


def test_an_unconverged_model_is_shown_grey_with_the_failed_check(html, page):
    assert f'class="unranked" data-model="{UNCONVERGED}"' in html
    text = " ".join("".join(page.text).split())
    assert text.count("not ranked: rhat = 1.234, limit 1.01") >= 2
    assert page.cells[f"toy/{UNCONVERGED}", "rank"]["text"].strip() == "–"
    assert page.cells[f"toy/{UNCONVERGED}", "d_elpd"]["text"].strip() == "–"


def test_the_verdict_stands_first(first):
    verdict = first
    assert "(2 not ranked)" in verdict
    for about in SETTINGS["comparisons"].values():
        assert text_html(about["title"]) in verdict


def test_the_first_screen_groups_the_comparisons_by_theory(first):
    verdict = first[first.index("At a glance") :]
    assert verdict.count('scope="rowgroup"') == 1
    assert "Nobody (2020)" in verdict
    assert verdict.count("data-comparison=") == len(TOYS)
    assert verdict.count('<circle class="null"') > verdict.count('<circle class="theory"') / 10


def test_sources_are_told_apart_by_their_authors():
    def view(name, *sources):
        models = [
            SimpleNamespace(
                name=str(i), fit={"model": {"source": {"reference": said, "identifier": key}}}, credited=said != "Nulls"
            )
            for i, (said, key) in enumerate(sources)
        ]
        return SimpleNamespace(name=name, settings={}, results=SimpleNamespace(models=models))

    null = ("Nulls", "none")
    views = [
        view("a", null, ("Toys (2020)", "10.1/toys")), view("b", null), view("c", ("Unpublished", "none")),
        view("d", ("Others, with Toys (2020)", "10.1/toys")), view("e", ("Toys (2020)", "10.1/toys")),
    ]  # fmt: skip
    found = [(group.title, [each.name for each in group.comparisons]) for group in groups(views)]
    assert found == [
        ("Toys (2020)", ["a", "e"]), ("Curves without physics", ["b"]), ("Unpublished", ["c"]),
        ("Others, with Toys (2020)", ["d"]),
    ]  # fmt: skip


def test_headline_sign_and_table_say_the_same(toy, html):
    """The first screen, the page of a comparison and standing.csv follow from one rule."""
    best = {}
    for row in read_rows(toy / "standing.csv"):
        order = [*Outcome]
        best[row["comparison"]] = min(best.get(row["comparison"], row["outcome"]), row["outcome"], key=order.index)
    assert best
    for comparison, outcome in best.items():
        line = html[html.index(f'<tr data-comparison="{comparison}"') :].partition("</tr>")[0]
        assert f'class="swatch o-{outcome}"' in line
        assert WORDS[outcome] in line
        asked = html[html.index(f'id="{comparison}-questions"') :].partition("</tr>")[2].partition("</tr>")[0]
        assert f'class="swatch o-{outcome}"' in asked


def test_a_miniature_shows_each_ranked_model_at_its_difference(toy):
    results = read_results(toy / "results" / "families")
    drawn = miniature(results, "words")
    dots = re.findall(r'<circle class="(\w+)" cx="([\d.]+)" cy="([\d.]+)"', drawn)
    beyond = drawn.count('class="beyond"')
    assert len(dots) + beyond == len(results.ranked)
    assert [kind for kind, *_ in dots] == ["theory" if m.credited else "null" for m in results.ranked[: len(dots)]]
    across = [float(x) for _, x, _ in dots]
    assert across == sorted(across, reverse=True)
    assert 'aria-label="words"' in drawn


def test_a_refused_model_has_a_sentence_and_no_figure(html, page):
    assert f'class="unranked" data-model="{REFUSED}"' in html
    text = " ".join("".join(page.text).split())
    assert f"refused null was not fitted, so it has no figure: {WHY}." in text
    assert f"Not fitted: {WHY}." in text
    own = html[html.index(f'id="toy-{REFUSED}"') :]
    assert "<img" not in own[: own.index("</details>")]


def test_a_yes_or_no_response_has_words_and_figures_of_its_own(html):
    section = html[html.index('<section id="classes"') :]
    section = section[: section.index("</section>")]
    assert "yes or no with the odds of the formula" in section
    assert ">Calibration" in section
    assert "the predicted probability of each row" in section
    assert ">Residuals" not in section


def test_the_command_of_every_figure_on_demand_is_told_also_where_a_gate_failed(html):
    asked = set(re.findall(r"results/(\w+)/figures/on_demand/(\w+)\.svg", html))
    # these toys have no undecided formula whose next measurement was asked for, and no specifications
    expected = {(toy.name, name) for toy in TOYS for name in OF_ALL if name not in ("next", "specifications")}
    expected |= {
        (toy.name, f"{model}_{kind}")
        for toy in TOYS for model in set(toy.models) - set(toy.refused) for kind in OF_A_MODEL
    }  # fmt: skip
    assert asked == expected
    assert ("toy", f"{UNCONVERGED}_trace") in asked


def test_families_and_choices_are_told(html):
    section = html[html.index('<section id="families"') :]
    section = section[: section.index("</section>")]
    assert "for each row one of the columns <code>xi_small_A</code>, <code>xi_large_A</code>" in section
    assert '<td class="text">iron based</td>' in section
    assert "lambda_KA2_cuprate" in section
    assert section.count(">Known problems of the table") == 2  # two tables


def test_equations_are_set_by_the_browser(toy, html):
    assert sum(t.count("<math ") for a, t in pages(toy).items() if "/comparisons/" in a) == sum(
        len(t.models) for t in TOYS
    )
    assert "<msup>" in html
    assert "$T_" not in html


def test_rows_problems_and_corrections_are_shown(page):
    text = " ".join("".join(page.text).split())
    for said in ("Known problems of the table", "Corrections (1)", "Rows that are not used (1)"):
        assert said in text
    for said in (DATASET["citation"], "a limit", "d" * 64, "seed 7", "half-t"):
        assert said in text


def test_parameters_show_estimate_error_and_intervals(toy):
    html = pages(toy)["report/comparisons/toy.html"]
    row = html[html.index("<code>a</code>") :]
    row = row[: row.index("</tr>")]
    cells = [re.sub(r"<[^>]+>", "", cell) for cell in re.findall(r"<td.*?</td>", row, flags=re.DOTALL)[2:]]
    assert cells[0] == "5.0 ± 3.0"
    assert [cell.count(" to ") for cell in cells] == [0, 1, 0, 0, 1, 1]  # no 95.4 % profile: an en dash
    assert cells[2] == "–"


def test_the_report_is_the_same_each_time(toy, tmp_path):
    for folder in (tmp_path / "one", tmp_path / "two"):
        write_report(toy / "results", toy / "processed", SETTINGS, *outputs(folder))
    assert pages(tmp_path / "one") == pages(tmp_path / "two")
    for each in (tmp_path / "one/report").rglob("*.tex"):
        assert each.read_bytes() == (tmp_path / "two" / each.relative_to(tmp_path / "one")).read_bytes()


def test_a_page_is_written_again_only_if_what_it_shows_has_changed(toy, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # unchanged pages are kept in .snakemake there
    copy, pages_of = tmp_path / "results", tmp_path / "report/comparisons"
    shutil.copytree(toy / "results", copy)

    def write():
        for name in TOYS:
            (pages_of / f"{name.name}.html").unlink(missing_ok=True)  # as Snakemake does
        write_report(copy, toy / "processed", SETTINGS, *outputs(tmp_path), code="of the templates")
        return {each.name: (pages_of / f"{each.name}.html").stat().st_ino for each in TOYS}

    before = write()
    assert write() == before  # the same files, put back
    verdict = read_record(copy / "toy/comparison.json")
    write_record(copy / "toy/comparison.json", verdict | {"cautions": ["A caution more."]})
    after = write()
    assert "A caution more." in (pages_of / "toy.html").read_text(encoding="utf-8")
    assert {name for name in before if before[name] != after[name]} == {"toy"}


def outputs(folder):
    return [folder / name for name in ("report.html", "summary.csv", "standing.csv")]


def test_a_missing_figure_is_named(toy, tmp_path):
    copy = tmp_path / "results"
    shutil.copytree(toy / "results", copy)
    (copy / "toy/figures/influence.svg").unlink()
    with pytest.raises(RefereeError, match=r"influence\.svg: does not exist\. Delete the folder"):
        write_report(copy, toy / "processed", SETTINGS, *outputs(tmp_path))


def test_a_missing_result_is_named(toy, tmp_path):
    with pytest.raises(RefereeError, match="are not complete"):
        write_report(tmp_path, toy / "processed", SETTINGS, *outputs(tmp_path))


def test_drawing_and_writing_do_not_depend_on_each_other():
    # An edited figure must not only rerun `plot`; an edited template must rerun `report` alone.
    drawn, written = source_files("tcreferee.figures.draw"), source_files("tcreferee.report.document")
    assert not any(
        "figures.py" in name or name.endswith(("style.py", "panels.py", "ranking.py", "influence.py"))
        for name in written
    )
    assert not any("/report/" in name for name in drawn)
    assert {path.suffix for path in TEMPLATES.iterdir()} == {".j2", ".css", ".js"}


def bytes_of(text):
    return len(text.encode())


@pytest.mark.parametrize("each", TOYS, ids=lambda each: each.name)
def test_a_comparison_takes_few_bytes(html, each):
    section = html[html.index(f'<section id="{each.name}"') :]
    section = section[: section.index("</section>")]  # figures are files beside the page
    fits = re.findall(
        rf'<details[^>]* id="{each.name}-.*?_corner\.svg</code></pre>\s*</details>\s*</details>', section, re.DOTALL
    )
    assert len(fits) == len(each.models) - len(each.refused)
    own = [bytes_of(fit) for fit in fits]
    assert max(own) < BYTES_OF_A_FIT
    assert bytes_of(section) - sum(own) < BYTES_OF_A_COMPARISON


def test_stacking_weights_add_to_one(table):
    assert sum(number(row["w_stacking"]) for row in table if row["rank"]) == pytest.approx(1)


def test_inequalities_between_parameters_are_told(html):
    assert html.count("The prior is cut off where one of these does not hold: <code>b &lt; t_u_K</code>.") == 1


def test_a_heading_stands_beside_the_mark_that_unfolds_its_part():
    found = {h for path in TEMPLATES.glob("*.j2") for h in re.findall(r"<summary><(h[1-6])", path.read_text("utf-8"))}
    css = (TEMPLATES / "style.css").read_text("utf-8")
    (rule,) = re.findall(r"^(summary h.*) \{ display: inline;", css, re.MULTILINE)
    assert "h2" in found
    assert found <= {each.removeprefix("summary ") for each in rule.split(", ")}
