"""The two phases of K0.8Fe2Se2 in the polyhedral-quantum-well paper."""

from __future__ import annotations

from tcreferee.papers.claim import Cell, Claim, Precision, Verdict
from tcreferee.papers.polyhedral_quantum_well.tables import STRENGTH_FE
from tcreferee.physics import polyhedral_quantum_well as well

SELENIDE = "kfe2se2_phases"
SELENIDE_TEXT = "Section on K0.8Fe2Se2"


def _selenide(key: str, row: str, measured: bool, reason: str) -> Claim:
    return Claim(
        id=f"text.kfe2se2-{key}" + ("-measured" if measured else ""),
        location=SELENIDE_TEXT,
        quantity=("measured " if measured else "") + f"highest Tc of {row}",
        unit="K",
        printed=Cell(SELENIDE, row, "Tc_measured" if measured else "Tc_printed"),
        formula="Lambda(Fe)/xi^2",
        inputs={"strength": STRENGTH_FE, "xi": Cell(SELENIDE, row, "xi")},
        recompute=lambda v: well.tc_K(v["strength"], v["xi"]),
        precision=Precision.ABOUT,
        reason=reason,
    )


def _pressure(key: str, quantity: str, printed: str | Cell) -> Claim:
    return Claim(
        id=f"text.kfe2se2-pressure-{key}",
        location=SELENIDE_TEXT,
        quantity=quantity,
        unit="GPa",
        printed=printed,
        formula="none: the model has no relation between pressure and xi or eta",
        verdict=Verdict.NOT_RECOVERABLE,
        reason="Quoted from an experiment whose curve is in Fig. 6c only; no length under pressure is printed.",
    )


CLAIMS: tuple[Claim, ...] = (
    _selenide("sc-1", "SC-I", False, "To the digit it is 32.0."),
    _selenide("sc-2", "SC-II", False, "To the digit it is 49.7; the text rounds down to 49."),
    _selenide("sc-1", "SC-I", True, "Said to match closely, hence the precision. Length at ambient pressure."),
    _selenide(
        "sc-2",
        "SC-II",
        True,
        "Said to match closely, hence the precision. 2 % high. The maximum lies at 12.5 "
        "GPa, the length is that of ambient pressure; none under pressure is printed.",
    ),
    Claim(
        id="text.kfe2se2-shift",
        location=SELENIDE_TEXT,
        quantity="shift of the electron from the Se layer to the Fe layer",
        unit="angstrom",
        printed="1.4",
        formula="xi_alpha/2: Fe lies halfway between the two Se layers that close the alpha well",
        inputs={"xi": Cell(SELENIDE, "SC-II", "xi")},
        recompute=lambda v: well.electron_shift_A(v["xi"]),
        precision=Precision.ABOUT,
    ),
    _pressure("sc-1-ends", "pressure above which SC-I is insulating", "9.2"),
    _pressure("sc-2-begins", "pressure at which SC-II appears", "10.5"),
    _pressure("sc-2-best", "pressure of the highest Tc of SC-II", Cell(SELENIDE, "SC-II", "pressure")),
    _pressure("sc-2-ends", "pressure above which the crystal is insulating again", "13.2"),
)
