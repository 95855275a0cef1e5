"""Charge order, tunnelling and Bi2223 in the polyhedral-quantum-well paper."""

from __future__ import annotations

from collections.abc import Mapping
from statistics import fmean

from tcreferee.papers.claim import Cell, Claim, Precision, Printed, Verdict
from tcreferee.papers.polyhedral_quantum_well.tables import CUPRATES
from tcreferee.physics import polyhedral_quantum_well as well

DOPING, STM = "quantum_well_doping_series", "stm_intensity_ratios"


def count(text: str, source: str) -> Printed:
    """Return a number that is exact: a count or a definition."""
    return Printed(text, "1", source, exact=True)


def _fraction(n: str) -> Claim:
    return Claim(
        id=f"fig-2.x{n}-denominator",
        location="Fig. 2, caption",
        quantity=f"denominator of the doping x_{n}, numerator 1",
        unit="1",
        printed=str(2 * int(n)),
        formula="Eq. (2): 1/x = 4 n/2",
        inputs={"n": count(n, f"index of x_{n}")},
        recompute=lambda v: 1 / well.doping(v["n"]),
        reason="Printed as a fraction; the numerator 1 is exact.",
    )


def _doping(n: str, precision: Precision, reason: str = "") -> Claim:
    return Claim(
        id=f"eq-2.x{n}",
        location="Text below Eq. (2)",
        quantity=f"doping x_{n}",
        unit="1",
        printed=Cell(DOPING, n, "x_printed"),
        formula="Eq. (2): x = 2/(4 n)",
        inputs={"n": count(n, f"index of x_{n}")},
        recompute=lambda v: well.doping(v["n"]),
        precision=precision,
        reason=reason,
    )


def _cell_ratio(key: str, name: str, printed: str, reason: str) -> tuple[Claim, Claim]:
    location = "Section on the octahedral well, text below Table 1"
    return (
        Claim(
            id=f"text.c0-a0.{key}",
            location=location,
            quantity=f"c0/a0 of {name}",
            unit="1",
            printed=printed,
            formula="ratio of the lattice constants",
            verdict=Verdict.NOT_RECOVERABLE,
            reason=reason,
        ),
        Claim(
            id=f"text.c0-a0-four.{key}",
            location=location,
            quantity=f"c0/a0 for which a pattern of 4 a0 by c0 is square, held against {name}",
            unit="1",
            printed="4",
            formula="the c0/a0 printed for this compound",
            inputs={"ratio": Printed(printed, "1", "text below Table 1")},
            recompute=lambda v: v["ratio"],
            precision=Precision.ABOUT,
            reason="The sign before 4 is damaged, an equality or an approximation; the printed ratio agrees with both.",
        ),
    )


def _weak_peak(key: str, row: str) -> Claim:
    return Claim(
        id=f"text.stm-ratio.{key}",
        location="Text below Fig. 3",
        quantity="height of the side peaks relative to the central one",
        unit="1",
        printed=Cell(STM, row, "k"),
        formula="k = h_alpha/h_beta",
        inputs={"upper": Cell(STM, row, "h_alpha"), "lower": Cell(STM, row, "h_beta")},
        recompute=lambda v: well.side_peak_height(v["upper"], v["lower"]),
    )


def _mean_weak_peak(v: Mapping[str, float]) -> float:
    heights = (well.side_peak_height(v[f"upper_{key}"], v[f"lower_{key}"]) for key in ("ccoc", "bi"))
    return fmean(heights)


CLAIMS: tuple[Claim, ...] = (
    *(_fraction(n) for n in ("2", "3", "4", "6")),
    _doping("2", Precision.DIGITS),
    _doping("3", Precision.ABOUT, "1/6 cut off after the third decimal, not rounded; printed with a sign of about."),
    _doping("6", Precision.ABOUT),
    _doping("8", Precision.DIGITS),
    Claim(
        id="text.largest-n",
        location="Text below Fig. 3",
        quantity="largest stripe spacing n",
        unit="1",
        printed="8",
        formula="smallest doping that superconducts, through Eq. (2)",
        verdict=Verdict.NOT_RECOVERABLE,
        reason="Ascribed to experiments that are not named; the smallest doping of the text is computed from this n.",
    ),
    *_cell_ratio(
        "bi2201",
        "Bi2201",
        "4.13",
        "Neither c0 nor a0 is printed. The conversion reads 4.1334; the 34 is taken as the mark of the reference that "
        "the text cites for Bi2201 later on. If h_beta - h_alpha is half of c, c is 25.03 angstrom, and a ratio of "
        "4.13 needs an a0 of 6.06 angstrom, far above the distance of copper neighbours (3.8, recalled).",
    ),
    *_cell_ratio(
        "ccoc",
        "Ca2CuO2Cl2",
        "3.89",
        "Neither c0 nor a0 is printed. If h_beta - h_alpha is half of c, c is 15.04 angstrom, and 3.89 follows from an "
        "a0 of 3.87 angstrom (recalled).",
    ),
    _weak_peak("ccoc", "Ca2CuO2Cl2"),
    _weak_peak("bi2201", "Bi2Sr2CuO6"),
    Claim(
        id="fig-3.weak-peak",
        location="Fig. 3, caption, and the text below it",
        quantity="height of the side peaks relative to the central one",
        unit="1",
        printed="0.27",
        formula="mean of h_alpha/h_beta of both compounds",
        inputs={
            "upper_ccoc": Cell(STM, "Ca2CuO2Cl2", "h_alpha"),
            "lower_ccoc": Cell(STM, "Ca2CuO2Cl2", "h_beta"),
            "upper_bi": Cell(STM, "Bi2Sr2CuO6", "h_alpha"),
            "lower_bi": Cell(STM, "Bi2Sr2CuO6", "h_beta"),
        },
        recompute=_mean_weak_peak,
        precision=Precision.ABOUT,
    ),
    Claim(
        id="fig-3.side-peak",
        location="Fig. 3, caption, and the text on Fig. 3a",
        quantity="distance of the side peaks from the centre",
        unit="a0",
        printed="1.5",
        formula="outermost site of the lower plane in a plaquette 4 a0 wide: 4/2 - 1/2",
        inputs={"width": count("4", "plaquette, Fig. 3"), "shift": count("0.5", "displacement Q, Fig. 1d")},
        recompute=lambda v: well.side_peak_position_a0(v["width"], v["shift"]),
        reason="That the outermost and not the inner site (0.5) is doped is a choice of the paper.",
    ),
    Claim(
        id="fig-3.side-peak-bi2201",
        location="Fig. 3, caption",
        quantity="measured distance of the side peaks of Bi2201 from the centre",
        unit="a0",
        printed="1.3",
        formula="4/2 - 1/2, as for the side peaks of the model",
        inputs={"width": count("4", "plaquette, Fig. 3"), "shift": count("0.5", "displacement Q, Fig. 1d")},
        recompute=lambda v: well.side_peak_position_a0(v["width"], v["shift"]),
        precision=Precision.ABOUT,
        reason="The text finds Bi2201 in good agreement and errors of position for the other compound only; the 1.5 of "
        "the model is off by 0.2 (15 %) here, twice the unit of the last digit, and by 0.3 there. The sites of the "
        "lower plane lie at 0.5 and 1.5, none nearer to 1.3. The caption names Bi2201 second, hence 1.3; exchanged, "
        "the 1.2 would be farther off.",
    ),
    Claim(
        id="fig-3.side-peak-ccoc",
        location="Fig. 3, caption",
        quantity="measured distance of the side peaks of Ca2CuO2Cl2 from the centre",
        unit="a0",
        printed="1.2",
        formula="read from the measured curve",
        precision=Precision.ABOUT,
        verdict=Verdict.NOT_RECOVERABLE,
        reason="The curve is in the figure only. The paper grants that it is not at the 1.5 of the model.",
    ),
    Claim(
        id="text.bi2223-order-radii",
        location="Section on Bi2223",
        quantity="inequalities of xi_alpha < xi_beta that hold",
        unit="1",
        printed="1",
        formula="vertices (Ca, Ca) against (Ca, Sr): order of the summed ionic radii",
        inputs={"ca": Printed("99", "pm", "section on Bi2223"), "sr": Printed("113", "pm", "section on Bi2223")},
        recompute=lambda v: float(2 * v["ca"] < v["ca"] + v["sr"]),
        reason="The radii allow 0.14 angstrom between the two; Table 1 has 0.18.",
    ),
    Claim(
        id="text.bi2223-order-table",
        location="Section on Bi2223, held against Table 1",
        quantity="inequalities of xi_alpha < xi_beta that hold",
        unit="1",
        printed="1",
        formula="order of the two lengths of Table 1",
        inputs={"alpha": Cell(CUPRATES, "3", "xi_alpha"), "beta": Cell(CUPRATES, "3", "xi_beta")},
        recompute=lambda v: float(v["alpha"] < v["beta"]),
        reason="The third length of the section, xi_gamma of the doped well, is printed nowhere.",
    ),
    Claim(
        id="text.optimal-doping",
        location="Section on Bi2223",
        quantity="optimal doping",
        unit="1",
        printed="0.16",
        formula="Eq. (2) with n = 3",
        inputs={"n": count("3", "Fig. 2b, optimum")},
        recompute=lambda v: well.doping(v["n"]),
        precision=Precision.ABOUT,
        reason="0.167; the section uses the usual 0.16 instead of its own 1/6.",
    ),
    Claim(
        id="text.double-optimal-doping",
        location="Section on Bi2223",
        quantity="doping at which both outer planes are optimal",
        unit="1",
        printed="0.32",
        formula="2 x 0.16",
        inputs={"p": Printed("0.16", "1", "section on Bi2223"), "planes": count("2", "outer planes")},
        recompute=lambda v: v["planes"] * v["p"],
        reason="A sum over two planes; whether the doping is counted per plane or per cell is not said.",
    ),
)
