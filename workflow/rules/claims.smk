# The ledger: every number the papers print, recomputed. The functions of a paper are imported by a computed name, which
# `source_files` cannot see, so every paper's module is named here.
from tcreferee.papers.reading import claim_files, papers

PAPERS = papers()


rule claims:
    input:
        claims=[from_here(path) for path in claim_files()],
        tables=[table_of(path) for path in plan.available.values()],
        sidecars=list(plan.available.values()),
    output:
        claims="results/claims.csv",
        record="results/claims.json",
        checksums="results/checksums/claims.json",
        statements="results/statements.csv",
        tables=expand("results/tables/claims_{paper}.tex", paper=PAPERS),
    log:
        "results/logs/claims.log",
    params:
        quantities=plan.named_quantities,
        files=checksum_of(*claim_files(), *pairs(plan.available.values())),
        code=code(
            "claims",
            "tcreferee.papers.latex",
            "tcreferee.papers.words",
            *(f"tcreferee.papers.recomputations.{paper}" for paper in PAPERS),
        ),
    message:
        "recompute every number the papers print"
    script:
        "../scripts/claims.py"
