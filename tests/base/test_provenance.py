import ast
import hashlib
import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

import tcreferee
from tcreferee.base import provenance
from tcreferee.base.provenance import atomic, seed_from_names, sha256, source_files, versions, write_json, write_text

PACKAGE = Path(tcreferee.__file__).parent
MODULES = [
    "tcreferee.data.tidy",
    "tcreferee.data.observations",
    "tcreferee.inference.infer",
    "tcreferee.comparison.table",
    "tcreferee.config.load",
]


def test_sha256_of_a_known_text(tmp_path):
    # FIPS 180-4, example of a one-block message: "abc"
    (tmp_path / "a").write_bytes(b"abc")
    assert sha256(tmp_path / "a") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_seeds_are_stable():
    # results are promised to stay the same: these values may not change
    wanted = int.from_bytes(hashlib.sha256(b"20261121|ybco|screening|sample").digest()[:4], "big")
    assert seed_from_names(20261121, "ybco", "screening", "sample") == wanted == 0xD67B0995
    assert seed_from_names(1) == 0x6B86B273  # the first 4 bytes of the SHA-256 of "1"


def test_seeds_depend_on_every_name():
    seeds = {
        seed_from_names(seed, c, m, s)
        for seed in (1, 2)
        for c in ("a", "b")
        for m in ("x", "y")
        for s in ("fit", "sample")
    }
    assert len(seeds) == 16
    assert all(0 <= seed < 2**32 for seed in seeds)
    assert seed_from_names(1, "a", "b") != seed_from_names(1, "b", "a")


def test_versions():
    found = versions("scipy", "numpy")
    assert list(found) == ["numpy", "scipy"]
    assert found["numpy"].split(".")[0] == "2"


def test_atomic_replaces_the_file_at_the_end(tmp_path):
    path = tmp_path / "new/folder/a.json"
    write_text(path, "old\n")
    with atomic(path) as temporary:
        temporary.write_text("new\n")
        assert temporary.parent == path.parent
        assert temporary.suffix == ".json"
        assert path.read_text() == "old\n"
    assert path.read_text() == "new\n"
    assert os.listdir(path.parent) == ["a.json"]  # noqa: PTH208
    mask = os.umask(0)
    os.umask(mask)
    assert stat.S_IMODE(path.stat().st_mode) == 0o666 & ~mask


def half(path, error):
    with atomic(path) as temporary:
        temporary.write_text("half")
        raise error


def test_atomic_leaves_nothing_behind_when_the_block_fails(tmp_path):
    path = tmp_path / "a.csv"
    with pytest.raises(KeyboardInterrupt):
        half(path, KeyboardInterrupt())
    assert list(tmp_path.iterdir()) == []
    write_text(path, "whole\n")
    with pytest.raises(ValueError, match="bad"):
        half(path, ValueError("bad"))
    assert [p.name for p in tmp_path.iterdir()] == ["a.csv"]
    assert path.read_text() == "whole\n"


def test_json_is_sorted_and_refuses_what_json_does_not_know(tmp_path):
    path = tmp_path / "a.json"
    write_json(path, {"b": "Å", "a": 1})
    assert path.read_bytes() == '{\n "a": 1,\n "b": "Å"\n}\n'.encode()
    with pytest.raises(ValueError, match="not JSON compliant"):
        write_json(path, {"a": float("nan")})
    assert json.loads(path.read_text()) == {"a": 1, "b": "Å"}
    assert [p.name for p in tmp_path.iterdir()] == ["a.json"]


@pytest.mark.parametrize("module", MODULES)
def test_source_files_are_all_that_an_import_loads(module):
    code = (
        f"import sys, {module}\n"
        "print(*(m.__file__ for name, m in sys.modules.items() if name.split('.')[0] == 'tcreferee'), sep='\\n')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = {Path(line).resolve() for line in done.stdout.split("\n") if line}
    assert PACKAGE / "base/errors.py" in loaded
    listed = {Path(name).resolve() for name in source_files(module)}
    assert loaded - listed == set()


@pytest.mark.parametrize("module", MODULES)
def test_source_files_are_of_this_package_and_leave_the_models_out(module):
    # a model is an input of its own jobs only: a corrected equation refits its column and nothing else
    listed = [Path(name).resolve() for name in source_files(module)]
    assert all(path.is_relative_to(PACKAGE) and path.is_file() for path in listed)
    assert not [path for path in listed if path.parent == PACKAGE / "models" and path.name != "__init__.py"]


def test_source_files_do_not_depend_on_what_is_left_out():
    assert not [name for name in source_files("tcreferee.data.tidy") if "inference" in name]
    assert not [name for name in source_files("tcreferee.comparison.table") if name.endswith("sample.py")]


def test_source_files_below_the_working_directory_are_relative(monkeypatch):
    monkeypatch.chdir(PACKAGE.parents[1])
    assert source_files("tcreferee.base.errors")[-1] == "src/tcreferee/base/errors.py"


def test_source_files_of_a_foreign_module():
    assert source_files("numpy.linalg") == []


@pytest.mark.slow
def test_an_import_is_found_wherever_it_stands():
    """Among statements as among all nodes of the tree: in functions, under conditions, in what follows an error."""
    files = sorted(PACKAGE.rglob("*.py"))
    inside = 0
    for path in files:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        kinds = (ast.Import, ast.ImportFrom)
        every = [node.lineno for node in ast.walk(tree) if isinstance(node, kinds)]
        found = [node.lineno for node in provenance._statements(tree.body) if isinstance(node, kinds)]
        assert sorted(found) == sorted(every), path
        inside += len(every) - sum(isinstance(node, kinds) for node in tree.body)
    assert inside > 100
    source = (
        "try:\n pass\nexcept E:\n import a\nelse:\n import b\nfinally:\n import c\nmatch x:\n case 1:\n  import d\n"
    )
    parts = provenance._statements(ast.parse(source).body)
    assert [node.names[0].name for node in parts if isinstance(node, ast.Import)] == ["b", "c", "a", "d"]


def test_imports_of_the_package_are_found_without_parsing_all_of_it():
    def written(statements):
        return {ast.unparse(each) for each in statements if isinstance(each, ast.Import | ast.ImportFrom)}

    files = sorted(provenance.PACKAGE.rglob("*.py"))
    assert len(files) > 400
    for file in files:
        text = file.read_text(encoding="utf-8")
        assert written(provenance._own_imports(text)) >= written(provenance._statements(ast.parse(text).body)), file


def test_words_that_begin_like_an_import_are_none():
    text = """\
import of rows
from one import two words
  from a.b import (  # why
    c,  # why
    d as e,
)  # (why)
import f, g  # why (so)
"""
    assert [ast.unparse(each) for each in provenance._own_imports(text)] == ["from a.b import c, d as e", "import f, g"]
