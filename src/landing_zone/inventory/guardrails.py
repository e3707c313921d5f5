"""The policies of the organisation, which limit roles whatever their own policies allow (PCI DSS 7.2)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from landing_zone.inventory.facts import Facts, listed, shown
from landing_zone.inventory.model import GuardrailFact


def guardrails(facts: Facts) -> tuple[GuardrailFact, ...]:
    """List every policy of AWS Organizations with what it is attached to."""
    return tuple(
        GuardrailFact(
            resource=policy.position,
            environment=policy.environment,
            name=shown(policy.properties.get("Name")) or policy.resource.logical_id,
            kind=shown(policy.properties.get("Type")),
            purpose=shown(policy.properties.get("Description")),
            targets=tuple(sorted(shown(target) for target in listed(policy.properties.get("TargetIds")))),
            statements=_statements(policy.properties.get("Content")),
        )
        for policy in facts.of("AWS::Organizations::Policy")
    )


def _statements(content: Any) -> tuple[str, ...]:
    """Name the statements: a policy may be written as JSON or as text that holds JSON."""
    if isinstance(content, str):
        try:
            content = json.loads(content)
        except ValueError:
            return ()
    statements = listed(content.get("Statement")) if isinstance(content, Mapping) else []
    return tuple(
        shown(statement.get("Sid")) or f"statement {number}"
        for number, statement in enumerate(statements, start=1)
        if isinstance(statement, Mapping)
    )
