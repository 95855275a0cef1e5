# Figures of the papers, drawn anew; only beside the ledger, and one whose tables there are not is left out.
from tcreferee.figures.captions import TABLES as PAPER_TABLES

DRAWN_ANEW = {
    name: f"results/figures/{name}.svg"
    for name, tables in PAPER_TABLES.items()
    if plan.config.ledger and set(tables) <= set(plan.available)
}
PAPER_FIGURES = list(DRAWN_ANEW.values())
DRAWN_FROM = sorted({table for name in DRAWN_ANEW for table in PAPER_TABLES[name]})

if DRAWN_ANEW:

    rule paper_figures:
        input:
            pairs=pairs(map(plan.available.get, DRAWN_FROM)),
        output:
            **DRAWN_ANEW,
            checksums="results/checksums/paper_figures.json",
        log:
            "results/logs/paper_figures.log",
        localrule: True
        params:
            code=code("paper_figures", "tcreferee.figures.papers"),
            pairs=pairs_checksum(*map(plan.available.get, DRAWN_FROM)),
        message:
            "draw the papers' figures anew"
        script:
            "../scripts/paper_figures.py"
