import pytest

from tcreferee.base.errors import RefereeError
from tcreferee.data.strict_yaml import check_keys, read_yaml


@pytest.fixture
def read(tmp_path):
    path = tmp_path / "a.yaml"

    def read(text):
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        try:
            return read_yaml(path)
        except RefereeError as error:
            return str(error).replace(f"{tmp_path}/", "")

    return read


def test_values_stay_the_text_that_was_typed(read):
    text = "a: 3.330\nb: no\nc: 2020-01-01\nd: 0x10\ne: 1e21\nf: [1, true]\ng: >-\n  null\n"
    expected = {"a": "3.330", "b": "no", "c": "2020-01-01", "d": "0x10", "e": "1e21", "f": ["1", "true"]}
    assert read(text) == expected | {"g": "null"}


def test_only_empty_values_are_none(read):
    assert read('a:\nb: ~\nc: null\nd: ""\ne: "null"\n') == {
        "a": None,
        "b": None,
        "c": None,
        "d": "",
        "e": "null",
    }


def test_byte_order_mark_is_accepted(read):
    assert read(b"\xef\xbb\xbfa: 1\n") == {"a": "1"}


def test_everything_refused_is_listed(read):
    text = "a: &x 1\nb: *x\nc: !!python/object:os.system {}\nd: 1\nd: 2\ne: {f: 1, f: 2}\n<<: {a: 1}\n"
    assert read(text) == (
        "a.yaml cannot be read (5 problems):\n"
        "  - a.yaml, line 1: anchor &x is not allowed. Write the value out\n"
        "  - a.yaml, line 2: alias *x is not allowed. Write the value out\n"
        "  - a.yaml, line 3: tag tag:yaml.org,2002:python/object:os.system is not allowed. Remove it\n"
        "  - a.yaml, line 5: key 'd' is already on line 4. Keep one of them\n"
        "  - a.yaml, line 6: key 'f' is already on line 6. Keep one of them"
    )


@pytest.mark.parametrize("text", ["!!str 1", "!x 1", "! 1", "!!set {a, b}", "[!!int 1]"])
def test_no_tag_of_any_form(read, text):
    assert "is not allowed. Remove it" in read(text)


def test_syntax_error_names_its_line(read):
    # libyaml, where there is one, says "in this context"
    assert read("a: 1\nb: c: d\n").replace("in this context", "here") == (
        "a.yaml cannot be read (1 problem):\n"
        "  - a.yaml, line 2: mapping values are not allowed here. "
        "Texts with ': ', ' #', {} or a leading special character need quotes"
    )


@pytest.mark.parametrize("text", ["[" * 5000, "? [a]\n: 1\n", "--- 1\n--- 2\n", "\x07", "{", "? {a: 1}\n: 2"])
def test_whatever_is_not_one_plain_document_is_refused(read, text):
    assert read(text).startswith("a.yaml cannot be read (1 problem):\n  - a.yaml")


def test_not_utf8(read):
    assert read(b"a: \xe9\n") == (
        "a.yaml cannot be read (1 problem):\n  - a.yaml, line 1: byte 0xe9 is not UTF-8 (in Windows-1252 it would "
        "be 'é'). Save the file as UTF-8 (in a spreadsheet: CSV UTF-8)"
    )


def test_missing_file(tmp_path):
    with pytest.raises(RefereeError, match=r"none\.yaml: the file does not exist"):
        read_yaml(tmp_path / "none.yaml")


def test_a_key_twice_is_named_also_on_one_line_and_beside_aliases(tmp_path):
    path = tmp_path / "config.yaml"
    path.write_text("a: &x {b: 1, b: 2}\nc:\n  <<: *x\n  d: [{e: 1}, {f: 1, f: 3}]\na: 3\n", encoding="utf-8")
    with pytest.raises(RefereeError) as error:
        check_keys(path)
    assert [str(problem).partition(": ")[2] for problem in error.value.problems] == [
        "key 'b' is already on line 1. Keep one of them",
        "key 'f' is already on line 4. Keep one of them",
        "key 'a' is already on line 1. Keep one of them",
    ]
    path.write_text("a: &x {b: 1}\nc: {<<: *x, b: 2}\n", encoding="utf-8")
    check_keys(path)
