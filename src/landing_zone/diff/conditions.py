"""Conditions of two grants: whether one holds wherever the other does, and what one has beyond the other, in words."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from landing_zone.cloudformation.iam.document import as_json
from landing_zone.cloudformation.intrinsics.lists import listed
from landing_zone.diff.statements import Grant


def in_words(grant: Grant, others: Iterable[Grant]) -> str:
    """Return a grant as text; beside one of the same words with fewer values in its condition, only what is new."""
    bare = replace(grant, condition="")
    for other in sorted(others):
        if grant.condition and other.condition and replace(other, condition="") == bare:
            more = list(_more(json.loads(other.condition), json.loads(grant.condition)))
            if more:
                return f"{bare} also when {' and '.join(more)}"
    return str(grant)


def _more(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    """Yield the values that are new, where nothing else than values differs."""
    if before.keys() != after.keys():
        return
    found = []
    for operator, keys in after.items():
        others = before[operator]
        if keys == others:
            continue
        if not isinstance(keys, Mapping) or not isinstance(others, Mapping) or keys.keys() != others.keys():
            return
        for key, values in keys.items():
            then, now = listed(others[key]), listed(values)
            if any(value not in now for value in then):
                return
            added = [value for value in now if value not in then]
            if added:
                found.append(f"{key} is {' or '.join(v if isinstance(v, str) else as_json(v) for v in added)}")
    yield from found
