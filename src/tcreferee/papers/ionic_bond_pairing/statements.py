"""The 32 statements listed as evidence at the end of the ionic-bond-pairing paper, in our own words.

What would test a statement is meant as a test of the proposed pairing: of an observation that every mechanism
predicts, the test says so. `tested_here` names a comparison of `config.yaml` or a claim of this paper.
"""

from __future__ import annotations

from tcreferee.papers.claim import Statement

# statement, test, tested here; in the paper's order
_TEXTS: tuple[tuple[str, str, str], ...] = (
    (
        "The pairs of cuprates have d-wave symmetry, as expected of pairs around oxygen or metal atoms.",
        "Phase-sensitive junctions show the symmetry. Spin fluctuations predict the same: it selects no mechanism.",
        "claim eq-6.parity (only that l = 2 is even)",
    ),
    (
        "The holes come from ions of low valence and are confined to the CuO2 planes, hence superconductivity there.",
        "Layer-resolved charge from NMR or core-level spectra, against the valences of charge balance.",
        "claim valence-oxygen (charge balance only)",
    ),
    (
        "Charge is inhomogeneous and forms stripes because carriers couple strongly to the lattice.",
        "Isotope effect and phonon anomalies at the onset of stripes; models without lattice also give stripes.",
        "",
    ),
    (
        "In hole-doped cuprates the hole stripes run along the Cu-O-Cu chains, with the holes at copper.",
        "Site-resolved hole counts from resonant X-ray scattering or NMR, copper against oxygen.",
        "",
    ),
    (
        "The stripes of four lattice constants seen by tunnelling are a density wave of small pairs bridged by metal.",
        "Whether the period stays at four with doping and compound, and whether a pair-tunnelling map has it too.",
        "",
    ),
    (
        "In electron-doped cuprates the electron stripes are centred on oxygen, as pairs bridged by oxygen would be.",
        "Site-resolved electron counts; added electrons are usually assigned to copper.",
        "",
    ),
    (
        "The pseudogap of cuprates is large, near 80 meV in Bi2212, so the pairs are strongly bound.",
        "Whether the pseudogap is a binding energy: its particle-hole symmetry, and pairs counted between Tc and T*.",
        "",
    ),
    (
        "The pseudogap energy falls steadily as the carrier concentration rises.",
        "A rank test over one material with measured concentrations; other mechanisms predict the same.",
        "",
    ),
    (
        "The resistance falls below the pseudogap temperature because pairs form there.",
        "Diamagnetism, Nernst signal and shot noise between Tc and T*; pairs must show in all three.",
        "",
    ),
    (
        "The pseudogap temperature falls steadily as the carrier concentration rises.",
        "A rank test over one material with measured concentrations; other mechanisms predict the same.",
        "",
    ),
    (
        "The pseudogap temperature lies above Tc, so pairs exist above Tc and possibly at room temperature.",
        "Charge 2e in noise or in flux periods well above Tc.",
        "claim thermal-energy (the energy of 26 meV only)",
    ),
    (
        "Cuprates have two gaps, one for the formation of pairs and one for their condensation.",
        "Whether the two gaps differ in temperature, momentum and field, and vanish at T* and Tc.",
        "",
    ),
    (
        "Tc passes through a maximum as the carrier concentration rises.",
        "A dome against a monotonic curve, over a series of one material on both sides of the maximum.",
        "comparison ybco_carrier_density (the rising side only)",
    ),
    (
        "The superconducting gap passes through a maximum as the carrier concentration rises.",
        "The same fit with gaps; it adds nothing if the gap is proportional to Tc.",
        "",
    ),
    (
        "Tc passes through a maximum as the Cu-O distance changes.",
        "Tc against the distance at fixed doping: doping changes the distance, so the two are confounded.",
        "",
    ),
    (
        "Tc passes through a maximum as the valence of copper changes.",
        "The same rows as Tc against doping; a separate test only if the valence is measured otherwise.",
        "",
    ),
    (
        "Tc passes nearly through a maximum as the amount of a metal other than copper changes.",
        "Substitutions that keep the hole count against those that change it.",
        "",
    ),
    (
        "The size of the pairs passes through a minimum as the carrier concentration rises.",
        "Upper critical fields over one material on both sides of optimal doping.",
        "",
    ),
    (
        "Pairs in cuprates are as small as 1 to 15 angstrom.",
        "Coherence lengths from upper critical fields of each compound; a length below the layer distance is "
        "no size of a pair.",
        "",
    ),
    (
        "Coherence lengths are larger in the plane than along c.",
        "The ratio of the critical fields; any layered metal has it.",
        "",
    ),
    (
        "Superconductivity in cuprates is strongly anisotropic.",
        "Penetration depths and critical fields along the axes; any layered metal has it.",
        "",
    ),
    (
        "Carrier concentrations near 1e21 per cubic centimetre are moderate, which shows ions of low valence.",
        "Hall numbers and oxygen titration; doping a charge-transfer insulator gives the same with full valences.",
        "claim evidence-22.carriers (the number, not the inference)",
    ),
    (
        "The magnetic moment of copper in cuprates is small because the valence of copper is low.",
        "The ordered moment against spin-wave theory for spin one half, which gives 0.6 Bohr magnetons for Cu 2+.",
        "",
    ),
    (
        "The magnetic moment of oxygen is small but present, so oxygen has a valence between 1 and 2.",
        "Polarised-neutron form factors; covalency with copper gives a moment on oxygen too.",
        "claim valence-oxygen (the charge balance of the printed 1.69 only)",
    ),
    (
        "Nominal and true carrier concentrations differ, because the valences are low.",
        "Hall numbers against titration over a doping series; the change of the Fermi surface explains it too.",
        "",
    ),
    (
        "In electron-doped cuprates with cerium the carriers turn from electrons into holes as cerium is added.",
        "Sign of the Hall effect with band folding by antiferromagnetism taken into account.",
        "",
    ),
    (
        "Tc of electron-doped cuprates rises with the radius of the rare-earth ion.",
        "A rank test over the rare earths at equal cerium and oxygen content.",
        "",
    ),
    (
        "A slight lack of oxygen improves superconductivity in electron-doped cuprates.",
        "Tc against oxygen content at fixed cerium, with apical oxygen removed counted separately.",
        "",
    ),
    (
        "Superconducting fluctuations are large because the pairs are small.",
        "Width of the fluctuation region against the Ginzburg criterion; it follows from any short coherence length.",
        "",
    ),
    (
        "Tc of superconducting oxides depends sensitively on the oxygen concentration.",
        "Tc against oxygen content of one laboratory, with a constant as the rival.",
        "comparison ybco_carrier_density",
    ),
    (
        "Tc of YBa2Cu4O8 passes nearly through a maximum as pressure rises.",
        "A maximum against saturation, over measured Tc under pressure.",
        "",
    ),
    (
        "Nickelates resemble cuprates in structure and properties, so the mechanism is universal.",
        "A prediction of Tc for nickelates from constants fixed on cuprates.",
        "claim table-1.la3ni2o7 (the ionicity only)",
    ),
)
# Those with a number that could be wrong: period, pseudogap, size of pairs, concentration.
_QUANTITATIVE = frozenset({5, 7, 19, 22})

STATEMENTS: tuple[Statement, ...] = tuple(
    Statement(str(number), statement, number in _QUANTITATIVE, test, tested_here)
    for number, (statement, test, tested_here) in enumerate(_TEXTS, 1)
)
