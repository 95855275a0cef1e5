"""requirements.in, requirements.lock, pyproject.toml and environment.yaml say the same."""

import platform
import re
import tomllib
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
# Headings of requirements.in below which the pipeline itself imports nothing.
BUILD, CHECKS = "building this package", "checks and tests"


def bounds(specifier):
    """Specifier with `==X.Y.*` written as `>=X.Y,<X.(Y+1)`."""
    text = re.sub(r"==(\d+)\.(\d+)\.\*", lambda m: f">={m[1]}.{m[2]},<{m[1]}.{int(m[2]) + 1}", str(specifier))
    return SpecifierSet(text)


@pytest.fixture(scope="module")
def sections():
    """Requirements of requirements.in by the heading above them."""
    found, heading = {}, ""
    for line in (ROOT / "envs/requirements.in").read_text().splitlines():
        if line.startswith("#"):
            heading = line.removeprefix("#").strip()
        elif line.strip():
            requirement = Requirement(line)
            found.setdefault(heading, {})[canonicalize_name(requirement.name)] = requirement
    assert any(h.startswith(BUILD) for h in found)
    assert CHECKS in found
    return found


@pytest.fixture(scope="module")
def asked(sections):
    return {name: r for section in sections.values() for name, r in section.items()}


@pytest.fixture(scope="module")
def runtime(sections):
    chosen = [s for heading, s in sections.items() if not heading.startswith((BUILD, CHECKS))]
    return {name: r for section in chosen for name, r in section.items()}


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


def test_pyproject_has_the_runtime_requirements(runtime):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    declared = {canonicalize_name(r.name): r for r in map(Requirement, project["dependencies"])}
    assert {n: (bounds(r.specifier), r.extras) for n, r in declared.items()} == {
        n: (bounds(r.specifier), r.extras) for n, r in runtime.items()
    }


def test_conda_has_all_but_the_checks(sections, asked, conda):
    wanted = {name: bounds(r.specifier) for name, r in asked.items() if name not in sections[CHECKS]}
    ours = {name: pin for name, pin in conda.items() if name not in CONDA_ONLY | (EXTRAS - asked.keys())}
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


def test_python_is_the_same_everywhere(conda):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert conda["python"] == SpecifierSet(">=3.12,<3.14")
    assert project["requires-python"] == ">=3.12"
    assert "(3, 12) <= sys.version_info[:2] <= (3, 13)" in (ROOT / "envs/make_venv.sh").read_text()
    assert platform.python_version() in conda["python"]


def test_netcdf_can_be_written(tmp_path):
    import xarray

    path = tmp_path / "a.nc"
    xarray.Dataset({"a": ("x", [1.0, 2.0])}).to_netcdf(path, engine="netcdf4")
    with xarray.open_dataset(path, engine="netcdf4") as dataset:
        assert dataset["a"].to_numpy().tolist() == [1.0, 2.0]
