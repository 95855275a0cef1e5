# Figures of every comparison; others are drawn on demand. Where the response is yes or no, `residuals` is the calibration.
FOR_PRINT = ["ranking", "data", "residuals", "influence"]


def drawn_from(comparison):
    """All that the figures of a comparison are drawn from; the record of the inference holds checksums of its files."""
    files = [
        "comparison.csv",
        "comparison.json",
        "observations.csv",
        "observations.json",
    ]
    return [f"results/{comparison}/{file}" for file in [*files, "inference.json"]]


def figures_of(comparison):
    """Figures of a comparison, without their folder."""
    return [f"{figure}.svg" for figure in FOR_PRINT]


# As the inference: several comparisons a job, and what is as it was is not drawn again.
for batch, names in BATCHES.items():

    rule:
        name:
            f"plot_{batch}"
        input:
            [file for name in names for file in drawn_from(name)],
        output:
            [
                captioned(name, f"figures/{figure}")
                for name in names
                for figure in figures_of(name)
            ],
            records=[f"results/{name}/figures.json" for name in names],
        log:
            f"results/logs/plot/{batch}.log",
        resources:
            **resources("plot", len(names)),
        params:
            code=code("plot", "tcreferee.figures.draw"),
            sources={name: drawn_from(name) for name in names},
            comparisons={
                name: {
                    "models": model_files(name),
                    "x": plan.config.comparisons[name].x,
                    "models_checksum": models_checksum(name),
                    "figures": figures_of(name),
                }
                for name in names
            },
        message:
            f"draw {', '.join(names)}"
        script:
            "../scripts/plot.py"


# Only on request (`make pdf`): cutting fonts to size takes longer than all the drawing.
rule pdf:
    input:
        lambda wildcards: drawn_from(wildcards.comparison),
        table="results/{comparison}/comparison.csv",
    output:
        expand("results/{{comparison}}/figures/{name}.pdf", name=FOR_PRINT),
    log:
        "results/logs/pdf/{comparison}.log",
    params:
        code=code("pdf", "tcreferee.figures.draw"),
        models=lambda wildcards: model_files(wildcards.comparison),
        models_checksum=lambda wildcards: models_checksum(wildcards.comparison),
        x=lambda wildcards: plan.config.comparisons[wildcards.comparison].x,
    message:
        "draw {wildcards.comparison} for print"
    script:
        "../scripts/pdf.py"


rule pdfs:
    input:
        expand(rules.pdf.output, comparison=plan.entries),
