"""The bars of CONTRIBUTING.md: sizes, directives, names, imports, and what no file may contain."""

import ast
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src/tcreferee"
SNAKEFILES = [ROOT / "Snakefile", ROOT / "workflow/Snakefile"]
SCRIPTS = ROOT / "workflow/scripts"
HEAVY = [
    "pandas",
    "lmfit",
    "emcee",
    "arviz",
    "arviz_base",
    "arviz_stats",
    "xarray",
    "matplotlib",
    "scipy",
    "pint",
]
HOSTS = [f"{name}.org" for name in ("pypi", "pythonhosted", "anaconda")]
MACHINE_PATH = re.compile(r"(?<![\w.~$}>/-])/(?:home|root|Users|work|mnt|tmp)/")
FUNCTION = 60  # the aim is 40; the margin is for numpydoc


def lines(path):
    return len(path.read_text(encoding="utf-8").splitlines())


def rule_files():
    files = sorted((ROOT / "workflow/rules").glob("*.smk"))
    assert files, "no rules in workflow/rules"
    return files


def too_long(paths, limit):
    paths = list(paths)
    assert paths, "nothing to measure"
    return {str(p.relative_to(ROOT)): lines(p) for p in paths if lines(p) > limit}


def rules():
    """Each rule's name, file and text."""
    found = []
    for path in [*SNAKEFILES, *rule_files()]:
        # a rule made in a loop gets its name from `name:`; what counts is the word before the comparison's
        text = re.sub(
            r'^\s*rule:\s*\n\s*name:\s*\n\s*f"(\w+?)_\{',
            r"rule \1:\n        {",
            path.read_text(encoding="utf-8"),
            flags=re.M,
        )
        parts = re.split(r"^\s*(?:rule|checkpoint)\s+(\w+)\s*:", text, flags=re.M)
        found.extend((name, path, text) for name, text in zip(parts[1::2], parts[2::2], strict=True))
    return found


def house_files():
    """Text files that git tracks or would track."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode().split("\0")
    paths = [ROOT / name for name in listed if name and (ROOT / name).is_file()]
    assert paths
    return [p for p in paths if b"\0" not in p.read_bytes()]


def places(pattern):
    return [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}"
        for path in house_files()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if pattern.search(line)
    ]


def test_snakefiles_are_short():
    assert too_long(SNAKEFILES, 45) == {}


def test_rule_files_are_short():
    assert too_long(rule_files(), 90) == {}


def test_scripts_are_short():
    assert too_long(SCRIPTS.glob("*.py"), 25) == {}


def test_files_of_tests_have_names_of_their_own():
    """Pytest imports them by their name alone: of two with one name, the second is an error of the whole run."""
    counts = Counter(path.name for path in (ROOT / "tests").rglob("test_*.py"))
    assert [name for name, count in counts.items() if count > 1] == []


def test_modules_are_short():
    assert too_long(PACKAGE.rglob("*.py"), 250) == {}


def test_functions_are_short():
    long = []
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = node.end_lineno - node.lineno + 1
                if length > FUNCTION:
                    long.append(f"{path.relative_to(ROOT)}:{node.lineno}: {node.name} has {length} lines")
    assert long == []


@pytest.mark.parametrize("directive", ["retries", "run"])
def test_directive_is_not_used(directive):
    # retries: of a rule multiply on a cluster, they belong in a profile; run: cannot be tested from outside.
    pattern = re.compile(rf"^\s*{directive}\s*:", re.M)
    assert [f"{path.name}: rule {name}" for name, path, text in rules() if pattern.search(text)] == []


def test_a_rule_its_script_and_nothing_else():
    scripts = {}
    for name, _, text in rules():
        script = re.search(r'^\s*script:\s*"([^"]+)"', text, flags=re.M)
        if script:
            scripts[name] = script[1]
        else:
            assert not re.search(r"^\s*output\s*:", text, flags=re.M), f"rule {name} makes files without a script"
    assert scripts == {path.stem: f"../scripts/{path.name}" for path in SCRIPTS.glob("*.py")}


def test_no_machine_paths():
    assert places(MACHINE_PATH) == []


def test_no_registry_hosts():
    assert places(re.compile("|".join(map(re.escape, HOSTS)))) == []


def test_layers_are_kept():
    command = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([command, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_reading_the_configuration_loads_nothing_heavy():
    # Every cluster job parses the Snakefile again, and the Snakefile imports this.
    code = f"import sys, tcreferee.config.load; print(*[m for m in {HEAVY} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.split()) == (0, []), done.stderr


# one definition each: what a second one would look like, and the files of the package that may hold it
ONCE = {
    "what a null model is": (
        r"== \"any\"|ANY_RESPONSE|null model of this project|(?:stem|name|\"\]) == \"constant\"|\"kind\"\]",
        ("formulas/", "config/check.py", "comparison/", "report/content.py", "report/latex.py", "models/"),
    ),
    "the four nats": (
        r"SMALL_DIFFERENCE[^=(]* = |CLOSE_NATS",
        ("comparison/thresholds.py",),
    ),
    "the effect factor": (r"EFFECT_FACTOR = |effect_factor.*1\.5|\* 1\.5 \* .*sd", ("base/priors.py",)),
    "the gates": (
        r"(?:rhat_max|ess_min|tau_multiple|acceptance)\b[^=\n]*(?:= |Field\()\(?\d",
        ("inference/settings.py",),
    ),
    "the normal density": (
        r"2 \* math\.pi\)|LN_2PI = ",
        # a marginal likelihood, priors, and the densities themselves
        ("inference/likelihoods.py", "inference/conditional.py", "inference/joint_prior.py", "base/priors.py",
         "base/bounded_priors.py",
         "inference/mixture.py", "simulation/spectrum.py", "simulation/calibration.py", "physics/", "papers/"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", ONCE)
def test_is_defined_once(what):
    pattern, allowed = ONCE[what]
    found = [place.removeprefix("src/tcreferee/") for place in places(re.compile(pattern)) if place.startswith("src/")]
    assert found, f"the pattern for {what} finds nothing: mend it"
    assert [place for place in found if not place.startswith(allowed)] == []


def test_every_model_file_says_what_kind_it_is():
    silent = [p.name for p in PACKAGE.glob("models/[a-z]*.py") if '\n    kind="' not in p.read_text(encoding="utf-8")]
    assert silent == []


def test_every_room_is_on_the_map():
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    shown = text.partition("## Where things are")[2].partition("\n## ")[0]
    rooms = {path.parent.name for path in (ROOT / "src/tcreferee").glob("*/__init__.py")} | {"models"}
    assert {room for room in rooms if f"`{room}/" not in shown and f"/{room}/`" not in shown} == set()
    # what the map names is there: from the root, from the package, or in the room that the cell names first
    missing = []
    for line in (line for line in shown.splitlines() if line.startswith("| ") and "---" not in line):
        named = re.findall(r"`([\w./]+(?:/|\.\w+))`", line.split(" | ")[1])
        rooms_of_cell = [ROOT, PACKAGE, *(PACKAGE / name.rpartition("/")[0] for name in named)]
        missing += [name for name in named if not any((base / name).exists() for base in rooms_of_cell)]
    assert missing == []
