"""A file is written whole or not at all."""

from __future__ import annotations

import multiprocessing
import os
from pathlib import Path

import pytest

from landing_zone.files.atomic_write import atomic_write


def test_a_file_is_written_and_its_folder_made(tmp_path: Path) -> None:
    """Others may read it, as any file that a program makes, and nothing else is left."""
    path = tmp_path / "a" / "b" / "file.txt"
    (tmp_path / "plain").touch()
    with atomic_write(path) as file:
        file.write(b"new")
        assert not path.exists()
    assert path.read_bytes() == b"new"
    assert path.stat().st_mode == (tmp_path / "plain").stat().st_mode
    assert list(path.parent.iterdir()) == [path]


def _write_half(path: Path, error: type[BaseException]) -> None:
    with atomic_write(path) as file:
        file.write(b"half")
        raise error


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path: Path, error: type[BaseException]) -> None:
    """Also when the user stops the program in the middle."""
    path = tmp_path / "file.txt"
    path.write_bytes(b"old")
    with pytest.raises(error):
        _write_half(path, error)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_cannot_take_its_place_leaves_nothing(tmp_path: Path) -> None:
    """A folder of that name stays."""
    path = tmp_path / "file.txt"
    path.mkdir()
    with pytest.raises(OSError, match="directory"), atomic_write(path) as file:
        file.write(b"new")
    assert list(tmp_path.iterdir()) == [path]
    assert list(path.iterdir()) == []


@pytest.mark.parametrize("sync", [True, False])
def test_the_content_is_on_the_disk_before_the_name_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sync: bool
) -> None:
    """Unless the caller can make the file again."""
    path, synced = tmp_path / "file.txt", []

    def fsync(handle: int) -> None:
        synced.append((os.fstat(handle).st_size, path.exists()))

    monkeypatch.setattr(os, "fsync", fsync)
    with atomic_write(path, sync=sync) as file:
        file.write(b"new")
    assert synced == ([(3, False)] if sync else [])


def _write_often(path: Path, letter: bytes) -> None:
    for _ in range(50):
        with atomic_write(path, sync=False) as file:
            for _ in range(100):
                file.write(letter * 1000)


def test_processes_that_write_the_same_file_do_not_mix(tmp_path: Path) -> None:
    """Each reading gives the content of one writer, whole."""
    path = tmp_path / "file.txt"
    _write_often(path, b"a")
    process = multiprocessing.get_context("spawn").Process
    writers = [process(target=_write_often, args=(path, letter)) for letter in (b"a", b"b")]
    for writer in writers:
        writer.start()
    while any(writer.is_alive() for writer in writers):
        content = path.read_bytes()
        assert content in (b"a" * 100_000, b"b" * 100_000)
    assert [writer.exitcode for writer in writers] == [0, 0]
    assert list(tmp_path.iterdir()) == [path]
