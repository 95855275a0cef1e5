"""Nickelates in the polyhedral-quantum-well paper."""

from __future__ import annotations

from tcreferee.papers.claim import Cell, Claim, Precision, Printed, Verdict
from tcreferee.papers.polyhedral_quantum_well.order import count
from tcreferee.papers.polyhedral_quantum_well.tables import CUPRATES, STRENGTH_CU
from tcreferee.physics import polyhedral_quantum_well as well

NICKELATES = "nickelate_lengths"
CONCLUSION = "Conclusion and discussion"


def _bound(key: str, name: str, row: str) -> Claim:
    return Claim(
        id=f"abstract.nickelate-bound.{key}",
        location="Abstract",
        quantity=f"bound on the Tc of nickelates, held against {name}",
        unit="K",
        printed="100",
        formula="Eq. (1): Lambda(Cu)/xi^2",
        inputs={"strength": STRENGTH_CU, "xi": Cell(NICKELATES, row, "xi")},
        recompute=lambda v: well.tc_K(v["strength"], v["xi"]),
        precision=Precision.AT_MOST,
        reason="A bound for all nickelates from one length; for another compound it holds only if xi exceeds 3.606.",
    )


def _trilayer(phase: str, row: str) -> Claim:
    return Claim(
        id=f"text.trilayer-xi-{phase}",
        location=CONCLUSION,
        quantity=f"xi_{phase} of three-layer nickelates",
        unit="angstrom",
        printed=Cell(NICKELATES, row, "xi"),
        formula="difference of two cation heights times c",
        precision=Precision.ABOUT,
        verdict=Verdict.NOT_RECOVERABLE,
        reason="Neither compound nor lattice constant nor heights are printed.",
    )


RADII = {"la": Printed("103", "pm", CONCLUSION), "pr": Printed("99", "pm", CONCLUSION)}
TC_LA = Cell(NICKELATES, "1", "Tc_measured")

CLAIMS: tuple[Claim, ...] = (
    Claim(
        id="text.nickelate-xi",
        location=CONCLUSION,
        quantity="xi of La3Ni2O7",
        unit="angstrom",
        printed=Cell(NICKELATES, "1", "xi"),
        formula="(0.5 - 0.316) c",
        inputs={
            "middle": count("0.5", "mirror plane of the cell, by symmetry"),
            "height": Printed("0.316", "c", CONCLUSION),
            "c": Printed("19.734", "angstrom", CONCLUSION),
        },
        recompute=lambda v: well.xi_of_heights_A(v["middle"], v["height"], v["c"]),
        reason="The three digits of 0.316 leave 0.01 angstrom open, ten times the last printed digit.",
    ),
    Claim(
        id="text.nickelate-tc",
        location=CONCLUSION,
        quantity="highest Tc of nickelates",
        unit="K",
        printed=Cell(NICKELATES, "1", "Tc_printed"),
        formula="Eq. (1): Lambda(Cu)/xi^2",
        inputs={"strength": STRENGTH_CU, "xi": Cell(NICKELATES, "1", "xi")},
        recompute=lambda v: well.tc_K(v["strength"], v["xi"]),
        precision=Precision.ABOUT,
        reason="Called an estimate, hence the precision; to the digit it is 99, not 100. The compound of this length "
        "has 80 K, 19 % below.",
    ),
    _bound("la3ni2o7", "La3Ni2O7", "1"),
    _bound("trilayer-alpha", "xi_alpha of three layers", "3"),
    _bound("trilayer-beta", "xi_beta of three layers", "4"),
    _trilayer("alpha", "3"),
    _trilayer("beta", "4"),
    Claim(
        id="text.trilayer-cuprate-xi",
        location=CONCLUSION,
        quantity="xi of the three-layer mercury cuprate",
        unit="angstrom",
        printed="3.211",
        formula="Table 1, row 9, xi_alpha",
        inputs={"xi": Cell(CUPRATES, "9", "xi_alpha")},
        recompute=lambda v: v["xi"],
        precision=Precision.ABOUT,
    ),
    Claim(
        id="text.pr-shift",
        location=CONCLUSION,
        quantity="rise of Tc when La is replaced by Pr",
        unit="K",
        printed="3.1",
        formula="80 (R(La) - R(Pr))/R(La)",
        inputs={"tc": TC_LA, **RADII},
        recompute=lambda v: well.tc_rise_K(v["tc"], v["la"], v["pr"]),
        precision=Precision.ABOUT,
        reason="The difference of the radii is 4 pm, each rounded to 1: a quarter of the result is open.",
    ),
    Claim(
        id="text.pr-shift-eq-1",
        location=CONCLUSION,
        quantity="rise of Tc when La is replaced by Pr, by the paper's law",
        unit="K",
        printed="3.1",
        formula="Eq. (1), xi shrinking as the radius: 80 ((R(La)/R(Pr))^2 - 1)",
        inputs={"tc": TC_LA, **RADII},
        recompute=lambda v: well.tc_rise_of_law_K(v["tc"], v["la"], v["pr"]),
        precision=Precision.ABOUT,
        reason="6.6 K, twice the printed value: Tc goes with 1/xi^2, the estimate of the text with 1/xi. One La in "
        "three is replaced in La2PrNi2O7; with the mean radius (101.7 pm) Eq. (1) gives 2.1 K and the linear rule of "
        "the text 1.0 K. Eq. (1) gives 3.1 K for 101.1 pm, half of the La replaced.",
    ),
    Claim(
        id="text.pr-shift-measured",
        location=CONCLUSION,
        quantity="measured rise of Tc when La is replaced by Pr",
        unit="K",
        printed="2.5",
        formula="82.5 - 80",
        inputs={"pr": Cell(NICKELATES, "2", "Tc_measured"), "la": TC_LA},
        recompute=lambda v: v["pr"] - v["la"],
        precision=Precision.ABOUT,
    ),
    Claim(
        id="text.pr-shift-agreement",
        location=CONCLUSION,
        quantity="measured rise of Tc, with which the estimate is said to agree",
        unit="K",
        printed="2.5",
        formula="80 (R(La) - R(Pr))/R(La)",
        inputs={"tc": TC_LA, **RADII},
        recompute=lambda v: well.tc_rise_K(v["tc"], v["la"], v["pr"]),
        precision=Precision.ABOUT,
        reason="24 % too high; within the rounding of the two radii, which alone leaves 0.8 K open.",
    ),
)
