"""YAML files of the project: read with lines, and absurd ones refused without a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest

from landing_zone.errors import UserError
from landing_zone.yaml.guard import Guide
from landing_zone.yaml.yaml_file import read_yaml

BOMB = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{new}: &{new} [{', '.join([f'*{old}'] * 10)}]\n" for old, new in zip("abcdefg", "bcdefgh", strict=True)
)
BOMB += "i: *h\n"


@pytest.mark.parametrize(
    ("text", "what", "line"),
    [
        ("", "the file is empty", 0),
        ("a: [1, 2\nb: 3\n", "not YAML", 2),
        ("a: 1\nb: 2\na: 3\n", "the key 'a' is given twice", 3),
        ("? [1, 2]\n: x\n", "a key cannot be a list or a mapping", 1),
        ("a: " + "[" * 40 + "]" * 40, "values are nested more than 16 levels deep", 1),
        ("a: 1\nb: \0\n", "the file has a NUL character", 2),
        (BOMB, "the file expands to more than 1,000,000 values", 1),
    ],
)
def test_an_absurd_file_is_refused(tmp_path: Path, text: str, what: str, line: int) -> None:
    """Each error names the file, and the line where there is one."""
    path = tmp_path / "absurd.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UserError) as caught:
        read_yaml(path)
    assert what in caught.value.what
    assert caught.value.file == str(path)
    assert caught.value.line == line


@pytest.mark.parametrize("name", ["missing.yaml", "folder", "nul\0.yaml"])
def test_what_is_no_file_is_refused(tmp_path: Path, name: str) -> None:
    """A missing file, a folder, and a name that no file can have."""
    (tmp_path / "folder").mkdir()
    with pytest.raises(UserError, match="error: "):
        read_yaml(tmp_path / name)


@pytest.mark.parametrize(
    "text", ["\ufeffa: 1\nb: 2\n", "a: 1\r\nb: 2\r\n", "\ufeff# x\r\na: 1\r\nb: 2\r\n", "a: 1\nb: 2"]
)
def test_an_editor_may_write_its_own_ends_of_lines(tmp_path: Path, text: str) -> None:
    """A mark of the byte order, Windows' ends of lines, none at the end of the file."""
    path = tmp_path / "good.yaml"
    path.write_text(text, encoding="utf-8", newline="")
    file = read_yaml(path)
    assert file.data == {"a": 1, "b": 2}
    assert file.line(("b",)) == text.count("\n", 0, text.index("b:")) + 1


def test_a_folder_in_place_of_a_file_is_refused(tmp_path: Path) -> None:
    """The fix depends on what the user named: a folder that may hold the file, or the file's own name."""
    for name, fix in (
        ("zone", f"name {tmp_path / 'zone' / 'landing-zone.yaml'}"),
        ("x.yaml", "put a file in its place"),
    ):
        (tmp_path / name).mkdir()
        with pytest.raises(UserError, match="this is a directory") as caught:
            read_yaml(tmp_path / name, Guide(name="landing-zone.yaml"))
        assert (caught.value.allowed, caught.value.fix) == ("a file", fix)


def test_each_value_knows_its_line(tmp_path: Path) -> None:
    """A location is its key's line; one that does not exist is the nearest above it."""
    path = tmp_path / "good.yaml"
    path.write_text("a:\n  - b: 1\n    c: 2\n  - d: 3\n", encoding="utf-8")
    file = read_yaml(path)
    assert file.data == {"a": [{"b": 1, "c": 2}, {"d": 3}]}
    assert file.line(("a", 0, "c")) == 3
    assert file.line(("a", 1, "missing")) == 4
