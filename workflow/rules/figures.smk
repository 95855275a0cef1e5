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
