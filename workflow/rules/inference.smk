# One job a comparison: importing the libraries costs more than inferring a model (decision record 0006). The job
# infers anew only the models whose sources have changed; `update` leaves the results of the others in place.
from tcreferee.results import RESULT_FILES

INFERENCE = code("infer", "tcreferee.inference.batch")

for comparison, entries in plan.entries.items():

    rule:
        name:
            f"infer_{comparison}"
        input:
            observations=f"results/{comparison}/observations.csv",
            record=f"results/{comparison}/observations.json",
            models=sorted(
                {file for e in entries.values() for file in sources_of(e.path)}
            ),
            code=INFERENCE,
        output:
            update(
                [
                    f"results/{comparison}/{name}/{file}"
                    for name in entries
                    for file in RESULT_FILES.values()
                ]
            ),
            record=update(f"results/{comparison}/inference.json"),
        log:
            f"results/logs/infer/{comparison}.log",
        params:
            comparison=comparison,
            models={
                name: {
                    "path": str(e.path),
                    "sources": sources_of(e.path),
                    "settings": plan.infer_settings(comparison, name),
                }
                for name, e in entries.items()
            },
        message:
            f"infer the models of {comparison}: fit, sample, score"
        script:
            "../scripts/infer.py"
