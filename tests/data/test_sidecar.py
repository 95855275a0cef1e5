import copy
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import BaseModel

from tcreferee.base.errors import RefereeError
from tcreferee.data import schema
from tcreferee.data.pairs import without_sidecar
from tcreferee.data.sidecar import csv_columns, find_datasets, produced_columns, read_sidecar


def complaint(pair):
    pair.write()
    with pytest.raises(RefereeError) as error:
        read_sidecar(pair.yaml)
    return pair.message(error.value).splitlines()


def test_a_good_sidecar(pair):
    sidecar = read_sidecar(pair.write().yaml)
    assert sidecar.source.citation == "Smith, A. (2020). Films. doi:10.1000/films"
    assert list(csv_columns(sidecar)) == ["sample", "Tc", "n"]
    assert produced_columns(sidecar) == {
        "point_id": "text",
        "label": "text",
        "tc_K": "tc_K",
        "n_m3": "n_m3",
    }


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ({"column": "err"}, "column err"),
        ({"absolute": "0.5"}, "absolute 0.5 in the printed unit"),
        ({"rounding": "true"}, "rounding: step of the last printed digit / sqrt(12)"),
        ({"printed": "true"}, "printed beside them"),
        ("unknown", "unknown"),
    ],
)
def test_uncertainty_rules(pair, rule, words):
    pair.sidecar["columns"]["Tc"]["uncertainty"] = rule
    sidecar = read_sidecar(pair.write().yaml)
    assert str(sidecar.columns["Tc"].uncertainty) == words
    assert ("tc_K_sigma" in produced_columns(sidecar)) == (words != "unknown")


def test_every_problem_at_once_with_the_nearest_name(pair):
    del pair.sidecar["location"]
    pair.sidecar["licens"] = "x"
    pair.sidecar["source"]["doi"] = "https://doi.org/10.1000/films"
    pair.sidecar["columns"]["Tc"]["quantity"] = "tc_k"
    pair.sidecar["columns"]["n"]["grade"] = "guessed"
    pair.sidecar["columns"]["n"]["uncertanty"] = "unknown"
    pair.sidecar["corrections"] = [{"row": "A1", "column": "n", "printed": "1", "used": None, "reason": "x"}]
    assert complaint(pair) == [
        "films.yaml cannot be used (7 problems):",
        "  - films.yaml, source.doi: 'https://doi.org/10.1000/films' is not allowed; "
        "expected DOI without an address before it",
        "  - films.yaml, location: is missing; expected place in the paper",
        "  - films.yaml, columns.Tc.quantity: 'tc_k' is not a quantity. Did you mean 'tc_K'?",
        "  - films.yaml, columns.n.grade: 'guessed' is not allowed; expected 'read', 'computed', 'package', "
        "'estimated', 'recalled' or 'undeclared'",
        "  - films.yaml, columns.n.uncertanty: is not a key here. Did you mean 'uncertainty'?",
        "  - films.yaml, corrections[0].used: an empty value is not allowed; expected text used instead",
        "  - films.yaml, licens: is not a key here. Did you mean 'licence'?",
    ]


def column(pair, name="Tc"):
    return pair.sidecar["columns"][name]


CASES = {
    "uncertainty unsaid": (
        lambda p: column(p).pop("uncertainty"),
        "columns.Tc: uncertainty is missing; expected 'unknown' or a rule; an uncertainty is never left unsaid",
    ),
    "uncertainty zero": (
        lambda p: column(p).update(uncertainty={"absolute": "0"}),
        "columns.Tc.uncertainty.absolute: '0' is not allowed; expected one number, in the printed unit, more than 0",
    ),
    "uncertainty infinite": (
        lambda p: column(p).update(uncertainty={"absolute": "inf"}),
        "columns.Tc.uncertainty.absolute: 'inf' is not allowed; "
        "expected one number, in the printed unit, a finite number",
    ),
    "two rules": (
        lambda p: column(p).update(uncertainty={"absolute": "1", "rounding": "true"}),
        "columns.Tc.uncertainty: {'absolute': '1', 'rounding': 'true'} is not an uncertainty rule; expected "
        "'unknown' or one of {column: ...}, {upper: ..., lower: ...}, {absolute: ...}, {percent: ...}, "
        "{rounding: true}, {printed: true}, {printed: sides}",
    ),
    "not a rule": (
        lambda p: column(p).update(uncertainty="small"),
        "columns.Tc.uncertainty: 'small' is not an uncertainty rule; expected "
        "'unknown' or one of {column: ...}, {upper: ..., lower: ...}, {absolute: ...}, {percent: ...}, "
        "{rounding: true}, {printed: true}, {printed: sides}",
    ),
    "rounding false": (
        lambda p: column(p).update(uncertainty={"rounding": "no"}),
        "columns.Tc.uncertainty.rounding: 'no' is not allowed; expected 'true'",
    ),
    "text with unit": (
        lambda p: column(p).update(quantity="text"),
        "columns.Tc: a text column has neither unit nor uncertainty",
    ),
    "name without unit": (
        lambda p: column(p).update(name="tc"),
        "columns.Tc: name 'tc' does not carry its unit; expected a name that ends in '_K'",
    ),
    "no identifier": (
        lambda p: p.sidecar["source"].pop("doi"),
        "source: nothing identifies the paper; expected doi, arxiv or url. If there is none, say so in 'note'",
    ),
    "other id": (
        lambda p: p.sidecar.update(id="film"),
        "id: 'film' is not the name of the file, 'films'",
    ),
    "other version": (
        lambda p: p.sidecar.update(schema_version="2"),
        "schema_version: '2' is not allowed; expected 1",
    ),
    "name twice": (
        lambda p: column(p, "n").update(quantity="tc_K", name="tc_K", unit="K"),
        "columns.n.name: 'tc_K' is already the name of columns.Tc",
    ),
    "reserved name": (
        lambda p: p.sidecar["columns"].update(sample={"name": "label", "quantity": "text", "grade": "read"}),
        "columns.sample.name: 'label' is already the name of the row's name",
    ),
    "sigma clashes": (
        lambda p: (
            column(p).update(uncertainty={"printed": "true"}),
            column(p, "n").update(quantity="text", name="tc_K_sigma", unit="", uncertainty=None),
        ),
        "columns.n.name: 'tc_K_sigma' is already the name of columns.Tc",
    ),
    "sigma column taken": (
        lambda p: column(p).update(uncertainty={"column": "n"}),
        "columns.Tc.uncertainty.column: column 'n' is declared as something else",
    ),
    "correction of nothing": (
        lambda p: p.sidecar.update(
            corrections=[{"row": "A1", "column": "nn", "printed": "1", "used": "2", "reason": "x"}]
        ),
        "corrections[0].column: 'nn' cannot be corrected; did you mean 'n'?",
    ),
    "correction without effect": (
        lambda p: p.sidecar.update(
            corrections=[{"row": "A1", "column": "n", "printed": "1", "used": "1", "reason": "x"}]
        ),
        "corrections[0]: 'printed' and 'used' are the same",
    ),
    "corrected twice": (
        lambda p: p.sidecar.update(
            corrections=[{"row": "A1", "column": "n", "printed": "1", "used": used, "reason": "x"} for used in "23"]
        ),
        "corrections[1]: row 'A1', column 'n' is corrected twice",
    ),
    "excluded twice": (
        lambda p: p.sidecar.update(exclusions=[{"row": "A1", "reason": "x"}, {"row": "A1", "reason": "y"}]),
        "exclusions[1]: row 'A1' is excluded twice",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_each_mistake_has_its_words(pair, case):
    spoil, message = CASES[case]
    pair.sidecar = copy.deepcopy(pair.sidecar)
    spoil(pair)
    title, *problems = complaint(pair)
    assert title == "films.yaml cannot be used (1 problem):"
    assert problems == [f"  - films.yaml, {message}"]


def derived(**changes):
    return {
        "quantity": "tc_K",
        "grade": "computed",
        "recipe": "smallest",
        "arguments": {"columns": ["tc_K"]},
        "formula": "f",
        "source": "s",
    } | changes


@pytest.mark.parametrize(
    ("name", "about", "message"),
    [
        ("low_K", derived(recipe="smalest"), "'smalest' is not a recipe; did you mean 'smallest'?"),
        ("low_K", derived(quantity="text"), "a derived column is a number, not a text"),
        ("low", derived(), "the name does not carry its unit; expected one that ends in '_K'"),
        ("tc_K", derived(), "'tc_K' is already the name of columns.Tc"),
        (
            "low_K",
            derived(arguments={"columns": ["tc_k"]}),
            "argument 'columns': there is no column 'tc_k'; did you mean 'tc_K'?",
        ),
    ],
)
def test_derived_columns_are_checked(pair, name, about, message):
    pair.sidecar["derived"] = {name: about}
    assert complaint(pair)[1] == f"  - films.yaml, derived.{name}: {message}"


def test_a_derived_column_may_use_an_earlier_one(pair):
    pair.sidecar["derived"] = {"a_K": derived(), "b_K": derived(arguments={"columns": ["a_K", "tc_K"]})}
    assert list(produced_columns(read_sidecar(pair.write().yaml)))[-2:] == ["a_K", "b_K"]


def test_not_a_mapping(pair):
    pair.yaml.write_text("- a\n")
    with pytest.raises(RefereeError, match=r"films\.yaml: is not a mapping of keys to values"):
        read_sidecar(pair.yaml)


def test_pairs_are_found(tmp_path):
    for folder, names in {"raw": ("b", "a"), "mine": ("c",)}.items():
        (tmp_path / folder).mkdir()
        for name in names:
            (tmp_path / folder / f"{name}.csv").touch()
            (tmp_path / folder / f"{name}.yaml").touch()
    (tmp_path / "raw" / "README.md").touch()
    found = find_datasets([tmp_path / "raw", tmp_path / "mine"])
    assert found == {
        "a": tmp_path / "raw/a.yaml",
        "b": tmp_path / "raw/b.yaml",
        "c": tmp_path / "mine/c.yaml",
    }
    assert list(found) == ["a", "b", "c"]


def test_half_pairs_are_no_data_sets_and_doubles_are_listed(tmp_path):
    for path in ("raw/films.csv", "raw/flims.yaml", "raw/a.csv", "raw/a.yaml", "raw/b.tsv", "raw/b.yaml", "mine/c.csv"):
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).touch()
    folders = [tmp_path / "raw", tmp_path / "mine"]
    assert list(find_datasets(folders)) == ["a", "b"]
    assert without_sidecar(folders) == {"films": tmp_path / "raw/films.csv", "c": tmp_path / "mine/c.csv"}
    for path in ("mine/a.csv", "mine/a.yaml"):
        (tmp_path / path).touch()
    with pytest.raises(RefereeError) as error:
        find_datasets([*folders, tmp_path / "none"])
    assert str(error.value).replace(f"{tmp_path}/", "") == (
        "The data sets cannot be listed (2 problems):\n"
        "  - mine/a.yaml: data set 'a' is already in raw\n"
        "  - none: the folder does not exist"
    )


CLASSES = [m for m in vars(schema).values() if isinstance(m, type) and issubclass(m, BaseModel)]


@pytest.mark.parametrize("model", [m for m in CLASSES if not m.__name__.startswith(("_", "Base"))])
def test_every_field_is_explained_to_authors(model):
    readme = (Path(__file__).parents[2] / "data/raw/README.md").read_text(encoding="utf-8")
    for name, field in model.model_fields.items():
        assert field.description, name
        assert f"`{name}`" in readme or f"`{{{name}: " in readme, name


@pytest.mark.parametrize(
    ("module", "heavy"),
    [
        ("sidecar", {"pandas", "pint", "numpy", "scipy", "matplotlib"}),
        ("observations", {"pandas", "pint", "pydantic", "yaml", "scipy"}),
    ],
)
def test_nothing_heavy_is_imported(module, heavy):
    code = f"import sys, tcreferee.data.{module}; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert not heavy & set(loaded.split())
