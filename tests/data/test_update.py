"""A sidecar that people have edited is brought up to date: their lines stay, and only what is new is added."""

import pytest

from tcreferee.base.errors import RefereeError
from tcreferee.base.provenance import sha256
from tcreferee.data.answers import Known
from tcreferee.data.check import check
from tcreferee.data.update import updated

TABLE = "sample,n (1e21 cm^-3),year,Tc (K),title,P (GPa),dTc,odd\nA1,1.2,1990,90,x,1,0.1,\nA2,1.3,1991,91,y,n.d.,,\n"
SIDECAR = """\
# my own remark
schema_version: 1
id: films
title:   # to do
source:
  authors: []  # who?
  year:
  title: "Films" # mine
  doi: 10.1000/films
location: "Table 3"
obtained: typed
licence: quoted
sha256: "{sha256}"  # of the version of May
row_key: sample
label: sample
columns:
  # Hall
  n (1e21 cm^-3): {{name: n_m3, quantity: n_m3, unit: 1e21/cm**3, grade: read, uncertainty: unknown}} # good
  year:
    name: year_x
    quantity: text
    grade: read
  title:
    name: title_x
    quantity: text
    grade:
  "Tc (K)":
    name: tc_K
    quantity: tc_K
    unit: K
    grade: read   # checked
    uncertainty: {{column: dTc}}

# end of the columns
notes: |
  Two lines   
  of text
corrections:
  - {{row: A1, column: n (1e21 cm^-3), printed: "1.2", used: "1.25", reason: by hand}}
"""  # noqa: W291
WORDS = {"title": "Films of lead", "authors": "Smith, A.", "year": "2020", "complete": "all"}
KNOWN = Known(WORDS, grade="read")


@pytest.fixture
def films(tmp_path):
    table = tmp_path / "films.csv"
    table.write_text(TABLE)
    (tmp_path / "films.yaml").write_text(SIDECAR.format(sha256="0" * 64))
    return table


def new(table, known=KNOWN):
    sidecar = table.with_suffix(".yaml")
    text, said = updated(sidecar, table, known)
    sidecar.write_bytes(text.encode())
    return text, said


def test_every_line_stays_and_only_what_is_new_is_added(films):
    text, said = new(films)
    expected = SIDECAR.format(sha256=sha256(films))
    for old, filled in (
        ("title:   # to do", 'title: "Films of lead"   # to do'),
        ("authors: []  # who?", 'authors: ["Smith, A."]  # who?'),
        ("  year:\n  title", "  year: 2020\n  title"),
        ("    grade:\n", "    grade: read\n"),
    ):
        assert expected.count(old) == 1
        expected = expected.replace(old, filled)
    added = """\
  "P (GPa)":
    name: pressure_GPa
    quantity: pressure_GPa
    unit: "GPa"
    grade: read
    uncertainty: unknown
    origin:
    required: false
"""
    expected = expected.replace("\n\n# end of", f"\n{added}\n# end of")
    assert text == expected + 'unused: ["odd"]\nmissing: ["n.d."]\nrows_chosen: {complete: "all"}\n'
    assert said == [
        "the checksum of the table", "column 'P (GPa)'", "not read: odd", "texts that mean 'no value': n.d.", "authors",
        "title", "year", "complete", "grade",
    ]  # fmt: skip
    assert check([films])[1] == []
    assert new(films)[1] == []


def test_windows_line_ends_and_deeper_columns(films):
    sidecar = films.with_suffix(".yaml")
    head, _, _ = SIDECAR.format(sha256="0" * 64).partition("  # Hall\n")
    deeper = head + "    Tc (K): {name: tc_K, quantity: tc_K, unit: K, grade: read, uncertainty: unknown}"
    sidecar.write_bytes(deeper.replace("\n", "\r\n").encode())
    text, said = new(films, Known(grade="read", unused=["year", "title", "odd"]))
    assert text.count("\r\n") == text.count("\n")
    assert '\r\n    "P (GPa)":\r\n      name: pressure_GPa\r\n' in text
    assert """column 'dTc' seems to hold the errors of 'Tc (K)': write 'uncertainty: {column: "dTc"}' there""" in said


def test_late_answers_fill_a_column_that_nobody_recognised(films):
    sidecar = films.with_suffix(".yaml")
    entry = "  odd:\n    name:\n    quantity:\n    unit:\n    uncertainty: unknown\n    origin:\n"
    sidecar.write_text(sidecar.read_text().replace("\n\n# end of", f"\n{entry}\n# end of"))
    films.write_text(TABLE.replace("0.1,\n", "0.1,5\n"))
    text, said = new(films, Known(quantities={"odd": "content"}, units={"odd": ""}, origins={"odd": "titration"}))
    assert "    name: odd\n    quantity: content\n    unit:\n" in text
    assert '    origin: {independent: "titration"}\n' in text
    assert "what 'odd' holds" in said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "id: films\nrow_key: sample\nlabel: sample\ncolumns: {Tc (K): {name: tc_K}}\n",
            "films.yaml, columns: cannot be ",
        ),
        ("id: films\nsource:\ncolumns:\n  Tc (K): text\n", "films.yaml, source: cannot be extended"),
        ("id: films\n", "films.yaml: has no 'columns'"),
    ],
)
def test_what_cannot_be_extended_is_refused(films, text, said):
    sidecar = films.with_suffix(".yaml")
    sidecar.write_text(text)
    with pytest.raises(RefereeError) as error:
        new(films)
    assert said in str(error.value)
    assert sidecar.read_text() == text
