"""The ledger in the report: numbers are those of claims.csv, texts are data, nothing is left out."""

import re

import pytest
from site_pages import everything
from toy_results import CLAIMS, EVIL, write_ledger

from tcreferee.base.errors import RefereeError
from tcreferee.base.records import number, read_rows
from tcreferee.report.claim_view import ClaimView, as_printed, raised
from tcreferee.report.ledger import read_ledger


@pytest.fixture(scope="module")
def html(toy):
    return everything(toy)


@pytest.fixture(scope="module")
def rows(toy):
    return read_rows(toy / "results/claims.csv")


@pytest.fixture
def papers(toy):
    return read_ledger(toy / "results")


def part(html, claim_id):
    """The HTML of one claim: its row and its explanation."""
    start = html.index(f'<tr data-claim="{claim_id}">')
    return html[start : html.index("</tbody>", start)]


def cell(html, claim_id, column):
    found = re.search(rf'<td[^>]* data-column="{column}">(.*?)</td>', part(html, claim_id), flags=re.S)
    assert found
    return found[1]


def test_every_claim_stands_once(html, rows):
    assert re.findall(r'<tr data-claim="([^"]+)">', html) == [row["claim_id"] for row in rows]


@pytest.mark.parametrize("column", ["printed", "recomputed", "rel_diff"])
def test_numbers_are_those_of_the_table(html, rows, column):
    compared = 0
    for row in rows:
        shown = cell(html, row["claim_id"], column)
        if row[column]:
            values = re.findall(r'<data value="([^"]+)">', shown) or [shown]  # what is shown says it all
            assert [float(value) for value in values] == [pytest.approx(float(row[column]), rel=5e-6)]
            compared += 1
        else:
            assert "<data" not in shown
            assert ("lost" if column == "printed" else "–") in cell(html, row["claim_id"], column)
    assert compared >= 4


def test_shown_digits_agree_with_the_value(html, rows):
    for row in rows:
        shown = re.sub(r"<[^>]+>", "", cell(html, row["claim_id"], "recomputed")).replace("−", "-")
        if re.fullmatch(r"-?[\d.]+", shown):
            assert float(shown) == pytest.approx(number(row["recomputed"]), rel=5e-3)


def test_verdicts_are_said_in_words(html, rows):
    for row in rows:
        assert row["verdict"].replace("-", " ") in cell(html, row["claim_id"], "verdict")
        assert f'data-verdict="{row["verdict"]}"' in html


def test_each_claim_opens_to_formula_inputs_rule_and_reason(html):
    said = part(html, "toy_paper/a")
    for word in (
        "a slip",
        "Formula",
        "twice the half",
        "half = 2.1",
        "<i>a</i><sub>2</sub> = 5",
        "“about”",
        "<code>toy_paper/a</code>",
    ):
        assert word in said
    assert said.count("<li>") == 2, "a semicolon inside a source does not part the inputs"
    assert "≈\N{THIN SPACE}<data" in said
    assert "≥\N{THIN SPACE}<data" in part(html, "toy_paper/c")
    assert "half a decade" in part(html, "toy_paper/e")


def test_a_script_in_a_note_is_text(html):
    assert EVIL not in html
    assert "&lt;script&gt;" in part(html, "toy_paper/a")


def test_the_first_screen_has_a_line_and_a_bar_for_each_paper(html):
    glance = html[html.index('class="claims-glance"') : html.index("</section>")]
    assert "4 printed numbers: 1 reproduced, 2 differ, 1 not defined; 1 implied: 1 reproduced" in glance
    assert "1 printed number: 1 not recoverable" in glance
    assert glance.count('<svg class="bar" role="img" aria-label=') == 2
    assert 'href="report/claims.html#ledger-toy_paper"' in glance


def test_bars_are_as_long_as_the_counts(papers):
    widths = re.findall(r'class="v-([a-z-]+)" x="[\d.]+" y="0" width="([\d.]+)"', papers[0].bar)
    assert dict(widths) == {"reproduced": "25.000", "differs": "50.000", "not-defined": "25.000"}


def test_an_implied_number_is_marked_and_counted_apart(html):
    assert "<p>Besides, 1 implied: 1 reproduced.</p>" in html
    assert html.count('<span class="implied">implied</span>') == 1
    assert '<span class="implied">implied</span>' in part(html, "toy_paper/e")


def test_statements_are_listed(html):
    row = html[html.index('data-statement="1"') :]
    row = row[: row.index("</tr>")]
    assert [word in row for word in ("float.", ">yes<", "water", ">no<")] == [True] * 4


@pytest.mark.parametrize("name", ["claims.csv", "statements.csv"])
def test_a_missing_ledger_is_named(toy, tmp_path, name):
    write_ledger(tmp_path)
    (tmp_path / name).unlink()
    with pytest.raises(RefereeError) as error:
        read_ledger(tmp_path)
    assert error.value.title == "the claims ledger is not complete"
    assert [str(problem) for problem in error.value.problems] == [
        f"{tmp_path / name}: the file does not exist. Run the workflow, which makes it"
    ]


@pytest.mark.parametrize(
    ("text", "html"),
    [("m^-3", "m<sup>−3</sup>"), ("1/cm**3", "1/cm<sup>3</sup>"), ("n^(2/3)", "n<sup>2/3</sup>"), ("a<b", "a&lt;b")],
)
def test_powers_are_raised(text, html):
    assert raised(text) == html


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("1300", "1300"), ("-0.50", "−0.50"), ("5.651e6", "5.651×10<sup>6</sup>"), ("1e-9", "1×10<sup>−9</sup>"),
    ],
)  # fmt: skip
def test_print_keeps_its_digits(text, shown):
    assert as_printed(text) == f'<data value="{text}">{shown}</data>'


def test_the_difference_is_a_percentage():
    def shown(value):
        return re.sub(r"<[^>]+>|\s", "", ClaimView({**CLAIMS[0], "rel_diff": value}).difference)

    assert [shown(v) for v in ("0.004", "-0.25", "", "-1e30")] == ["+0.40%", "−25%", "–", "−1×1032%"]
    assert [shown(v) for v in ("0", "1e-12", "-1e-6")] == ["0%", "&lt;0.001%", "&lt;0.001%"]


def test_what_rounding_leaves_of_zero_is_shown_as_zero():
    view = ClaimView({**CLAIMS[0], "printed": "0.00", "recomputed": "2.5e-12", "tolerance": "0.005"})
    assert view.recomputed == '<data value="2.5e-12">0</data>'
