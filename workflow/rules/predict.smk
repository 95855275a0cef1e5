# What fitted models say of materials that were not fitted. The constant is always asked too: the score is held
# against it.
def asked(file):
    """Input function: `file` of every model a prediction asks."""
    return lambda wildcards: [
        f"results/{plan.config.predict[wildcards.prediction].comparison}/{name}/{file}"
        for name in plan.asked(wildcards.prediction)
    ]


def rows_of(end):
    """Input function: the rows the models of a prediction were fitted to."""
    return (
        lambda wildcards: f"results/{plan.config.predict[wildcards.prediction].comparison}/observations.{end}"
    )


def held_out(end):
    """Input function: the table of the materials, if there is one."""
    return lambda wildcards: [
        f"data/processed/{dataset}.{end}"
        for dataset in [plan.config.predict[wildcards.prediction].dataset]
        if dataset
    ]


rule predict:
    input:
        observations=rows_of("csv"),
        record=rows_of("json"),
        fits=asked("fit.json"),
        posteriors=asked("posterior.nc"),
        diagnostics=asked("diagnostics.json"),
        models=lambda wildcards: [
            entry.path for entry in plan.asked(wildcards.prediction).values()
        ],
        table=held_out("csv"),
        about=held_out("json"),
    output:
        csv="results/predictions/{prediction}.csv",
        record="results/predictions/{prediction}.json",
        checksums="results/checksums/predict/{prediction}.json",
    log:
        "results/logs/predict/{prediction}.log",
    params:
        code=code("predict", "tcreferee.prediction.predict"),
        models_checksum=lambda wildcards: models_checksum(
            plan.config.predict[wildcards.prediction].comparison
        ),
        question=lambda wildcards: plan.predict_settings(wildcards.prediction),
    message:
        "predict {wildcards.prediction}"
    script:
        "../scripts/predict.py"
