import csv
import re
import shutil
from html.parser import HTMLParser
from types import SimpleNamespace

import pytest
from toy_results import DATASET, EVIL, REFUSED, SETTINGS, TOYS, UNCONVERGED, WHY

from tcreferee.base.errors import RefereeError
from tcreferee.base.provenance import source_files
from tcreferee.base.records import number, read_rows
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

# Then 30 comparisons with 205 fits in all, and 0.7 MB of claims and words, stay below 8 MB.
BYTES_OF_A_FIT, BYTES_OF_A_COMPARISON = 9_000, 180_000
BESIDE = "datasets.html"  # made by the same run into the same folder
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
            self.section = attributes["id"]
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
    return (toy / "report.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def page(html):
    page = Page()
    page.feed(html)
    return page


@pytest.fixture(scope="module")
def table(toy):
    return [row for row in read_rows(toy / "results/toy/comparison.csv") if row["generated"] == "false"]


def test_every_tag_is_closed(page):
    assert page.wrong == []
    assert page.open == []


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
            if (tag, attributes.get(name)) != ("a", BESIDE):
                assert attributes.get(name, "#").startswith(("#", "data:")), (tag, name)
    assert [attributes for tag, attributes in page.tags if tag == "script"] == [{}]
    assert not re.search(r"fetch|XMLHttpRequest|import\(|innerHTML|eval", html.rpartition("<script>")[2])
    assert "@import" not in html
    assert "url(" not in re.sub(r"url\(%23\w+\)", "", html)  # within a figure: its own clip paths


def test_links_lead_somewhere(page):
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    targets = {attributes["href"] for tag, attributes in page.tags if tag == "a"} - {BESIDE}
    assert targets <= {f"#{name}" for name in ids}


def test_labels_and_notes_are_data(page, html):
    assert EVIL not in html
    assert "".join(page.text).count(EVIL) >= 6
    assert not any(name.startswith("on") for _, attributes in page.tags for name in attributes)


def test_mathtext_of_labels_is_html(html):
    assert "<i>n</i><sup>−1/6</sup>" in html
    assert "$n^" not in html


def test_every_picture_is_described(page):
    pictures = [attributes for tag, attributes in page.tags if tag == "img"]
    assert len(pictures) == 4 * len(TOYS)
    assert all(len(attributes["alt"]) >= 5 for attributes in pictures)
    small = [attributes for tag, attributes in page.tags if tag == "svg" and attributes.get("role") == "img"]
    assert all(len(attributes["aria-label"]) >= 5 for attributes in small)
    words = [attributes["aria-label"] for attributes in small] + [attributes["alt"] for attributes in pictures]
    assert sum("Difference to the best model" in each for each in words) == 2 * len(TOYS)


def test_headings_do_not_skip_a_level(page):
    assert page.headings[0] == 1
    assert page.headings.count(1) == 1
    assert all(after <= before + 1 for before, after in zip(page.headings, page.headings[1:], strict=False))


def test_an_unconverged_model_is_shown_grey_with_the_failed_check(html, page):
    assert f'class="unranked" data-model="{UNCONVERGED}"' in html
    text = " ".join("".join(page.text).split())
    assert text.count("not ranked: rhat = 1.234, limit 1.01") >= 2
    assert page.cells[f"toy/{UNCONVERGED}", "rank"]["text"].strip() == "–"
    assert page.cells[f"toy/{UNCONVERGED}", "d_elpd"]["text"].strip() == "–"


def test_the_verdict_stands_first(html):
    verdict = html[html.index("At a glance</h2>") : html.index('id="toy"')]
    assert "(2 not ranked)" in verdict
    for about in SETTINGS["comparisons"].values():
        assert text_html(about["title"]) in verdict


def test_the_first_screen_groups_the_comparisons_by_theory(html):
    verdict = html[html.index("At a glance</h2>") : html.index('id="toy"')]
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
    assert "Calibration</h4>" in section
    assert "the predicted probability of each row" in section
    assert "Residuals</h4>" not in section


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
    assert section.count("Known problems of the table") == 2  # two tables


def test_equations_are_set_by_the_browser(html):
    assert html.count("<math ") == sum(len(toy.models) for toy in TOYS)
    assert "<msup>" in html
    assert "$T_" not in html


def test_rows_problems_and_corrections_are_shown(page):
    text = " ".join("".join(page.text).split())
    for said in ("Known problems of the table", "Corrections (1)", "Rows that are not used (1)"):
        assert said in text
    for said in (DATASET["citation"], "a limit", "d" * 64, "seed 7", "half-t"):
        assert said in text


def test_parameters_show_estimate_error_and_intervals(html):
    row = html[html.index("<code>a</code>") :]
    row = row[: row.index("</tr>")]
    cells = [re.sub(r"<[^>]+>", "", cell) for cell in re.findall(r"<td.*?</td>", row, flags=re.DOTALL)[2:]]
    assert cells[0] == "5.0 ± 3.0"
    assert [cell.count(" to ") for cell in cells] == [0, 1, 0, 0, 1, 1]  # no 95.4 % profile: an en dash
    assert cells[2] == "–"


def test_the_report_is_the_same_each_time(toy, tmp_path, html):
    write_report(toy / "results", toy / "processed", SETTINGS, *outputs(tmp_path))
    assert (tmp_path / "report.html").read_text(encoding="utf-8") == html


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
    section = section[: section.index("\n</section>")]
    fits = re.findall(rf'<details[^>]* id="{each.name}-.*?_corner\.svg</code></pre>\s*</details>', section, re.DOTALL)
    assert len(fits) == len(each.models) - len(each.refused)
    own = [bytes_of(fit) for fit in fits]
    assert max(own) < BYTES_OF_A_FIT
    assert bytes_of(section) - sum(own) < BYTES_OF_A_COMPARISON


def test_a_figure_is_embedded_without_growing(html, toy):
    stored = sum(path.stat().st_size for each in TOYS for path in (toy / "results" / each.name).rglob("*.svg"))
    assert stored < sum(map(bytes_of, re.findall(r'src="(data:[^"]+)"', html))) < 4 / 3 * stored  # what base64 takes


def test_stacking_weights_add_to_one(table):
    assert sum(number(row["w_stacking"]) for row in table if row["rank"]) == pytest.approx(1)


def test_inequalities_between_parameters_are_told(html):
    assert html.count("The prior is cut off where one of these does not hold: <code>b &lt; t_u_K</code>.") == 1
