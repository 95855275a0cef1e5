# Figures that are drawn when somebody asks for them, by name: parity, predictive, MODEL_trace, MODEL_rank, MODEL_corner.
localrules:
    on_demand,


rule on_demand:
    input:
        lambda wildcards: drawn_from(wildcards.comparison),
        table="results/{comparison}/comparison.csv",
    output:
        "results/{comparison}/figures/on_demand/{figure}.{kind}",
    log:
        "results/logs/on_demand/{comparison}/{figure}.{kind}.log",
    wildcard_constraints:
        figure=r"\w+",
        kind="svg|pdf|png",
    params:
        code=code("on_demand", "tcreferee.figures.on_demand"),
    message:
        "draw {wildcards.figure} of {wildcards.comparison}"
    script:
        "../scripts/on_demand.py"
