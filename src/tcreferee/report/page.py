"""What every HTML page shares: templates that escape, and a policy of what a browser may load and run."""

from __future__ import annotations

import base64
import hashlib
import re
import textwrap
from collections.abc import Callable, Mapping
from functools import cache
from itertools import chain, count
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from tcreferee.text.html import plain_text

TEMPLATES = Path(__file__).resolve().parent / "templates"
CONTENTS = "<!--contents-->"  # where a page wants the list of its sections
_HEADING = re.compile(r"<h(?P<level>[2-5])(?P<attributes>[^>]*)>(?P<inner>.*?)</h(?P=level)>", re.DOTALL)
_FOLDED = re.compile(r"<summary>.*?</summary>", re.DOTALL)
_CSS_ODD = re.compile(r"[\"'\\<>&{}]")
RUNNING = 110  # letters of the head of a printed page
_ID, _TAG, _ODD = re.compile(r' id="([^"]+)"'), re.compile(r"<[^>]+>"), re.compile(r"[^a-z0-9]+")


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
    own, css = (_read(script) if script else ""), _read("style.css")
    made = _environment(tuple(sorted(filters.items())))
    return made.get_template(template).render(css=css, script=own, policy=policy(own), **content)


@cache  # a template is compiled once, not for every page
def _environment(filters: tuple[tuple[str, Callable[..., Any]], ...]) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    environment.filters |= dict(filters)
    return environment


@cache
def _read(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")


def policy(script: str) -> str:
    """Return a Content-Security-Policy: a page loads pictures of its own place and runs its own script alone.

    A page from disk has no place of its own ('self' is nothing there for some browsers), hence `file:`; a page from a
    server cannot load that. Styles may stand in the page, because the version for print adds some to them; they can
    load nothing either.

    Parameters
    ----------
    script : str
        What stands between the tags of the script, to the letter; "" for a page that runs nothing.
    """
    allowed = ["default-src 'none'", "img-src data: 'self' file:", "style-src 'unsafe-inline'"]
    if script:
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        allowed.append(f"script-src 'sha256-{digest}'")
    return "; ".join([*allowed, "base-uri 'none'", "form-action 'none'"])


def css_string(text: str) -> Markup:
    """Return a text of one line as a string of a style sheet; what could end string or style is written by its number.

    Parameters
    ----------
    text : str
        Mathtext allowed; it becomes plain.
    """
    plain = textwrap.shorten(plain_text(text), RUNNING, placeholder=" …")
    return Markup('"{}"').format(Markup(_CSS_ODD.sub(lambda found: f"\\{ord(found[0]):x} ", plain)))


def anchored(page: str) -> str:
    """Return a page whose headings can be linked to: each gets a name and a link to itself, and the page its contents.

    Headings that are folded away with what they fold keep their names, without a link: they open their part.
    """
    folded = [found.span() for found in _FOLDED.finditer(page)]
    taken = set(re.findall(r' id="([^"]+)"', page))
    contents: list[str] = []

    def linked(found: re.Match[str]) -> str:
        level, attributes, inner = found["level"], found["attributes"], found["inner"]
        words = " ".join(_TAG.sub("", inner).split())
        given = _ID.search(attributes)
        name = given[1] if given else _named(words, taken)
        attributes = attributes if given else f'{attributes} id="{name}"'
        if level == "2":
            contents.append(f'<li><a href="#{name}">{words}</a></li>')
        inside = any(start < found.start() < end for start, end in folded)
        # the words are HTML already; in an attribute only a quotation mark could end it
        label = words.replace('"', "&quot;")
        link = "" if inside else f' <a class="permalink" href="#{name}" aria-label="Link to: {label}">#</a>'
        return f"<h{level}{attributes}>{inner}{link}</h{level}>"

    page = _HEADING.sub(linked, page)
    return page.replace(CONTENTS, f"<ul>{''.join(contents)}</ul>" if contents else "", 1)


def _named(words: str, taken: set[str]) -> str:
    base = _ODD.sub("-", re.sub(r"&\w+;|&#\d+;", "", words).lower()).strip("-")[:48] or "part"
    name = next(each for each in chain([base], (f"{base}-{i}" for i in count(2))) if each not in taken)
    taken.add(name)
    return name
