"""Files that are no tables: each is refused in one sentence, in bounded time and memory."""

import os
import subprocess
import sys

import pytest

from tcreferee.base.errors import RefereeError
from tcreferee.data.check import check
from tcreferee.data.strict_yaml import read_yaml
from tcreferee.data.textfile import read_text


def complaint(act, folder):
    with pytest.raises(RefereeError) as error:
        act()
    (problem,) = error.value.problems
    return str(problem).replace(f"{folder}/", "")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"a,b\n1,\x00\n", "a.csv: is not a text file (it has a NUL byte); expected UTF-8 text"),
        (b"\x89PNG\r\n\x1a\n\x00", "a.csv: is not a text file (it has a NUL byte); expected UTF-8 text"),
        (
            "a,b\n1,é\n".encode("latin-1"),
            "a.csv, line 2: byte 0xe9 is not UTF-8 (in Windows-1252 it would be 'é'). "
            "Save the file as UTF-8 (in a spreadsheet: CSV UTF-8)",
        ),
        ("a,b".encode("utf-16"), "a.csv: is not a text file (it has a NUL byte); expected UTF-8 text"),
        (b" " * 1_000_001, "a.csv: has 1.0 MB; expected at most 1 MB"),
    ],
)
def test_no_text(tmp_path, content, message):
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    assert complaint(lambda: read_text(path, 1), tmp_path) == message


def test_no_file(tmp_path):
    assert complaint(lambda: read_text(tmp_path / "a", 1), tmp_path) == "a: the file does not exist"
    assert complaint(lambda: read_text(tmp_path, 1), tmp_path.parent).endswith(": is a folder; expected a file")
    os.mkfifo(tmp_path / "pipe")
    assert (
        complaint(lambda: read_text(tmp_path / "pipe", 1), tmp_path) == "pipe: is not a regular file; expected a file"
    )
    (tmp_path / "loop").symlink_to("loop")
    assert complaint(lambda: read_text(tmp_path / "loop", 1), tmp_path).startswith("loop: cannot be opened (")
    assert complaint(lambda: read_text(tmp_path / ("a" * 300), 1), tmp_path).endswith(
        ": cannot be opened (File name too long)"
    )


BOMB = "a: &a [x, x]\n" + "".join(
    f"{b}: &{b} [*{a}, *{a}, *{a}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)
DEEP = {
    "flow": "[" * 100_000,
    "mappings": "{a: " * 100_000,
    "block": "".join(" " * i + "a:\n" for i in range(400)),
    "sequences": "- " * 50_000,
}


def test_yaml_bomb(tmp_path):
    path = tmp_path / "a.yaml"
    path.write_text(BOMB)
    with pytest.raises(RefereeError) as error:
        read_yaml(path)
    assert "anchor &a is not allowed" in str(error.value)
    assert "alias *h is not allowed" in str(error.value)


@pytest.mark.parametrize("kind", DEEP)
def test_deep_nesting(tmp_path, kind):
    path = tmp_path / "a.yaml"
    path.write_text(DEEP[kind])
    assert "is nested more than 12 levels deep" in complaint(lambda: read_yaml(path), tmp_path)


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"id": "../../films"}, "id"),
        ({"id": "/etc/passwd"}, "id"),
        ({"row_key": "../../etc/passwd"}, "row_key"),
        ({"source": {"authors": ["S"], "year": 2020, "title": "F", "url": "file:///etc/passwd"}}, "source.url"),
        ({"file": "../../etc/passwd"}, "file"),
        ({"include": "/etc/passwd"}, "include"),
    ],
)
def test_no_key_opens_another_file(pair, change, key):
    pair.sidecar |= change
    pair.write()
    with pytest.raises(RefereeError) as error:
        pair.tidy()
    assert f"films.yaml, {key}" in pair.message(error.value)
    assert "root:" not in str(error.value)


def test_text_that_means_something_elsewhere_stays_text(pair):
    pair.sidecar["columns"]["remark"] = {"name": "remark", "quantity": "text", "grade": "read"}
    pair.table = b'sample,n,Tc,remark\n<b>A1</b>,1,90,"=1+1, ""x"""\n'
    assert pair.tidy().outputs[0].read_text() == (
        'point_id,label,tc_K,n_m3,remark\nfilms:<b>A1</b>,<b>A1</b>,90.0,1e+27,"\'=1+1, ""x"""\n'
    )


@pytest.mark.parametrize("mark", ["\r", "\n", "\x1b", "\u2028"])
def test_texts_are_one_line(pair, mark):
    pair.sidecar["columns"]["remark"] = {"name": "remark", "quantity": "text", "grade": "read"}
    pair.table = f'sample,n,Tc,remark\nA1,1,90,"a{mark}b"\n'.encode()
    with pytest.raises(RefereeError, match="has a line break or a control character; expected one line of text"):
        pair.tidy()
    pair.table = f'sample,n,Tc,remark\n"A{mark}1",1,90,a\n'.encode()
    with pytest.raises(RefereeError, match=r"row key 'A.*1' has a character that cannot be printed"):
        pair.tidy()


@pytest.mark.parametrize(
    ("mark", "word", "name"),
    [(";", "semicolons", "semicolon"), ("\t", "tabs", "tab"), ("|", "vertical bars", "bar")],
)
def test_other_separators_are_named(pair, mark, word, name):
    pair.table = pair.table.replace(b",", mark.encode())
    with pytest.raises(RefereeError) as error:
        pair.tidy()
    assert pair.message(error.value).endswith(
        f"films.csv, line 1: cells are separated by {word}; expected what the sidecar says. Say so in the "
        f"sidecar: 'layout: {{separator: {name}}}'"
    )


def test_a_long_cell_is_not_printed_whole(pair):
    pair.table = f"sample,n,Tc\nA1,1,{'9' * 100_000}\n".encode()
    with pytest.raises(RefereeError) as error:
        pair.tidy()
    assert len(str(error.value)) < 500


@pytest.mark.parametrize(
    ("table", "line"),
    [
        (b"sample,n,Tc" + b",x" * 998 + b"\nA1,1,90\n", 1),
        (b"sample,n,Tc\nA1,1,90\n\nA2,1,90" + b",1" * 998 + b"\n", 4),
    ],
)
def test_a_table_too_wide_is_refused_at_its_line(pair, table, line):
    pair.table = table
    pair.write()
    assert complaint(pair.tidy, pair.csv.parent) == (
        f"films.csv, line {line}: the table is too large; expected at most 100 000 rows and 1 000 columns"
    )


# Peak memory is that of the process, hence a process of its own; 150 MB are Python, pydantic and pint. Not ru_maxrss:
# it starts at the size of the process that started this one.
CHILD = """
import pathlib, re, sys
from tcreferee.cli import main
code = main(sys.argv[1:])
status = pathlib.Path("/proc/self/status")
peak = re.search(r"VmHWM:\\s+(\\d+) kB", status.read_text()).group(1) if status.exists() else 0
print(code, int(peak) // 1024)
"""


def child(pair):
    """Check a pair in a process of its own; one that takes minutes is taken to hang."""
    command = [sys.executable, "-c", CHILD, "check", str(pair.csv)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=300)
    code, megabytes = map(int, done.stdout.splitlines()[-1].split())
    return code, megabytes, done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("good", [True, False])
def test_the_largest_table(pair, good):
    pair.table = b"sample,n,Tc\n" + b"".join(b"A%d,1.25,%s\n" % (i, b"92.1" if good else b"~9") for i in range(100_000))
    pair.write()
    code, megabytes, message = child(pair)
    assert code == (0 if good else 1)
    assert megabytes < 600
    assert good or 'exclude: [{column: "Tc", equals: "~9"' in message
    assert len(message.splitlines()) == (0 if good else 2)  # cells that say the same are one problem


@pytest.mark.slow
@pytest.mark.parametrize(
    ("row", "message"),
    [
        (
            b"A%d,1,2\n",
            "films.csv, line 100002: the table is too large; expected at most 100 000 rows and 1 000 columns",
        ),
        (b"A%d,1.25000000,92.100000\n", "films.csv: has 28.9 MB; expected at most 20 MB"),
    ],
)
def test_a_million_rows(pair, row, message):
    pair.table = b"sample,n,Tc\n" + b"".join(row % i for i in range(1_000_000))
    pair.write()
    code, megabytes, said = child(pair)
    assert code == 1
    assert megabytes < 400
    assert message in said


def test_the_sidecar_of_another_table_is_not_offered(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("films_1.csv", "films_2.csv", "films_2.yaml"):
        (tmp_path / name).write_text("a,b\n1,2\n")
    _, (error,) = check(["films_1.csv"])
    assert [problem.do for problem in error.problems] == ["start one with: tcreferee new-dataset films_1.csv"]
    (tmp_path / "films_2.csv").unlink()
    _, (error,) = check(["films_1.csv"])
    assert [problem.do for problem in error.problems] == ["did you mean 'films_2.yaml'?"]
