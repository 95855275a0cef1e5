import warnings

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pymatgen.core.composition import Composition
from pymatgen.core.periodic_table import Element

from tcreferee.data.elements import PAULING, SYMBOLS, amounts_of

WHOLE = st.integers(1, 20).map(str)
DECIMAL = st.tuples(st.integers(0, 9), st.integers(1, 999)).map(lambda pair: f"{pair[0]}.{pair[1]:03d}")
AMOUNT = st.one_of(st.just(""), WHOLE, DECIMAL)
ATOM = st.tuples(st.sampled_from(sorted(SYMBOLS)), AMOUNT).map("".join)
ATOMS = st.lists(ATOM, min_size=1, max_size=3).map("".join)
GROUP = st.tuples(st.sampled_from(["()", "[]"]), ATOMS, AMOUNT).map(lambda g: f"{g[0][0]}{g[1]}{g[0][1]}{g[2]}")
NESTED = st.tuples(GROUP, ATOMS, AMOUNT).map(lambda g: f"({g[0]}{g[1]}){g[2]}")
FORMULA = st.lists(st.one_of(ATOM, GROUP, NESTED), min_size=1, max_size=3).map("".join).filter(lambda f: len(f) <= 100)


def test_electronegativities_are_those_of_the_package():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the package warns where it has no value, and returns NaN
        package = {element.symbol: float(element.X) for element in Element}
    assert set(package) == SYMBOLS
    assert {symbol: value for symbol, value in package.items() if value == value} == PAULING


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # both measure how busy the machine is
@given(FORMULA)
def test_amounts_are_those_of_the_package(formula):
    package = {element.symbol: amount for element, amount in Composition(formula, strict=True).items()}
    seen = {symbol: amount for symbol, amount in amounts_of(formula).items() if amount >= Composition.amount_tolerance}
    assert seen == pytest.approx(package, rel=1e-12)  # the package leaves smaller amounts out


@pytest.mark.parametrize(
    ("formula", "amounts"),
    [
        ("La2PrNi2O7", {"La": 2, "Pr": 1, "Ni": 2, "O": 7}),
        ("Ba(Fe0.9Co.1)2As2", {"Ba": 1, "Fe": 1.8, "Co": 0.2, "As": 2}),
        ("YBa2Cu3O6.O", {"Y": 1, "Ba": 2, "Cu": 3, "O": 7}),
        ("Sr0CuO2", {"Cu": 1, "O": 2}),
    ],
)
def test_worked_formulas(formula, amounts):
    assert amounts_of(formula) == pytest.approx(amounts)


@pytest.mark.parametrize(
    "text",
    ["", "2O", "o2", "La-2O", "La 2 O", "X2O", "Cuo", "(CuO", "CuO)", "(CuO]2", "()2", "O0", "Cu2+", "O1e2", "O" * 101],
)
def test_what_is_no_formula(text):
    with pytest.raises(ValueError, match="is not a chemical formula"):
        amounts_of(text)
