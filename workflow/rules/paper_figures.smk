# Figures of the papers, drawn anew; only beside the ledger, and where there are their tables.
PAPER_TABLES = ["bec_table1_cuprates", "metals_channel_valence", "ybco_jorgensen1990"]
PAPER_FIGURES = (
    [f"results/figures/{name}.svg" for name in ("bec_attraction", "unified_plot")]
    if plan.config.ledger and set(PAPER_TABLES) <= set(plan.available)
    else []
)


rule paper_figures:
    input:
        pairs=[
            plan.available[name].with_suffix(end)
            for name in PAPER_TABLES
            if name in plan.available
            for end in (".csv", ".yaml")
        ],
    output:
        bec_attraction="results/figures/bec_attraction.svg",
        unified_plot="results/figures/unified_plot.svg",
    log:
        "results/logs/paper_figures.log",
    params:
        code=code("paper_figures", "tcreferee.report.paper_figures"),
    message:
        "draw the papers' figures anew"
    script:
        "../scripts/paper_figures.py"
