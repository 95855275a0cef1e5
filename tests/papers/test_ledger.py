"""The ledger: cells of the tables, every mistake by name, and the file that is written."""

import csv
import hashlib
import re
import sys
import types
from pathlib import Path

import pytest

from tcreferee.base.errors import RefereeError
from tcreferee.papers.claim import Cell, Printed, Verdict
from tcreferee.papers.ledger import COLUMNS, Tables, make_ledger, shown_unit, write_ledger
from tcreferee.papers.reading import STATEMENT_COLUMNS, load_papers
from tcreferee.papers.words import counts, listing, printed_digits, sentence

ROOT = Path(__file__).parents[2]
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


CLAIMS = """\
id,location,quantity,unit,printed,implied,precision,formula,inputs,verdict,reason
tc-a1,Table 3,Tc,K,films:A1:Tc,no,digits,74 n,n = films:A1:n; slope,,
tc-a2,Table 3,Tc,K,films:A2:Tc,no,digits,40 n,n = films:A1:n,,"a slip: {n} {n=2:.0f} {printed} {recomputed:.1f} {half}"
lost,Eq. (2),length,angstrom,nan,no,digits,none,,not-recoverable,damage
undefined,Eq. (2),length,angstrom,3,yes,digits,none,,not-defined,metres and kelvin
"""
INPUTS = "name,value,unit,source,exact\nslope,74,K,Eq. (1),no\n"
STATEMENTS = "id,statement,quantitative,test,tested_here\n1,Toys float.,yes,water,\n"
RECOMPUTE = {"tc-a1": lambda n, slope: slope * n, "tc-a2": lambda n: 40 * n}
NOTES = {"tc-*": {"half": lambda n: n / 2}}


@pytest.fixture
def paper(tmp_path, monkeypatch):
    """Write the claims of a toy paper; return their folder."""

    def make(claims=CLAIMS, recompute=RECOMPUTE, inputs=INPUTS, statements=STATEMENTS, notes=NOTES):
        folder = tmp_path / "claims"
        folder.mkdir(exist_ok=True)
        (folder / "papers.csv").write_text('paper,title,scope\ntoy,"""Toys, large"" (none)",\n')
        for kind, text in {"": claims, ".inputs": inputs, ".statements": statements}.items():
            (folder / f"toy{kind}.csv").write_text(text)
        module = types.ModuleType("tcreferee.papers.recomputations.toy")
        module.RECOMPUTE, module.NOTES = recompute, notes
        monkeypatch.setitem(sys.modules, module.__name__, module)
        return folder

    return make


def problems(tables, folder):
    """What is said of a ledger that cannot be made, files by their names."""
    with pytest.raises(RefereeError) as caught:
        make_ledger(tables, folder=folder)
    assert caught.value.title == "the claims ledger cannot be made"
    return [str(problem).replace(f"{folder}/", "") for problem in caught.value.problems]


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
    wrong = CLAIMS.replace("n = films:A1:n; slope", f"n = {cell.dataset}:{cell.row}:{cell.column}; slope")
    assert problems(tables, paper(wrong)) == [f"toy.csv, line 2 (tc-a1): {said}"]


def rows(*wrong):
    """A claims file of the first row of the toy paper and others."""
    return "".join(line + "\n" for line in [*CLAIMS.splitlines()[:2], *wrong])


def test_every_fault_of_the_files_is_named_at_once(tables, paper):
    wrong = rows(
        "Tc 1,Table 3,Tc,K,1,no,digits,x,,,",
        "tc-a1,Table 3,Tc,K,1,no,digits,x,,not-defined,twice",
        "unit,Table 3,Tc,kelvins per toy,1,no,digits,x,,not-defined,reason",
        "words,Table 3,Tc,K,about 80,no,roughly,x,,maybe,reason",
        "own,Table 3,Tc,K,films:A1:Tc,no,digits,x,tc = films:A1:Tc,,reason",
        "few,Table 3,Tc,K,1,digits",
        "silent,Table 3,Tc,K,1,no,digits,x,,not-defined,",
        "empty,,,K,1,no,digits,,,not-defined,reason",
        "names,Table 3,Tc,K,1,no,digits,x,n = slop; m = slope,,reason",
        "other,Table 3,Tc,K,1,no,digits,x,m = slope,,reason",
        "two.tc,Table 3,Tc,K,1,no,digits,x,,,reason",
        "by-zero,Table 3,Tc,K,1,no,digits,x,,,reason",
        "slip,Table 3,Tc,K,9,no,digits,x,n = films:A1:n,,",
        "note,Table 3,Tc,K,1,perhaps,digits,x,,not-defined,{gone} and {none with n=1}",
    )
    functions = {
        "tc-a1": RECOMPUTE["tc-a1"], "own": lambda tc: tc, "n*": lambda n, m: n, "other": lambda n: n, "gone": float,
        "two.*": float, "*.tc": float, "by-zero": lambda: 1 / 0, "slip": lambda n: n,
    }  # fmt: skip
    inputs = INPUTS + "idle,1,K,s,no\nslope,75,K,s,no\nlarge,1.0 (2),stone throws,s,perhaps\n"
    declare = "See RECOMPUTE of tcreferee.papers.recomputations.toy; or declare the verdict"
    own = "Units of the papers' own are Bohr magneton, a0, c, m, pi"
    found = problems(tables, paper(wrong, functions, inputs, STATEMENTS + "1,Again.,no,t,\n2,Toys.,often,t,\n"))
    assert sorted(found) == sorted([
        f"toy.csv, line 3 (Tc 1): has no recomputation. {declare}",
        "toy.csv, line 4 (tc-a1): is declared twice, first in line 2",
        f"toy.csv, line 5 (unit): unit 'kelvins per toy' is not one that pint knows. {own}",
        "toy.csv, line 6 (words): printed is 'about 80'; expected a number, nan if it is lost, or dataset:row:column",
        "toy.csv, line 6 (words): precision is 'roughly'; expected one of exact, digits, about, order, at most, "
        "at least",
        "toy.csv, line 6 (words): verdict is 'maybe'; expected one of reproduced, within-rounding, "
        "cannot-fail, differs, not-defined, not-recoverable",
        "toy.csv, line 7 (own): lists its own number among its inputs",
        "toy.csv, line 8: the row has 6 cells; expected 11, a cell with a comma in double quotes",
        "toy.csv, line 9 (silent): no recomputation and no reason",
        *(f"toy.csv, line 10 (empty): {column} is empty" for column in ("location", "quantity", "formula")),
        "toy.csv, line 11 (names): there is no input 'slop'. Did you mean 'slope'?",
        "toy.csv, line 12 (other): inputs do not fit the recomputation: missing a required argument: 'n'",
        f"toy.csv, line 13 (two.tc): has several recomputations, two.*, *.tc. {declare}",
        "toy.csv, line 14 (by-zero): division by zero",
        "toy.csv, line 15 (slip): differs (1.25) and gives no reason",
        "toy.csv, line 16 (note): implied is 'perhaps'; expected one of yes, no",
        "RECOMPUTE of tcreferee.papers.recomputations.toy: 'gone' matches no claim in toy.csv",
        "toy.inputs.csv, line 3 (idle): is not an input of any claim",
        "toy.inputs.csv, line 4 (slope): is declared twice, first in line 2",
        "toy.inputs.csv, line 5 (large): value '1.0 (2)' is not a number",
        f"toy.inputs.csv, line 5 (large): unit 'stone throws' is not one that pint knows. {own}",
        "toy.inputs.csv, line 5 (large): exact is 'perhaps'; expected one of yes, no",
        "toy.inputs.csv, line 5 (large): is not an input of any claim",
        "toy.statements.csv, line 3 (1): is declared twice, first in line 2",
        "toy.statements.csv, line 4 (2): quantitative is 'often'; expected one of yes, no",
    ])  # fmt: skip


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("{gone} K", "reason: there is no number 'gone'"),
        ("{gone with n=1} K", "reason: no claim 'gone'"),
        ("{n=many} K", "reason: could not convert string to float: 'many'"),
        ("{n:K}", "reason: Unknown format code 'K' for object of type 'float'"),
    ],
)
def test_a_placeholder_that_is_not_known(tables, paper, reason, said):
    first, second, *others = CLAIMS.splitlines()
    folder = paper("\n".join([first, f'{second}"{reason}"', *others]))
    found = problems(tables, folder)
    assert len(found) == 1
    assert found[0].startswith("toy.csv, line 2 (tc-a1): reason: ")
    assert said in found[0] or "{n:K}" in reason


def test_numbers_for_the_note_of_no_claim_are_a_fault(tables, paper):
    first, *others = CLAIMS.splitlines()
    folder = paper("\n".join([first, *others[2:]]), recompute={})
    (found,) = (line for line in problems(tables, folder) if line.startswith("NOTES"))
    assert found == "NOTES of tcreferee.papers.recomputations.toy: 'tc-*' is not the id of a claim in toy.csv"


def test_a_note_may_recompute_another_claim(tables, paper):
    first, second, *others = CLAIMS.splitlines()
    folder = paper("\n".join([first, f'{second}"{{tc-a2}}, {{tc-a2 with n=2:.1e}}, {{n=1, slope=60}}"', *others]))
    assert make_ledger(tables, folder=folder)[0].note == "50, 8.0e1, 60"


def test_a_header_and_a_file_that_are_not_known(tables, paper):
    folder = paper(CLAIMS.replace("quantity", "what", 1))
    (folder / "toi.csv").write_text(CLAIMS)
    found = problems(tables, folder)
    assert found[0].endswith("toi.csv: 'toi' is not in papers.csv. Did you mean 'toy'?")
    assert found[1].startswith("toy.csv, line 1: columns are id,location,what,unit")
    (folder / "toy.csv").unlink()
    assert any(line.startswith("toy.csv: the file does not exist") for line in problems(tables, folder))


def test_a_paper_without_functions_says_so_of_each_claim(tables, paper, monkeypatch):
    folder = paper()
    monkeypatch.delitem(sys.modules, "tcreferee.papers.recomputations.toy")
    assert [line.partition(". ")[0] for line in problems(tables, folder)] == [
        "toy.csv, line 2 (tc-a1): has no recomputation", "toy.csv, line 3 (tc-a2): has no recomputation",
    ]  # fmt: skip


def test_an_input_may_be_named_as_a_word_of_python(tables, paper):
    folder = paper(rows("half,Eq. (3),half,K,37,no,digits,x,lambda = slope,,"), {
        "tc-a1": RECOMPUTE["tc-a1"], "half": lambda lambda_: lambda_ / 2,
    })  # fmt: skip
    assert make_ledger(tables, folder=folder)[1].outcome.recomputed == 37


def test_a_corrected_value_needs_no_code(tables, paper):
    """The case the files are for: another number in a CSV, another verdict."""
    before = make_ledger(tables, folder=paper())[1].outcome
    after = make_ledger(tables, folder=paper(CLAIMS.replace("films:A2:Tc", "50")))[1].outcome
    assert (before.printed, before.recomputed, before.verdict) == (80, 50, Verdict.DIFFERS)
    assert (after.printed, after.recomputed, after.verdict) == (50, 50, Verdict.REPRODUCED)


def test_claims_keep_the_order_of_their_file(tables, paper):
    header, *lines = CLAIMS.splitlines()
    folder = paper("\n".join([header, *reversed(lines)]))
    assert [each.claim.id for each in make_ledger(tables, folder=folder)] == ["undefined", "lost", "tc-a2", "tc-a1"]


def test_the_files_are_those_of_the_contract(tables, paper, tmp_path):
    folder = paper()
    for name in ("a", "b"):
        judged, read = make_ledger(tables, folder=folder), load_papers(folder=folder)
        write_ledger(judged, read, tmp_path / f"{name}.csv", tmp_path / f"{name}_statements.csv")
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()
    with (tmp_path / "a.csv").open(newline="") as stream:
        first, second, third, undefined = csv.DictReader(stream)
    assert list(first)[: len(CONTRACT)] == CONTRACT
    assert list(first) == list(COLUMNS)
    assert [first[name] for name in CONTRACT] == [
        "toy/tc-a1", "toy", "Table 3", "Tc", "K", "92.1", "92.5", "0.00434310532", "within-rounding", "",
    ]  # fmt: skip
    assert first["inputs"] == "n = 1.25 × 10^21 cm^-3 (films, A1, n); slope = 74 K (Eq. (1))"
    assert (first["implied"], undefined["implied"]) == ("false", "true")
    assert first["paper_title"] == '"Toys, large" (none)'
    assert (second["verdict"], second["note"]) == ("differs", "a slip: 1.25 80 80 50.0 0.625")
    assert [third[name] for name in ("printed", "recomputed", "rel_diff", "tolerance")] == ["", "", "", ""]
    with (tmp_path / "a_statements.csv").open(newline="") as stream:
        header = ["paper", *STATEMENT_COLUMNS]
        assert list(csv.reader(stream)) == [header, ["toy", "1", "Toys float.", "true", "water", ""]]


def test_words(tables, paper):
    judged = make_ledger(tables, folder=paper())
    said = "3 printed numbers: 1 within rounding, 1 differs, 1 not recoverable; 1 implied: 1 not defined"
    assert counts(judged) == said
    assert sentence([]) == "0 printed numbers"
    assert sentence([("differs", False)]) == "1 printed number: 1 differs"
    assert listing(judged, ["toy"]).splitlines() == [
        f"toy  {said}",
        "",
        "toy/tc-a2: differs",
        "    Table 3: Tc",
        "    printed 80 K, recomputed 50 K (-37.5 %)",
        "    a slip: 1.25 80 80 50.0 0.625",
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


def test_the_example_of_the_how_to_can_be_read(tables, paper):
    text = (ROOT / "docs/how-to/add_a_claim.md").read_text(encoding="utf-8")
    claims, inputs = re.findall(r"```text\n(.*?)```", text, flags=re.S)
    (key,) = re.findall(r'RECOMPUTE = \{"([^"]+)"', text)
    first, second = make_ledger(tables, folder=paper(claims, {key: lambda n, slope: slope * n**0.5}, inputs, notes={}))
    assert (first.claim.id, second.outcome.verdict) == ("table-1.a1.tc", Verdict.NOT_RECOVERABLE)
    assert first.note == "0.9 times the printed value; at n = 1e27 it is 74 K."


def test_the_table_of_verdicts_in_the_docs_is_in_step():
    text = (ROOT / "docs/results.md").read_text(encoding="utf-8")
    judged = make_ledger(Tables([ROOT / "data/raw"]))
    for verdict in Verdict:
        all_of, implied = ([e for e in judged if e.outcome.verdict is verdict and e.claim.implied >= i] for i in (0, 1))
        share = f" ({100 * len(all_of) / len(judged):.0f} %)" if len(all_of) > 1 else ""
        row = f"| {len(all_of)}{share} | {len(all_of) - len(implied)} | {len(implied)} |"
        assert re.search(rf"^\| `{verdict}` \| [^|]*{re.escape(row)}$", text, flags=re.M), f"{verdict}: {row}"
