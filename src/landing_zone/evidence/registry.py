"""Finds every query: it imports the files of ``queries``, so that none can be forgotten."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from landing_zone.evidence import queries
from landing_zone.evidence.query import Query


@cache
def all_queries() -> tuple[Query, ...]:
    """Return every query, sorted by id.

    Raises:
        ValueError: a file's query is missing or has another id, or a query replaces one that does not exist.
    """
    found: list[Query] = []
    for module in pkgutil.iter_modules(queries.__path__):
        query = getattr(importlib.import_module(f"{queries.__name__}.{module.name}"), "QUERY", None)
        if not isinstance(query, Query) or query.id != module.name:
            raise ValueError(f"evidence/queries/{module.name}.py has no QUERY whose id is '{module.name}'")
        found.append(query)
    ids = {query.id for query in found}
    for query in found:
        if query.replaces and query.replaces not in ids:
            raise ValueError(f"the query '{query.id}' replaces '{query.replaces}', which does not exist")
    return tuple(sorted(found, key=lambda query: query.id))
