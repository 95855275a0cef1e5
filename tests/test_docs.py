"""The documentation: links lead somewhere, what is shown is what happens, and the site needs no network."""

import csv
import doctest
import itertools
import json
import os
import re
import subprocess
import sys
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest
from drawn_numbers import near, parts, says
from markdown_it import MarkdownIt

from tcreferee.cli import main

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
RESULTS = ROOT / "results"
PAGES = [
    path
    for path in sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md"), *DOCS.glob("*.ipynb"), *(ROOT / "data").rglob("*.md")])
    if "_build" not in path.parts
]
EXAMPLES = ("compare_in_a_notebook", "fit_one_table", "read_results", "own_figure")
MARKDOWN = MarkdownIt("commonmark").enable("table")
LOADED = {"img": "src", "script": "src", "link": "href", "iframe": "src", "source": "src", "object": "data"}


def named(path):
    return str(path.relative_to(ROOT))


def slug(heading):
    """The anchor of a heading as GitHub makes it."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


@cache
def parsed(path):
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".ipynb":
        cells = [cell for cell in json.loads(text)["cells"] if cell["cell_type"] == "markdown"]
        text = "\n\n".join("".join(cell["source"]) for cell in cells)
    tokens = MARKDOWN.parse(text)
    inline = [child for token in tokens for child in token.children or []]
    heads = [after for token, after in itertools.pairwise(tokens) if token.type == "heading_open"]
    anchors = {slug("".join(each.content for each in head.children)) for head in heads}
    links = [
        str(each.attrs.get("href") or each.attrs.get("src")) for each in inline if each.type in ("link_open", "image")
    ]
    return links, anchors, tokens


@pytest.mark.parametrize("path", PAGES, ids=named)
def test_every_relative_link_leads_somewhere(path):
    wrong = []
    for link in parsed(path)[0]:
        if re.match(r"https?:|mailto:", link):
            continue
        file, _, anchor = link.partition("#")
        target = (path.parent / file).resolve() if file else path
        if not target.exists() or (anchor and target.suffix == ".md" and anchor not in parsed(target)[1]):
            wrong.append(link)
    assert wrong == []


def test_pages_are_linked_from_the_index():
    """Every page stands in a table of contents, by name or by a pattern."""
    listed = set(DOCS.glob("decisions/0*.md"))  # docs/conf.py lists them
    for page in DOCS.rglob("*.md"):
        for block in re.findall(r"```\{toctree\}\n(.*?)```", page.read_text(encoding="utf-8"), flags=re.S):
            for line in block.splitlines():
                if line and not line.startswith(":"):
                    listed.update([*page.parent.glob(f"{line}.md"), *page.parent.glob(f"{line}.ipynb")])
    assert {named(p) for p in PAGES if p.is_relative_to(DOCS)} - {named(p) for p in listed} == {"docs/index.md"}


def blocks(path, word):
    return [t.content for t in parsed(path)[2] if t.type == "fence" and t.info.strip() == word]


LONG = {"dome_with_limits", "commands", "own_quantities", "own_theory"}
CONSOLE = [path for path in PAGES if blocks(path, "console")]


def _page(path):
    """A page as a parameter; whole workflows and many fits are left to the slow tests."""
    return pytest.param(path, id=named(path), marks=[pytest.mark.slow] if path.stem in LONG else [])


@pytest.mark.parametrize("path", [_page(path) for path in CONSOLE])
def test_the_commands_of_a_page_say_what_it_shows(path, tmp_path):
    """Blocks of `console` are run one after the other in a folder that holds the files the page shows by name."""
    for name, content in re.findall(r"<!-- file: (\S+) -->\n```\w*\n(.*?)```", path.read_text("utf-8"), flags=re.S):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content, encoding="utf-8")
    environment = os.environ | {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "COLUMNS": "200",
    }
    for block in blocks(path, "console"):
        for command, shown in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n?)*)", block, flags=re.M):
            done = subprocess.run(
                ["bash", "-c", command], cwd=tmp_path, env=environment, text=True, check=False, timeout=60,
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            )  # fmt: skip
            flags = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
            assert doctest.OutputChecker().check_output(shown, done.stdout, flags), f"$ {command}\n{done.stdout}"


def test_some_commands_are_run():
    assert len(CONSOLE) >= 3


def test_commands_that_are_only_shown_exist(capsys):
    """Every `make` target, `tcreferee` command and script that a page names is there."""
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.M))
    with pytest.raises(SystemExit):
        main(["--help"])
    commands = set(re.findall(r"^ {4}([a-z][a-z-]*)\s", capsys.readouterr().out, flags=re.M))
    assert {"check", "show"} <= commands
    for path in PAGES:
        text = path.read_text(encoding="utf-8")
        for target in re.findall(r"`make ([a-z-]+)", text):
            assert target in targets, (named(path), target)
        for command in re.findall(r"(?:`|\$ )(?:\.venv/bin/)?tcreferee ([a-z][a-z-]*)", text):
            assert command in commands, (named(path), command)
        for script in re.findall(r"`(?:\.venv/bin/)?python (\S+\.py)", text):
            assert (ROOT / script).exists(), (named(path), script)


def test_the_page_of_commands_is_what_the_program_says_of_itself(capsys, monkeypatch):
    """Every command in its order, with its explanation and one of its examples."""
    monkeypatch.setenv("COLUMNS", "400")

    def said(*command):
        with pytest.raises(SystemExit):
            main([*command, "--help"])
        return capsys.readouterr().out

    listed = said().partition("  COMMAND\n")[2].partition("\noptions:")[0]
    known = re.findall(r"^ +([a-z][a-z-]*)\s+(\S.*)$", listed, flags=re.M)
    page = (DOCS / "how-to/commands.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([a-z-]+)` \| (.*) \| `tcreferee (.*)` \|$", page, flags=re.M)
    assert len(rows) > 10
    assert [row[:2] for row in rows] == known
    for command, explanation, example in rows:
        text = said(command)
        assert explanation in text
        assert f"  tcreferee {example}\n" in text


def test_exit_codes_of_the_page_are_those_of_the_program():
    from tcreferee.cli import EPILOG

    page = (DOCS / "how-to/commands.md").read_text(encoding="utf-8")
    codes = re.findall(r"^\| (\d) \| (.*?)[,:|]", page, flags=re.M)
    meant = ", ".join(f"{code} {words.strip()}" for code, words in codes)
    assert meant == "0 done, 1 a problem that is named on standard error, 2 the command line is wrong"
    assert EPILOG.endswith(f"exit codes: {meant.replace(' on standard error', '')}")


def test_the_snakefile_and_keys_of_a_folder_of_ones_own_are_those_of_the_template():
    from tcreferee.config.fields import Config
    from tcreferee.scaffold.start import TEMPLATE

    page = DOCS / "how-to/your_own_folder.md"
    (shown,) = blocks(page, "python")
    assert shown.startswith((TEMPLATE / "Snakefile").read_text(encoding="utf-8"))
    keys = re.findall(r"^\| `(\w+)` \|", page.read_text(encoding="utf-8"), flags=re.M)
    assert keys == ["model_paths", "data_paths", "ledger"]
    assert set(keys) <= set(Config.model_fields)
    assert Config.model_fields["ledger"].default is False


def test_files_that_pages_name_are_made_by_the_workflow():
    """Results that the how-to of figures names: the comparison and the figure exist in the configuration."""
    import yaml

    known = yaml.safe_load((ROOT / "config.yaml").read_text(encoding="utf-8"))["comparisons"]
    text = (DOCS / "how-to/reproduce_a_figure.md").read_text(encoding="utf-8")
    found = re.findall(r"results/(\w+)/figures/([\w/]+)\.svg", text)
    assert len(found) > 5
    assert {comparison for comparison, _ in found} <= set(known)
    assert {figure for _, figure in found} <= {"ranking", "data", "residuals", "influence", "on_demand/parity"}


# ---- what is quoted


def test_the_table_that_is_explained_is_the_one_of_the_default_run():
    rows = [
        line
        for line in (DOCS / "reading.md").read_text(encoding="utf-8").splitlines()
        if re.match(r"\| .* \| (?:null|theory) \| \d \|", line)
    ]
    real = (DOCS / "comparisons.md").read_text(encoding="utf-8").split("## ybco_carrier_density")[1].split("\n## ")[0]
    assert len(rows) == 4
    assert [row for row in rows if row not in real.splitlines()] == []
    text = " ".join((DOCS / "reading.md").read_text(encoding="utf-8").split())
    sentence = re.search(r"On these \d+ rows.*", real)[0]
    assert sentence in text.replace("> ", "")


QUOTED = re.compile(r"((?:^> .*\n)+)", flags=re.M)


@pytest.mark.skipif(not list(RESULTS.glob("*/audits.csv")), reason="no results: run make")
def test_the_sentences_of_audits_are_those_of_the_default_run():
    said = [
        " ".join(row["note"].split())
        for path in RESULTS.glob("*/audits.csv")
        for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines(keepends=True))
    ]
    quotes = QUOTED.findall((DOCS / "audits.md").read_text(encoding="utf-8"))
    assert len(quotes) >= 10
    for quote in quotes:
        text = " ".join(quote.replace("\n> ", " ").removeprefix("> ").split())
        sentence = re.sub(r" \([^()]*[`*][^()]*\)$", "", text)
        assert text.endswith("(*planted*)") or any(says(note, sentence) for note in said), sentence


# ---- examples


@pytest.mark.slow
def test_the_examples_print_what_their_pages_show(tmp_path):
    """In order, since the later ones read what those before have written."""
    results, figure = tmp_path / "example", tmp_path / "own_figure.svg"
    for name in EXAMPLES:
        page = (DOCS / f"examples/{name}.md").read_text(encoding="utf-8")
        assert f"{{literalinclude}} {name}.py" in page
        assert f"{{literalinclude}} {name}.txt" in page
        command = [sys.executable, "-W", "error", str(DOCS / f"examples/{name}.py"), str(results)]
        done = subprocess.run(
            [*command, str(figure)] if name == "own_figure" else command,
            cwd=ROOT, env=os.environ | {"OMP_NUM_THREADS": "1"}, capture_output=True, text=True, check=False,
            timeout=300,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        stored = (DOCS / f"examples/{name}.txt").read_text(encoding="utf-8")
        if name == "read_results":  # it shows what draws of the posterior say
            (words, numbers), (stored_words, stored_numbers) = parts(done.stdout), parts(stored)
            assert (words, numbers) == (stored_words, near(stored_numbers))
        else:
            assert done.stdout == stored
    texts = [
        [e.text for e in ElementTree.parse(path).iter() if e.text and e.text.strip()]
        for path in (figure, DOCS / "examples/own_figure.svg")
    ]
    assert texts[0] == texts[1]
    assert "n (10²⁷ m⁻³)" in texts[0]


# ---- the site


class Site(HTMLParser):
    """Addresses that a page loads by itself, and those a reader may follow."""

    def __init__(self, text):
        super().__init__()
        self.loaded, self.links, self.ids, self.math = [], [], set(), 0
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        about = dict(attributes)
        self.math += tag == "math"
        if "id" in about:
            self.ids.add(about["id"])
        if tag in LOADED and about.get(LOADED[tag]):
            self.loaded.append(about[LOADED[tag]])
        if tag == "a" and about.get("href"):
            self.links.append(about["href"])


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    out = tmp_path_factory.mktemp("site")
    command = [
        sys.executable,
        "-m",
        "sphinx",
        "--builder",
        "html",
        "--nitpicky",
        "--fail-on-warning",
        "--keep-going",
        "--quiet",
    ]
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONWARNINGS"}
    done = subprocess.run(
        [*command, str(DOCS), str(out)], capture_output=True, text=True, check=False, timeout=500, env=environment
    )
    assert (done.returncode, done.stderr) == (0, "")
    return out


@pytest.mark.slow
def test_the_site_loads_nothing_from_elsewhere(site):
    pages = {path: Site(path.read_text(encoding="utf-8")) for path in site.rglob("*.html")}
    assert len(pages) > 35
    for path, page in pages.items():
        for address in page.loaded:
            assert not re.match(r"(?:https?:)?//", address), (path.name, address)
            if not address.startswith("data:"):
                assert (path.parent / address.partition("?")[0].partition("#")[0]).exists(), (path.name, address)
    for style in site.rglob("*.css"):
        text = style.read_text(encoding="utf-8")
        assert not re.search(r"@import|url\(\s*['\"]?(?:https?:)?//", text), style.name
    scripts = "".join(path.read_text(encoding="utf-8") for path in site.rglob("*.js") if path.name != "searchindex.js")
    assert not re.search(r"mathjax|googleapis|cdn\.|jsdelivr|unpkg", scripts, flags=re.I)


@pytest.mark.slow
def test_links_of_the_site_lead_somewhere(site):
    pages = {path: Site(path.read_text(encoding="utf-8")) for path in site.rglob("*.html")}
    for path, page in pages.items():
        for link in page.links if "_modules" not in path.parts else ():  # Sphinx links back from names imported there
            file, _, anchor = link.partition("#")
            if re.match(r"https?:|mailto:", link):
                continue
            target = (path.parent / file).resolve() if file else path
            assert target.exists(), (path.name, link)
            assert not anchor or target not in pages or anchor in pages[target].ids, (path.name, link)


@pytest.mark.slow
def test_equations_are_set_by_the_browser(site):
    models = Site((site / "models.html").read_text(encoding="utf-8"))
    assert models.math >= len(list((ROOT / "src/tcreferee/models").glob("[a-z]*.py")))
    assert "$T_c" not in (site / "models.html").read_text(encoding="utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("page", ["api/library.html", "api/models.html", "api/inference.html", "api/results.html"])
def test_the_python_pages_have_parameters(site, page):
    text = (site / page).read_text(encoding="utf-8")
    assert text.count("Parameters") > 5
    assert "Raises" in text or page == "api/inference.html"
