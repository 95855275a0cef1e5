# The workflow lives in workflow/Snakefile. A bare include would drop its default target without a word.
include: "workflow/Snakefile"


rule default:
    default_target: True
    input:
        rules.all.input,
    message:
        "everything in config.yaml is made"
