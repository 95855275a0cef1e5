"""pyproject.toml, requirements.lock and environment.yaml say the same; .venv is made from them or refused in a line."""

import ast
import os
import platform
import re
import shutil
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parents[1]
CONDA_NAMES = {"matplotlib-base": "matplotlib", "snakemake-minimal": "snakemake"}
CONDA_ONLY = {"python", "pip"}
# Packages the lock brings in behind another's extra, which conda must be told.
EXTRAS = {"h5py"}
# Extras whose packages conda users need too; of the extra "dev", only what builds this package.
CONDA_EXTRAS = ("slurm", "structures")
BUILD = {"hatchling", "editables"}


def bounds(specifier):
    """Specifier with `==X.Y.*` written as `>=X.Y,<X.(Y+1)`."""
    text = re.sub(r"==(\d+)\.(\d+)\.\*", lambda m: f">={m[1]}.{m[2]},<{m[1]}.{int(m[2]) + 1}", str(specifier))
    return SpecifierSet(text)


@pytest.fixture(scope="module")
def project():
    return tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


def named(requirements):
    return {canonicalize_name(r.name): r for r in map(Requirement, requirements)}


@pytest.fixture(scope="module")
def runtime(project):
    return named(project["dependencies"])


@pytest.fixture(scope="module")
def extras(project):
    return {extra: named(requirements) for extra, requirements in project["optional-dependencies"].items()}


@pytest.fixture(scope="module")
def asked(runtime, extras):
    return {**runtime, **{name: r for extra in extras.values() for name, r in extra.items()}}


@pytest.fixture(scope="module")
def lock_text():
    return (ROOT / "envs/requirements.lock").read_text()


@pytest.fixture(scope="module")
def locked(lock_text):
    """Version and number of hashes of each requirement of the lock."""
    found = {}
    for entry in lock_text.replace("\\\n", " ").splitlines():
        if entry.strip() and not entry.lstrip().startswith("#"):
            pin = re.fullmatch(r"([\w.-]+)==([^\s;]+)(?: ;.*?)?((?:\s+--hash=sha256:[0-9a-f]{64})*)\s*", entry)
            assert pin, f"not a pinned requirement: {entry[:80]}"
            found[canonicalize_name(pin[1])] = (Version(pin[2]), pin[3].count("--hash"))
    return found


@pytest.fixture(scope="module")
def environment():
    return yaml.safe_load((ROOT / "envs/environment.yaml").read_text())


@pytest.fixture(scope="module")
def conda(environment):
    """Specifiers of environment.yaml by pip's names."""
    pins = {}
    for entry in environment["dependencies"]:
        assert isinstance(entry, str), f"{entry}: everything comes from the channels, nothing from pip"
        name, _, specifier = entry.partition(" ")
        assert re.fullmatch(r"(>=[\d.]+,<[\d.]+)?", specifier), f"{entry}: write >=a,<b, which pip and conda read alike"
        pins[CONDA_NAMES.get(name, name)] = SpecifierSet(specifier)
    return pins


def test_lock_has_hashes(locked):
    assert [name for name, (_, hashes) in locked.items() if hashes == 0] == []


def test_lock_names_no_place(lock_text):
    places = [line for line in lock_text.splitlines() if re.search(r"http|--index-url|--find-links|://|@", line)]
    assert places == []


def test_lock_satisfies_requirements(asked, locked):
    wrong = {
        name: f"{r.specifier} asked, {locked.get(name, ('nothing',))[0]} locked"
        for name, r in asked.items()
        if name not in locked or locked[name][0] not in r.specifier
    }
    assert wrong == {}, "run `make lock`"


def test_every_requirement_is_bounded(asked):
    unbounded = [name for name, r in asked.items() if not re.search(r"<|==|~=", str(r.specifier))]
    assert unbounded == []


def test_the_package_imports_its_dependencies_and_no_extra(runtime):
    modules = {path for path in (ROOT / "src").rglob("*.py") if "scaffold/folder" not in path.as_posix()}
    imported = {name.partition(".")[0] for path in modules for name in imports(path)}
    outside = imported - sys.stdlib_module_names - {"tcreferee"}
    providers = packages_distributions()
    unknown = {name for name in outside if not {canonicalize_name(p) for p in providers[name]} & set(runtime)}
    # parts of Jinja and pydantic, which bring them; pymatgen reads crystals, scikit-learn learns a forest from
    # compositions, and a message says where one of the two is missing
    assert unknown == {"markupsafe", "pydantic_core", "pymatgen", "sklearn"}
    assert outside >= {"numpy", "scipy", "lmfit", "emcee"}


def imports(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield node.module


def test_conda_has_all_but_the_checks(runtime, extras, conda):
    chosen = {**runtime, **{name: r for extra in CONDA_EXTRAS for name, r in extras[extra].items()}}
    chosen |= {name: extras["dev"][name] for name in BUILD}
    wanted = {name: bounds(r.specifier) for name, r in chosen.items()}
    ours = {name: pin for name, pin in conda.items() if name not in CONDA_ONLY | (EXTRAS - chosen.keys())}
    assert ours == wanted


def test_conda_pins_admit_the_locked_versions(conda, locked):
    wrong = {
        name: f"{pin} wanted, {locked.get(name, ('nothing',))[0]} locked"
        for name, pin in conda.items()
        if name not in CONDA_ONLY and (not str(pin) or name not in locked or locked[name][0] not in pin)
    }
    assert wrong == {}


def test_conda_channels(environment):
    assert environment["channels"] == ["conda-forge", "bioconda", "nodefaults"]


def test_python_is_the_same_everywhere(conda, project):
    assert conda["python"] == SpecifierSet(">=3.12,<3.14")
    assert project["requires-python"] == ">=3.12"
    assert "(3, 12) <= sys.version_info[:2] <= (3, 13)" in (ROOT / "envs/make_venv.sh").read_text()
    assert platform.python_version() in conda["python"]


def test_uv_is_pinned_with_hashes():
    (entry,) = (ROOT / "envs/uv.txt").read_text().replace("\\\n", " ").strip().splitlines()
    assert re.fullmatch(r"uv==[\d.]+(\s+--hash=sha256:[0-9a-f]{64}){10,}", entry)


def test_what_builds_the_packages_without_a_wheel_is_locked(locked, lock_text):
    sources = [name for name, (_, hashes) in locked.items() if hashes == 1]
    assert sources == ["bibtexparser", "connection-pool"], "is it built with setuptools, too?"
    assert "setuptools" in locked
    script = (ROOT / "envs/make_venv.sh").read_text()
    assert script.count("--no-build-isolation --requirement .venv/rest.txt") == 2
    assert script.index("first.txt &&") < script.index("rest.txt &&")


def make_venv(folder, *arguments, **environment):
    """Run a copy of make_venv.sh in `folder`; return what it says."""
    (folder / "envs").mkdir(parents=True)
    for name in ("make_venv.sh", "requirements.lock"):
        shutil.copy(ROOT / "envs" / name, folder / "envs" / name)
    command = [shutil.which("bash"), folder / "envs/make_venv.sh", *arguments]
    done = subprocess.run(
        command, env=os.environ | environment, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 1, done.stdout + done.stderr
    assert not (folder / ".venv").exists()
    (line,) = (done.stdout + done.stderr).splitlines()
    return line


def tools(tmp_path, *names):
    """A PATH with these commands and no others."""
    (tmp_path / "bin").mkdir()
    for name in names:
        (tmp_path / "bin" / name).symlink_to(shutil.which(name))
    return str(tmp_path / "bin")


@pytest.mark.parametrize(
    "name", ["my work", "it's", 'a"b', "a&b", "a;b", "$HOME", "(old)", "{a,b}", "a*", "a\\b", "a`b"]
)
def test_a_path_that_needs_quotes_is_refused_before_anything_is_built(tmp_path, name):
    line = make_venv(tmp_path / name)
    assert line.startswith(f"environment: Snakemake cannot start jobs with a Python below {tmp_path / name}: a blank,")


@pytest.mark.parametrize("name", ["Müller", "50%", "a[1]", "a,b"])
def test_other_paths_are_not_refused(tmp_path, name):
    only = tools(tmp_path, "bash", "dirname", "cmp")
    line = make_venv(tmp_path / name, PATH=only, HOME=str(tmp_path), PYENV_ROOT=str(tmp_path))
    assert line.startswith("environment: no Python 3.12 or 3.13 with its venv module on PATH")


def test_a_bundle_asks_for_the_python_of_its_packages(tmp_path):
    (tmp_path / "bundle/wheels").mkdir(parents=True)
    (tmp_path / "bundle/wheels/python").write_text("3.99\n")
    line = make_venv(tmp_path / "bundle")
    words = "environment: no Python 3.99 with its venv module, for which the packages of this bundle are"
    assert line.startswith(words)


def test_a_python_that_is_asked_for_and_does_not_suit_is_named(tmp_path):
    line = make_venv(tmp_path / "repository", ASKED_PYTHON="bash")
    assert line.startswith("environment: PYTHON=bash is not Python 3.12 or 3.13 with its venv module; leave it out")
    words = 'print-%:\n\t@echo "$(origin $*)|$(PYTHON)|$$ASKED_PYTHON"\ninclude Makefile\n'
    (tmp_path / "asked.mk").write_text(words.replace("include Makefile", f"include {ROOT / 'Makefile'}"))
    for given, asked in (([], ""), (["PYTHON=python3.13"], "python3.13")):
        command = ["make", "--silent", "-f", tmp_path / "asked.mk", "print-PYTHON", *given]
        own = os.environ | {"PYTHON": "python2"}  # of the environment: not meant
        done = subprocess.run(command, env=own, capture_output=True, text=True, check=True)
        assert done.stdout.strip().endswith(f"|{asked}")


def test_executors_are_refused_without_which(tmp_path):
    line = make_venv(tmp_path / "repository", "executors", PATH=tools(tmp_path, "bash", "dirname"))
    assert line.startswith("environment: the executor for SLURM calls the command 'which', which is not on PATH")


def test_netcdf_can_be_written(tmp_path):
    import xarray

    path = tmp_path / "a.nc"
    xarray.Dataset({"a": ("x", [1.0, 2.0])}).to_netcdf(path, engine="netcdf4")
    with xarray.open_dataset(path, engine="netcdf4") as dataset:
        assert dataset["a"].to_numpy().tolist() == [1.0, 2.0]
