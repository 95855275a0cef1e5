# The report, from all results and figures.
import tcreferee.base.provenance
from tcreferee.papers.reading import titles
from tcreferee.report.addresses import other_names, pages, source_names
from tcreferee.report.older import leave_previous

STEPS = ["inference", "audits", "figures"]
TEMPLATES = sorted(
    Path(tcreferee.base.provenance.PACKAGE, "report/templates").iterdir()
)

# A page for each comparison and each source; who proposed a formula, the model files say.
LEDGER = titles() if plan.config.ledger else {}
NAMED = source_names(plan.proposed, LEDGER).values()
OTHERS = other_names(bool(plan.config.predict), bool(LEDGER), bool(PAPER_FIGURES))


# Of all that the report shows: it refuses what was edited, or made from something else than what is there. Rows,
# models, tables, audits and figures stand in these records; as inputs of their own they cost three seconds, since
# Snakemake reads each input once for each output.
CHECKSUMS = [
    *expand("results/checksums/tidy/{name}.json", name=plan.datasets),
    *expand("results/checksums/select/{name}.json", name=plan.entries),
    *expand("results/checksums/compare/{name}.json", name=plan.entries),
    *expand("results/{name}/{step}.json", name=plan.entries, step=STEPS),
    *expand("results/checksums/predict/{name}.json", name=plan.config.predict),
    *(["results/checksums/claims.json"] if plan.config.ledger else []),
    *(["results/checksums/paper_figures.json"] if PAPER_FIGURES else []),
]


SHOWN = [
    f"results/{name}/{file}"
    for name in plan.entries
    for file in [
        *(f"{table}.csv" for table in ("audits", "recovery", "specifications")),
        *(f"figures/{figure}" for figure in figures_of(name)),
    ]
]


rule report:
    input:
        datasets=expand("data/processed/{dataset}.json", dataset=plan.datasets),
        predictions=expand(
            "results/predictions/{prediction}.{ext}",
            prediction=plan.config.predict,
            ext=["csv", "json"],
        ),
        papers=PAPER_FIGURES,
        ledger=(
            ["results/claims.csv", "results/statements.csv"]
            if plan.config.ledger
            else []
        ),
        tables_for_print=rules.paper_tables.output,  # the pages link to them
        checksums=CHECKSUMS,
    output:
        html=report(
            "results/report.html",
            caption="../report/report.rst",
            category="all comparisons",
            labels={"shows": "report"},
        ),
        pages=[f"results/{page}" for page in pages(plan.entries, NAMED, OTHERS)],
        summary="results/summary.csv",
        standing="results/standing.csv",
        record="results/summary.json",
        checksums="results/checksums/report.json",
    log:
        "results/logs/report.log",
    params:
        code=code("report", "tcreferee.report.document", *AUDIT_MODULES),
        settings=plan.config.model_dump(mode="json"),
        templates=checksum_of(*TEMPLATES),
        # the first page shows the verdicts of other runs, too
        elsewhere=checksum_of(*sorted(Path("results").glob("*/results/standing.csv"))),
    message:
        "write the report"
    script:
        "../scripts/report.py"
