"""Quantities of one's own: declared once, known everywhere, written with the rows."""

import csv
import hashlib
import json

import pytest
import yaml

from tcreferee.api import fit, load_dataset
from tcreferee.api.trials import prepare
from tcreferee.base.errors import RefereeError
from tcreferee.base.own_quantities import DEFINED, forget
from tcreferee.base.quantities import QUANTITIES, display_unit
from tcreferee.config.folder import configuration
from tcreferee.data.observations import read_observations
from tcreferee.data.own_quantities import declare_block, unit_faults
from tcreferee.data.select import Selection, select
from tcreferee.data.tidy import tidy

FERMI = {"unit": "K", "symbol": "T_F", "label": "Fermi temperature", "positive": True}
ROWS = [("A", 4.0, 300), ("B", 9.0, 800), ("C", 21.0, 2100), ("D", 35.0, 3300), ("E", 61.0, 6400)]
WORDS = ("t_fermi_K", "gap_ratio", "conductivity_Scm", "bare", "height_A", "other_T")


@pytest.fixture(autouse=True)
def known_again():
    yield
    for word in WORDS:
        forget(word)


def complaints(block, where="films.yaml"):
    with pytest.raises(RefereeError) as error:
        declare_block(block, where)
    return [str(problem) for problem in error.value.problems]


def pair(folder, quantities=None, **column):
    """Write five rows made up for this test, with their Fermi temperatures in meV."""
    with (folder / "films.csv").open("w", newline="") as file:
        csv.writer(file).writerows([("film", "Tc", "EF"), *((name, tc, tf / 11.6045181) for name, tc, tf in ROWS)])
    about = {"grade": "read", "uncertainty": "unknown"}
    sidecar = {
        "schema_version": 1, "id": "films", "title": "Five films, made up",
        "source": {"authors": ["Nobody"], "year": 2026, "title": "none", "note": "made up for a test"},
        "location": "nowhere", "obtained": "made up", "licence": "none",
        "sha256": "0" * 64, "row_key": "film", "label": "film",
        "columns": {
            "Tc": {"name": "tc_K", "quantity": "tc_K", "unit": "K", **about},
            "EF": {"name": "t_fermi_K", "quantity": "t_fermi_K", "unit": "meV", **about, **column},
        },
    }  # fmt: skip
    if quantities:
        sidecar["quantities"] = quantities
    sidecar["sha256"] = hashlib.sha256((folder / "films.csv").read_bytes()).hexdigest()
    (folder / "films.yaml").write_text(yaml.safe_dump(sidecar))
    return folder / "films.csv", folder / "films.yaml"


def rows_of(folder, quantities=None):
    out = folder / "t.csv", folder / "r.csv", folder / "t.json"
    tidy(folder / "films.csv", folder / "films.yaml", *out, quantities)
    select([(out[0], out[2])], Selection("tc_K", ["t_fermi_K"]), folder / "o.csv", folder / "o.json")
    return folder / "o.csv"


def test_a_column_in_another_unit_of_the_same_energy(tmp_path):
    pair(tmp_path, {"t_fermi_K": FERMI})
    rows = read_observations(rows_of(tmp_path))
    # 1 meV is 11.6045181 K
    assert rows.columns["t_fermi_K"] == pytest.approx([300, 800, 2100, 3300, 6400], rel=1e-8)
    assert rows.quantity("t_fermi_K").axis_label == "Fermi temperature, $T_F$ (K)"
    assert rows.spoken["t_fermi_K"] == "$T_F$"


def test_rows_carry_the_definition_they_were_made_with(tmp_path):
    pair(tmp_path)
    path = rows_of(tmp_path, {"t_fermi_K": FERMI})
    assert QUANTITIES["t_fermi_K"].declared_in == "config.yaml"
    forget("t_fermi_K")  # as in another process, which reads the rows alone
    assert read_observations(path).quantity("t_fermi_K").label == "Fermi temperature"
    saved = json.loads((tmp_path / "o.json").read_text())["columns"]
    assert saved["t_fermi_K"][DEFINED]["unit"] == "K"
    assert DEFINED not in saved["tc_K"]


def test_a_column_has_a_label_and_a_symbol_of_its_own(tmp_path):
    pair(tmp_path, {"t_fermi_K": FERMI}, label="temperature of the holes", symbol=r"T_\mathrm{h}")
    rows = read_observations(rows_of(tmp_path))
    assert rows.quantity("t_fermi_K").axis_label == r"temperature of the holes, $T_\mathrm{h}$ (K)"
    assert rows.spoken["t_fermi_K"] == r"$T_\mathrm{h}$"


def test_a_mere_kind_is_called_by_the_name_of_its_column(tmp_path):
    data = load_dataset(
        {"anion_height_A": [1.1, 1.2, 1.3, 1.4], "a_over_c": [0.3, 0.4, 0.3, 0.5], "tc_K": [9.0, 20.0, 30.0, 50.0]},
        quantities={"anion_height_A": "length_A", "a_over_c": "ratio"},
    )
    asked = {"x": "anion_height_A", "inputs": {}}
    rows = prepare(["constant", "linear"], data, asked, tmp_path).observations
    assert rows.quantity("anion_height_A").axis_label == "anion height, $d$ (Å)"
    assert rows.quantity("a_over_c").axis_label == "a over c, $r$"
    assert rows.quantity("tc_K").axis_label == "critical temperature, $T_c$ (K)"


def test_a_formula_of_ones_own_quantity(tmp_path):
    table, _ = pair(tmp_path, {"t_fermi_K": FERMI})
    model = tmp_path / "slope.py"
    model.write_text(
        "from tcreferee import Check, Level, Parameter, Source, TcModel\n"
        "model = TcModel('slope', r'T_c = a T_F', ('t_fermi_K',), (Parameter('a', 'a', '', 'slope', Level()),),"
        "lambda i, p: p['a'] * i['t_fermi_K'], Source('nobody (2026)', 'none', 'none'),"
        "(Check({'t_fermi_K': 100.0}, {'a': 0.01}, '1.0', 'by hand'),))\n"
    )
    found = fit(model, table)
    # least squares through the origin, up to the pull of the prior
    x, y = [tf for _, _, tf in ROWS], [tc for _, tc, _ in ROWS]
    assert found.estimates["a"] == pytest.approx(
        sum(map(float.__mul__, y, map(float, x))) / sum(a * a for a in x), rel=0.01
    )


def test_a_word_is_defined_once():
    declare_block({"t_fermi_K": FERMI}, "config.yaml")
    declare_block({"t_fermi_K": FERMI}, "films.yaml")  # the same again
    other = {"t_fermi_K": FERMI | {"label": "temperature", "symbol": "T"}}
    assert complaints(other) == [
        "films.yaml, quantities.t_fermi_K: differs from the definition in config.yaml (symbol, label);"
        " expected one definition of a word. Leave one of them out, or choose another word"
    ]
    forget("t_fermi_K")
    declare_block({"t_fermi_K": FERMI}, "films.yaml")
    declare_block(other, "films.yaml")  # the file was edited
    assert QUANTITIES["t_fermi_K"].label == "temperature"


@pytest.mark.parametrize(
    ("block", "said"),
    [
        ({"tc_K": FERMI}, "quantities.tc_K: 'tc_K' is a quantity of the package (critical temperature, kelvin);"
         " expected another word"),
        ({"x": FERMI}, "quantities.x: 'x' means something else here; expected a letter, then letters, digits and"
         " underscores, such as fermi_temperature_K"),
        ({"bare": FERMI | {"unit": "S/cm"}}, "quantities.bare: 'bare' does not carry its unit, 'S/cm'; expected an"
         " ending after an underscore, such as bare_Scm"),
        ({"gap_ratio": {"symbol": "r"}}, "quantities.gap_ratio.label: is missing; expected words for axes and tables,"
         " such as Fermi temperature"),
        ({"gap_ratio": {"symbol": "$r$", "label": "gap"}}, "quantities.gap_ratio.symbol: '$r$' cannot be drawn;"
         " expected LaTeX without dollar signs, with as many { as }"),
        ({"gap_ratio": {"symbol": r"\input{x}", "label": "gap"}}, r"quantities.gap_ratio.symbol: '\input{x}' has a"
         r" command that is not known, input; expected such as T_F or \sigma_\mathrm{dc}"),
        ({"gap_ratio": FERMI | {"unit": "", "label": "$x"}}, "quantities.gap_ratio.label: '$x' is not one line of"
         " words; expected words without dollar signs. Put mathematics into 'symbol'"),
        ({"gap_ratio": FERMI | {"unit": "", "colour": "red"}}, "quantities.gap_ratio.colour: is not a key here."
         " Known: label, positive, scale, symbol, unit, zero"),
    ],
)  # fmt: skip
def test_what_cannot_be_a_quantity(block, said):
    assert complaints(block) == [f"films.yaml, {said}"]


def test_units_are_read_and_fit_the_words():
    units = {"conductivity_Scm": "S/cm", "height_A": "nm", "other_T": "teslas", "gap_ratio": ""}
    declare_block({word: FERMI | {"unit": unit} for word, unit in units.items()}, "config.yaml")
    declare_block({"t_fermi_K": FERMI | {"unit": "degC"}}, "films.yaml")
    assert [str(each) for each in unit_faults(WORDS)] == [
        "films.yaml, quantities.t_fermi_K.unit: unit 'degC' has a shifted zero: write kelvin (Celsius + 273.15);"
        " a difference of temperatures has the unit delta_degC; expected a unit as pint reads it, such as S/cm, meV or"
        " 1/cm",
        "config.yaml, quantities.height_A: is named in A and has the unit 'nm'; expected a word that ends in its unit",
    ]
    assert display_unit("mJ/(mol*K**2)") == "mJ/(mol K$^{2}$)"


def test_a_configuration_declares(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "config.yaml").write_text(yaml.safe_dump({"quantities": {"gap_ratio": FERMI | {"unit": ""}}}))
    configuration()
    assert QUANTITIES["gap_ratio"].declared_in == "config.yaml"
    assert not QUANTITIES["gap_ratio"].allows(0.0)
