"""The report as PDF: what the browser is asked, what it leaves behind, and what is said without one."""

import re
import shutil
import subprocess

import pytest

from tcreferee.base.errors import RefereeError
from tcreferee.report.print import BROWSERS, find_browser, print_pdf, shortened

FAKE = """#!/bin/sh
for each in "$@"; do
  case "$each" in
    --print-to-pdf=*) out="${each#--print-to-pdf=}" ;;
    file://*) page="${each#file://}" ;;
  esac
done
printf '%s\\n' "$@" > {folder}/asked
/bin/cat "$page" > {folder}/page.html
"""
WHOLE = "printf '%%PDF-1.4 fake\\n%%%%EOF\\n' > \"$out\"\n"


@pytest.fixture
def browser(tmp_path, monkeypatch):
    """Give the only browser on PATH, a script that ends as told."""

    def put(end, name="chromium"):
        path = tmp_path / "bin" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(FAKE.replace("{folder}", str(tmp_path)) + end)
        path.chmod(0o755)
        monkeypatch.setenv("PATH", str(path.parent))
        return path

    return put


@pytest.fixture
def page(tmp_path):
    path = tmp_path / "report.html"
    path.write_text("<head><style>b {}</style></head><header>h</header><p>Tc ± ξ</p>", encoding="utf-8")
    return path


def test_the_browser_prints_a_shortened_copy(browser, page, tmp_path):
    browser(WHOLE)
    print_pdf(page, tmp_path / "out" / "report.pdf")
    assert (tmp_path / "out/report.pdf").read_bytes() == b"%PDF-1.4 fake\n%%EOF\n"
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["report.pdf"]
    asked = (tmp_path / "asked").read_text().splitlines()
    assert {"--no-pdf-header-footer", "--host-resolver-rules=MAP * ~NOTFOUND"} <= set(asked)
    assert (tmp_path / "page.html").read_text(encoding="utf-8") == shortened(page.read_text(encoding="utf-8"))
    printed = next(each for each in asked if each.startswith("file://"))
    assert not (tmp_path / printed.removeprefix("file://")).exists()


@pytest.mark.parametrize("name", BROWSERS)
def test_any_of_them_will_do(browser, name):
    path = browser(WHOLE, name)
    assert find_browser() == str(path)


def test_without_a_browser_it_says_what_to_install(page, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(RefereeError) as caught:
        print_pdf(page, tmp_path / "out" / "report.pdf")
    assert len(caught.value.problems) == 1
    assert "no browser on PATH" in str(caught.value)
    assert "Install Chromium or Chrome" in str(caught.value)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("end", "said"),
    [
        ("echo no display >&2; exit 3", "ended with 3: no display"),
        ("exit 0", "wrote no whole PDF"),
        ("printf '%%PDF-1.4 half' > \"$out\"", "wrote no whole PDF"),
        ("exec /bin/sleep 20", "did not end within 0.2 s"),
    ],
)
def test_a_browser_that_fails_leaves_what_was_there(browser, page, tmp_path, monkeypatch, end, said):
    browser(end)
    monkeypatch.setattr("tcreferee.report.print.PATIENCE_S", 0.2 if "sleep" in end else 20.0)
    out = tmp_path / "out" / "report.pdf"
    out.parent.mkdir()
    out.write_text("older")
    with pytest.raises(RefereeError, match=said):
        print_pdf(page, out)
    assert out.read_text() == "older"
    assert [path.name for path in out.parent.iterdir()] == ["report.pdf"]


def test_the_report_has_what_the_short_print_hangs_on(toy):
    page = (toy / "report.html").read_text(encoding="utf-8")
    short = shortened(page)
    assert short.count("Printed short") == 1
    assert short.index("display: none !important") < short.index("</style>") < short.index("<body>")
    for hook in ('<section id="words"', '<details class="part">', 'class="glance"', 'class="overview"'):
        assert hook in page


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("chromium"), reason="no Chromium")
def test_the_real_browser(toy, tmp_path):
    out = tmp_path / "report.pdf"
    print_pdf(toy / "report.html", out)
    content = out.read_bytes()
    assert content.startswith(b"%PDF-")
    boxes = set(re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", content))
    assert [tuple(round(float(each) / 72 * 25.4) for each in box) for box in boxes] == [(210, 297)]
    assert str(tmp_path).encode() not in content
    if not shutil.which("pdftotext"):
        return
    text = subprocess.run(["pdftotext", "-layout", out, "-"], capture_output=True, text=True, check=True).stdout
    words = " ".join(text.split())
    parts = ("At a glance", "Printed short", "Is a good fit evidence?", "Caveats", "What the papers print, recomputed")
    for shown in parts:
        assert shown in words, shown
    for hidden in ("Further figures, models and rows", "How to read parameters"):
        assert hidden not in words, hidden
    assert words.count("Columns of the comparison table") == 1
    assert "exact leave-one-out; 0 is the best" in words  # the columns' meanings stay open
