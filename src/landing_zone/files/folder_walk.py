"""Walks a folder completely: a folder that cannot be read is an error, not left out."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from pathlib import Path


def everything_below(folder: Path, *, without: Collection[str] = ()) -> Iterator[Path]:
    """Yield every entry below a folder that is not itself a folder: files, links, others; links are not followed.

    Args:
        folder: where to look.
        without: names of folders that are not entered.

    Raises:
        OSError: a folder cannot be read.
    """
    for parent, folders, files in os.walk(folder, onerror=_refuse):
        folders[:] = [name for name in folders if name not in without]
        links = [name for name in folders if (Path(parent) / name).is_symlink()]
        yield from (Path(parent) / name for name in (*files, *links))


def _refuse(error: OSError) -> None:
    raise error
