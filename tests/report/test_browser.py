"""The report in a browser, from disk and without a network."""

import re
import subprocess
from pathlib import Path

import pytest

CHROMIUM = Path("/usr/bin/chromium")
# Opens everything that can be opened, then tells the page around it what it found.
PROBE = """<script>
addEventListener("load", () => {
  for (const details of document.querySelectorAll("details")) details.open = true;
  const page = document.documentElement, images = [...document.images];
  const broken = images.filter(image => !image.naturalWidth).length;
  parent.postMessage([innerWidth, page.scrollWidth - page.clientWidth, images.length, broken].join(" "), "*");
});
</script>"""
# A browser window cannot be as narrow as a phone, a frame can.
FRAME = """<!DOCTYPE html><meta charset="utf-8"><link rel="icon" href="data:,"><body><script>
addEventListener("message", event => document.body.setAttribute("data-probe", event.data));
</script><iframe src="report.html" width="{width}" height="800" frameborder="0"></iframe>"""

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not CHROMIUM.exists(), reason="no Chromium")]


@pytest.mark.parametrize("width", [390, 1280])
def test_opens_from_disk(toy, tmp_path, width):
    html = (toy / "report.html").read_text(encoding="utf-8")
    html = html.replace(' loading="lazy"', "").replace("</body>", f"{PROBE}</body>")
    (tmp_path / "report.html").write_text(html, encoding="utf-8")
    (tmp_path / "frame.html").write_text(FRAME.format(width=width), encoding="utf-8")
    command = [
        CHROMIUM, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
        "--enable-logging=stderr", "--window-size=1400,900", "--virtual-time-budget=20000",
        f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom", f"file://{tmp_path / 'frame.html'}",
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    assert "CONSOLE" not in done.stderr
    found = re.search(r'data-probe="(\d+) (\d+) (\d+) (\d+)"', done.stdout)
    assert found, done.stdout[-500:]
    seen, overflow, images, broken = map(int, found.groups())
    assert seen == width
    assert overflow == 0
    assert images > 10
    assert broken == 0
