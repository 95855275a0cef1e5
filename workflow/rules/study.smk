# Studies (`make study`): recovery and calibration with many replicates, in chunks that may run anywhere. Not part of
# the default run.
from tcreferee.base.records import STUDY_FILES

STUDY = code("study_chunk", "tcreferee.audits.study", "tcreferee.audits.read")


rule study_chunk:
    input:
        lambda wildcards: audited_from(wildcards.comparison),
    output:
        **{
            file: f"results/study/{{comparison}}/chunks/{{chunk}}.{file}.csv"
            for file in STUDY_FILES
        },
    log:
        "results/logs/study/{comparison}.{chunk}.log",
    resources:
        **resources("study_chunk"),
    params:
        code=STUDY,
        models_checksum=lambda wildcards: models_checksum(wildcards.comparison),
        asked=lambda wildcards: plan.audit_settings(wildcards.comparison),
        seed=plan.config.seed,
        sizes=plan.config.study.chunk_sizes,
    message:
        "simulate chunk {wildcards.chunk} of the study of {wildcards.comparison}"
    script:
        "../scripts/study_chunk.py"


rule study_gather:
    input:
        **{
            file: expand(
                f"results/study/{{{{comparison}}}}/chunks/{{chunk}}.{file}.csv",
                chunk=range(1, plan.config.study.chunks + 1),
            )
            for file in STUDY_FILES
        },
    output:
        **{file: f"results/study/{{comparison}}/{file}.csv" for file in STUDY_FILES},
    log:
        "results/logs/study/{comparison}.log",
    params:
        code=code("study_gather", "tcreferee.audits.study"),
    message:
        "add up the study of {wildcards.comparison}"
    script:
        "../scripts/study_gather.py"


rule study:
    input:
        expand("results/study/{comparison}/recovery.csv", comparison=plan.entries),
