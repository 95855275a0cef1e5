"""As a new user would: from a built wheel, in an empty directory, without the repository."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SUPPORTED = ("3.12", "3.13")
TABLE = """\
sample,n (1e21 cm^-3),Tc (K)
A1,"1,25",92.1
A2,0.98,~80
A3,0.71,63.0
A4,0.66,61.5
A5,0.58,55.0
A6,0.52,52.5
A7,0.43,46.0
A8,0.31,38.5
A9,0.25,<4.2
"""
MENDED = """\
corrections:
  - {row: A1, column: "n (1e21 cm^-3)", printed: "1,25", used: "1.25", reason: "A decimal comma."}
exclusions:
  - {row: A2, reason: "Tc is approximate, without a number for how well it is known."}
"""
COMPARISON = """\
  films:
    title: "Square root of the density on nine films"
    dataset: films
    material_class: cuprates
    x: n_m3
    models: [root_density, constant, linear]
"""
FILLED = {
    "FILL IN: the formula in a sentence.": "Tc grows as the square root of the carrier density.",
    ".. math:: FILL IN": r".. math:: T_c = T_1\\,(n/10^{27})^{1/2}",
    "FILL IN: where it comes from, in a few sentences.": "A test.",
    't_1_K * n_m3  # FILL IN: the formula, in place of this product': "t_1_K * (n_m3 / 1e27) ** 0.5",
    "FILL IN: a few words for tables and figures": "square root of the density",
    'equation=r"FILL IN"': r'equation=r"T_c = T_1\\,(n/10^{27})^{1/2}"',
    "FILL IN: what it is": "Tc at 1e27 per cubic metre",
    '"FILL IN: Author (year), title", "FILL IN: DOI", "FILL IN: Eq. (1)"': '"A test", "none", "Eq. (1)"',
    '{"n_m3": 1e27}, {"t_1_K": 1.0}, "FILL IN", "FILL IN: Table 1, row 1"': (
        '{"n_m3": 4e27}, {"t_1_K": 40.0}, "80", "Table 1, row 1"'
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Desk:
    """A working directory, and the environment whose program is used in it."""

    program: Path
    path: Path

    def run(self, *arguments: str, code: int = 0) -> str:
        """What a command prints; it must end with `code` and without a traceback."""
        clean = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "VIRTUAL_ENV")}
        done = subprocess.run(
            [self.program, *arguments], cwd=self.path, env=clean | {"OMP_NUM_THREADS": "1"}, capture_output=True,
            text=True, check=False, timeout=500, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        text = done.stdout + done.stderr
        assert done.returncode == code, text
        assert "Traceback" not in text, text
        return text


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{old} is not in {path.name}:\n{text}"
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with the wheel and the locked packages, but neither the repository nor its editable install."""
    home = tmp_path_factory.mktemp("installed")
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    quietly = {"check": True, "capture_output": True, "text": True}
    subprocess.run([*pip, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", home, str(ROOT)], **quietly)
    (wheel,) = home.glob("*.whl")
    venv.create(home / "venv", with_pip=False, symlinks=True)
    python = home / "venv/bin/python"
    subprocess.run([*pip, "--python", str(python), "install", "--no-deps", str(wheel)], **quietly)
    # the locked packages, of which a path in a .pth brings the modules but not their own .pth files
    (site,) = (home / "venv/lib").glob("python*/site-packages")
    (site / "locked.pth").write_text(sysconfig.get_paths()["purelib"] + "\n")
    where = subprocess.run(
        [python, "-c", "import tcreferee; print(tcreferee.__file__)"], cwd=home, **quietly
    ).stdout.strip()
    assert Path(where).is_relative_to(home), where
    return home / "venv/bin/tcreferee"


def pythons() -> list[str]:
    """Return an interpreter of each version that is supported and found on PATH or in pyenv, else the version."""
    found = []
    for version in SUPPORTED:
        own = f"{sys.version_info[0]}.{sys.version_info[1]}" == version
        root = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
        others = [shutil.which(f"python{version}"), *map(str, sorted(root.glob(f"versions/{version}.*/bin/python")))]
        candidates = [sys._base_executable if own else None, *others]
        found.append(next((each for each in candidates if each and runs(each, version)), version))
    return found


def runs(python: str, version: str) -> bool:
    """Whether this is a Python of that version with its venv module: pyenv puts names on PATH that run nothing."""
    code = "import sys, venv, ensurepip; print('%d.%d' % sys.version_info[:2])"
    done = subprocess.run([python, "-c", code], capture_output=True, text=True, check=False)
    return done.stdout.strip() == version


@pytest.mark.slow
@pytest.mark.parametrize("version", SUPPORTED)
def test_the_wheel_installs_and_works_on_each_python(version, installed, tmp_path):
    """With what the registry has today, without a compiler, in a folder that is no repository."""
    python = dict(zip(SUPPORTED, pythons(), strict=True))[version]
    if python == version:
        pytest.skip(f"no Python {version} with its venv module on PATH or in pyenv")
    (wheel,) = installed.parents[2].glob("*.whl")
    quietly = {"capture_output": True, "text": True, "check": False, "cwd": tmp_path}
    subprocess.run([python, "-m", "venv", tmp_path / "venv"], **quietly | {"check": True})
    pip = [tmp_path / "venv/bin/python", "-m", "pip", "--disable-pip-version-check"]
    if subprocess.run([*pip, "download", "--quiet", "--no-deps", "--dest", "there", "wheel"], **quietly).returncode:
        pytest.skip("the package registry cannot be reached")
    compiler = {"CC": "false", "CXX": "false", "FC": "false"}
    done = subprocess.run([*pip, "install", "--quiet", wheel], env=os.environ | compiler, **quietly)
    assert done.returncode == 0, done.stdout + done.stderr
    desk = Desk(tmp_path / "venv/bin/tcreferee", tmp_path)
    assert desk.run("--version").startswith("tcreferee ")
    desk.run("init", "trial")
    trial = Desk(desk.program, tmp_path / "trial")
    assert "config.yaml can be used." in trial.run("check")
    assert "On these 18 rows power of the hole count cannot be told" in trial.run(
        "fit", "example_formula", "example_table"
    )
    assert "everything in config.yaml is made" in trial.run("run", "--cores", "1", "--dry-run")


def files(wheel: Path) -> list[str]:
    with zipfile.ZipFile(wheel) as packed:
        return sorted(name for name in packed.namelist() if ".dist-info/" not in name)


@pytest.mark.slow
def test_the_source_distribution_makes_the_same_wheel(installed, tmp_path):
    (direct,) = installed.parents[2].glob("*.whl")
    assert {
        "tcreferee/py.typed", "tcreferee/__init__.pyi", "tcreferee/_workflow/Snakefile", "tcreferee/_data/README.md",
        "tcreferee/_workflow/profiles/default/config.yaml", "tcreferee/scaffold/folder/data/example_table.yaml",
    } <= set(files(direct))  # fmt: skip
    assert not [name for name in files(direct) if "__pycache__" in name or not name.startswith("tcreferee/")]
    quietly = {"check": True, "capture_output": True}
    hatchling = Path(sys.executable).with_name("hatchling")
    subprocess.run([hatchling, "build", "-t", "sdist", "-d", tmp_path], cwd=ROOT, **quietly)
    (packed,) = tmp_path.glob("*.tar.gz")
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", "wheel", "--no-deps"]
    subprocess.run([*pip, "--no-build-isolation", "--wheel-dir", tmp_path, packed], **quietly)
    (again,) = tmp_path.glob("*.whl")
    assert files(again) == files(direct)


@pytest.mark.slow
def test_what_comes_with_the_program_is_there_without_the_repository(installed, tmp_path):
    desk = Desk(installed, tmp_path)
    assert "ybco_jorgensen1990" in desk.run("datasets")
    assert "screening" in desk.run("models")
    assert "bec_double_bridge" in desk.run("claims", "bec_double_bridge")
    told = desk.run("fit", "screening", "ybco_jorgensen1990")
    assert "On these 18 rows screening, power −1/6 cannot be told apart from" in told
    assert "config.yaml: there is none here" in desk.run("run", code=1)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_from_nothing_to_a_verdict_on_a_formula_of_ones_own(installed, tmp_path):
    start = Desk(installed, tmp_path)
    start.run("init", "trial")
    assert "exists already" in start.run("init", "trial", code=1)
    desk = Desk(installed, tmp_path / "trial")
    desk.run("check")
    first = desk.run("run")
    assert "power of the hole count" in first
    assert "report: results/report.html" in first

    # a formula with a unit mistake: n taken for a number of 1e21 per cubic centimetre
    desk.run("new-model", "root_density", "--inputs", "n_m3", "--parameters", "t_1_K")
    unfinished = desk.run("check", "models/root_density.py", code=1)
    assert "models/root_density.py, line 1: still to be written" in unfinished
    for old, new in FILLED.items():
        replace(desk.path / "models/root_density.py", old, new.replace("\\\\", "\\"))
    replace(desk.path / "models/root_density.py", "n_m3 / 1e27", "n_m3 / 1e21")
    wrong = desk.run("check", "models/root_density.py", code=1)
    assert wrong.splitlines()[1:] == [
        "  - models/root_density.py, checks[0] (Table 1, row 1): gives 80000; expected 80 as printed. It is off by a "
        "factor of 1e3, as if a unit were mixed up: inputs come in the units of their names, n_m3 in 1/meter**3"
    ]
    replace(desk.path / "models/root_density.py", "n_m3 / 1e21", "n_m3 / 1e27")
    assert "This model can be used." in desk.run("check", "models/root_density.py")

    # a table with two cells that are no plain numbers, and a limit
    (desk.path / "data/films.csv").write_text(TABLE, encoding="utf-8")
    described = desk.run(
        "new-dataset", "data/films.csv", "--grade", "read", "--title", "Nine films", "--authors", "Smith, A.",
        "--year", "2020", "--paper", "Films", "--doi", "10.1000/films", "--location", "Table 3",
        "--obtained", "typed", "--licence", "quoted",
    )  # fmt: skip
    assert "n (1e21 cm^-3): n_m3 in 1e21*cm**-3" in described
    assert "Tc (K): tc_K in K, limits" in described
    bad = desk.run("check", "data/films.csv", code=1)
    for cell in (
        "line 2, column 'n (1e21 cm^-3)': '1,25'",
        "line 3, column 'Tc (K)': '~80'",
    ):
        assert f"data/films.csv, {cell}" in bad
    assert "(2 problems)" in bad
    sidecar = desk.path / "data/films.yaml"
    sidecar.write_text(sidecar.read_text(encoding="utf-8") + MENDED, encoding="utf-8")
    assert "This table can be used." in desk.run("check", "data/films.csv")

    # both on trial, and read
    replace(desk.path / "config.yaml", "comparisons:\n", f"comparisons:\n{COMPARISON}")
    assert "config.yaml can be used." in desk.run("check")
    second = desk.run("run")
    assert "infer the models of example" not in second, "what has not changed was made again"
    verdict = next(line for line in second.splitlines() if line.startswith("films: "))
    assert "On these 8 rows" in verdict  # the limit is a row too
    page = (desk.path / "results/report.html").read_text(encoding="utf-8")
    assert "square root of the density" in page
    assert "Square root of the density on nine films" in page
    assert "What the papers print" not in page
    assert "square root of the density" in desk.run("compare", "films")
    assert "Nothing to be done" in desk.run("run")
