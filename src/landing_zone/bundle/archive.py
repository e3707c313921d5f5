"""A bundle's archive: an uncompressed tar whose every byte follows from the files in it.

Compression would leave bytes (a header's time, a block's split) that no digest of the content covers. So the archive is
plain, the same files always give the same archive, and reading writes it again and compares. Source: POSIX.1-2001 pax.
"""

from __future__ import annotations

import hashlib
import io
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from landing_zone.bundle.names import clash, strange
from landing_zone.files.atomic_write import atomic_write

_MODE = 0o644
MOST_BYTES = 2 * 1024**3
"""A bundle is held in memory; the example zone's has 15 MB."""


class DamagedArchiveError(Exception):
    """The file is not exactly an archive that this tool writes; the message says why."""


@dataclass
class _Hash(io.RawIOBase):
    """A file that stores only the digest of what is written to it."""

    def __post_init__(self) -> None:
        self.digest = hashlib.sha256()
        self.length = 0

    def writable(self) -> bool:
        return True

    def write(self, data: object, /) -> int:
        raw = bytes(data)  # type: ignore[call-overload]
        self.digest.update(raw)
        self.length += len(raw)
        return len(raw)

    def tell(self) -> int:
        return self.length


def write_archive(files: Mapping[str, bytes], path: Path) -> None:
    """Write the files, sorted by name, with no owner, no time and one mode.

    Args:
        files: path in the archive to content.
        path: the archive; written atomically.

    Raises:
        OSError: it cannot be written.
    """
    with atomic_write(path) as file:
        _write(files, file)


def read_archive(path: Path) -> dict[str, bytes]:
    """Read an archive, and refuse it when any byte differs from the archive of its files.

    Raises:
        DamagedArchiveError: this tool did not write it, or it was changed.
        OSError: it cannot be read.
    """
    if path.stat().st_size > MOST_BYTES:
        raise DamagedArchiveError(f"it has more than {MOST_BYTES} bytes: no bundle is that large")
    raw = path.read_bytes()
    files: dict[str, bytes] = {}
    try:
        with tarfile.open(fileobj=io.BytesIO(raw), mode="r:") as archive:
            for member in archive:
                _refuse_strange(member, files)
                content = archive.extractfile(member)
                files[member.name] = content.read() if content else b""
    except (tarfile.TarError, ValueError, EOFError, OverflowError, RecursionError) as error:
        raise DamagedArchiveError(f"the archive cannot be read: {error}") from None
    if name := clash(files):
        raise DamagedArchiveError(f"{name!a} is in it twice, as some file systems see it")
    again = _Hash()
    _write(files, again)  # type: ignore[arg-type]  # a raw stream that tarfile writes to
    if again.digest.digest() != hashlib.sha256(raw).digest():
        raise DamagedArchiveError("a byte outside the files' content was changed (a header, padding, or the end)")
    return files


def _refuse_strange(member: tarfile.TarInfo, files: Mapping[str, bytes]) -> None:
    # A sparse file of a few bytes may claim to hold terabytes.
    if member.type != tarfile.REGTYPE or member.issparse() or strange(member.name):
        raise DamagedArchiveError(f"{member.name!a} is not a regular file of a bundle")
    if member.name in files:
        raise DamagedArchiveError(f"{member.name!a} is in it twice")


def _write(files: Mapping[str, bytes], file: BinaryIO) -> None:
    with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for name in sorted(files):
            member = tarfile.TarInfo(name)
            member.size = len(files[name])
            member.mode = _MODE
            archive.addfile(member, io.BytesIO(files[name]))
