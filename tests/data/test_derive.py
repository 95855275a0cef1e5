import pytest

from tcreferee.data.derive import check, derive

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


def test_hole_density_by_hand():
    # y = 7: one hole in 173.4 cubic angstrom
    assert derive("hole_density_from_oxygen", HOLES, {"oxygen_content": 7.0}) == pytest.approx(1e30 / 173.4, rel=1e-14)
    assert derive("hole_density_from_oxygen", HOLES, {"oxygen_content": None}) is None
    assert derive("hole_density_from_oxygen", HOLES | {"v6_A3": "0"}, {"oxygen_content": 7.0}) is None


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


def test_good_arguments_pass():
    assert check("nearest_product", NEAREST, "xi_A", XI) == []
    assert check("hole_density_from_oxygen", HOLES, "n_m3", XI) == []
