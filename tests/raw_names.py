"""Names of columns and parameters as files spell them, in sentences meant for a reader.

    python tests/raw_names.py results

lists what is left in the words of a finished run; `.ci/run` calls it on the default run.
"""

import re
import sys
from html.parser import HTMLParser
from pathlib import Path

from tcreferee.base.quantities import QUANTITIES
from tcreferee.base.records import read_record, read_rows

VOID = {"meta", "link", "img", "br", "input", "path", "circle", "rect"}
CODE = {"code", "pre", "style", "script", "option"}  # here a name is meant as it is spelt
WORDS = ("label", "caveats", "null", "generic", "against", "printed_constants", "domain")


class _Text(HTMLParser):
    """The text of a page outside of code, and what pointers and screen readers are told."""

    def __init__(self):
        super().__init__()
        self.open, self.said = [], []

    def handle_starttag(self, tag, attributes):
        self.said += [value for name, value in attributes if name in ("title", "aria-label", "alt") and value]
        if tag in VOID:
            return
        # the list of columns and the notes of a table spell names as the file does
        self.open.append("code" if ("class", "columns") in attributes else tag)

    def handle_endtag(self, tag):
        if tag not in VOID:
            self.open.pop()

    def handle_data(self, data):
        if not CODE & set(self.open):
            self.said.append(data)


def names_of(folder):
    """Return the names of columns of numbers and of parameters in a results folder that are no plain words."""
    found = set()
    for path in Path(folder).glob("*/observations.json"):
        found |= {name for name, about in read_record(path)["columns"].items() if about["quantity"] in QUANTITIES}
    for path in Path(folder).glob("*/*/fit.json"):
        found |= {parameter["name"] for parameter in read_record(path).get("parameters", ())}
    return {name for name in found if "_" in name}


def sentences_of(folder):
    """Yield (where, sentence) for all that a run says: verdicts, tables, standing and the pages of the report."""
    folder = Path(folder)
    for path in sorted(folder.glob("*/comparison.json")):
        record = read_record(path)
        for said in (record["sentence"], *record["cautions"], *record["errors"]):
            yield path.parent.name, said
        for row in read_rows(path.with_suffix(".csv")):
            yield from ((path.parent.name, row[word]) for word in WORDS if row[word])
    for row in read_rows(folder / "standing.csv") if (folder / "standing.csv").is_file() else ():
        yield from (("standing.csv", row[word]) for word in ("null", "generic", "objections", "notes", "domain"))
    for path in [*folder.glob("report.html"), *sorted(folder.glob("report/**/*.html"))]:
        page = _Text()
        page.feed(path.read_text(encoding="utf-8"))
        yield from ((path.relative_to(folder).as_posix(), said) for said in page.said)


def raw_names(folder):
    """Return (where, name, sentence) for each raw name in a sentence of a results folder."""
    names = names_of(folder)
    pattern = re.compile(rf"(?<![\w\\-])({'|'.join(map(re.escape, sorted(names, key=len, reverse=True)))})(?!\w)")
    return [
        (where, found[1], said)
        for where, said in sentences_of(folder)
        for found in pattern.finditer(re.sub(r"\$[^$]*\$", "", said))
    ]


if __name__ == "__main__":
    left = raw_names(sys.argv[1])
    for where, name, said in left:
        print(f"{where}: {name} in: {' '.join(said.split())[:200]}")
    sys.exit(bool(left))
