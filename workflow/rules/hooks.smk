# What is done once a run, before the first job and after the last one; not in a job on a cluster or a dry run.
KEPT_WORDS = (
    "A job that fails leaves no results, not even those of other comparisons in the same job.\n"
    "What was finished is kept in .snakemake/kept; the next run puts it back and makes only the rest."
)


onstart:
    folders = ["results", "data/processed", ".snakemake"]
    or_stop(
        check_storage, [*folders, *(f"results/{name}" for name in plan.entries)]
    )


onsuccess:  # a heavy step that died cost its own section: the report is made, and the run ends with 1
    or_stop(check_whole, "results")


onerror:  # also of a job that was killed before it could write anything
    leave_previous("results/report.html")
    print(KEPT_WORDS, file=sys.stderr)
