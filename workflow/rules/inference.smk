# Several comparisons a job: importing the libraries costs more than inferring a model. Snakemake deletes all outputs
# before the job starts; the job puts back the models whose sources have not changed (decision record 0023).
from tcreferee.base.records import RESULT_FILES

INFERENCE = code("infer", "tcreferee.inference.batch")
MODEL_FILES = [
    f"results/{name}/{model}/{file}"
    for name, entries in plan.entries.items()
    for model in entries
    for file in RESULT_FILES.values()
]

for batch, names in BATCHES.items():

    rule:
        name:
            f"infer_{batch}"
        input:
            expand("results/{name}/observations.{end}", name=names, end=["csv", "json"]),
        output:
            [
                f"results/{name}/{model}/{file}"
                for name in names
                for model in plan.entries[name]
                for file in RESULT_FILES.values()
            ],
            records=[f"results/{name}/inference.json" for name in names],
        log:
            f"results/logs/infer/{batch}.log",
        resources:
            **resources("infer", sum(len(plan.entries[name]) for name in names)),
        params:
            code=INFERENCE,
            comparisons={
                name: {
                    model: {
                        "path": str(e.path),
                        "sources": sources_of(e.path),
                        "checksum": checksum_of(*sources_of(e.path)),
                        "settings": plan.infer_settings(name, model),
                    }
                    for model, e in plan.entries[name].items()
                }
                for name in names
            },
        message:
            f"infer the models of {', '.join(names)}: fit, sample, score"
        script:
            "../scripts/infer.py"
