from decimal import Decimal

import pytest

from tcreferee.data.cells import CellError, parse_number


@pytest.mark.parametrize(
    ("text", "value", "step"),
    [
        ("93", "93", "1"),
        (" 93.50\t", "93.50", "0.01"),
        ("-0.5", "-0.5", "0.1"),
        ("+7.", "7", "1"),
        (".25", "0.25", "0.01"),
        ("1.2e21", "1.2e21", "1e20"),
        ("1E-3", "0.001", "0.001"),
        ("007", "7", "1"),
        ("0", "0", "1"),
    ],
)
def test_plain_numbers(text, value, step):
    number = parse_number(text)
    assert (number.value, number.step, number.sigma) == (Decimal(value), Decimal(step), None)


@pytest.mark.parametrize(
    ("text", "value", "sigma"),
    [
        ("93(2)", "93", "2"),
        ("93.5(12)", "93.5", "1.2"),
        ("0.123(4)", "0.123", "0.004"),
        ("1.23(4)e5", "123000", "4000"),
        ("93", "93", None),
        ("93±2", "93", "2"),
        ("93.5 ± 0.75", "93.5", "0.75"),
        ("1.2e21 +/- 3e20", "1.2e21", "3e20"),
        ("93 (±2)", "93", "2"),
        ("(93 ± 2)", "93", "2"),
    ],
)
def test_brackets_count_in_the_last_digit_and_plus_minus_by_itself(text, value, sigma):
    number = parse_number(text, brackets=True)
    assert number.value == Decimal(value)
    assert number.sigma == (None if sigma is None else Decimal(sigma))


def test_rounding_is_uniform_over_one_step():
    assert float(parse_number("3.330").rounding_sigma) == pytest.approx(0.001 / 12**0.5, rel=1e-15)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("<0.3", "is a limit, not a value"),
        ("≥ 5", "is a limit, not a value"),
        ("~90", "is an approximate value"),
        ("ca. 90", "is an approximate value"),
        ("NaN", "is not a finite number"),
        ("-inf", "is not a finite number"),
        ("–5", "has a dash or minus sign that is not the ASCII '-'"),
        ("1.2 x 1021", "is not a plain number"),  # a lost superscript
        ("1.2e3×10^21", "is not a plain number"),
        ("1.2 ± 0.3×10^21", "has more than a value and its uncertainty around ±"),  # whose power is it?
        ("90–95", "has a dash or minus sign that is not the ASCII '-'"),
        ("93±2", "has an uncertainty beside it, but the column does not declare such uncertainties"),
        ("93 +/- 2", "has an uncertainty beside it, but the column does not declare such uncertainties"),
        ("93±", "has more than a value and its uncertainty around ±"),
        ("93 ± 2 ± 1", "has more than a value and its uncertainty around ±"),
        ("93+2-3", "has one uncertainty upwards and one downwards, but the column does not declare such uncertainties"),
        (
            "93 (-3, +2)",
            "has one uncertainty upwards and one downwards, but the column does not declare such uncertainties",
        ),
        (
            "93 +2/-3",
            "has one uncertainty upwards and one downwards, but the column does not declare such uncertainties",
        ),
        (
            "93^{+2}_{-3}",
            "has one uncertainty upwards and one downwards, but the column does not declare such uncertainties",
        ),
        ("(93 ± 2", "has more than a value and its uncertainty around ±"),
        ("not superconducting down to 1.4", "is a limit, not a value"),
        ("93,5", "has a comma, which may separate decimals or thousands"),
        ("1,234.5", "has a comma, which may separate decimals or thousands"),
        ("1 234", "has a space between digits"),
        ("1\u00a0234", "has a space between digits"),
        ("90-95", "is a range, not a value"),
        ("93(2)", "has an uncertainty beside it, but the column does not declare such uncertainties"),
        ("1e400", "is not a plain number|is too large or too small for a computer number"),
        ("1e-400", "is too large or too small for a computer number"),
        ("", "is not a plain number"),
        ("1e9999999999", "is not a plain number"),
        ("1_000", "is not a plain number"),
        ("０", "is not a plain number"),
        ("٣", "is not a plain number"),
        ("0x10", "is not a plain number"),
        ("9.3.1", "is not a plain number"),
        ("93K", "is not a plain number"),
        ("93\n", "is not a plain number"),
        ("=1+1", "is not a plain number"),
        ("True", "is not a plain number"),
        ("1/2", "is not a plain number"),
        ("9" * 41, "is not a plain number"),
    ],
)
def test_what_is_no_number_says_why(text, reason):
    with pytest.raises(CellError) as error:
        parse_number(text)
    assert str(error.value) in reason.split("|")
    sides = "'uncertainty: {printed: sides}' for cells such as 38+2-3"
    assert error.value.expected == (sides if "downwards" in reason else "a plain number such as 93, 93.5 or 1.2e21")


@pytest.mark.parametrize(
    ("text", "value", "sigma"),
    [
        ("1.20×10²¹", "1.20e21", None),
        ("1.2 x 10^21", "1.2e21", None),
        ("1.2·10^{-3}", "1.2e-3", None),
        ("1.2*10**21", "1.2e21", None),
        ("−1.2 × 10⁻³", "-1.2e-3", None),
        ("−5", "-5", None),
        ("1.2(3) × 10²¹", "1.2e21", "0.3e21"),
        ("(1.2 ± 0.3) × 10²¹", "1.2e21", "0.3e21"),
    ],
)
def test_powers_of_ten_and_minus_signs_as_they_are_printed(text, value, sigma):
    number = parse_number(text, brackets=True)
    assert (number.value, number.sigma) == (Decimal(value), None if sigma is None else Decimal(sigma))


def test_a_power_of_ten_keeps_the_step_of_its_digits():
    assert parse_number("1.20×10²¹").step == Decimal("1e19")


@pytest.mark.parametrize("text", ["93 (2)", "93(1.2)", "93.5 (1.2)"])
def test_brackets_that_may_be_a_reference(text):
    with pytest.raises(CellError, match="may be an uncertainty, a reference or damaged print") as error:
        parse_number(text, brackets=True)
    assert error.value.expected == "93.5(12) or 93.5 ± 1.2"


@pytest.mark.parametrize("text", ["93()", "(2)", "93(-2)", "93(2", "9(2)3", "93(2)(3)"])
def test_damaged_brackets(text):
    with pytest.raises(CellError, match="is not a plain number"):
        parse_number(text, brackets=True)


def test_an_uncertainty_is_never_zero():
    with pytest.raises(CellError, match=r"^states an uncertainty of zero, which no measurement has$"):
        parse_number("93(0)", brackets=True)
