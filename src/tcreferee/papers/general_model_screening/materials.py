"""YBCO, BSCCO and the metals in the screening paper: fit, widths, and the fragments of Tables I and II."""

from __future__ import annotations

from collections.abc import Mapping

from tcreferee.papers.claim import Cell, Claim, Precision, Printed, Verdict
from tcreferee.physics import general_model_screening as physics
from tcreferee.physics._thomas_fermi import coefficient_m05

METALS = "metals_channel_paper"
ELEMENTS = ("Al", "Cd", "Hg", "In", "Nb", "Zn")
FIT = "text on Fig. 2d"
B = Printed("5.651e6", "K m^(-1/2)", FIT)
T_U = Printed("212.46", "K", FIT)
ALPHA = Printed("0.92e-6", "1/K", "text on YBCO, at about 50 K")
D0 = Printed("1.93", "angstrom", "plane Cu-O distance of YBa2Cu3Oy, recalled; the paper's column is lost")
TC = Cell("ybco_jorgensen1990", "6200", "Tc")


def _fit_density_m3(v: Mapping[str, float]) -> float:
    return physics.density_of_tc_m3(v.get("Tc", 0.0), v["T_U"], v["B"])


def _delta(v: Mapping[str, float]) -> float:
    return physics.delta_of_b(v["B"], v["d0"] * 1e-10, v["alpha"], coefficient_m05())


def _width_m(v: Mapping[str, float]) -> float:
    # in this order, not through `physics.width_of_tc_m`: a tolerance of the ledger is a tie in its tenth digit
    return v["alpha"] * v["d0"] * 1e-10 * v["Tc"]


def _metal(element: str, *columns: str) -> dict[str, Cell | Printed]:
    names = {"r_plus": "r", "molar_mass": "M", "density": "rho"}
    return {names.get(column, column): Cell(METALS, element, column) for column in columns}


def _valence(v: Mapping[str, float]) -> float:
    from scipy import constants as c

    return float(v["n"] * 1e27 * v["M"] * 1e-3 / (v["rho"] * c.N_A))


_ON_FIT: dict[str, Cell | Printed] = {"B": B, "T_U": T_U}
_AT_TC: dict[str, Cell | Printed] = {**_ON_FIT, "Tc": TC}
_DELTA: dict[str, Cell | Printed] = {"B": B, "alpha": ALPHA, "d0": D0}
_OXIDE: dict[str, Cell | Printed] = {"alpha": ALPHA, "d0": D0, "Tc": TC}

YBCO: tuple[Claim, ...] = (
    Claim(
        id="ybco.n-at-zero", location=FIT, quantity="carrier density where the fit has Tc = 0", unit="1/m**3",
        printed="1e27", formula="Eq. (6): (B/T_U)^6", inputs=_ON_FIT, recompute=_fit_density_m3,
        precision=Precision.ORDER,
    ),
    Claim(
        id="ybco.n-at-tc", location=FIT, quantity="carrier density where the fit has the highest Tc", unit="1/m**3",
        printed="1e27", formula="Eq. (6): (B/(T_U - Tc))^6", inputs=_AT_TC, recompute=_fit_density_m3,
        precision=Precision.ORDER,
        reason=(
            "Ten times the density the text names (11 times at 93 K); at 1e27 the fit gives 33.8 K. All holes that the "
            "oxygen of YBa2Cu3O6.93 supplies are 5.4e27, where the fit gives 77 K; B would have to be 10 % smaller to "
            "pass through 90.85 K there, and 32 % smaller at 1e27. So B, T_U and the density do not go together, "
            "whatever was wrong; the fitted data are lost."
        ),
    ),
    Claim(
        id="ybco.holes", location=f"{FIT}; valences in the caption of Table I",
        quantity="holes per formula unit where the fit has the highest Tc", unit="",
        printed="1", formula="density of ybco.n-at-tc times the cell volume; Cu2+, O2- and O7 allow 14 - 13 = 1",
        inputs={**_AT_TC, "volume": Printed("173.51", "angstrom**3", "cell of YBa2Cu3O7, as in ybco_jorgensen1990")},
        recompute=lambda v: _fit_density_m3(v) * v["volume"] * 1e-30, precision=Precision.AT_MOST,
        reason=(
            "1.75, and 1.94 at 93 K: more holes than full oxygen can supply by charge balance, chains and planes "
            "counted together. The limit is not printed; it follows from the printed valences."
        ),
    ),
    *(
        Claim(
            id=f"ybco.delta.{name}", location="text before Eq. (10)",
            quantity=f"volume factor delta: {name} end of its range", unit="", printed=printed,
            formula="Eq. (10): B alpha d0/(2 e_s)", inputs=_DELTA, recompute=_delta, precision=precision,
            reason="Solved from the fitted B; the estimate from structure that the text speaks of is not shown.",
        )
        for name, printed, precision in (("lower", "1e-4", Precision.AT_LEAST), ("upper", "1e-3", Precision.AT_MOST))
    ),
    Claim(
        id="ybco.width", location="text on Tables I and II", quantity="shortest channel width W of oxides", unit="m",
        printed="1e-14", formula="Eq. (4): alpha Tc d0", inputs=_OXIDE, recompute=_width_m,
        precision=Precision.ORDER, reason="The minus of the exponent is lost in the copy.",
    ),
    Claim(
        id="accuracy", location="last paragraph but two",
        quantity="accuracy of measured distances, larger than the widths", unit="m", printed="1e-12",
        formula="Eq. (4): the width of oxides, the larger kind", inputs=_OXIDE, recompute=_width_m,
        precision=Precision.AT_MOST,
        reason=(
            "60 times larger than the width. By Eq. (9) that accuracy is one of 5600 K in T_U, so T_U, B and W follow "
            "from Tc, and not Tc from them."
        ),
    ),
)  # fmt: skip


def _lost(name: str, where: str, what: str, unit: str, printed: str, why: str) -> Claim:
    return Claim(
        id=name, location=where, quantity=what, unit=unit, printed=printed, formula="not to be had",
        verdict=Verdict.NOT_RECOVERABLE, reason=why,
    )  # fmt: skip


_DATA_LOST = (
    "The fitted points (Fig. 2d, Table I) are lost. As a stand-in, densities counted from oxygen with the Tc of one "
    "laboratory (ybco_jorgensen1990) give B = 17.2e6 K m^(-1/2) and T_U = 503 K."
)
_COLUMN = "The column is lost in the copy; no number is left to compare."
LOST: tuple[Claim, ...] = (
    _lost("ybco.b", FIT, "fitted B of YBCO", "K m^(-1/2)", "5.651e6", _DATA_LOST),
    _lost("ybco.t-u", FIT, "fitted T_U of YBCO", "K", "212.46", _DATA_LOST + " Eq. (9) cannot replace it: radii "
          "of two decimals leave T_U open by some 8000 K."),
    _lost("ybco.alpha", "text on YBCO", "mean expansion coefficient at about 50 K", "1/K", "0.92e-6",
          "An average over directions read in reference 23, whose values are not printed."),
    *(_lost(f"table-1.{name}", "Table I", what, unit, "nan", _COLUMN) for name, what, unit in (
        ("bscco-t-u", "fitted T_U of BSCCO", "K"), ("bscco-b", "fitted B of BSCCO", "K m^(-1/2)"),
        ("lambda", "screening lengths of YBCO and BSCCO", "m"), ("width", "widths W of YBCO and BSCCO", "m"))),
    *(_lost(f"table-2.{name}", "Table II", what, unit, "nan", _COLUMN) for name, what, unit in (
        ("t-u", "T_U of six metals", "K"), ("b", "B of six metals", "K m^(-1/2)"),
        ("lambda", "screening lengths of six metals", "m"), ("width", "widths W of six metals", "m"))),
)  # fmt: skip

_HALL = {
    "Al": "Al: the element is certain (order, expansion data). A recalled Hall coefficient of -3.4e-11 m3/C gives "
          "3.05 +- 0.05, so the number fits.",
    "Cd": "Cd is probable: a recalled Hall coefficient of +6e-11 m3/C gives 2.245.",
    "In": "In: the element is certain (order, expansion data). Its Hall coefficient changes sign below room "
          "temperature; 2.999 is three electrons per atom at the density of the solid.",
    "Nb": "Nb is probable: a recalled Hall coefficient of +8.8e-11 m3/C gives 1.277, and +9.0e-11 would give 1.248.",
    "Zn": "Zn is tentative: a recalled Hall coefficient of +3.3e-11 m3/C gives 2.88, twice the number.",
}  # fmt: skip
_ALL_N = {element: Cell(METALS, element, "n") for element in ELEMENTS}


def _valence_claim(element: str) -> Claim:
    known = element == "Hg"
    lost = f"The density n is lost in the copy. {_HALL.get(element, '')}"
    return Claim(
        id=f"table-2.{element.lower()}.z", location=f"Table II, fragment taken for {element}",
        quantity="conduction electrons per atom", unit="", printed=Cell(METALS, element, "Z_printed"),
        formula="n M/(rho N_A)", inputs=_metal(element, "n", "molar_mass", "density") if known else {},
        recompute=_valence if known else None, verdict=None if known else Verdict.NOT_RECOVERABLE,
        reason="With n = 82.0e27 and the density of the liquid at 298 K; with that of the solid near its melting point "
        "it would be 2.00 (both recalled). The agreement identifies the element." if known else lost,
    )  # fmt: skip


METAL_CLAIMS: tuple[Claim, ...] = (
    *(_valence_claim(element) for element in ELEMENTS),
    *(
        Claim(
            id=f"table-2.{element.lower()}.ion", location=f"Table II, fragment taken for {element}",
            quantity="charge of the ion whose radius is taken", unit="", printed=Cell(METALS, element, "ion_charge"),
            formula="nearest integer to Z", inputs=_metal(element, "Z_printed"),
            recompute=lambda v: float(round(v["Z_printed"])),
        )
        for element in ELEMENTS
    ),
    Claim(
        id="metals.n.lower", location="text after the channel of metals", quantity="lower end of n of metals",
        unit="1/m**3", printed="1e28", formula="smallest density of the six metals of Table II: Z rho N_A/M",
        inputs=dict(_ALL_N), recompute=lambda v: min(v.values()) * 1e27, precision=Precision.AT_LEAST,
    ),
    Claim(
        id="metals.n.upper", location="text after the channel of metals", quantity="upper end of n of metals",
        unit="1/m**3", printed="1e29", formula="largest density of the six metals of Table II: Z rho N_A/M",
        inputs=dict(_ALL_N), recompute=lambda v: max(v.values()) * 1e27, precision=Precision.AT_MOST,
        reason=(
            "1.8 times the upper end: aluminium, with its printed Z of 3.004 and its density. Cd and In lie within the "
            "rounding of 1e29; the text says 'usually'."
        ),
    ),
    Claim(
        id="metals.width.lower", location="text on Tables I and II", quantity="lower end of the widths W of metals",
        unit="m", printed="1e-19", formula="Eq. (4): alpha Tc d0 of Al, the narrowest of the six",
        precision=Precision.AT_LEAST, verdict=Verdict.NOT_RECOVERABLE,
        reason=(
            "The paper's alpha is lost (and the minus signs of the range). With a Grueneisen estimate at the "
            "printed 2 K "
            "in its place the end holds."
        ),
    ),
    Claim(
        id="metals.width.upper", location="text on Tables I and II", quantity="upper end of the widths W of metals",
        unit="m", printed="1e-15", formula="Eq. (4): alpha Tc d0 of Hg, the widest of the six",
        precision=Precision.AT_MOST, verdict=Verdict.NOT_RECOVERABLE,
        reason=(
            "The paper's alpha is lost. With an estimate in its place 6.6e-15 m, 6.6 times the upper end, still 3"
            " times if the stand-in for the lost alpha (a Grueneisen estimate at the "
            "printed 10 K, good to a factor of 2) is twice too large. The likely cause is that the range names "
            "decades: 6.6e-15 belongs to that of 1e-15."
        ),
    ),
    Claim(
        id="eq-1.hg", location="Eq. (1) for the printed row of Hg, against the widths of metals",
        quantity="width W from its definition", unit="m", printed="1e-19", formula="Eq. (1): d0 - 2 r+ - 2 lambda",
        precision=Precision.AT_LEAST, verdict=Verdict.NOT_RECOVERABLE,
        reason=(
            "The radius the authors took is lost. -1.4e-11 m: with d0 and n as printed and Shannon's radius for "
            "Hg2+ with six neighbours (1.02 angstrom) "
            "the channel is closed. With four (0.96 angstrom) it is -2e-12 m. The widths in the table come from Tc "
            "by Eq. (4), so Eq. (1) was not tested."
        ),
    ),
    Claim(
        id="fig-3a.hg", location="Fig. 3a, point of Hg", quantity="(T_U - Tc) alpha d0 n^(1/6), on the dashed line",
        unit="m^(1/2)", printed="7.331e-6", formula="T_U of Eq. (7), Tc, d0, n; alpha all but cancels",
        precision=Precision.ABOUT, verdict=Verdict.NOT_RECOVERABLE,
        reason=(
            "13 % below the line, 2 e_s, with the radius for six neighbours, the number Hg has at 3.01 angstrom; with "
            "that for four, 2 % below, for eight 34 %. The radius the authors took is lost."
        ),
    ),
)  # fmt: skip
