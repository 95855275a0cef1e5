rule compare:
    input:
        observations="results/{comparison}/observations.csv",
        record="results/{comparison}/observations.json",
        fits=of_models("fit.json"),
        pointwise=of_models("pointwise.csv"),
        diagnostics=of_models("diagnostics.json"),
    output:
        table="results/{comparison}/comparison.csv",
        record="results/{comparison}/comparison.json",
    log:
        "results/logs/compare/{comparison}.log",
    params:
        code=code("compare", "tcreferee.comparison.table"),
        labels=lambda wildcards: {
            name: e.label for name, e in plan.entries[wildcards.comparison].items()
        },
        seed=plan.config.seed,
    message:
        "compare the models of {wildcards.comparison}"
    script:
        "../scripts/compare.py"
