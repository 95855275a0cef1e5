"""Debian's Chromium without a window and without a network: a page is opened from disk, and says what it saw."""

import base64
import hashlib
import html
import json
import re
import subprocess
from pathlib import Path

CHROMIUM = Path("/usr/bin/chromium")
# A browser window cannot be as narrow as a phone, a frame can.
FRAME = """<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>frame</title><link rel="icon" href="data:,">
<body><script>
addEventListener("message", event => document.body.setAttribute("data-probe", event.data));
</script><iframe title="report" src="page.html" width="{width}" height="800" style="border: 0"></iframe>"""


def browse(path, complains=False):
    """Return the page at `path` after its scripts have run; they may not complain unless told to, nor use a network."""
    command = [
        CHROMIUM, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
        "--enable-logging=stderr", "--window-size=1400,900", "--virtual-time-budget=60000",
        "--host-resolver-rules=MAP * ~NOTFOUND",
        f"--user-data-dir={path.parent / 'profile'}", "--dump-dom", f"file://{path}",
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, timeout=240, check=True)
    assert complains or "CONSOLE" not in done.stderr, done.stderr
    return done.stdout


def probe(page, script, folder, width=1280):
    """Return what a script in a page says by `tell(...)`, run when the page has been loaded in a frame of a width."""
    said = 'const tell = found => parent.postMessage(JSON.stringify(found), "*");'
    script = f'addEventListener("load", async () => {{ {said} {script} }});'
    page = with_script(page.replace(' loading="lazy"', ""), script)
    (folder / "page.html").write_text(page, encoding="utf-8")
    (folder / "frame.html").write_text(FRAME.format(width=width), encoding="utf-8")
    found = re.search(r'data-probe="([^"]+)"', browse(folder / "frame.html"))
    assert found, "the page said nothing"
    return json.loads(html.unescape(found[1]))


def with_script(page, script):
    """Return the page with one more script at its end, which its policy is told to let run."""
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    own, allowed = "script-src 'sha256-", f"script-src 'sha256-{digest}'"
    page = (
        page.replace(own, f"{allowed} 'sha256-") if own in page else page.replace("img-src", f"{allowed}; img-src", 1)
    )
    return page.replace("</body>", f"<script>{script}</script></body>")
