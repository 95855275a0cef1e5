rule infer:
    input:
        observations="results/{comparison}/observations.csv",
        record="results/{comparison}/observations.json",
        model=lambda wildcards: entry(wildcards).path,
        code=code("infer", "tcreferee.inference.infer"),
    output:
        fit="results/{comparison}/{model}/fit.json",
        posterior="results/{comparison}/{model}/posterior.nc",
        pointwise="results/{comparison}/{model}/pointwise.csv",
        diagnostics="results/{comparison}/{model}/diagnostics.json",
        report="results/{comparison}/{model}/fit_report.txt",
    log:
        "results/logs/infer/{comparison}/{model}.log",
    params:
        settings=lambda wildcards: plan.infer_settings(
            wildcards.comparison, wildcards.model
        ),
    message:
        "infer {wildcards.model} on {wildcards.comparison}: fit, sample, score"
    script:
        "../scripts/infer.py"
