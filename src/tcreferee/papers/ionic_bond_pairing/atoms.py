"""Atoms and ions of the ionic-bond-pairing paper: affinities, ionization energies, valences."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tcreferee.papers.claim import Cell, Claim, Precision, Printed, Verdict
from tcreferee.physics.ionic_bond_pairing import affinity_of_heat_eV, two_electron_affinity_eV

# eV, first and second; pymatgen 2026.10, Element.ionization_energies. The twelve metals of Table 1.
IONIZATION: dict[str, tuple[str, str]] = {
    "Y": ("6.2173", "12.2236"),
    "Ba": ("5.2117", "10.0038"),
    "Cu": ("7.7264", "20.2924"),
    "Bi": ("7.2855", "16.703"),
    "Sr": ("5.6949", "11.0303"),
    "Ca": ("6.1132", "11.8717"),
    "Tl": ("6.1083", "20.4283"),
    "Hg": ("10.4375", "18.7569"),
    "La": ("5.5769", "11.1850"),
    "Ni": ("7.6399", "18.1688"),
    "Pr": ("5.4702", "10.631"),
    "Nd": ("5.525", "10.783"),
}
_FIG_2B = ("Y", "Ba", "Cu")
_FIRST = "Third paragraph and section on low-valent ions, first ionization energies"
_SECOND = "Abstract, caption of Fig. 2 and conclusion, second ionization energies"


def _ionization(metals: tuple[str, ...], stage: int) -> dict[str, Printed | Cell]:
    source = "pymatgen 2026.10, ionization energy {} of {}"
    return {metal: Printed(IONIZATION[metal][stage - 1], "eV", source.format(stage, metal)) for metal in metals}


def _range_end(
    end: str, stage: int, printed: str, metals: tuple[str, ...] = tuple(IONIZATION), reason: str = ""
) -> Claim:
    word = ("first", "second")[stage - 1]
    some = metals == _FIG_2B
    pick: Callable[..., float] = min if end == "lower" else max
    return Claim(
        id=f"ionization-{word}-{end}" + (".fig-2b" if some else ""),
        location=_FIRST if stage == 1 else _SECOND,
        quantity=f"{end} end of the {word} ionization energies of the metals",
        unit="eV",
        printed=printed,
        formula=f"{'smallest' if end == 'lower' else 'largest'} {word} ionization energy of "
        + ("Y, Ba and Cu (Fig. 2b)" if some else "the twelve metals of Table 1"),
        inputs=_ionization(metals, stage),
        recompute=lambda v: pick(v.values()),
        precision=Precision.ABOUT,
        reason=reason,
    )


def _per_atom_eV(v: Mapping[str, float]) -> float:
    return affinity_of_heat_eV(v["heat"])


CLAIMS: tuple[Claim, ...] = (
    Claim(
        id="eq-1.affinity",
        location="Eq. (1); also abstract, Fig. 1, conclusion",
        quantity="energy released as O takes up an electron",
        unit="eV",
        printed="1.46",
        formula="electron affinity of the oxygen atom",
        inputs={"A": Printed("1.46111", "eV", "pymatgen 2026.10, electron affinity of O")},
        recompute=lambda v: v["A"],
    ),
    Claim(
        id="eq-2.affinity",
        location="Eq. (2); also abstract, Fig. 1, conclusion",
        quantity="energy released as O- takes up an electron (negative: it is needed)",
        unit="eV",
        printed="-8.08",
        formula="-(molar enthalpy) / (N_A e)",
        inputs={"heat": Printed("780", "kJ/mol", "textbooks, enthalpy of O-(g) + e- -> O2-(g)")},
        recompute=_per_atom_eV,
        reason="O2- is not bound in the gas phase, so the value is derived from lattice energies and textbooks "
        "disagree: others have 844 kJ/mol, which is 8.75 eV. The paper writes it as the affinity of O2-; it is that "
        "of O-.",
    ),
    Claim(
        id="eq-3.sum",
        location="Eq. (3)",
        quantity="energy released as O takes up two electrons (negative: it is needed)",
        unit="eV",
        printed="-6.62",
        formula="Eq. (1) + Eq. (2)",
        inputs={"first": Printed("1.46", "eV", "Eq. (1)"), "second": Printed("-8.08", "eV", "Eq. (2)")},
        recompute=lambda v: two_electron_affinity_eV(v["first"], v["second"]),
    ),
    _range_end("lower", 1, "5"),
    _range_end(
        "upper",
        1,
        "8",
        reason="10.44 eV, for mercury, which is in Table 1 twice. Without it the largest is copper with 7.73 eV, and "
        "the printed end holds (claim ionization-first-upper.fig-2b). The figures of the supplement the sentence "
        "refers to are not part of the copy used.",
    ),
    _range_end("upper", 1, "8", _FIG_2B),
    _range_end(
        "lower",
        2,
        "10",
        reason="The lower end is barium. Its first and second energy together, 15.2 eV, are spent in every barium "
        "compound: a second ionization energy of 10 eV does not keep an ion univalent.",
    ),
    _range_end("upper", 2, "20"),
    Claim(
        id="valence-oxygen",
        location="Section on low-valent ions, average valence in YBa2Cu3O7",
        quantity="average valence of oxygen",
        unit="",
        printed="-1.69",
        formula="-(Y + 2 Ba + 3 Cu) / 7 with Y +3 and Ba +2: charge balance",
        inputs={
            "Cu": Printed("1.62", "", "Section on low-valent ions, average valence of copper"),
            "Y": Printed("3", "", "full valence of yttrium; not printed", exact=True),
            "Ba": Printed("2", "", "full valence of barium; not printed", exact=True),
        },
        recompute=lambda v: -(v["Y"] + 2 * v["Ba"] + 3 * v["Cu"]) / 7,
        reason="The two printed valences balance only if yttrium and barium have given all their valence electrons: "
        "with these numbers the metals other than copper are not low-valent.",
    ),
    Claim(
        id="valence-copper",
        location="Section on low-valent ions, average valence in YBa2Cu3O7",
        quantity="average valence of copper",
        unit="",
        printed="1.62",
        formula="from the charge density of a band calculation (Ref. 13)",
        verdict=Verdict.NOT_RECOVERABLE,
        reason="Quoted; the charges and the spheres they are counted in are not printed. With O 2- it would be 2.33. "
        "Charge balance ties it to the valence of oxygen and is used there.",
    ),
)
