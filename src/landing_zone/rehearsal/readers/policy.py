"""The canonical form of IAM policy documents, so that only their meaning is compared."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

_LISTS = ("Action", "NotAction", "Resource", "NotResource")
_PRINCIPALS = ("Principal", "NotPrincipal")
_ROOT = re.compile(r"arn:[a-z-]+:iam::(\d{12}):root")


def parsed(document: Any) -> Any:
    """Return a JSON document as data; a value that is not JSON text is returned unchanged."""
    if not isinstance(document, str):
        return document
    try:
        return json.loads(document)
    except ValueError:
        return document


def canonical_policy(document: Any) -> Any:
    """Return the canonical form of a policy document, or of one statement.

    Only forms that services and IAM's grammar treat as equal become equal (IAM User Guide, "Grammar of the IAM JSON
    policy language"): a single statement, action, resource, principal or condition value and a list of one; the order
    in those lists, which are sets; numbers and booleans of conditions and their text; an account's number and the ARN
    of its root, since services store the one as the other.
    """
    document = parsed(document)
    if not isinstance(document, Mapping):
        return document
    if "Statement" not in document:
        return _statement(document)
    statements = document["Statement"]
    listed = statements if isinstance(statements, list) else [statements]
    return {**document, "Statement": [_statement(s) if isinstance(s, Mapping) else s for s in listed]}


def _statement(statement: Mapping[str, Any]) -> dict[str, Any]:
    canonical = dict(statement)
    for name in _LISTS:
        if name in canonical:
            canonical[name] = _set(canonical[name])
    for name in _PRINCIPALS:
        if isinstance(canonical.get(name), Mapping):
            canonical[name] = {kind: _set(values, principal=True) for kind, values in canonical[name].items()}
    condition = canonical.get("Condition")
    if isinstance(condition, Mapping):
        canonical["Condition"] = {
            operator: {key: _set(values) for key, values in tests.items()} if isinstance(tests, Mapping) else tests
            for operator, tests in condition.items()
        }
    return canonical


def _set(value: Any, *, principal: bool = False) -> list[str]:
    texts = [_text(item) for item in (value if isinstance(value, list) else [value])]
    return sorted(_ROOT.sub(r"\1", text) if principal else text for text in texts)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else json.dumps(value)
