"""Errors that a sidecar declares: which rules make one, what is refused, and what derived columns have of them."""

import json

import numpy as np
import pytest
from depths import DERIVED, rows_of, with_depths
from uncertainties import ufloat

from tcreferee.base.errors import RefereeError
from tcreferee.data import derive
from tcreferee.data.inherited import error_columns
from tcreferee.data.sidecar import produced_columns, read_sidecar


@pytest.fixture
def depths(pair):
    return with_depths(pair, b"sample,depth,err,Tc\nA,254,2,26\nB,364,,22\nC,189,5.5,52\n")


def test_a_derived_column_has_the_errors_of_what_it_is_computed_from(depths):
    first, unstated, last = rows_of(depths)
    for row in (first, last):
        depth, error = float(row["lambda_nm"]), float(row["lambda_nm_sigma"])
        for name in DERIVED:
            # by hand: d ln(lambda^-2) = -2 d ln(lambda)
            slope = -2 * float(row[name]) / depth
            assert float(row[f"{name}_by_lambda_nm"]) == pytest.approx(slope * error, rel=1e-5)
            assert float(row[f"{name}_sigma"]) == pytest.approx(abs(slope) * error, rel=1e-5)
    assert [unstated[f"{name}{end}"] for name in DERIVED for end in ("_sigma", "_by_lambda_nm")] == [""] * 4
    about = json.loads(depths.outputs[2].read_text())["columns"]["n_m3"]
    assert about["parts"] == {"lambda_nm": "n_m3_by_lambda_nm"}
    assert about["uncertainty"] == "first order in that of lambda_nm"


def test_first_order_against_monte_carlo():
    # n = (y - 6)/V(y) of two oxygens and a doping of Bi2212 from two columns with errors
    rng, draws = np.random.default_rng(1), 200_000
    row, errors = {"oxygen": 8.21, "yttrium": 0.3}, {"oxygen": 0.02, "yttrium": 0.05}
    arguments = {"oxygen": "oxygen", "yttrium": "yttrium"}
    known = {name: {name: error} for name, error in errors.items()}
    parts = derive.error_parts("hole_doping_bi2212", arguments, row, known)
    drawn = {name: row[name] + error * rng.standard_normal(draws) for name, error in errors.items()}
    many = (drawn["oxygen"] - 8) - drawn["yttrium"] / 2
    assert np.hypot(*parts.values()) == pytest.approx(many.std(), rel=0.01)
    for name in row:
        assert parts[name] / errors[name] == pytest.approx(
            np.cov(many, drawn[name])[0, 1] / errors[name] ** 2, abs=0.01
        )


def test_first_order_is_that_of_the_uncertainties_package():
    """A density and a Fermi energy from one depth, and a doping from two columns; product and ratio correlated."""
    depth, oxygen, yttrium = ufloat(254.0, 7.0), ufloat(8.21, 0.02), ufloat(0.3, 0.05)
    row, errors = {"depth": 254.0}, {"depth": {"depth": 7.0}}
    density = derive.derive("london_density", {"penetration_depth": "depth"}, row)
    parts = derive.error_parts("london_density", {"penetration_depth": "depth"}, row, errors)
    wanted = density * (depth.n / depth) ** 2
    assert np.hypot(*parts.values(), 0.0) == pytest.approx(wanted.s, rel=1e-4)
    arguments, known = {"n": "n"}, {"n": parts}
    fermi = derive.derive("free_electron_fermi_energy", arguments, {"n": density})
    energy_parts = derive.error_parts("free_electron_fermi_energy", arguments, {"n": density}, known)
    energy = fermi * (wanted / density) ** (2 / 3)
    assert energy_parts["depth"] == pytest.approx(-energy.s, rel=1e-4)
    # errors from one column are added before they are squared
    assert abs(parts["depth"] / density + energy_parts["depth"] / fermi) == pytest.approx(
        (wanted * energy).s / (density * fermi), rel=1e-4
    )
    row = {"oxygen": oxygen.n, "yttrium": yttrium.n}
    parts = derive.error_parts(
        "hole_doping_bi2212",
        {name: name for name in row},
        row,
        {"oxygen": {"oxygen": 0.02}, "yttrium": {"yttrium": 0.05}},
    )
    assert np.hypot(*parts.values()) == pytest.approx((oxygen - 8 - yttrium / 2).s, rel=1e-4)


def test_a_shared_column_correlates_what_is_derived_from_it(depths):
    # Fermi energy of the London density: from the depth through the density
    derived = {"quantity": "fermi_energy_eV", "grade": "computed", "formula": "f", "source": "test"}
    derived |= {"recipe": "free_electron_fermi_energy", "arguments": {"n": "n_m3"}}
    depths.sidecar["derived"] = DERIVED | {"z_fermi_eV": derived}
    row = rows_of(depths)[0]
    draws = 254 + 2 * np.random.default_rng(2).standard_normal(200_000)
    density = float(row["n_m3"]) * (254 / draws) ** 2
    energy = float(row["z_fermi_eV"]) * (density / float(row["n_m3"])) ** (2 / 3)
    product = float(row["z_fermi_eV_by_lambda_nm"]) * float(row["n_m3_by_lambda_nm"])
    assert product == pytest.approx(np.cov(energy, density)[0, 1], rel=0.02)


def test_rounding_is_no_declared_error(depths):
    depths.sidecar["columns"]["Tc"]["uncertainty"] = {"rounding": "true"}
    depths.sidecar["columns"]["depth"]["uncertainty"] = {"percent": "2"}
    depths.table = b"sample,depth,Tc\nA,254,26\nB,364,22\nC,189,52\n"
    row = rows_of(depths)[0]
    assert float(row["tc_K_sigma"]) == pytest.approx(1 / 12**0.5)
    assert float(row["lambda_nm_sigma"]) == pytest.approx(5.08)
    sidecar = read_sidecar(depths.yaml)
    assert error_columns(sidecar)["tc_K"] == {}
    assert error_columns(sidecar)["lambda_nm"] == {"lambda_nm": "lambda_nm_sigma"}
    assert produced_columns(sidecar)["n_m3_by_lambda_nm"] == "part"


def test_errors_in_another_unit(depths):
    depths.sidecar["columns"]["depth"]["uncertainty"] = {"column": "err", "unit": "angstrom"}
    assert [row["lambda_nm_sigma"] for row in rows_of(depths)] == ["0.2", "", "0.55"]
    depths.sidecar["columns"]["depth"]["uncertainty"] = {"column": "err", "unit": "K"}
    assert complaint(depths) == [
        "films.yaml, columns.depth.uncertainty.unit: unit 'K' cannot be converted to 'nanometer'"
    ]


def complaint(pair):
    with pytest.raises(RefereeError) as error:
        pair.tidy()
    return [line.removeprefix("  - ") for line in pair.message(error.value).splitlines()[1:]]


@pytest.mark.parametrize(
    ("error", "words"),
    [
        ("0", "'0' is not a positive uncertainty; expected a positive number, or empty where it is unknown."),
        ("-2", "'-2' is not a positive uncertainty; expected a positive number, or empty where it is unknown."),
        ("300", "'300' is 254 nanometer with an error of 300 nanometer, and penetration depth cannot be negative; "
                "expected an error below the value in the same unit, or a limit."),
    ],
)  # fmt: skip
def test_what_cannot_be_an_error_names_its_row(depths, error, words):
    depths.table = depths.table.replace(b"254,2,", f"254,{error},".encode())
    (line,) = complaint(depths)
    assert line.startswith(f"films.csv, line 2, column 'err': {words}")
    assert "row 'A'" in line


def test_one_number_larger_than_some_values_names_these_rows(depths):
    depths.sidecar["columns"]["Tc"]["uncertainty"] = {"absolute": "24"}
    (line,) = complaint(depths)
    assert line.startswith("films.csv, line 3, column 'Tc': '22' is 22 kelvin with an error of 24 kelvin")


def test_yes_or_no_has_no_error(depths):
    depths.sidecar["columns"]["Tc"] |= {
        "name": "s",
        "quantity": "superconducting",
        "unit": "",
        "uncertainty": {"absolute": "1"},
    }
    depths.write()
    with pytest.raises(RefereeError, match="a class has no error"):
        read_sidecar(depths.yaml)
