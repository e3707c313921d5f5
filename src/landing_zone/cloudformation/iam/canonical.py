"""IAM policy documents in one spelling, so that only what they say is compared."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from landing_zone.cloudformation.iam.document import as_json, is_function, parsed
from landing_zone.cloudformation.intrinsics.lists import listed
from landing_zone.cloudformation.intrinsics.values import scalar_text

_LISTS = ("Action", "NotAction", "Resource", "NotResource")
_PRINCIPALS = ("Principal", "NotPrincipal")
_ROOT = re.compile(r"arn:[a-z-]+:iam::(\d{12}):root")


def canonical_policy(document: Any) -> Any:
    """Return a policy document, or one statement of it, in one spelling.

    Only what services and IAM's grammar hold to be the same becomes the same (IAM User Guide, "Grammar of the IAM JSON
    policy language"): a single statement, action, resource, principal or condition value and a list of one; the order
    in those lists, which are sets; numbers and booleans of conditions and their text; an account's number and the ARN
    of its root, since services store the one as the other.
    """
    document = parsed(document)
    if not isinstance(document, Mapping):
        return document
    if "Statement" not in document:
        return _statement(document)
    found = listed(document["Statement"])
    return {**document, "Statement": [_statement(s) if isinstance(s, Mapping) else s for s in found]}


def canonical_condition(condition: Mapping[str, Any]) -> dict[str, Any]:
    """Return a condition whose values have one order: they are alternatives, and one alone is a list of one."""
    return {
        operator: {key: _one_order(values) for key, values in asked.items()}
        if isinstance(asked, Mapping) and not is_function(asked)
        else asked
        for operator, asked in condition.items()
    }


def _statement(statement: Mapping[str, Any]) -> dict[str, Any]:
    canonical = dict(statement)
    for name in _LISTS:
        if name in canonical:
            canonical[name] = _one_order(canonical[name])
    for name in _PRINCIPALS:
        if isinstance(canonical.get(name), Mapping):
            canonical[name] = {
                kind: _one_order([_ROOT.sub(r"\1", scalar_text(value)) for value in listed(values)])
                for kind, values in canonical[name].items()
            }
    if isinstance(canonical.get("Condition"), Mapping):
        canonical["Condition"] = canonical_condition(canonical["Condition"])
    return canonical


def _one_order(value: Any) -> Any:
    texts = [item if isinstance(item, Mapping | list) else scalar_text(item) for item in listed(value)]
    ordered = sorted({as_json(item): item for item in texts}.items())
    return ordered[0][1] if len(ordered) == 1 else [item for _, item in ordered]
