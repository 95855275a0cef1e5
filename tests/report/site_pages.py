"""The pages of a report, and where their links lead."""

import re
from pathlib import Path


def pages(root):
    """Return the text of each page by its address from the first page, which stands first."""
    root = Path(root)
    files = [root / "report.html", *sorted((root / "report").rglob("*.html"))]
    return {path.relative_to(root).as_posix(): path.read_text(encoding="utf-8") for path in files}


def everything(root):
    """Return all pages one after the other."""
    return "".join(pages(root).values())


def broken_links(root, made_elsewhere=()):
    """Return (page, address) for each relative link or picture that leads nowhere; anchors are looked for, too."""
    root, found, texts = Path(root), [], pages(root)
    ids = {address: set(re.findall(r' id="([^"]+)"', text)) for address, text in texts.items()}
    for address, text in texts.items():
        for link in re.findall(r'(?:href|src)="([^"]*)"', re.sub(r"<script>.*?</script>", "", text, flags=re.S)):
            file, _, anchor = link.partition("#")
            if link.startswith("data:") or file.endswith(tuple(made_elsewhere)):
                continue
            target = (root / address).parent / file if file else root / address
            name = Path(*[target.resolve().relative_to(root.resolve())]).as_posix()
            if not target.exists() or (anchor and name in ids and anchor not in ids[name]):
                found.append((address, link))
    return found
