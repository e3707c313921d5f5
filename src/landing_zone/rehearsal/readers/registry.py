"""Finds the readers: a file in ``types`` is one."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from landing_zone.rehearsal.readers.read_by_file import reader_by_file
from landing_zone.rehearsal.readers.reader import Reader
from landing_zone.rehearsal.readers.reader_file import read_reader_file

FOLDER = Path(__file__).parent / "types"


@cache
def readers() -> Mapping[str, Reader]:
    """Return every reader by its CloudFormation type, sorted.

    Raises:
        UserError: a file is not valid.
        ValueError: two readers claim one type.
    """
    found: dict[str, Reader] = {}
    for path in sorted(FOLDER.glob("*.yaml")):
        reader = reader_by_file(read_reader_file(path))
        if reader.type in found:
            raise ValueError(f"two readers claim {reader.type}: the second is {path.name}")
        found[reader.type] = reader
    return MappingProxyType(dict(sorted(found.items())))


def reader_of(resource_type: str) -> Reader | None:
    """Return the reader of a type; ``None`` when there is none."""
    return readers().get(resource_type)
