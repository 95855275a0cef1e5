from tcreferee.data.layout import table_of


def pairs(sidecars):
    """Tables and sidecars."""
    return [half for path in sidecars for half in (table_of(path), path)]


def pairs_checksum(*sidecars):
    """A table that was replaced by one with an older time counts as changed: its content decides."""
    return checksum_of(*pairs(sidecars))


rule tidy:
    input:
        csv=lambda wildcards: table_of(plan.datasets[wildcards.dataset]),
        sidecar=lambda wildcards: plan.datasets[wildcards.dataset],
        seconds=lambda wildcards: pairs(plan.seconds(wildcards.dataset)),
    output:
        csv="data/processed/{dataset}.csv",
        rejected="data/processed/{dataset}.rejected.csv",
        record="data/processed/{dataset}.json",
        checksums="results/checksums/tidy/{dataset}.json",
    log:
        "results/logs/tidy/{dataset}.log",
    params:
        code=code("tidy", "tcreferee.data.tidy"),
        pair=lambda wildcards: pairs_checksum(
            plan.datasets[wildcards.dataset], *plan.seconds(wildcards.dataset)
        ),
        quantities=lambda wildcards: plan.own_quantities.get(wildcards.dataset, {}),
    message:
        "tidy {wildcards.dataset}"
    script:
        "../scripts/tidy.py"


rule select:
    input:
        csv=of_datasets("csv"),
        record=of_datasets("json"),
    output:
        csv="results/{comparison}/observations.csv",
        record="results/{comparison}/observations.json",
        checksums="results/checksums/select/{comparison}.json",
    log:
        "results/logs/select/{comparison}.log",
    params:
        code=code("select", "tcreferee.data.select"),
        selection=lambda wildcards: plan.selection(wildcards.comparison),
    message:
        "select the rows of {wildcards.comparison}"
    script:
        "../scripts/select.py"


# In a folder of one's own: the tables in use. In the repository: all of them, as the ledger reads them all.
SHOWN = plan.available if plan.config.ledger else plan.datasets


def table_templates(wildcards):
    """Templates of the page of all tables; an input function, since TEMPLATES comes later."""
    names = ("tables.html.j2", "style.css")
    return [from_here(path) for path in TEMPLATES if path.name in names]


rule tables:
    input:
        pairs=pairs(SHOWN.values()),
        templates=table_templates,
    output:
        "results/datasets.html",
        checksums="results/checksums/tables.json",
    log:
        "results/logs/tables.log",
    params:
        code=code("tables", "tcreferee.report.tables"),
        pairs=pairs_checksum(*SHOWN.values()),
        templates=lambda wildcards: checksum_of(*table_templates(wildcards)),
        sidecars={name: str(path) for name, path in SHOWN.items()},
        uses=uses(config),
        quantities=plan.named_quantities,
    message:
        "write the page of all tables"
    script:
        "../scripts/tables.py"
