# Figures and report. The plots of single models go into a folder of their own, because which models there are
# differs between comparisons and Snakemake wants the same names for all of them. Where the response is yes or no,
# `residuals` holds the calibration and `parity` the predicted probabilities.
import tcreferee.provenance

FIGURES = ["ranking.svg", "data.svg", "residuals.svg", "parity.svg", "models"]
TEMPLATES = sorted(Path(tcreferee.provenance.PACKAGE, "report/templates").iterdir())


rule plot:
    input:
        table="results/{comparison}/comparison.csv",
        verdict="results/{comparison}/comparison.json",
        observations=multiext("results/{comparison}/observations", ".csv", ".json"),
        fits=of_models("fit.json"),
        posteriors=of_models("posterior.nc"),
        pointwise=of_models("pointwise.csv"),
        diagnostics=of_models("diagnostics.json"),
        models=lambda wildcards: sorted(
            {entry.path for entry in plan.entries[wildcards.comparison].values()}
        ),
        code=code("plot", "tcreferee.report.draw"),
    output:
        ranking=multiext("results/{comparison}/figures/ranking", ".svg", ".pdf"),
        data=multiext("results/{comparison}/figures/data", ".svg", ".pdf"),
        residuals=multiext("results/{comparison}/figures/residuals", ".svg", ".pdf"),
        parity=multiext("results/{comparison}/figures/parity", ".svg", ".pdf"),
        models=directory("results/{comparison}/figures/models"),
    log:
        "results/logs/plot/{comparison}.log",
    params:
        x=lambda wildcards: plan.config.comparisons[wildcards.comparison].x,
    message:
        "draw {wildcards.comparison}"
    script:
        "../scripts/plot.py"


rule report:
    input:
        tables=expand("results/{comparison}/comparison.csv", comparison=plan.entries),
        verdicts=expand("results/{comparison}/comparison.json", comparison=plan.entries),
        observations=expand(
            "results/{comparison}/observations.{ext}",
            comparison=plan.entries,
            ext=["csv", "json"],
        ),
        results=[
            f"results/{comparison}/{name}/{file}"
            for comparison, entries in plan.entries.items()
            for name in entries
            for file in (
                "fit.json",
                "pointwise.csv",
                "diagnostics.json",
                "fit_report.txt",
            )
        ],
        datasets=expand("data/processed/{dataset}.json", dataset=plan.datasets),
        ledger=["results/claims.csv", "results/statements.csv"],
        figures=expand(
            "results/{comparison}/figures/{figure}",
            comparison=plan.entries,
            figure=FIGURES,
        ),
        code=code("report", "tcreferee.report.document"),
        templates=[
            os.path.relpath(path)
            for path in TEMPLATES
            if path.name != "tables.html.j2"
        ],
    output:
        html="results/report.html",
        summary="results/summary.csv",
    log:
        "results/logs/report.log",
    params:
        settings=plan.config.model_dump(mode="json"),
    message:
        "write the report"
    script:
        "../scripts/report.py"
