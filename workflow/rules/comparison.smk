# As the inference: several comparisons a job.
for batch, names in BATCHES.items():

    rule:
        name:
            f"compare_{batch}"
        input:
            [
                f"results/{name}/{file}"
                for name in names
                for file in ("observations.csv", "observations.json", "inference.json")
            ],
        output:
            [
                f"results/{name}/comparison.{end}"
                for name in names
                for end in ("csv", "json")
            ],
        log:
            f"results/logs/compare/{batch}.log",
        params:
            code=code("compare", "tcreferee.comparison.table"),
            labels={
                name: {model: e.label for model, e in plan.entries[name].items()}
                for name in names
            },
            seed=plan.config.seed,
        message:
            f"compare the models of {', '.join(names)}"
        script:
            "../scripts/compare.py"
