# For a manuscript: tables in LaTeX, all comparisons in one job. The record of the inference holds checksums of the fits.
rule paper_tables:
    input:
        tables=expand("results/{comparison}/comparison.csv", comparison=plan.entries),
        verdicts=expand("results/{comparison}/comparison.json", comparison=plan.entries),
        fits=expand("results/{comparison}/inference.json", comparison=plan.entries),
    output:
        expand(
            "results/tables/{comparison}{part}.tex",
            comparison=plan.entries,
            part=["", "_parameters"],
        ),
        checksums="results/checksums/paper_tables.json",
    log:
        "results/logs/paper_tables.log",
    params:
        code=code("paper_tables", "tcreferee.report.latex"),
        titles={name: about.title for name, about in plan.config.comparisons.items()},
    message:
        "write the tables for a manuscript"
    script:
        "../scripts/paper_tables.py"
