"""Whatever is typed into a table or its sidecar: the right numbers or a refusal that says where; nothing else.

`expected` reads the printed texts a second time, with regular expressions, decimals and a table of units of its
own. Each property runs on a few hundred examples in `make test` and on thousands where slow tests run.
"""

import codecs
import csv
import hashlib
import io
import re
import warnings
from decimal import Decimal

import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tcreferee.base.errors import RefereeError
from tcreferee.data.convert import Converter
from tcreferee.data.sidecar import read_sidecar
from tcreferee.data.table import RawRow
from tcreferee.data.tidy import tidy

SIDECAR = """\
schema_version: 1
id: films
title: Density and Tc of films
source: {authors: ["Smith, A."], year: 2020, title: Films, doi: 10.1000/films}
location: Table 3
obtained: typed
licence: quoted
sha256: SHA256
row_key: sample
label: sample
columns:
  n: {name: n_m3, quantity: n_m3, unit: 1e21/cm**3, grade: read, uncertainty: {column: n_err}, required: false}
  Tc: {name: tc_K, quantity: tc_K, unit: K, grade: {column: how}, uncertainty: {printed: true}, limits: allowed}
  d: {name: d_A, quantity: length_A, unit: nm, grade: read, uncertainty: {rounding: true}, required: false}
  sc: {name: sc, quantity: superconducting, grade: read, uncertainty: unknown, words: {yes: "1", no: "0"}}
  p: {name: remark, quantity: text, grade: read, required: false}
derived:
  e_eV: {quantity: standing_energy_eV, grade: computed, recipe: standing_wave_energy, arguments: {length: d_A},
         formula: f, source: s}
corrections:
  - {row: A2, column: n, printed: "0.98", used: "0.97", reason: erratum}
exclusions:
  - {row: A4, reason: another film}
"""
TABLE = """\
sample,n,n_err,Tc,how,d,sc,p
A1,1.25,0.05,92.1(3),read,0.3490,yes,
A2,0.98,,<0.3,computed,.35,no,"a, b"
A3,,,>=55,recalled,,1,<b>x</b>
A4,~3,x,NaN,,,,
"""
FACTORS = {"1e21/cm**3": "1e27", "K": "1", "mK": "0.001", "nm": "10", "angstrom": "1", "": "1", "cm**-3": "1e6"}
NUMBER = re.compile(r"([+-]?)([0-9]+\.?[0-9]*|\.[0-9]+)(?:\(([0-9]+)\))?(?:[eE]([+-]?[0-9]+))?")

# What people, spreadsheets and text recognition put into cells; the list first.
ODD_CELLS = [
    "93,5", "1.234,5", "−5", "1,234", "1 234", "1\u00a0234", "1\u202f234", "93(2)", "93.5(12)", "93(0)", "93 (2)",
    "~90",
    "≈90", "ca. 90", "<0.3", "< 0.3", "<=0.3", "≤0.3", ">55", ">=55", "≥55", "≳55", "=<3", "<>3", "<-1", "<0", "", " ",
    "NaN", "nan", "inf", "-inf", "None", "n/a", "-", "—", "90-95", "90–95", "93±2", "93+/-2", "1e21", "1.2E+3", "1e400",
    "93±", "±2", "93±2±1", "93±0", "93±-2", "93±2 K", "93(2)±2", "93+2-3",
    "1e-400", "9" * 39, "0." + "0" * 39 + "1", "0", "-0", "0.0", "+7", "007", "0x10", "1_000", "٣", "０", "½", "²",
    "1/2",
    "93K", "93 K", "=1+1", "@SUM(A1)", "TRUE", "yes", "no", "Yes", "true", "read", "recalled", "\ufeff93", "93\u200b",
    "9\n3", "9\r3", "-1", "9\r\n3", '"', '""93', "'93", "<script>alert(1)</script>", "<b>90</b>", "../../etc/passwd",
    "\x1b[31m90", "\x00",
    "A1", "#90", "%", "50%", "90*", "90a", "1e5e5", "1e", "e5", ".", "+", "(2)", "()", "é", "1.2.3",
]  # fmt: skip
ODD_YAML = [
    "&a ", "*a", "!!python/object/apply:os.system [x]", "!!binary aGk=", "<<: {a: b}", "? ", "- ", "{", "}", "[", "]",
    ": ", "#", "|", ">", "%YAML 1.1", "---", "...", "\t", "~", "null", "true", "1e400", "-1", "0", "nan", "'", '"',
    "../../etc/passwd", "/etc/passwd", "file:///etc/passwd", "[" * 40, "{a: " * 20, "unknown", "recalled", "guessed",
    "{column: Tc}", "{column: how}", "{absolute: 0.5}", "{absolute: 0}", "{rounding: true}", "{printed: true}",
    "allowed",
    "mK", "K", "degC", "meV", "angstrom", "cm**-3", "9**9**9", "K**99", "tc_K", "n_m3", "text", "count", "smallest",
    "linear", "é", "\x07", "\u2028", "<b>", "A1", "A2", "n", "Tc", "sample", "how",
]  # fmt: skip


def expected(table, sidecar):
    """Return the numbers of each row, or None where a cell has no declared meaning."""
    marked = table.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    records = list(csv.reader(io.StringIO(table.decode("utf-16" if marked else "utf-8-sig"), newline="")))
    header, *lines = [record for record in records if any(cell.strip() for cell in record)]
    header = [name.strip(" \t\u00a0") for name in header]  # blanks about a name are not part of it
    # libyaml, where it is there, as the program does: it takes a tab before a colon, PyYAML's own parser does not
    about = yaml.load(sidecar.decode("utf-8-sig"), Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader))
    corrected = {(c["row"], c["column"]): c["used"] for c in about.get("corrections") or ()}
    excluded = {exclusion["row"] for exclusion in about.get("exclusions") or ()}
    rows = []
    for line in lines:
        cells = dict(zip(header, line, strict=True))
        key = cells[about["row_key"]].strip()
        cells |= {column: corrected[key, column] for column in cells if (key, column) in corrected}
        if key not in excluded:
            rows.append({k: v for name, c in about["columns"].items() for k, v in meaning(cells, name, c).items()})
    return rows


def meaning(cells, name, column):
    """Return what a cell declares, by column of the processed table."""
    text = cells[name].strip(" \t")
    if column["quantity"] == "text":
        return {column["name"]: text}
    unit = column.get("unit", "")
    if behind := unit and re.fullmatch(rf"(.*[0-9.)])[ \t]*{re.escape(unit)}", text):
        text = behind[1]
    if column.get("unit", "") not in FACTORS:  # a harmed one that is still a unit; test_units has the factors
        return {}
    factor = Decimal(FACTORS[column.get("unit", "")])
    result = dict.fromkeys([column["name"]], "")
    sign = re.match(r"(<=|>=|[<>≤≥])[ \t]*", text) if column.get("limits") == "allowed" else None
    if column.get("limits"):
        result |= {f"{column['name']}_upper": "", f"{column['name']}_lower": ""}
    word = column.get("words", {}).get(text)
    rule = column["uncertainty"]
    sigma = None
    if sign:
        ending = "upper" if sign[0][0] in "<≤" else "lower"
        result[f"{column['name']}_{ending}"] = number(text[sign.end() :], factor)[0]
    elif word is not None:
        result[column["name"]] = number(word, factor)[0]
    elif text:
        value, bracket, step = number(text, factor)
        assert bracket is None or rule == {"printed": "true"}
        result[column["name"]] = value
        sigma = {"printed": bracket, "rounding": step / Decimal(12).sqrt()}.get(next(iter(rule)))
        if "absolute" in rule:
            sigma = Decimal(rule["absolute"]) * factor
    if "column" in rule and cells[rule["column"]].strip(" \t"):
        sigma = number(cells[rule["column"]], factor)[0]
        assert sigma > 0
    if rule != "unknown":
        result[f"{column['name']}_sigma"] = "" if sigma is None else sigma
    if isinstance(column["grade"], dict):
        grade = cells[column["grade"]["column"]].strip()
        assert grade in {"read", "computed", "package", "estimated", "recalled", ""}
        result[f"{column['name']}_grade"] = grade
    return result


def number(text, factor):
    """Return value, uncertainty in brackets and step, converted; the text must be a plain number."""
    text, _, error = re.sub(r"[ \t]*(?:±|\+/-)[ \t]*", "±", text).partition("±")
    text = re.sub(r"^\u2212(?=[0-9.])", "-", text.strip(" \t"))  # the minus sign of print
    found = NUMBER.fullmatch(text)
    assert found, f"{text!r} was taken for a number"
    if error:
        assert found[3] is None
        return number(text, factor)[0], number(error, factor)[0], number(text, factor)[2]
    sign, digits, bracket, exponent = found.groups()
    exponent = int(exponent or 0)
    step = Decimal(10) ** (exponent - len(digits.partition(".")[2])) * factor
    value = Decimal(f"{sign}{digits}") * Decimal(10) ** exponent * factor
    return value, None if bracket is None else int(bracket) * step, step


def look(pair, table, sidecar):
    """Tidy a pair; compare what is accepted with `expected`. Return whether it was accepted."""
    pair.csv.write_bytes(table)
    pair.yaml.write_bytes(sidecar.replace(b"SHA256", hashlib.sha256(table).hexdigest().encode()))
    for path in pair.outputs:
        path.unlink(missing_ok=True)
    refusal = None
    try:
        tidy(pair.csv, pair.yaml, *pair.outputs)
    except RefereeError as error:
        refusal = error
    if refusal:
        assert all(problem.where.startswith((str(pair.csv), str(pair.yaml))) for problem in refusal.problems)
        assert not pair.out.exists() or not list(pair.out.iterdir())
        return False
    assert set(pair.out.iterdir()) == set(pair.outputs)
    with pair.outputs[0].open(newline="", encoding="utf-8") as file:
        found = list(csv.DictReader(file))
    wanted = expected(table, pair.yaml.read_bytes())
    assert len(found) == len(wanted)
    for row, numbers in zip(found, wanted, strict=True):
        # what a spreadsheet would run is written with an apostrophe
        texts = {name: f"'{value}" for name, value in numbers.items() if str(value).startswith(("=", "@"))}
        compare(row, numbers | texts)
    return True


def compare(row, wanted):
    for name, value in wanted.items():
        if isinstance(value, str):
            assert row[name] == value
        else:  # one unit in the last place: decimals are rounded twice
            assert float(row[name]) == pytest.approx(float(value), rel=2.3e-16, abs=0)


def plenty(count):
    return settings(
        max_examples=count,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )


@st.composite
def mangled_text(draw, pieces, plain):
    text = draw(plain)
    for _ in range(draw(st.integers(0, 2))):
        place = draw(st.integers(0, len(text)))
        text = text[:place] + draw(pieces) + text[place + draw(st.integers(0, 1)) :]
    return text


plain = st.one_of(
    st.floats(0.001, 999).map(repr),
    st.integers(1, 999).map(str),
    st.decimals(0, 999, places=3, allow_nan=False).map(str),
    st.sampled_from(ODD_CELLS),
)
cells = st.one_of(mangled_text(st.sampled_from(ODD_CELLS), plain), plain, st.text(max_size=6))


@pytest.fixture(scope="module")
def converter(tmp_path_factory):
    path = tmp_path_factory.mktemp("fuzz") / "films.yaml"
    path.write_text(SIDECAR.replace("SHA256", "0" * 64), encoding="utf-8")
    sidecar = read_sidecar(path)
    units = {name: about.unit for name, about in sidecar.columns.items() if about.quantity != "text"}
    return Converter(sidecar, {name: Decimal(FACTORS[unit]) for name, unit in units.items()})


HEADER, FIRST = list(csv.reader(TABLE.splitlines()[:2]))
ABOUT = yaml.load(SIDECAR, Loader=yaml.BaseLoader)


def check_row(converter, row):
    """Convert one row; either a bad cell is named, or all is as `expected`."""
    cells = dict(zip(HEADER, row, strict=True))
    values, bad = converter.convert(RawRow(2, cells["sample"].strip(" \t"), cells))
    assert all(cell.column in {*HEADER, "e_eV"} and cell.reason and cell.expected for cell in bad)
    if not bad:
        wanted = {k: v for name, column in ABOUT["columns"].items() for k, v in meaning(cells, name, column).items()}
        compare({name: "" if value is None else str(value) for name, value in values.items()}, wanted)


rows = st.lists(st.one_of(cells, st.none()), min_size=8, max_size=8).map(
    lambda drawn: [plain if text is None else text for text, plain in zip(drawn, FIRST, strict=True)]
)
one_cell = st.tuples(st.integers(1, 7), cells).map(lambda c: [*FIRST[: c[0]], c[1], *FIRST[c[0] + 1 :]])


@plenty(1000)
@given(row=one_cell)
@example(row=["A", "1", "", "93(2)", "read", "1", "1", ""])
@example(row=["A", "1e-400", "", "93", "read", "1", "1", ""])
def test_any_cell(converter, row):
    check_row(converter, row)


@pytest.mark.slow
@plenty(8000)
@given(row=st.one_of(one_cell, rows))
def test_any_row_thoroughly(converter, row):
    check_row(converter, row)


@pytest.mark.parametrize("text", ODD_CELLS)
def test_each_odd_cell_in_each_column(pair, text):
    for column in range(8):
        values = [*FIRST[:column], text, *FIRST[column + 1 :]]
        cells = ",".join('"{}"'.format(value.replace('"', '""')) for value in values)
        look(pair, f"{','.join(HEADER)}\n{cells}\n".encode(), SIDECAR[: SIDECAR.index("corrections:")].encode())


harm_to_tables = st.one_of(
    st.sampled_from([
        lambda t: "\ufeff".encode() + t,
        lambda t: t.replace(b"\n", b"\r\n"),
        lambda t: t.replace(b"\n", b"\r"),
        lambda t: t.replace(b",", b";"),
        lambda t: t.replace(b",", b"\t"),
        lambda t: t.replace(b".", b","),
        lambda t: t.decode("utf-8", "replace").replace("a", "é").encode("latin-1", "replace"),
        lambda t: t.decode("utf-8", "replace").encode("utf-16"),
        lambda t: t.replace(b"n_err", b"n", 1),
        lambda t: t.replace(b"sample", b"Sample ", 1),
        lambda t: t + t,
        lambda t: t.split(b"\n", 1)[1] if b"\n" in t else t,
        lambda t: t.split(b"\n", 1)[0],
        lambda t: t.replace(b"\n", b"\n\n"),
        lambda t: t.replace(b"\n", b",\n"),
        lambda t: t.replace(b'"', b""),
        lambda t: t[: len(t) // 2],
        lambda t: t.rstrip(b"\n"),
        lambda t: b"",
    ]),
    st.tuples(st.integers(0, 400), st.integers(0, 5), st.binary(max_size=3)).map(
        lambda edit: lambda t: t[: edit[0]] + edit[2] + t[edit[0] + edit[1] :]
    ),
    st.tuples(st.integers(0, 400), st.sampled_from(ODD_CELLS)).map(
        lambda edit: lambda t: t[: edit[0]] + edit[1].encode() + t[edit[0] :]
    ),
)  # fmt: skip
WORDS = re.compile(r"[^\s:,{}\[\]]+")
harm_to_sidecars = st.one_of(
    st.tuples(st.integers(0, 120), st.sampled_from(ODD_YAML)).map(lambda edit: lambda s: replace_word(s, *edit)),
    st.tuples(st.integers(0, 1400), st.sampled_from(ODD_YAML)).map(
        lambda edit: lambda s: s[: edit[0]] + edit[1].encode() + s[edit[0] :]
    ),
    st.integers(0, 30).map(lambda line: lambda s: without_line(s, line)),
    st.integers(0, 30).map(lambda line: lambda s: s + b"\n" + b"\n".join(s.split(b"\n")[line : line + 1])),
    st.tuples(st.integers(0, 1400), st.integers(0, 5), st.binary(max_size=3)).map(
        lambda edit: lambda s: s[: edit[0]] + edit[2] + s[edit[0] + edit[1] :]
    ),
    st.sampled_from([
        lambda s: "\ufeff".encode() + s,
        lambda s: s.replace(b"\n", b"\r\n"),
        lambda s: s.replace(b"  ", b"\t"),
        lambda s: s.decode("utf-8", "replace").encode("utf-16"),
        lambda s: s.replace(b"unit: K", b"unit: mK"),
        lambda s: s.replace(b"unit: nm", b"unit: angstrom"),
        lambda s: s.replace(b"unit: nm", b"unit: K"),
        lambda s: s[: len(s) // 2],
        lambda s: b"",
    ]),
)  # fmt: skip


def replace_word(sidecar, index, word):
    text = sidecar.decode("utf-8", "replace")
    found = list(WORDS.finditer(text))
    if not found:
        return sidecar
    spot = found[index % len(found)]
    return (text[: spot.start()] + word + text[spot.end() :]).encode()


def without_line(sidecar, line):
    lines = sidecar.split(b"\n")
    return b"\n".join(lines[:line] + lines[line + 1 :])


def check_pairs(pair, to_table, to_sidecar):
    table, sidecar = TABLE.encode(), SIDECAR.encode()
    for harm in to_table:
        table = harm(table)
    for harm in to_sidecar:
        sidecar = harm(sidecar)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        look(pair, table, sidecar)


@plenty(400)
@given(to_table=st.lists(harm_to_tables, max_size=2), to_sidecar=st.lists(harm_to_sidecars, max_size=2))
def test_any_pair(pair, to_table, to_sidecar):
    check_pairs(pair, to_table, to_sidecar)


@pytest.mark.slow
@plenty(3000)
@given(to_table=st.lists(harm_to_tables, max_size=2), to_sidecar=st.lists(harm_to_sidecars, max_size=3))
def test_any_pair_thoroughly(pair, to_table, to_sidecar):
    check_pairs(pair, to_table, to_sidecar)


@plenty(300)
@given(table=st.binary(max_size=60), sidecar=st.binary(max_size=60))
def test_any_bytes(pair, table, sidecar):
    assert not look(pair, table, sidecar)


def test_the_examples_are_a_good_pair(pair):
    assert look(pair, TABLE.encode(), SIDECAR.encode())
    assert [line.split(",")[1] for line in pair.outputs[0].read_text().splitlines()] == ["label", "A1", "A2", "A3"]
