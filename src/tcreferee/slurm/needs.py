"""Memory and time of the jobs that are submitted to SLURM, from measurements (docs/clusters.md)."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Need:
    """What a job requests at its first attempt; the n-th attempt requests n times as much.

    Parameters
    ----------
    mem_mb : int
        At least 500: two processes of Snakemake run in the job beside the script.
    minutes : int
    """

    mem_mb: int
    minutes: int


# ASSUME: memory is at least twice the largest process of the default run. Twelve seconds for each model or comparison
# of the job are some fifteen times what one of the default run takes.
MEM_MB = {"infer": 1500, "audit": 1000, "plot": 1000, "study_chunk": 1500}
MINUTES = 20
MINUTES_EACH = 0.2


def need(rule: str, parts: int = 1) -> Need:
    """Return what a job of a rule needs.

    Parameters
    ----------
    rule : str
        Name without its batch.
    parts : int
        Models or comparisons in the job.
    """
    return Need(MEM_MB[rule], MINUTES + math.ceil(MINUTES_EACH * parts))


def resources(rule: str, parts: int = 1) -> dict[str, Callable[..., int]]:
    """Return the resources of a rule, which grow with the attempt."""
    first = need(rule, parts)

    def mem_mb(wildcards: object, attempt: int) -> int:
        return first.mem_mb * attempt

    def runtime(wildcards: object, attempt: int) -> int:
        return first.minutes * attempt

    return {"mem_mb": mem_mb, "runtime": runtime}
