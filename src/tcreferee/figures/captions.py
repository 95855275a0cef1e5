"""Captions of the redrawn figures of the papers, and the tables they are drawn from."""

YBCO = (
    "ybco_jorgensen1990", "ybco_kraut1993", "ybco_ando2002", "ybco_wang1987", "ybco_nist_srd62", "ybco_liang2006",
    "ybco_panagopoulos1998",
)  # fmt: skip
TABLES: dict[str, tuple[str, ...]] = {
    "bec_attraction": ("bec_table1_cuprates",),
    "density_power": YBCO,
    "unified_plot": ("metals_channel_valence", "ybco_jorgensen1990"),
    "inverse_square": ("quantum_well_table1_cuprates", "quantum_well_table2_iron"),
    "alkali_levels": ("exchange_alkali_table1",),
}
CAPTIONS = {
    "bec_attraction": "Tc of attracting pairs against |a|, Eq. (3) of “BEC of Cooper pairs with a double bridge” (its "
    "Fig. 4) for the six compounds of its Table I; marks: the |a| at which each curve meets the measured Tc, "
    "a different value for every compound. The comparison bec_cuprates tests it with one |a| for all compounds.",
    "density_power": "Tc of YBa2Cu3Oy against n^(−1/6), the axes in which Eq. (6) of “A general model for "
    "superconductivity” is a straight line. The paper shows one series with one fitted line (its Fig. 2d); its table "
    "of n was not available. We use seven published sources, compute n as their tables say (Panagopoulos: superfluid "
    "density over m*/mₑ) and draw a least-squares line for each. Dashed: the printed T_U and B. T_U and B "
    "depend on the source of n; the rows of NIST and Liang are samples of a published curve.",
    "unified_plot": "The unified plot of “A general model for superconductivity”. Left: T_U − Tc against "
    "n^(−1/6)/(αd₀); both axes contain 1/(αd₀), which spans decades and alone produces the line. Right: the same "
    "metals with that factor taken out of both axes; the line is the formula. Metals: estimated α, recalled lengths. "
    "YBa2Cu3Oy: printed T_U and α, recalled d₀, with the printed line (dashed). Points with T_U − Tc below zero are "
    "left out on the left.",
    "inverse_square": "Tc against 1/ξ² with the lengths and Tc of Tables 1 and 2 of the polyhedral-quantum-well paper; "
    "lines: its printed Λ of cuprates and of iron-based compounds, 1300 and 400 K Å². The paper prints the law and the "
    "tables; the plot is ours. Filled: the length used for the printed λ, chosen row by row with Tc known. Hollow: "
    "the other lengths printed for the same compounds, for which the law gives another Tc.",
    "alkali_levels": "Fermi level of the alkali metals beside the energies of standing waves across the bcc cell, "
    "Table 1 of “Formation of Cooper Pairs as a Consequence of Exchange Interaction”, which prints the numbers; the "
    "drawing is ours. If a level meets E_F, the paper expects superconductivity. E_F of lithium, which "
    "the paper calls experimental, is not of the same kind as the others; "
    "the free-electron formula of the others puts it at the diamond (ours, from the "
    "stated lattice parameters of Li and Cs), far above the [100] level it nearly meets.",
}
