def captioned(comparison, file):
    """A result with caption and label for Snakemake's own report, which has a category for each comparison."""
    shown = Path(file).stem
    return report(
        f"results/{comparison}/{file}",
        caption=f"../report/{shown}.rst",
        category=comparison,
        labels={"shows": shown},
    )


def compared_from(comparison):
    """All that the table of a comparison is made from; the record of the inference holds checksums of its files."""
    files = ["observations.csv", "observations.json", "inference.json"]
    return [f"results/{comparison}/{file}" for file in files]


# As the inference: several comparisons a job.
for batch, names in BATCHES.items():

    rule:
        name:
            f"compare_{batch}"
        input:
            [file for name in names for file in compared_from(name)],
            # a new file of a job hides from Snakemake that its params have changed: so a new model is asked for here
            fits=[
                f"results/{name}/{model}/fit.json"
                for name in names
                for model in plan.entries[name]
            ],
        output:
            [captioned(name, "comparison.csv") for name in names],
            [f"results/{name}/comparison.json" for name in names],
            records=[f"results/checksums/compare/{name}.json" for name in names],
        log:
            f"results/logs/compare/{batch}.log",
        localrule: True
        params:
            code=code("compare", "tcreferee.comparison.table"),
            labels={
                name: {model: e.label for model, e in plan.entries[name].items()}
                for name in names
            },
            models={
                name: {model: str(e.path) for model, e in plan.entries[name].items()}
                for name in names
            },
            sources={name: compared_from(name) for name in names},
            seed=plan.config.seed,
        message:
            f"compare the models of {', '.join(names)}"
        script:
            "../scripts/compare.py"
