"""What every HTML page shares: templates that escape, and a policy of what a browser may load and run."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

TEMPLATES = Path(__file__).resolve().parent / "templates"


def fill(template: str, filters: Mapping[str, Callable[..., Any]], script: str = "", **content: object) -> str:
    """Return a page; every text of a file is escaped.

    Parameters
    ----------
    template : str
        Name of a file in `templates`.
    filters : mapping of str to callable
        For the template.
    script : str
        Name of the page's own script in `templates`; "" for a page without one.
    **content
        What the template shows.
    """
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    environment.filters |= filters
    own = (TEMPLATES / script).read_text(encoding="utf-8") if script else ""
    css = (TEMPLATES / "style.css").read_text(encoding="utf-8")
    return environment.get_template(template).render(css=css, script=own, policy=policy(own), **content)


def policy(script: str) -> str:
    """Return a Content-Security-Policy under which a page loads nothing and runs its own script alone.

    Pictures are data addresses. Styles may stand in the page, because the version for print adds some to them; they can
    load nothing either.

    Parameters
    ----------
    script : str
        What stands between the tags of the script, to the letter; "" for a page that runs nothing.
    """
    allowed = ["default-src 'none'", "img-src data:", "style-src 'unsafe-inline'"]
    if script:
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        allowed.append(f"script-src 'sha256-{digest}'")
    return "; ".join([*allowed, "base-uri 'none'", "form-action 'none'"])
