"""Check before submission whether the site can meet the request, and list all problems at once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from tcreferee.base.errors import Problem, RefereeError, nearest, raise_if
from tcreferee.slurm.ask import NoAnswerError, ask
from tcreferee.slurm.site import TITLE, Site, site_path

USABLE = ("idle", "mix", "alloc", "comp", "plan", "resv")
NAME = "tc-referee"


@dataclass(frozen=True)
class Request:
    """What a job asks for."""

    cpus: int
    mem_mb: int
    minutes: int


def check(site: Site, request: Request) -> list[str]:
    """Ask SLURM whether a request can be served.

    Returns
    -------
    list of str
        Remarks.

    Raises
    ------
    RefereeError
        SLURM is not installed or does not answer, partition or account are unknown, no node can serve the request, or
        another run is at work in this directory.
    """
    raise_if("another run holds this directory", _held())
    try:
        settings = dict(_pair(line) for line in ask("scontrol", "show", "config").splitlines() if "=" in line)
        partitions = [line.split("|") for line in ask("sinfo", "--noheader", "--format=%P|%a|%l").splitlines()]
        problems = _partition(site, request, partitions)
        problems += _account(site, settings) + _memory_of_states(site, settings)
        _orphans()
    except NoAnswerError as error:
        do = "wait until the controller answers 'sinfo', then repeat"
        raise RefereeError(TITLE, [Problem("SLURM's controller", f"does not answer ({error})", do=do)]) from None
    raise_if(TITLE, problems)
    _rehearse(site, request)
    return _remarks(settings)


def options(site: Site, request: Request) -> list[str]:
    """Return the request in the words of sbatch."""
    given = [f"--cpus-per-task={request.cpus}", f"--mem={request.mem_mb}", f"--time={request.minutes}"]
    given += [f"--account={site.account}"] if site.account else []
    return given + ([f"--partition={site.partition}"] if site.partition else [])


def accounting(settings: dict[str, str]) -> bool:
    """Whether this SLURM keeps accounts."""
    return "slurmdbd" in settings.get("AccountingStorageType", "")


def _pair(line: str) -> tuple[str, str]:
    key, _, value = line.partition("=")
    return key.strip(), value.strip()


def _key(name: str) -> str:
    return f"{site_path()}, {name}"


def _partition(site: Site, request: Request, partitions: list[list[str]]) -> list[Problem]:
    names = {name.rstrip("*"): (available, limit) for name, available, limit in partitions}
    default = next((name.rstrip("*") for name, *_ in partitions if name.endswith("*")), "")
    chosen = site.partition or default
    if not chosen:
        do = f"name one: {', '.join(sorted(names))}"
        return [Problem(_key("partition"), "is empty, and this cluster has no default partition", do=do)]
    if chosen not in names:
        return [Problem(_key("partition"), f"unknown partition '{chosen}'", do=nearest(chosen, names))]
    available, limit = names[chosen]
    if available != "up":
        others = [name for name, (how, _) in names.items() if how == "up"]
        do = f"name another: {', '.join(sorted(others))}" if others else "ask those who run the cluster"
        return [Problem(_key("partition"), f"partition '{chosen}' is {available}", do=do)]
    problems = _nodes(chosen, request)
    longest = _minutes(limit)
    if longest is not None and request.minutes > longest:
        what = f"a job of {request.minutes} minutes is asked, partition '{chosen}' allows {longest:g}"
        problems.append(Problem(_key("minutes"), what, do="ask for less, or name a partition that allows more"))
    return problems


def _nodes(partition: str, request: Request) -> list[Problem]:
    found = ask("sinfo", "--noheader", "--Node", "--partition", partition, "--format=%c|%m|%T").splitlines()
    nodes = [(int(cpus), int(mem_mb), state) for cpus, mem_mb, state in (line.split("|") for line in found)]
    if not any(state.startswith(USABLE) for _, _, state in nodes):
        states = ", ".join(sorted({state for _, _, state in nodes})) or "no nodes"
        return [Problem(_key("partition"), f"no node of partition '{partition}' can take jobs now ({states})")]
    if any(cpus >= request.cpus and mem_mb >= request.mem_mb for cpus, mem_mb, _ in nodes):
        return []
    cpus, mem_mb = max(cpus for cpus, _, _ in nodes), max(mem_mb for _, mem_mb, _ in nodes)
    what = f"{request.cpus} CPUs with {request.mem_mb} MB are more than any node of partition '{partition}' has"
    return [Problem(_key("cpus, mem_mb"), what, f"at most {cpus} CPUs and {mem_mb} MB")]


def _minutes(limit: str) -> float | None:
    """Return SLURM's [days-]hours:minutes:seconds as minutes; nothing for no limit."""
    days, dash, clock = limit.rpartition("-")
    if not clock.replace(":", "").isdigit():
        return None
    hours, minutes, seconds = ([0, 0, 0] + [int(part) for part in clock.split(":")])[-3:]
    return (int(days) if dash else 0) * 1440 + hours * 60 + minutes + seconds / 60


def _account(site: Site, settings: dict[str, str]) -> list[Problem]:
    if not site.account:
        return []
    if not accounting(settings):
        what = f"account '{site.account}' is asked for, but this SLURM keeps no accounts (accounting is absent)"
        return [Problem(_key("account"), what, do="leave it empty")]
    found = ask("sacctmgr", "--noheader", "--parsable2", "show", "associations", "where", f"user={_user()}",
                "format=account")  # fmt: skip
    known = {line.strip() for line in found.splitlines() if line.strip()}
    if site.account.lower() in {name.lower() for name in known}:
        return []
    return [Problem(_key("account"), f"unknown account '{site.account}'", do=nearest(site.account, known))]


def _memory_of_states(site: Site, settings: dict[str, str]) -> list[Problem]:
    """Return a problem if SLURM forgets a job that has ended before Snakemake asks for it."""
    kept_s = int(re.match(r"\d*", settings.get("MinJobAge", ""))[0] or 300)  # type: ignore[index]
    if kept_s >= 3 * site.check_seconds:
        return []
    what = f"this SLURM forgets a job {kept_s} s after its end (MinJobAge), too soon for {site.check_seconds}"
    return [Problem(_key("check_seconds"), what, f"at most {max(kept_s // 3, 1)}")]


def _user() -> str:
    import getpass

    return getpass.getuser()


def _held() -> list[Problem]:
    """Return a problem if Snakemake has locked the directory."""
    if not any(Path(".snakemake/locks").glob("*")):
        return []
    do = "wait until it ends; if it was killed and nothing of it runs any more, 'make unlock', then repeat"
    return [Problem(".snakemake/locks", "another run is at work in this directory, or was killed", do=do)]


def _orphans() -> None:
    """Raise if SLURM jobs of an earlier run from this directory are still there."""
    found = [line.split("|", 2) for line in ask("squeue", "--noheader", "--me", "--format=%i|%j|%Z").splitlines()]
    here = Path.cwd().resolve()
    jobs = [job for job, name, folder in found if name.startswith(NAME) and Path(folder).resolve() == here]
    if jobs:
        do = f"wait until they end, or cancel them with 'scancel {' '.join(jobs)}', then repeat"
        problem = Problem("squeue", f"jobs of an earlier run are still at work here: {', '.join(jobs)}", do=do)
        raise RefereeError("another run holds this directory", [problem])


def _rehearse(site: Site, request: Request) -> None:
    """Let SLURM itself test the request, because it has rules that cannot be queried."""
    try:
        ask("sbatch", "--test-only", *options(site, request), content="#!/bin/sh\ntrue\n")
    except NoAnswerError as error:
        problem = Problem("sbatch", f"would refuse the job: {error}", do=f"change {site_path()}")
        raise RefereeError(TITLE, [problem]) from None


def _remarks(settings: dict[str, str]) -> list[str]:
    if accounting(settings):
        return []
    return ["this SLURM keeps no accounts; states are asked of squeue, which needs none"]
