"""Every numbered equation of the five papers is a model or a function, or it is said why it is neither."""

import re

import numpy as np
import pytest

from tcreferee.formulas.equation import find_equations
from tcreferee.formulas.loading import find_models, load_model

# Numbers as the papers print them; and those that say nothing of a Tc, an energy or a length.
NUMBERS = {
    "bec_double_bridge": [str(i) for i in range(1, 6)],
    "ionic_bond_pairing": [str(i) for i in range(1, 9)],
    "general_model_screening": [str(i) for i in range(1, 11)],
    "polyhedral_quantum_well": ["1", "2", "3"],
    "exchange_standing_wave": [*(f"2.{i}" for i in range(1, 15)), *(f"3.{i}" for i in range(1, 14))],
}
WITHOUT = {
    ("bec_double_bridge", "1"): "splits a density into condensed and normal parts",
    ("ionic_bond_pairing", "4"): "form of a pair's wave function",
    ("ionic_bond_pairing", "5"): "angular momentum of a pair's wave function",
    ("ionic_bond_pairing", "6"): "parity of a pair's wave function",
    ("ionic_bond_pairing", "7"): "Tc is the condensation temperature: model bec_ideal",
    ("general_model_screening", "5"): "Eq. (6) before it is solved for Tc",
    ("exchange_standing_wave", "2.5"): "overlap of two wave functions",
    ("exchange_standing_wave", "2.6"): "overlap of two wave functions",
    ("exchange_standing_wave", "2.7"): "overlap of two wave functions",
    ("exchange_standing_wave", "2.8"): "Eq. (2.3) once more, for full overlap",
    ("exchange_standing_wave", "2.11"): "form of a crystal's energy, without a value",
    ("exchange_standing_wave", "2.12"): "form of a travelling Bloch wave",
    ("exchange_standing_wave", "2.13"): "form of a standing Bloch wave",
}
PAPER_OF = {
    "arXiv:2512.03658": "bec_double_bridge",
    "arXiv:2503.13104": "ionic_bond_pairing",
}
EQUATIONS = [(paper, each) for paper, found in find_equations().items() for each in found]


def numbers_in(text):
    """Numbers of 'Eq. (6)', 'Eqs. (1), (2), (4)', 'Eqs. (2.1) to (2.4)'; other brackets hold years or indices."""
    found = set()
    for first, last in re.findall(r"\((\d+(?:\.\d+)?)\)(?: to \((\d+(?:\.\d+)?)\))?", text):
        found.add(first)
        if last:
            head, dot, tail = first.rpartition(".")
            found |= {f"{head}{dot}{i}" for i in range(int(tail), int(last.rpartition(".")[2]) + 1)}
    return found


def test_every_numbered_equation_is_here():
    covered = {(paper, number) for paper, each in EQUATIONS for number in numbers_in(each.number)}
    for path in find_models().values():
        source = load_model(path).source
        paper = PAPER_OF.get(source.identifier, source.identifier)
        covered |= {(paper, number) for number in numbers_in(source.equation)}
    wanted = {(paper, number) for paper, numbers in NUMBERS.items() for number in numbers}
    assert wanted - covered == set(WITHOUT)


@pytest.mark.parametrize(("paper", "equation"), EQUATIONS, ids=[f"{paper}-{each.name}" for paper, each in EQUATIONS])
def test_a_function_returns_what_is_printed(paper, equation):
    assert equation.checks
    assert equation.meaning
    assert "$" not in equation.equation
    for check in equation.checks:
        assert check.tolerance >= 0
        assert check.location
        assert equation.function(**check.arguments) == pytest.approx(check.value, rel=0, abs=check.tolerance)


@pytest.mark.parametrize(("paper", "equation"), EQUATIONS, ids=[f"{paper}-{each.name}" for paper, each in EQUATIONS])
def test_a_check_can_fail(paper, equation):
    # one argument twelve times as large must leave the tolerance of one check at least
    def misses(check, name):
        changed = {**check.arguments, name: check.arguments[name] * 12 + 1e-12}
        try:
            found = equation.function(**changed)
        except (ValueError, OverflowError):
            return True
        return not np.isclose(found, check.value, rtol=0, atol=check.tolerance)

    assert any(misses(check, name) for check in equation.checks for name in check.arguments) or not any(
        check.arguments for check in equation.checks
    )
