# Figures. Plots of single models have a folder of their own: which models there are differs between
# comparisons. Where the response is yes or no, `residuals` is the calibration and `parity` the probabilities.
DRAWN_FROM = {
    "table": "results/{comparison}/comparison.csv",
    "verdict": "results/{comparison}/comparison.json",
    "observations": multiext("results/{comparison}/observations", ".csv", ".json"),
    "fits": of_models("fit.json"),
    "posteriors": of_models("posterior.nc"),
    "pointwise": of_models("pointwise.csv"),
    "diagnostics": of_models("diagnostics.json"),
    "models": lambda wildcards: sorted(
        {entry.path for entry in plan.entries[wildcards.comparison].values()}
    ),
}
FOR_PRINT = ["ranking", "data", "residuals", "parity"]
FIGURES = [*(f"{name}.svg" for name in FOR_PRINT), "models"]


rule plot:
    input:
        **DRAWN_FROM,
        code=code("plot", "tcreferee.report.draw"),
    output:
        svg=expand("results/{{comparison}}/figures/{name}.svg", name=FOR_PRINT),
        models=directory("results/{comparison}/figures/models"),
    log:
        "results/logs/plot/{comparison}.log",
    params:
        x=lambda wildcards: plan.config.comparisons[wildcards.comparison].x,
    message:
        "draw {wildcards.comparison}"
    script:
        "../scripts/plot.py"


# Only on request (`make pdf`): cutting fonts to size takes longer than all the drawing.
rule pdf:
    input:
        **DRAWN_FROM,
        code=code("pdf", "tcreferee.report.draw"),
    output:
        expand("results/{{comparison}}/figures/{name}.pdf", name=FOR_PRINT),
    log:
        "results/logs/pdf/{comparison}.log",
    params:
        x=rules.plot.params.x,
    message:
        "draw {wildcards.comparison} for print"
    script:
        "../scripts/pdf.py"


rule pdfs:
    input:
        expand(rules.pdf.output, comparison=plan.entries),


# Figures of the papers, drawn anew; where a user's folder lacks their tables they are left out.
PAPER_TABLES = ["bec_table1_cuprates", "metals_channel_valence", "ybco_jorgensen1990"]
PAPER_FIGURES = (
    [f"results/figures/{name}.svg" for name in ("bec_attraction", "unified_plot")]
    if set(PAPER_TABLES) <= set(plan.available)
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
        code=code("paper_figures", "tcreferee.report.paper_figures"),
    output:
        bec_attraction="results/figures/bec_attraction.svg",
        unified_plot="results/figures/unified_plot.svg",
    log:
        "results/logs/paper_figures.log",
    message:
        "draw the papers' figures anew"
    script:
        "../scripts/paper_figures.py"
