"""Finds the readers: it imports every file in ``types``."""

from __future__ import annotations

import pkgutil
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from types import MappingProxyType

from landing_zone.rehearsal.readers import types
from landing_zone.rehearsal.readers.reader import Reader


@cache
def readers() -> Mapping[str, Reader]:
    """Return every reader by its CloudFormation type, sorted.

    Raises:
        ValueError: two readers claim one type.
    """
    found: dict[str, Reader] = {}
    for module in pkgutil.iter_modules(types.__path__):
        reader = import_module(f"{types.__name__}.{module.name}").READER
        if reader.type in found:
            raise ValueError(f"two readers claim {reader.type}: the second is {module.name}.py")
        found[reader.type] = reader
    return MappingProxyType(dict(sorted(found.items())))


def reader_of(resource_type: str) -> Reader | None:
    """Return the reader of a type; ``None`` when there is none."""
    return readers().get(resource_type)
