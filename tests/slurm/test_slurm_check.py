"""What is said before anything is submitted, word for word; SLURM's answers are played by small scripts."""

from __future__ import annotations

import pytest

from tcreferee.base.errors import RefereeError
from tcreferee.slurm.__main__ import main
from tcreferee.slurm.ask import NEVER, State, UnknownJobError, exit_code_of, state_of
from tcreferee.slurm.check import Request, check, options
from tcreferee.slurm.site import Site, read_site

REQUEST = Request(cpus=4, mem_mb=8000, minutes=60)
CONFIG = """\
AccountingStorageType   = accounting_storage/{accounting}
MinJobAge               = {age} sec
"""
PARTITIONS = "main*|up|2:00:00\nlong|up|7-00:00:00\nendless|up|infinite\nclosed|down|infinite\n"
NODES = "8|16000|idle\n16|32000|mixed\n"


class Fake:
    """Commands of SLURM with answers of a test's own."""

    def __init__(self, folder):
        self.folder = folder
        self.answers()

    def command(self, name, prints="", code=0, complains=""):
        for word, text in (("out", prints), ("err", complains)):
            (self.folder / f"{name}.{word}").write_text(text)
        path = self.folder / name
        path.write_text(f'#!/bin/sh\necho "$@" >> "$0.asked"\ncat "$0.out"\ncat "$0.err" >&2\nexit {code}\n')
        path.chmod(0o755)

    def answers(self, accounting="none", age=300, partitions=PARTITIONS, nodes=NODES):
        self.command("scontrol", CONFIG.format(accounting=accounting, age=age))
        self.command("sbatch")
        self.command("squeue")
        self.command("sacctmgr", "physics\nchemistry\n")
        self.command("sinfo")
        (self.folder / "sinfo").write_text(
            f"#!/bin/sh\ncase \"$*\" in *--Node*) printf '{nodes}' ;; *) printf '{partitions}' ;; esac\n"
        )

    def asked(self, name):
        return (self.folder / f"{name}.asked").read_text()


@pytest.fixture
def fake(tmp_path, monkeypatch):
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    monkeypatch.setenv("TCREFEREE_SITE", "site.yaml")
    monkeypatch.chdir(tmp_path)
    return Fake(folder)


def refused(site, request=REQUEST):
    with pytest.raises(RefereeError) as caught:
        check(site, request)
    return str(caught.value)


def test_a_request_that_can_be_served_is_shown_to_sbatch_too(fake):
    assert check(Site(), REQUEST) == ["this SLURM keeps no accounts; states are asked of squeue, which needs none"]
    assert fake.asked("sbatch") == "--test-only --cpus-per-task=4 --mem=8000 --time=60\n"
    fake.answers(accounting="slurmdbd")
    assert check(Site(account="physics", partition="long"), REQUEST) == []
    assert fake.asked("sbatch").endswith("--account=physics --partition=long\n")


def test_no_slurm(fake, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    assert refused(Site()) == (
        "SLURM cannot be used as asked (1 problem):\n"
        "  - scontrol: is not installed on this machine. Log in where jobs are submitted (perhaps 'module load "
        "slurm'), or run 'make' on this machine alone"
    )


def test_no_controller(fake):
    fake.command("scontrol", code=1, complains="slurm_load_ctl_conf error: Unable to contact slurm controller\n")
    assert refused(Site()) == (
        "SLURM cannot be used as asked (1 problem):\n"
        "  - SLURM's controller: does not answer (slurm_load_ctl_conf error: Unable to contact slurm controller). "
        "Wait until the controller answers 'sinfo', then repeat"
    )


def test_unknown_partition_and_account_are_told_at_once(fake):
    fake.answers(accounting="slurmdbd")
    assert refused(Site(account="phisics", partition="mian")) == (
        "SLURM cannot be used as asked (2 problems):\n"
        "  - site.yaml, partition: unknown partition 'mian'. Did you mean 'main'?\n"
        "  - site.yaml, account: unknown account 'phisics'. Did you mean 'physics'?"
    )


def test_an_account_where_none_are_kept(fake):
    assert refused(Site(account="physics")) == (
        "SLURM cannot be used as asked (1 problem):\n"
        "  - site.yaml, account: account 'physics' is asked for, but this SLURM keeps no accounts (accounting is "
        "absent). Leave it empty"
    )


def test_more_than_any_node_has(fake):
    assert refused(Site(), Request(12, 40000, 60)) == (
        "SLURM cannot be used as asked (1 problem):\n"
        "  - site.yaml, cpus, mem_mb: 12 CPUs with 40000 MB are more than any node of partition 'main' has; expected "
        "at most 16 CPUs and 32000 MB"
    )


@pytest.mark.parametrize(("partition", "minutes"), [("main", 121), ("long", 7 * 1440 + 1)])
def test_longer_than_the_partition_allows(fake, partition, minutes):
    assert refused(Site(partition=partition), Request(1, 1000, minutes)) == (
        "SLURM cannot be used as asked (1 problem):\n"
        f"  - site.yaml, minutes: a job of {minutes} minutes is asked, partition '{partition}' allows {minutes - 1}. "
        "Ask for less, or name a partition that allows more"
    )
    check(Site(partition=partition), Request(1, 1000, minutes - 1))
    check(Site(partition="endless"), Request(1, 1000, minutes))


def test_a_closed_partition_and_one_without_a_working_node(fake):
    assert "partition 'closed' is down. Name another: endless, long, main" in refused(Site(partition="closed"))
    fake.answers(nodes="8|16000|drained\n8|16000|down*\n")
    assert "no node of partition 'main' can take jobs now (down*, drained)" in refused(Site())


def test_no_default_partition(fake):
    fake.answers(partitions="main|up|2:00:00\n")
    assert "is empty, and this cluster has no default partition. Name one: main" in refused(Site())


def test_a_slurm_that_forgets_too_soon(fake):
    fake.answers(age=30)
    assert refused(Site()) == (
        "SLURM cannot be used as asked (1 problem):\n"
        "  - site.yaml, check_seconds: this SLURM forgets a job 30 s after its end (MinJobAge), too soon for 20; "
        "expected at most 10"
    )
    check(Site(check_seconds=10), REQUEST)


def test_what_only_sbatch_knows(fake):
    fake.command("sbatch", code=1, complains="allocation failure: Invalid qos specification\n")
    assert "would refuse the job: allocation failure: Invalid qos specification. Change site.yaml" in refused(Site())


def test_another_run_in_the_directory(fake, tmp_path):
    fake.command("squeue", f"7|tc-referee_1|{tmp_path}\n8|other|{tmp_path}\n9|tc-referee_2|{tmp_path}/bin\n")
    assert refused(Site()) == (
        "another run holds this directory (1 problem):\n"
        "  - squeue: jobs of an earlier run are still at work here: 7. Wait until they end, or cancel them with "
        "'scancel 7', then repeat"
    )
    (tmp_path / ".snakemake/locks").mkdir(parents=True)
    (tmp_path / ".snakemake/locks/0.input.lock").touch()
    assert refused(Site()) == (
        "another run holds this directory (1 problem):\n"
        "  - .snakemake/locks: another run is at work in this directory, or was killed. Wait until it ends; if it was "
        "killed and nothing of it runs any more, 'make unlock', then repeat"
    )


def test_options_name_only_what_is_set():
    assert options(Site(partition="long"), REQUEST)[3:] == ["--partition=long"]


def test_every_key_of_the_site_that_is_wrong_is_told(fake, tmp_path, capsys):
    (tmp_path / "site.yaml").write_text("acount: physics\ncpus: many\nmem_mb: 100\npartition: 'a; rm'\n")
    assert main(["allocation"]) == 1
    assert capsys.readouterr().err == (
        "SLURM cannot be used as asked (4 problems):\n"
        "  - site.yaml, partition: 'a; rm' is not allowed; expected the "
        "name of a partition, or nothing\n"
        "  - site.yaml, cpus: 'many' is not allowed; expected a whole number, at "
        "least 1\n"
        "  - site.yaml, mem_mb: '100' is not allowed; expected a whole "
        "number of MB, at least 2000\n"
        "  - site.yaml, acount: is not a key here. Did you mean 'account'?\n"
    )


def test_a_site_file_that_is_not_there_or_not_yaml(fake, tmp_path):
    with pytest.raises(RefereeError, match=r"does not exist\. Name another file in TCREFEREE_SITE, or unset it"):
        read_site()
    (tmp_path / "site.yaml").write_text("cpus: [")
    with pytest.raises(RefereeError, match=r"site\.yaml: cannot be read"):
        read_site()


def test_the_projects_own_site_file_is_the_default(monkeypatch):
    monkeypatch.delenv("TCREFEREE_SITE", raising=False)
    assert read_site() == Site()


def test_states(fake):
    fake.command("squeue", "PENDING|PartitionTimeLimit\n")
    assert state_of("1") == State("PENDING", "PartitionTimeLimit")
    assert state_of("1").stuck
    assert not state_of("1").over
    assert not State("PENDING", "Priority").stuck
    assert {"Resources", "Priority", "BeginTime", "Dependency", "QOSMaxCpuPerUserLimit"}.isdisjoint(NEVER)
    assert State("TIMEOUT", "TimeLimit").over
    assert not State("COMPLETING", "None").over
    fake.command("squeue", code=1, complains="slurm_load_jobs error: Invalid job id specified\n")
    with pytest.raises(UnknownJobError):
        state_of("1")


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("JobState=COMPLETED ExitCode=0:0", 0),
        ("JobState=FAILED ExitCode=3:0", 3),
        ("JobState=FAILED ExitCode=0:9", 1),
        ("JobState=TIMEOUT ExitCode=0:0", 1),
    ],
)
def test_exit_codes(fake, said, code):
    fake.command("scontrol", f"JobId=1 {said}\n")
    assert exit_code_of("1") == code
