"""What is said of the memory of an inference before it starts is near what it then takes."""

import inspect
import logging
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tcreferee.api.trials import prepare
from tcreferee.inference.infer import make_trial
from tcreferee.inference.quick import integrated
from tcreferee.inference.sizes import LARGE_MB, Size

LOG = logging.getLogger("tests")


# A process of its own: a child that is forked from a worker of the tests starts with all that the worker holds.
CHILD = """
import logging, re, sys
from pathlib import Path
from tcreferee.api.trials import prepare
from tcreferee.formulas.loading import MODELS_FOLDER
from tcreferee.inference.infer import infer, make_trial
from tcreferee.inference.quick import integrated
import numpy as np

{prepared}
LOG = logging.getLogger("tests")
folder, sampled = Path(sys.argv[1]), sys.argv[3] == "sampled"
given = prepared(int(sys.argv[2]), folder)
settings = given.settings("linear")
files = {key: folder / key for key in ("fit", "posterior", "pointwise", "diagnostics", "report")}
if sampled:
    infer(given.csv, MODELS_FOLDER / "linear.py", settings, files, LOG)
else:
    integrated(make_trial(given.models["linear"], given.observations, settings), settings, LOG)
draws = settings.sampler.ensembles * settings.sampler.keep if sampled else 0
peak = re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())[1]
print(int(peak) / 1024, draws)
"""


def prepared(rows, folder):
    rng = np.random.default_rng(3)
    omega_K = rng.uniform(100.0, 600.0, rows)
    table = {"omega_log_K": list(omega_K), "tc_K": list(5 + 0.02 * omega_K + rng.normal(0, 1, rows))}
    asked = {"prior": (10.0, 10.0), "x": "omega_log_K", "accept_grades": ["undeclared"]}
    return prepare(["linear", "constant"], table, asked, folder)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak is read from /proc")
@pytest.mark.parametrize(
    ("rows", "sampled"), [(200, True), (200, False), pytest.param(8000, False, marks=pytest.mark.slow)]
)
def test_the_estimate_is_within_a_factor_of_three(tmp_path, rows, sampled):
    program = CHILD.replace("{prepared}", inspect.getsource(prepared))
    command = [sys.executable, "-c", program, str(tmp_path), str(rows), "sampled" if sampled else "integrated"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=300)
    peak_MB, draws = map(float, done.stdout.splitlines()[-1].split())
    assert 1 / 3 < peak_MB / Size(rows, int(draws)).memory_MB < 3


def test_a_large_size_is_a_warning_before_the_work(tmp_path, caplog, monkeypatch):
    few = prepared(12, tmp_path)
    settings = few.settings("linear")
    trial = make_trial(few.models["linear"], few.observations, settings)
    caplog.set_level(logging.DEBUG)
    integrated(trial, settings, LOG)
    assert caplog.records[0].levelname == "DEBUG"
    assert caplog.records[0].getMessage() == "size: 12 rows, about 160 MB of memory"
    caplog.clear()
    monkeypatch.setattr("tcreferee.inference.sizes.LARGE_MB", 100.0)
    integrated(trial, settings, LOG)
    assert caplog.records[0].levelname == "WARNING"
    assert "large: 12 rows, about 160 MB of memory" in caplog.records[0].getMessage()


def test_words():
    assert str(Size(2000, 4000)) == "2000 rows x 4000 draws, about 380 MB of memory"
    assert str(Size(100_000)) == "100000 rows, about 1760 MB of memory"
    assert Size(100_000).memory_MB > LARGE_MB > Size(2000, 4000).memory_MB
