"""Files that are written whole or not at all."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


@contextmanager
def atomic_write(path: Path, *, sync: bool = True) -> Iterator[BinaryIO]:
    """Open a file for writing; it takes its place when the block ends, and is removed when the block raises.

    A reader meets the old content or the new, never half of it, also while several processes write the same file.

    Args:
        path: the file; its folder is made when missing.
        sync: wait until the content is on the disk, so that a power cut leaves the old or the new file. Without it a
            file may be empty then: enough where a wrong file is noticed and made again.

    Raises:
        OSError: the file cannot be written; the old one is as it was.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{secrets.token_hex(8)}.part")
    try:
        with part.open("xb") as file:
            yield file
            file.flush()
            if sync:
                os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
