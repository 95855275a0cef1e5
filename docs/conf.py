"""Sphinx: the documentation, readable without a network. `make docs` builds it, warnings being errors."""

from __future__ import annotations

import contextlib
import io
import os
import re
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from docutils import nodes  # noqa: E402
from sphinx.util import logging  # noqa: E402

from tcreferee.cli import main  # noqa: E402
from tcreferee.config.page import config_page  # noqa: E402
from tcreferee.text.mathml import mathml  # noqa: E402
from tcreferee.text.mathtext import KNOWN, commands  # noqa: E402

project = "Tc Referee"
author = copyright = "Tc Referee developers"
extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.viewcode", "numpydoc"]
exclude_patterns = ["_build", "examples/*.py"]

html_theme = "furo"
html_title = "Tc Referee"
html_copy_source = False
html_math_renderer = "mathml"
html_last_updated_fmt = None

myst_enable_extensions = ["dollarmath"]
myst_heading_anchors = 4
myst_links_external_new_tab = False

# The tutorial is shown with the outputs it is stored with; a test runs it (docs/decisions/0047).
nb_execution_mode = "off"
nb_ipywidgets_js: dict[str, dict[str, str]] = {}  # no page needs a widget, and its scripts come from elsewhere

default_role = "code"  # `name` in docstrings
autodoc_member_order = "bysource"
autodoc_typehints = "none"
numpydoc_show_class_members = False

# Files of the repository that pages link to and that have a page here.
ELSEWHERE = {
    "data/raw/README.md": "data_format.md",
    "CHANGELOG.md": "develop/changelog.md",
    "CONTRIBUTING.md": "develop/contributing.md",
}
# A block that a repository would show as code.
RECORDS = "\n```{toctree}\n:hidden:\n:glob:\n\n0*\n```\n"
_LINK = re.compile(r"\]\((?!https?:|#)([^)\s#]+)(#[^)\s]*)?\)")
_PATTERN = re.compile(r"^([\w/]*\*)\n", flags=re.M)
_GITHUB_MATHS = re.compile(r"\$`([^`]*)`\$")


def _relinked(text: str, folder: Path, page: Path) -> str:
    """Turn the links of a text that lies in `folder` into those of a page; a file of `ELSEWHERE` has a page."""

    def link(found: re.Match[str]) -> str:
        target = (folder / found[1]).resolve()
        if target.is_relative_to(HERE.parent):
            target = HERE / ELSEWHERE.get(str(target.relative_to(HERE.parent)), target)
        if not target.is_relative_to(HERE):
            return found[0]
        return f"]({os.path.relpath(target, page.parent)}{found[2] or ''})"

    return _GITHUB_MATHS.sub(r"$\1$", _LINK.sub(link, text))


def _read(app: Any, name: str, source: list[str]) -> None:
    page = HERE / f"{name}.md"
    if not page.is_file():
        return  # a notebook
    # a pattern of a table of contents may wait for pages that come later
    found = _PATTERN.sub(lambda line: line[0] if any(page.parent.glob(f"{line[1]}.md")) else "", source[0])
    source[0] = _relinked(found, page.parent, page) + RECORDS * (name == "decisions/README")


def _included(app: Any, path: Path, name: str, source: list[str]) -> None:
    file = (HERE / path).resolve()
    own = ELSEWHERE.get(str(file.relative_to(HERE.parent)))  # `name` lacks the folder of the page
    if own:
        source[0] = _relinked(source[0], file.parent, HERE / own)


def _inline(self: Any, node: nodes.math) -> None:
    self.body.append(_mathml(node).replace('displaystyle="true"', ""))
    raise nodes.SkipNode


def _display(self: Any, node: nodes.math_block) -> None:
    self.body.append(f'<div class="math">{_mathml(node).replace("<math", '<math display="block"')}</div>')
    raise nodes.SkipNode


def _mathml(node: nodes.math | nodes.math_block) -> str:
    """Set an equation as the report does: by the browser itself, without a script."""
    text = node.astext()
    if unknown := sorted(commands(text) - KNOWN):
        logging.getLogger(__name__).warning("unknown in mathtext: %s", ", ".join(unknown), location=node)
    return str(mathml(text))


def datasets_page() -> str:
    """Return what `tcreferee datasets --markdown` prints in the repository."""
    with contextlib.chdir(HERE.parent), contextlib.redirect_stdout(io.StringIO()) as page:
        main(["datasets", "--markdown"])
    return page.getvalue()


# Pages that are written from the code when the site is built; they are not committed.
GENERATED = {"config.md": config_page, "datasets.md": datasets_page}
for _page, _write in GENERATED.items():
    (HERE / _page).write_text(_write(), encoding="utf-8")


def _outputs_inside(app: Any) -> None:
    """Keep what myst-nb takes out of the notebook in the folder of the build; it would write beside that folder."""
    app.env.mystnb_config = app.env.mystnb_config.copy(output_folder=str(Path(app.doctreedir, "notebook")))


def setup(app: Any) -> None:
    """Connect the above."""
    app.connect("builder-inited", _outputs_inside, priority=900)  # after myst-nb
    app.add_html_math_renderer("mathml", (_inline, None), (_display, None))
    app.connect("source-read", _read)
    app.connect("include-read", _included)
