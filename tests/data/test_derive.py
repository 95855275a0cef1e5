import math
from pathlib import Path

import pytest

from tcreferee.base.quantities import QUANTITIES
from tcreferee.data.cells import CellError
from tcreferee.data.derive import check, columns_used, derive
from tcreferee.data.ionicity import SCALES, pauling_ionicity
from tcreferee.data.recipes import RECIPES

XI = {"a_A": "xi_A", "b_A": "xi_A", "tc_K": "tc_K", "l_KA2": "lambda_KA2", "oxygen_content": "oxygen_content"}
NEAREST = {"tc": "tc_K", "candidates": ["a_A", "b_A"], "product": "l_KA2"}
HOLES = {"oxygen": "oxygen_content", "v6_A3": "176", "dv_A3": "-2.6"}


@pytest.mark.parametrize(
    ("recipe", "row", "expected"),
    [
        ("smallest", {"a_A": 3.0, "b_A": 2.0}, 2.0),
        ("smallest", {"a_A": 3.0, "b_A": None}, 3.0),
        ("smallest", {"a_A": None, "b_A": None}, None),
        ("largest", {"a_A": 3.0, "b_A": 2.0}, 3.0),
        ("largest", {"a_A": None, "b_A": None}, None),
    ],
)
def test_smallest_and_largest_ignore_empty_cells(recipe, row, expected):
    assert derive(recipe, {"columns": ["a_A", "b_A"]}, row) == expected


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"tc_K": 110.0, "a_A": 3.1511, "b_A": 3.3272, "l_KA2": 1217.0}, 3.3272),
        ({"tc_K": 120.0, "a_A": 3.2381, "b_A": 3.5305, "l_KA2": 1258.0}, 3.2381),
        ({"tc_K": 120.0, "a_A": None, "b_A": 3.5305, "l_KA2": 1258.0}, 3.5305),
        ({"tc_K": None, "a_A": 3.2381, "b_A": 3.5305, "l_KA2": 1258.0}, None),
        ({"tc_K": 120.0, "a_A": 3.2381, "b_A": 3.5305, "l_KA2": None}, None),
    ],
)
def test_nearest_product(row, expected):
    assert derive("nearest_product", NEAREST, row) == expected


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"to_eV": 3.2, "a_A": 3.09, "b_A": 4.12}, 3.09),
        ({"to_eV": 3.7, "a_A": 3.09, "b_A": 4.12}, 4.12),
        ({"to_eV": 3.2, "a_A": None, "b_A": 4.12}, 4.12),
        ({"to_eV": 3.2, "a_A": None, "b_A": None}, None),
        ({"to_eV": None, "a_A": 3.09, "b_A": 4.12}, None),
    ],
)
def test_nearest_may_lie_on_either_side(row, expected):
    assert derive("nearest", {"to": "to_eV", "columns": ["a_A", "b_A"]}, row) == expected


def test_hole_density_by_hand():
    # y = 7: one hole in 173.4 cubic angstrom
    assert derive("hole_density_from_oxygen", HOLES, {"oxygen_content": 7.0}) == pytest.approx(1e30 / 173.4, rel=1e-14)
    assert derive("hole_density_from_oxygen", HOLES, {"oxygen_content": None}) is None
    with pytest.raises(CellError, match=r"^cannot be computed from oxygen = 7\.0, v6_A3 = 2\.6, .*: no finite value$"):
        derive("hole_density_from_oxygen", HOLES | {"v6_A3": "2.6"}, {"oxygen_content": 7.0})


@pytest.mark.parametrize(
    ("recipe", "arguments", "quantity", "message"),
    [
        ("smalest", {}, "xi_A", "'smalest' is not a recipe; did you mean 'smallest'?"),
        (
            "smallest",
            {"colums": ["a_A"]},
            "xi_A",
            "'colums' is not an argument of 'smallest'; did you mean 'columns'?",
        ),
        ("smallest", {}, "xi_A", "argument 'columns' of 'smallest' is missing"),
        ("smallest", {"columns": "a_A"}, "xi_A", "argument 'columns' must be a list of columns"),
        ("smallest", {"columns": []}, "xi_A", "argument 'columns' names no column"),
        ("smallest", {"columns": ["a"]}, "xi_A", "argument 'columns': there is no column 'a'; known: "),
        (
            "smallest",
            {"columns": ["tc_K"]},
            "xi_A",
            "argument 'columns': column 'tc_K' holds 'tc_K', not 'xi_A'",
        ),
        ("nearest_product", NEAREST, "tc_K", "recipe 'nearest_product' gives 'xi_A', not 'tc_K'"),
        ("nearest_product", NEAREST | {"tc": ["tc_K"]}, "xi_A", "argument 'tc' must be one column"),
        (
            "hole_density_from_oxygen",
            HOLES | {"v6_A3": "1,7"},
            "n_m3",
            "argument 'v6_A3' must be a number, not '1,7'",
        ),
    ],
)
def test_what_cannot_be_computed_is_said(recipe, arguments, quantity, message):
    assert any(fault.startswith(message) for fault in check(recipe, arguments, quantity, XI))


@pytest.mark.parametrize(
    ("recipe", "arguments", "message"),
    [
        (
            "linear",
            {"x": "label", "intercept": "0", "slope": "1"},
            "argument 'x': column 'label' holds 'text', not a number",
        ),
        (
            "hole_density_from_doping",
            {"doping": "p", "volume_A3": "tc_K", "planes": "2"},
            "argument 'volume_A3': column 'tc_K' holds 'tc_K', not 'volume_A3'",
        ),
        (
            "hole_density_from_doping",
            {"doping": "p", "volume_A3": ["1"], "planes": "2"},
            "argument 'volume_A3' must be one column or number",
        ),
        (
            "hole_density_from_doping",
            {"doping": "p", "volume_A3": "170", "planes": "1e999"},
            "argument 'planes' must be a number, not '1e999'",
        ),
        (
            "pauling_ionicity",
            {"composition": "label", "scale": "pauling"},
            "argument 'scale': 'pauling' is not known; known: handbook, pymatgen",
        ),
    ],
)
def test_columns_numbers_and_words_are_told_apart(recipe, arguments, message):
    columns = {"label": "text", "p": "doping", "tc_K": "tc_K"}
    assert check(recipe, arguments, RECIPES[recipe].gives or "doping", columns) == [message]


def test_good_arguments_pass():
    assert check("nearest_product", NEAREST, "xi_A", XI) == []
    assert check("hole_density_from_oxygen", HOLES, "n_m3", XI) == []


WORKED = {
    # n_Tc compilation, Bi2Sr2Ca1-xYxCu2O8+d of Groen 1990: x = 0.1, O8.23, p = 0.180, n = 1.58964e27
    "hole_doping_bi2212": ({"oxygen": "y", "yttrium": "x"}, {"y": 8.23, "x": 0.1}, 0.180, 1e-12),
    "hole_density_from_doping": (
        {"doping": "p", "volume_A3": "226.47", "planes": "2"},
        {"p": 0.180},
        1.58964e27,
        2e-5,
    ),
    # lambda_ab(0) = 0.14 um: 1.44072e27 (m_e/(mu0 e^2) = 2.81794e-15 m is the classical electron radius / 4 pi)
    "london_density": ({"penetration_depth": "l"}, {"l": 140.0}, 1 / (4 * math.pi * 2.8179403e-15 * 0.14e-6**2), 1e-7),
    # half of that for 12 electron masses, at 130 nm
    "pair_density_london": (
        {"penetration_depth": "l", "pair_mass": "m"},
        {"l": 130.0, "m": 24.0},
        6 / (4 * math.pi * 2.8179403e-15 * 0.13e-6**2),
        1e-7,
    ),
    # uemura.csv: YBa2Cu3Ox, 130 nm, 59.17 per square micrometre
    "inverse_square": ({"penetration_depth": "l"}, {"l": 130.0}, 59.17, 1e-4),
    # Ashcroft and Mermin, Table 2.1: Cu, 8.47e22/cm^3, 7.00 eV
    "free_electron_fermi_energy": ({"n": "n"}, {"n": 8.47e28}, 7.03, 2e-3),
    # exchange_standing_wave, Table 1: Li, R_100 = 3.49 angstrom, 3.09 eV
    "standing_wave_energy": ({"length": "r"}, {"r": 3.49}, 3.09, 2e-3),
    # Al: 18.1e22/cm^3, 26.98 g/mol, 2.70 g/cm^3 gives the group valence 3
    "valence_from_density": (
        {"n": "n", "molar_mass": "0.0269815", "density": "rho"},
        {"n": 1.808e29, "rho": 2700.0},
        3.0,
        1e-3,
    ),
    # Li: bcc, a = 3.49 angstrom, 4.70e22/cm^3
    "density_from_cubic_cell": ({"lattice": "a", "atoms": "2", "valence": "z"}, {"a": 3.49, "z": 1.0}, 4.705e28, 1e-3),
    # by hand: 1e30^(-1/6) = 1e-5, over 1e-6 x 2e-10
    "unified_x": ({"n": "n", "d0": "d", "alpha": "a"}, {"n": 1e30, "d": 2.0, "a": 1e-6}, 5e10, 1e-12),
    # by hand: (3 - 1.8 - 1e-7 x 10 x 3)/2
    "closing_length": (
        {"d0": "d", "r_plus": "r", "alpha": "a", "tc": "t"},
        {"d": 3.0, "r": 0.9, "a": 1e-7, "t": 10.0},
        0.5999985,
        1e-12,
    ),
    # by hand: T_U = (3 - 1.8)/(1e-7 x 3) = 4e6 K
    "t_u_less_tc": (
        {"d0": "d", "r_plus": "r", "alpha": "a", "tc": "t"},
        {"d": 3.0, "r": 0.9, "a": 1e-7, "t": 10.0},
        3999990.0,
        1e-12,
    ),
    "linear": ({"x": "x", "intercept": "0.17", "slope": "-0.1"}, {"x": 0.5}, 0.12, 1e-12),
    "pauling_ionicity": ({"composition": "c", "scale": "handbook"}, {"c": "HgBa2CuO4"}, 0.625, 1e-3),
}


@pytest.mark.parametrize("recipe", WORKED)
def test_against_printed_or_hand_computed_values(recipe):
    arguments, row, expected, tolerance = WORKED[recipe]
    assert derive(recipe, arguments, row) == pytest.approx(expected, rel=tolerance)
    for column in row:
        assert derive(recipe, arguments, row | {column: None}) is None
    assert columns_used(recipe, arguments) == list(row)


@pytest.mark.parametrize(("r_plus", "tc", "expected"), [(0.9, 4.1e6, None), (1.6, 1.0, None), (0.9, 3.9e6, 1e5)])
def test_a_metal_above_its_limit_has_no_place_in_the_unified_plot(r_plus, tc, expected):
    arguments = {"d0": "d", "r_plus": "r", "alpha": "a", "tc": "t"}
    found = derive("t_u_less_tc", arguments, {"d": 3.0, "r": r_plus, "a": 1e-7, "t": tc})
    assert found == (expected and pytest.approx(expected))


def test_every_recipe_is_worked_out_and_explained():
    readme = (Path(__file__).parents[2] / "data/raw/README.md").read_text(encoding="utf-8")
    for name, recipe in RECIPES.items():
        assert name in {*WORKED, "smallest", "largest", "nearest", "nearest_product", "hole_density_from_oxygen"}
        assert all(f"`{word}" in readme for word in (name, *recipe.arguments)), name
        assert recipe.gives in {"", *QUANTITIES}
        assert {a.quantity for a in recipe.arguments.values()} <= {"", "any", "text", *QUANTITIES}


# Table 1 of the ionic-bond-pairing paper.
IONICITY = {
    "YBa2Cu3O7": 0.609, "Bi2Sr2CaCu2O8": 0.591, "Bi2Sr2Ca2Cu3O10": 0.596, "Tl2Ba2Ca2Cu3O10": 0.608,
    "HgBa2CuO4": 0.625, "HgBa2Ca2Cu3O10": 0.618, "LaNiO2": 0.594, "PrNiO2": 0.590, "NdNiO2": 0.588,
    "La3Ni2O7": 0.625, "La2PrNiO7": 0.668, "La2PrNi2O7": 0.623,
}  # fmt: skip


def test_which_printed_ionicities_a_scale_gives():
    given = {
        scale: {name for name, printed in IONICITY.items() if abs(pauling_ionicity(name, scale) - printed) <= 0.0005}
        for scale in SCALES
    }
    assert given["handbook"] == set(IONICITY)
    assert set(IONICITY) - given["pymatgen"] == {name for name in IONICITY if name.startswith(("Bi", "Tl", "Hg"))}


def test_fluorine_is_an_anion():
    # La 1.10, Cu 1.90, O 3.44, F 3.98 on Pauling's scale: each bond by the atoms at both ends
    def bond(anion, cation):
        return 1 - math.exp(-((anion - cation) ** 2) / 4)

    oxygen, fluorine = ((2 * bond(anion, 1.10) + bond(anion, 1.90)) / 3 for anion in (3.44, 3.98))
    assert pauling_ionicity("La2CuO4F0.1", "pymatgen") == pytest.approx((4 * oxygen + 0.1 * fluorine) / 4.1, abs=1e-12)
    # 0.646 without fluorine, 0.803 were fluorine all: a little adds a little, never takes away
    given = [pauling_ionicity(text, "pymatgen") for text in ("La2CuO4", "La2CuO4.00009", "La2CuO4F0.1", "La2CuO3F2")]
    assert given == sorted(given)
    assert given[0] == pytest.approx(oxygen, abs=1e-12)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("BaKFe)Asy", "'BaKFe)Asy' is not a chemical formula"),
        ("La2-xSrxCuO4", "'La2-xSrxCuO4' is not a chemical formula"),
        ("X2O", "'X2O' is not a chemical formula"),
        ("La-2O", "'La-2O' is not a chemical formula"),
        ("O2", "'O2' is not an oxide"),
        ("NaCl", "'NaCl' is not an oxide"),
        ("HeO", "the electronegativity of He is not known"),
        ("LaF3", "'LaF3' is not an oxide"),
        ("Sr2CuO2CO3", "'Sr2CuO2CO3' holds C, neither a metal nor one of the anions O, F, Cl, Br, I"),
        ("Bi2O2S", "'Bi2O2S' holds S, neither a metal nor one of the anions O, F, Cl, Br, I"),
        ("LaFeAsO", "'LaFeAsO' holds As, neither a metal nor one of the anions O, F, Cl, Br, I"),
    ],
)
def test_what_is_no_oxide_has_no_ionicity(text, reason):
    with pytest.raises(CellError) as error:
        derive("pauling_ionicity", {"composition": "c", "scale": "pymatgen"}, {"c": text})
    assert str(error.value) == f"cannot be computed from composition = {text}, scale = pymatgen: {reason}"
