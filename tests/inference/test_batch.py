"""All models of a comparison in one job: what is kept, what is made anew, what is refused."""

import json
import logging
import os
import shutil
import signal
from pathlib import Path

import pytest
from test_infer import rows  # noqa: F401

from tcreferee.base.checksums import check_whole, make_ready, read_checksums
from tcreferee.base.errors import RefereeError
from tcreferee.base.records import RESULT_FILES, read_record
from tcreferee.formulas.loading import MODELS_FOLDER
from tcreferee.inference.batch import Job, infer_batch, infer_comparison
from tcreferee.inference.sample import SamplerSettings
from tcreferee.inference.settings import InferSettings

LOG = logging.getLogger("tests")
FEW = SamplerSettings(steps=60, max_steps=60, keep=50)


@pytest.fixture
def comparison(rows, tmp_path):  # noqa: F811
    """Two models in files of their own, and a function that runs them."""
    code = tmp_path / "code.py"
    code.write_text("1")
    jobs = {}
    for name, inputs in (("linear", {"x": "n_m3"}), ("constant", {})):
        path = tmp_path / f"{name}.py"
        path.write_text((MODELS_FOLDER / f"{name}.py").read_text())
        settings = InferSettings("films", name, inputs, "normal", 80.0, 52.5, 30.0, 1, FEW)
        jobs[name] = Job(path, (path,), settings)

    def run(given=jobs):
        return infer_comparison(rows, given, code.read_text(), tmp_path / "films", LOG, tmp_path / "kept")

    run.jobs, run.folder, run.code = jobs, tmp_path / "films", code
    return run


def test_what_is_up_to_date_is_kept(comparison):
    assert comparison() == ["linear", "constant"]
    before = {path: path.read_bytes() for path in comparison.folder.rglob("*.*")}
    assert len(before) == 2 * len(RESULT_FILES) + 1
    assert comparison() == []
    assert {path: path.read_bytes() for path in comparison.folder.rglob("*.*")} == before


def test_only_an_edited_model_is_made_anew(comparison):
    comparison()
    path = comparison.jobs["linear"].model_path
    path.write_text(path.read_text() + "\n# a remark\n")
    assert comparison() == ["linear"]


def test_code_rows_and_settings_count(comparison):
    comparison()
    comparison.code.write_text("2")
    assert comparison() == ["linear", "constant"]
    jobs = dict(comparison.jobs)
    settings = InferSettings("films", "constant", {}, "normal", 80.0, 30.0, 20.0, 1, FEW)
    jobs["constant"] = Job(jobs["constant"].model_path, jobs["constant"].sources, settings)
    assert comparison(jobs) == ["constant"]


def test_another_quantity_with_the_same_numbers_counts(comparison, rows):  # noqa: F811
    comparison()
    path = Path(rows).with_suffix(".json")
    record = json.loads(path.read_text())
    record["columns"]["tc_K"]["note"] = "a remark changes nothing"
    path.write_text(json.dumps(record))
    assert comparison() == []
    record["columns"]["n_m3"]["quantity"] = "doping"
    path.write_text(json.dumps(record))
    assert comparison() == ["linear", "constant"]


def test_deleted_results_are_put_back(comparison):
    """Snakemake deletes all outputs of a job before the job starts."""
    comparison()
    before = {path: path.read_bytes() for path in comparison.folder.rglob("*.*")}
    shutil.rmtree(comparison.folder)
    assert comparison() == []
    assert {path: path.read_bytes() for path in comparison.folder.rglob("*.*")} == before


@pytest.mark.parametrize("file", RESULT_FILES.values())
def test_a_file_that_is_cut_short_in_place_is_made_again(comparison, file):
    """The kept file is the same file under another name: its checksum tells that it was cut short, too."""
    comparison()
    whole = (comparison.folder / "constant" / file).read_bytes()
    (comparison.folder / "constant" / file).write_bytes(whole[: len(whole) // 2])
    assert comparison() == ["constant"]
    assert (comparison.folder / "constant" / file).read_bytes() == whole


def test_checksums_of_all_files_are_written_last(comparison, rows):  # noqa: F811
    comparison()
    (made,) = read_checksums([comparison.folder / "inference.json"])
    assert {made.place(name) for name in made.outputs} == {
        comparison.folder / model / file for model in comparison.jobs for file in RESULT_FILES.values()
    }
    assert {made.place(name) for name in made.inputs} == {Path(rows), Path(rows).with_suffix(".json")}
    assert list(made.changed()) == []


def test_every_broken_model_file_is_named(comparison):
    for job in comparison.jobs.values():
        job.model_path.write_text("model = 3\n")
    with pytest.raises(RefereeError, match="models of films that cannot be used") as caught:
        comparison()
    assert "linear.py" in str(caught.value)
    assert "constant.py" in str(caught.value)
    assert not (comparison.folder / "inference.json").exists()


def test_a_model_that_cannot_be_used_stops_no_other(comparison):
    """The others are finished; the record of the job waits until all are."""
    path = comparison.jobs["linear"].model_path
    path.write_text("model = 3\n")
    with pytest.raises(RefereeError) as error:
        comparison()
    assert error.value.title == "models of films that cannot be used"
    (problem,) = error.value.problems
    assert problem.where.startswith(str(path))
    assert (problem.what, problem.expected) == ("'model' is a int", "model = TcModel(...)")
    assert (comparison.folder / "constant" / "fit.json").is_file()
    assert not (comparison.folder / "linear" / "fit.json").exists()


def test_broken_model_files_of_all_comparisons_are_named_before_anything_is_computed(comparison, tmp_path):
    for job in comparison.jobs.values():
        job.model_path.write_text("model = 3\n")
    batch = {"films": {"linear": comparison.jobs["linear"]}, "foils": {"constant": comparison.jobs["constant"]}}
    with pytest.raises(RefereeError) as error:
        infer_batch(batch, "1", tmp_path, LOG)
    assert error.value.title == "models that cannot be used"
    assert [Path(problem.where.partition(",")[0]).name for problem in error.value.problems] == [
        "constant.py", "linear.py"
    ]  # fmt: skip
    assert not comparison.folder.exists()


def test_checksums_do_not_depend_on_the_machine(comparison):
    comparison()
    record = json.loads((comparison.folder / "inference.json").read_text())
    assert str(comparison.folder.parent) not in json.dumps(record)


def test_a_model_whose_process_dies_is_refused_alone_and_tried_again(comparison, monkeypatch):
    """With many rows each model has a process of its own."""
    from tcreferee.inference import batch, infer

    comparison()
    undisturbed = {path: path.read_bytes() for path in comparison.folder.rglob("*.*")}
    shutil.rmtree(comparison.folder)
    comparison.code.write_text("2")
    monkeypatch.setattr(batch, "BY_ITSELF", 0)
    run, deaths = infer.run, {"linear": lambda: os.kill(os.getpid(), signal.SIGKILL)}

    def may_die(trial, settings, log):
        deaths.get(settings.entry, bool)()
        return run(trial, settings, log)

    monkeypatch.setattr(infer, "run", may_die)
    assert comparison() == ["linear", "constant"]
    said = "the process was killed (SIGKILL), most often for want of memory"
    diagnostics = read_record(comparison.folder / "linear/diagnostics.json")
    assert (diagnostics["converged"], diagnostics["refused"], diagnostics["died"]) == (False, said, said)
    assert (comparison.folder / "linear/fit_report.txt").read_text() == f"Not fitted: {said}.\n"
    (record,) = read_checksums([comparison.folder / "inference.json"])
    assert record.missing == [f"linear: not fitted: {said}"]
    with pytest.raises(RefereeError, match=r"steps are missing[\s\S]*linear: not fitted: the process was killed"):
        check_whole(comparison.folder.parent)

    make_ready(comparison.folder.parent, [].append)
    assert not record.path.exists()
    deaths.clear()
    assert comparison() == ["linear"]
    check_whole(comparison.folder.parent)
    assert {path: path.read_bytes() for path in comparison.folder.rglob("*.*")} == undisturbed
