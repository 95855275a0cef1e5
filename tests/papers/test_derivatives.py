"""Derivatives that formulas predict: against closed forms, and every outcome by name."""

import math
from pathlib import Path

import pytest

from tcreferee.formulas.loading import find_models, load_model
from tcreferee.papers.derivatives import Derivative, elasticity, read_derivatives, summary, table
from tcreferee.papers.ledger import Tables

RAW = Path(__file__).parents[2] / "data/raw"


@pytest.fixture(scope="module")
def found():
    problems = []
    listed = read_derivatives(Tables([RAW]), problems)
    assert problems == []
    return {(each.trial, each.row): each for each in listed}


@pytest.mark.parametrize(
    ("model", "inputs", "theta", "name", "power"),
    [
        ("quantum_well", {"xi_A": 3.672}, [1254.0], "xi_A", -2.0),
        ("bec_ideal", {"n_pair_m3": 6e26, "m_pair_me": 24.0}, [], "n_pair_m3", 2 / 3),
        ("bec_ideal", {"n_pair_m3": 6e26, "m_pair_me": 24.0}, [], "m_pair_me", -1.0),
        # B n^(-1/6)/(6 Tc) at T_U = 212.46 K, Tc = 33.76 K
        ("screening", {"n_m3": 1e27}, [212.46, 5.651e6], "n_m3", 178.700311 / 6 / 33.759689),
    ],
)
def test_elasticity_against_closed_forms(model, inputs, theta, name, power):
    assert elasticity(load_model(find_models()[model]), inputs, theta, name) == pytest.approx(power, rel=1e-6)


@pytest.mark.parametrize(
    ("trial", "row", "by_hand"),
    [
        ("quantum_well", "ybco-c", 2 * 91 * 0.00672),
        ("quantum_well", "ybco-hydrostatic", 2 * 92 * 0.00384),
        ("bec_ideal", "ybco-hydrostatic", 92 * 0.00748 * 2 / 3),
        ("screening", "ybco-hydrostatic", (212.46 - 92) / 6 * 0.00748),
        ("quantum_well_isotope", "lsco-oxygen", 0.0),
        # McMillan's exponent: (1 - 1.04 (1 + l)(1 + 0.62 l) m^2/(l - m (1 + 0.62 l))^2)/2, Pb
        (
            "electron_phonon_isotope",
            "pb-isotope",
            0.5 * (1 - 1.04 * 2.55 * 1.961 * 0.105**2 / (1.55 - 0.105 * 1.961) ** 2),
        ),
    ],
)
def test_predictions_by_hand(found, trial, row, by_hand):
    assert found[trial, row].predicted == pytest.approx(by_hand, rel=1e-3, abs=1e-12)


def test_compressibilities_of_ybco_are_one_inverse():
    """The lengths under stress along the axes and under pressure come from the same elastic constants."""
    tables = Tables([RAW])
    kappa = {name: float(tables.row("compressibilities", f"ybco-{name}")["kappa"]) for name in
             ("a", "b", "c", "volume", "c-by-a", "c-by-b", "c-by-c")}  # fmt: skip
    assert kappa["c-by-a"] + kappa["c-by-b"] + kappa["c-by-c"] == pytest.approx(kappa["c"], abs=1e-5)
    assert kappa["a"] + kappa["b"] + kappa["c"] == pytest.approx(kappa["volume"], abs=1e-5)
    # c11 s13 + c12 s23 + c13 s33 = 0, in GPa
    assert 231 * kappa["c-by-a"] + 132 * kappa["c-by-b"] + 71 * kappa["c-by-c"] == pytest.approx(0, abs=5e-3)


def one(predicted, measured, sd, kind="pressure"):
    return Derivative("t", "r", "m", "c", kind, predicted, measured, sd, "")


@pytest.mark.parametrize(
    ("each", "outcome"),
    [
        (one(1.2, -0.3, 0.1), "wrong sign"),
        (one(0.2, 0.3, 0.1), "sign agrees"),
        (one(0.2, 0.19, 0.1), "no sign measured"),
        (one(0.0, 0.3, 0.1), "none predicted"),
        (one(0.0, 0.02, math.nan, "isotope"), "no sign measured"),
        (one(0.0, 0.2, math.nan, "isotope"), "none predicted"),
    ],
)
def test_outcomes(each, outcome):
    assert each.outcome == outcome


def test_words(found):
    assert summary([one(1.2, -0.3, 0.1), one(0.2, 0.3, 0.1)]) == {
        "t": "1 of 2 signs agree, 1 within a factor of 2 in size"
    }
    assert summary([one(0.0, 0.3, 0.1)]) == {"t": "no effect predicted where 1 is measured"}
    assert summary([one(0.0, 0.1, 0.1)]) == {"t": "no sign is measured"}
    (line,) = table([found["quantum_well", "ybco-c"]])[2:]
    assert line == "| quantum_well | YBa2Cu3O7-d | pressure, c | 1.2 K/GPa | -0.3 ± 0.1 K/GPa | wrong sign | -4.1 |"


def test_mistakes_are_named(tmp_path):
    head = "trial,measured,model,base,parameters,changes,note"
    rows = ["a,ybco-x,bec_ideal,n_pair_m3=1e27 m_pair_me=2,,,", "b,ybco-c,bec_idea,n_pair_m3=1e27 m_pair_me=2,,,"]
    (tmp_path / "papers.derivatives.csv").write_text("\n".join([head, *rows]))
    problems = []
    assert read_derivatives(Tables([RAW]), problems, tmp_path) == []
    said = "\n".join(map(str, problems))
    assert "tc_derivatives has no row 'ybco-x'" in said
    assert "there is no model 'bec_idea'" in said
