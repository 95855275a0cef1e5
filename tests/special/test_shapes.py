"""All expressions up to a number of nodes, against counts by other means."""

import numpy as np
import pint
import pytest
from reached import exponents

from tcreferee.base.quantities import QUANTITIES
from tcreferee.special.inputs import Inputs, dimension, inputs_of
from tcreferee.special.operations import BINARY, LEAF, UNARY
from tcreferee.special.shapes import Shapes
from tcreferee.special.words import mathtext

X = np.array([0.7, 1.3, 2.1, 3.7, 4.4, 6.2, 8.9])
Z = np.array([5.1, 0.4, 2.9, 1.1, 7.7, 3.2, 0.9])


def grown(inputs, nodes, honest=True, free_constant=True):
    shapes = Shapes(inputs, honest, free_constant)
    batches = [list(shapes.grow()) for _ in range(nodes)]
    return shapes, batches


@pytest.mark.parametrize("nodes", [1, 2, 3, 4, 5])
def test_of_one_quantity_with_a_unit_there_are_powers_and_sums_of_like_ones(nodes):
    """Up to five nodes no sum of like units is new but for a number in front, so the families are its powers."""
    shapes, batches = grown(inputs_of(["n_m3"], [X * 1e27]), nodes)
    found = {round(float(np.log(v[1] / v[0]) / np.log(X[1] / X[0])), 9)
             for level in batches for b in level for v, unit, op in zip(b.values, b.units, b.operation, strict=True)
             if unit.any()}  # fmt: skip
    assert found == {round(float(p), 9) for p in exponents(nodes)}
    tops = [v - v.mean() for level in batches for b in level for v in b.values[b.operation == len(UNARY) + len(BINARY)]]
    assert bool(tops) == (nodes > 1)  # one family: a + b ln n
    assert all(np.linalg.matrix_rank(np.stack([v, tops[0]]), tol=1e-9) == 1 for v in tops)


def naive(leaves, nodes):
    """Values of every tree, without any saving."""
    if nodes == 1:
        return list(leaves)
    unary = (lambda x: 1 / x, lambda x: x * x, np.sqrt, np.cbrt, np.exp, np.log)
    binary = (np.add, np.subtract, np.multiply, np.divide)
    found = [f(x) for f in unary for x in naive(leaves, nodes - 1)]
    for i in range(1, nodes - 1):
        found += [f(x, y) for f in binary for x in naive(leaves, i) for y in naive(leaves, nodes - 1 - i)]
    return [v for v in found if np.isfinite(v).all() and 1e-100 < np.abs(v).max() < 1e100]


@pytest.mark.parametrize("nodes", [1, 2, 3, 4])
def test_the_unit_blind_grammar_gives_every_tree_once(nodes):
    with np.errstate(all="ignore"):
        every = [v for n in range(1, nodes + 1) for v in naive([X, Z, np.ones(7), np.full(7, 2.0)], n)]
    wanted = {(*np.round(v / np.abs(v).max(), 7).tolist(), round(float(np.log(np.abs(v).max())), 7)) for v in every}
    _, batches = grown(Inputs(("x", "z"), np.array([X, Z]), np.zeros((2, 0))), nodes, honest=False)
    assert sum(len(b) for level in batches for b in level) == len(wanted)


def test_unlike_units_are_not_added_and_have_no_exponential():
    inputs = inputs_of(["xi_A", "tc_K"], [X, Z])
    shapes, batches = grown(inputs, 4, free_constant=False)
    for level in batches:
        for b in level:
            texts = [
                mathtext(shapes, int(o), int(i), int(j)) for o, i, j in zip(b.operation, b.left, b.right, strict=True)
            ]
            assert r"\xi + T_c" not in texts
            assert r"\exp\left(\xi\right)" not in texts
    assert any(
        mathtext(shapes, int(o), int(i), int(j)) == r"\exp\left(\xi\right)"
        for b in grown(Inputs(inputs.symbols, inputs.values, inputs.units), 2, honest=False)[1][1]
        for o, i, j in zip(b.operation, b.left, b.right, strict=True)
    )  # fmt: skip


def test_what_is_not_defined_on_some_row_is_left_out():
    _, batches = grown(Inputs(("x",), np.array([[-1.0, 0.0, 2.0]]), np.zeros((1, 0))), 2, honest=False)
    codes = {int(code) for b in batches[1] for code, left in zip(b.operation, b.left, strict=True) if left == 0}
    assert codes == {UNARY.index(word) for word in ("square", "cube root", "exp")}
    assert {int(code) for b in batches[0] for code in b.operation} == {LEAF}


@pytest.fixture(scope="module")
def registry():
    return pint.UnitRegistry()


@pytest.mark.parametrize("unit", sorted({each.unit for each in QUANTITIES.values()}))
def test_dimensions_are_those_of_pint(registry, unit):
    mine = dimension(unit)
    base = {"length": "[length]", "mass": "[mass]", "kelvin": "[temperature]", "mole": "[substance]"}
    whole = registry.Unit("")
    for word, power in mine.items():
        whole *= (
            registry.Unit(
                {"energy": "joule", "gigapascal": "pascal", "length": "meter", "mass": "gram"}.get(word, word)
            )
            ** power
        )
    assert set(mine) <= {*base, "energy", "gigapascal"}
    assert whole.dimensionality == registry.Unit(unit).dimensionality


@pytest.mark.parametrize(
    ("tree", "text"),
    [(("root", ("cube root", "x")), "x^{1/6}"), (("inverse", ("square", "x")), "x^{-2}"),
     (("/", "x", ("+", "x", "z")), r"x/\left(x + z\right)"), (("*", ("-", "x", "z"), "x"), r"\left(x - z\right)\,x"),
     (("root", ("+", "x", "z")), r"\left(x + z\right)^{1/2}")],
)  # fmt: skip
def test_mathtext(tree, text):
    shapes, _ = grown(Inputs(("x", "z"), np.array([X, Z]), np.zeros((2, 0))), 3, honest=False)
    words = (*UNARY, *BINARY)

    def place(node):
        if isinstance(node, str):
            return "xz".index(node)
        code, operands = words.index(node[0]), [place(each) for each in node[1:]]
        left, right = operands[0], operands[1] if len(operands) > 1 else LEAF
        whole = [
            np.concatenate([getattr(level, name) for level in shapes.levels]) for name in ("operation", "left", "right")
        ]
        match = (whole[0] == code) & (whole[1] == left) & (whole[2] == right)
        return int(np.flatnonzero(match)[0])

    code, operands = words.index(tree[0]), [place(each) for each in tree[1:]]
    assert mathtext(shapes, code, operands[0], operands[1] if len(operands) > 1 else LEAF) == text
