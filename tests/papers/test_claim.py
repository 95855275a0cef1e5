"""The rule: what a printed number allows, and the verdict that follows from it."""

import math

import pytest

from tcreferee.papers.claim import Cell, Claim, Precision, Printed, Verdict, faults, half_unit
from tcreferee.papers.verdict import judge


def claim(printed="10", precision=Precision.DIGITS, recompute=lambda x: x, **more):
    return Claim(
        id="c", location="Eq. (1)", quantity="q", unit="K", printed=printed, formula="x", recompute=recompute,
        inputs=more.pop("inputs", {"x": Printed("1", "K", "s")}), precision=precision, **more,
    )  # fmt: skip


def verdict(printed, recomputed, precision=Precision.DIGITS):
    """The verdict on a printed number whose inputs are exact."""
    exact = {"x": Printed(repr(recomputed), "K", "s", exact=True)}
    return judge(claim(printed, precision, inputs=exact), Printed(printed, "K", "s"), exact).verdict


@pytest.mark.parametrize(
    ("text", "half"),
    [
        ("89", 0.5), ("1.613", 0.0005), ("5.651e6", 500.0), ("1300", 0.5), ("0.90", 0.005), ("-3.2", 0.05),
        ("1e27", 0.5e27), ("2.0E-3", 0.5e-4), ("7.", 0.5),
    ],
)  # fmt: skip
def test_half_a_unit_of_the_last_digit(text, half):
    assert half_unit(text) == pytest.approx(half, rel=1e-12)
    assert Printed(text, "", "").half_unit == half_unit(text)


def test_an_exact_number_has_no_rounding():
    assert Printed("4", "", "a count", exact=True).half_unit == 0


@pytest.mark.parametrize(
    ("printed", "agrees", "differs"),
    [("89", 89.5, 89.51), ("89", 88.5, 88.49), ("1.613", 1.6135, 1.6136), ("5.651e6", 5.6515e6, 5.6516e6)],
)
def test_as_printed_means_half_a_unit(printed, agrees, differs):
    assert verdict(printed, agrees) is Verdict.REPRODUCED
    assert verdict(printed, differs) is Verdict.DIFFERS


@pytest.mark.parametrize(
    ("printed", "agrees", "differs"),
    [
        ("100", 105.0, 105.1), ("-100", -95.0, -94.9),  # five per cent
        ("13", 14.0, 14.01), ("2.5", 2.625, 2.63), ("8e5", 7.2e5, 7.19e5),  # one unit, from five to ten per cent
        ("3", 3.3, 3.31), ("1", 1.1, 1.11), ("1e18", 0.9e18, 0.89e18),  # ten per cent
    ],
)  # fmt: skip
def test_about_means_one_unit_but_five_to_ten_percent(printed, agrees, differs):
    assert verdict(printed, agrees, Precision.ABOUT) is Verdict.REPRODUCED
    assert verdict(printed, differs, Precision.ABOUT) is Verdict.DIFFERS


@pytest.mark.parametrize(
    ("printed", "agrees", "differs"),
    [("100", 316.0, 317.0), ("100", 31.7, 31.6), ("-1e3", -3.1e3, 1e3), ("1e-3", 1e-3, 0.0)],
)
def test_an_order_of_magnitude_means_half_a_decade(printed, agrees, differs):
    assert verdict(printed, agrees, Precision.ORDER) is Verdict.REPRODUCED
    assert verdict(printed, differs, Precision.ORDER) is Verdict.DIFFERS


@pytest.mark.parametrize(("printed", "agrees", "differs"), [("2", 2 + 1e-7, 2.00001), ("0", 0.0, 1e-5)])
def test_a_count_or_a_power_is_exact(printed, agrees, differs):
    assert verdict(printed, agrees, Precision.EXACT) is Verdict.REPRODUCED
    assert verdict(printed, differs, Precision.EXACT) is Verdict.DIFFERS


def test_bounds_are_one_sided():
    assert verdict("10", 2, Precision.AT_MOST) is Verdict.REPRODUCED
    assert verdict("10", 10.5, Precision.AT_MOST) is Verdict.REPRODUCED
    assert verdict("10", 10.6, Precision.AT_MOST) is Verdict.DIFFERS
    assert verdict("10", 50, Precision.AT_LEAST) is Verdict.REPRODUCED
    assert verdict("10", 9.5, Precision.AT_LEAST) is Verdict.REPRODUCED
    assert verdict("10", 9.4, Precision.AT_LEAST) is Verdict.DIFFERS


def test_the_rounding_of_each_input_counts():
    inputs = {"a": Printed("3.0", "K", "s"), "b": Printed("2", "", "s"), "n": Printed("5", "", "s", exact=True)}
    product = claim("30", recompute=lambda a, b, n: a * b * n, inputs=inputs)
    outcome = judge(product, Printed("30", "K", "s"), inputs)
    assert outcome.recomputed == 30
    assert outcome.tolerance == pytest.approx(0.5 + 0.05 * 2 * 5 + 0.5 * 3 * 5)


def outcome_of(printed, recompute, precision=Precision.DIGITS, **inputs):
    given = {name: Printed(text, "", "s") for name, text in inputs.items()}
    return judge(claim(printed, precision, recompute, inputs=given), Printed(printed, "", "s"), given)


def test_a_number_met_through_rounded_inputs_alone_is_within_rounding():
    # Lambda = Tc xi^2 of a row that prints 128 K, 3.3053 angstrom and 1393: 1398.4
    row = outcome_of("1393", lambda tc, xi: tc * xi**2, tc="128", xi="3.3053")
    assert row.recomputed == pytest.approx(1398.4, abs=0.05)
    assert row.verdict is Verdict.WITHIN_ROUNDING
    assert outcome_of("1398", lambda tc, xi: tc * xi**2, tc="128", xi="3.3053").verdict is Verdict.REPRODUCED
    assert outcome_of("1391", lambda tc, xi: tc * xi**2, tc="128", xi="3.3053").verdict is Verdict.DIFFERS
    assert outcome_of("10", lambda x: x, Precision.AT_MOST, x="11").verdict is Verdict.WITHIN_ROUNDING


def test_an_assumed_input_has_no_rounding():
    # 13 meV at 2.928 angstrom, taken to 2.504 angstrom: 17.78 meV; 17.9 is printed
    inputs = {
        "e": Printed("13", "meV", "s", exact=True),
        "a": Printed("2.928", "", "s"),
        "b": Printed("2.504", "", "s"),
    }
    energy = claim("17.9", recompute=lambda e, a, b: e * (a / b) ** 2, inputs=inputs)
    found = judge(energy, Printed("17.9", "meV", "s"), inputs)
    assert (round(found.recomputed, 2), found.verdict) == (17.78, Verdict.DIFFERS)


@pytest.mark.parametrize(
    ("printed", "precision", "inputs", "recompute", "expected"),
    [
        # a bound that an input ten times wrong would not break
        ("1e19", Precision.AT_LEAST, {"n": "6.2e20"}, lambda n: n, Verdict.CANNOT_FAIL),
        ("1e19", Precision.AT_LEAST, {"n": "3.0e19"}, lambda n: n, Verdict.REPRODUCED),
        ("0", Precision.AT_LEAST, {"n": "5"}, lambda n: n, Verdict.CANNOT_FAIL),
        # nearly one whatever the two numbers are
        ("1", Precision.ABOUT, {"E": "1.5", "gap": "1e-3"}, lambda E, gap: 1 - gap / E, Verdict.CANNOT_FAIL),
        ("1", Precision.ABOUT, {"E": "1.5", "gap": "0.1"}, lambda E, gap: 1 - gap / E, Verdict.REPRODUCED),
        # an input of no digit to the third power
        ("1e18", Precision.ORDER, {"x": "1e-8"}, lambda x: (100 * x) ** -3, Verdict.CANNOT_FAIL),
        ("1e18", Precision.ORDER, {"x": "1.0e-8"}, lambda x: (100 * x) ** -3, Verdict.REPRODUCED),
        # no input, or none that matters: a derivation, which can fail
        ("2", Precision.DIGITS, {}, lambda: 2.0, Verdict.REPRODUCED),
        ("2", Precision.DIGITS, {"x": "7"}, lambda x: 2.0 * x / x, Verdict.REPRODUCED),
        # a wrong number stays a wrong number
        ("1e18", Precision.ORDER, {"x": "1e-8"}, lambda x: 100 * (100 * x) ** -3, Verdict.DIFFERS),
    ],
)
def test_a_claim_that_cannot_fail_is_said_to(printed, precision, inputs, recompute, expected):
    assert outcome_of(printed, recompute, precision, **inputs).verdict is expected


def test_the_larger_side_of_an_input_counts():
    inputs = {"x": Printed("1", "", "s")}
    inverse = claim("1", recompute=lambda x: 1 / x, inputs=inputs)
    assert judge(inverse, Printed("1", "", "s"), inputs).tolerance == pytest.approx(0.5 + (1 / 0.5 - 1))


def test_rounded_inputs_never_loosen_an_order_of_magnitude():
    inputs = {"x": Printed("400", "", "s")}
    outcome = judge(claim("100", Precision.ORDER, inputs=inputs), Printed("100", "", "s"), inputs)
    assert (outcome.tolerance, outcome.verdict) == (0.5, Verdict.DIFFERS)


def test_the_relative_difference_has_the_sign_of_the_error():
    inputs = {"x": Printed("-12", "", "s", exact=True)}
    outcome = judge(claim("-10", inputs=inputs), Printed("-10", "", "s"), inputs)
    assert outcome.rel_diff == pytest.approx(-0.2)
    zero = judge(claim("0", inputs=inputs), Printed("0", "", "s"), inputs)
    assert math.isnan(zero.rel_diff)


@pytest.mark.parametrize("declared", [Verdict.NOT_DEFINED, Verdict.NOT_RECOVERABLE])
def test_without_a_recomputation_the_declared_verdict_stands(declared):
    outcome = judge(claim(recompute=None, verdict=declared, reason="r"), Printed("10", "K", "s"), {})
    assert outcome.verdict is declared
    assert outcome.printed == 10
    assert math.isnan(outcome.recomputed)
    assert math.isnan(outcome.tolerance)


OWN = Cell("d", "r", "c")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"recompute": None}, ["needs either a recomputation or the verdict not-defined or not-recoverable",
                               "no recomputation and no reason"]),
        ({"verdict": Verdict.NOT_DEFINED}, ["needs either a recomputation or the verdict not-defined or "
                                            "not-recoverable"]),
        ({"recompute": None, "verdict": Verdict.NOT_DEFINED}, ["no recomputation and no reason"]),
        ({"recompute": None, "verdict": Verdict.REPRODUCED, "reason": "r"},
         ["verdict 'reproduced' cannot be declared, it follows from the numbers"]),
        ({"recompute": None, "verdict": Verdict.DIFFERS, "reason": "r"},
         ["verdict 'differs' cannot be declared, it follows from the numbers"]),
        ({"printed": OWN, "inputs": {"x": Cell("d", "r", "c")}}, ["lists its own number among its inputs"]),
    ],
)  # fmt: skip
def test_faults_of_a_declaration(wrong, said):
    assert faults(claim(**wrong)) == said


@pytest.mark.parametrize("name", ["", "Table-1", "a b", "-a", "a/b", "a_b"])
def test_ids_are_plain(name):
    changed = Claim(**{**vars(claim()), "id": name})
    assert faults(changed) == ["id is not made of small letters, digits, dots and hyphens"]


def test_a_good_declaration_has_no_faults():
    assert faults(claim(printed=OWN, inputs={"x": Cell("d", "r", "other")})) == []
    assert faults(claim(recompute=None, verdict=Verdict.NOT_RECOVERABLE, reason="not printed")) == []
