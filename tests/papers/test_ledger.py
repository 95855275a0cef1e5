"""The ledger: cells of the tables, every mistake by name, and the file that is written."""

import csv
import hashlib
import sys
import types
from dataclasses import replace

import pytest

from tcreferee.base.errors import RefereeError
from tcreferee.papers import ledger
from tcreferee.papers.claim import Cell, Claim, Printed, Statement, Verdict
from tcreferee.papers.ledger import (
    COLUMNS,
    STATEMENT_COLUMNS,
    Tables,
    make_ledger,
    papers,
    shown_unit,
    title_of,
    write_ledger,
)
from tcreferee.papers.words import count, counts, listing, printed_digits, sentence

CONTRACT = ["claim_id", "paper", "location", "quantity", "unit", "printed", "recomputed", "rel_diff", "verdict", "note"]
TABLE = "sample,n,Tc\nA1,1.25,92.1\nA2,0.98,8O\nA3,,63.0\n"
SIDECAR = """\
schema_version: 1
id: films
title: Hall density and Tc of films
source: {authors: ["Smith, A."], year: 2020, title: Films, doi: 10.1000/films}
location: Table 3
obtained: typed
licence: quoted
sha256: SHA256
row_key: sample
label: sample
columns:
  n: {name: n_m3, quantity: n_m3, unit: 1e21/cm**3, grade: read, uncertainty: unknown}
  Tc: {name: tc_K, quantity: tc_K, unit: K, grade: read, uncertainty: unknown}
corrections:
  - {row: A2, column: Tc, printed: "8O", used: "80", reason: a letter}
exclusions:
  - {row: A3, reason: no density}
"""


@pytest.fixture
def tables(tmp_path):
    folder = tmp_path / "raw"
    folder.mkdir()
    (folder / "films.csv").write_text(TABLE)
    checksum = hashlib.sha256(TABLE.encode()).hexdigest()
    (folder / "films.yaml").write_text(SIDECAR.replace("SHA256", checksum))
    return Tables([folder])


CLAIM = Claim(
    id="tc-a1", location="Table 3", quantity="Tc", unit="K", printed=Cell("films", "A1", "Tc"), formula="74 n",
    inputs={"n": Cell("films", "A1", "n"), "slope": Printed("74", "K", "Eq. (1)")},
    recompute=lambda v: v["slope"] * v["n"],
)  # fmt: skip
OFF = replace(CLAIM, id="tc-a2", printed=Cell("films", "A2", "Tc"), recompute=lambda v: 40 * v["n"], reason="a slip")
LOST = Claim("lost", "Eq. (2)", "length", "angstrom", "nan", "none", verdict=Verdict.NOT_RECOVERABLE, reason="damage")
UNDEFINED = replace(LOST, id="undefined", printed="3", verdict=Verdict.NOT_DEFINED, reason="metres and kelvin")


@pytest.fixture
def paper(monkeypatch):
    """Make a paper of given claims known to the ledger."""

    def make(*claims, name="toy", statements=()):
        module = types.ModuleType(
            f"tcreferee.papers.{name}.claims", doc='Claims of "Toys,\n    large" (none).\n\nMore.'
        )
        module.CLAIMS, module.STATEMENTS = claims, statements
        monkeypatch.setitem(sys.modules, module.__name__, module)
        monkeypatch.setattr(ledger, "papers", lambda: [name])
        return name

    return make


def problems(tables, *claims):
    with pytest.raises(RefereeError) as caught:
        make_ledger(tables, ["toy"])
    assert caught.value.title == "the claims ledger cannot be made"
    return [str(problem) for problem in caught.value.problems]


def test_a_cell_is_the_printed_text_with_its_unit(tables):
    assert tables.printed(Cell("films", "A1", "n")) == Printed("1.25", "1e21/cm**3", "films, A1, n")


def test_corrections_are_applied(tables):
    assert tables.printed(Cell("films", "A2", "Tc")).text == "80"


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        (Cell("flims", "A1", "n"), "no dataset 'flims'; did you mean 'films'?"),
        (Cell("films", "A11", "n"), "films has no row 'A11'; did you mean 'A1'?"),
        (Cell("films", "A1", "Tcc"), "films has no column 'Tcc'; did you mean 'Tc'?"),
        (Cell("films", "A1", "zzz"), "films has no column 'zzz'; known: Tc, n"),
        (Cell("films", "A3", "n"), "films, row 'A3', column 'n' is empty"),
    ],
)
def test_a_cell_that_is_not_there(tables, paper, cell, said):
    paper(replace(CLAIM, inputs={"n": cell, "slope": Printed("74", "K", "s")}))
    assert problems(tables) == [f"toy, claim 'tc-a1': {said}"]


def test_every_mistake_is_named_at_once(tables, paper):
    paper(
        replace(CLAIM, id="Tc 1"),
        CLAIM,
        CLAIM,
        replace(OFF, reason=""),
        replace(CLAIM, id="own", inputs={"n": CLAIM.printed, "slope": Printed("1", "", "s")}),
        replace(CLAIM, id="by-zero", recompute=lambda v: 1 / 0),
        replace(CLAIM, id="words", printed="about 80"),
    )
    assert problems(tables) == [
        "toy, claim 'Tc 1': id is not made of small letters, digits, dots and hyphens",
        "toy, claim 'tc-a1': is declared twice",
        "toy, claim 'tc-a2': differs (50) and gives no reason",
        "toy, claim 'own': its own number is among its inputs",
        "toy, claim 'by-zero': division by zero",
        "toy, claim 'words': could not convert string to float: 'about 80'",
    ]


def test_claims_keep_the_order_of_their_file(tables, paper):
    paper(OFF, LOST, CLAIM, UNDEFINED)
    assert [each.claim.id for each in make_ledger(tables)] == ["tc-a2", "lost", "tc-a1", "undefined"]


def test_the_files_are_those_of_the_contract(tables, paper, tmp_path):
    paper(CLAIM, OFF, LOST, statements=(Statement("1", "Toys float.", True, "water"),))
    for name in ("a", "b"):
        write_ledger(make_ledger(tables), tmp_path / f"{name}.csv", tmp_path / f"{name}_statements.csv")
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()
    with (tmp_path / "a.csv").open(newline="") as stream:
        first, second, third = csv.DictReader(stream)
    assert list(first)[: len(CONTRACT)] == CONTRACT
    assert list(first) == list(COLUMNS)
    assert [first[name] for name in CONTRACT] == [
        "toy/tc-a1", "toy", "Table 3", "Tc", "K", "92.1", "92.5", "0.00434310532", "reproduced", "",
    ]  # fmt: skip
    assert first["inputs"] == "n = 1.25 × 10^21 cm^-3 (films, A1, n); slope = 74 K (Eq. (1))"
    assert first["paper_title"] == '"Toys, large" (none)'
    assert (second["verdict"], second["note"]) == ("differs", "a slip")
    assert [third[name] for name in ("printed", "recomputed", "rel_diff", "tolerance")] == ["", "", "", ""]
    with (tmp_path / "a_statements.csv").open(newline="") as stream:
        assert list(csv.reader(stream)) == [[*STATEMENT_COLUMNS], ["toy", "1", "Toys float.", "true", "water", ""]]


def test_words(tables, paper):
    paper(CLAIM, OFF, LOST, UNDEFINED)
    judged = make_ledger(tables)
    assert counts(judged) == "4 claims: 1 reproduced, 1 differs, 1 not defined, 1 not recoverable"
    assert sentence(count([])) == "0 claims: 0 reproduced, 0 differ, 0 not defined, 0 not recoverable"
    assert listing(judged, ["toy"]).splitlines() == [
        "toy  4 claims: 1 reproduced, 1 differs, 1 not defined, 1 not recoverable",
        "",
        "toy/tc-a2: differs",
        "    Table 3: Tc",
        "    printed 80 K, recomputed 50 K (-37.5 %)",
        "    a slip",
        "",
        "toy/undefined: not defined",
        "    Eq. (2): length",
        "    printed 3 Å",
        "    metres and kelvin",
    ]


@pytest.mark.parametrize(
    ("text", "digits"), [("1.613", 4), ("5.651e6", 4), ("1300", 4), ("0.020", 2), ("-3", 1), ("0", 1)]
)
def test_digits_in_print(text, digits):
    assert printed_digits(text) == digits


@pytest.mark.parametrize(
    ("unit", "shown"),
    [("1", ""), ("K", "K"), ("1/cm**3", "cm^-3"), ("1e21/cm^3", "× 10^21 cm^-3"), ("K angstrom^2", "K Å^2")],
)
def test_units_as_they_are_shown(unit, shown):
    assert shown_unit(unit) == shown


def test_every_paper_has_a_title():
    for name in papers():
        assert 20 < len(title_of(name)) < 250
        assert "\n" not in title_of(name)
