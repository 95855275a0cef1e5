"""Captions of the papers' figures that are drawn anew."""

CAPTIONS = {
    "bec_attraction": "Tc of attracting pairs against |a|, Eq. (3) of “BEC of Cooper pairs with a double bridge” (its "
    "Fig. 4) for the six compounds of its Table I; marks: the |a| at which each curve meets the measured Tc, a value "
    "of its own for every compound. With one |a| for all the formula is tried in the comparison bec_cuprates.",
    "unified_plot": "The unified plot of “A general model for superconductivity”. Left: T_U − Tc against "
    "n^(−1/6)/(αd₀); both axes carry 1/(αd₀), which spans decades and draws the line by itself. Right: the same metals "
    "with that factor taken out of both axes; the line is the formula. Metals: estimated α, recalled lengths. "
    "YBa2Cu3Oy: printed T_U and α, recalled d₀, with the printed line (dashed). Points with T_U − Tc below zero are "
    "left out on the left.",
}
