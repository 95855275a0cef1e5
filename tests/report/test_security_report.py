"""Every free text of a run is hostile; what is made of it must show the text and run none of it."""

import base64
import csv
import dataclasses
import hashlib
import logging
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest
from browser import CHROMIUM, browse, with_script
from latex_syntax import pairs
from toy_results import (
    AUDITS,
    CLAIMS,
    DATASET,
    FAMILIES,
    RECOVERY,
    SETTINGS,
    STATEMENTS,
    TOY,
    model_files,
    write_toy,
)

from tcreferee.audits.case import COLUMNS, RECOVERY_COLUMNS
from tcreferee.base.provenance import write_json
from tcreferee.base.records import read_record, read_rows, write_record, write_rows
from tcreferee.comparison.table import compare
from tcreferee.data.check import process
from tcreferee.data.sidecar import find_datasets
from tcreferee.figures.draw import draw
from tcreferee.figures.style import is_math
from tcreferee.papers.ledger import COLUMNS as CLAIM_COLUMNS
from tcreferee.papers.reading import STATEMENT_COLUMNS
from tcreferee.prediction.predict import COLUMNS as PREDICTED
from tcreferee.report.document import write_report
from tcreferee.report.latex import write_paper_tables
from tcreferee.report.page import TEMPLATES
from tcreferee.report.tables import render
from tcreferee.text.html import text_html
from tcreferee.text.latex import latex

ROOT = Path(__file__).parents[2]
MARK = "pwned"
SHORT = f"<img src=x onerror=window.{MARK}=1>"
# without an even number of dollar signs, so that one half of the texts is mathtext and the other is not
HOSTILE = " ".join(
    [
        f"<script>window.{MARK}=1</script>", f'"><img src=x onerror=window.{MARK}=1>',
        f"' onmouseover='window.{MARK}=1",
        f"</script><script>window.{MARK}=1</script>", f"</style><script>window.{MARK}=1</script>",
        f"</title></textarea></pre><svg onload=window.{MARK}=1>", f"]]><script>window.{MARK}=1</script>",
        f'<a href="javascript:window.{MARK}=1">x</a>', "<!-- ", "--> {{ 7*7 }} {% raw %}", "&lt;b&gt; &#60;script&#62;",
        f"<iframe srcdoc='<script>parent.{MARK}=1</script>'></iframe>", "<base href=//x.invalid>",
        r"\input{/etc/passwd} \write18{id} \immediate ^^5cinput", "<math><mi xlink:href='javascript:1'>x</mi></math>",
        f"<form action=javascript:window.{MARK}=1><button>x</button></form>", "<meta http-equiv=refresh content=0>",
    ]
)  # fmt: skip
IN_MATHS = r"$\href{javascript:window.pwned=1}{x} <script>window.pwned=1</script> \input{x} \write18{id} ' "
IN_MATHS += r'" onload=window.pwned=1 \text{<img src=x onerror=window.pwned=1>}$'
# Words of the program, which are looked up; everything else in a record is somebody's text.
FIXED = {
    "name", "entry", "comparison", "response", "likelihood", "sha256", "model", "observations", "quantity", "families",
    "method", "schema_version", "inputs", "quantities", "dataset", "csv", "yaml", "grade", "printed", "prior", "sigma",
    "input_sigma", "bound", "choices", "standards", "worst", "groups", "best", "column", "labels",
    "settings", "versions",
}  # fmt: skip
TAGS = set(
    re.findall(
        r"\w+",
        "html head meta title style script body main header footer nav section h1 h2 h3 h4 "
        "h5 h6 p a ul ol li dl dt dd table caption thead tbody tr th "
        "td div span em strong small code pre i b sup sub br figure figcaption img "
        "details summary data form label input fieldset legend button output svg g path rect circle line "
        "defs clippath text tspan math mi mn mo mrow msup msub msubsup mfrac msqrt mspace colgroup col link ",
    )
)
DRAWN = {"svg", "defs", "style", "g", "path", "text", "tspan", "use", "rect", "clipPath"}
BESIDE = {"data:,"}  # the empty icon
# files of the run, by relative addresses without a scheme
INSIDE = r"(\.\./)*(results/)?[a-z0-9_]+[a-z0-9_/]*\.(html|svg|csv|tex|json|nc)(#[\w:-]+)?"
COMMANDS = set(
    re.findall(
        r"\w+",
        "textbackslash textbar textasciitilde textasciicircum textasciigrave texttt ensuremath mbox AA mathrm ldots pm "
        "usepackage begin end caption label centering footnotesize scriptsize setlength tabcolsep LTcapwidth toprule "
        "midrule bottomrule endfirsthead endhead endfoot raggedright arraybackslash textwidth par smallskip dagger "
        "sigma times xi Lambda mu ln prime "
        "documentclass pagestyle fancyhf lhead rhead cfoot thepage pageref headheight parindent parskip "
        "emergencystretch section textbf item IfFileExists includegraphics raggedleft multicolumn itemsep",
    )
)


class Seen(HTMLParser):
    """Tags, comments and the text of a page."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.comments, self.words = [], [], []
        self.feed(page)
        self.text = "".join(self.words)

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))

    def handle_comment(self, data):
        self.comments.append(data)

    def handle_data(self, data):
        self.words.append(data)


def poisoned(value, key=""):
    """Return a record whose free texts are hostile."""
    if isinstance(value, dict):
        return {k: v if k in FIXED else poisoned(v, k) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [poisoned(each, key) for each in value]
    if not isinstance(value, str):
        return value
    return IN_MATHS.strip("$") if key in ("symbol", "equation") else f"{HOSTILE} {IN_MATHS} {value}"


def hostile_toy(toy):
    models = {
        name: (file, f"{SHORT} {IN_MATHS}" if name == "linear" else f"{HOSTILE} {label}", *rest)
        for name, (file, label, *rest) in toy.models.items()
    }
    labels = tuple(f"{SHORT} ]]> & {label}".replace('"', "") for label in toy.labels)
    family = tuple(f"{word} {SHORT}" for word in toy.family)
    return dataclasses.replace(toy, models=models, labels=labels, family=family)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """Folder of a run in which every text is hostile: results, figures, report.html, datasets.html, tables/*.tex."""
    root = tmp_path_factory.mktemp("hostile")
    results = root / "results"
    for toy in map(hostile_toy, (TOY, FAMILIES)):
        folder = results / toy.name
        write_toy(folder, toy)
        record = read_record(folder / "observations.json")
        columns = {
            name: about | dict.fromkeys(("note", "suspect"), HOSTILE) for name, about in record["columns"].items()
        }
        write_json(
            folder / "observations.json",
            poisoned({k: v for k, v in record.items() if k != "columns"}) | {"columns": columns},
        )
        labels = {name: label for name, (_, label, *_) in toy.models.items()}
        compare(
            toy.name, folder / "observations.csv", {name: folder / name for name in toy.models}, labels, 7,
            folder / "comparison.csv", folder / "comparison.json",
        )  # fmt: skip
        for name in toy.models:
            for file in ("fit.json", "diagnostics.json"):
                write_record(folder / name / file, poisoned(read_record(folder / name / file)))
            (folder / name / "fit_report.txt").write_text(f"[[Fit]] {HOSTILE}\n", encoding="utf-8")
        said = read_record(folder / "comparison.json")
        write_record(folder / "comparison.json", said | {"sentence": HOSTILE, "cautions": [HOSTILE, IN_MATHS]})
        rows = [row | {"caveats": f"{HOSTILE}; {row['caveats']}"} for row in read_rows(folder / "comparison.csv")]
        write_rows(folder / "comparison.csv", list(rows[0]), rows)
        audits = [row | {"note": f"{HOSTILE} {row['note']}", "statistic": HOSTILE} for row in AUDITS[TOY.name]]
        write_rows(folder / "audits.csv", COLUMNS, audits if toy.name == TOY.name else [])
        write_rows(folder / "recovery.csv", RECOVERY_COLUMNS, RECOVERY if toy.name == TOY.name else [])
        main = {"toy": "n_m3", "families": "xi_small_A"}[toy.name]
        draw(folder, model_files(toy), main, folder / "figures", logging.getLogger("test"))
    write_json(root / "processed/toy.json", poisoned(DATASET))
    texts = ("location", "quantity", "unit", "note", "formula", "inputs", "paper_title")
    write_rows(results / "claims.csv", CLAIM_COLUMNS, [c | {t: f"{HOSTILE} {c[t]}" for t in texts} for c in CLAIMS])
    statements = [s | {"statement": HOSTILE, "test": HOSTILE, "tested_here": HOSTILE} for s in STATEMENTS]
    write_rows(results / "statements.csv", ("paper", *STATEMENT_COLUMNS), statements)
    predict(results)
    settings = poisoned(SETTINGS | {"comparisons": {}})
    settings["comparisons"] = {
        name: poisoned(SETTINGS["comparisons"][name])
        | {"response": "tc_K", "prior": {"mean": 1.0, "sd": 1.0, "note": HOSTILE}}
        for name in ("toy", "families")
    }
    settings["material_classes"] = {f"{SHORT}": {"tc_mean_K": 80.0, "tc_sd_K": 35.0, "note": HOSTILE}}
    settings["predict"] = {"ahead": {"comparison": "toy"}}
    write_report(
        results, root / "processed", settings, root / "report.html", root / "summary.csv", root / "standing.csv"
    )
    write_paper_tables(results, {"toy": HOSTILE, "families": IN_MATHS}, root / "tables")
    (root / "datasets.html").write_text(tables_page(), encoding="utf-8")
    return root


def predict(results):
    rows = [
        dict.fromkeys(PREDICTED, "") | {"label": HOSTILE, "model": "linear", "note": HOSTILE, "extrapolates": HOSTILE}
    ]
    write_rows(results / "predictions/ahead.csv", PREDICTED, rows)
    about = {
        "label": HOSTILE, "converged": True, "n_measured": 0, "coverage_50": None, "coverage_95": None, "rmse": None,
        "d_elpd_constant": None, "n_extrapolated": 0,
    }  # fmt: skip
    record = {"title": HOSTILE, "comparison": "toy", "materials": 1, "unit": HOSTILE, "models": {"linear": about}}
    write_record(results / "predictions/ahead.json", record)


def tables_page():
    """The page of all tables, with every text of one of them hostile."""
    sidecars = find_datasets([ROOT / "data/raw"])
    found = {name: process(sidecars[name]) for name in ("bec_table1_cuprates", "allen_dynes1975")}
    about = found["allen_dynes1975"]
    record = {key: poisoned(value, key) for key, value in about.record.items() if key != "columns"}
    record["columns"] = {
        name: {k: HOSTILE if isinstance(v, str) and k not in FIXED else v for k, v in each.items()}
        for name, each in about.record["columns"].items()
    }
    rows = [
        {name: f"{cell}{SHORT}" if name in ("point_id", "label") else cell for name, cell in row.items()}
        for row in about.rows
    ]
    rejected = [dict.fromkeys(("line", "row", "column", "value", "reason"), HOSTILE)]
    found["allen_dynes1975"] = dataclasses.replace(about, record=record, rows=rows, rejected=rejected)
    return render(found, {"allen_dynes1975": [HOSTILE]})


PAGES = (
    "report.html", "datasets.html", "report/comparisons/toy.html", "report/comparisons/families.html",
    "report/claims.html", "report/predictions.html", "report/provenance.html", "report/words.html", "report/sources",
)  # fmt: skip


@pytest.fixture(scope="module", params=PAGES)
def page(hostile, request):
    """A page; of the referees' reports the one with most texts."""
    name = request.param
    if name == "report/sources":
        longest = max((hostile / name).glob("*.html"), key=lambda path: path.stat().st_size)
        name = longest.relative_to(hostile).as_posix()
    return name, Seen((hostile / name).read_text(encoding="utf-8"))


def test_a_page_holds_our_elements_only(page):
    assert {tag for tag, _ in page[1].tags} <= TAGS
    assert page[1].comments == []
    assert all(attributes.get("http-equiv", "").lower() != "refresh" for _, attributes in page[1].tags)


def test_scripts_and_styles_are_ours(hostile, page):
    name, seen = page
    text = (hostile / name).read_text(encoding="utf-8")
    script = (TEMPLATES / "report.js").read_text(encoding="utf-8")
    found = re.findall(r"<script\b[^>]*>(.*?)</script", text, flags=re.DOTALL | re.IGNORECASE)
    assert [each.strip() for each in found] == ([] if name == "datasets.html" else [script.strip()])
    own = text
    styles = [each.strip() for each in re.findall(r"<style\b[^>]*>(.*?)</style", own, flags=re.DOTALL | re.IGNORECASE)]
    assert sum(tag == "style" for tag, _ in seen.tags) == len(styles)
    css = (TEMPLATES / "style.css").read_text(encoding="utf-8").strip()
    (style,) = styles
    assert style.startswith(css)
    # the head of a printed page: a string that holds nothing which could end it, or the style
    head = r'@page \{ @top-left \{ content: "(?:[^"\\<>{}&\n]|\\[0-9a-f]+ )+"; \} \}'
    assert re.fullmatch("" if name == "datasets.html" else head, style.removeprefix(css).strip())


def test_no_attribute_runs_anything(page):
    for tag, attributes in page[1].tags:
        assert not [
            name for name in attributes if name.startswith("on") or name in ("srcdoc", "formaction", "action")
        ], tag
        for name in ("href", "src", "xlink:href"):
            address = (attributes.get(name) or "#").strip().lower()
            assert address.startswith("#") or address in BESIDE or re.fullmatch(INSIDE, address), address[:60]


def test_the_text_is_shown_as_it_stands(page):
    text = page[1].text
    if page[0] in ("report/words.html", "report/provenance.html"):
        return  # they show little of anybody's text
    assert text.count(f"<script>window.{MARK}=1</script>") > 10
    assert "{{ 7*7 }}" in text
    assert "&lt;b&gt; &#60;script&#62;" in text


def svgs(hostile):
    return {str(path): path.read_text(encoding="utf-8") for path in (hostile / "results").rglob("*.svg")}


def test_figures_are_pictures_and_nothing_else(hostile):
    figures = svgs(hostile)
    assert len(figures) == 4 * 2
    shown = 0
    for name, text in figures.items():
        for element in ElementTree.fromstring(text).iter():
            tag = element.tag.rpartition("}")[2]
            assert tag in DRAWN, (name, tag)
            for attribute, value in element.attrib.items():
                plain = attribute.rpartition("}")[2].lower()
                assert not plain.startswith("on"), name
                assert plain != "href" or value.startswith("#"), name
            if tag == "style":
                assert "<" not in (element.text or "")
                assert "import" not in (element.text or "")
            shown += "<img src=x" in (element.text or "")
    assert shown > 0


def test_latex_tables_print_and_do_nothing_else(hostile):
    files = sorted((hostile / "tables").glob("*.tex"))
    assert len(files) == 4
    files += sorted((hostile / "report/sources").glob("*.tex"))
    assert len(files) > 5
    for path in files:
        text = path.read_text(encoding="ascii")
        commands = set(re.findall(r"\\([A-Za-z]+)", text))
        assert commands <= COMMANDS, commands - COMMANDS
        assert "^^" not in text
        assert pairs(text)


def test_no_table_of_results_has_a_formula_for_spreadsheets(hostile):
    for path in hostile.rglob("*.csv"):
        with path.open(encoding="utf-8", newline="") as stream:
            cells = [cell for row in csv.reader(stream) for cell in row]
        assert not [cell for cell in cells if cell.startswith(("=", "@", "\t"))], path


@pytest.mark.parametrize("inner", ["{" * 5000, r"\frac" * 5000, "x^{" * 300 + "}" * 300, r"\left(" * 3000])
def test_mathtext_nested_without_end_is_plain_text(inner):
    assert not is_math(f"${inner}$")
    assert "<script" not in text_html(f"${inner}<script>$")
    assert pairs(latex(f"${inner}$"))


def rules_of(page):
    """The page's policy, by directive."""
    (said,) = [a["content"] for t, a in page.tags if t == "meta" and "content" in a and a.get("http-equiv")]
    return {name: rest for name, *rest in (each.split() for each in said.split(";"))}


def test_a_policy_lets_a_page_load_nothing_and_run_its_own_script_alone(hostile, page):
    name, seen = page
    first = [tag for tag, _ in seen.tags][:4]
    assert first == ["html", "head", "meta", "meta"]  # nothing is loaded before the policy is read
    rules = rules_of(seen)
    assert rules["default-src"] == rules["base-uri"] == rules["form-action"] == ["'none'"]
    assert rules["img-src"] == ["data:", "'self'", "file:"]
    own = re.findall(r"<script>(.*?)</script>", (hostile / name).read_text(encoding="utf-8"), flags=re.DOTALL)
    digests = [base64.b64encode(hashlib.sha256(each.encode()).digest()).decode() for each in own]
    assert rules.get("script-src", []) == [f"'sha256-{each}'" for each in digests]
    assert len(digests) == (name != "datasets.html")


# What somebody may put in the place of a figure: handlers, scripts, other documents, addresses, entities, styles.
HOSTILE_FIGURE = f"""<svg xmlns="http://www.w3.org/2000/svg" onload="window.{MARK}=1" width="9" height="9">
<script>window.{MARK}=1; parent.{MARK}=1; fetch("http://x.invalid/")</script><style>@import "http://x.invalid/";</style>
<image href="http://x.invalid/x.png" onerror="window.{MARK}=1"/><use href="http://x.invalid/x.svg#x"/>
<a href="javascript:window.{MARK}=1"><set attributeName="onmouseover" to="window.{MARK}=1"/><text>x</text></a>
<foreignObject width="9" height="9"><body xmlns="http://www.w3.org/1999/xhtml"><img src="x" onerror="window.{MARK}=1"/>
<iframe srcdoc="&lt;script>top.{MARK}=1&lt;/script>"></iframe></body></foreignObject></svg>"""
NOT_EVEN_SVG = f'"><script>window.{MARK}=1</script></svg><img src=x onerror=window.{MARK}=1> {{{{ 7*7 }}}} %22%3E'


@pytest.fixture(scope="module", params=[HOSTILE_FIGURE, NOT_EVEN_SVG], ids=["svg", "no svg"])
def swapped(toy, tmp_path_factory, request):
    """The report of a run of which every figure was replaced."""
    root = tmp_path_factory.mktemp("swapped")
    shutil.copytree(toy / "results", root / "results")
    for path in (root / "results").rglob("*.svg"):
        path.write_text(request.param, encoding="utf-8")
    outputs = (root / name for name in ("report.html", "summary.csv", "standing.csv"))
    write_report(root / "results", toy / "processed", SETTINGS, *outputs)
    return root / "report/comparisons/toy.html"


def test_a_figure_that_was_replaced_stays_an_image(toy, swapped):
    """The page holds the address of a figure alone, so what a figure holds cannot change the page."""
    before, after = (path.read_text(encoding="utf-8") for path in (toy / "report/comparisons/toy.html", swapped))
    assert before == after
    addresses = [attributes["src"] for tag, attributes in Seen(after).tags if tag == "img"]
    assert len(addresses) == 4
    assert all((swapped.parent / each).resolve().is_file() for each in addresses)


PROBE = """addEventListener("load", () => {
  const kinds = ["mouseover", "focus", "error", "load", "toggle"], seen = () => `${typeof window.pwned}`;
  for (const each of document.querySelectorAll("details")) each.open = true;
  for (const each of document.querySelectorAll("*")) for (const kind of kinds) each.dispatchEvent(new Event(kind));
  setTimeout(() => document.body.setAttribute("data-probe", `${seen()} ${document.scripts.length}`), 500);
});"""


def in_a_browser(test):
    return pytest.mark.slow(pytest.mark.skipif(not CHROMIUM.exists(), reason="no Chromium")(test))


def opened(text, folder, complains=False):
    """Return type of the marker and number of scripts when all that folds is open, all is hovered and focused."""
    (folder / "page.html").write_text(with_script(text.replace(' loading="lazy"', ""), PROBE), encoding="utf-8")
    found = re.search(r'data-probe="(\w+) (\d+)"', browse(folder / "page.html", complains))
    assert found
    return found[1], int(found[2])


@in_a_browser
def test_a_browser_runs_none_of_it(hostile):
    for name in PAGES[:-1]:
        scripts = 1 if name == "datasets.html" else 2
        assert opened((hostile / name).read_text(encoding="utf-8"), (hostile / name).parent) == (
            "undefined",
            scripts,
        ), name


@in_a_browser
def test_a_browser_runs_nothing_of_a_figure_that_was_replaced(swapped):
    assert opened(swapped.read_text(encoding="utf-8"), swapped.parent) == ("undefined", 2)


@in_a_browser
def test_the_policy_stops_what_slips_through(toy, tmp_path):
    """As if a template escaped nothing; and without the policy the same page is taken over, so the trial can fail."""
    page = (toy / "report.html").read_text(encoding="utf-8").replace("</main>", f"{HOSTILE_FIGURE}</main>")
    assert opened(page, tmp_path, complains=True)[0] == "undefined"
    bare = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page)
    assert opened(bare, tmp_path, complains=True)[0] == "number"
