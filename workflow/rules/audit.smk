# Is a good fit evidence, and could these rows decide? As the inference: several comparisons a job.
from tcreferee.base.provenance import PACKAGE

AUDIT_MODULES = [
    f"tcreferee.audits.questions.{path.stem}"
    for path in PACKAGE.glob("audits/questions/*.py")
]
AUDITS = code("audit", *AUDIT_MODULES)


def audited_from(comparison):
    """All that the audits of a comparison read."""
    asked = plan.audit_settings(comparison)
    own = ["comparison.csv", "comparison.json", "observations.csv", "observations.json"]
    return [
        *(f"results/{comparison}/{file}" for file in [*own, "inference.json"]),
        *(
            f"results/{other}/{file}"
            for other in asked["related"]
            for file in ("inference.json", "observations.csv", "observations.json")
        ),
        *(
            f"results/predictions/{name}.{end}"
            for name in asked["predictions"]
            for end in ("csv", "json")
        ),
    ]


for batch, names in BATCHES.items():

    rule:
        name:
            f"audit_{batch}"
        input:
            sorted({file for name in names for file in audited_from(name)}),
        output:
            [
                f"results/{name}/{file}"
                for name in names
                for file in ["audits.csv", "recovery.csv", "specifications.csv"]
            ],
            records=[f"results/{name}/audits.json" for name in names],
        log:
            f"results/logs/audit/{batch}.log",
        resources:
            **resources("audit", len(names)),
        params:
            code=AUDITS,
            settings=plan.config.audits.model_dump() | {"seed": plan.config.seed},
            sources={name: audited_from(name) for name in names},
            comparisons={
                name: {
                    "models_checksum": models_checksum(name),
                    "asked": plan.audit_settings(name),
                }
                for name in names
            },
        message:
            f"audit {', '.join(names)}"
        script:
            "../scripts/audit.py"
